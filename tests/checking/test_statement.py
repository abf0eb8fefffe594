"""The statement lists every identity there is: compared with both sides, or with what is missing for it."""

from __future__ import annotations

import pytest

from opsreport.checking.statement import KINDS, SIDES
from opsreport.model.finding import Findings
from opsreport.wording.voice import wording
from tests.checking.sheets import CHANNEL_HEADER, PLAN_HEADER, checked, codes, kpi, metric, only, places, sheet

# the checks of the plan, and the identities that are them
PLANNED = {
    "R1": ("channel_new_users", "channel_visits"),
    "R2": ("channel_revenue", "channel_spend"),
    "R3": ("channel_payers",),
    "R4": ("tiers_mau",),
    "R5": ("register_end",),
    "R6": ("funnel_step",),
    "R7": ("split_sum",),
    "R8": ("retained_observed", "observed_new_users"),
    "R9": ("opened_delivered", "delivered_targeted"),
    "R10": ("churn_reason", "churn_sum"),
    "R11": ("segment_sum",),
    "R12": ("level_flow", "level_moves"),
    "R13": ("level_sum",),
    "R14": ("weights",),
    "R15": ("goal_split",),
    "R16": ("resources_total",),
    "R17": ("previous",),
    "R18": ("stage_flow", "stage_moves"),
    "R19": ("ratio",),
    "R20": ("progress", "end_after_start"),
}
NOWHERE = ("split_sum", "delivered_targeted", "segment_sum", "level_flow", "level_moves", "level_sum", "stage_flow")
CHANNELS = sheet("渠道", CHANNEL_HEADER, ("2025-06", "搜索", "付费", 1000, 50, 10, 1200, 400))


def lacking(findings: Findings) -> dict[str, tuple[str, ...]]:
    return {one.key: one.lacks for one in findings.not_applicable}


def test_every_check_of_the_plan_is_an_identity_of_the_statement() -> None:
    assert [key for keys in PLANNED.values() for key in keys] == list(KINDS)


def test_core_metrics_alone_leave_all_others_listed_with_what_is_missing() -> None:
    findings = checked(kpi(metric("总营收", 1200)))[1]
    assert findings.compared == ()
    assert lacking(findings).keys() == KINDS.keys()
    assert lacking(findings)["channel_revenue"] == ("channels_revenue",)
    assert lacking(findings)["tiers_mau"] == ("tiers", "kpi_mau")


def test_what_was_compared_is_not_listed_as_missing() -> None:
    findings = checked(kpi(metric("总营收", 1200)), CHANNELS)[1]
    assert [one.key for one in findings.compared] == ["channel_revenue"]
    assert "channel_revenue" not in lacking(findings)
    assert lacking(findings)["channel_new_users"] == ("kpi_new_users",)


def test_both_sides_without_a_common_month_say_so() -> None:
    findings = checked(kpi(metric("总营收", 1, month="2025-05"), metric("月活跃用户", 9)), CHANNELS)[1]
    assert lacking(findings)["channel_revenue"] == ("common",)


@pytest.mark.parametrize("key", NOWHERE)
def test_a_table_that_no_tab_feeds_is_named(key: str) -> None:
    assert all(side.table == "" for name in KINDS[key] for side in SIDES[name])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_side_has_its_words(lang: str) -> None:
    terms = wording(lang).terms
    assert not [name for name in (*SIDES, "common") if f"lacks.{name}" not in terms]
    assert not [key for key in KINDS if f"identity.{key}" not in terms]


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (metric("付费用户数", 10), True),
        (metric("访问付费转化率", "1%", numerator=10, denominator=1000), True),
        (metric("付费用户均收", 120, numerator=1200, denominator=10), True),
        (metric("访问付费转化率", "2%", numerator=20, denominator=1000), False),
    ],
)
def test_payers_of_channels_are_those_of_any_metric_that_counts_them(row: tuple[object, ...], holds: bool) -> None:
    findings = checked(kpi(row), CHANNELS)[1]
    (one,) = [one for one in findings.compared if one.key == "channel_payers"]
    assert one.is_met is holds


@pytest.mark.parametrize(
    ("stated", "unit", "code"),
    [
        (50_000, "元", "total_row"),
        (5, "万元", "total_row"),
        (48_000, "元", "resources_total_differs"),
        (3, "人", "total_row"),
        (4, "人", "resources_total_differs"),
    ],
)
def test_a_stated_total_of_resources_is_compared_in_its_own_kind(stated: float, unit: str, code: str) -> None:
    rows = (
        ("资源", "投放预算", "2025-07", None, 30_000, "元"),
        ("资源", "工具", "2025-07", None, 2, "万元"),
        ("资源", "客服", "2025-07", None, 3, "人"),
        ("资源", "合计", "2025-07", None, stated, unit),
    )
    findings = checked(kpi(metric("总营收", 1)), sheet("计划", PLAN_HEADER, *rows))[1]
    assert codes(findings) == [code]
    assert places(only(findings, code))[0] == "E5"
