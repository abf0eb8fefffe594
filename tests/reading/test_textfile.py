"""Delimited texts in the encodings and with the delimiters that people's programs write."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from opsreport.model.finding import Severity
from opsreport.model.grid import Grid
from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file, read_folder
from opsreport.reading.textfile import text_sheet

TEXT = '月份,渠道,收入\n2025-06,搜索引擎广告,"1,290,000"\n'
EXPECTED = {
    (1, 1): "月份", (1, 2): "渠道", (1, 3): "收入",
    (2, 1): "2025-06", (2, 2): "搜索引擎广告", (2, 3): "1,290,000",
}  # fmt: skip
TRADITIONAL = str.maketrans("擎广渠", "擎廣渠")


def read(tmp_path: Path, data: bytes, name: str = "渠道.csv") -> Sheet:
    """The one sheet of a text that is said to be read in some way, or plainly."""
    path = tmp_path / name
    path.write_bytes(data)
    (sheet,), findings = read_file(path)
    assert {finding.code for finding in findings} <= {"text_read_as"}
    assert all(finding.is_routine for finding in findings)
    return sheet


def said(tmp_path: Path, data: bytes) -> list[tuple[str, str]]:
    """Encoding and delimiter that the note names, [] where there is none."""
    path = tmp_path / "渠道.csv"
    path.write_bytes(data)
    return [(one.details["encoding"], one.details["delimiter"]) for one in read_file(path)[1]]


def values(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {at: cell.value for at, cell in sheet.cells.items()}


ENCODINGS = {
    "utf-8": [],
    "utf-8-sig": [],
    "gb18030": [("GB18030", ",")],
    "big5": [("Big5", ",")],
    "utf-16": [("UTF-16", ",")],
    "utf-16-le": [("UTF-16", ",")],
    "utf-16-be": [("UTF-16", ",")],
}


@pytest.mark.parametrize(("encoding", "note"), ENCODINGS.items())
def test_encodings(tmp_path: Path, encoding: str, note: list[tuple[str, str]]) -> None:
    data = TEXT.translate(TRADITIONAL).encode(encoding)
    sheet = read(tmp_path, data)
    assert (sheet.file, sheet.name) == ("渠道.csv", "渠道")
    assert values(sheet) == {at: text.translate(TRADITIONAL) for at, text in EXPECTED.items()}
    assert said(tmp_path, data) == note


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_two_words_are_enough_to_tell_the_encoding(tmp_path: Path, encoding: str) -> None:
    assert list(values(read(tmp_path, "渠道,喆\n鑫,1\n".encode(encoding))).values()) == ["渠道", "喆", "鑫", "1"]


@pytest.mark.parametrize(("encoding", "name"), [("gb18030", "GB18030"), ("utf-8", "UTF-8")])
def test_a_stray_byte_is_shown_and_named(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "a.csv"
    text = "月份,渠道\n" + "2025-06,搜索引擎广告\n" * 50
    path.write_bytes(text.encode(encoding) + b"2025-06,\xff!\n")
    (sheet,), findings = read_file(path)
    stray = next(finding for finding in findings if finding.code == "stray_bytes")
    assert (stray.severity, [str(one) for one in stray.origins]) == (Severity.warn, ["a.csv › a!B52"])
    assert sheet.cells[52, 2].value == "�!"
    assert sheet.cells[2, 2].value == "搜索引擎广告"
    assert {one.details["encoding"] for one in findings if one.code == "text_read_as"} <= {name}


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "，"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace('"1,290,000"', "QUOTED").replace(",", delimiter).replace("QUOTED", "1,290,000")
    assert values(read(tmp_path, text.encode())) == EXPECTED
    assert said(tmp_path, text.encode()) == [("UTF-8", "Tab" if delimiter == "\t" else delimiter)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, ending: str) -> None:
    assert values(read(tmp_path, TEXT.replace("\n", ending).encode())) == EXPECTED


def test_what_an_advertising_back_end_writes(tmp_path: Path) -> None:
    """Lines above the header, quotes doubled, a line end inside quotes, a summary below: every cell in its place."""
    text = (
        "账户报告\r\n时间范围：2025-06-01至2025-06-30\r\n\r\n"
        '日期,计划,消耗(元)\r\n2025-06-01,"品牌""词""\n通用","1,234.50"\r\n2025-06-02,竞品,--\r\n合计,-,"1,234.50"\r\n'
    )
    sheet = read(tmp_path, text.encode("gb18030"))
    assert values(sheet) == {
        (1, 1): "账户报告", (2, 1): "时间范围：2025-06-01至2025-06-30",
        (4, 1): "日期", (4, 2): "计划", (4, 3): "消耗(元)",
        (5, 1): "2025-06-01", (5, 2): '品牌"词"\n通用', (5, 3): "1,234.50",
        (6, 1): "2025-06-02", (6, 2): "竞品", (6, 3): "--",
        (7, 1): "合计", (7, 2): "-", (7, 3): "1,234.50",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a.tsv", "a.txt", "a.TXT"])
def test_other_endings(tmp_path: Path, name: str) -> None:
    assert values(read(tmp_path, "甲\t乙\n1\t2\n".encode(), name))[2, 2] == "2"
    assert [sheet.file for sheet in read_folder(tmp_path)[0]] == [name]


def test_a_text_that_is_no_table_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("六月的数据，周五交。\n有问题找我。\n")
    (tmp_path / "a.csv").write_text("x,y\n")
    sheets, findings = read_folder(tmp_path)
    assert ([sheet.file for sheet in sheets], findings) == (["a.csv"], ())


@pytest.mark.parametrize(("name", "notes"), [("导出.xls", ["saved_otherwise"]), ("导出.xlsx", [])])
def test_a_workbook_called_something_else_is_read_and_said(tmp_path: Path, name: str, notes: list[str]) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["渠道", 3])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / name)
    (sheet,), found = read_file(tmp_path / name)
    assert values(sheet)[1, 2] == 3
    assert [one.code for one in found] == notes


def test_a_text_called_workbook_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes("日期\t消耗\n2025-06-01\t3\n".encode("utf-16"))
    (sheet,), (note, _) = read_file(path)
    assert values(sheet)[2, 2] == "3"
    assert (note.code, note.details) == ("saved_otherwise", {"file": "导出.xls", "kind": "CSV"})


def test_zero_bytes_are_taken_out_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("渠道,收入\n搜\0索,1\0\n".encode())
    (sheet,), (finding,) = read_file(path)
    assert (sheet.cells[2, 1].value, sheet.cells[2, 2].value) == ("搜索", "1")
    assert (finding.code, finding.details["count"]) == ("illegal_characters", "2")


def test_a_quote_that_is_never_closed_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('渠道,备注\n甲,好\n乙,"没有写完\n丙,9\n丁,8\n')
    sheets, (finding,) = read_file(path)
    assert (sheets, finding.code, finding.details["row"]) == ((), "unclosed_quote", "3")


def test_a_quote_inside_a_field_is_only_a_character(tmp_path: Path) -> None:
    assert values(read(tmp_path, b'a,b\n5" x,1\n6,2\n'))[2, 1] == '5" x'


def test_many_rows_are_the_same_cells(tmp_path: Path) -> None:
    lines = ["编号,名称", *(f"{row},{'甲' if row % 3 else ''}" for row in range(60_000))]
    sheet = read(tmp_path, "\n".join(lines).encode())
    assert isinstance(sheet.cells, Grid)
    assert sheet.cells[60_001, 1] == Cell(60_001, 1, "text", "59999")
    assert (2, 2) not in sheet.cells
    assert len(sheet.cells) == 2 + 60_000 + 40_000


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


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_a_text_kept_from_being_a_number_by_a_formula_is_that_text(codec: str) -> None:
    text = '月份,名称,编号\n2025-06,="0012",12\n2025-06,"=""a""""b""",="A"&"B"\n'
    (sheet,), _ = text_sheet(text.encode(codec), "a.csv", "a")
    shown = [sheet.cells[row, column].value for row in (2, 3) for column in (2, 3)]
    assert shown == ["0012", "12", 'a"b', '="A"&"B"']


