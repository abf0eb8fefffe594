"""The nouns: frozen dataclasses that import nothing of opsreport but each other and errors."""
