"""Totals of one month across, and of several: what is the month's value, what is kept out, what cannot be compared."""

from __future__ import annotations

from datetime import datetime

import pytest

from opsreport.model.period import Period
from tests.checking.sheets import only, places, sheet
from tests.shaping.test_layouts import N, address, read, rows, troubles


def june(*header: object, values: tuple[object, ...], **more: object) -> dict[str, float]:
    page = sheet("核心指标", ["指标", *header], ["总营收", *values])
    _, dataset, findings = read(page)
    assert not troubles(findings)
    return {month: row["actual"] for (month, _), row in rows(dataset["kpi"], "metric_id").items()}


def test_totals_of_months_alone_are_the_months() -> None:
    assert june("5月合计", "6月合计", values=(1, 2)) == {"2025-05": 1, "2025-06": 2}
    assert june("5月", "6月小计", values=(1, 2)) == {"2025-05": 1, "2025-06": 2}
    assert june("2025年6月合计(万元)", values=(2,)) == {"2025-06": 20_000}


@pytest.mark.parametrize(
    "days",
    [
        ("6月1日", "6月8日", "6月15日"),
        ("2025-06-01", "2025-06-02", "2025-06-03"),
        (datetime(2025, 6, 1), datetime(2025, 6, 2), datetime(2025, 6, 3)),
        ("第1周", "第2周", "第3周"),
        ("6月上旬", "6月中旬", "6月下旬"),
    ],
)
def test_the_total_beside_days_or_weeks_is_the_month(days: tuple[object, ...]) -> None:
    assert june(*days, "6月合计", values=(1, 2, 3, 6)) == {"2025-06": 6}


def test_weeks_or_regions_under_a_month_with_their_total() -> None:
    for parts in (["第1周", "第2周"], ["华东", "华南"]):
        page = sheet(
            "核心指标", ["指标", "6月", N, N], [N, *parts, "合计"], ["总营收", 1, 2, 3], merged=("A1:A2", "B1:D1")
        )
        _, dataset, _ = read(page)
        assert rows(dataset["kpi"], "metric_id") == {("2025-06", "revenue"): {"actual": 3}}
        assert address(dataset["kpi"], 0, "actual") == "D3"


def test_days_without_a_total_are_refused_and_none_of_them_is_the_month() -> None:
    for days in ([datetime(2025, 6, day) for day in (1, 2, 3)], ["2025-06-01", "2025-06-02", "2025-06-03"]):
        _, dataset, findings = read(sheet("核心指标", ["指标", *days], ["总营收", 1, 2, 3], ["月活跃用户", 1, 2, 3]))
        assert not len(dataset["kpi"])
        assert places(only(findings, "rows_by_day")) == ["B1:D1"]


def test_weeks_without_a_total_are_refused() -> None:
    header = ["渠道", "类型", "6月第1周访问量", "6月第1周新增用户", "6月第2周访问量", "6月第2周新增用户"]
    _, dataset, findings = read(sheet("渠道", header, ["SEM", "付费", 1, 2, 3, 1]))
    assert not len(dataset["channels"])
    assert places(only(findings, "rows_by_week")) == ["C1:F1"]


def test_a_month_beside_its_own_total_is_said_where_they_differ() -> None:
    page = sheet("核心指标", ["指标", "5月", "6月", "6月合计"], ["总营收", 1, 2, 2], ["月活跃用户", 1, 2, 5])
    _, dataset, findings = read(page)
    assert places(only(findings, "number_twice")) == ["C3:D3"]
    assert len(dataset["kpi"]) == 4


def test_the_total_of_names_across_stays_a_total() -> None:
    page = sheet(
        "渠道",
        ["指标", "5月", N, N, "6月", N, N],
        [N, *("抖音", "微信", "合计") * 2],
        ["访问量", 1, 2, 3, 4, 5, 9],
        ["新增用户", 1, 2, 3, 4, 5, 10],
        merged=("A1:A2", "B1:D1", "E1:G1"),
    )
    _, dataset, findings = read(page)
    assert len(dataset["channels"]) == 4
    assert places(only(findings, "total_row_differs")) == ["G4", "E4:F4"]


@pytest.mark.parametrize("word", ["1-6月累计", "累计", "年累计", "YTD", "上半年累计", "6月累计"])
def test_a_running_total_of_more_months_cannot_be_compared(word: str) -> None:
    page = sheet("核心指标", ["指标", "5月", "6月", word], ["总营收", 100, 200, 1_000])
    _, _, findings = read(page)
    assert not troubles(findings)
    (one,) = [identity for identity in findings.not_applicable if identity.key == "typed_total"]
    assert (one.lacks, one.gaps) == (("months",), ("2025-01", "2025-02", "2025-03", "2025-04"))
    assert [origin.cell for origin in one.cells] == ["D2"]


