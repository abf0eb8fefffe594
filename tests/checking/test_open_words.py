"""Words that still wait to be written."""

from __future__ import annotations

import pytest

from opsreport.checking.cells import is_placeholder
from tests.checking.sheets import CHANNEL_HEADER, PLAN_HEADER, USER_HEADER, checked, codes, kpi, metric, only, sheet

REVENUE = metric("总营收", 8000)


@pytest.mark.parametrize(
    "text", ["xx", "XX", "增长xx%", "××", "待补", "原因待定", "TBD", "某某负责", "？", "?", "…", "..."]
)
def test_what_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["XXL码缺货", "为什么？因为下雨", "Xbox上新", "停业两天……", "某地台风"])
def test_what_is_none(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize("text", ["待补", "xx", "TBD", "？", "–"])
def test_a_placeholder_is_no_cause(text: str) -> None:
    found = codes(checked(kpi(metric("总营收", 80, target=100, cause=text)))[1])
    assert sorted(found) == (["missing_cause"] if text == "–" else ["missing_cause", "placeholder_xx"])


def test_remarks_of_every_tab_in_the_report_month_are_read() -> None:
    channel = sheet("渠道", (*CHANNEL_HEADER, "原因"), ("2025-06", "SEM", "付费", 9, 4, *[None] * 5, "待补"))
    user = sheet("用户", USER_HEADER, ("2025-06", "留存", "7日", 4, 9, None, None, "XX"))
    campaign = sheet("活动", ("活动", "开始", "结束", "亮点", "问题"), ("618", "2025-05-30", "2025-06-02", "…", "某某"))
    plan = sheet("计划", PLAN_HEADER, ("行动", "补货xx", "2025-07", *[None] * 3, "丁", None, "2025-07-05"))
    findings = checked(kpi(REVENUE), channel, user, campaign, plan)[1]
    found = [(one.tab, one.origins[0].cell) for one in findings if one.code == "placeholder_xx"]
    assert found == [("活动", "D2"), ("活动", "E2"), ("渠道", "K2"), ("用户", "H2"), ("计划", "B2")]


def test_what_was_left_open_in_another_month_is_past() -> None:
    may = metric("总营收", 80, month="2025-05", cause="待补")
    assert codes(checked(kpi(may, REVENUE))[1]) == []


def test_a_status_that_waits_is_no_placeholder() -> None:
    row = ("资源", "扩编", "2025-07", None, 3, "人", "丙", None, "2025-07-05", None, "待定")
    assert codes(checked(kpi(REVENUE), sheet("计划", PLAN_HEADER, row))[1]) == []


def test_the_place_of_a_placeholder_is_named() -> None:
    finding = only(checked(kpi(metric("总营收", 80, target=70, cause="待补")))[1], "placeholder_xx")
    assert (finding.origins[0].cell, finding.details["column"], finding.details["seen"]) == ("J2", "原因", "待补")
