"""Tests and verdicts; published intervals are in test_oracles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.analysis.significance import fisher, newcombe, p_value, two_proportion, verdict_code, wilson


def test_the_pooled_z_test_by_hand() -> None:
    # pooled 3720/40000 = .093; z = .014 / sqrt(.093 * .907 / 10000) = 4.8204
    assert two_proportion((2_000, 20_000), (1_720, 20_000)) == pytest.approx(1.433e-6, rel=1e-3)
    assert two_proportion((0, 50), (0, 60)) == 1.0


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ((1_720, 20_000), (2_000, 20_000), "significant"),
        ((1_000, 20_000), (1_010, 20_000), "not_significant"),
        ((30, 99), (60, 200), "too_small"),
        ((4, 500), (40, 500), "too_small"),
        ((498, 500), (400, 500), "too_small"),
    ],
)
def test_verdicts(first: tuple[int, int], second: tuple[int, int], code: str) -> None:
    assert verdict_code(first, second) == code


def test_small_expected_counts_go_to_the_exact_test() -> None:
    assert p_value((3, 4), (1, 4)) == fisher((3, 4), (1, 4))
    assert p_value((300, 400), (100, 400)) == two_proportion((300, 400), (100, 400))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_proportion(group: tuple[int, int]) -> None:
    low, high = wilson(*group)
    assert 0 <= low <= group[0] / group[1] + 1e-12
    assert group[0] / group[1] - 1e-12 <= high <= 1
    assert newcombe(group, group)[0] <= 0 <= newcombe(group, group)[1]


def test_an_empty_sample_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(0, 0)
