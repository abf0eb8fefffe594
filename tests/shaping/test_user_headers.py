"""Tables of users whose headers are their team's own: what the title and the ends of the headers say."""

from __future__ import annotations

import pytest

from opsreport.schemas.userkinds import asked_said, role_of, scheme_of, user_kind
from tests.checking.sheets import only, sheet
from tests.shaping.test_layouts import N, address, read, rows, troubles
from tests.shaping.test_users import METRICS, page, percent

CUSTOMERS: list[list[object]] = [
    ["一、客户健康度分层"], ["健康度", "客户数", "MRR（万元）"], ["健康", 1420, 262.5], ["预警", 121, 20.4], [N],
    ["二、流失原因（6月流失31家）"], ["原因", "家数"], ["预算收缩", 12], ["转竞品", 6], [N],
    ["三、客户声音"], ["类型", "内容", "提及次数"], ["需求", "移动端审批", 38], ["负面", "导入慢", 22],
]  # fmt: skip


def test_every_section_of_a_sheet_is_read_by_its_line_whatever_it_counts() -> None:
    _, dataset, findings = read(METRICS, page("客户", *CUSTOMERS))
    assert rows(dataset["activity_tiers"], "tier")["2025-06", "健康"] == {"users": 1420, "revenue": 2_625_000}
    reasons = dataset["churn_reasons"]
    assert [reasons.value(0, name) for name in ("reason", "count", "base_n")] == ["预算收缩", 12, 31]
    assert address(reasons, 0, "base_n") == "A6"
    assert dataset["feedback"].frame["sentiment"].tolist() == ["need", "negative"]
    assert troubles(findings) == []


def test_a_section_without_a_home_does_not_hide_the_one_below() -> None:
    lines: list[list[object]] = [
        ["未成交原因统计"], ["原因", "人次", "占比"], ["价格", 232, "74%"], ["时间", 82, "26%"], [N],
        ["客户评价"], ["评价类型", "关键词", "次数"], ["好评", "耐心", 386], ["差评", "等候", 36],
    ]  # fmt: skip
    _, dataset, findings = read(METRICS, page("客户", *lines))
    assert dataset["feedback"].frame["sentiment"].tolist() == ["positive", "negative"]
    assert troubles(findings) == ["unknown_table"]


@pytest.mark.parametrize("sheet", ["学员漏斗", "月度数据"])
def test_steps_with_targets_and_months_across(sheet: str) -> None:
    lines: list[list[object]] = [
        ["线索漏斗"], ["阶段", "目标", "实际", "达成率"], ["线索", 1200, 1286, 1.072], ["试驾", 180, 186, 1.033],
    ]  # fmt: skip
    _, dataset, _ = read(METRICS, page(sheet, *lines))
    assert dataset["funnels"].frame["users"].tolist() == [1286, 186]


def test_reasons_are_told_by_their_header_alone_below_another_table() -> None:
    lines: list[list[object]] = [
        ["会员类型", "期初", "期末"], ["年卡", 2860, 2986], [N], ["流失原因", "人数"], ["搬家", 112], ["没时间", 98],
    ]  # fmt: skip
    _, dataset, _ = read(METRICS, page("会员结构", *lines))
    assert dataset["churn_reasons"].frame["count"].tolist() == [112, 98]
    assert not len(dataset["activity_tiers"])


def test_names_that_begin_with_numbers_and_counts_in_ten_thousands() -> None:
    often = page(
        "用户", ["表1 购买频次分层"], ["月购买次数", "用户数"], ["8次及以上", 126], ["4-7次", 268], ["1次", 203]
    )
    _, dataset, _ = read(METRICS, often)
    assert dataset["activity_tiers"].frame["tier"].tolist() == ["8次及以上", "4-7次", "1次"]
    _, dataset, _ = read(METRICS, page("客群", ["客群", "客户数（万户）"], ["高频", 126.2], ["低频", 197.1]))
    assert dataset["activity_tiers"].frame["users"].tolist() == [1_262_000, 1_971_000]


def test_a_share_is_of_the_numbers_that_it_fits() -> None:
    tiers = [
        ["档位", "人数", "充值金额", "占比"],
        ["大R", 1260, 1286, percent(0.645)],
        ["小R", 105200, 707, percent(0.355)],
    ]
    _, dataset, findings = read(METRICS, page("付费分层", *tiers))
    assert rows(dataset["activity_tiers"], "tier")["2025-06", "小R"]["revenue"] == 707
    assert "figure_differs" not in troubles(findings)


