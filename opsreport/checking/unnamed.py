"""Rows without a name whose numbers are those above them added up: totals that nobody called so."""

from __future__ import annotations

import numpy as np

from opsreport.checking.lines import Mask, Rows
from opsreport.checking.tabs import MONTH_KINDS
from opsreport.model.grid import KINDS

_TABS = ("channels", "users", "campaigns", "contents")
_ADDED = ("int", "money")
_NUMBER = KINDS.index("number")
_MOST, _LEAST_ADDENDS = 20, 2
_HAIR = 1e-6


def unnamed_sums(rows: Rows, left_out: Mask) -> Mask:
    """Which rows say no name and nothing but numbers, each of them what the rows above come to in its column.

    `left_out` are rows that are no data anyway. A row of which one number is another stays a row.
    """
    chosen = np.zeros(len(rows), bool)
    tab = rows.sheet.tab
    name = tab.keys[-1] if tab.keys else ""
    if tab.name not in _TABS or name not in rows.places:
        return chosen
    nameless = np.flatnonzero((rows.places[name] < 0) & ~left_out)
    for at in nameless.tolist() if len(nameless) <= _MOST else ():
        above = (np.arange(len(rows)) < at) & ~left_out & ~chosen
        chosen[at] = _is_sum(rows, at, above)
    return chosen


def _is_sum(rows: Rows, at: int, above: Mask) -> bool:
    kinds = {column.name: column.kind for column in rows.sheet.tab.columns}
    filled = [name for name, places in rows.places.items() if places[at] >= 0 and kinds[name] not in MONTH_KINDS]
    numbers = [name for name in filled if kinds[name] in _ADDED]
    return bool(numbers) and numbers == filled and all(_adds_up(rows, name, at, above) for name in numbers)


def _adds_up(rows: Rows, name: str, at: int, above: Mask) -> bool:
    """Whether the number of a row in a column is what several others above it come to."""
    places = rows.places[name]
    own = places[at]
    others = places[above & (places >= 0)]
    others = others[rows.grid.kinds[others] == _NUMBER]
    if rows.grid.kinds[own] != _NUMBER or len(others) < _LEAST_ADDENDS:
        return False
    typed, made = float(rows.grid.amounts[own]), float(rows.grid.amounts[others].sum())
    return abs(typed - made) <= max(_HAIR, _HAIR * abs(typed))
