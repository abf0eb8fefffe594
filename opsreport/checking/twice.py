"""Two tables of channels with the same numbers, one in sums and one in detail: together they count all twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from opsreport.checking.addends import Columns
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.lines import Rows
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.schemas.starter import CHANNELS

_COUNTED = ("impressions", "clicks", "visits", "new_users", "payers", "revenue", "spend")
# so many sums that are not small do not agree by chance
_FEWEST, _LEAST, _HAIR, _CLOSE = 2, 100.0, 1e-6, 0.002
_MOST_ROWS, _MOST_TABLES, _MOST_NAMED = 200, 40, 4

Sums = Mapping[str, tuple[float, float]]


def counted_twice(sheets: Sequence[Rows], period: Period) -> Iterator[Finding]:
    """A block for each pair of tables of the report month of which one is, or has a row that is, the other's sum."""
    blocks = [block for rows in sheets if rows.sheet.tab == CHANNELS for block in _blocks(rows, period)]
    for one, other in combinations(blocks[:_MOST_TABLES], 2):
        whole, parts = (one, other) if len(one) <= len(other) else (other, one)
        names, others = {*whole.texts("channel")}, {*parts.texts("channel")}
        if "" in names | others:
            continue  # those without a name are another matter
        if both := names & others:  # the same channels said again too, but what of the rest?
            whole, parts = _without(whole, both), _without(parts, both)
        if not (len(whole) and len(parts)):
            continue
        if len(parts) > 1 and _is_same(_sums(whole), _sums(parts)):
            yield _told(whole, parts)
        elif row := _row_alike(whole, parts) or _row_alike(parts, whole):
            yield _told(*row)


def _without(rows: Rows, names: Collection[str]) -> Rows:
    return rows.taken(np.flatnonzero([name not in names for name in rows.texts("channel")]))


def _told(rows: Rows, parts: Rows) -> Finding:
    seen, names = (listed(part.texts("channel"), _MOST_NAMED) for part in (rows, parts))
    where = ranges([part.origin(at, "channel") for part in (rows, parts) for at in range(len(part))])
    return found("counted_twice", where, CHANNELS, seen=seen, names=names)


def _blocks(rows: Rows, period: Period) -> list[Rows]:
    """The rows of a month in runs without a gap: blank rows or a header stand between two tables."""
    of_month = np.flatnonzero(np.array(rows.texts("month")) == str(period))
    if not 0 < len(of_month) <= _MOST_ROWS:
        return []
    spots, column = rows.sheet.sheet.spots, rows.sheet.columns.get("channel", 0)
    at = np.array([(spots.get((row, column)) or ((row, column),))[0][0] for row in rows.numbers.tolist()])
    filled, which = np.unique(at, return_inverse=True)
    block = np.cumsum(np.diff(filled, prepend=filled[:1]) > 1)[which][of_month]
    return [rows.taken(of_month[block == one]) for one in np.unique(block).tolist()]


def _row_alike(whole: Rows, parts: Rows) -> tuple[Rows, Rows] | None:
    """The first row of the one table that the other adds up to, with that other; None where no row is its sum."""
    total = _sums(parts)
    rows = (whole.taken(np.array([at])) for at in range(len(whole)) if len(parts) > 1)
    return next(((row, parts) for row in rows if _is_same(_sums(row), total)), None)


def _sums(rows: Rows) -> Sums:
    """The sum of each column that is counted, and how far rounding may have moved it."""
    there = [name for name in _COUNTED if rows.is_filled(name).any()]
    whole = Columns(rows).alike(()).whole
    return {name: (whole.made(name), whole.rounded(name)) for name in there}


def _is_same(one: Sums, other: Sums) -> bool:
    """Whether all sums that both have are equal but for rounding, and enough of them are large and told closely."""
    shared = [(*one[name], *other[name]) for name in one.keys() & other.keys()]
    told = [large for a, near, b, by in shared if (large := min(a, b)) >= _LEAST and near + by <= _CLOSE * large]
    return len(told) >= _FEWEST and all(abs(a - b) <= near + by + _HAIR * max(a, b) for a, near, b, by in shared)
