"""Sheet (as people typed it), Table (checked, every cell traceable), Dataset (all tables of a report)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from opsreport.model.number import Cells, Number, Total
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import Schema
from opsreport.model.unit import BARE, Unit

CellKind = Literal["text", "number", "date", "flag", "error", "no_value"]
Raw = str | float | bool | date | datetime | time
Spot = tuple[int, int]
Spots = tuple[Spot, ...]
MOST_RUNS = 60


class Cell(NamedTuple):
    """One filled cell as it stands in the file (a named tuple, as a month's files hold a great many).

    `kind` "error" carries the error text (#DIV/0!); "no_value" is a formula
    whose file holds no cached result. `number_format` is the Excel format
    ("0.0%"), empty for General. Blank cells are not listed.
    """

    row: int
    column: int
    kind: CellKind
    value: Raw
    number_format: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of one file: its filled cells by (row, column), both counted from 1.

    A sheet made of what a person typed in another layout has its own
    coordinates: `spots` says where each of its cells, blank ones too, really
    stands (in several cells: a value added up). `tab` names the tab it is known
    to be and `month` the one month that all of it speaks of, "" where they are
    yet to be found out. `is_mapped`: a person said what its columns are.
    """

    file: str
    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[str, ...] = ()
    hidden: bool = False
    date_1904: bool = False
    spots: Mapping[Spot, Spots] = field(default_factory=dict)
    tab: str = ""
    month: str = ""
    is_mapped: bool = False

    def origin(self, row: int, column: int) -> Origin:
        """The address of one cell."""
        return self.origin_of((row, column))

    def origin_of(self, *cells: Spot) -> Origin:
        """The address of several cells together."""
        return Origin(self.file, self.name, cells_text(spot for one in cells for spot in self.spots.get(one, (one,))))

    def row_origin(self, row: int, columns: Iterable[int]) -> Origin:
        """The address of a whole row; `columns` are those it may fill."""
        if not self.spots:
            return Origin(self.file, self.name, f"{row}:{row}")
        return self.origin_of(*((row, column) for column in columns if (row, column) in self.spots))

    def place(self, row: int, columns: Mapping[str, int]) -> Place:
        """Where a row of a table stands whose fields fill these columns of the row."""
        if not self.spots:
            return Place(self.file, self.name, row, columns)
        spots = {name: self.spots[row, column] for name, column in columns.items() if (row, column) in self.spots}
        first = min((spot[0] for found in spots.values() for spot in found), default=row)
        return Place(self.file, self.name, first, columns, spots)


def cells_text(spots: Iterable[Spot]) -> str:
    """The cells as people write them: E7, a block E7:G12, else runs down or along, whichever are fewer: E7:E9,F3.

    Where these are many, the whole range of each column; "" for no cells.
    """
    cells = set(spots)
    if not cells:
        return ""
    (top, bottom), (left, right) = ((min(side), max(side)) for side in zip(*cells, strict=True))
    if len(cells) == (bottom - top + 1) * (right - left + 1):
        return _block(top, left, bottom, right)
    down = _runs(sorted(cells, key=lambda spot: (spot[1], spot[0])), (1, 0))
    along = _runs(sorted(cells), (0, 1))
    if min(len(down), len(along)) > MOST_RUNS:
        columns = {at: [row for row, column in cells if column == at] for at in sorted({at for _, at in cells})}
        return ",".join(_block(min(rows), at, max(rows), at) for at, rows in columns.items())
    return ",".join(_block(*run[0], *run[-1]) for run in (along if len(along) < len(down) else down))


def _runs(cells: Iterable[Spot], step: Spot) -> list[list[Spot]]:
    runs: list[list[Spot]] = []
    for row, column in cells:
        if runs and runs[-1][-1] == (row - step[0], column - step[1]):
            runs[-1].append((row, column))
        else:
            runs.append([(row, column)])
    return runs


def _block(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{column_letter(left)}{top}", f"{column_letter(right)}{bottom}"
    return first if first == last else f"{first}:{last}"


def column_letter(column: int) -> str:
    """A for 1, Z for 26, AA for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row of a table stood: file, sheet, row, and each field's column.

    `spots` are the cells of each field where they do not stand in that row and column.
    """

    file: str
    sheet: str
    row: int
    columns: Mapping[str, int]
    spots: Mapping[str, Spots] | None = None

    def cells(self, name: str) -> Spots:
        """The cells of a field, none where it had no column."""
        if self.spots is not None:
            return self.spots.get(name, ())
        return ((self.row, self.columns[name]),) if name in self.columns else ()

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of the sheet that the row was read from, the first one first."""
        if self.spots is None:
            return (self.row,)
        return tuple(sorted({row for found in self.spots.values() for row, _ in found}))

    @property
    def address(self) -> str:
        """All its cells as people write them: the row (7:7), or the cells of a row that stood otherwise."""
        if self.spots is None:
            return f"{self.row}:{self.row}"
        return cells_text(spot for found in self.spots.values() for spot in found)


@dataclass(frozen=True, slots=True)
class Table:
    """One schema over all months: a frame whose index is an origin id, and the register of those ids.

    Columns are the schema's fields; money in 元, rates as fractions, months as
    "2025-06" text, missing as NaN/None. Filtering, sorting and concatenating
    the frame keep the ids, so any number walks back to its cell. The frame never
    changes, so a question asked again gets the answer it got.
    """

    schema: Schema
    frame: pd.DataFrame
    places: Mapping[int, Place] = field(default_factory=dict)
    _answers: dict[object, Table] = field(default_factory=dict, init=False, repr=False, compare=False)
    _columns: dict[str, Mapping[int, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _whole: Table | None = field(default=None, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def name(self) -> str:
        return self.schema.name

    def origin(self, row: int, column: str) -> Origin:
        """The cell of a field in a row; the whole row where the field had no column."""
        place = self.places[row]
        return Origin(place.file, place.sheet, cells_text(place.cells(column)) or place.address)

    def value(self, row: int, column: str) -> Any:
        """One cell; None where it is empty, or where the table has no such column or row."""
        whole = self if self._whole is None else self._whole  # ids stay, so its reading of a column serves all parts
        if column not in whole._columns:
            whole._columns[column] = whole._filled(column)
        return whole._columns[column].get(row)

    def _filled(self, column: str) -> Mapping[int, Any]:
        if column not in self.frame.columns:
            return {}
        cells = self.frame[column]
        filled = cells[cells.notna().to_numpy()]
        return dict(zip(filled.index.tolist(), filled.tolist(), strict=True))

    def where(self, **equal: object) -> Table:
        """The rows whose fields equal the given values (a tuple: any of them)."""
        question = tuple(equal.items())
        if question not in self._answers:
            self._answers[question] = self._where(equal)
        return self._answers[question]

    def _where(self, equal: Mapping[str, object]) -> Table:
        keep = np.ones(len(self.frame), dtype=bool)
        for name, wanted in equal.items():
            cells = self.frame[name].to_numpy(dtype=object)
            options = wanted if isinstance(wanted, tuple) else (wanted,)
            hits = [cells == (str(one) if isinstance(one, Period) else one) for one in options]
            keep &= np.logical_or.reduce(hits) if hits else False
        found = replace(self, frame=self.frame.iloc[keep.nonzero()[0]])  # one copy, however many conditions
        object.__setattr__(found, "_whole", self if self._whole is None else self._whole)
        return found

    def total(self, column: str, unit: Unit = BARE, how: Total = "sum") -> Number:
        """One field of all rows added up (counted, …) as a traced Number; missing when no cell is filled."""
        if column not in self.frame.columns:
            raise KeyError(column)
        rows = tuple(row for row in self.frame.index.tolist() if self.value(row, column) is not None)
        source = Cells(self.name, column, rows, how)
        if how == "count":
            return Number(float(len(rows)), unit, source)
        cells = np.array([self.value(row, column) for row in rows], dtype=float)
        return Number(float(getattr(np, how)(cells)) if rows else None, unit, source)


YES = ("yes", "是", "true", "1")


@dataclass(frozen=True, slots=True)
class Dataset:
    """All checked tables a report looks at, and the month it looks from.

    Its parts never change, so `answers` may keep what was once worked out from them.
    """

    period: Period
    tables: Mapping[str, Table]
    meta: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, float] = field(default_factory=dict)
    answers: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_sample(self) -> bool:
        """Whether the report information says that the numbers are a sample."""
        return self.meta.get("is_sample", "").strip().lower() in YES

    def __getitem__(self, name: str) -> Table:
        """The table of that name, possibly without rows; KeyError for a name no schema has."""
        return self.tables[name]

    def has(self, name: str, **equal: object) -> bool:
        """Whether the table holds rows (that equal the given values)."""
        return name in self.tables and len(self.tables[name].where(**equal)) > 0
