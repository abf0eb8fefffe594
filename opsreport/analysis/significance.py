"""Whether two proportions differ, without a statistics library: the pooled z-test."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from opsreport.analysis.rules import DEFAULT_RULES, Rules
from opsreport.model.number import Number

Sample = tuple[Number, Number]
"""Hits and the count they are part of."""


def two_proportion(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The two-sided p-value of the pooled z-test; 1.0 where the pooled proportion is 0 or 1."""
    (hits1, count1), (hits2, count2) = first, second
    pooled = (hits1 + hits2) / (count1 + count2)
    error = sqrt(pooled * (1 - pooled) * (1 / count1 + 1 / count2))
    return 1.0 if not error else 2 * NormalDist().cdf(-abs(hits1 / count1 - hits2 / count2) / error)


def verdict_code(first: tuple[float, float], second: tuple[float, float], rules: Rules = DEFAULT_RULES) -> str:
    """significant | not_significant | too_small for two proportions (hits, count) (C0.11)."""
    groups = (first, second)
    small = any(count < rules["arm_min"] for _, count in groups)
    if small or any(min(hits, count - hits) < rules["event_min"] for hits, count in groups):
        return "too_small"
    return "significant" if two_proportion(first, second) < rules["alpha"] else "not_significant"


def verdict_of(now: Sample, before: Sample, rules: Rules) -> str:
    """The verdict code of two samples of people; none where one is missing or is no part of its count."""
    if any(number.is_missing for number in (*now, *before)):
        return "none"
    first, second = ((hits.amount, count.amount) for hits, count in (now, before))
    if any(not 0 <= hits <= count for hits, count in (first, second)):
        return "none"
    return verdict_code(first, second, rules)
