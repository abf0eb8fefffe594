"""Which rows come to the rows right below or above them in every column that adds up, and how likely that is chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opsreport.checking.addends import Columns
from opsreport.checking.lines import Mask, Rows
from opsreport.model.grid import Floats

_ADDED_KINDS = ("int", "money")
_SHARED = ("base",)  # the sample that answers have in common
_HAIR = 1e-9
_LEAST_COLUMNS, _MOST_GROUP = 2, 200
# a sum that chance would bring about once in so many tables, as a power of ten: taken as one; told as one
_SURE, _LIKELY = 2.0, 1.0
_STEPS = (1e6, 1e5, 1e4, 1e3, 100.0, 10.0, 1.0, 0.1, 0.01, 0.001)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of rows in the columns that add up, NaN for a blank, and how far rounding may have moved them."""

    numbers: Floats
    grains: Floats

    def has_any(self, at: int) -> bool:
        """Whether a row has a number that is not 0."""
        return bool((np.nan_to_num(self.numbers[at]) != 0).any())

    def come_to(self, whole: int, parts: Sequence[int]) -> bool:
        """Whether rows come to another in each column that this one has."""
        there = ~np.isnan(self.numbers[whole])
        return bool(there.any() and (self._off(whole, parts) <= self._slack(whole, parts))[there].all())

    def fit_in(self, whole: int, parts: Sequence[int]) -> bool:
        """Whether rows come to no more than another in each column that this one has."""
        there = ~np.isnan(self.numbers[whole])
        return bool(self._fits(whole, parts)[there].all())

    def are_inside(self, whole: int, parts: Sequence[int]) -> bool:
        """Whether each of some rows is no more than another in any column, and they are not in all of them together.

        People may be counted in several of the parts, and once in the whole.
        """
        there = ~np.isnan(self.numbers[whole])
        return all(self.fit_in(whole, (part,)) for part in parts) and bool(self._fits(whole, parts)[there].any())

    def _fits(self, whole: int, parts: Sequence[int]) -> Mask:
        more = np.nan_to_num(self.numbers[list(parts)]).sum(axis=0) - np.nan_to_num(self.numbers[whole])
        fits: Mask = more <= self._slack(whole, parts)
        return fits

    def _off(self, whole: int, parts: Sequence[int]) -> Floats:
        made: Floats = np.abs(np.nan_to_num(self.numbers[list(parts)]).sum(axis=0) - self.numbers[whole])
        return made

    def _slack(self, whole: int, parts: Sequence[int]) -> Floats:
        hair = np.abs(np.nan_to_num(self.numbers[whole])) * _HAIR + _HAIR
        made: Floats = self.grains[whole] + self.grains[list(parts)].sum(axis=0) + hair
        return made

    def digits(self, whole: int, parts: Sequence[int]) -> float:
        """How many digits agree in all columns together, those that every number there ends with not counted."""
        rows, slacks = [whole, *parts], self._slack(whole, parts)
        columns = np.flatnonzero((self._off(whole, parts) <= slacks) & (self.numbers[whole] != 0)).tolist()
        values = [np.nan_to_num(self.numbers[rows, at]) for at in columns]
        told: dict[tuple[float, ...], float] = {}  # a column in a fixed ratio to another says no more than that
        for at, own in zip(columns, values, strict=True):
            shares = tuple(np.round(own / own[0], 3).tolist())
            told[shares] = max(told.get(shares, 0.0), _digits(own, float(slacks[at])))
        return sum(told.values())

    def columns(self, whole: int) -> int:
        """How many numbers of a row are not 0."""
        return int((np.nan_to_num(self.numbers[whole]) != 0).sum())


@dataclass(frozen=True, slots=True)
class Made:
    """A row, the rows beside it that come to it, whether that is no chance, and whether they do in every column."""

    whole: int
    parts: tuple[int, ...]
    is_sure: bool
    is_whole: bool = True


def figures_of(rows: Rows) -> Figures:
    """The columns of a table in which its rows add up."""
    columns = Columns(rows)
    kinds = {column.name: column.kind for column in rows.sheet.tab.columns if column.name not in _SHARED}
    names = [name for name in rows.places if kinds.get(name) in _ADDED_KINDS and name in rows.typed]
    blank = np.zeros((len(rows), 0))
    numbers = np.column_stack([blank, *(columns.numbers(name) for name in names)])
    return Figures(numbers, np.column_stack([blank, *(columns.grains(name) for name in names)]))


