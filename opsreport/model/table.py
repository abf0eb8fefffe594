"""Sheet (as people typed it), Table (checked, every cell traceable), Dataset (all tables of a report)."""

from __future__ import annotations

from collections.abc import Mapping
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
    """One sheet of one file: its filled cells by (row, column), both counted from 1."""

    file: str
    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[str, ...] = ()
    hidden: bool = False
    date_1904: bool = False

    def origin(self, row: int, column: int) -> Origin:
        """The address of one cell."""
        return Origin(self.file, self.name, f"{column_letter(column)}{row}")


def column_letter(column: int) -> str:
    """A for 1, Z for 26, AA for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row of a table stood: file, sheet, row, and each field's column."""

    file: str
    sheet: str
    row: int
    columns: Mapping[str, int]


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
        """The cell of a field in a row; the row's sheet alone where the field had no column."""
        place = self.places[row]
        if column not in place.columns:
            return Origin(place.file, place.sheet, f"{place.row}:{place.row}")
        return Origin(place.file, place.sheet, f"{column_letter(place.columns[column])}{place.row}")

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
