"""A whole column of cells → typed values, each as `read_cell` reads it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from opsreport.checking.bounded import read_bound
from opsreport.checking.cells import Asked, Coerced, Seen, Trouble, read_cell
from opsreport.checking.lines import Mask, Places, Value, Values, distinct, object_array
from opsreport.checking.looks import is_percent_look, is_plain_look, scaled
from opsreport.checking.quickly import quick_numbers, quick_reader
from opsreport.model.amount import Amount
from opsreport.model.grid import KINDS, Grid, Ints
from opsreport.model.table import Cell
from opsreport.schemas.choices import DITTO_MARKS

_NUMBER, _TEXT, _DATE = (KINDS.index(kind) for kind in ("number", "text", "date"))
_FLOATS = ("int", "money", "share")
_MOST_REMEMBERED = 10_000
_BATCH = 1_000
_DITTO = "ditto"


@dataclass(frozen=True, slots=True)
class Told:
    """What cells were seen to say: of each its value, the form it is typed in ("" as it should be), its trouble."""

    values: list[Value] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    troubles: dict[int, Trouble] = field(default_factory=dict)

    def add(self, seen: Seen) -> None:
        """One more."""
        if isinstance(seen, Trouble):
            self.troubles[len(self.values)] = seen
        self.values.append(_value(seen))
        self.forms.append(seen.form if isinstance(seen, Coerced) else "")


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a column, a row each, and the rows with trouble and, by form, those typed in another form."""

    values: Values
    troubles: list[tuple[int, Trouble]] = field(default_factory=list)
    coerced: dict[str, list[int]] = field(default_factory=dict)

    def put(self, rows: Ints, codes: Ints, told: Told) -> None:
        """What was seen in some rows; `codes` say for each of them which of those told it was."""
        if not len(rows):
            return
        is_float = self.values.dtype != object
        made = np.array(told.values, dtype=float) if is_float else object_array(told.values)  # None becomes NaN
        self.values[rows] = made[codes]
        if told.troubles:
            hits = np.flatnonzero(np.isin(codes, list(told.troubles)))
            self.troubles.extend((int(rows[at]), told.troubles[int(codes[at])]) for at in hits.tolist())
        forms = {form: number for number, form in enumerate(dict.fromkeys(filter(None, told.forms)), 1)}
        said = np.array([forms.get(form, 0) for form in told.forms])[codes] if forms else None
        for form, number in forms.items():
            self.coerced.setdefault(form, []).extend(rows[said == number].tolist())

    def refuse(self, row: int, form: str, trouble: Trouble) -> None:
        """Makes a cell that was read in some form one that gives no value."""
        self.values[row] = math.nan if self.values.dtype != object else None
        self.coerced[form].remove(row)
        if not self.coerced[form]:
            del self.coerced[form]
        self.troubles.append((row, trouble))
        self.troubles.sort(key=lambda one: one[0])

    def settle(self, row: int, value: Value, form: str) -> None:
        """Gives a cell that had two readings, or one that something else of its row makes another, its value."""
        self.values[row] = value
        self.troubles[:] = [one for one in self.troubles if one[0] != row]
        for rows in self.coerced.values():
            if row in rows:
                rows.remove(row)
        self.coerced.setdefault(form, []).append(row)
        self.coerced[form].sort()
        for empty in [one for one, rows in self.coerced.items() if not rows]:
            del self.coerced[empty]


def read_column(grid: Grid, places: Places, asked: Asked) -> Column:
    """Every cell of a column read; `places` say where that of each row stands in the grid, -1 for a blank."""
    column = Column(np.full(len(places), math.nan if asked.column.kind in _FLOATS else None))
    rows = np.flatnonzero(places >= 0)
    at = places[rows]
    kinds = grid.kinds[at]
    is_quick = _plain_cells(grid, at, kinds, asked)
    column.values[rows[is_quick]] = _plain_values(grid, at[is_quick], asked)
    is_text = (kinds == _TEXT) & ~is_quick
    column.put(rows[is_text], *_texts(grid, at[is_text], asked))
    others = ~(is_quick | is_text)
    column.put(rows[others], *_one_by_one(grid.cells(at[others]), asked))
    if _DITTO in column.coerced:
        _repeat(column, grid, places, asked)
    column.troubles.sort(key=lambda trouble: trouble[0])
    for found in column.coerced.values():
        found.sort()
    return column


