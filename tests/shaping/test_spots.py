"""A number of a made sheet says where it really stands: in findings, traces, the workbook and the appendix."""

from __future__ import annotations

import io

import openpyxl

from opsreport.checking import check
from opsreport.model.number import Cells
from opsreport.model.table import Cell, Place, Sheet, cells_text
from opsreport.model.trace import cell_ranges
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, only, places, sheet
from tests.e2e.books import made, rendered

HAND_MADE = Sheet(
    "team.xlsx",
    "数据",
    {
        (1, 1): Cell(1, 1, "text", "月份"),
        (1, 2): Cell(1, 2, "text", "指标"),
        (1, 3): Cell(1, 3, "text", "实际"),
        (2, 1): Cell(2, 1, "text", "2025-06"),
        (2, 2): Cell(2, 2, "text", "总营收"),
        (2, 3): Cell(2, 3, "number", 30.0),
        (3, 1): Cell(3, 1, "text", "2025-06"),
        (3, 2): Cell(3, 2, "text", "新增注册用户数"),
    },
    spots={
        (2, 1): ((4, 6),),
        (2, 2): ((9, 1),),
        (2, 3): ((9, 6), (10, 6), (12, 6)),
        (3, 1): ((4, 6),),
        (3, 2): ((13, 1),),
        (3, 3): ((13, 6),),
    },
    tab="kpi",
)


def test_cells_as_people_write_them() -> None:
    assert cells_text([]) == ""
    assert cells_text([(7, 5)]) == "E7"
    assert cells_text([(7, 5), (8, 5), (9, 5)]) == "E7:E9"
    assert cells_text([(7, 5), (7, 6), (8, 5), (8, 6)]) == "E7:F8"
    assert cells_text([(7, 5), (8, 5), (3, 6)]) == "E7:E8,F3"
    assert cells_text([(7, 2), (7, 3), (7, 6)]) == "B7:C7,F7"


def test_a_table_over_a_made_sheet_traces_to_the_true_cells() -> None:
    dataset, findings = check([HAND_MADE], JUNE)
    kpi = dataset["kpi"]
    assert kpi.origin(0, "actual").cell == "F9:F10,F12"
    assert kpi.origin(0, "month").cell == "F4"
    assert kpi.origin(0, "target").cell == "A9,F4,F9:F10,F12"
    assert cell_ranges(Cells("kpi", "actual", (0,)), dataset) == ("team.xlsx › 数据!F9:F10,F12",)
    assert places(only(findings, "missing_value")) == ["F13"]


def test_a_place_without_spots_is_its_row() -> None:
    place = Place("a.xlsx", "渠道", 7, {"visits": 4})
    assert (place.cells("visits"), place.cells("spend"), place.rows, place.address) == (((7, 4),), (), (7,), "7:7")
    moved = Place("a.xlsx", "渠道", 4, {"visits": 4}, {"month": ((4, 6),), "visits": ((9, 6),)})
    assert (moved.cells("visits"), moved.cells("spend"), moved.rows, moved.address) == (((9, 6),), (), (4, 9), "F4,F9")


def test_the_workbook_names_the_cells_of_a_row_that_stood_otherwise() -> None:
    wide = sheet(
        "核心指标",
        ["指标", "5月", N, "6月", N],
        [N, "目标", "实际", "目标", "实际"],
        ["总营收", 1_000, 1_100, 1_200, 1_300],
        ["新增注册用户数", 10, 11, 12, 13],
        merged=("A1:A2", "B1:C1", "D1:E1"),
    )
    report = made(shaped([wide], period=JUNE).sheets)
    _, book = rendered(report)
    texts = {
        str(cell.value)
        for page in openpyxl.load_workbook(io.BytesIO(book)).worksheets
        for line in page.iter_rows()
        for cell in line
        if cell.value is not None
    }
    assert "运营.xlsx › 核心指标!D1,A3,D3:E3" in texts
    assert any("运营.xlsx › 核心指标!E3" in text for text in texts)


N = None