def test_a_running_total_below_its_rows_too() -> None:
    page = sheet("核心指标", ["月份", "总营收"], ["2025-05", 5], ["2025-06", 6], ["1-6月累计", 50])
    _, _, findings = read(page)
    assert not troubles(findings)
    assert [one.key for one in findings.not_applicable].count("typed_total") == 1


def test_a_running_total_of_all_its_months_is_compared_and_one_less_than_its_months_is_wrong() -> None:
    page = sheet("核心指标", ["指标", "1月", "2月", "1-2月累计"], ["总营收", 100, 200, 301])
    _, _, findings = read(page, month=Period.parse("2025-02"))
    assert places(only(findings, "total_row_differs")) == ["D2", "B2:C2"]
    _, _, findings = read(sheet("核心指标", ["指标", "5月", "6月", "累计"], ["总营收", 100, 200, 250]))
    assert places(only(findings, "total_row_differs")) == ["D2", "B2:C2"]


@pytest.mark.parametrize(
    "word", ["去年同期累计", "去年累计", "上年累计", "2024年同期累计", "2024年累计", "去年1-6月累计", "累计(去年)"]
)
def test_a_total_of_last_year_is_left_out_and_no_total_of_this_years_months(word: str) -> None:
    page = sheet("核心指标", ["指标", "5月", "6月", "5-6月累计", word], ["总营收", 100, 200, 300, 150])
    done, _, findings = read(page)
    assert not [code for code in troubles(findings) if code != "total_row"]
    assert places(only(findings, "total_row")) == ["D2"]
    assert [(one.cell, one.reason) for one in done.matches[0].ignored] == [("D1", "total"), ("E1", "total")]


def test_a_total_under_last_year_is_left_out_and_one_with_its_months_is_compared() -> None:
    page = sheet("核心指标", ["指标", "5月", "6月", "去年同期"], [N, N, N, "累计"], ["总营收", 100, 200, 150])
    assert not troubles(read(page)[2])
    page = sheet("核心指标", ["指标", "2024年5月", "2024年6月", "2024年5-6月累计", "2025年6月"], ["总营收", 1, 2, 4, 5])
    assert places(only(read(page)[2], "total_row_differs")) == ["D2", "B2:C2"]


def test_a_row_of_last_years_total_is_left_out() -> None:
    done, _, findings = read(sheet("核心指标", ["月份", "总营收"], ["2025-05", 5], ["2025-06", 6], ["去年合计", 9]))
    assert not troubles(findings)
    assert [(one.text, one.reason) for one in done.matches[0].ignored] == [("去年合计", "total")]


@pytest.mark.parametrize(
    ("header", "values", "cells"),
    [
        (("6月", "5月", "环比"), (110, 100, "30%"), ["D2", "B2", "C2"]),
        (("5月", "6月", "环比"), (100, 110, "30%"), ["D2", "C2", "B2"]),
        (("6月", "环比", "5月", "环比", "4月"), (110, "10%", 100, "30%", 80), ["E2", "D2", "F2"]),
        (("2025年6月", "2024年6月", "同比", "2025年5月", "环比"), (110, 100, "10%", 100, "30%"), ["F2", "B2", "E2"]),
    ],
)
def test_a_change_is_that_of_the_newest_month_before_it(
    header: tuple[str, ...], values: tuple[object, ...], cells: list[str]
) -> None:
    _, _, findings = read(sheet("核心指标", ["指标", *header], ["总营收", *values]))
    assert places(only(findings, "figure_differs")) == cells


def test_a_total_over_months_of_one_of_several_columns_is_compared_where_its_number_stands() -> None:
    groups = ["渠道", "类型", "5月", N, N, "6月", N, N, "合计"]
    names = [N, N, *("访问量", "新增用户", "费用（万元）") * 2, "费用（万元）"]
    rows = ["搜索", "付费", 10, 1, 5.5, 10, 1, 5, 10.5], ["直播", "付费", 20, 2, 6.5, 20, 2, 6, 12.5]
    _, _, findings = read(sheet("渠道", groups, names, *rows, merged=("C1:E1", "F1:H1")))
    assert places(only(findings, "total_row")) == ["I3:I4"]
    assert troubles(findings) == ["total_row"]
