"""Delimited texts in the encodings and with the delimiters that people's programs write."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file

TEXT = '月份,渠道,收入\n2025-06,搜索引擎广告,"1,290,000"\n'
EXPECTED = {
    (1, 1): "月份", (1, 2): "渠道", (1, 3): "收入",
    (2, 1): "2025-06", (2, 2): "搜索引擎广告", (2, 3): "1,290,000",
}  # fmt: skip


def read(tmp_path: Path, data: bytes) -> Sheet:
    path = tmp_path / "渠道.csv"
    path.write_bytes(data)
    (sheet,), findings = read_file(path)
    assert findings == ()
    return sheet


def values(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {at: cell.value for at, cell in sheet.cells.items()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    sheet = read(tmp_path, TEXT.encode(encoding))
    assert (sheet.file, sheet.name, values(sheet)) == ("渠道.csv", "渠道", EXPECTED)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace('"1,290,000"', "QUOTED").replace(",", delimiter).replace("QUOTED", "1,290,000")
    assert values(read(tmp_path, text.encode())) == EXPECTED


def test_the_delimiter_that_excel_announces(tmp_path: Path) -> None:
    sheet = read(tmp_path, b"sep=;\r\na,b;c\r\n1;2\r\n")
    assert values(sheet) == {(2, 1): "a,b", (2, 2): "c", (3, 1): "1", (3, 2): "2"}


def test_nothing_is_typed_and_blanks_are_left_out(tmp_path: Path) -> None:
    sheet = read(tmp_path, b"0012,,TRUE\r\n,3.50,\r\n")
    assert sheet.cells == {
        (1, 1): Cell(1, 1, "text", "0012"),
        (1, 3): Cell(1, 3, "text", "TRUE"),
        (2, 2): Cell(2, 2, "text", "3.50"),
    }


def test_a_line_end_inside_quotes_stays(tmp_path: Path) -> None:
    assert values(read(tmp_path, '备注,值\n"甲\n乙",1\n'.encode()))[2, 1] == "甲\n乙"


def test_an_empty_text_is_an_empty_sheet(tmp_path: Path) -> None:
    assert read(tmp_path, b"").cells == {}


def test_control_characters_are_taken_out_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("甲\x07,乙\n".encode())
    (sheet,), (finding,) = read_file(path)
    assert values(sheet) == {(1, 1): "甲", (1, 2): "乙"}
    assert (finding.code, str(finding.origins[0])) == ("illegal_characters", "a.csv › a!A1")
