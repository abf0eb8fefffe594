"""Costs that are not counted, campaigns that were not held, and channels counted twice."""

from __future__ import annotations

import pytest

from tests.checking.sheets import codes, only, places, sheet
from tests.shaping.test_layouts import N, read, rows

CAMPAIGN = ["活动", "时间", "参与人数", "收入"]
HELD = ["618", "6.1-6.18", 12_000, 560_000]


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["推广费", "奖品", "物料", "其他"], ["G1", "H1"]),
        (["推广费", "场地", "赠品"], ["F1", "G1"]),
        (["人力", "红包", "优惠券"], ["F1", "G1"]),  # prizes may be one of them
        (["费用", "物料"], []),  # a part of what is read
        (["推广费", "其中：物料"], []),
        (["推广费", "人均成本"], []),
        (["推广费", "差旅费"], ["F1"]),
        (["推广费", "注册成本", "商品成本"], []),
        (["推广费", "推广金额"], []),  # the same, or what was paid of it
    ],
)
def test_costs_beside_those_that_are_read(headers: list[str], cells: list[str]) -> None:
    costs = [20_000, 5_000, 2_000, 1_000][: len(headers)]
    _, _, findings = read(sheet("6月活动", [*CAMPAIGN, *headers], [*HELD, *costs]))
    if cells:
        assert places(only(findings, "cost_not_counted")) == cells
    else:
        assert "cost_not_counted" not in codes(findings)


@pytest.mark.parametrize(("header", "is_asked"), [("赠品", False), ("赠品（份）", False), ("赠品（元）", True)])
def test_things_that_may_be_counted(header: str, *, is_asked: bool) -> None:
    page = sheet("6月活动", [*CAMPAIGN, "推广费", header], [*HELD, 20_000, 500])
    assert ("cost_not_counted" in codes(read(page)[2])) is is_asked


def test_columns_that_add_up_to_what_is_counted_are_its_parts() -> None:
    head = ["渠道", "访问量", "新增用户", "推广费用", "达人费", "佣金"]
    page = sheet("6月渠道", head, ["抖音", 64_000, 2_500, 8_000, 5_000, 3_000], ["百度", 24_000, 900, 700, 600, 100])
    assert "cost_not_counted" not in codes(read(page)[2])


@pytest.mark.parametrize(("header", "is_asked"), [("广告费", True), ("费用", False), ("消耗", False)])
def test_what_else_a_channel_costs(header: str, is_asked: bool) -> None:
    head = ["渠道", "访问量", "新增用户", header, "达人费", "佣金"]
    found = codes(read(sheet("6月渠道", head, ["抖音", 64_000, 2_500, 20_000, 5_000, 3_000]))[2])
    assert ("cost_not_counted" in found) == is_asked


def test_what_was_paid_for_media_is_promotion() -> None:
    _, dataset, _ = read(sheet("6月活动", [*CAMPAIGN, "投放金额", "补贴金额"], [*HELD, 120_000, 65_000]))
    costs = dataset["campaign_costs"].frame
    assert dict(zip(costs["cost_type"], costs["actual"], strict=True)) == {"promotion": 120_000, "prizes": 65_000}


def test_campaigns_that_were_not_held_are_none_of_the_month() -> None:
    head = ["活动", "状态", "时间", "费用预算", "费用", "参与目标", "参与人数"]
    page = sheet(
        "6月活动",
        head,
        ["618", "已完成", "6.1-6.18", 200_000, 185_000, 10_000, 12_000],
        ["端午", "已取消", "6.5-6.7", 30_000, N, 2_000, N],
        ["会员日", "延期至7月", N, 30_000, 0, 2_000, N],
        ["父亲节", "取消", "6.15-6.15", 30_000, 5_000, 2_000, N],
        ["签到", "进行中", "6.20-6.30", 30_000, N, 2_000, N],
    )
    _, dataset, findings = read(page)
    assert [name for _, name in rows(dataset["campaigns"], "campaign_id")] == ["618", "父亲节", "签到"]
    assert places(only(findings, "not_held")) == ["A3:A4"]


@pytest.mark.parametrize(
    ("status", "was_held"),
    [
        ("未达标", True),
        ("计划外", True),
        ("按计划进行", True),
        ("待复盘", True),
        ("待结算", True),
        ("未完成", True),
        ("待开始", False),
        ("尚未举办", False),
        ("待7月举办", False),
        ("计划中", False),
    ],
)
def test_what_a_status_says_of_a_campaign_without_results(status: str, *, was_held: bool) -> None:
    head = ["活动", "状态", "时间", "参与人数"]
    page = sheet("6月活动", head, ["618", "已完成", "6.1-6.18", 12_000], ["端午", status, "6.5-6.7", N])
    _, dataset, _ = read(page)
    assert len(dataset["campaigns"].frame) == 1 + was_held


SUMS = [["付费渠道", 88_000, 3_400, 134_000], ["免费渠道", 64_000, 2_150, 0]]
PARTS = [
    ["抖音", 64_000, 2_500, 89_000],
    ["百度", 24_000, 900, 45_000],
    ["公众号", 14_000, 650, 0],
    ["自然搜索", 50_000, 1_500, 0],
]
HEAD = ["渠道", "访问量", "新增用户", "费用"]


def test_sums_above_their_detail_would_count_twice() -> None:
    finding = only(read(sheet("6月渠道", HEAD, *SUMS, [], HEAD, *PARTS))[2], "counted_twice")
    assert finding.is_blocking
    assert places(finding) == ["A2:A3", "A6:A9"]


def test_the_detail_of_one_channel_on_another_sheet_would_too() -> None:
    detail = sheet("6月渠道-抖音明细", HEAD, ["抖音直播", 40_000, 1_500, 50_000], ["抖音短视频", 24_000, 1_000, 39_000])
    finding = only(read(sheet("6月渠道", HEAD, *PARTS), detail)[2], "counted_twice")
    assert finding.details["seen"] == "抖音"


def test_other_numbers_in_a_second_table_are_more_channels() -> None:
    more = [["小红书", 64_000, 2_100, 134_000], ["知乎", 9_000, 150, 0]]
    assert "counted_twice" not in codes(read(sheet("6月渠道", HEAD, *PARTS, [], HEAD, *more))[2])


@pytest.mark.parametrize(("visits", "is_twice"), [(88_000, True), (70_000, False)])
def test_a_name_that_sums_and_detail_share_hides_no_sum(visits: int, *, is_twice: bool) -> None:
    sums = [["付费渠道", visits, 3_400, 134_000], PARTS[3]]
    findings = read(sheet("渠道汇总", HEAD, *sums), sheet("6月渠道", HEAD, *PARTS[:2], PARTS[3]))[2]
    assert ("counted_twice" in codes(findings)) is is_twice


@pytest.mark.parametrize(("spent", "is_twice"), [("8.9万", True), ("9.0万", False)])
def test_rounded_sums_of_a_table_with_a_channel_that_rests_this_month(spent: str, *, is_twice: bool) -> None:
    plans = [
        ["2025-06", "计划一", 88_000, 3_400, spent],
        ["2025-05", "计划二", 9_000, 400, 6_000],
        ["2025-06", "计划三", 64_000, 2_150, 45_012],
    ]
    parts = [["2025-06", *row] for row in PARTS]
    findings = read(sheet("渠道分组", ["月份", *HEAD], *plans), sheet("渠道", ["月份", *HEAD], *parts))[2]
    assert ("counted_twice" in codes(findings)) is is_twice
