"""Tables of users under names of their own in the layouts that teams keep, and those that cannot be read."""

from __future__ import annotations

import pytest

from opsreport.model.finding import Severity
from opsreport.model.table import Dataset
from tests.checking.sheets import only, places
from tests.shaping.test_layouts import N, address, read, rows, troubles
from tests.shaping.test_users import METRICS, page, percent


def steps(dataset: Dataset) -> list[tuple[str, str, int, float]]:
    frame = dataset["funnels"].frame
    return list(zip(frame["month"], frame["funnel_id"], frame["step_no"], frame["users"], strict=True))


MAY_AND_JUNE = [
    ("2025-05", "purchase", 1, 900),
    ("2025-05", "purchase", 2, 90),
    ("2025-06", "purchase", 1, 1000),
    ("2025-06", "purchase", 2, 100),
]


FUNNELS: dict[str, list[list[object]]] = {
    "months": [["步骤", "5月", "6月"], ["访问", 900, 1000], ["支付", 90, 100]],
    "total column": [["步骤", "5月", "6月", "合计"], ["访问", 900, 1000, 1900], ["支付", 90, 100, 190]],
    "day numbers": [["步骤", 45778, 45809], ["访问", 900, 1000], ["支付", 90, 100]],
    "rates": [
        ["步骤", "5月", N, "6月", N], [N, "人数", "转化率", "人数", "转化率"],
        ["访问", 900, N, 1000, N], ["支付", 90, "10%", 100, "10%"],
    ],
    "steps across": [["月份", "访问", "支付"], [45778, 900, 90], [45809, 1000, 100], ["合计", 1900, 190]],
    "months once": [
        ["月份", "步骤", "人数"], ["202505", "访问", 900], [N, "支付", 90], ["202506", "访问", 1000], [N, "支付", 100],
    ],
    "on its side": [
        ["月份", "2025-05", "2025-05", "2025-06", "2025-06"],
        ["步骤", "访问", "支付", "访问", "支付"],
        ["人数", 900, 90, 1000, 100],
    ],
    "on its side below a title": [
        ["漏斗步骤"],
        ["月份", "2025-05", "2025-05", "2025-06", "2025-06"],
        ["步骤", "访问", "支付", "访问", "支付"],
        ["人数", 900, 90, 1000, 100],
    ],
    "platforms": [
        ["平台", "步骤", "5月", "6月"], ["全部", "访问", 900, 1000], ["全部", "支付", 90, 100],
        ["iOS", "访问", 300, 400], ["iOS", "支付", 20, 30],
    ],
}  # fmt: skip


@pytest.mark.parametrize("lines", FUNNELS.values(), ids=FUNNELS)
def test_a_funnel_is_read_in_any_layout(lines: list[list[object]]) -> None:
    _, dataset, findings = read(METRICS, page("购买漏斗", *lines))
    assert steps(dataset) == MAY_AND_JUNE
    assert len(dataset["kpi"]) == 1
    assert not findings.are_blocking


@pytest.mark.parametrize("lines", [[["步骤", "访问", "支付"], ["人数", 1000, 100]], [["访问", 1000], ["支付", 100]]])
def test_a_funnel_of_one_month_may_lie_on_its_side_or_have_no_header(lines: list[list[object]]) -> None:
    _, dataset, findings = read(METRICS, page("购买漏斗", *lines))
    assert steps(dataset) == MAY_AND_JUNE[2:]
    assert troubles(findings) == []


COHORTS = {("2025-04", "1"): 2040, ("2025-04", "7"): 1205, ("2025-05", "1"): 2193, ("2025-05", "7"): 1224}


TRIANGLES: dict[str, list[list[object]]] = {
    "day numbers and a total": [
        ["注册月份", "新增用户", "次日", "7日"],
        [45748, 4800, 2040, 1205],
        [45778, 5100, 2193, 1224],
        ["合计", 9900, 4233, 2429],
    ],
    "two header rows": [
        ["注册月份", "新增用户", "次日", N, "7日", N],
        [N, N, "人数", "率", "人数", "率"],
        ["2025-04", 4800, 2040, percent(0.425), 1205, percent(0.251)],
        ["2025-05", 5100, 2193, percent(0.43), 1224, percent(0.24)],
    ],
    "months across": [
        ["指标", "2025-04", "2025-05"],
        ["新增用户", 4800, 5100],
        ["次日留存", 2040, 2193],
        ["7日留存", 1205, 1224],
    ],
}


@pytest.mark.parametrize("lines", TRIANGLES.values(), ids=TRIANGLES)
def test_a_triangle_of_retention_may_be_typed_otherwise(lines: list[list[object]]) -> None:
    _, dataset, findings = read(METRICS, page("留存", *lines))
    found = rows(dataset["retention"], "day_n")
    assert {key: one["retained"] for key, one in found.items()} == COHORTS
    assert {one["observed"] for one in found.values()} == {4800, 5100}
    assert not findings.are_blocking
    assert len(dataset["kpi"]) == 1


def test_tiers_may_stand_across_and_metrics_there_are_none() -> None:
    _, dataset, _ = read(METRICS, page("用户分层", ["月份", "高频", "中频"], ["2025-05", 48, 20], ["2025-06", 51, 21]))
    assert rows(dataset["activity_tiers"], "tier")["2025-06", "中频"] == {"users": 21}
    _, dataset, findings = read(METRICS, page("用户分层", ["月份", "DAU", "新增会员"], ["2025-06", 51, 21]))
    assert (len(dataset["activity_tiers"]), troubles(findings)) == (0, ["users_unread"])


