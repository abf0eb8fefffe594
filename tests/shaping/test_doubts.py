"""What can be read in two ways is refused: groups over unknown columns, two numbers in one place, days for months."""

from __future__ import annotations

from datetime import date

import pytest

from opsreport.model.source import Source
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, only, places, sheet
from tests.shaping.test_layouts import N, read, rows, troubles

BELOW = ("目标", "实际", "达成率") * 3
LINE = ("总营收", 1, 2, 2, 3, 4, 1.33, 5, 6, 1.2)
CHANNEL_HEAD = ["渠道", "类型", N]


@pytest.mark.parametrize(
    "top",
    [
        ["指标", "4月", N, N, "5月", N, N, "6月"],
        ["指标", N, "4月", N, N, "5月", N, N, "6月"],
        ["指标", N, N, "4月", N, N, "5月", N, N, "6月"],
        [N, N, "4月", N, "5月", N, N, N, "6月"],
    ],
)
def test_a_group_that_is_not_merged_stands_anywhere_over_its_columns(top: list[str | None]) -> None:
    page = sheet("核心指标", ["2025年核心指标"], top, [N if top[0] else "指标", *BELOW], LINE)
    _, dataset, findings = read(page)
    found = rows(dataset["kpi"], "metric_id")
    assert {month: row for (month, _), row in found.items()} == {
        "2025-04": {"target": 1, "actual": 2},
        "2025-05": {"target": 3, "actual": 4},
        "2025-06": {"target": 5, "actual": 6},
    }
    assert not troubles(findings)


def test_labels_merged_down_are_no_group() -> None:
    page = sheet(
        "渠道",
        ["渠道", "类型", N, "5月", N, N, "6月", N],
        [N, N, *("访问量", "新增用户", "消耗") * 2],
        ["SEM", "付费", 10, 1, 5, 20, 2, 6],
        merged=("A1:A2", "B1:B2"),
    )
    _, dataset, _ = read(page)
    assert rows(dataset["channels"], "channel_id")["2025-05", "搜索引擎广告"] == {
        "visits": 10, "new_users": 1, "spend": 5,
    }  # fmt: skip


def test_figures_made_of_others_may_stand_twice_in_a_group() -> None:
    page = sheet(
        "渠道",
        ["渠道", "类型", "5月", N, N, N, "6月", N, N, N],
        [N, N, *("访问量", "占比", "新增用户", "占比") * 2],
        ["SEM", "付费", 10, 1, 5, 1, 20, 1, 6, 1],
    )
    _, dataset, findings = read(page)
    assert rows(dataset["channels"], "channel_id")["2025-06", "搜索引擎广告"] == {"visits": 20, "new_users": 6}
    assert "group_unclear" not in {one.code for one in findings}


def test_a_group_that_may_stand_for_other_columns_is_refused() -> None:
    page = sheet(
        "渠道", ["渠道", "类型", "5月", "6月", N, N], [N, N, *("访问量", "新增用户") * 2], ["SEM", "付费", 1, 2, 3, 4]
    )
    _, dataset, findings = read(page)
    assert places(only(findings, "group_unclear")) == ["C1:D1"]
    assert not len(dataset["channels"])


def test_two_different_numbers_of_one_month_are_refused_with_both_cells() -> None:
    page = sheet("2025年KPI", ["指标", "5月", "6月实际", "6月"], ["总营收", 100, 110, 999], ["月活跃用户", 5, 6, "6"])
    finding = only(read(page)[2], "number_twice")
    assert (places(finding), finding.details["seen"], finding.is_blocking) == (["C2:D2"], "110 / 999", True)


def test_the_same_number_twice_and_two_subtotals_are_no_trouble() -> None:
    page = sheet("2025年KPI", ["指标", "5月", "6月实际", "6月"], ["总营收", 100, 110, "110"])
    assert not troubles(read(page)[2])
    page = sheet(
        "渠道",
        ["渠道", "类型", "指标", "5月", "6月"],
        ["SEM", "付费", "访问量", 1, 2],
        ["小计", N, "访问量", 1, 2],
        ["SEO", "自然", "访问量", 3, 4],
        ["小计", N, "访问量", 3, 4],
    )
    assert "number_twice" not in {one.code for one in read(page)[2]}


@pytest.mark.parametrize("days", [["2025/6/1", "2025/6/2"], [date(2025, 6, 1), date(2025, 6, 2)], ["6月1日", "6月2日"]])
def test_rows_of_days_name_the_mapping_that_adds_them_up(days: list[object]) -> None:
    head = ["日期", "渠道", "类型", "访问量", "新增用户"]
    page = sheet("渠道日报", head, *([day, "SEM", "付费", 10, 1] for day in days), file="2025渠道.xlsx")
    finding = only(read(page)[2], "rows_by_day")
    assert (places(finding), finding.details["table"]) == (["A2:A3"], "channels")
    done = shaped([page], [Source(page.file, "channels", page.name, add_up=True)], period=JUNE)
    _, dataset, findings = read(*done.sheets)
    assert rows(dataset["channels"], "channel_id") == {("2025-06", "搜索引擎广告"): {"visits": 20, "new_users": 2}}
    assert not troubles(findings)


def test_rows_of_days_between_others_are_one_range() -> None:
    rows_ = [
        line for day in range(1, 4) for line in ([f"2025-06-0{day}", "SEM", "付费", 9, 1], [N, "SEO", "自然", 9, 1])
    ]
    page = sheet("渠道日报", ["日期", "渠道", "类型", "访问量", "新增用户"], *rows_)
    finding = only(read(page)[2], "rows_by_day")
    assert places(finding) == ["A2:A6"]
    assert finding.details["seen"].startswith("2025-06-01 / ")


def test_days_under_metrics_are_said_too_and_one_day_a_month_is_a_month() -> None:
    head = ["日期", "总营收", "新增注册用户数"]
    daily = sheet("数据", head, ["2025/6/1", 1, 2], ["2025/6/2", 3, 4])
    assert places(only(read(daily)[2], "rows_by_day"))
    monthly = sheet("数据", head, ["2025/5/31", 1, 2], ["2025/6/30", 3, 4])
    _, dataset, findings = read(monthly)
    assert rows(dataset["kpi"], "metric_id")["2025-06", "revenue"] == {"actual": 3}
    assert not troubles(findings)


@pytest.mark.parametrize(
    "lines",
    [
        (["周次", "渠道", "类型", "访问量", "新增用户"], ["第23周", "SEM", "付费", 1, 2]),
        (["月份", "渠道", "类型", "访问量", "新增用户"], ["第23周", "SEM", "付费", 1, 2]),
    ],
)
def test_a_week_is_no_month(lines: tuple[list[object], ...]) -> None:
    _, dataset, findings = read(sheet("渠道", *lines))
    assert places(only(findings, "rows_by_week")) == ["A2"]
    assert not len(dataset["channels"])
