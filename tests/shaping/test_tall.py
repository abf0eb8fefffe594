"""A number merged over several cells, down or along: of the first, or of all of them together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsreport.model.table import Sheet
from tests.checking.sheets import CHANNEL_HEADER, JUNE, only, places, sheet
from tests.shaping.test_layouts import N, read, troubles
from tests.shaping.test_users import FILE, METRICS

LONG: list[list[object]] = [
    [*CHANNEL_HEADER[:5], "费用"],
    [str(JUNE), "抖音", "付费", 10, 5, 52_000],
    [str(JUNE), "快手", "付费", 10, 4, N],
]
WIDE: list[list[object]] = [["渠道费用", "5月", "6月"], ["渠道", "费用", "费用"], ["抖音", 100, 200], ["快手", N, 400]]


def merged(*lines: list[object], over: str) -> Sheet:
    return replace(sheet("渠道", *lines, file=FILE), merged=(over,))


@pytest.mark.parametrize(("lines", "over", "seen"), [(LONG, "F2:F3", "52000"), (WIDE, "B3:B4", "100")])
def test_money_over_two_channels_is_asked_about(lines: list[list[object]], over: str, seen: str) -> None:
    _, _, findings = read(METRICS, merged(*lines, over=over))
    one = only(findings, "ambiguous_value")
    assert places(one) == [over.split(":")[0]]
    assert (one.details["one"], one.details["other"]) == (f"抖音 {seen}", f"抖音 + 快手 {seen}")


@pytest.mark.parametrize("over", ["F3:F4", "F1:F2"])
def test_money_merged_over_what_is_no_row_is_its_own_rows(over: str) -> None:
    _, _, findings = read(METRICS, merged(*LONG[:2], [str(JUNE), "快手", "付费", 10, 4, 9], over=over))
    assert "ambiguous_value" not in troubles(findings)


ALONG: list[list[object]] = [["渠道", "5月", "6月"], ["抖音", 2_000, N], ["快手", 300, 400]]
LISTED: list[list[object]] = [*LONG[:2], [str(JUNE), "快手", "付费", 10, N, 9]]


@pytest.mark.parametrize(
    ("name", "lines", "at", "one", "other"),
    [
        ("渠道费用", ALONG, "B2", "B2 2000", "B2:C2 2000"),
        ("渠道", LISTED, "D3", "D3 10", "D3:E3 10"),
    ],
)
def test_a_number_over_two_months_or_measures_is_asked_about(
    name: str, lines: list[list[object]], at: str, one: str, other: str
) -> None:
    _, _, findings = read(METRICS, replace(sheet(name, *lines, file=FILE), merged=(other.split(" ")[0],)))
    asked = only(findings, "ambiguous_value")
    assert (places(asked), asked.details["one"], asked.details["other"]) == ([at], one, other)


def test_a_form_with_each_number_over_two_columns_is_read() -> None:
    lines = [["渠道", "5月", N, "6月", N], ["抖音", 2_000, N, 100, N], ["快手", 300, N, 400, N]]
    over = tuple(f"{left}{row}:{right}{row}" for row in (1, 2, 3) for left, right in ("BC", "DE"))
    _, _, findings = read(METRICS, replace(sheet("渠道费用", *lines, file=FILE), merged=over))
    assert "ambiguous_value" not in troubles(findings)
