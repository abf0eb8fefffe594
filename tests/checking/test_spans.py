"""Days as people type them in 活动, 内容 and 计划: spans in one cell, days without their year, parts of a month."""

from __future__ import annotations

from datetime import datetime

import pytest

from opsreport.model.finding import Findings
from opsreport.model.table import Dataset
from tests.checking.sheets import As, checked, codes, kpi, metric, only, places, sheet

KPI = kpi(metric("总营收", 1))
HEAD = ("活动", "开始", "结束", "参与人数")
CONTENT_HEAD = ("发布时间", "平台", "标题", "阅读播放")


def campaigns(*rows: tuple[object, ...], head: tuple[object, ...] = HEAD) -> tuple[Dataset, Findings]:
    return checked(KPI, sheet("活动", head, *rows))


def days(dataset: Dataset) -> list[tuple[str, str]]:
    frame = dataset["campaigns"].frame
    return [(f"{a:%Y-%m-%d}", f"{b:%Y-%m-%d}") for a, b in zip(frame["start"], frame["end"], strict=True)]


@pytest.mark.parametrize(
    "typed",
    ["6.5-6.18", "6/5-6/18", "6.5～6.18", "6月5日-18日", "6月5-18日", "6月5日至6月18日", "2025.6.5-6.18",
     "6.5—6.18（14天）", "2025-06-05~2025-06-18", "2025-06-05-2025-06-18", "2025年6月5日-6月18日", "６．５－６．１８",
     "6/5 10:00-6/18 24:00"],
)  # fmt: skip
@pytest.mark.parametrize("header", ["活动时间", "活动周期", "时间", "起止日期"])
def test_a_span_in_one_cell_is_its_first_and_last_day(header: str, typed: str) -> None:
    dataset, findings = campaigns(("大促", typed, 10), head=("活动", header, "参与人数"))
    assert days(dataset) == [("2025-06-05", "2025-06-18")]
    assert codes(findings) == []
    note = only(findings, "value_coerced")
    assert (places(note), note.details["count"]) == (["B2"], "1")
    assert dataset["campaigns"].origin(0, "end").cell == "B2"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("6.5", "2025-06-05"),
        ("6/1", "2025-06-01"),
        ("6-5", "2025-06-05"),
        ("6.7", "2025-06-07"),
        ("6月5", "2025-06-05"),
        ("0605", "2025-06-05"),
        ("20250605", "2025-06-05"),
        ("6月5日（周四）", "2025-06-05"),
        ("六月五日", "2025-06-05"),
        ("2025。6。5", "2025-06-05"),
        ("25.6.5", "2025-06-05"),
        ("5日", "2025-06-05"),
        ("6月", "2025-06-01"),
        ("6月上旬", "2025-06-01"),
        (6.7, "2025-06-07"),
        (6.18, "2025-06-18"),
        (As(6.1, "0.00"), "2025-06-10"),
        (datetime(2025, 6, 5), "2025-06-05"),
    ],
)
def test_a_first_day_is_what_a_reader_understands_at_once(typed: object, day: str) -> None:
    dataset, findings = campaigns(("大促", typed, "6.20", 10))
    assert days(dataset) == [(day, "2025-06-20")]
    assert codes(findings) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("6月底", "2025-06-30"),
        ("6月中旬", "2025-06-20"),
        ("6月", "2025-06-30"),
        ("6月全月", "2025-06-30"),
        ("6.18前", "2025-06-18"),
        ("6.18当天", "2025-06-18"),
        ("6月18日晚", "2025-06-18"),
        ("6.1-6.30全月", "2025-06-30"),
        ("6月每周六", "2025-06-30"),
        ("6月18日20:00-24:00", "2025-06-18"),
    ],
)
def test_of_a_part_of_a_month_the_last_day_is_the_end(typed: str, day: str) -> None:
    dataset, findings = campaigns(("大促", "6.1", typed, 10))
    assert days(dataset) == [("2025-06-01", day)]
    assert codes(findings) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (6.1, "day_unread"),
        ("03/04/2025", "ambiguous_value"),
        ("7.5", "ambiguous_value"),
        ("13/6", "bad_date"),
        ("6.31", "bad_date"),
        ("2.30-3.2", "bad_date"),
        ("下周五", "bad_date"),
        (605, "bad_date"),
        (6.5e-3, "bad_date"),
    ],
)
def test_what_nobody_can_know_is_told_with_its_cell(typed: object, code: str) -> None:
    findings = campaigns(("大促", typed, None, 10), head=("活动", "开始", "收入目标", "参与人数"))[1]
    assert places(only(findings, code)) == ["B2"]


def test_a_number_that_lost_a_zero_is_told_with_both_days_unless_its_column_shows_two_digits() -> None:
    finding = only(campaigns(("大促", 6.1, "6.20", 1))[1], "day_unread")
    assert finding.details["seen"] == "6.1 = 2025-06-01 | 2025-06-10"
    dataset, findings = campaigns(("大促", 6.1, "6.20", 1), ("直播", 6.05, "6.20", 1))
    assert [first for first, _ in days(dataset)] == ["2025-06-10", "2025-06-05"]
    assert codes(findings) == []


