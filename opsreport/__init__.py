"""opsreport: the monthly operations review, from spreadsheets to an editable deck."""

from opsreport._version import __version__

__all__ = ["__version__"]
