"""Sheet (as people typed it), Table (checked, every cell traceable), Dataset (all tables of a report)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from opsreport.model.cellnames import MOST_RUNS as MOST_RUNS
from opsreport.model.cellnames import Spot as Spot
from opsreport.model.cellnames import Spots as Spots
from opsreport.model.cellnames import cells_text as cells_text
from opsreport.model.cellnames import column_letter as column_letter
from opsreport.model.number import Cells, Number, Total
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import Schema
from opsreport.model.unit import BARE, Unit

CellKind = Literal["text", "number", "date", "flag", "error", "no_value"]
Raw = str | float | bool | date | datetime | time


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


class Mention(NamedTuple):
    """A cell that says units: `is_stated` where it does so for what is around it, `beside` the other texts of its row.

    `is_among_figures`: its sheet holds figures, of which it speaks. `is_over_texts`: the column below it holds none.
    """

    row: int
    column: int
    text: str
    units: tuple[str, ...]
    is_stated: bool
    beside: tuple[str, ...] = ()
    is_among_figures: bool = False
    is_over_texts: bool = False


class LastDay(NamedTuple):
    """A cell that states the last day of the data around it: 数据截至6月25日; year 0 where it says none."""

    row: int
    column: int
    text: str
    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of one file: its filled cells by (row, column), both counted from 1.

    A sheet made of what a person typed in another layout has its own
    coordinates: `spots` says where each of its cells, blank ones too, really
    stands (in several cells: a value added up). `tab` names the tab it is known
    to be and `month` the one month that all of it speaks of, "" where they are
    yet to be found out. `is_mapped`: a person said what its columns are.
    `is_earlier`: it says again what was so in an earlier month (上月, 去年同期)
    and gives way to the rows of that month. `elsewhere`: the file and sheet of
    cells that stand in another one than the rest. `is_untyped`: its file has no
    numbers or days, only texts of them (CSV, HTML). `money`: the unit of money that the lines around a made
    sheet's table state, `apart` the names that they say it does not hold for. `planned`: the period whose
    plan its title says it is. `mentions`: the cells of the sheet as read that say a unit and may speak of
    others, `last_days` those that state the last day of its data, `directions` the names beside which cells say
    whether less is better (越低越好), `tall` its numbers that are merged over several cells, each with the last.
    `span`: the title of rows without months that says another time than one month, such as Q2.
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
    is_untyped: bool = False
    is_earlier: bool = False
    elsewhere: Mapping[Spot, tuple[str, str]] = field(default_factory=dict)
    besides: Mapping[Spot, tuple[tuple[str, str, Spots], ...]] = field(default_factory=dict)
    money: str = ""
    planned: str = ""
    apart: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = field(default=(), compare=False)
    directions: Mapping[str, bool] = field(default_factory=dict)
    last_days: tuple[LastDay, ...] = ()
    tall: Mapping[Spot, Spot] = field(default_factory=dict)
    span: str = ""

    def origin(self, row: int, column: int) -> Origin:
        """The address of one cell."""
        return self.origin_of((row, column))

    def origin_of(self, *cells: Spot) -> Origin:
        """The address of several cells together; of those in the sheet of the first, where they stand in several."""
        file, name = where = self._sheet_of(cells[0]) if cells else (self.file, self.name)
        near = (one for one in cells if not self.elsewhere or self._sheet_of(one) == where)
        return Origin(file, name, cells_text(spot for one in near for spot in self.spots.get(one, (one,))))

    def _sheet_of(self, cell: Spot) -> tuple[str, str]:
        return self.elsewhere.get(cell, (self.file, self.name))

    def row_origin(self, row: int, columns: Iterable[int]) -> Origin:
        """The address of a whole row; `columns` are those it may fill."""
        if not self.spots:
            return Origin(self.file, self.name, f"{row}:{row}")
        return self.origin_of(*((row, column) for column in columns if (row, column) in self.spots))

    def place(self, row: int, columns: Mapping[str, int]) -> Place:
        """Where a row of a table stands whose fields fill these columns of the row."""
        if not self.spots:
            return Place(self.file, self.name, row, columns)
        sheets: dict[tuple[str, str], dict[str, Spots]] = {(self.file, self.name): {}}
        for name, column in columns.items():
            if (row, column) in self.spots:
                sheets.setdefault(self._sheet_of((row, column)), {})[name] = self.spots[row, column]
            for file, other, spots in self.besides.get((row, column), ()):
                sheets.setdefault((file, other), {})[name] = spots
        found = [_place(sheet, row, columns, spots) for sheet, spots in sheets.items() if spots or len(sheets) == 1]
        own, *others = found
        return replace(own, others=tuple(others)) if others else own


def _place(sheet: tuple[str, str], row: int, columns: Mapping[str, int], spots: Mapping[str, Spots]) -> Place:
    first = min((spot[0] for found in spots.values() for spot in found), default=row)
    return Place(*sheet, first, columns, spots)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row of a table stood: file, sheet, row, and each field's column.

    `spots` are the cells of each field where they do not stand in that row and
    column, `others` the places of fields that stand in other sheets.
    """

    file: str
    sheet: str
    row: int
    columns: Mapping[str, int]
    spots: Mapping[str, Spots] | None = None
    others: tuple[Place, ...] = ()

    def of(self, name: str) -> Place:
        """The place in the sheet where a field stands, the first of several."""
        return next((one for one in self.whole if one.cells(name)), self)

    @property
    def whole(self) -> tuple[Place, ...]:
        """The place in each sheet that the row was read from."""
        return (self, *self.others)

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
    changes, so a question asked again gets the answer it got. `gaps` are, for a
    column, the ids of the rows that ought to hold a number there and do not.
    """

    schema: Schema
    frame: pd.DataFrame
    places: Mapping[int, Place] = field(default_factory=dict)
    gaps: Mapping[str, frozenset[int]] = field(default_factory=dict)
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
        place = self.places[row].of(column)
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
        rows = np.arange(len(self.frame))
        for name, wanted in equal.items():
            options = {
                str(one) if isinstance(one, Period) else one
                for one in (wanted if isinstance(wanted, tuple) else (wanted,))
                if one == one  # NaN equals nothing
            }
            values = self.frame[name].to_numpy(dtype=object)[rows]
            if len(options) == 1:
                rows = rows[values == options.pop()]
            else:  # many names in one pass
                rows = rows[np.fromiter((one in options for one in values.tolist()), bool, len(rows))]
        found = replace(self, frame=self.frame.iloc[rows])  # one copy, however many conditions
        object.__setattr__(found, "_whole", self if self._whole is None else self._whole)
        return found

    def total(self, column: str, unit: Unit = BARE, how: Total = "sum") -> Number:
        """One field of all rows added up (counted, …) as a traced Number; missing when no cell is filled.

        Partial where a cell that ought to hold a number does not.
        """
        if column not in self.frame.columns:
            raise KeyError(column)
        cells = self.frame[column]
        cells = cells[cells.notna().to_numpy()]
        source = Cells(self.name, column, tuple(cells.index.tolist()), how)
        if how == "count":
            return Number(float(len(cells)), unit, source)
        made = float(getattr(np, how)(cells.to_numpy(dtype=float))) if len(cells) else None
        gaps = self.gaps.get(column, frozenset())
        return Number(made, unit, source, is_partial=bool(gaps) and not gaps.isdisjoint(self.frame.index.tolist()))


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