def test_the_year_is_that_of_the_month_in_the_row_and_no_end_comes_before_its_start() -> None:
    head = ("活动", "月份", "开始", "结束", "参与人数")
    dataset, findings = campaigns(
        ("跨年", "2025-01", "12.28", "1.3", 1),
        ("去年", "2024-12", "12.1", "12.12", 1),
        ("跨月", "2025-07", "6.25", "7.3", 1),
        head=head,
    )
    assert days(dataset) == [("2024-12-28", "2025-01-03"), ("2024-12-01", "2024-12-12"), ("2025-06-25", "2025-07-03")]
    assert codes(findings) == ["month_without_rows"]


def test_the_other_days_of_a_row_settle_no_more_than_the_year() -> None:
    for typed, code in (("10/05/2025", "ambiguous_value"), (6.1, "day_unread")):
        assert places(only(campaigns(("大促", typed, "2025-06-05", 1))[1], code)) == ["B2"]


def test_a_span_over_the_turn_of_the_year_ends_in_the_new_one() -> None:
    dataset, _ = checked(KPI, sheet("活动", ("活动", "活动时间"), ("跨年", "12.28-1.3"), file="2025-01.xlsx"))
    assert days(dataset) == [("2024-12-28", "2025-01-03")]


def test_a_header_merged_over_two_columns_stands_over_both_days() -> None:
    rows = (("活动", "活动时间", None, "参与人数"), ("大促", "6.5", "6.18", 10))
    dataset, findings = checked(KPI, sheet("活动", *rows, merged=("B1:C1",)))
    assert days(dataset) == [("2025-06-05", "2025-06-18")]
    assert codes(findings) == []


def test_a_span_beside_days_of_their_own_is_left_out_and_named() -> None:
    head = ("活动", "活动时间", "开始", "结束")
    dataset, findings = campaigns(("大促", "6.1-6.3", "6.5", "6.18"), head=head)
    assert days(dataset) == [("2025-06-05", "2025-06-18")]
    assert places(only(findings, "unknown_column")) == ["B1"]


def test_a_plan_has_its_days_in_one_cell_too() -> None:
    head = ("类型", "事项", "月份", "负责人", "起止时间")
    rows = [("行动", "上线", "7月", "张三", "7.1-7.20"), ("行动", "复盘", "8月", "张三", "8月底")]
    dataset, findings = checked(KPI, sheet("计划", head, *rows))
    frame = dataset["actions"].frame
    assert [f"{one:%m-%d}" for one in (*frame["start"], *frame["due"])] == ["07-01", "08-31", "07-20", "08-31"]
    assert codes(findings) == []


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("6月12日 20:00", "2025-06-12 20:00"),
        ("6/12 20:00", "2025-06-12 20:00"),
        ("6.12 8点", "2025-06-12 08:00"),
        ("2025/06/12 20:00:00.000", "2025-06-12 20:00"),
        ("6.12", "2025-06-12 00:00"),
    ],
)
def test_content_is_published_at_a_moment(typed: str, moment: str) -> None:
    dataset, _ = checked(KPI, sheet("内容", CONTENT_HEAD, (typed, "公众号", "夏季收纳", 100)))
    assert [f"{at:%Y-%m-%d %H:%M}" for at in dataset["contents"].frame["publish_at"]] == [moment]


def test_content_is_published_on_no_span() -> None:
    findings = checked(KPI, sheet("内容", CONTENT_HEAD, ("6.5-6.18", "公众号", "夏季收纳", 100)))[1]
    assert places(only(findings, "bad_date")) == ["A2"]


def test_what_goes_on_from_a_day_starts_then_and_says_no_end() -> None:
    head = ("类型", "事项", "负责人", "起止时间")
    plan = checked(KPI, sheet("计划", head, ("行动", "整治", "甲", "7.5起"), ("行动", "扩容", "乙", "7月8日-")))[0]
    frame = plan["actions"].frame
    assert [f"{day:%m-%d}" for day in frame["start"]] == ["07-05", "07-08"]
    assert frame["due"].isna().all()


def test_a_campaign_without_its_last_day_is_told_as_its_month_hangs_on_it() -> None:
    findings = campaigns(("大促", "6月10日-", 10), head=("活动", "活动时间", "参与人数"))[1]
    assert places(only(findings, "bad_date")) == ["B2"]


def test_a_last_day_that_says_a_first_one_is_not_passed_over() -> None:
    head = ("类型", "事项", "负责人", "截止")
    findings = checked(KPI, sheet("计划", head, ("行动", "整治", "甲", "7.5起")))[1]
    assert places(only(findings, "day_unread")) == ["D2"]
