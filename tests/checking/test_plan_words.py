"""What rows of the plan say in words: statuses, progress, scores, units, parts of a goal; what nobody knows is said."""

from __future__ import annotations

import math

import pytest

from opsreport.model.finding import Findings
from opsreport.model.table import Dataset
from tests.checking.sheets import PLAN_HEADER, As, checked, codes, kpi, metric, only, sheet

KPI = kpi(metric("总营收", 1200))


def plan(*rows: tuple[object, ...]) -> tuple[Dataset, Findings]:
    return checked(KPI, sheet("计划", PLAN_HEADER, *rows))


def action(status: object = None, progress: object = None, name: str = "补货") -> tuple[object, ...]:
    return ("行动", name, "2025-06", None, None, None, "张三", None, "2025-06-20", progress, status)


def risk(probability: object, impact: object = 1, name: str = "缺货") -> tuple[object, ...]:
    return ("风险", name, None, *[None] * 8, probability, impact)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("已上线", "done"), ("完成✅", "done"), ("已完成（6/25）", "done"), ("6/25已完成", "done"), ("100%", "done"),
        (As(1.0, "0%"), "done"), ("√", "done"), ("推进中", "doing"), ("60%", "doing"), ("完成80%", "doing"),
        ("未完成", "unfinished"), ("搁置", "paused"), ("已取消", "cancelled"), ("0%", "todo"), ("未启动", "todo"),
    ],
)  # fmt: skip
def test_a_status_is_known_however_it_is_written(typed: object, meant: str) -> None:
    dataset, findings = plan(action(typed))
    assert (dataset["actions"].frame["status"].tolist(), codes(findings)) == ([meant], [])


@pytest.mark.parametrize(
    "typed", ["快好了", "基本完成", "已完成（部分）", "已完成，待验收", "6/25前完成", "预计6月完成"]
)
def test_a_status_nobody_knows_stays_as_typed_and_is_said(typed: str) -> None:
    dataset, findings = plan(action(typed))
    assert dataset["actions"].frame["status"].tolist() == [typed]
    assert only(findings, "status_unread").details["seen"] == typed


def test_a_status_of_what_has_none_is_not_looked_at() -> None:
    assert codes(plan((*risk(1)[:10], "盯着", 1, 1))[1]) == []


@pytest.mark.parametrize(
    ("typed", "progress", "status"),
    [("八成", 0.8, None), ("已完成", 1.0, "done"), ("进行中", math.nan, "doing"), ("未开始", 0.0, "todo")],
)
def test_progress_in_words_is_a_share_or_a_status(typed: str, progress: float, status: str | None) -> None:
    dataset, findings = plan(action(None, typed))
    assert dataset["actions"].frame["progress"].tolist() == pytest.approx([progress], nan_ok=True)
    assert dataset["actions"].frame["status"].tolist() == [status]
    assert codes(findings) == []


@pytest.mark.parametrize(("status", "progress"), [("已完成", "30%"), ("未完成", "100%")])
def test_a_status_and_a_progress_that_cannot_both_be_are_said(status: str, progress: str) -> None:
    assert codes(plan(action(status, progress))[1]) == ["status_contradicted"]


def test_a_bare_one_among_percents_is_asked_about_unless_the_status_tells() -> None:
    rows = (action("进行中", 10, "a"), action("进行中", 0.5, "b"), action("已完成", 1, "c"), action("进行中", 0, "d"))
    dataset, findings = plan(*rows)
    assert dataset["actions"].frame["progress"].tolist() == pytest.approx([0.1, math.nan, 1.0, 0.0], nan_ok=True)
    assert only(findings, "ambiguous_percent").details["seen"] == "0.5"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("高", "中", "低"), [5, 3, 1]), (("很高", "高", "低"), [5, 4, 2]), (("20%", "21%", As(1.0, "0%")), [1, 2, 5]),
        (("较高", "4", "中等"), [4, 4, 3]), (("高概率", "中", "Low"), [5, 3, 1]),
    ],
)  # fmt: skip
def test_chances_in_words_or_percent_are_scores_and_said(typed: tuple[object, ...], meant: list[int]) -> None:
    dataset, findings = plan(*(risk(one, name=f"风险{at}") for at, one in enumerate(typed)))
    assert dataset["risks"].frame["probability"].tolist() == meant
    assert codes(findings) == ["scale_read"]


def test_a_chance_that_is_no_word_of_a_scale_still_stops() -> None:
    assert codes(plan(risk("看情况"))[1]) == ["not_a_number"]


