"""Figures made of others are kept out of the data and handed on beside it, each with its true cell."""

from __future__ import annotations

import pytest

from opsreport.checking.tabs import recognised
from opsreport.model.table import Sheet
from opsreport.schemas.matching import derived_kind
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, sheet

N = None
Claims = dict[tuple[str, str], dict[str, tuple[object, str]]]


def claims(page: Sheet) -> Claims:
    """By month and name: what is typed under each header of figures made of others, and where."""
    found: Claims = {}
    for one in recognised(shaped([page], period=JUNE).sheets)[0]:
        cells = one.sheet.cells
        for row in sorted({row for row, _ in cells} - {one.header_row}):
            month, name = (cells.get((row, one.columns.get(key, 0))) for key in ("month", one.tab.keys[-1]))
            at = str(month.value) if month else "", str(name.value) if name else ""
            typed = {text: (cells[row, column].value, one.sheet.origin(row, column).cell)
                     for column, text in one.derived.items() if (row, column) in cells}  # fmt: skip
            if typed:
                found[at] = typed
    return found


def test_beside_the_month_that_their_header_names() -> None:
    page = sheet(
        "核心指标2025",
        ["指标", "5月", N, N, "6月", N, N, "年累计", N, N],
        [N, *("目标", "实际", "达成率") * 3],
        ["总营收", 100, 110, 1.1, 120, 126, "105%", 220, 236, 1.07],
        ["新增注册用户数", 10, 20, 2.0, 10, 30, 3.0, 20, 50, 2.5],
        merged=("A1:A2", "B1:D1", "E1:G1", "H1:J1"),
    )
    assert claims(page) == {
        ("2025-05", "总营收"): {"达成率": (1.1, "D3")},
        ("2025-05", "新增注册用户数"): {"达成率": (2.0, "D4")},
        ("2025-06", "总营收"): {"达成率": ("105%", "G3")},
        ("2025-06", "新增注册用户数"): {"达成率": (3.0, "G4")},
    }


def test_of_the_last_month_with_numbers_where_the_header_names_none() -> None:
    page = sheet(
        "渠道",
        ["渠道", "类型", "指标", "5月", "6月", "7月", "合计", "环比"],
        ["SEM", "付费", "访问量", 100, 110, N, 210, "+10%"],
        [N, N, "新增用户", 10, 20, N, 30, "+100%"],
        [N, N, "注册转化率", 0.1, 0.18, N, N, N],
        merged=("A2:A4", "B2:B4"),
    )
    assert claims(page) == {
        ("2025-05", "SEM"): {"注册转化率": (0.1, "D4")},
        ("2025-06", "SEM"): {
            "访问量环比": ("+10%", "H2"),
            "新增用户环比": ("+100%", "H3"),
            "注册转化率": (0.18, "E4"),
        },
    }


def test_beside_each_metric_that_stands_across() -> None:
    page = sheet("Sheet1", ["月份", "总营收", "环比", "新增注册用户数", "环比"], ["2025年6月", 110, 0.05, 1_200, "9%"])
    assert claims(page) == {
        ("2025-06", "总营收"): {"环比": (0.05, "C2")},
        ("2025-06", "新增注册用户数"): {"环比": ("9%", "E2")},
    }


def test_with_the_measure_that_the_header_or_its_group_names() -> None:
    page = sheet(
        "渠道2025",
        ["渠道", "类型", "6月访问量", "6月新增用户", "6月费用", "6月费用占比", "6月客单价（元）"],
        ["SEM", "付费", 9, 8, 7, "40%", 3],
    )
    assert claims(page) == {("2025-06", "SEM"): {"费用占比": ("40%", "F2"), "客单价(元)": (3.0, "G2")}}


def test_a_regular_sheet_keeps_them_where_they_are() -> None:
    header = ["月份", "渠道", "类型", "访问量", "新增用户", "新增占比", "客单价"]
    page = sheet("渠道", header, ["2025-06", "SEM", "付费", 9, 8, "40%", 3])
    assert claims(page) == {("2025-06", "SEM"): {"新增占比": ("40%", "F2"), "客单价": (3.0, "G2")}}


@pytest.mark.parametrize(
    ("header", "kind"),
    [("环比（%）", "change"), ("费用占比", "share"), ("预算执行率", "rate"), ("访问量上月", "past"), ("访问量", "")],
)
def test_what_a_header_says(header: str, kind: str) -> None:
    assert derived_kind(header) == kind