def sums_in(figures: Figures, rows: Sequence[int]) -> Iterator[Made]:
    """The rows that others beside them come to, those of the fewest first; one that is a sum is no part of another."""
    left, sure = list(rows), list[Made]()
    if len(rows) > _MOST_GROUP:
        return
    while one := _shortest(figures, left, _in_all) or _all_others(figures, left):
        whole, parts = one
        margin = figures.digits(whole, parts) - math.log10(_windows(len(rows)))
        is_sure = figures.columns(whole) >= _LEAST_COLUMNS and margin >= (0.0 if sure else _SURE)
        if is_sure or margin >= _LIKELY:
            yield Made(whole, parts, is_sure)
        if is_sure:
            sure.append(Made(whole, parts, is_sure))
        left.remove(whole)
    yield from _single(figures, rows, sure)
    while one := _shortest(figures, left, _in_some):
        if figures.digits(*one) - math.log10(_windows(len(rows))) >= _SURE and figures.are_inside(*one):
            yield Made(*one, is_sure=False, is_whole=False)
        left.remove(one[0])


def _windows(count: int) -> int:
    """How many runs of rows beside a row there are to look at."""
    return max(1, (count - 1) * (count - 2))


def _in_all(is_same: Mask, is_less: Mask, has: Mask) -> Mask:
    """Which rows come to what is beside them in every column."""
    return np.array(is_same.all(axis=1))


def _in_some(is_same: Mask, is_less: Mask, has: Mask) -> Mask:
    """Which do in several columns and are less in the others, in which the same people may be counted twice."""
    several = (is_same & has).sum(axis=1) >= _LEAST_COLUMNS
    return np.array((is_same | is_less).all(axis=1) & several)


def _shortest(
    figures: Figures, rows: Sequence[int], is_sum: Callable[[Mask, Mask, Mask], Mask]
) -> tuple[int, tuple[int, ...]] | None:
    """A row and the fewest rows, two at least, right below or above it that come to it; None where there is none."""
    numbers, grains = np.nan_to_num(figures.numbers[list(rows)]), figures.grains[list(rows)]
    is_blank = np.isnan(figures.numbers[list(rows)])
    if not numbers.shape[1]:
        return None
    below = np.vstack([np.zeros(numbers.shape[1]), np.cumsum(numbers, axis=0)])
    slack = np.vstack([np.zeros(numbers.shape[1]), np.cumsum(grains, axis=0)])
    hair = np.abs(numbers) * _HAIR + _HAIR + grains
    for count in range(2, len(rows)):
        made, loose = below[count:] - below[:-count], slack[count:] - slack[:-count]
        for shift in (1, -count):
            first = max(0, -shift)  # the first row that has so many beside it
            last = min(len(rows), len(made) - shift)
            own, at = slice(first, last), slice(first + shift, last + shift)
            off, slack_here = made[at] - numbers[own], hair[own] + loose[at]
            is_same = (np.abs(off) <= slack_here) | is_blank[own]
            for row in (np.flatnonzero(is_sum(is_same, off > slack_here, numbers[own] != 0)) + first).tolist():
                parts = range(row + shift, row + shift + count)
                if _is_made_of(numbers, row, parts):
                    return rows[row], tuple(rows[one] for one in parts)
    return None


def _all_others(figures: Figures, rows: Sequence[int]) -> tuple[int, tuple[int, ...]] | None:
    """A row in the midst of those that come to it, which are all others; None where there is none."""
    twice = 2 * np.nan_to_num(figures.numbers[list(rows)])
    off = np.abs(twice - twice.sum(axis=0) / 2)
    for place in np.flatnonzero((off <= 1 + _HAIR * np.abs(twice)).any(axis=1)).tolist():
        parts = [*rows[:place], *rows[place + 1 :]]
        if len(parts) > 1 and figures.has_any(rows[place]) and figures.come_to(rows[place], parts):
            return rows[place], tuple(parts)
    return None


def _is_made_of(numbers: Floats, row: int, parts: range) -> bool:
    """Whether a row with numbers comes to several rows, none of which alone is all of it."""
    there = numbers[row] != 0
    own: Mask = np.isclose(numbers[parts.start : parts.stop][:, there], numbers[row][there], rtol=_HAIR).all(axis=1)
    return bool(there.any() and not own.any())


def _single(figures: Figures, rows: Sequence[int], sure: Sequence[Made]) -> Iterator[Made]:
    """Beside sums of several rows, a row that says the same as the one row next to it, as such a sum of one does."""
    taken = {at for one in sure for at in (one.whole, *one.parts)}
    if not sure:
        return
    step = 1 if sure[0].parts[0] > sure[0].whole else -1
    for place, whole in enumerate(rows):
        part = rows[place + step] if 0 <= place + step < len(rows) else whole
        is_free = whole != part and whole not in taken and part not in taken
        if is_free and figures.columns(whole) >= _LEAST_COLUMNS and figures.come_to(whole, (part,)):
            taken |= {whole, part}
            yield Made(whole, (part,), is_sure=True)


def _digits(values: Floats, slack: float) -> float:
    """How many digits the first number has above the last one that may differ."""
    step = next((one for one in _STEPS if np.allclose(values / one, np.round(values / one), atol=1e-6, rtol=0)), 0.0)
    return max(0.0, math.log10(abs(float(values[0])) / max(step, 2 * slack, _HAIR)))
