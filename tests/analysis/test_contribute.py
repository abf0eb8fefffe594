"""Bridges add up exactly; contributions are symmetric and reverse with time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.analysis.contribute import revenue_bridge, shapley, three_factor
from opsreport.model.number import Cells, Derived, Number, Tone, leaves

from .company import dataset, kpi

FACTOR = st.floats(-1e4, 1e4, allow_nan=False)
TRIPLE = st.tuples(FACTOR, FACTOR, FACTOR)


def numbers(values: tuple[float, float, float]) -> tuple[Number, Number, Number]:
    first, second, third = (Number(value, source=Cells("kpi", "actual", (i,))) for i, value in enumerate(values))
    return first, second, third


@given(TRIPLE, TRIPLE)
def test_the_closed_form_is_the_shapley_value_and_adds_up(before: tuple, now: tuple) -> None:  # type: ignore[type-arg]
    terms = [term.amount for term in three_factor(numbers(before), numbers(now))]
    change = now[0] * now[1] * now[2] - before[0] * before[1] * before[2]
    size = 1 + max(abs(term) for term in terms) + abs(before[0] * before[1] * before[2])
    assert terms == pytest.approx(shapley(before, now), abs=1e-9 * size)
    assert sum(terms) == pytest.approx(change, abs=1e-9 * size)


@given(st.lists(st.tuples(FACTOR, FACTOR), min_size=1, max_size=6))
def test_swapping_the_periods_flips_the_sign(pairs: list[tuple[float, float]]) -> None:
    before, now = [a for a, _ in pairs], [b for _, b in pairs]
    forth, back = shapley(before, now), shapley(now, before)
    size = 1 + max(map(abs, forth))
    assert forth == pytest.approx([-term for term in back], abs=1e-9 * size)


def test_more_than_six_factors_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 6"):
        shapley([1.0] * 7, [2.0] * 7)


COUNTS = [
    *kpi("visits", {"2025-05": (None, 9_000_000), "2025-06": (9_600_000, 10_000_000)}),
    *kpi("payers", {"2025-05": (None, 81_810), "2025-06": (None, 96_000)}),
    *kpi("revenue", {"2025-05": (7_600_000, 7_980_000), "2025-06": (8_000_000, 8_720_000)}),
]


def test_the_revenue_bridge_from_last_month() -> None:
    bridge = revenue_bridge(dataset({"kpi": COUNTS}))
    assert bridge is not None
    assert [driver.metric.id for driver in bridge.drivers] == ["visits", "visit_pay_conv", "arppu"]
    assert sum(driver.contribution.amount for driver in bridge.drivers) == pytest.approx(740_000, abs=1e-6)
    assert bridge.change.amount == 740_000
    expected = shapley((9e6, 81_810 / 9e6, 7_980_000 / 81_810), (1e7, 0.0096, 8_720_000 / 96_000))
    assert [driver.contribution.amount for driver in bridge.drivers] == pytest.approx(expected)
    assert bridge.drivers[2].contribution.tone is Tone.bad
    assert isinstance(bridge.drivers[0].contribution.source, Derived)
    assert len(list(leaves(bridge.drivers[0].contribution.source))) > 4


def test_the_revenue_bridge_from_target() -> None:
    goals = kpi("visit_pay_conv", {"2025-06": (0.0092, None)}) + kpi("arppu", {"2025-06": (90.6, None)})
    bridge = revenue_bridge(dataset({"kpi": [*COUNTS, *goals]}), "target")
    assert bridge is not None
    assert (bridge.start.amount, bridge.end.amount) == (8_000_000, 8_720_000)
    assert sum(driver.contribution.amount for driver in bridge.drivers) == pytest.approx(720_000, abs=1e-6)


def test_no_bridge_where_a_typed_factor_contradicts_the_identity() -> None:
    wrong = kpi("arppu", {"2025-06": (None, 95.0)})
    assert revenue_bridge(dataset({"kpi": [*COUNTS, *wrong]})) is None


def test_no_bridge_without_its_factors() -> None:
    assert revenue_bridge(dataset({"kpi": COUNTS[2:]})) is None
    assert revenue_bridge(dataset({"kpi": COUNTS}), "target") is None
