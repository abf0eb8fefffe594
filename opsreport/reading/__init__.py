"""Files as people left them → Sheets that keep every fact, and findings about files that cannot be read."""

from opsreport.reading.folder import file_hashes, read_file, read_folder, shown_name

__all__ = ["file_hashes", "read_file", "read_folder", "shown_name"]
