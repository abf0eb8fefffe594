"""What the tabs say of one month must agree: visits, revenue, the parts of ratios."""

from __future__ import annotations

import pytest

from opsreport.model.finding import Severity
from tests.checking.sheets import CHANNEL_HEADER, checked, codes, kpi, metric, only, places, sheet

ROWS = [("2025-06", f"渠道{i}", "付费", 100 * i, 10 * i, 5 * i, 1000 * i, 300 * i) for i in range(1, 6)]
CHANNELS = sheet("渠道", CHANNEL_HEADER, *ROWS)  # 1,500 visits, 75 payers, 15,000 of revenue


@pytest.mark.parametrize(("visits", "found"), [(1500, []), (1507, []), (1520, ["channel_visits"])])
def test_visits_of_channels_and_metric_agree_to_half_a_percent(visits: float, found: list[str]) -> None:
    findings = checked(kpi(metric("总营收", 15_000), metric("访问量", visits)), CHANNELS)[1]
    assert codes(findings) == found
    assert findings.are_blocking is bool(found)


def test_visits_of_an_earlier_month_are_a_warning() -> None:
    may = [("2025-05", *row[1:3], row[3] + 7, *row[4:]) for row in ROWS]
    rows = (metric("总营收", 15_000), metric("访问量", 1500), metric("访问量", 1700, month="2025-05"))
    findings = checked(kpi(*rows), sheet("渠道", CHANNEL_HEADER, *may, *ROWS))[1]
    assert only(findings, "channel_history_visits").severity is Severity.warn


@pytest.mark.parametrize(
    ("revenue", "code", "is_blocking"),
    [
        (15_000, None, False),
        (16_000, "channel_revenue", False),
        (14_000, "channel_revenue_over", False),
        (1.5, "money_unit_differs", True),
        (1.56, "money_unit_differs", True),
        (1.7, "channel_revenue_over", False),
        (15_000 * 9_700, "money_unit_differs", True),
        (0, "channel_revenue_over", False),
    ],
)
def test_revenue_that_differs_is_said_by_its_kind(revenue: float, code: str | None, is_blocking: bool) -> None:
    findings = checked(kpi(metric("总营收", revenue)), CHANNELS)[1]
    assert codes(findings) == ([code] if code else [])
    assert findings.are_blocking is is_blocking


def test_parts_of_ratios_are_the_metrics_they_name() -> None:
    rows = (
        metric("访问量", 1500),
        metric("总营收", 15_000),
        metric("付费用户数", 75),
        metric("访问付费转化率", "5.1%", numerator=75, denominator=1480),
        metric("付费用户均收", 190, numerator=15_200, denominator=80),
    )
    findings = [one for one in checked(kpi(*rows), CHANNELS)[1] if one.code == "part_differs"]
    assert {(one.details["part"], one.details["seen"], one.details["expected"], *places(one)) for one in findings} == {
        ("访问量", "1,480", "1,500", "G5", "E2"),
        ("总营收", "15,200", "15,000", "F6", "E3"),
        ("付费用户数", "80", "75", "G6", "E4"),
    }
    assert {one.severity for one in findings} == {Severity.warn}


def test_parts_without_a_row_of_their_own_are_compared_with_each_other() -> None:
    rows = (
        metric("访问付费转化率", "5%", numerator=75, denominator=1500),
        metric("付费转化率", "8%", numerator=80, denominator=1000),
        metric("互动率", "10%", numerator=20, denominator=200),
    )
    finding = only(checked(kpi(*rows))[1], "part_differs")
    assert (finding.details["part"], finding.details["other"]) == ("付费用户数", "访问付费转化率")
