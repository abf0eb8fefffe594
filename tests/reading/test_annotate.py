"""A copy with comments: what was found stands in its cell, the rest of the workbook is as it was."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from opsreport.model.finding import Severity
from opsreport.model.origin import Area, Origin
from opsreport.reading.annotate import FILLS, MOST_COLOURED, Annotated, Mark, annotated

AUTHOR = "opsreport"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook as people keep it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "渠道"
    for row in (["月份", "渠道", "费用", "备注"], ["2025-06", "SEM", 1.2, "见附件"], ["2025-06", "自然", 0, None]):
        sheet.append(row)
    sheet["C4"] = "=SUM(C2:C3)"
    sheet["C2"].number_format, sheet["C2"].font = '0.00"万"', Font(bold=True, color="FF123456")
    sheet["C2"].comment, sheet["A1"].comment = Comment("问过投放同事", "王五"), Comment("一行一个月", "王五")
    sheet.merge_cells("A6:C7")
    sheet["A6"] = "注：费用按万元"
    choice = DataValidation(type="list", formula1='"SEM,自然"')
    choice.add("B2:B50")
    sheet.add_data_validation(choice)
    rule = CellIsRule("lessThan", ["0"], fill=PatternFill("solid", fgColor="FFFF0000"))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("C2:C9", rule)
    sheet.freeze_panes, sheet.column_dimensions["B"].width, sheet.row_dimensions[1].height = "B2", 33, 40
    book.create_sheet("别的").sheet_state = "hidden"
    target = tmp_path / "渠道.xlsx"
    book.save(target)
    return target


def mark(cell: str, severity: Severity = Severity.block, text: str = "看这里", sheet: str = "渠道") -> Mark:
    return Mark(sheet, tuple(Origin("", sheet, cell).areas), severity, text)


def copy_of(path: Path, *marks: Mark) -> tuple[Annotated, Workbook]:
    made = annotated(path, marks, AUTHOR)
    assert made is not None
    return made, openpyxl.load_workbook(io.BytesIO(made.data))


def test_an_origin_knows_its_cells() -> None:
    def areas(cell: str) -> list[Area]:
        return list(Origin("a", "b", cell).areas)

    assert areas("AA7") == [Area(7, 27, 7, 27)]
    assert areas("E7:G12,H3") == [Area(7, 5, 12, 7), Area(3, 8, 3, 8)]
    assert areas("7:9") == [Area(7, 0, 9, 0)]
    assert areas("") == []


def test_formulas_keep_the_results_they_had(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("渠道")
    sheet.write_column("A1", ["费用", 2, 3])
    sheet.write_formula("A4", "=SUM(A2:A3)", None, 5)
    sheet.write_formula("A5", '=A2&"元"', None, "2元 & <更>")
    book.close()
    made, _ = copy_of(tmp_path / "a.xlsx", mark("A2"))
    results, formulas = (openpyxl.load_workbook(io.BytesIO(made.data), data_only=one)["渠道"] for one in (True, False))
    assert [results[at].value for at in ("A2", "A4", "A5")] == [2, 5, "2元 & <更>"]
    assert [formulas[at].value for at in ("A2", "A4", "A5")] == [2, "=SUM(A2:A3)", '=A2&"元"']


def test_the_cell_is_coloured_and_says_why(path: Path) -> None:
    made, book = copy_of(path, mark("C3", text="必填的“费用”空着"))
    cell = book["渠道"]["C3"]
    assert cell.fill.fgColor.rgb == FILLS[Severity.block]
    assert cell.comment is not None
    assert (cell.comment.text, cell.comment.author) == ("必填的“费用”空着", AUTHOR)
    assert made.cells == 1


def test_the_rest_is_as_it_was(path: Path) -> None:
    before = openpyxl.load_workbook(path)["渠道"]
    _, book = copy_of(path, mark("B2:B3", Severity.warn))
    sheet = book["渠道"]
    for row in before.iter_rows():
        for old in row:
            new = sheet[old.coordinate]
            assert (new.value, new.number_format) == (old.value, old.number_format), old.coordinate
            assert repr(new.font) == repr(old.font), old.coordinate
            if old.column != 2:
                assert repr(new.fill) == repr(old.fill), old.coordinate
    assert sheet["C4"].value == "=SUM(C2:C3)"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A6:C7"]
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("B2:B50", '"SEM,自然"')
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["C2:C9"]
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width, sheet.row_dimensions[1].height) == ("B2", 33, 40)
    assert sheet["A1"].comment.text == "一行一个月"
    assert book["别的"].sheet_state == "hidden"


def test_what_somebody_said_before_stays_above_ours(path: Path) -> None:
    _, book = copy_of(path, mark("C2", text="单位？"), mark("C2", Severity.note, "读作 1.2万"))
    comment = book["渠道"]["C2"].comment
    assert comment.text == "问过投放同事\n\n单位？\n\n读作 1.2万"
    assert comment.author == "王五"


def test_the_gravest_colour_wins_whatever_the_order(path: Path) -> None:
    for marks in ((mark("C2"), mark("C2", Severity.note)), (mark("C2", Severity.note), mark("C2"))):
        assert copy_of(path, *marks)[1]["渠道"]["C2"].fill.fgColor.rgb == FILLS[Severity.block]


def test_a_range_is_coloured_whole_and_commented_once(path: Path) -> None:
    made, book = copy_of(path, mark("D2:D9", Severity.warn))
    cells = [book["渠道"].cell(row, 4) for row in range(2, 10)]
    assert {cell.fill.fgColor.rgb for cell in cells} == {FILLS[Severity.warn]}
    assert [cell.comment is not None for cell in cells] == [True] + [False] * 7
    assert made.cells == 8


def test_cells_that_stand_apart_are_each_commented(path: Path) -> None:
    _, book = copy_of(path, mark("D2:D3,D4,D6,E6"))
    said = [
        cell.coordinate for row in book["渠道"].rows for cell in row if cell.comment and "看这里" in cell.comment.text
    ]
    assert said == ["D2", "D6"]


def test_a_merged_cell_is_commented_where_it_can_be(path: Path) -> None:
    _, book = copy_of(path, mark("B7"))
    assert book["渠道"]["A6"].comment.text == "看这里"


def test_a_whole_row_a_sheet_and_a_file(path: Path) -> None:
    _, book = copy_of(path, mark("1:1", text="表头"), mark("", text="整张表"), mark("", text="文件", sheet=""))
    sheet = book["渠道"]
    assert [sheet.cell(1, column).fill.fgColor.rgb for column in range(1, 5)] == [FILLS[Severity.block]] * 4
    assert sheet["A1"].comment.text == "一行一个月\n\n表头\n\n整张表\n\n文件"


def test_a_whole_export_is_not_painted(path: Path) -> None:
    made, _ = copy_of(path, mark("A2:A200000"))
    assert made.cells == MOST_COLOURED


def test_a_sheet_that_is_not_there_harms_nothing(path: Path) -> None:
    assert copy_of(path, mark("A1", sheet="../../渠道"))[0].cells == 0


@pytest.mark.parametrize("name", ["渠道.csv", "渠道.xls", "渠道.ods"])
def test_other_files_cannot_be_written(path: Path, name: str) -> None:
    other = path.with_name(name)
    other.write_bytes(path.read_bytes())
    assert annotated(other, (mark("C2"),), AUTHOR) is None


@pytest.mark.parametrize("size", [0, 10, 2_000])
def test_a_damaged_workbook_is_not_written(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    assert annotated(path, (mark("C2"),), AUTHOR) is None


def test_what_cannot_be_kept_is_named(tmp_path: Path) -> None:
    target = tmp_path / "图.xlsx"
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("渠道")
        sheet.write_column(0, 0, [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=渠道!$A$1:$A$3"})
        sheet.insert_chart("C2", chart)
        sheet.insert_textbox("C20", "说明")
        sheet.add_sparkline("B1", {"range": "渠道!A1:A3"})
        sheet.write_comment("A1", "看")
    made, _ = copy_of(target, mark("A2"))
    assert made.lost == {"drawings": 1, "extensions": 1, "redrawn": 1, "comment_size": 1}


def test_nothing_is_named_where_nothing_is_lost(tmp_path: Path) -> None:
    target = tmp_path / "简单.xlsx"
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("渠道").write(0, 0, 1)
    assert copy_of(target, mark("A1"))[0].lost == {}


def test_macros_stay(tmp_path: Path, path: Path) -> None:
    target = tmp_path / "宏.xlsm"
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("渠道").write(0, 0, 1)
        project = tmp_path / "vba.bin"
        project.write_bytes(b"\xd0\xcf\x11\xe0 a project")
        book.add_vba_project(str(project))
    made = annotated(target, (mark("A1"),), AUTHOR)
    assert made is not None
    again = openpyxl.load_workbook(io.BytesIO(made.data), keep_vba=True)
    assert again.vba_archive is not None
    with again.vba_archive as kept:
        assert kept.read("xl/vbaProject.bin") == project.read_bytes()
