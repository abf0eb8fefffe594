"""Order and rank: top N, ties, strictly best and worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from opsreport.analysis.summarise import Group
from opsreport.model.metric import Polarity
from opsreport.model.number import Number


def ranked(groups: Mapping[str, Group], key: str) -> tuple[str, ...]:
    """The groups' names by one measure, largest first; ties keep their order, missing ones come last."""
    return tuple(sorted(groups, key=lambda name: _order(groups[name][key])))


def top_n(groups: Mapping[str, Group], key: str, count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the `count` largest groups, and the names to fold into 其他 (never a single one).

    Fold them by adding up their rows (`summarise.totals` over `table.where(...)`):
    ratios of 其他 come from sums.
    """
    names = ranked(groups, key)
    return (names, ()) if len(names) <= count + 1 else (names[:count], names[count:])


def ranks(numbers: Sequence[Number]) -> tuple[int | None, ...]:
    """The rank of each number, the largest first; ties share a rank, missing has none."""
    values = [number.amount for number in numbers if not number.is_missing]
    return tuple(None if n.is_missing else 1 + sum(value > n.amount for value in values) for n in numbers)


def strict_best(numbers: Sequence[Number], polarity: Polarity = "up") -> int | None:
    """The index of the one best number; None for a tie, fewer than two numbers, or a metric without direction."""
    there = [(number.amount, index) for index, number in enumerate(numbers) if not number.is_missing]
    if len(there) < 2 or polarity == "none":
        return None
    first, second = sorted(there, reverse=polarity == "up")[:2]
    return None if first[0] == second[0] else first[1]


def strict_worst(numbers: Sequence[Number], polarity: Polarity = "up") -> int | None:
    """The index of the one worst number, under the conditions of `strict_best`."""
    return None if polarity == "none" else strict_best(numbers, "down" if polarity == "up" else "up")


def marked(numbers: Sequence[Number], polarity: Polarity = "up") -> tuple[Number, ...]:
    """The same numbers with the strictly best one marked, and the strictly worst one from three on."""
    best, worst = strict_best(numbers, polarity), strict_worst(numbers, polarity)
    if sum(not number.is_missing for number in numbers) < 3:
        worst = None
    return tuple(replace(n, mark=_mark(index, best, worst)) for index, n in enumerate(numbers))


def _mark(index: int, best: int | None, worst: int | None) -> Literal["", "best", "worst"]:
    return "best" if index == best else "worst" if index == worst else ""


def _order(number: Number) -> tuple[bool, float]:
    return number.is_missing, 0.0 if number.is_missing else -number.amount
