"""活动: one column of costs, headers as teams write them, a typed month against the last day."""

from __future__ import annotations

import pytest

from opsreport.model.finding import Severity
from tests.checking.sheets import checked, codes, kpi, metric, only, places, sheet

KPI = kpi(metric("总营收", 1))


@pytest.mark.parametrize("header", ["费用", "实际费用", "活动费用", "花费", "成本", "总成本", "投入", "费用（万元）"])
def test_one_column_of_costs_is_the_cost_of_the_campaign(header: str) -> None:
    worth = 10_000 if "万" in header else 1
    dataset, findings = checked(KPI, sheet("活动", ("活动", "开始", "结束", header), ("大促", "6.5", "6.18", 48)))
    costs = dataset["campaign_costs"]
    assert costs.frame[["campaign_id", "cost_type", "actual"]].to_numpy().tolist() == [["大促", "total", 48 * worth]]
    assert costs.origin(0, "actual").cell == "D2"
    assert codes(findings) == []


def test_headers_of_targets_actuals_and_budgets_name_their_measures() -> None:
    head = ("活动", "开始", "结束", "目标参与", "实际参与", "目标收入", "实际收入", "预算费用")
    dataset, findings = checked(KPI, sheet("活动", head, ("大促", "6.5", "6.18", 100, 110, 1000, 1200, 500)))
    row = dataset["campaigns"].frame.iloc[0]
    names = ("participants_target", "participants", "revenue_target", "revenue", "cost_budget")
    assert [row[name] for name in names] == [100, 110, 1000, 1200, 500]
    assert codes(findings) == []


@pytest.mark.parametrize(("typed", "said"), [(500, []), (480, ["campaign_cost_differs"])])
def test_a_cost_beside_its_parts_is_their_total_and_no_cost_of_its_own(typed: float, said: list[str]) -> None:
    head = ("活动", "开始", "结束", "推广费", "奖品补贴", "费用")
    dataset, findings = checked(KPI, sheet("活动", head, ("大促", "6.5", "6.18", 300, 200, typed)))
    assert dataset["campaign_costs"].frame["actual"].tolist() == [300, 200]
    (one,) = [one for one in findings.identities if one.key == "campaign_cost"]
    assert (one.left.value, one.right.value, one.is_met) == (500, typed, not said)
    assert codes(findings) == said
    if said:
        assert places(only(findings, "campaign_cost_differs")) == ["F2", "D2", "E2"]


def test_a_cost_counts_for_the_campaigns_that_have_no_parts() -> None:
    head = ("活动", "开始", "结束", "推广费", "费用")
    rows = (("大促", "6.5", "6.18", 300, 300), ("直播", "6.8", "6.8", None, 90))
    dataset, _ = checked(KPI, sheet("活动", head, *rows))
    costs = dataset["campaign_costs"].frame[["campaign_id", "cost_type", "actual"]].to_numpy().tolist()
    assert costs == [["大促", "promotion", 300], ["直播", "total", 90]]


@pytest.mark.parametrize("month", ["5月", "2025-05"])
def test_a_typed_month_that_is_not_that_of_the_last_day_is_told_with_both_cells(month: str) -> None:
    head = ("活动", "月份", "开始", "结束")
    dataset, findings = checked(KPI, sheet("活动", head, ("大促", month, "2025-05-28", "2025-06-02")))
    finding = only(findings, "campaign_month_differs")
    assert (finding.severity, places(finding)) == (Severity.warn, ["B2", "D2"])
    assert (finding.details["seen"], finding.details["month"]) == ("2025-05", "2025-06")
    assert dataset["campaigns"].frame["month"].tolist() == ["2025-06"]


def test_a_typed_month_of_the_last_day_says_nothing_new() -> None:
    rows = (("活动", "月份", "开始", "结束"), ("大促", "6月", "2025-06-05", "2025-06-18"))
    assert codes(checked(KPI, sheet("活动", *rows))[1]) == []
