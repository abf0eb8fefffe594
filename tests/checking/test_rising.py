"""Days typed as numbers that lost a zero: settled where the other days of the column rise, else blank or blocking."""

from __future__ import annotations

import pytest

from opsreport.checking import check
from opsreport.checking.spans import spans_in
from opsreport.checking.text import Years
from opsreport.model.finding import Findings
from opsreport.model.table import Dataset
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, codes, kpi, metric, only, sheet

FILE = "运营_2025-06.xlsx"


def posts(*days: object) -> tuple[Dataset, Findings]:
    lines = [("公众号", f"文章{at}", day, 100) for at, day in enumerate(days)]
    table = sheet("内容", ("平台", "标题", "发布日期", "阅读"), *lines, file=FILE)
    regular = shaped((kpi(metric("总营收", 96), file=FILE), table), period=JUNE)
    return check(regular.sheets, JUNE, regular.findings)


@pytest.mark.parametrize(
    ("days", "meant"),
    [((6.3, 6.9, 6.17), 3), ((6.2, 6.2, 6.9, 6.17), 2), ((6.12, 6.2, 6.25), 20), ((6.1, 6.1, 6.17, 6.25), None)],
)
def test_a_day_that_lost_a_zero_keeps_the_order_of_the_others(days: tuple[float, ...], meant: int | None) -> None:
    dataset, findings = posts(*days)
    open_day = next(at for at, day in enumerate(days) if day in (6.1, 6.2, 6.3))
    if meant:
        assert codes(findings) == []
        assert dataset["contents"].frame["publish_at"].tolist()[open_day].day == meant
    else:
        assert codes(findings) == ["day_unread"]


@pytest.mark.parametrize("days", [(6.3, 6.17, 6.9), (6.3, 6.9), (6.3, 6.9, 6.9)])
def test_days_of_no_order_settle_none_and_leave_their_month(days: tuple[float, ...]) -> None:
    dataset, findings = posts(*days)
    assert set(dataset["contents"].frame["month"]) == {"2025-06"}
    assert (codes(findings), findings.are_blocking) == (["day_unread"], False)


def test_a_campaign_of_an_open_day_is_of_its_month() -> None:
    table = sheet("活动", ("活动", "时间", "收入"), ("儿童节", 6.1, 100), ("夏至", "6月21日", 200), file=FILE)
    regular = shaped((kpi(metric("总营收", 96), file=FILE), table), period=JUNE)
    dataset, findings = check(regular.sheets, JUNE, regular.findings)
    made = dataset["campaigns"].frame
    assert list(zip(made["campaign_id"], made["month"], strict=True)) == [("儿童节", "2025-06"), ("夏至", "2025-06")]
    assert [str(day)[:10] for day in made["end"]] == ["NaT", "2025-06-21"]
    assert only(findings, "day_unread").details["seen"] == "6.1 = 2025-06-01 | 2025-06-10"
    assert not findings.are_blocking


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("每月", "06-01 06-30"),
        ("每周五", "06-01 06-30"),
        ("每月8日", "06-08 06-08"),
        ("6.5、6.12", "06-05 06-12"),
        ("6月5日、12日、6月19日", "06-05 06-19"),
        ("6.12、6.5", ""),
        ("618、双11", ""),
    ],
)
def test_several_days_are_a_span_and_what_recurs_is_of_the_whole_month(text: str, days: str) -> None:
    made = spans_in(text, Years(("2025-06",)))
    assert " ".join(f"{day:%m-%d}" for span in made for day in span) == days
    assert not spans_in("每月", Years(("2025-06",), is_ahead=True))


def test_a_due_day_that_nothing_tells_is_blank_and_blocks_nothing() -> None:
    work = ("事项", "负责人", "截止"), ("上线", "张三", 7.1), ("回访", "李四", 7.15), ("补货", "李四", "7月起")
    regular = shaped((kpi(metric("总营收", 96), file=FILE), sheet("7月计划", *work, file=FILE)), period=JUNE)
    dataset, findings = check(regular.sheets, JUNE, regular.findings)
    assert [str(day)[:10] for day in dataset["actions"].frame["due"]] == ["NaT", "2025-07-15", "NaT"]
    assert only(findings, "day_unread").details["seen"] == "7.1 = 2025-07-01 | 2025-07-10 / 7月起"
    assert not findings.are_blocking