def _repeat(column: Column, grid: Grid, places: Places, asked: Asked) -> None:
    """Gives the cells that say 同上 or 〃 the value above them; the first ones have none and are read as they stand."""
    for row in column.coerced.get(_DITTO, ())[:]:
        above = column.values.item(row - 1) if row else None
        if above is not None:
            column.values[row] = above
            continue
        read = read_cell(grid.cell(int(places[row])), asked)
        if isinstance(read, Trouble):
            column.refuse(row, _DITTO, read)
        else:
            column.settle(row, _value(read), "text")


def _value(seen: Seen) -> Value:
    if isinstance(seen, Trouble):
        return None
    return seen.value if isinstance(seen, Coerced) else seen


def _plain_cells(grid: Grid, at: Places, kinds: npt.NDArray[np.uint8], asked: Asked) -> Mask:
    """Which cells are the very value: numbers that no format makes another, percentages as shares, moments."""
    match asked.column.kind:
        case "int" | "money" | "measure":
            is_fit = np.array([is_plain_look(code) for code in grid.formats], bool)
        case "share":
            is_fit = np.array([is_percent_look(code) for code in grid.formats], bool)
        case "date" | "datetime":
            dates: Mask = kinds == _DATE
            held = (grid.held[one] for one in grid.amounts[at[dates]].astype(np.int64).tolist())
            dates[dates] = [isinstance(one, date) for one in held]
            return dates
        case _:
            return np.zeros(len(at), bool)
    is_plain: Mask = (kinds == _NUMBER) & is_fit[grid.styles[at]]
    return is_plain


def _plain_values(grid: Grid, at: Places, asked: Asked) -> Values:
    amounts = grid.amounts[at]
    match asked.column.kind:
        case "int" | "money" if asked.factor != 1:
            return np.array([scaled(amount, asked.factor) for amount in amounts.tolist()])
        case "measure":
            return object_array([Amount(amount) for amount in amounts.tolist()])
        case "datetime" | "date" as kind:
            moments = [grid.held[one] for one in amounts.astype(np.int64).tolist()]
            days = {one: _day(one) for one in set(moments) if kind == "date" or not isinstance(one, datetime)}
            return object_array([days.get(one, one) for one in moments])
    return amounts


def _day(moment: object) -> datetime:
    assert isinstance(moment, date)
    return datetime(moment.year, moment.month, moment.day)


def _texts(grid: Grid, at: Places, asked: Asked) -> tuple[Ints, Told]:
    """What each different text is read as, and which of them each cell has."""
    different, codes = distinct(grid.amounts[at].astype(np.int64), len(grid.held))
    known: dict[str, Seen] = {}
    told = Told()
    texts = [str(grid.held[one]) for one in different.tolist()]
    for some in (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)):
        if numbers := quick_numbers(some, asked):
            told.values.extend(numbers[0])
            told.forms.extend(numbers[1])
        else:
            _read_each(some, asked, known, told)
    return codes, told


def _read_each(texts: Sequence[str], asked: Asked, known: dict[str, Seen], told: Told) -> None:
    """Tells what each of some texts is read as; `known` are those already read."""
    quick = quick_reader(asked)
    for text in texts:
        if read := quick(text):
            told.values.append(read[0])
            told.forms.append(read[1])
            continue
        seen = known[text] if text in known else _text(text, asked)
        if len(known) < _MOST_REMEMBERED:
            known[text] = seen
        told.add(seen)


def _text(text: str, asked: Asked) -> Seen:
    cell = Cell(0, 0, "text", text)
    if text.strip() in DITTO_MARKS and asked.column.kind not in (*_FLOATS, "measure"):
        return Coerced(None, _DITTO)
    return read_bound(cell, asked) or read_cell(cell, asked)


def _one_by_one(cells: Iterable[Cell], asked: Asked) -> tuple[Ints, Told]:
    """The same for cells of any kind; one that is like another is read once."""
    known: dict[tuple[object, ...], int] = {}
    told = Told()
    codes: list[int] = []
    for cell in cells:
        code = known.get(cell[2:])
        if code is None:
            code = len(told.values)
            told.add(read_cell(cell, asked))
            if len(known) < _MOST_REMEMBERED:
                known[cell[2:]] = code
        codes.append(code)
    return np.array(codes, np.int64), told
