"""The rows that a total may speak of, added up column by column, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from opsreport.checking.lines import Mask, Rows
from opsreport.model.grid import KINDS, Floats, Ints
from opsreport.model.origin import Origin
from opsreport.model.precision import rounding, rounding_of_sum

Key = tuple[tuple[str, object], ...]
_MOST_LISTED = 1_000
_NUMBER = KINDS.index("number")
_MOST_SHOWN = 1e10  # so large a number is not looked at to its last digit


class Columns:
    """The rows of a tab by column: their numbers, what rounding may have taken from each, and which are alike."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._numbers: dict[str, Floats] = {}
        self._grains: dict[str, Floats] = {}
        self._codes: dict[str, tuple[Ints, dict[object, int]]] = {}
        self._alike: dict[Key, Group] = {}

    def alike(self, key: Key) -> Group:
        """The rows that have these values, in the order of the sheet; all for no values, but the targets of a year."""
        if key not in self._alike:
            found = self._but_of_years(key)
            for name, value in key:
                codes, known = self._coded(name)
                found &= codes == known.get(value, -2)
            self._alike[key] = Group(self, np.flatnonzero(found))
        return self._alike[key]

    def of_months(self, key: Key, name: str, months: Sequence[str]) -> Part:
        """The rows that have these values and, in the column `name`, one of some months."""
        codes, known = self._coded(name)
        at = self.alike(key).at
        return Group(self, at[np.isin(codes[at], [known[month] for month in months])]).whole

    def _but_of_years(self, key: Key) -> Mask:
        """All rows, without those of a whole year, which holds the months beside it."""
        name = next((one.name for one in self.rows.sheet.tab.columns if one.kind == "period"), "")
        if not name or name in dict(key):
            return np.ones(len(self.rows), bool)
        codes, known = self._coded(name)
        years = [code for value, code in known.items() if isinstance(value, str) and len(value) == len("2025")]
        return ~np.isin(codes, years)

    def _coded(self, name: str) -> tuple[Ints, dict[object, int]]:
        if name not in self._codes:
            codes, known = pd.factorize(self.rows.values(name))
            self._codes[name] = codes, {value: code for code, value in enumerate(known.tolist())}
        return self._codes[name]

    def numbers(self, name: str) -> Floats:
        """A number a row, NaN where there is none."""
        if name not in self._numbers:
            self._numbers[name] = self.rows.floats(name)
        return self._numbers[name]

    def grains(self, name: str) -> Floats:
        """How far rounding may have moved the number of each row."""
        if name not in self._grains:
            numbers, grid = self.numbers(name), self.rows.grid
            grains = np.zeros(len(numbers))
            there = np.flatnonzero(~np.isnan(numbers) & self.rows.has_cell(name))
            there = there[~self._is_in_full(name, there)]
            cells = grid.cells(self.rows.places[name][there]) if len(there) else ()
            for at, cell in zip(there.tolist(), cells, strict=True):
                grains[at] = rounding(cell, float(numbers[at]))
            self._grains[name] = grains
        return self._grains[name]

    def _is_in_full(self, name: str, there: Ints) -> Mask:
        """Which of some filled rows hold a whole number that stands there as it is, from which nothing was taken."""
        grid, numbers = self.rows.grid, self.numbers(name)[there]
        cells = self.rows.places[name][there]
        is_plain = np.array([not style for style in grid.formats], bool)[grid.styles[cells]]
        same = is_plain & (grid.kinds[cells] == _NUMBER) & (grid.amounts[cells] == numbers)
        found: Mask = same & (np.rint(numbers) == numbers) & (np.abs(numbers) < _MOST_SHOWN)
        return found


class Group:
    """Rows that are alike, each column added up from the first row on."""

    def __init__(self, columns: Columns, at: Ints) -> None:
        self.columns, self.at, self.numbers = columns, at, columns.rows.numbers[at]
        self._sums: dict[tuple[str, str], Floats] = {}

    @property
    def whole(self) -> Part:
        """All of them."""
        return Part(self, 0, len(self.at))

    def between(self, above: int, below: int) -> Part:
        """Those in the rows of the sheet between two others."""
        return Part(self, int(self.numbers.searchsorted(above, "right")), int(self.numbers.searchsorted(below)))

    def running(self, name: str, what: str) -> Floats:
        """The running sum of a column, of how many numbers it has, or of its grains or their squares; 0 first."""
        if (name, what) not in self._sums:
            numbers = self.columns.numbers(name)[self.at]
            if what in ("grain", "square"):
                numbers = self.columns.grains(name)[self.at] ** (2 if what == "square" else 1)
            added = ~np.isnan(numbers) if what == "count" else np.nan_to_num(numbers)
            self._sums[name, what] = np.concatenate([[0.0], np.cumsum(added)])
        return self._sums[name, what]


class Part(NamedTuple):
    """The rows of a group from one on, up to another; `is_mean`: it is their mean that they come to.

    A named tuple, as a sheet with a great many totals has several for each.
    """

    group: Group
    first: int
    last: int
    is_mean: bool = False

    @property
    def size(self) -> int:
        """How many rows it has."""
        return max(0, self.last - self.first)

    def summed(self, name: str) -> tuple[float, int]:
        """The sum of a column, and of how many numbers."""
        return self._added(name, "sum"), int(self._added(name, "count"))

    def made(self, name: str) -> float:
        """What a column comes to: its sum, or its mean."""
        if not self.is_mean:
            return self._added(name, "sum")
        summed, count = self.summed(name)
        return summed / count if count else summed

    def rounded(self, name: str) -> float:
        """How far rounding may have moved the sum: at worst half a digit a row, of many rows three deviations."""
        return float(rounding_of_sum(self._added(name, "grain"), self._added(name, "square")))

    def origins(self, name: str) -> tuple[Origin, ...]:
        """The cells of a column, as one; of a great many rows from the first to the last."""
        sheet = self.group.columns.rows.sheet
        rows = self.group.numbers[self.first : self.last].tolist()
        column = sheet.columns[name]
        if not rows:
            return ()
        if len(rows) <= _MOST_LISTED:
            return (sheet.sheet.origin_of(*((row, column) for row in rows)),)
        first, last = (sheet.sheet.origin_of((row, column)) for row in (rows[0], rows[-1]))
        return (replace(first, cell=f"{first.cell}:{last.cell}"),)

    def _added(self, name: str, what: str) -> float:
        running = self.group.running(name, what)
        return float(running[max(self.first, self.last)] - running[self.first])
