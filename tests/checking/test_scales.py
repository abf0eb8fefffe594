"""One number in 万 and the other in full: asked, with both cells and both readings."""

from __future__ import annotations

import pytest

from tests.checking.sheets import CHANNEL_HEADER, As, checked, codes, kpi, metric, only, places, sheet

NAME = "月活跃用户"


def months(unit: str | None, *pairs: tuple[object, object]) -> list[tuple[object, ...]]:
    """May and June, or June alone: a target and an actual each."""
    said = ("2025-05", "2025-06")[-len(pairs) :]
    return [
        metric(NAME, actual, month=at, unit=unit, target=target)
        for at, (target, actual) in zip(said, pairs, strict=True)
    ]


@pytest.mark.parametrize("unit", ["万", "人", None])
@pytest.mark.parametrize(
    ("pairs", "cells"),
    [
        ([(9, 96_000)], ["E2", "D2"]),
        ([(9, 9.1), (9.5, 96_000)], ["E3", "E2", "D3"]),
        ([(None, 9.1), (None, 96_000)], ["E3", "E2"]),
        ([(None, 91_000), (None, 9.6)], ["E3", "E2"]),
    ],
)
def test_a_number_in_another_unit_is_asked(
    unit: str | None, pairs: list[tuple[object, object]], cells: list[str]
) -> None:
    findings = checked(kpi(*months(unit, *pairs)))[1]
    assert places(only(findings, "scale_differs")) == cells


def test_both_readings_are_told() -> None:
    finding = only(checked(kpi(*months("万", (9, 96_000))))[1], "scale_differs")
    read = {name: finding.details[name] for name in ("more", "more_read", "less", "less_read")}
    assert read == {"more": "960,000,000", "more_read": "96,000", "less": "90,000", "less_read": "900,000,000"}


@pytest.mark.parametrize(
    "rows",
    [
        months("人", (90_000, 96_000)),
        months("人", (None, 200), (None, 96_000)),  # much more, but of no other unit
        [metric("付费转化率", 0.00004, unit="%", target=0.4)],
        [metric(NAME, 96_000, unit="人"), metric(NAME, None, month="2025全年", unit="万", target=96_000)],
    ],
)
def test_what_is_merely_far_apart_is_not(rows: list[tuple[object, ...]]) -> None:
    assert "scale_differs" not in codes(checked(kpi(*rows))[1])


def test_a_column_of_channels_is_asked_once() -> None:
    rows = [
        (month, name, "付费", 1000, 10, 5, 100, spend)
        for month, spend in (("2025-05", 6.5), ("2025-06", 65_000))
        for name in ("搜索", "信息流")
    ]
    findings = checked(kpi(metric("总营收", 1000)), sheet("渠道", CHANNEL_HEADER, *rows))[1]
    assert places(only(findings, "scale_differs")) == ["H4:H5", "H2:H3"]


@pytest.mark.parametrize(
    ("unit", "pairs", "cells"),
    [
        ("%", [(As(0.6, "0%"), As(0.61, "0%")), (As(0.6, "0%"), As(0.0062, "0%"))], ["E3", "D3"]),
        (None, [(None, 0.45), (0.5, 46)], ["E3", "D3"]),
    ],
)
def test_rates_a_hundred_times_apart_are_asked(
    unit: str | None, pairs: list[tuple[object, object]], cells: list[str]
) -> None:
    rows = [
        metric("完课率", actual, month=month, unit=unit, target=target)
        for month, (target, actual) in zip(("2025-05", "2025-06"), pairs, strict=True)
    ]
    finding = only(checked(kpi(*rows))[1], "scale_differs")
    assert (places(finding), finding.details["times"]) == (cells, "hundred")


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("同比增长率", [(As(0.45, "0%"), As(0.005, "0.0%"))]),
        ("完课率", [(As(0.9, "0%"), As(0.05, "0%"))]),
    ],
)
def test_rates_that_may_well_be_so_far_apart_are_not(name: str, pairs: list[tuple[object, object]]) -> None:
    rows = [metric(name, actual, unit="%", target=target) for target, actual in pairs]
    assert "scale_differs" not in codes(checked(kpi(*rows))[1])
