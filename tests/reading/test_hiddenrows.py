"""Rows that are hidden or filtered out are read, and said."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook

from opsreport.reading import read_file
from opsreport.reading.hiddenrows import hidden_columns, hidden_rows
from tests.reading.hostile_files import ods
from tests.reading.xlsb import record, xlsb_book


def book(path: Path, *, hidden: tuple[int, ...], columns: str = "", state: str = "visible") -> Path:
    made = Workbook()
    page = made.worksheets[0]
    page.title = "渠道"
    for line in range(1, 8):
        page.append(["抖音", line])
    for row in hidden:
        page.row_dimensions[row].hidden = True
    for letter in columns:
        page.column_dimensions[letter].hidden = True
    made.create_sheet("其他").append(["说明"])
    page.sheet_state = state
    made.save(path)
    return path


def test_hidden_rows_are_read_and_noted_once_a_sheet(tmp_path: Path) -> None:
    sheets, notes = read_file(book(tmp_path / "a.xlsx", hidden=(2, 3, 6, 9)))
    assert (3, 1) in sheets[0].cells
    (note,) = notes
    assert (note.code, str(note.origins[0])) == ("hidden_rows", "a.xlsx › 渠道!2:3,6:6")
    assert (note.details["count"], note.details["rows"]) == ("3", "2–3, 6")


def test_hidden_columns_are_read_and_noted_beside_rows(tmp_path: Path) -> None:
    sheets, notes = read_file(book(tmp_path / "a.xlsx", hidden=(2,), columns="BC"))
    assert (3, 2) in sheets[0].cells
    assert [str(note.origins[0]) for note in notes] == ["a.xlsx › 渠道!2:2", "a.xlsx › 渠道!B1:B7"]
    assert [note.details["lines"] for note in notes] == ["rows", "columns"]


def test_a_hidden_sheet_is_not_said_twice(tmp_path: Path) -> None:
    _, notes = read_file(book(tmp_path / "a.xlsx", hidden=(2,), state="hidden"))
    assert [note.code for note in notes] == ["hidden_sheet"]


def test_a_row_that_says_it_is_shown_is_none() -> None:
    xml = b'<row r="4" hidden="0"><c r="A4"/></row><row spans="1:2" r="5" hidden="1" ht="3"><c r="A5"/></row>'
    assert hidden_rows(xml, 0, len(xml)) == (5,)
    assert hidden_rows(xml, 0, 40) == ()


def test_a_run_of_columns_is_hidden_together() -> None:
    xml = b'<cols><col min="1" max="2" width="9"/><col hidden="1" min="3" max="5" width="0"/></cols><sheetData>'
    assert hidden_columns(xml, len(xml)) == (range(3, 6),)
    assert hidden_columns(xml, 20) == ()


def flagged(data: bytes, head: bytes, at: int, flag: int) -> bytes:
    """The data with a flag set in the first record that begins so."""
    place = data.index(head) + at
    return data[:place] + bytes([data[place] | flag]) + data[place + 1 :]


def seen(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    return [note.details["rows"] for note in read_file(path)[1] if note.code == "hidden_rows"]


def test_an_old_workbook_says_what_it_hides(tmp_path: Path) -> None:
    data = (Path(__file__).parent / "fixtures" / "other_program.xls").read_bytes()
    row = flagged(data, b"\x08\x02\x10\x00\x01\x00", 4 + 12, 0x20)
    assert seen(tmp_path / "a.xls", row) == ["2"]
    assert seen(tmp_path / "a.xls", flagged(row, b"\x7d\x00\x0c\x00", 4 + 8, 1)) == ["2", "A–F"]
    assert seen(tmp_path / "a.xls", data) == []


def test_a_binary_workbook_says_what_it_hides(tmp_path: Path) -> None:
    made = xlsb_book([["月份", 1.0, 2.0], ["2025-06", 3.0, 4.0]], {})
    part, columns = "xl/worksheets/sheet1.bin", struct.pack("<IIIIH", 1, 2, 9, 0, 1)
    parts = {name: ZipFile(BytesIO(made)).read(name) for name in ZipFile(BytesIO(made)).namelist()}
    body = flagged(parts[part], struct.pack("<IIH", 1, 0, 300), 11, 0x10)
    parts[part] = body.replace(record(145), record(390) + record(60, columns) + record(391) + record(145))
    book = BytesIO()
    with ZipFile(book, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert seen(tmp_path / "a.xlsb", book.getvalue()) == ["2", "B–C"]


def test_an_open_document_says_what_it_hides(tmp_path: Path) -> None:
    cell, gone = '<table:table-cell office:value-type="float" office:value="1"/>', 'table:visibility="{}"'.format
    columns = f'<table:table-column/><table:table-column {gone("collapse")} table:number-columns-repeated="2"/>'
    row = f"<table:table-row {{}}>{3 * cell}</table:table-row>".format
    blank = f'<table:table-row {gone("collapse")} table:number-rows-repeated="9"><table:table-cell/></table:table-row>'
    assert seen(tmp_path / "a.ods", ods(columns + row("") + row(gone("filter")) + blank)) == ["2", "B–C"]
