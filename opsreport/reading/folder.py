"""The files of one folder, read in the order of their names."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.package import MAX_FILE_BYTES, Unreadable, open_parts, require
from opsreport.model.table import Sheet
from opsreport.reading.limits import MAX_CELLS
from opsreport.reading.oldbook import old_sheets
from opsreport.reading.textfile import text_sheet
from opsreport.reading.workbook import workbook_sheets

SUFFIXES = (".xlsx", ".xlsm", ".csv", ".xls", ".xlsb", ".ods")
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
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

    Findings that block: broken_zip, encrypted_file, too_large, unreadable_file;
    the note hidden_sheet for a hidden sheet that holds cells. No exception.
    """
    return _read(path, MAX_CELLS)


def file_hashes(folder: Path) -> Mapping[str, str]:
    """The SHA-256 of each file that `read_folder` reads, by its name."""
    return {path.name: hashlib.sha256(_bytes(path)).hexdigest() for path in _input_files(folder) if path.is_file()}


def _input_files(folder: Path) -> tuple[Path, ...]:
    """The files that are read, sorted by name: known endings, no lock files, no hidden ones."""
    listed = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(path for path in listed if path.suffix.lower() in SUFFIXES and path.name[0] not in ".~"))


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
        with _collector_at_rest():
            sheets, notes = _sheets(path, room)
    except Unreadable as refusal:
        return (), (refusal.finding(path.name),)
    except (ValueError, KeyError, OverflowError, RecursionError):
        return (), (Unreadable("unreadable_file", {"part": ""}).finding(path.name),)
    return sheets, (*notes, *(_hidden_note(sheet) for sheet in sheets if sheet.hidden and sheet.cells))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No garbage collection meanwhile: cells make no circles, and looking for some costs a quarter of the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _hidden_note(sheet: Sheet) -> Finding:
    details = {"file": sheet.file, "sheet": sheet.name}
    return Finding("hidden_sheet", Severity.note, (Origin(sheet.file, sheet.name),), details, sheet.name)


def _sheets(path: Path, room: int) -> Read:
    """The sheets and notes of a file by what it holds; the ending decides only for text."""
    data = _bytes(path)
    if data.startswith(_ZIP):
        parts = open_parts(data)
        is_other = "xl/workbook.bin" in parts or "content.xml" in parts
        return (old_sheets(data, path.name, room), ()) if is_other else workbook_sheets(parts, path.name, room)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable("encrypted_file")
        return old_sheets(data, path.name, room), ()
    if path.suffix.lower() == ".csv":
        return text_sheet(data, path.name, path.stem, room)
    raise Unreadable("unreadable_file", {"part": ""})


def _bytes(path: Path) -> bytes:
    """The content of a plain file; a folder, a device or a pipe of that name is refused, as is one too large."""
    try:
        if not path.is_file():
            raise Unreadable("unreadable_file", {"part": ""})
        require("bytes", path.stat().st_size, MAX_FILE_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("unreadable_file", {"part": error.strerror or ""}) from error
