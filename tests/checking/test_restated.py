"""Numbers of earlier months that are others now than the last review had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from opsreport.checking import Used, restated, values_of
from opsreport.model.finding import Severity
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from tests.checking.sheets import CHANNEL_HEADER, USER_HEADER, checked, kpi, metric, places, sheet

MAY = Period.parse("2025-05")
ROWS = [("2025-05", f"渠道{i}", "付费", 100 * i, 10 * i, 5 * i, 1000 * i, 300 * i) for i in range(1, 5)]
JUNES = [("2025-06", f"渠道{i}", "付费", 101 * i, 11 * i, 6 * i, 1100 * i, 310 * i) for i in range(1, 5)]


def dataset(
    *, revenue: object = 9_000, rate: object = "4%", rows: Sequence[tuple[object, ...]] | None = None
) -> Dataset:
    metrics = (
        metric("总营收", 11_000),
        metric("总营收", revenue, month="2025-05"),
        metric("支付成功率", rate, month="2025-05", unit="%"),
    )
    return checked(kpi(*metrics), sheet("渠道", CHANNEL_HEADER, *(rows or ROWS), *JUNES))[0]


def used(of: Dataset) -> Used:
    return Used(values_of(replace(of, period=MAY)), "2025-06-05")


def test_what_was_used_is_kept_by_table_field_key_and_month() -> None:
    values = values_of(replace(dataset(), period=MAY))
    assert values["kpi|actual|revenue|2025-05"] == 9_000
    assert values["channels|visits|渠道3|2025-05"] == 300
    assert not [key for key in values if key.endswith("2025-06")]


def test_the_same_data_are_no_restatement() -> None:
    assert list(restated(dataset(), used(dataset()))) == []


def test_a_number_that_changed_is_told_with_both_and_its_cell() -> None:
    (one,) = restated(dataset(revenue=9_500), used(dataset()))
    assert (one.code, one.severity, one.tab) == ("restated", Severity.warn, "核心指标")
    assert places(one) == ["E3"]
    assert (one.details["month"], one.details["what"], one.details["built"]) == ("2025-05", "总营收 实际", "2025-06-05")
    assert (one.details["expected"], one.details["seen"]) == ("9,000", "9,500")


def test_a_rate_is_told_as_a_rate() -> None:
    (one,) = restated(dataset(rate="4.5%"), used(dataset()))
    assert (one.details["expected"], one.details["seen"]) == ("4.00%", "4.50%")


def test_a_column_that_changed_is_one_finding() -> None:
    rows = [(*row[:3], row[3] + 1, *row[4:]) for row in ROWS]
    (one,) = restated(dataset(rows=rows), used(dataset()))
    assert places(one) == ["D2:D5"]
    assert (one.details["count"], one.details["seen"]) == ("4", "101 / 201 / 301 …")


def test_rows_that_are_gone_are_one_finding_a_month() -> None:
    (one,) = restated(dataset(rows=ROWS[:-1]), used(dataset()))
    assert (one.details["seen"], one.details["expected"]) == ("gone", "400 / 40 / 20 …")
    assert one.details["what"] == "渠道4 访问量 / 新增用户 / 付费用户 …"
    assert (one.details["count"], [str(origin) for origin in one.origins]) == ("5", ["运营.xlsx › 渠道"])


def test_rows_that_are_new_in_a_month_that_was_told_are_one_finding() -> None:
    (one,) = restated(dataset(), used(dataset(rows=ROWS[:-1])))
    assert (one.details["seen"], one.details["expected"]) == ("400 / 40 / 20 …", "none_then")
    assert places(one) == ["D5", "E5", "F5", "G5", "H5"]


def test_old_and_new_numbers_stand_in_the_same_order() -> None:
    rows = [(*row[:3], new, *row[4:]) for row, new in zip(ROWS, (200, 100, 300, 400), strict=True)]
    (one,) = restated(dataset(rows=rows), used(dataset()))
    assert (one.details["seen"], one.details["expected"]) == ("200 / 100", "100 / 200")
    same = [(*row[:3], 100 * i, *row[4:7], 7) for i, row in enumerate(ROWS, 1)]
    (one,) = restated(dataset(rows=same), used(dataset()))
    assert (one.details["seen"], one.details["expected"]) == ("7", "300 / 600 / 900 …")


def test_a_name_that_is_another_now_with_the_same_numbers_is_one_finding() -> None:
    def of(name: str) -> Dataset:
        named = [(month, name, "付费", 100, 10, 5, 1000, 300) for month in ("2025-04", "2025-05", "2025-06")]
        return checked(kpi(metric("总营收", 11_000)), sheet("渠道", CHANNEL_HEADER, *named, *ROWS[1:]))[0]

    (one,) = restated(of("渠道甲"), used(of("渠道1")))
    assert (one.details["expected"], one.details["seen"]) == ("渠道1", "渠道甲")
    assert (one.details["count"], one.details["what"]) == ("1", "渠道")


def test_a_name_that_changed_in_several_months_is_one_finding_after_the_latest_months() -> None:
    months = ["2025-02", "2025-03", "2025-04", "2025-05"]

    def of(revenue: int, users: int) -> Dataset:
        old = (metric("总营收", revenue + i, month=month) for i, month in enumerate(months))
        new = metric("新增注册用户数", users, month="2025-05")
        return checked(kpi(metric("总营收", 11_000), *old, new))[0]

    users, revenue = restated(of(9_000, 6), used(of(8_000, 5)))
    assert (users.details["month"], users.details["count"]) == ("2025-05", "1")
    assert (revenue.details["month"], revenue.details["count"]) == ("2025-02–2025-05", "4")
    assert (revenue.details["expected"], revenue.details["seen"]) == (
        "8,000 / 8,001 / 8,002 …",
        "9,000 / 9,001 / 9,002 …",
    )


def test_a_day_of_a_cohort_that_has_come_due_is_no_restatement() -> None:
    def of(*days: str) -> Dataset:
        rows = [("2025-05", "留存", day, 40, 100, None, None, None) for day in days]
        return checked(kpi(metric("总营收", 11_000)), sheet("用户", USER_HEADER, *rows))[0]

    assert list(restated(of("7日", "30日"), used(of("7日")))) == []


def test_a_campaign_and_what_it_cost_and_the_reads_of_a_platform_are_compared() -> None:
    def of(revenue: int, cost: int, reads: int) -> Dataset:
        campaign = ("五一促销", "线上", "2025-05-01", "2025-05-05", 100, revenue, cost)
        content = ("2025-05-03 12:00", "标题", "公众号", "图文", reads)
        return checked(
            kpi(metric("总营收", 11_000)),
            sheet("活动", ("活动", "形式", "开始", "结束", "参与人数", "收入", "推广费"), campaign),
            sheet("内容", ("发布时间", "标题", "平台", "形式", "阅读"), content),
        )[0]

    found = list(restated(of(8_000, 300, 50), used(of(1_000, 100, 40))))
    assert [one.details["changes"] for one in found] == [
        "五一促销 1,000 → 8,000",
        "五一促销 推广费 100 → 300",
        "公众号 40 → 50",
    ]
    assert [places(one) for one in found] == [["F2"], ["G2"], ["E2"]]


def test_the_day_of_a_cohort_is_said_as_its_header_says_it() -> None:
    def of(users: int) -> Dataset:
        row = ("2025-05", "留存", "7日", users, 100, None, None, None)
        return checked(kpi(metric("总营收", 11_000)), sheet("用户", USER_HEADER, row))[0]

    (one,) = restated(of(33), used(of(30)))
    assert one.details["what"] == "第7日 留存人数"


def test_a_month_that_is_new_is_no_restatement() -> None:
    before = used(dataset())
    assert list(restated(dataset(), replace(before, values={}))) == []


@pytest.mark.parametrize("key", ["gone|actual|x|2025-05", "other_table|visits|a|b|2025-05"])
def test_what_an_older_program_kept_of_tables_that_are_no_more_is_passed_over(key: str) -> None:
    assert list(restated(dataset(), Used({key: 1.0}, "2025-06-05"))) == []


def test_of_several_builds_the_first_that_differs_is_told() -> None:
    now = dataset(revenue=9_500)
    published, draft = used(dataset()), Used(used(dataset(revenue=9_400)).values, "2025-07-02")
    (one,) = restated(now, published, draft)
    assert (one.details["expected"], one.details["built"]) == ("9,000", "2025-06-05")
    (one,) = restated(dataset(), published, draft)
    assert (one.details["built"], one.details["changes"]) == ("2025-07-02", "总营收 9,400 → 9,000")


def test_names_gone_from_the_same_months_are_one_finding() -> None:
    years = [(f"2025-0{month}", *row[1:]) for month in range(1, 6) for row in ROWS]
    (one,) = restated(dataset(rows=[("2024-12", *ROWS[0][1:])]), used(dataset(rows=years)))
    assert (one.details["month"], one.details["count"]) == ("2025-01–2025-05", "100")
    assert one.details["what"].startswith("渠道1 / 渠道2 / 渠道3 … 访问量")
