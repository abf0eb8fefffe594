"""Broken and hostile files: each is one blocking finding that names the file, soon and without an exception."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from opsreport.reading import read_file, read_folder
from tests.reading.books import MAIN, raw_book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = raw_book('<row r="1"><c r="A1"><v>1</v></c></row>')
ONE_STRING = f'<sst xmlns="{MAIN}"><si><t>{"长" * 30000}</t></si></sst>'


def sheet(inside: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'
    return raw_book("", sheet=doctype + sheet('<row><c r="A1"><v>&l9;</v></c></row>'))


def with_doctype(part: str) -> bytes:
    return raw_book("", more={part: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'})


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def lying_size() -> bytes:
    """A part whose directory entry says it is smaller than what inflates."""
    data = raw_book("", sheet=sheet("<!--" + "x" * 100_000 + "-->"))
    size = len(sheet("<!--" + "x" * 100_000 + "-->"))
    return changed(data, size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


CASES: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "empty": ("a.xlsx", "unreadable_file", bytes),
    "empty zip": ("a.xlsx", "unreadable_file", lambda: b"PK\x05\x06" + bytes(18)),
    "text": ("a.xlsx", "unreadable_file", lambda: "月份,指标\n".encode()),
    "html": ("a.xls", "foreign_format", lambda: b"<html><table></table></html>"),
    "truncated": ("a.xlsx", "broken_zip", lambda: GOOD[: len(GOOD) // 2]),
    "flipped": ("a.xlsx", "broken_zip", lambda: changed(raw_book("x" * 99, compression=0), b"x" * 99, b"y" * 99)),
    "wrong size": ("a.xlsx", "broken_zip", lying_size),
    "no workbook": ("a.xlsx", "unreadable_file", lambda: changed(GOOD, b"xl/workbook.xml", b"xl/workbooq.xml")),
    "not xml": ("a.xlsx", "unreadable_file", lambda: raw_book("", sheet="\x89PNG")),
    "cut xml": ("a.xlsx", "unreadable_file", lambda: raw_book("", sheet=sheet("<row>")[:-20])),
    "laughs": ("a.xlsx", "unreadable_file", laughs),
    "entity in workbook": ("a.xlsx", "unreadable_file", lambda: with_doctype("xl/workbook.xml")),
    "entity in strings": ("a.xlsx", "unreadable_file", lambda: with_doctype("xl/sharedStrings.xml")),
    "no such string": ("a.xlsx", "unreadable_file", lambda: raw_book('<row><c r="A1" t="s"><v>9</v></c></row>')),
    "encrypted": ("a.xlsx", "encrypted_file", lambda: OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le")),
    "other ole": ("a.xls", "unreadable_file", lambda: OLE + bytes(2000)),
    "bomb": ("a.xlsx", "too_large", lambda: raw_book("", sheet=sheet(" " * (5 << 20)))),
    "many entries": ("a.xlsx", "too_large", lambda: b"PK\x03\x04" + b"PK\x01\x02" * 20_000),
    "one endless row": ("a.xlsx", "too_large", lambda: raw_book(f"<row>{'<c/>' * 60_000}</row>")),
    "binary csv": ("a.csv", "unreadable_file", lambda: bytes(range(256)) * 20),
    "endless field": ("a.csv", "unclosed_quote", lambda: b'"' + b"x" * 200_000),
}


@pytest.mark.parametrize(("name", "code", "made"), CASES.values(), ids=CASES)
def test_it_is_one_blocking_finding(tmp_path: Path, name: str, code: str, made: Callable[[], bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(made())
    started = time.monotonic()
    sheets, findings = read_file(path)
    assert sheets == ()
    assert [(found.code, found.is_blocking, found.details["file"]) for found in findings] == [(code, True, name)]
    assert time.monotonic() - started < 5


def test_locked_zip_entries_are_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        starts = [entry.header_offset for entry in archive.infolist()]
    for at in [*starts, *(i for i in range(len(data)) if data[i : i + 4] == b"PK\x01\x02")]:
        data[at + (8 if data[at + 2] == 1 else 6)] |= 1
    path.write_bytes(data)
    assert [finding.code for finding in read_file(path)[1]] == ["encrypted_file"]


def test_a_dimension_that_lies_costs_nothing(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    path = tmp_path / "a.xlsx"
    lying = sheet(cells).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    path.write_bytes(raw_book("", sheet=lying))
    tracemalloc.start()
    (read,), findings = read_file(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert findings == ()
    assert set(read.cells) == {(1, 1), (1_048_576, 16_384)}


def test_one_long_string_in_many_cells_is_kept_once(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    path = tmp_path / "a.xlsx"
    path.write_bytes(raw_book(cells, strings=ONE_STRING))
    (read,), _ = read_file(path)
    assert len({id(cell.value) for cell in read.cells.values()}) == 1


def test_too_many_cells_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opsreport.reading.folder.MAX_CELLS", 5)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("1,2,3\n")
    sheets, findings = read_folder(tmp_path)
    assert [sheet.file for sheet in sheets] == ["a.csv"]
    assert [(finding.code, finding.details["file"]) for finding in findings] == [("too_large", "b.csv")]


def test_a_folder_named_like_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").mkdir()
    assert [finding.code for finding in read_folder(tmp_path)[1]] == ["unreadable_file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_named_like_a_workbook_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    assert [finding.code for finding in read_folder(tmp_path)[1]] == ["unreadable_file"]