@pytest.mark.parametrize("mark", ["sep=\t", "sep=;", '"sep=;"', "SEP=,"])
def test_a_line_that_only_names_the_delimiter_is_no_data(mark: str) -> None:
    delimiter = mark.strip('"')[4]
    (sheet,), _ = text_sheet(f"{mark}\r\n月份{delimiter}渠道\r\n".encode(), "a.csv", "a")
    assert values(sheet) == {(2, 1): "月份", (2, 2): "渠道"}


@pytest.mark.parametrize("line", ["月份\t,渠道\t,消耗\t", "月份,\t渠道,\t消耗", "月份\t;渠道\t;消耗"])
def test_tabs_beside_the_delimiter_keep_numbers_texts(line: str) -> None:
    (sheet,), _ = text_sheet(f"{line}\n{line}\n".encode(), "a.csv", "a")
    assert [str(sheet.cells[2, at].value).strip() for at in (1, 2, 3)] == ["月份", "渠道", "消耗"]


def test_the_marks_of_joined_files_are_no_data() -> None:
    (sheet,), _ = text_sheet("\ufeff\ufeff月份,值\n6月,1\n\ufeff月份,值\n".encode(), "a.csv", "a")
    assert [sheet.cells[row, 1].value for row in (1, 2, 3)] == ["月份", "6月", "月份"]


@pytest.mark.parametrize(("codec", "name"), [("cp950", "宏碁恒生裏"), ("big5hkscs", "深圳嘅廣告")])
def test_traditional_characters_beyond_the_first_big5(codec: str, name: str) -> None:
    (sheet,), (note,) = text_sheet(f"month,channel\n2025-06,{name}\n2025-06,資訊流廣告\n".encode(codec), "a.csv", "a")
    assert (sheet.cells[2, 2].value, note.details["encoding"]) == (name, "Big5")
