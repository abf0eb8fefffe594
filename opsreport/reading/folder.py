"""The files of one folder, read in the order of their names."""

from __future__ import annotations

import hashlib
import re
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
from opsreport.reading.openbook import open_sheets
from opsreport.reading.textfile import is_table, text_sheet
from opsreport.reading.unlocking import unlocked
from opsreport.reading.workbook import workbook_sheets
from opsreport.reading.xlsbfacts import xlsb_facts
from opsreport.reading.xlsfacts import xls_facts
from opsreport.reading.xml2003 import xml2003_sheets

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv")
# taken only where they hold a table, as much else is called so
_OTHERS = (".txt", ".xml")
# may hold data too, but are no tables
_DOCUMENTS = (
    *(".pdf", ".doc", ".docx", ".ppt", ".pptx", ".wps", ".dps", ".pages", ".key", ".rtf", ".html", ".htm", ".mht"),
    *(".numbers", ".mdb", ".accdb", ".json", ".parquet"),
    *(".zip", ".rar", ".7z", ".gz", ".tar", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".heic"),
)
# where `opsreport next` puts workbooks that are not to be read any more
_PUT_ASIDE = ("往期", "earlier")
_MOST_NAMED = 8
_ENDINGS: Mapping[Content, tuple[str, ...]] = {
    "web": (),
    "xml2003": (".xml",),
    "text": (".csv", ".tsv", ".txt"),
    "zip": (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".ods"),
    "ole": (".xls", ".xlt", ".et"),
}
_NAMES: Mapping[Content, str] = {
    "web": "HTML",
    "xml2003": "XML Spreadsheet 2003",
    "text": "CSV",
    "zip": "Excel (.xlsx)",
    "ole": "Excel 97–2003 (.xls)",
}
_ZIP = b"PK"
_WORKBOOK_PARTS = ("_rels/.rels", "xl/workbook.xml")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD_BYTES = 1 << 16
# what no terminal, deck or workbook can be given: control signs, turns of the writing direction, bytes that are no text
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
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
    findings += _not_read(folder)
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


def shown_name(path: Path) -> str:
    """What sheets and findings call a file: its name, with � for what cannot be shown."""
    return _UNSHOWABLE.sub("\ufffd", path.name)


def file_hashes(folder: Path) -> Mapping[str, str]:
    """The SHA-256 of each file that `read_folder` reads, by its name as findings have it."""
    return {
        shown_name(path): hashlib.sha256(_bytes(path)).hexdigest() for path in _input_files(folder) if path.is_file()
    }


def _input_files(folder: Path) -> tuple[Path, ...]:
    """The files that are read, sorted by name: known endings, no lock files, no hidden ones."""
    listed = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(path for path in listed if path.name[0] not in ".~" and _is_input(path)))


def _not_read(folder: Path) -> Iterator[Finding]:
    """A note on what may hold data and is not read: files that are no tables, folders with tables in them."""
    listed = sorted(path for path in folder.iterdir() if path.name[0] not in ".~")
    files = [path for path in listed if path.is_file() and path.suffix.lower() in _DOCUMENTS]
    inside = [path for path in listed if path.name not in _PUT_ASIDE and path.is_dir() and _input_files(path)]
    names = [*(shown_name(path) for path in files), *(f"{shown_name(path)}/" for path in inside)]
    if names:
        told = " / ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
        yield Finding("file_not_read", Severity.note, (), {"files": told})


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
        name = shown_name(path)
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
        return (), (refusal.finding(shown_name(path)),)
    except (ValueError, KeyError, OverflowError, RecursionError):
        return (), (Unreadable("unreadable_file", {"part": ""}).finding(shown_name(path)),)
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
    is_book = content in ("zip", "ole")
    sheets, notes = _workbook(data, shown_name(path), room) if is_book else _markup_or_text(content, data, path, room)
    is_said = path.suffix.lower() in _ENDINGS[content]
    return sheets, notes if is_said else (_otherwise(shown_name(path), _NAMES[content]), *notes)


def _workbook(data: bytes, file: str, room: int) -> Read:
    if not data.startswith(_ZIP):
        data = _unlocked(data)
        return old_sheets(data, file, xls_facts(data), room)
    parts = open_parts(data)
    if "content.xml" in parts:
        return open_sheets(parts, file, room)
    if "xl/workbook.bin" in parts:
        return old_sheets(data, file, xlsb_facts(parts), room)
    if not any(part in parts for part in _WORKBOOK_PARTS) and parts.entries:
        raise Unreadable("foreign_format", {"kind": zipped_kind(parts)})
    return workbook_sheets(parts, file, room)


def _unlocked(data: bytes) -> bytes:
    """An old workbook that can be read; a container without one, but with a new one under a password, is locked."""
    try:
        return unlocked(data)
    except Unreadable as error:
        if _ENCRYPTED in data:
            raise Unreadable("encrypted_file") from error
        raise


def _markup_or_text(content: Content, data: bytes, path: Path, room: int) -> Read:
    file, name = shown_name(path), shown_name(Path(path.stem))
    if content == "web":
        return web_sheets(data, file, name, room)
    if content == "xml2003":
        return xml2003_sheets(data, file, room)
    if path.suffix.lower() not in (".csv", ".tsv") and not is_table(data):
        raise Unreadable("unreadable_file", {"part": ""})
    return text_sheet(data, file, name, room)


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
