"""A year and a month in two columns are one month."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, checked, sheet

HEAD = ("年份", "月份", "渠道", "类型", "访问量", "新增用户")


@pytest.mark.parametrize("year", [2024, "2024", "2024年"])
@pytest.mark.parametrize("month", [6, "6月", "06"])
def test_the_year_column_says_the_year(year: object, month: object) -> None:
    page = sheet("渠道", HEAD, (year, month, "SEM", "付费", 10, 1), (2025, month, "SEM", "付费", 20, 2))
    done = shaped([page], period=JUNE)
    channels = checked(*done.sheets)[0]["channels"]
    read = [(channels.value(row, "month"), channels.value(row, "visits")) for row in channels.frame.index]
    assert read == [("2024-06", 10.0), ("2025-06", 20.0)]
    assert str(channels.origin(channels.frame.index[0], "month")).endswith("B2")


def test_a_year_holds_until_the_next_one() -> None:
    page = sheet(
        "渠道", HEAD, (2024, 12, "SEM", "付费", 10, 1), (None, 11, "SEM", "付费", 9, 1), (2025, 1, "SEM", "付费", 20, 2)
    )
    channels = checked(*shaped([page], period=JUNE).sheets)[0]["channels"]
    assert channels.frame["month"].tolist() == ["2024-12", "2024-11", "2025-01"]


def test_months_that_say_their_year_stay() -> None:
    page = sheet("渠道", HEAD, (2024, "2025-06", "SEM", "付费", 10, 1))
    (only,) = shaped([page], period=JUNE).sheets
    assert only is page


def test_months_that_all_lie_ahead_are_of_the_year_of_their_book_or_asked_about() -> None:
    ahead = sheet("Q3目标", ("指标", "7月", "8月", "9月"), ("总营收", 350, 360, 370), file="周会.xlsx")
    board = sheet("看板", ("指标", "4月", "5月", "6月"), ("总营收", 300, 310, 342), file="周会.xlsx")
    dated = sheet("看板", ("2025年Q2看板",), ("指标", "4月", "5月", "6月"), ("总营收", 300, 310, 342), file="周会.xlsx")
    settled = shaped([dated, ahead], period=JUNE)
    assert "ambiguous_value" not in [one.code for one in settled.findings]
    assert set(checked(*settled.sheets)[0]["kpi"].frame["month"]) == {f"2025-0{number}" for number in range(4, 10)}
    goals = shaped([board, ahead], period=JUNE)  # targets are set for months to come
    assert set(checked(*goals.sheets)[0]["kpi"].frame["month"]) == {f"2025-0{number}" for number in range(4, 10)}
    plain = replace(ahead, name="Q3")
    (asked,) = (one for one in shaped([board, plain], period=JUNE).findings if one.code == "ambiguous_value")
    assert (asked.details["one"], asked.details["other"]) == ("2024-07", "2025-07")
    last = sheet("去年同期", ("指标", "7月", "8月", "9月"), ("总营收", 350, 360, 370), file="周会.xlsx")
    assert "ambiguous_value" not in [one.code for one in shaped([board, last], period=JUNE).findings]
