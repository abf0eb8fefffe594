"""Intervals and tests for proportions, without a statistics library.

Wilson (1927); Newcombe, Stat Med 17:873 (1998), method 10; pooled z; Fisher's
exact test; Benjamini & Hochberg (1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt
from statistics import NormalDist

from opsreport.analysis.rules import DEFAULT_RULES, Rules

Interval = tuple[float, float]


def wilson(hits: int, count: int, level: float = 0.95) -> Interval:
    """The Wilson score interval of a proportion hits ÷ count. ValueError for an empty sample."""
    if count <= 0 or not 0 <= hits <= count:
        raise ValueError(f"{hits} of {count} is no proportion")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = hits / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(first: tuple[int, int], second: tuple[int, int], level: float = 0.95) -> Interval:
    """The interval of the difference first − second of two proportions, each (hits, count)."""
    p1, p2 = first[0] / first[1], second[0] / second[1]
    (low1, high1), (low2, high2) = wilson(*first, level), wilson(*second, level)
    below = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def two_proportion(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The two-sided p-value of the pooled z-test; 1.0 where the pooled proportion is 0 or 1."""
    (hits1, count1), (hits2, count2) = first, second
    pooled = (hits1 + hits2) / (count1 + count2)
    error = sqrt(pooled * (1 - pooled) * (1 / count1 + 1 / count2))
    return 1.0 if not error else 2 * NormalDist().cdf(-abs(hits1 / count1 - hits2 / count2) / error)


def fisher(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The two-sided p-value of Fisher's exact test of two proportions: all tables no likelier than this one."""
    chances, seen = _hypergeometric(first, second)
    limit = chances[seen] * (1 + 1e-7)
    return min(1.0, sum(chance for chance in chances.values() if chance <= limit))


def fisher_greater(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The one-sided p-value: the chance of at least as many hits in the first group."""
    chances, seen = _hypergeometric(first, second)
    return sum(chance for hits, chance in chances.items() if hits >= seen)


def benjamini_hochberg(p_values: Sequence[float], rate: float = 0.05) -> tuple[bool, ...]:
    """Which hypotheses are rejected at that false discovery rate, in the order given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    passing = [k for k, i in enumerate(order, 1) if p_values[i] <= rate * k / len(order)]
    rejected = set(order[: max(passing, default=0)])
    return tuple(index in rejected for index in range(len(p_values)))


def p_value(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The two-sided p-value: Fisher's where an expected count is below 5, else the pooled z."""
    hits, count = first[0] + second[0], first[1] + second[1]
    expected = (n * part / count for n in (first[1], second[1]) for part in (hits, count - hits))
    return fisher(first, second) if min(expected) < 5 else two_proportion(first, second)


def verdict_code(first: tuple[int, int], second: tuple[int, int], rules: Rules = DEFAULT_RULES) -> str:
    """significant | not_significant | too_small for two proportions (hits, count) (C0.11)."""
    groups = (first, second)
    small = any(count < rules["arm_min"] for _, count in groups)
    if small or any(min(hits, count - hits) < rules["event_min"] for hits, count in groups):
        return "too_small"
    return "significant" if p_value(first, second) < rules["alpha"] else "not_significant"


def _hypergeometric(first: tuple[int, int], second: tuple[int, int]) -> tuple[dict[int, float], int]:
    hits, (count1, count2) = first[0] + second[0], (first[1], second[1])
    possible = range(max(0, hits - count2), min(hits, count1) + 1)
    whole = comb(count1 + count2, hits)
    return {k: comb(count1, k) * comb(count2, hits - k) / whole for k in possible}, first[0]
