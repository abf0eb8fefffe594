"""A workbook of one's own rolled on: what stays, what grows with the rows, what is said to be lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet as Opened
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from opsreport.model.package import Unreadable
from opsreport.model.table import Cell, Sheet
from opsreport.reading import read_file
from opsreport.reading.rolling import NewRow, Rolled, SheetRoll, rolled

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6260606060000000050001a5f645400000000049454e44ae426082"
)
Draw = Callable[[Workbook, Worksheet], object]
Rolls = Callable[..., tuple[Rolled, Opened, Sheet]]


@pytest.fixture
def roll(tmp_path: Path) -> Rolls:
    """Write a workbook of three rows, draw on it, roll it; the result, its sheet in openpyxl and as read."""

    def once(change: SheetRoll, draw: Draw | None = None, suffix: str = "xlsx") -> tuple[Rolled, Opened, Sheet]:
        path = tmp_path / f"团队.{suffix}"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet("数据")
        percent, day = book.add_format({"num_format": "0.0%", "bold": True}), book.add_format({"num_format": "yyyy/m"})
        sheet.write_row(0, 0, ["月份", "渠道", "目标", "实际", "达成率"])
        for row, (target, actual) in enumerate(((100, 90), (200, 220)), 1):
            sheet.write_datetime(row, 0, date(2025, 4 + row, 1), day)
            sheet.write_row(row, 1, ["搜索", target, actual])
            sheet.write_formula(row, 4, f"=D{row + 1}/C{row + 1}", percent, actual / target)
        if draw:
            draw(book, sheet)
        book.close()
        made = rolled(path.read_bytes(), {"数据": change}, read_file(path)[0])
        new = tmp_path / f"新.{suffix}"
        new.write_bytes(made.data)
        opened = openpyxl.load_workbook(io.BytesIO(made.data))
        return made, opened["数据"], read_file(new)[0][0]

    return once


NEW = SheetRoll(4, (NewRow(3, {1: date(2025, 7, 1), 2: "=搜索", 3: Cell(9, 9, "number", 0.25, "0%"), 4: None}),))


def test_a_new_row_looks_like_the_one_it_follows_and_repeats_its_formulas(roll: Rolls) -> None:
    _, sheet, _ = roll(NEW)
    cells = [cell.value for cell in sheet[4]]
    assert cells[1:] == ["=搜索", 0.25, None, "=D4/C4"]
    assert [cell.number_format for cell in sheet[4]] == ["yyyy/m", "General", "0%", "General", "0.0%"]
    assert sheet["E4"].font.b


def test_a_text_stays_a_text_and_results_of_formulas_are_not_forgotten(roll: Rolls) -> None:
    _, _, read = roll(NEW)
    assert read.cells[4, 2].formula == ""
    assert [(read.cells[row, 5].kind, read.cells[row, 5].value) for row in (2, 3)] == [("number", 0.9), ("number", 1.1)]
    assert read.cells[4, 5].kind == "no_value"


@pytest.mark.parametrize(
    ("formula", "result"),
    [("=A2", 45809), ('="是<否>"', "是<否>"), ("=1>0", True), ("=1/0", "#DIV/0!")],
)
def test_results_of_every_kind_come_back_as_they_were(roll: Rolls, formula: str, result: object) -> None:
    _, _, read = roll(NEW, lambda book, sheet: sheet.write_formula("G2", formula, None, result))
    assert read.cells[2, 7].value == result


def test_a_changed_cell_has_its_new_value_and_a_cell_without_a_look_gets_one(roll: Rolls) -> None:
    _, sheet, _ = roll(SheetRoll(cells={(2, 4): None, (3, 5): "无", (2, 6): "新"}))
    assert (sheet["D2"].value, sheet["E3"].value, sheet["F2"].value) == (None, "无", "新")
    assert sheet["F2"].font.b


def _ranges(book: Workbook, sheet: Worksheet) -> None:
    sheet.data_validation("B2:B3", {"validate": "list", "source": ["搜索", "信息流"]})
    sheet.conditional_format("E2:E3", {"type": "cell", "criteria": "<", "value": 1, "format": book.add_format()})
    sheet.autofilter("A1:E3")
    sheet.data_validation("H1:H2", {"validate": "integer", "criteria": ">", "value": 0})
    sheet.freeze_panes(1, 2)
    sheet.set_column("B:B", 31)
    sheet.merge_range("G1:H1", "说明")
    sheet.write_comment("C1", "按部门计划填写，金额单位为万元；没有目标就空着，不要写零。" * 3)
    book.define_name("系数", "=1.2")


def test_what_ends_with_the_old_rows_grows_and_all_else_stays(roll: Rolls) -> None:
    made, sheet, _ = roll(NEW, _ranges)
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {"B2:B4", "H1:H2"}
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["E2:E4"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes, sheet.column_dimensions["B"].width) == (
        "A1:E4",
        "C2",
        31.7109375,
    )
    assert [str(part) for part in sheet.merged_cells.ranges] == ["G1:H1"]
    assert sheet["C1"].comment
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        assert b"width:280px;height:126px" in package.read("xl/drawings/commentsDrawing1.vml")
    assert "系数" in sheet.parent.defined_names


def test_a_table_takes_in_the_new_rows(roll: Rolls) -> None:
    headers = [{"header": name} for name in ("月份", "渠道", "目标", "实际", "达成率")]
    _, sheet, _ = roll(NEW, lambda book, sheet: sheet.add_table("A1:E3", {"name": "数据表", "columns": headers}))
    assert sheet.tables["数据表"].ref == "A1:E4"


def test_a_plain_workbook_loses_nothing(roll: Rolls) -> None:
    assert roll(NEW, _ranges)[0].lost == ()


def _chart(book: Workbook, sheet: Worksheet) -> None:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=数据!$D$2:$D$3"})
    sheet.insert_chart("H5", chart)


LOSSES: Mapping[str, Draw] = {
    "shapes": lambda book, sheet: sheet.insert_textbox("H5", "备注"),
    "sparklines": lambda book, sheet: sheet.add_sparkline("F2", {"range": "数据!C2:D2"}),
    "redrawn": _chart,
    "formats": lambda book, sheet: sheet.conditional_format("D2:D3", {"type": "data_bar", "data_bar_2010": True}),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_what_cannot_be_kept_is_named(roll: Rolls, loss: str) -> None:
    assert roll(NEW, LOSSES[loss])[0].lost == (loss,)


def test_a_picture_stays(roll: Rolls) -> None:
    made, _, _ = roll(NEW, lambda book, sheet: sheet.insert_image("H5", "x.png", {"image_data": io.BytesIO(PICTURE)}))
    assert made.lost == ()
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        assert [name for name in package.namelist() if name.startswith("xl/media/")] == ["xl/media/image1.png"]


def test_macros_stay(roll: Rolls, tmp_path: Path) -> None:
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(b"\xd0\xcf\x11\xe0 macros")
    made, _, _ = roll(NEW, lambda book, sheet: book.add_vba_project(str(project)), "xlsm")
    assert made.lost == ()
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        assert package.read("xl/vbaProject.bin") == project.read_bytes()
        assert len(package.namelist()) == len(set(package.namelist()))


@pytest.mark.parametrize("part", ["xl/slicers/slicer1.xml", "xl/threadedComments/threadedComment1.xml"])
def test_parts_that_nobody_reads_are_missed(tmp_path: Path, part: str) -> None:
    path = tmp_path / "团队.xlsx"
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, "<x/>")
    lost = rolled(path.read_bytes(), {}, ()).lost
    assert lost == ("slicers" if "slicer" in part else "threads",)


def test_a_workbook_that_openpyxl_cannot_take_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "团队.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Unreadable):
        rolled(path.read_bytes(), {}, ())
