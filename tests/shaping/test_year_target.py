"""全年 beside the months of a table of targets is the target of the year; beside what was reached it is a total."""

from __future__ import annotations

from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, checked, codes, kpi, metric, sheet

MONTHS, GMV = ("4月", "5月", "6月", "全年"), (46_000, 52_000, 50_000, 628_000)


def test_a_budgets_whole_year_is_the_target_of_the_year() -> None:
    budget = sheet("预算", ("2025年预算（万元）", *MONTHS), ("GMV", *GMV))
    actuals = kpi(metric("GMV", 51_000, unit="万元"))
    dataset, findings = checked(*shaped([budget, actuals], period=JUNE).sheets)
    targets = dataset["kpi"].frame.dropna(subset="target")
    assert dict(zip(targets["month"], targets["target"], strict=True))["2025"] == 6_280_000_000
    assert "total_row_differs" not in codes(findings)


def test_a_whole_year_beside_what_was_reached_is_compared_with_it() -> None:
    dataset, findings = checked(
        *shaped([sheet("月度", ("指标", "单位", *MONTHS), ("GMV", "万元", *GMV))], period=JUNE).sheets
    )
    assert "2025" not in dataset["kpi"].frame["month"].tolist()
    assert "total_row_differs" in codes(findings)
