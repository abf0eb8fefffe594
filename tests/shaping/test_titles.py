"""What titles say of the numbers under them: results, plans, forecasts, other firms', old versions, last year's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from opsreport.model.source import Source
from opsreport.model.table import Sheet
from opsreport.shaping import shaped
from opsreport.shaping.titles import is_past, standing_of
from tests.checking.sheets import JUNE, codes, only, places, sheet
from tests.shaping.test_layouts import read, rows, troubles

MONTHS = (["指标", "4月", "5月", "6月"], ["总营收", 100, 110, 120], ["新增注册用户数", 10, 11, 12])
CHANNELS = (["月份", "渠道", "类型", "访问量", "新增用户", "费用"], ["2025-06", "SEM", "付费", 1_000, 100, 50])


@pytest.mark.parametrize(
    ("title", "standing"),
    [
        ("2025年预算", "plan"), ("2025年计划值", "plan"), ("KPI目标分解表（万元）", "plan"), ("渠道投放计划", "plan"),
        ("2025预测", "forecast"), ("6月（预估）", ""), ("收入预测表", "forecast"),
        ("行业均值", "others"), ("竞品数据", "others"), ("渠道-对标", "others"),
        ("渠道-旧", "copy"), ("渠道（旧）", "copy"), ("渠道数据模板", "copy"), ("渠道 - 副本", "copy"),
        ("KPI_old", "copy"),
        ("预算执行情况", ""), ("目标与实际", ""), ("目标完成情况", ""), ("分计划", ""), ("新旧客户", ""),
        ("分行业营收", ""),
        ("核心指标", ""), ("渠道", ""), ("6月", ""), ("Gold users", ""),
    ],
)  # fmt: skip
def test_what_a_title_says(title: str, standing: str) -> None:
    assert standing_of(title) == standing


def test_which_titles_mean_last_year() -> None:
    assert all(map(is_past, ("去年同期", "上年实际", "2024年同期", "去年KPI", "Last year")))
    assert not any(map(is_past, ("与去年对比", "同比去年", "较上年", "同期对比", "核心指标")))


@pytest.mark.parametrize("title", ["2025年预算", "2025年计划值", "2025年目标"])
def test_a_sheet_of_a_plan_gives_targets(title: str) -> None:
    _, dataset, _ = read(sheet(title, *MONTHS))
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"target": 120}


@pytest.mark.parametrize("title", ["2025预测", "行业均值", "竞品数据", "KPI模板", "核心指标-旧"])
def test_a_sheet_that_holds_no_results_is_left_aside_and_said(title: str) -> None:
    _, dataset, findings = read(sheet(title, *MONTHS))
    assert not len(dataset["kpi"])
    assert only(findings, "sheet_left_aside").details["sheet"] == title
    assert "empty_folder" not in codes(findings)


def test_a_line_above_one_table_of_several_leaves_that_one_aside() -> None:
    channels = [row[1:5] for row in CHANNELS]
    page = sheet("6月月报", ["一、核心指标"], *MONTHS, [None], ["二、竞品渠道数据"], *channels)
    _, dataset, findings = read(page)
    assert len(dataset["kpi"]) == 6
    assert not len(dataset["channels"])
    assert places(only(findings, "sheet_left_aside")) == ["A7:D8"]


def test_targets_of_channels_are_no_channels_but_budgets_are_read() -> None:
    budget = (["渠道", "类型", "5月", "6月"], ["SEM", "付费", 40, 50])
    _, dataset, findings = read(sheet("渠道", *CHANNELS), sheet("渠道目标", *CHANNELS))
    assert rows(dataset["channels"], "channel_id")["2025-06", "搜索引擎广告"]["spend"] == 50
    assert (len(dataset["channels"]), troubles(findings)) == (1, ["sheet_left_aside"])
    _, dataset, _ = read(sheet("渠道费用预算", *budget))
    assert rows(dataset["channels"], "channel_id")["2025-06", "搜索引擎广告"] == {"spend_budget": 50}


def test_a_source_takes_in_what_a_title_leaves_aside() -> None:
    page = sheet("渠道-旧", *CHANNELS)
    done = shaped([page], [Source(page.file, "channels", "渠道-旧")], period=JUNE)
    assert [one.tab for one in done.sheets] == ["channels"]
    assert not done.findings


def versions(*names: str, months: Sequence[str] = ("2025-06", "2025-06")) -> list[Sheet]:
    head, line = CHANNELS
    return [sheet(name, head, [month, *line[1:]]) for name, month in zip(names, months, strict=True)]


@pytest.mark.parametrize("other", ["渠道 (2)", "渠道v2", "渠道-最终版"])
def test_two_versions_of_one_month_are_not_added_up(other: str) -> None:
    _, dataset, findings = read(*versions("渠道", other))
    finding = only(findings, "sheet_versions")
    assert (finding.details["first"], finding.details["second"], finding.is_blocking) == ("渠道", other, True)
    assert len(dataset["channels"]) == 1


def test_a_copied_sheet_for_another_month_is_that_month() -> None:
    _, dataset, findings = read(*versions("渠道", "渠道 (2)", months=("2025-05", "2025-06")))
    assert len(dataset["channels"]) == 2
    assert not troubles(findings)


def test_months_of_last_year_where_the_title_says_so() -> None:
    _, dataset, findings = read(sheet("去年同期", *MONTHS), sheet("核心指标", *MONTHS), sheet("2025年", *MONTHS[:1]))
    actual = {month for month, name in rows(dataset["kpi"], "metric_id") if name == "revenue"}
    assert actual == {f"{year}-0{month}" for year in (2024, 2025) for month in (4, 5, 6)}
    assert "year_differs" not in codes(findings)


def test_months_that_contradict_a_title_of_last_year_are_refused() -> None:
    _, dataset, findings = read(sheet("去年同期", *CHANNELS))
    assert only(findings, "past_unclear").details == {
        "tab": "", "sheet": "去年同期", "seen": "2025-06", "year": "2024", "count": "1",
    }  # fmt: skip
    assert not len(dataset["channels"])
