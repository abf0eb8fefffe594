"""One measure a sheet: sheets of the same names and months become one table, each number still in its own sheet."""

from __future__ import annotations

from opsreport.model.number import Cells
from opsreport.model.period import Period
from opsreport.model.trace import cell_ranges
from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import read, rows, troubles

N = None
MAY = Period.parse("2025-05")
TARGET = sheet(
    "目标",
    ["指标", "单位", "4月", "5月", "6月"],
    ["总营收", "万元", 100, 110, 120],
    ["新增注册用户数", "人", 9, 10, 11],
    file="2025年经营.xlsx",
)


def actual(unit: str) -> tuple[list[object], ...]:
    return (
        ["指标", "单位", "4月", "5月"],
        ["总营收", unit, 101, 111],
        ["新增注册用户数", "人", 9, N],
        ["净推荐值", "分", 40, 50],
    )


def test_targets_in_one_sheet_and_actuals_in_another() -> None:
    _, dataset, findings = read(TARGET, sheet("实际", *actual("万元"), file="2025年经营.xlsx"), month=MAY)
    kpi = dataset["kpi"]
    found = rows(kpi, "metric_id")
    assert found["2025-05", "revenue"] == {"target": 1_100_000, "actual": 1_110_000}
    assert (found["2025-06", "revenue"], found["2025-05", "nps"]) == ({"target": 1_200_000}, {"actual": 50})
    (row,) = kpi.where(month="2025-05", metric_id="revenue").frame.index
    assert (str(kpi.origin(row, "target")), str(kpi.origin(row, "actual"))) == (
        "2025年经营.xlsx › 目标!D2",
        "2025年经营.xlsx › 实际!D2",
    )
    assert cell_ranges(Cells("kpi", "actual", (row,)), dataset) == ("2025年经营.xlsx › 实际!D2",)
    assert [part.sheet for part in kpi.places[row].whole] == ["目标", "实际"]
    (alone,) = kpi.where(month="2025-05", metric_id="nps").frame.index
    assert str(kpi.origin(alone, "target")) == "2025年经营.xlsx › 实际!A4,D1,D4"
    assert (str(only(findings, "missing_value").origins[0]), troubles(findings)) == (
        "2025年经营.xlsx › 实际!D3",
        ["missing_value"],
    )


def test_sheets_that_state_other_units_are_not_joined() -> None:
    _, _, findings = read(TARGET, sheet("实际", *actual("元"), file="2025年经营.xlsx"), month=MAY)
    assert "duplicate_key" in codes(findings)


def test_one_measure_twice_is_not_joined() -> None:
    again = sheet("目标（新）", ["指标", "目标5月"], ["总营收", 111], file="2025年经营.xlsx")
    _, _, findings = read(TARGET, again, month=MAY)
    assert places(only(findings, "duplicate_key")) == ["A2", "A2"]
