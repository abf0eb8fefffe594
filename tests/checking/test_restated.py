"""Numbers of earlier months that are others now than the last review had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from opsreport.checking import Used, restated, values_of
from opsreport.model.finding import Severity
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from tests.checking.sheets import CHANNEL_HEADER, checked, kpi, metric, places, sheet

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


def test_a_row_that_is_gone_is_told() -> None:
    found = list(restated(dataset(rows=ROWS[:-1]), used(dataset())))
    assert {one.details["seen"] for one in found} == {"–"}
    assert {one.details["what"].split()[0] for one in found} == {"渠道4"}
    assert all(one.origins == () for one in found)


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
