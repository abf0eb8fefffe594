"""A sheet of targets for the months to come needs no actuals; one of this month does."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, sheet
from tests.shaping.test_layouts import read, rows

KPI = sheet("核心指标", ["月份", "指标", "目标", "实际"], ["2025-06", "销售收入", 100, 110])


@pytest.mark.parametrize(("first", "is_ahead"), [("2025年7月", True), ("2025年6月", False)])
def test_targets_of_months_to_come_alone_do_not_block(first: str, is_ahead: bool) -> None:
    plan = sheet(
        "Q3目标", ["指标", first, "2025年8月", "2025年9月"], ["销售收入", 100, 110, 120], ["新增用户", 10, 11, 12]
    )
    _, dataset, findings = read(KPI, plan)
    assert ("missing_column" in codes(findings)) is not is_ahead
    assert rows(dataset["kpi"], "metric_id")["2025-08", "revenue"] == {"target": 110}
    if is_ahead:
        assert only(findings, "column_absent").details["columns"] == "实际"
        assert not any(one.is_blocking for one in findings)
