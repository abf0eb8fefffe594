"""Rows that are hidden or filtered out are read, and said."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from opsreport.reading import read_file
from opsreport.reading.hiddenrows import hidden_rows


def book(path: Path, *, hidden: tuple[int, ...], state: str = "visible") -> Path:
    made = Workbook()
    page = made.worksheets[0]
    page.title = "渠道"
    for line in range(1, 8):
        page.append(["抖音", line])
    for row in hidden:
        page.row_dimensions[row].hidden = True
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


def test_a_hidden_sheet_is_not_said_twice(tmp_path: Path) -> None:
    _, notes = read_file(book(tmp_path / "a.xlsx", hidden=(2,), state="hidden"))
    assert [note.code for note in notes] == ["hidden_sheet"]


def test_a_row_that_says_it_is_shown_is_none() -> None:
    xml = b'<row r="4" hidden="0"><c r="A4"/></row><row spans="1:2" r="5" hidden="1" ht="3"><c r="A5"/></row>'
    assert hidden_rows(xml, 0, len(xml)) == (5,)
    assert hidden_rows(xml, 0, 40) == ()
