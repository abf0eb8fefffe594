"""500万 above 80 in a column of money without a unit: both readings are said, none is chosen in silence."""

from __future__ import annotations

import pytest

from tests.checking.sheets import CHANNEL_HEADER, JUNE, checked, codes, kpi, metric, only, places, sheet

KPI = kpi(metric("访问量", 30))


def spend(*amounts: object, header: str = "费用") -> tuple[list[str], list[str]]:
    head = (*CHANNEL_HEADER[:5], header)
    rows = [(str(JUNE), f"渠道{at}", "付费", 10, 1, amount) for at, amount in enumerate(amounts)]
    findings = checked(sheet("渠道", head, *rows), KPI)[1]
    is_said = "unit_unheeded" in codes(findings)
    return codes(findings), places(only(findings, "unit_unheeded")) if is_said else []


def test_small_numbers_beside_ten_thousands_are_asked_about() -> None:
    assert spend("37.2万", 3.8, 12)[1] == ["F2", "F3:F4"]
    assert spend("37.2万", 3.8, 250_000)[1] == ["F2:F3"]


@pytest.mark.parametrize(
    ("amounts", "header"),
    [
        (("37.2万", 38_000), "费用"),
        (("1.2万", 800), "费用"),
        (("37.2万", 3.8), "费用（元）"),
        (("37.2万", 380, 250_000), "费用"),
        ((372_000, 3.8), "费用"),
    ],
)
def test_numbers_that_may_well_be_yuan_are_not(amounts: tuple[object, ...], header: str) -> None:
    assert "unit_unheeded" not in spend(*amounts, header=header)[0]
