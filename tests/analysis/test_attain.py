"""Attainment by polarity and target (C0.2), status bands (C0.5), the weighted score."""

from __future__ import annotations

import pytest

from opsreport.analysis.attain import (
    attainment,
    gap,
    relative_gap,
    status_code,
    target_status,
    tone_of,
    weighted_score,
)
from opsreport.model.metric import Polarity
from opsreport.model.number import Cells, Number, Tone, leaves
from opsreport.model.unit import ATTAINMENT, MONEY, POINTS, RATE


def money(value: float | None, field: str = "actual", row: int = 0) -> Number:
    return Number(value, MONEY, Cells("kpi", field, (row,)))


@pytest.mark.parametrize(
    ("actual", "target", "polarity", "expected"),
    [
        (150_080, 134_000, "up", 1.12),
        (-20, 100, "up", -0.2),
        (20.5, 25.0, "down", 1.18),
        (250, 100, "down", 0.0),
        (0, 100, "down", 2.0),
        (-150, -100, "up", 0.5),
        (-150, -100, "down", 1.5),
        (0, 0, "down", 1.0),
    ],
)
def test_attainment(actual: float, target: float, polarity: Polarity, expected: float) -> None:
    assert attainment(money(actual), money(target), polarity).amount == pytest.approx(expected)


@pytest.mark.parametrize(
    ("actual", "target", "polarity", "status"),
    [
        (3, 0, "down", "missed"),
        (3, 0, "up", "on_target"),
        (None, 100, "up", "none"),
        (100, None, "up", "none"),
        (100, 50, "none", "none"),
        (0, 0, "up", "none"),
    ],
)
def test_no_percentage_where_there_is_none(
    actual: float | None, target: float | None, polarity: Polarity, status: str
) -> None:
    assert attainment(money(actual), money(target), polarity).is_missing
    assert target_status(money(actual), money(target), polarity) == status


@pytest.mark.parametrize(
    ("attained", "status", "tone"),
    [
        (1.0, "on_target", Tone.good),
        (0.9996, "near", Tone.watch),
        (0.95, "near", Tone.watch),
        (0.9499, "missed", Tone.bad),
        (0.8, "missed", Tone.bad),
        (0.7999, "far_below", Tone.bad),
    ],
)
def test_status_is_judged_unrounded(attained: float, status: str, tone: Tone) -> None:
    assert status_code(Number(attained)) == status
    assert tone_of(status) is tone


def test_rounding_never_reaches_the_line() -> None:
    assert attainment(money(9996), money(10000), "up").unit.text(0.9996) == "99.96%"


def test_the_bands_of_the_team_win() -> None:
    rules = {"green": 0.9, "near": 0.8, "amber": 0.5}
    assert status_code(Number(0.91), rules) == "on_target"


def test_gap_is_in_points_for_a_rate_and_toned_by_polarity() -> None:
    rate = gap(Number(0.048, RATE), Number(0.05, RATE), "up")
    assert (rate.unit, rate.tone) == (POINTS, Tone.bad)
    assert rate.amount == pytest.approx(-0.002)
    cost = relative_gap(money(20.5), money(25), "down")
    assert (cost.amount, cost.tone) == (pytest.approx(-0.18), Tone.good)


def test_attainment_traces_to_both_cells() -> None:
    found = attainment(money(1, "actual", 3), money(2, "target", 3), "up")
    assert [(leaf.field, leaf.rows) for leaf in leaves(found.source)] == [("actual", (3,)), ("target", (3,))]


def test_score_caps_and_renormalises() -> None:
    parts = [(Number(a, ATTAINMENT), Number(w, RATE)) for a, w in ((1.1, 0.4), (0.9, 0.3), (None, 0.2), (2.0, 0.1))]
    score = weighted_score(parts)
    assert score.value.amount == pytest.approx((0.44 + 0.27 + 0.15) / 0.8)
    assert score.coverage.amount == pytest.approx(0.8)


def test_no_score_without_weights() -> None:
    assert weighted_score([(Number(1.0, ATTAINMENT), Number(None))]).value.is_missing
