"""Web pages saved as workbooks: their tables as sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsreport.model.finding import Finding
from opsreport.model.table import Sheet
from opsreport.reading import read_file


def read(tmp_path: Path, data: str | bytes, name: str = "导出.xls") -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_file(path)


def texts(sheet: Sheet) -> dict[str, object]:
    return {sheet.origin(*at).cell: cell.value for at, cell in sheet.cells.items()}


def test_a_table_saved_as_xls_is_read_and_said(tmp_path: Path) -> None:
    page = "<html><head><title>x</title></head><body><table><tr><th>日期<th>消耗<tr><td>6月<td>1,234.5</table></html>"
    (sheet,), (note,) = read(tmp_path, page)
    assert (sheet.file, sheet.name) == ("导出.xls", "导出")
    assert texts(sheet) == {"A1": "日期", "B1": "消耗", "A2": "6月", "B2": "1,234.5"}
    assert (note.code, note.details["kind"], note.is_routine) == ("saved_otherwise", "HTML", True)


def test_spans_are_merged_ranges_and_keep_their_place(tmp_path: Path) -> None:
    page = (
        "<table><tr><td rowspan=2>渠道</td><td colspan=2>六月</td></tr><tr><td>目标</td><td>实际</td></tr>"
        "<tr><td>甲</td><td>1</td><td>2</td></tr></table>"
    )
    (sheet,), _ = read(tmp_path, page)
    assert texts(sheet) == {"A1": "渠道", "B1": "六月", "B2": "目标", "C2": "实际", "A3": "甲", "B3": "1", "C3": "2"}
    assert sheet.merged == ("A1:A2", "B1:C1")


def test_entities_line_breaks_and_markup_inside_a_cell(tmp_path: Path) -> None:
    page = "<table><tr><td> <b>甲&amp;乙</b>&nbsp;&#20013; <br>第二行 <script>no()</script><!-- no --></table>"
    assert texts(read(tmp_path, page)[0][0]) == {"A1": "甲&乙 中\n第二行"}


def test_several_tables_are_several_sheets(tmp_path: Path) -> None:
    page = "<table><caption>渠道</caption><tr><td>1</td></tr></table><table></table><table><tr><td>2</td></tr></table>"
    sheets, _ = read(tmp_path, page)
    assert [(sheet.name, texts(sheet)) for sheet in sheets] == [("渠道", {"A1": "1"}), ("导出 2", {"A1": "2"})]


def test_a_table_in_a_cell_is_a_sheet_of_its_own(tmp_path: Path) -> None:
    page = "<table><tr><td>外<table><tr><td>内</td></tr></table>后</td><td>右</td></tr></table>"
    sheets, _ = read(tmp_path, page)
    assert [texts(sheet) for sheet in sheets] == [{"A1": "外后", "B1": "右"}, {"A1": "内"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    page = '<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><table><tr><td>渠道</table>'
    assert texts(read(tmp_path, page.encode(encoding))[0][0]) == {"A1": "渠道"}


def test_what_excel_writes_around_a_table_is_no_data(tmp_path: Path) -> None:
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {mso-number-format:"0.00"}</style>'
        "<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Name>表</x:Name></x:ExcelWorkbook></xml><![endif]--></head>"
        "<body><table><col width=64><tr><td x:num>0.5</td></tr></table></body></html>"
    )
    assert texts(read(tmp_path, page)[0][0]) == {"A1": "0.5"}


@pytest.mark.parametrize("page", ["<html><frameset><frame src=sheet001.htm></frameset></html>", "<html></html>"])
def test_a_page_without_a_table_is_refused_by_name(tmp_path: Path, page: str) -> None:
    sheets, (finding,) = read(tmp_path, page)
    assert (sheets, finding.code, finding.details["kind"]) == ((), "foreign_format", "HTML")


def test_endless_spans_are_bounded(tmp_path: Path) -> None:
    page = f"<table><tr>{'<td colspan=99999999 rowspan=99999999>x' * 2000}</table>"
    sheets, (finding,) = read(tmp_path, page)
    assert (sheets, finding.code) == ((), "too_large")


@pytest.mark.parametrize(
    ("said", "shown", "expected"),
    [
        ("1234.5678", "1,234.57", "1234.5678"),
        ("4.5678E-2", "4.6%", "4.5678%"),
        ("123456789", "1E+08", "123456789"),
        ("2000", "########", "2000"),
        ("45809", "2025/6/1", "2025/6/1"),
        ("9.5", "$9.50", "$9.50"),
        ("12345", "1.2万", "1.2万"),
        ("", "7", "7"),
        ("inf", "7%", "7%"),
    ],
)
def test_the_number_behind_a_rounded_one_counts(tmp_path: Path, said: str, shown: str, expected: str) -> None:
    assert texts(read(tmp_path, f'<table><tr><td x:num="{said}">{shown}</td></tr></table>')[0][0]) == {"A1": expected}


def test_what_a_cell_hides_is_not_of_its_text(tmp_path: Path) -> None:
    unseen = '<span style="color:red; display: none">20250601<b>x</b></span>'
    page = f'<table><tr><td>{unseen}6月1日</td><td><input style="display:none">12</td><td>后</td></tr></table>'
    assert texts(read(tmp_path, page)[0][0]) == {"A1": "6月1日", "B1": "12", "C1": "后"}


@pytest.mark.parametrize("head", ["<style>td {color: red}</style>" + " " * 5000, "<div>", "<!-- x --><div>"])
def test_a_page_that_begins_with_something_else(tmp_path: Path, head: str) -> None:
    assert texts(read(tmp_path, f"{head}<table><tr><td>月份</td></tr></table>")[0][0]) == {"A1": "月份"}


def test_a_page_and_its_pictures_in_one_file_are_named(tmp_path: Path) -> None:
    head = "From: <由 Excel 保存>\r\nSubject: 渠道\r\n\tx\r\nMIME-Version: 1.0\r\nContent-Type: x\r\n\r\n"
    _, (finding,) = read(tmp_path, head + "<table><tr><td>1</td></tr></table>")
    assert (finding.code, finding.details["kind"]) == ("foreign_format", "MHTML")
