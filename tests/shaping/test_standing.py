"""Headers that name no column: the first column of names, and what an end says."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.schema import Tab
from opsreport.model.table import Dataset
from opsreport.schemas.closeness import close_column
from opsreport.schemas.families import family_said
from opsreport.schemas.headends import columns_by_end
from opsreport.schemas.starter import CAMPAIGNS, CHANNELS, CONTENTS, KPI, USERS
from opsreport.shaping import shaped
from opsreport.shaping.guessing import nearest
from opsreport.shaping.words import MonthWord, month_in
from tests.checking.sheets import JUNE, codes, only, sheet


def read(title: str, *rows: tuple[object, ...]) -> tuple[Dataset, Findings]:
    regular = shaped([sheet(title, *rows, file="2025年6月.xlsx")], period=JUNE)
    return check(regular.sheets, JUNE, regular.findings)


@pytest.mark.parametrize("title", ["流量来源", "获客", "引流渠道", "平台数据"])
def test_the_first_column_of_names_is_the_channel(title: str) -> None:
    dataset, findings = read(
        title, ("来源", "成交额（万元）", "渠道推广花费"), ("甲", 12, 3000), ("乙", 5, 800), ("合计", 17, 3800)
    )
    frame = dataset["channels"].frame
    assert list(frame["channel_id"]) == ["甲", "乙"]
    assert list(frame["revenue"]) == [120_000, 50_000]
    assert list(frame["spend"]) == [3000, 800]
    assert set(dataset["channels"].frame["month"]) == {"2025-06"}
    assert "unknown_column" not in codes(findings)


def test_of_two_columns_of_names_the_finer_is_the_channel() -> None:
    rows = (("天猫", "直通车", 12, 300), ("天猫", "万相台", 5, 80), ("京东", "快车", 4, 60))
    dataset, _ = read("渠道投放", ("平台", "推广工具", "费用", "成交额"), *rows)
    assert list(dataset["channels"].frame["channel_id"]) == ["直通车", "万相台", "快车"]


@pytest.mark.parametrize("header", ["区域", "负责人", "日期"])
def test_what_is_no_name_of_a_channel_is_none(header: str) -> None:
    dataset, _ = read("渠道", (header, "费用", "成交额"), ("华东", 12, 300), ("华南", 5, 80))
    assert not len(dataset["channels"])


def test_pictures_whose_media_repeat_are_no_channels() -> None:
    rows = ((1, "口播A", "抖音", "口播", 300), (2, "剧情B", "抖音", "剧情", 200), (3, "录屏C", "快手", "录屏", 100))
    _, findings = read("素材TOP", ("排名", "素材名称", "媒体", "类型", "消耗"), *rows)
    assert not {"duplicate_key", "unknown_category"} & set(codes(findings))


def test_the_first_names_of_activities_are_theirs() -> None:
    rows = (("夏日共创", "可乐多", "6.1-6.20", 86, 42), ("露营季", "探野", "6.15-6.25", 45, 18))
    dataset, _ = read("商务活动", ("项目", "客户", "执行时间", "合同额（万）", "执行成本（万）"), *rows)
    assert list(dataset["campaigns"].frame["campaign_id"]) == ["夏日共创", "露营季"]
    assert list(dataset["campaigns"].frame["revenue"]) == [860_000, 450_000]


@pytest.mark.parametrize(
    ("tab", "header", "column"),
    [
        (CHANNELS, "成交（人）", "payers"), (CHANNELS, "首购人数", "payers"),
        (CHANNELS, "首单金额（元）", "revenue"),
        (CHANNELS, "签约企业数", "payers"), (CHANNELS, "渠道合作费用", "spend"),
        (CAMPAIGNS, "活动GMV（万）", "revenue"),
        (CAMPAIGNS, "目标营业额", "revenue_target"), (CAMPAIGNS, "到场人数", "participants"),
        (CAMPAIGNS, "平台补贴（万）", "prizes"), (CONTENTS, "引导成交", "revenue"),
    ],
)  # fmt: skip
def test_an_end_says_the_column(tab: object, header: str, column: str) -> None:
    assert columns_by_end(tab, [header], ()) == {header: column}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "header",
    [
        "注册成本（元）",
        "人均消费金额",
        "成交件数",
        "退款金额",
        "费用占比",
        "新客数",
        "首购人数（元）",
        "学费",
        "目标费用",
        "客单价",
    ],
)
def test_no_end_says_what_may_be_wrong(header: str) -> None:
    assert not columns_by_end(CHANNELS, [header], ())


def test_an_end_says_nothing_beside_another() -> None:
    assert not columns_by_end(CHANNELS, ["渠道推广费用", "渠道广告费用"], ())
    assert not columns_by_end(CHANNELS, ["渠道推广费用"], ("spend",))
    assert columns_by_end(CAMPAIGNS, ["目标（万）", "达成（万）"], ()) == {
        "目标（万）": "revenue_target",
        "达成（万）": "revenue",
    }
    assert not columns_by_end(CAMPAIGNS, ["目标", "达成"], ())


def test_what_one_costs_is_never_offered_as_spend() -> None:
    assert close_column(CHANNELS, "注册成本（元）", ()) is None


@pytest.mark.parametrize(
    ("tab", "header"),
    [(KPI, "预算完成"), (KPI, "完成度"), (KPI, "目标差额"), (CHANNELS, "费用占比"), (CHANNELS, "单新成本"),
     (CHANNELS, "单签约成本（元）"), (CHANNELS, "ARPU收入"), (USERS, "人均互动"), (CONTENTS, "平均阅读"),
     (CAMPAIGNS, "实际（元）")],
)  # fmt: skip
def test_rates_means_and_differences_are_never_offered_as_the_number_itself(tab: Tab, header: str) -> None:
    assert close_column(tab, header, ()) is None
    assert nearest(tab, header) is None


def test_what_a_header_says_beside_its_month_is_as_it_was_typed() -> None:
    assert month_in("6月OKR目标") == (MonthWord(6), "OKR目标")
    dataset, _ = read("核心指标", ("指标", "6月OKR目标", "6月实际"), ("MAU", 120, 110), ("DAU", 20, 19))
    assert list(dataset["kpi"].frame["target"]) == [120, 20]


@pytest.mark.parametrize(
    ("name", "family"),
    [("老会员介绍", "fission"), ("客户转介绍", "fission"), ("行业展会", "offline"),
     ("淘宝客", "paid"), ("代理商", "partner"),
     ("美团", ""), ("抖音", ""), ("应用商店", "")],
)  # fmt: skip
def test_names_of_channels_say_what_all_agree_on(name: str, family: str) -> None:
    assert family_said(name) == family


def test_channels_are_of_the_month_that_the_sheets_beside_say() -> None:
    pages = (
        sheet("核心指标", ("指标", "2025年6月实际"), ("总营收", 900_000), ("月活跃用户", 9_000), file="运营.xlsx"),
        sheet("渠道", ("渠道", "费用", "收入"), ("地推", 300, 900), ("老客推荐", 20, 80), file="运营.xlsx"),
    )
    regular = shaped(pages, period=JUNE)
    dataset, findings = check(regular.sheets, JUNE, regular.findings)
    assert set(dataset["channels"].frame["month"]) == {"2025-06"}
    assert "missing_column" not in codes(findings)


def test_a_number_that_one_channel_lacks_does_not_refuse_the_review() -> None:
    head = ("月份", "渠道", "类型", "访问量", "新增用户")
    rows = (("2025-06", "SEM", "付费", 900, 90), ("2025-06", "地推", "线下", None, 20))
    assert only(read("渠道", head, *rows)[1], "number_missing").severity.name == "warn"
    assert "missing_value" in codes(read("渠道", head, rows[0], ("2025-06", "地推", "线下", None, None))[1])


def test_a_kind_like_none_goes_with_the_others() -> None:
    head = ("月份", "渠道", "类型", "访问量", "新增用户")
    dataset, findings = read("渠道", head, ("2025-06", "某平台", "商店", 900, 90), ("2025-06", "地推", "线下", 10, 20))
    assert list(dataset["channel_defs"].frame["family"]) == ["other", "offline"]
    assert {"unknown_choice", "family_unknown"} <= set(codes(findings))
    assert "unknown_category" not in codes(findings)


def test_the_report_month_over_one_measure_is_no_axis() -> None:
    dataset, findings = read(
        "渠道拉新",
        ("渠道", "类型", "6月新增（万）", "花费（万元）"),
        ("抖音", "付费", 1.2, 8),
        ("地推", "线下", 3, 0),
    )
    assert list(dataset["channels"].frame["spend"]) == [80_000, 0]
    assert list(dataset["channels"].frame["new_users"]) == [12_000, 30_000]
    assert "column_without_month" not in codes(findings)


def test_of_two_levels_of_metrics_the_finer_is_read() -> None:
    head = ("一级指标", "二级指标", "单位", "5月", "6月", "6月目标")
    rows = (
        ("流水", "总流水", "千元", 1905, 2044, 2000),
        ("主播", "解约率", "%", 3.6, 5.2, 4),
        ("主播", "签约主播数", "人", 5, 6, 7),
    )
    dataset, findings = read("核心指标", head, *rows)
    frame = dataset["kpi"].frame
    june = frame[frame["month"] == "2025-06"].set_index("metric_id")["actual"].to_dict()
    assert june == {"总流水": 2_044_000, "解约率": pytest.approx(0.052), "签约主播数": 6}
    assert not findings.are_blocking


@pytest.mark.parametrize(
    ("headers", "taken", "found"),
    [
        (("目标人数", "到场人数"), (), {"到场人数": "participants", "目标人数": "participants_target"}),
        (("目标人数",), ("participants", "conversions"), {}),
        (("目标额", "实际额"), (), {"目标额": "revenue_target", "实际额": "revenue"}),
        (("目标销售(元)", "实际销售(元)"), (), {"目标销售(元)": "revenue_target", "实际销售(元)": "revenue"}),
        (("销售目标",), ("revenue",), {"销售目标": "revenue_target"}),
        (("销售目标",), (), {}),
        (("目标", "达成"), (), {}),
        (("参团人数",), (), {"参团人数": "participants"}),
    ],
)
def test_targets_of_campaigns_are_known_by_what_stands_beside_them(
    headers: tuple[str, ...], taken: tuple[str, ...], found: dict[str, str]
) -> None:
    assert columns_by_end(CAMPAIGNS, headers, taken) == found


def test_a_span_of_days_under_another_word_is_that_of_the_campaign() -> None:
    rows = (("争霸赛", "6.6-6.15", 5210), ("开播月", "6.1-6.30", 1102))
    dataset, _ = read("活动", ("活动名", "档期", "参与用户"), *rows)
    assert [f"{day:%m-%d}" for day in dataset["campaigns"].frame["end"]] == ["06-15", "06-30"]


def test_accounts_with_budget_and_actual_are_key_metrics() -> None:
    head = ("科目", "预算", "实际", "差额", "执行率", "原因")
    dataset, _ = read("6月预算执行", head, ("广告收入", 60, 72.5, 12.5, 1.208, "新签"), ("房租", 52, 52, 0, 1, ""))
    frame = dataset["kpi"].frame
    assert [*zip(frame["metric_id"], frame["target"], frame["actual"], strict=True)] == [
        ("广告收入", 60, 72.5),
        ("房租", 52, 52),
    ]
    assert list(dataset["commentary"].frame["text"]) == ["新签"]


def test_accounts_of_a_campaign_are_none() -> None:
    dataset, _ = read("618活动费用", ("科目", "预算", "实际"), ("场地费", 60, 72.5), ("物料费", 52, 52))
    assert dataset["kpi"].frame.empty


@pytest.mark.parametrize(("aim", "costs"), [("项目", [57_800, 4_300]), ("目标营业额", [])])
def test_what_came_of_a_budget_is_the_cost_where_nothing_else_is_aimed_at(aim: str, costs: list[float]) -> None:
    head = ("活动名称", "活动时间", aim, "预算（元）", "实际（元）")
    first = ("端午", "6月8日-6月9日", 120, 60_000, 57_800)
    dataset, _ = read("社区活动", head, first, ("电影", "6月15日-6月16日", 80, 5_000, 4_300))
    assert [*dataset["campaign_costs"].frame["actual"]] == costs


@pytest.mark.parametrize(
    ("head", "is_read"),
    [
        (("渠道", "访问", "注册", "付费", "收入"), True),
        (("渠道", "访问", "注册", "新增付费", "收入"), True),
        (("渠道", "访问", "注册", "付费（万元）", "收入"), False),
        (("渠道", "访问", "注册", "付费", "费用"), False),
    ],
)
def test_who_paid_beside_what_they_paid(head: tuple[str, ...], is_read: bool) -> None:
    dataset, _ = read("6月渠道", head, ("抖音", 64_000, 2_500, 120, 90_000), ("百度", 24_000, 900, 50, 80_000))
    assert dataset["channels"].frame["payers"].notna().all() == is_read


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("付费", ("是", "否")),
        ("付费", ("4.5%", "3.2%")),
        ("付费", (70_000, 24_100)),  # more than came
        ("付费", (120.5, 80)),
    ],
)
def test_who_paid_is_told_by_the_numbers_too(header: str, cells: tuple[object, object]) -> None:
    head = ("渠道", "访问", "注册", header, "收入")
    lines = [(name, 64_000, 2_500, cell, 90_000) for name, cell in zip(("抖音", "百度"), cells, strict=True)]
    dataset, findings = read("6月渠道", head, *lines)
    assert dataset["channels"].frame["payers"].isna().all()
    assert only(findings, "unknown_column").details["columns"] == header
    assert not [one for one in findings if one.is_blocking]


@pytest.mark.parametrize("other", ["免费", "复购", "自然新增"])
def test_beside_other_kinds_those_who_paid_are_a_kind(other: str) -> None:
    head = ("渠道", "访问", "注册", "付费", other, "收入")
    dataset, _ = read("6月渠道", head, ("抖音", 64_000, 2_500, 1_000, 1_500, 90_000))
    assert dataset["channels"].frame["payers"].isna().all()


@pytest.mark.parametrize(
    ("headers", "cells", "left"),
    [
        (("标题", "视频描述", "播放量"), ("甲", "讲了一件事", 900), "视频描述"),
        (("标题", "稿件", "阅读量"), ("甲", "是", 900), "稿件"),
        (("标题", "播放量", "总播放"), ("甲", 900, 1_000), "总播放"),
        (("标题", "播放量", "评"), ("甲", 900, "优"), "评"),
    ],
)
def test_a_weaker_header_gives_way(headers: tuple[str, ...], cells: tuple[object, ...], left: str) -> None:
    dataset, findings = read("6月内容", ("平台", "发布时间", *headers), ("抖音", "2025-06-03", *cells))
    assert only(findings, "unknown_column").details["columns"] == left
    assert [*dataset["contents"].frame["reads"]] == [900]
    assert not [one for one in findings if one.is_blocking]


def test_of_two_pairs_of_days_the_plain_one_is_read() -> None:
    head = ("活动", "开始时间", "结束时间", "实际开始时间", "实际结束时间", "参与人数")
    dataset, findings = read("6月活动", head, ("618", "2025-06-01", "2025-06-18", "2025-06-02", "2025-06-19", 12_000))
    assert f"{dataset['campaigns'].frame['end'][0]:%m-%d}" == "06-18"
    assert only(findings, "unknown_column").details["columns"] == "实际开始时间 / 实际结束时间"


def test_days_on_which_a_campaign_really_was_held() -> None:
    head = ("活动", "计划开始", "计划结束", "实际开始", "实际结束", "参与人数", "费用")
    line = ("618", "2025-06-01", "2025-06-18", "2025-06-02", "2025-06-19", 12_000, 65_000)
    dataset, _ = read("6月活动", head, line)
    own = dataset["campaigns"].frame
    assert [f"{day:%m-%d}" for day in (own["start"][0], own["end"][0])] == ["06-02", "06-19"]


def test_a_rate_below_the_unit_of_its_group_is_a_rate() -> None:
    head = ("活动", "时间", "收入（万元）目标", "收入（万元）实际", "收入（万元）完成率")
    assert "figure_differs" not in codes(read("6月活动", head, ("618", "6.1-6.18", 50, 56, 1.12))[1])
