"""The rows of a tab that people filled, kept column by column, and one of them seen by itself."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from opsreport.checking.tabs import TabSheet
from opsreport.checking.units import Measure
from opsreport.model.amount import Amount
from opsreport.model.grid import KINDS, Floats, Grid, Ints
from opsreport.model.origin import Origin
from opsreport.model.table import Cell

Value = str | float | bool | datetime | Amount | Measure | None
Mask = npt.NDArray[np.bool_]
# where the cells of a column stand in the order of a Grid, row by row; -1 for a blank
Places = npt.NDArray[np.int32]
# a value a row: floats with NaN where there is none, or objects with None
Values = npt.NDArray[Any]
_NO_AMOUNT = Amount(math.nan)
_TEXT = KINDS.index("text")


@dataclass(frozen=True, slots=True, eq=False)
class Rows(Sequence["Line"]):
    """Rows of one tab: their numbers in the sheet, by column name their cells and, once typed, their values.

    As a sequence it gives each row as a Line, made when it is asked for.
    """

    sheet: TabSheet
    grid: Grid
    numbers: Ints
    places: Mapping[str, Places]
    typed: Mapping[str, Values] = field(default_factory=dict)
    _amounts: dict[str, tuple[Floats, Mask]] = field(default_factory=dict, init=False, repr=False)
    _texts: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False)
    _sorts: dict[tuple[str, ...], tuple[Ints, list[int]]] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> Line | Rows:
        if isinstance(at, slice):
            return self.taken(np.arange(len(self))[at])
        return Line(self, range(len(self))[at])

    def __iter__(self) -> Iterator[Line]:
        return (Line(self, at) for at in range(len(self)))

    def taken(self, rows: Ints) -> Rows:
        """Only these of the rows."""
        places = {name: places[rows] for name, places in self.places.items()}
        typed = {name: values[rows] for name, values in self.typed.items()}
        return Rows(self.sheet, self.grid, self.numbers[rows], places, typed)

    def value(self, name: str, at: int) -> Value:
        """The value of a column in a row; None where it is blank."""
        values = self.typed.get(name)
        value: Value = None if values is None else values.item(at)
        return None if value != value else value

    def values(self, name: str) -> Values:
        """The values of a column as objects, None where blank."""
        values = self.typed.get(name)
        return np.full(len(self), None) if values is None else objects(values)

    def texts(self, name: str) -> list[str]:
        """The texts of a column, "" where a row has none."""
        if name not in self._texts:
            self._texts[name] = [one if isinstance(one, str) else "" for one in self.values(name).tolist()]
        return self._texts[name]

    def months_of(self, name: str) -> Mapping[str, set[str]]:
        """The months of each text of a column, "" for none, in the order of the texts."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for text, month in zip(self.texts(name), self.texts("month"), strict=True):
            found[text].add(month)
        found.pop("", None)
        return found

    def floats(self, name: str) -> Floats:
        """The numbers of a column, NaN where there is none."""
        values = self.typed.get(name)
        if values is not None and values.dtype != object:
            return values.astype(float)
        numbers = (one.value if isinstance(one, Amount) else one for one in self.values(name).tolist())
        return np.array([one if isinstance(one, float) else math.nan for one in numbers], dtype=float)

    def amounts(self, name: str) -> tuple[Floats, Mask]:
        """The numbers of a column of amounts, NaN where there is none, and which of them say their unit."""
        if name not in self._amounts:
            numbers, is_said = np.full(len(self), math.nan), np.zeros(len(self), bool)
            at, values = np.flatnonzero(self.is_filled(name)), self.values(name)
            some = [one if isinstance(one, Amount) else _NO_AMOUNT for one in values[at].tolist()]
            numbers[at] = [one.value for one in some]
            is_said[at] = [not one.is_bare for one in some]
            self._amounts[name] = numbers, is_said
        return self._amounts[name]

    def is_filled(self, name: str) -> Mask:
        """Which rows have a value in a column."""
        values = self.typed.get(name)
        return np.zeros(len(self), bool) if values is None else filled(values)

    def has_text(self, name: str) -> Mask:
        """Which rows have a cell with a text in a column."""
        places = self.places.get(name)
        if places is None or not len(self.grid):
            return np.zeros(len(self), bool)
        found: Mask = (places >= 0) & (self.grid.kinds[places] == _TEXT)
        return found

    def has_cell(self, name: str) -> Mask:
        """Which rows have a cell in a column."""
        places = self.places.get(name)
        return np.zeros(len(self), bool) if places is None else places >= 0

    def sorts(self, *names: str) -> tuple[Ints, list[int]]:
        """Of each row its sort, and the first row of each: rows of one sort have the same cells and values there."""
        if names not in self._sorts:
            codes = np.zeros(len(self), np.int64)
            for name in names:
                own = _equal(self.values(name)) * 2 + self.has_cell(name)
                codes = np.unique(codes * (2 * len(self)) + own, return_inverse=True)[1]
            self._sorts[names] = codes, np.unique(codes, return_index=True)[1].tolist()
        return self._sorts[names]

    def firsts(self, *names: str) -> Iterator[Line]:
        """The first row of each sort, in their order."""
        return (self[at] for at in sorted(self.sorts(*names)[1]))

    def lines_like(self, names: tuple[str, ...], is_such: Callable[[Line], bool]) -> Iterator[Line]:
        """The rows of the sorts of which that holds, which only looks at these columns; asked once a sort."""
        codes, firsts = self.sorts(*names)
        hits = np.fromiter((is_such(self[at]) for at in firsts), bool, len(firsts))
        return (self[at] for at in np.flatnonzero(hits[codes]).tolist())

    def cells(self, name: str) -> Iterator[Cell]:
        """The filled cells of a column, row by row."""
        places = self.places[name]
        return self.grid.cells(places[places >= 0])

    def origin(self, at: int, column: str) -> Origin:
        """The cell of a column in a row."""
        return self.sheet.origin(int(self.numbers[at]), column)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a tab: its cells as read and, once typed, its values, both by column name; blanks are not listed."""

    rows: Rows
    at: int

    @property
    def sheet(self) -> TabSheet:
        return self.rows.sheet

    @property
    def row(self) -> int:
        return int(self.rows.numbers[self.at])

    @property
    def cells(self) -> Mapping[str, Cell]:
        return _Cells(self.rows, self.at)

    @property
    def values(self) -> Mapping[str, Value]:
        return _Values(self.rows, self.at)

    def origin(self, column: str) -> Origin:
        """The cell of a column in this row."""
        return self.sheet.origin(self.row, column)

    def text(self, column: str) -> str:
        """A text value, "" where blank."""
        return self.rows.texts(column)[self.at]


class _Cells(Mapping[str, Cell]):
    """The filled cells of one row."""

    __slots__ = ("_at", "_rows")

    def __init__(self, rows: Rows, at: int) -> None:
        self._rows, self._at = rows, at

    def __getitem__(self, name: str) -> Cell:
        place = int(self._rows.places[name][self._at])
        if place < 0:
            raise KeyError(name)
        return self._rows.grid.cell(place)

    def get(self, name: str, default: Any = None) -> Any:
        # that of Mapping raises and catches a KeyError for every blank
        places = self._rows.places.get(name)
        place = -1 if places is None else places.item(self._at)
        return default if place < 0 else self._rows.grid.cell(place)

    def __contains__(self, name: object) -> bool:
        return name in self._rows.places and bool(self._rows.places[str(name)][self._at] >= 0)

    def __iter__(self) -> Iterator[str]:
        return (name for name, places in self._rows.places.items() if places[self._at] >= 0)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Values(Mapping[str, Value]):
    """The values of one row."""

    __slots__ = ("_at", "_rows")

    def __init__(self, rows: Rows, at: int) -> None:
        self._rows, self._at = rows, at

    def __getitem__(self, name: str) -> Value:
        value = self._rows.value(name, self._at)
        if value is None:
            raise KeyError(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        value = self._rows.value(name, self._at)
        return default if value is None else value

    def items(self) -> ItemsView[str, Value]:
        # that of Mapping looks at each value twice
        said = ((name, self._rows.value(name, self._at)) for name in self._rows.typed)
        return {name: value for name, value in said if value is not None}.items()

    def __contains__(self, name: object) -> bool:
        return self._rows.value(str(name), self._at) is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._rows.typed if self._rows.value(name, self._at) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def objects(values: Values) -> Values:
    """The same values as objects, None where there is none."""
    if values.dtype == object:
        return values
    made = values.astype(object)
    made[np.isnan(values)] = None
    return made


def filled(values: Values) -> Mask:
    """Which of the values there are."""
    found: Mask = pd.notna(values)
    return found


def _equal(values: Values) -> Ints:
    """A number for each of some objects, the same for equal ones; quick where many are the same object."""
    _, firsts, same = np.unique(
        np.fromiter(map(id, values), np.uint64, len(values)), return_index=True, return_inverse=True
    )
    known: dict[object, int] = {}
    codes = [known.setdefault(values[at], len(known)) for at in firsts.tolist()]
    return np.array(codes, np.int64)[same]


def object_array(values: Sequence[object]) -> Values:
    """An array of these very objects, tuples too."""
    return np.fromiter(values, dtype=object, count=len(values))


def distinct(numbers: Ints, below: int) -> tuple[Ints, Ints]:
    """The different ones of some numbers from 0 on, rising, and of each where it stands among them."""
    is_there = np.zeros(below, bool)
    is_there[numbers] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[numbers]