def test_of_two_columns_of_money_or_people_none_is_guessed_twice() -> None:
    lines: list[list[object]] = [
        ["会员等级", "会员数", "活跃人数", "充值金额", "消费金额"],
        ["金卡", 20, 5, 3, 4],
        ["银卡", 30, 7, 5, 6],
    ]
    _, dataset, findings = read(METRICS, page("会员", *lines))
    assert rows(dataset["activity_tiers"], "tier")["2025-06", "金卡"] == {"users": 20, "revenue": 4}
    assert troubles(findings) == ["unknown_column"]


def test_the_same_people_sorted_once_more_in_one_sheet_are_left_aside_and_in_two_they_block() -> None:
    once, again = [["分层", "人数"], ["A类", 10], ["B类", 20]], [["类型", "人数"], ["新客", 5], ["老客", 25]]
    _, dataset, findings = read(METRICS, page("用户", ["用户分层"], *once, [N], ["新老客"], *again))
    assert dataset["activity_tiers"].frame["tier"].tolist() == ["A类", "B类"]
    assert only(findings, "rows_elsewhere").details["sheet"] == "用户!A7:B9"
    _, _, findings = read(METRICS, page("用户分层", *once), page("新老客", *again))
    assert only(findings, "tier_schemes").is_blocking


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("三、客户声音", "feedback"), ("差评分析", "negative"), ("■ 会员生命周期", "tier"), ("生命周期价值", ""),
        ("（一）新客/老客结构", "tier"), ("会员流失原因（来自三千份问卷的统计，样本312）", "churn"),
        ("门店分层", ""), ("门店会员分层", "tier"),
    ],
)  # fmt: skip
def test_titles(title: str, kind: str) -> None:
    assert user_kind(title) == kind


@pytest.mark.parametrize(
    ("kind", "header", "role"),
    [
        ("tier", "学员数（人）", "count"), ("tier", "人均时长", ""), ("tier", "贡献GMV（万元）", "revenue"),
        ("tier", "储值余额", ""), ("tier", "客单价", ""), ("tier", "目标人数", ""), ("churn", "家数", "count"),
        ("funnel", "求职者人数（万）", "count"), ("retention", "开通人数", "base"), ("retention", "留存人数", "count"),
        ("tier", "流失人数", ""), ("tier", "新增会员数", ""),
    ],
)  # fmt: skip
def test_headers_by_their_ends(kind: str, header: str, role: str) -> None:
    assert role_of(kind, header) == role


def test_what_titles_say_of_how_many_reasons_are() -> None:
    said = {
        "流失原因（问卷，样本312）": 312,
        "回访（n=1,186）": 1186,
        "流失客户31家的原因": 31,
        "近3个月流失原因": None,
    }
    assert {text: asked_said(text) for text in said} == said
    assert asked_said("流失用户1.2万人") is None
    assert (scheme_of("大R（≥5000元）"), scheme_of("小R")) == ("payer", "payer")


@pytest.mark.parametrize(
    ("title", "header"),
    [("会员", "等级"), ("用户分群", "RFM人群"), ("客群经营", "客群分层（AUM/消费）"), ("客户经营", "分级")],
)
def test_the_header_of_names_tells_tiers_with_the_people_of_the_title(title: str, header: str) -> None:
    page = sheet(title, [header, "人数", "占比"], ["黑金", 300, 0.3], ["普通", 700, 0.7], file="2025-06.xlsx")
    tiers = read(page)[1]["activity_tiers"]
    assert [(tiers.value(row, "tier"), tiers.value(row, "users")) for row in range(2)] == [("黑金", 300), ("普通", 700)]


@pytest.mark.parametrize(("title", "header"), [("门店", "等级"), ("会员活动", "等级"), ("会员", "门店")])
def test_no_tiers_where_neither_title_nor_header_speaks_of_them(title: str, header: str) -> None:
    page = sheet(title, [header, "人数", "占比"], ["一", 300, 0.3], ["二", 700, 0.7], file="2025-06.xlsx")
    assert read(page)[1]["activity_tiers"].frame.empty