BY_CHANNEL: list[list[object]] = [
    ["渠道", "注册人数", "次日留存", "7日留存"],
    ["抖音", 1000, 400, 250],
    ["微信", 800, 380, 260],
]


@pytest.mark.parametrize("title", ["留存", "渠道留存"])
def test_retention_by_channel_is_no_data_of_channels(title: str) -> None:
    _, dataset, findings = read(METRICS, page(title, *BY_CHANNEL))
    assert not len(dataset["channels"])
    assert not len(dataset["retention"])
    said = only(findings, "users_split")
    assert (places(said), said.severity, said.details["column"]) == (["A1"], Severity.warn, "渠道")


def test_of_a_table_by_channel_the_rows_of_the_whole_are_read() -> None:
    _, dataset, findings = read(METRICS, page("留存", *BY_CHANNEL, ["合计", 1800, 780, 510]))
    assert rows(dataset["retention"], "day_n")["2025-06", "1"] == {"day_n": 1, "observed": 1800, "retained": 780}
    assert address(dataset["retention"], 0, "retained") == "C4"
    assert troubles(findings) == []


@pytest.mark.parametrize(
    ("title", "lines", "cells"),
    [
        ("留存", [["注册月份", "新增用户", "次月", "第2月"], ["2025-04", 48, 20, 12]], "A1:D2"),
        ("留存", [["注册月份", "新增", "M0", "M1", "M+2"], ["2025-04", 48, "100%", "44%", "30%"]], "A1:E2"),
        ("购买漏斗", [["步骤", "iOS", "安卓"], ["访问", 100, 200], ["支付", 10, 15]], "A1:C3"),
        ("用户分层", [["分层", "5月", "6月"], ["高频", "29%", "30%"], ["中频", "71%", "70%"]], "A1:C3"),
        ("用户反馈", [["类型", "内容", "次数"], ["功能", "夜间模式", 10], ["价格", "太贵", 9]], "A1:C3"),
    ],
)
def test_a_table_of_users_that_cannot_be_read_is_warned_of(title: str, lines: list[list[object]], cells: str) -> None:
    _, _, findings = read(METRICS, page(title, *lines))
    assert (troubles(findings), places(only(findings, "users_unread"))) == (["users_unread"], [cells])


def test_a_table_of_users_below_a_regular_list_is_read_too() -> None:
    both = page(
        "用户", ["月份", "类别", "名称", "人数"], ["2025-06", "分层", "高频", 3000],
        [N], ["购买漏斗"], ["步骤", "人数"], ["访问", 1000], ["支付", 100],
    )  # fmt: skip
    _, dataset, findings = read(METRICS, both)
    assert steps(dataset) == MAY_AND_JUNE[2:]
    assert len(dataset["activity_tiers"]) == 1
    assert troubles(findings) == []


def test_days_under_a_header_that_metrics_have_too_are_retention_below_its_title() -> None:
    page_ = page("会员", ["二、新会员留存"], ["项目", "人数", "基数"], ["7日留存", 401, 763], ["30日留存", 290, 806])
    _, dataset, findings = read(METRICS, page_)
    assert rows(dataset["retention"], "day_n")["2025-06", "7"] == {"day_n": 7, "observed": 763, "retained": 401}
    assert not findings.are_blocking


def test_why_people_gave_a_card_back_is_why_they_left() -> None:
    page_ = page("会员", ["四、退卡原因"], ["原因", "人数"], ["搬家", 132], ["没时间", 118])
    assert list(read(METRICS, page_)[1]["churn_reasons"].frame["count"]) == [132, 118]


def test_lists_below_a_table_of_users_are_none_of_its_rows() -> None:
    page_ = page(
        "客人",
        ["客群", "人数", "消费（万元）"],
        ["家庭", 1120, 42.3],
        ["情侣", 890, 28.1],
        [N],
        ["复购"],
        ["老客复住人数", 312],
        ["常客", 25],
        [N],
        ["客人反馈关键词", "次数"],
        ["隔音差", 41],
        ["早餐好", 88],
    )
    _, dataset, findings = read(METRICS, page_)
    assert list(dataset["activity_tiers"].frame["tier"]) == ["家庭", "情侣"]
    unread = [places(one)[0] for one in findings if one.code in ("unknown_table", "users_unread")]
    assert sorted(unread) == ["A6:B7", "A9:B11"]


def test_a_funnel_below_another_table_that_only_its_header_names() -> None:
    page_ = page(
        "学员",
        ["学员分层", "人数", "收入"],
        ["年卡", 820, 65],
        ["单课", 4074, 21],
        [N],
        ["转化漏斗", "本月", "上月"],
        ["加企微", 17210, 15900],
        ["购买正价课", 1090, 1121],
    )
    _, dataset, _ = read(METRICS, page_)
    assert [users for month, _, _, users in steps(dataset) if month == "2025-06"] == [17210, 1090]


@pytest.mark.parametrize("line", [[["复购情况"]], []])
def test_the_parts_of_a_rate_below_a_table_of_users_are_none_of_its_rows(line: list[list[object]]) -> None:
    parts = ["分子：90天内二次下单人数", 61020, "分母：下单人数", 329410, "复购率", "18.5%"]
    page_ = page("客人", ["客群", "人数", "消费（万元）"], ["家庭", 1120, 42.3], ["情侣", 890, 28.1], [N], *line, parts)
    _, dataset, findings = read(METRICS, page_)
    assert list(dataset["activity_tiers"].frame["tier"]) == ["家庭", "情侣"]
    assert [one.code for one in findings if one.code in ("unknown_table", "not_a_number")] == ["unknown_table"]
