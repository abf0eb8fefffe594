"""The files of one folder, read in the order of their names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.package import MAX_FILE_BYTES, Unreadable, open_parts, require
from opsreport.model.resting import collector_at_rest
from opsreport.model.table import Sheet
from opsreport.reading.content import Content, content_of, foreign_kind, zipped_kind
from opsreport.reading.hypertext import web_sheets
from opsreport.reading.limits import MAX_CELLS
from opsreport.reading.oldbook import old_sheets
from opsreport.reading.oldfacts import xls_facts, xlsb_facts
from opsreport.reading.openbook import open_sheets
from opsreport.reading.textfile import is_table, text_sheet
from opsreport.reading.workbook import workbook_sheets
from opsreport.reading.xml2003 import xml2003_sheets

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv")
# taken only where they hold a table, as much else is called so
_OTHERS = (".txt", ".xml")
_ENDINGS: Mapping[Content, tuple[str, ...]] = {"web": (), "xml2003": (".xml",), "text": (".csv", ".tsv", ".txt")}
_NAMES: Mapping[Content, str] = {"web": "HTML", "xml2003": "XML Spreadsheet 2003", "text": "CSV"}
_ZIP = b"PK"
_WORKBOOK_PARTS = ("_rels/.rels", "xl/workbook.xml")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD_BYTES = 1 << 16
_EXCEL_LOCK, _OFFICE_LOCK = "~$", ".~lock."

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]


def read_folder(folder: Path) -> Read:
    """The sheets of every workbook and .csv file directly in `folder`, and what is to say about the files.

    Findings: empty_folder where there is none (or no such folder), those of
    `read_file`, and the note locked_file where a file is open elsewhere.
    """
    paths = _input_files(folder)
    if not paths:
        return (), (Finding("empty_folder", Severity.block, (), {"folder": str(folder)}),)
    sheets: list[Sheet] = []
    findings: list[Finding] = list(_locked(folder))
    for path in paths:
        read, found = _read(path, MAX_CELLS - sum(len(sheet.cells) for sheet in sheets))
        sheets += read
        findings += found
    return tuple(sheets), tuple(findings)


def read_file(path: Path) -> Read:
    """The sheets of one file, hidden ones marked.

    Findings that block: broken_zip, encrypted_file, too_large, unreadable_file,
    foreign_format, unclosed_quote; the notes hidden_sheet for a hidden sheet that
    holds cells, saved_otherwise, text_read_as, illegal_characters; the warning
    stray_bytes. No exception.
    """
    return _read(path, MAX_CELLS)


def file_hashes(folder: Path) -> Mapping[str, str]:
    """The SHA-256 of each file that `read_folder` reads, by its name."""
    return {path.name: hashlib.sha256(_bytes(path)).hexdigest() for path in _input_files(folder) if path.is_file()}


def _input_files(folder: Path) -> tuple[Path, ...]:
    """The files that are read, sorted by name: known endings, no lock files, no hidden ones."""
    listed = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(path for path in listed if path.name[0] not in ".~" and _is_input(path)))


def _is_input(path: Path) -> bool:
    suffix = path.suffix.lower()
    return suffix in SUFFIXES or (suffix in _OTHERS and path.is_file() and _holds_table(path))


def _holds_table(path: Path) -> bool:
    """Whether a file whose ending says little begins like a table."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    return content_of(head) == "xml2003" if path.suffix.lower() == ".xml" else is_table(head)


def _locked(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.iterdir()):
        name = path.name
        if name.startswith(_EXCEL_LOCK) and path.suffix.lower() in SUFFIXES:
            yield _lock_note(name.removeprefix(_EXCEL_LOCK))
        elif name.startswith(_OFFICE_LOCK) and Path(name.removesuffix("#")).suffix.lower() in SUFFIXES:
            yield _lock_note(name.removeprefix(_OFFICE_LOCK).removesuffix("#"))


def _lock_note(file: str) -> Finding:
    return Finding("locked_file", Severity.note, (Origin(file),), {"file": file})


def _read(path: Path, room: int) -> Read:
    try:
        with collector_at_rest():
            sheets, notes = _sheets(path, room)
    except Unreadable as refusal:
        return (), (refusal.finding(path.name),)
    except (ValueError, KeyError, OverflowError, RecursionError):
        return (), (Unreadable("unreadable_file", {"part": ""}).finding(path.name),)
    return sheets, (*notes, *(_hidden_note(sheet) for sheet in sheets if sheet.hidden and sheet.cells))


def _hidden_note(sheet: Sheet) -> Finding:
    details = {"file": sheet.file, "sheet": sheet.name}
    return Finding("hidden_sheet", Severity.note, (Origin(sheet.file, sheet.name),), details, sheet.name)


def _sheets(path: Path, room: int) -> Read:
    """The sheets and notes of a file by what it holds; its ending says only whether that is no surprise."""
    data = _bytes(path)
    if kind := foreign_kind(data):
        raise Unreadable("foreign_format", {"kind": kind})
    content = content_of(data)
    if content in ("zip", "ole"):
        return _workbook(data, path.name, room)
    sheets, notes = _markup_or_text(content, data, path, room)
    is_said = path.suffix.lower() in _ENDINGS[content]
    return sheets, notes if is_said else (_otherwise(path.name, _NAMES[content]), *notes)


def _workbook(data: bytes, file: str, room: int) -> Read:
    if not data.startswith(_ZIP):
        if _ENCRYPTED in data:
            raise Unreadable("encrypted_file")
        return old_sheets(data, file, xls_facts(data), room)
    parts = open_parts(data)
    if "content.xml" in parts:
        return open_sheets(parts, file, room)
    if "xl/workbook.bin" in parts:
        return old_sheets(data, file, xlsb_facts(parts), room)
    if not any(part in parts for part in _WORKBOOK_PARTS) and parts.entries:
        raise Unreadable("foreign_format", {"kind": zipped_kind(parts)})
    return workbook_sheets(parts, file, room)


def _markup_or_text(content: Content, data: bytes, path: Path, room: int) -> Read:
    if content == "web":
        return web_sheets(data, path.name, path.stem, room)
    if content == "xml2003":
        return xml2003_sheets(data, path.name, room)
    if path.suffix.lower() not in (".csv", ".tsv") and not is_table(data):
        raise Unreadable("unreadable_file", {"part": ""})
    return text_sheet(data, path.name, path.stem, room)


def _otherwise(file: str, kind: str) -> Finding:
    return Finding("saved_otherwise", Severity.note, (Origin(file),), {"file": file, "kind": kind}, is_routine=True)


def _bytes(path: Path) -> bytes:
    """The content of a plain file; a folder, a device or a pipe of that name is refused, as is one too large."""
    try:
        if not path.is_file():
            raise Unreadable("unreadable_file", {"part": ""})
        require("bytes", path.stat().st_size, MAX_FILE_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("unreadable_file", {"part": error.strerror or ""}) from error
