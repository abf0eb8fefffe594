"""Sheets of more than anybody keeps: refused, or many that hold told as one."""

from __future__ import annotations

from datetime import datetime

import pytest

from opsreport.checking.toomany import MOST_METRICS
from tests.checking.sheets import checked, codes, kpi, metric, only, sheet

CAMPAIGNS = ("活动", "开始", "结束")


@pytest.mark.parametrize("more", [0, 1])
def test_core_metrics_of_too_many_names_are_refused(more: int) -> None:
    rows = [metric(f"指标{number}号", number) for number in range(1, MOST_METRICS + more + 1)]
    dataset, findings = checked(kpi(*rows))
    assert ("too_large" in codes(findings)) is bool(more)
    assert len(dataset["kpi"]) == (0 if more else MOST_METRICS)
    if more:
        assert only(findings, "too_large").details["limit"] == "2,000"


def test_of_very_many_that_hold_the_nearest_stands_for_all() -> None:
    first = datetime(2025, 6, 1)
    rows = [(f"活动{number}号", first, datetime(2025, 6, 20)) for number in range(1_001)]
    rows += [("短活动", first, datetime(2025, 6, 2)), ("反了", datetime(2025, 6, 9), first)]
    findings = checked(kpi(metric("总营收", 100)), sheet("活动", CAMPAIGNS, *rows))[1]
    told = {one.subject: one.count for one in findings.compared if one.key == "end_after_start"}
    assert told == {"短活动": 1_002, "反了": 1}
    assert only(findings, "end_before_start").details["item"] == "反了"