@pytest.mark.parametrize(
    ("value", "unit", "meant"),
    [
        (30, "万", 300_000), (30, "W", 300_000), (300, "k", 300_000), ("30万", None, 300_000), ("30万", "元", 300_000),
        (30, "万元", 300_000),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("kind", "table"), [("资源", "resources"), ("需决策", "asks")])
def test_what_is_needed_in_ten_thousands_is_money(
    kind: str, table: str, value: object, unit: str, meant: float
) -> None:
    dataset, findings = plan((kind, "投放", None, None, value, unit))
    assert (dataset[table].frame["amount"].tolist(), codes(findings)) == ([meant], [])


def test_people_are_known_by_their_own_unit_and_other_things_lose_no_row() -> None:
    dataset, findings = plan(("资源", "设计师", None, None, "2人", None), ("资源", "服务器", None, None, 3, "台"))
    frame = dataset["resources"].frame
    assert dict(zip(frame["item"], frame["heads"].fillna(0), strict=True)) == {"设计师": 2, "服务器": 0}
    assert only(findings, "unknown_choice").details["seen"] == "台"


def test_a_part_whose_kind_is_known_needs_no_word_for_it() -> None:
    rows = [("目标", "总营收", None, part, value, "元") for part, value in ((None, 100), ("华东", 60), ("广东省", 40))]
    dataset, findings = plan(*rows, ("目标", "总营收", None, "老客", 100, "元"))
    assert dataset["goals"].frame["dim_type"].tolist() == ["total", "region", "region", "customer"]
    assert not findings.are_blocking
    assert codes(plan(*rows, ("目标", "总营收", None, "甲组", 1, "元"))[1])[0] == "unknown_category"


def test_names_of_one_platform_are_joined_and_said() -> None:
    rows = [("发布时间", "平台", "标题", "阅读")]
    rows += [("2025-06-12", one, one, 9) for one in ("微信公众号", "公众号", "小红薯", "服务号", "抖音")]
    dataset, findings = checked(KPI, sheet("内容", *rows))
    assert dataset["contents"].frame["platform"].tolist() == ["微信公众号", "微信公众号", "小红薯", "服务号", "抖音"]
    assert only(findings, "names_joined").details["names"] == "微信公众号 / 公众号"


@pytest.mark.parametrize(("day", "is_told"), [("2025-05-31", True), ("2024-06-06", True), ("2025-06-30", False)])
def test_an_article_whose_month_is_not_that_of_its_day_is_said(day: str, is_told: bool) -> None:
    rows = [
        ("月份", "发布时间", "平台", "标题", "阅读"),
        ("2025-06", day, "抖音", "a", 9),
        ("2025-06", "2025-06-02", "抖音", "b", 1),
    ]
    dataset, findings = checked(KPI, sheet("内容", *rows))
    assert dataset["contents"].frame["month"].tolist()[0] == day[:7]
    assert ("content_month_differs" in codes(findings)) is is_told


def test_a_row_of_means_without_a_title_is_none_of_the_articles() -> None:
    rows = [
        ("序号", "发布时间", "平台", "标题", "阅读"),
        (1, "2025-06-12", "抖音", "a", 20),
        (2, "2025-06-13", "抖音", "b", 10),
    ]
    dataset, findings = checked(KPI, sheet("内容", *rows, ("平均", None, None, None, 15)))
    assert dataset["contents"].frame["title"].tolist() == ["a", "b"]
    assert {"total_row_differs", "mean_row_differs"}.isdisjoint(codes(findings))


@pytest.mark.parametrize(("typed", "meant"), [("下月", "2025-07"), ("本月", "2025-06")])
def test_a_month_as_seen_from_the_workbook_is_that_month(typed: str, meant: str) -> None:
    dataset, findings = plan(("风险", "缺货", typed, *[None] * 8, 1, 1))
    assert (dataset["risks"].frame["period"].tolist(), codes(findings)) == ([meant], [])
    assert codes(plan(("风险", "缺货", "上月", *[None] * 8, 1, 1))[1]) == ["bad_date"]


@pytest.mark.parametrize(
    ("banner", "header", "item", "amounts", "heads"),
    [
        ("计划", "金额(万元)", "投放", [300_000], []),
        ("计划", "金额（万）", "投放", [300_000], []),
        ("单位：万元", "金额", "投放", [300_000], []),
        ("计划", "金额(万元)", "招聘主播(人)", [], [30]),
        ("计划", "数值（人）", "招聘主播", [], [30]),
    ],
)
def test_a_resource_is_in_the_unit_that_its_name_its_header_or_a_line_around_says(
    banner: str, header: str, item: str, amounts: list[float], heads: list[float]
) -> None:
    typed = sheet("计划", (banner,), ("类型", "事项", "月份", header), ("资源", item, "2025-07", 30))
    dataset, findings = checked(KPI, typed)
    kept = dataset["resources"].frame
    assert (kept["amount"].dropna().tolist(), kept["heads"].dropna().tolist()) == (amounts, heads)
    assert codes(findings) == []


@pytest.mark.parametrize(
    ("banner", "header", "item"),
    [("单位：万元", "数量", "主播"), ("计划", "数值（万元/人）", "主播"), ("计划", "金额(万元)", "电脑(台)")],
)
def test_a_resource_that_may_be_in_another_unit_is_asked_for_it(banner: str, header: str, item: str) -> None:
    typed = sheet("计划", (banner,), ("类型", "事项", "月份", header), ("资源", item, "2025-07", 30))
    dataset, findings = checked(KPI, typed)
    assert dataset["resources"].frame["amount"].dropna().tolist() == []
    assert only(findings, "missing_detail").details["kind"] == "资源"


@pytest.mark.parametrize("value", ["30万元", "30万"])
def test_a_resource_named_like_a_metric_may_be_in_money(value: str) -> None:
    rows = (("类型", "事项", "月份", "金额（万元）"), ("资源", "新增用户", "2025-07", value))
    dataset, findings = checked(KPI, sheet("计划", *rows))
    assert dataset["resources"].frame["amount"].tolist() == [300_000]
    assert codes(findings) == []
