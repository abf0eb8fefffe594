"""The parts of a zipped Office file, inflated one by one and within bounds, and the refusal of a file.

The bounds follow those of Apache POI's ZipSecureFile: they stop a bomb before
it is inflated, and lie far above any workbook or deck that people make by hand.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from opsreport.errors import OpsReportError
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin

MAX_FILE_BYTES = 128 << 20
MAX_ENTRIES = 10_000
MAX_PART_BYTES = 64 << 20
MAX_TOTAL_BYTES = 160 << 20
MAX_RATIO = 200
RATIO_FROM_BYTES = 4 << 20
_ENTRY_MARK = b"PK\x01\x02"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError, NotImplementedError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_IS_ENCRYPTED = 1
_MARKUP = (".xml", ".rels")


class Unreadable(OpsReportError):
    """A file that cannot be read: the code of its finding and what the sentence needs; who reads it says so."""

    def __init__(self, code: str, details: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = details or {}

    def finding(self, file: str) -> Finding:
        """The blocking finding that names the file."""
        return Finding(self.code, Severity.block, (Origin(file),), {"file": file, **self.details})


def require(what: str, seen: int, limit: int) -> None:
    """Nothing, or Unreadable (too_large) where `seen` is over the limit."""
    if seen > limit:
        raise Unreadable("too_large", {"what": what, "seen": str(seen), "limit": str(limit)})


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one package by name; letter case and slash direction do not matter."""

    archive: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]

    def __contains__(self, name: str) -> bool:
        return _plain_name(name) in self.entries

    def read(self, name: str, most: int = MAX_PART_BYTES) -> bytes:
        """The bytes of a part; Unreadable where it is missing, broken, encrypted or over a bound (of `most` bytes)."""
        return self._inflated(name, most, _MARKUP)

    def read_binary(self, name: str) -> bytes:
        """As `read`, of a part of an .xlsb."""
        return self._inflated(name, MAX_PART_BYTES, (".bin",))

    def _inflated(self, name: str, most: int, endings: tuple[str, ...]) -> bytes:
        entry = self.entries.get(_plain_name(name))
        if entry is None or not entry.filename.lower().endswith(endings):
            raise Unreadable("unreadable_file", {"part": name})
        _admit(entry, most)
        try:
            # zipfile never yields more than the size just admitted and then checks the sum
            return self.archive.read(entry)
        except _BROKEN as error:
            raise Unreadable("broken_zip", {"part": name}) from error


def open_parts(data: bytes) -> Parts:
    """The package in `data`; Unreadable (broken_zip, too_large) where its directory cannot be trusted."""
    # counted before zipfile builds an object for each of them
    require("entries", data.count(_ENTRY_MARK), MAX_ENTRIES)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise Unreadable("broken_zip", {"part": ""}) from error
    inflated = sum(entry.file_size for entry in archive.infolist() if entry.filename.lower().endswith(_MARKUP))
    require("bytes", inflated, MAX_TOTAL_BYTES)
    return Parts(archive, {_plain_name(entry.filename): entry for entry in archive.infolist()})


def _admit(entry: zipfile.ZipInfo, most: int) -> None:
    """Nothing, or Unreadable for an entry that must not be inflated."""
    if entry.flag_bits & _IS_ENCRYPTED:
        raise Unreadable("encrypted_file")
    if entry.compress_type not in _METHODS:
        raise Unreadable("unreadable_file", {"part": entry.filename})
    require("bytes", entry.file_size, most)
    if entry.file_size > RATIO_FROM_BYTES:
        require("ratio", entry.file_size // max(entry.compress_size, 1), MAX_RATIO)


def _plain_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
