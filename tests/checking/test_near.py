"""Names that are almost another's, and channels that are no longer there."""

from __future__ import annotations

import pytest

from opsreport.checking.near import is_close
from opsreport.model.finding import Findings, Severity
from tests.checking.sheets import CHANNEL_HEADER, checked, codes, kpi, metric, only, places, sheet

KPI = kpi(metric("总营收", 8000))


def channels(before: tuple[str, ...], now: tuple[str, ...]) -> Findings:
    rows = [("2025-05", name, "自然", 90 + i, 40 + i) for i, name in enumerate(before)]
    rows += [("2025-06", name, "自然", 70 + i, 30 + i) for i, name in enumerate(now)]
    return checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows))[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("自然搜素", "自然搜索"),
        ("信息流广吿", "信息流广告"),
        ("联盟营消", "联盟营销"),
        ("小程序复仿", "小程序复访"),
        ("活月跃用户", "月活跃用户"),
        ("付费转率", "付费转化率"),
        ("新增住册用护数", "新增注册用户数"),
    ],
)
def test_names_that_look_mistyped(one: str, other: str) -> None:
    assert is_close(one, other, 4)
    assert is_close(other, one, 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("自然搜索", "自然 搜索"),
        ("线下门店1", "线下门店2"),
        ("信息流A", "信息流B"),
        ("新客转化率", "老客转化率"),
        ("周活跃用户", "月活跃用户"),
        ("次日留存率", "次月留存率"),
        ("直播付费转化率", "访问付费转化率"),
        ("新品占比", "移动占比"),
        ("短信", "短视频"),
    ],
)
def test_names_of_two_things(one: str, other: str) -> None:
    assert not is_close(one, other, 4)


def test_a_new_channel_like_one_that_vanished_is_asked_about_and_not_joined() -> None:
    findings = channels(("自然搜索", "地推"), ("自然搜素", "地推"))
    finding = only(findings, "name_close_miss")
    assert (finding.severity, places(finding)) == (Severity.warn, ["B4"])
    assert (finding.details["name"], finding.details["meant"]) == ("自然搜素", "自然搜索")
    assert codes(findings) == ["name_close_miss"]
    rows = (("2025-05", "自然搜索", "自然", 9, 4), ("2025-06", "自然搜素", "自然", 8, 3))
    dataset = checked(KPI, sheet("渠道", CHANNEL_HEADER, *rows))[0]
    assert dataset["channels"].frame["channel_id"].tolist() == ["自然搜索", "自然搜素"]


def test_a_misspelt_synonym_is_near_too() -> None:
    assert only(channels(("邀请裂变",), ("分享列变",)), "name_close_miss").details["meant"] == "社交裂变"


def test_a_new_channel_beside_the_one_it_resembles_is_new() -> None:
    assert codes(channels(("自然搜索",), ("自然搜索", "自然搜素"))) == []


def test_a_channel_without_rows_this_month_has_stopped() -> None:
    finding = only(channels(("自然搜索", "邮件营销"), ("自然搜索",)), "channel_stopped")
    assert (finding.severity, finding.details["name"], places(finding)) == (Severity.note, "邮件营销", ["B3"])


def test_a_month_without_any_channel_stops_none() -> None:
    assert codes(channels(("自然搜索", "邮件营销"), ())) == ["month_without_rows"]


def test_a_metric_like_a_known_one_is_asked_about() -> None:
    finding = only(checked(kpi(metric("总营收", 8000), metric("新增住册用户数", 30)))[1], "name_close_miss")
    assert (finding.details["meant"], places(finding)) == ("新增注册用户数", ["B3"])


def test_a_metric_beside_the_one_it_resembles_is_another() -> None:
    rows = (metric("新增注册用户数", 30), metric("新增住册用户数", 30))
    assert codes(checked(kpi(*rows))[1]) == []


def test_a_metric_of_ones_own_that_changes_its_spelling_is_asked_about() -> None:
    rows = (metric("小程序复访", 31, month="2025-05"), metric("小程序复仿", 33))
    finding = only(checked(kpi(*rows))[1], "name_close_miss")
    assert (finding.details["name"], finding.details["meant"]) == ("小程序复仿", "小程序复访")


@pytest.mark.parametrize(
    ("one", "other"), [("推广费率", "推广费用"), ("成交件数", "成交人数"), ("客单数量", "客单数额")]
)
def test_a_rate_an_amount_and_a_number_of_things_are_no_slips_of_each_other(one: str, other: str) -> None:
    assert not is_close(one, other, 4)
