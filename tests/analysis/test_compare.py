"""Changes and their codes (C0.3, decisions: stable, sign, multiple)."""

from __future__ import annotations

import pytest

from opsreport.analysis.compare import change, change_code, difference, multiple
from opsreport.model.metric import ChangeStyle
from opsreport.model.number import Cells, Number, Tone
from opsreport.model.unit import INDEX, MONEY, POINTS, RATE, RATIO, SCORE, Unit


def number(value: float | None, unit: Unit = MONEY) -> Number:
    return Number(value, unit, Cells("kpi", "actual", (0,)))


def test_relative_points_and_absolute() -> None:
    assert change(number(8.72e6), number(7.98e6)).amount == pytest.approx(0.0927, abs=1e-4)
    points = change(number(0.65, RATE), number(0.53, RATE), "points", "up")
    assert (points.unit, points.tone) == (POINTS, Tone.good)
    assert points.amount == pytest.approx(0.12)
    assert change(number(42, SCORE), number(40, SCORE), "absolute").unit is SCORE
    assert difference(number(4.3, RATIO), number(4.0, RATIO)).unit is INDEX


def test_colour_follows_the_judgement_not_the_sign() -> None:
    falling = change(number(20), number(25), "relative", "down")
    assert (falling.amount, falling.tone) == (pytest.approx(-0.2), Tone.good)
    assert change(number(20), number(25)).tone is Tone.neutral


@pytest.mark.parametrize(("now", "before"), [(1, 0), (None, 1), (1, None), (1, -1), (-1, 1)])
def test_no_percentage_without_a_basis(now: float | None, before: float | None) -> None:
    assert change(number(now), number(before)).is_missing


@pytest.mark.parametrize(
    ("now", "before", "style", "unit", "code"),
    [
        (103, 100, "relative", MONEY, "up"),
        (97, 100, "relative", MONEY, "down"),
        (101.9, 100, "relative", MONEY, "stable"),
        (102, 100, "relative", MONEY, "up"),
        (0.0549, 0.05, "points", RATE, "stable"),
        (0.055, 0.05, "points", RATE, "up"),
        (42, 41.5, "absolute", SCORE, "stable"),
        (5, -1, "relative", MONEY, "turned_positive"),
        (-5, 1, "relative", MONEY, "turned_negative"),
        (401, 100, "relative", MONEY, "multiple"),
        (400, 100, "relative", MONEY, "up"),
        (1, 0, "relative", MONEY, "none"),
        (None, 1, "points", RATE, "none"),
        (-80, -100, "relative", MONEY, "up"),
    ],
)
def test_codes(now: float | None, before: float, style: ChangeStyle, unit: Unit, code: str) -> None:
    assert change_code(number(now, unit), number(before, unit), style) == code


def test_multiple() -> None:
    assert multiple(number(450), number(100)).unit.sentence(4.5) == "4.5×"


def test_rates_under_one_percent_keep_two_decimals_and_are_not_stable_at_once() -> None:
    now, before = number(0.0096, RATE), number(0.00909, RATE)
    moved = change(now, before, "points", "up")
    assert moved.unit.text(moved.amount, signed=True) == "+0.05"
    assert change_code(now, before, "points") == "up"
    assert change_code(number(0.0091, RATE), before, "points") == "stable"
