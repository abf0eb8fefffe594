"""The pooled z-test and its verdicts."""

from __future__ import annotations

import pytest

from opsreport.analysis.rules import DEFAULT_RULES
from opsreport.analysis.significance import two_proportion, verdict_code, verdict_of
from opsreport.model.number import Number


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
        ((30, 100), (60, 200), "not_significant"),
        ((4, 500), (40, 500), "too_small"),
        ((498, 500), (400, 500), "too_small"),
    ],
)
def test_verdicts(first: tuple[int, int], second: tuple[int, int], code: str) -> None:
    assert verdict_code(first, second) == code


@pytest.mark.parametrize("before", [(None, 200), (60, None), (201, 200), (-1, 200)])
def test_what_is_no_proportion_is_not_tested(before: tuple[float | None, float | None]) -> None:
    sample = Number(before[0]), Number(before[1])
    assert verdict_of((Number(30), Number(100)), sample, DEFAULT_RULES) == "none"
