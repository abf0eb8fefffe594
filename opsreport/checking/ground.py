"""What a figure that was typed beside the data stands on: the cells of its row, of earlier months, of all rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from opsreport.analysis.figures import actual_of, metric_of
from opsreport.checking.addends import Columns
from opsreport.checking.addends import Part as Addends
from opsreport.checking.tabs import MONTH_KINDS, TabSheet
from opsreport.checking.typed import Typed
from opsreport.checking.typedcells import TypedCells
from opsreport.model.formula import Floats
from opsreport.model.number import Cells, Constant, Number
from opsreport.model.period import Period
from opsreport.model.precision import half_digit, rounding
from opsreport.model.table import Cell, Dataset, Spot, Spots, Table
from opsreport.model.unit import BARE
from opsreport.schemas import SCHEMAS, TABS
from opsreport.schemas.choices import FAMILY

_NUMBERS = ("int", "number", "money", "rate")
_PARTS = ("funnel_id", "sentiment", "platform", "res_type")
Where = tuple[str, str, Spots]
Scope = tuple[tuple[str, str], ...]


class At(NamedTuple):
    """One row of a table, and its month."""

    table: Table
    row: int
    month: str

    def text(self, field: str) -> str:
        """A field of the row as text, "" where blank."""
        return str(self.table.value(self.row, field) or "")

    @property
    def rest(self) -> tuple[str, ...]:
        """What names the row beside its month."""
        return tuple(self.text(key) for key in self.table.schema.key if key != _month(self.table))

    def before(self, months: int) -> str:
        """The month so many months before; "" for a row of a quarter or year."""
        return str(Period.parse(self.month).plus(-months)) if len(self.month) == len("2025-06") else ""


class Part(NamedTuple):
    """A number that a figure may be made of, how far its own rounding may have moved it, and its name."""

    number: Number
    half: float
    name: str


def _half(cell: Cell, number: Number) -> float:
    """How far rounding may have moved the number of a cell: a whole amount of money may be rounded, a whole number of
    people is none but itself."""
    return (rounding if number.unit.kind == "count" else half_digit)(cell, number.amount)


_MONTHS = ("cohort_month", "month", "period")


@lru_cache(maxsize=16)
def fields_of(tab_name: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The fields of numbers that each column of a tab fills, with their tables, all of which are by month or period."""
    tab = next(tab for tab in TABS if tab.name == tab_name)
    fed: dict[str, dict[tuple[str, str], None]] = {}
    for feed in tab.feeds:
        is_dated = any(field.name in _MONTHS for field in SCHEMAS[feed.table].fields)
        for field, column in feed.columns.items() if is_dated else ():
            if SCHEMAS[feed.table].field(field).kind in _NUMBERS:
                fed.setdefault(column, {})[feed.table, field] = None
    return {column: tuple(fields) for column, fields in fed.items()}


class Ground:
    """Finds the parts of figures in one dataset, or in the totals `typed` below its rows; it keeps what it found."""

    def __init__(self, dataset: Dataset, typed: Sequence[Typed] = ()) -> None:
        self.dataset = dataset
        self._totals = {_place(one.sheet, total.row): total for one in typed for total in one.totals}
        self._cells = TypedCells(one.sheet.sheet for one in typed)
        self._columns = {_place(one.sheet, 0): (Columns(one.data), one.totals.numbers) for one in typed}
        self._spots: dict[tuple[str, str], Mapping[Where, int]] = {}
        self._rows: dict[str, Mapping[tuple[str, str, int], int]] = {}
        self._keys: dict[str, Mapping[tuple[str, ...], int]] = {}
        self._wholes: dict[tuple[str, str, Scope], tuple[Number, int]] = {}
        self._families: Mapping[str, str] = {}

    def at(self, sheet: TabSheet, row: int) -> At | None:
        """The row of a table that a row of a sheet filled; None where it filled none."""
        found = (self._found(sheet, row, column) for column in fields_of(sheet.tab.name))
        return next((one[0] for one in found if one), None)

    def part(self, sheet: TabSheet, row: int, column: str) -> Part | None:
        """The number that a cell filled; None where it is blank or filled none."""
        found = self._found(sheet, row, column)
        number = self._number(*found) if found else self._total(sheet, row, column)
        if column not in sheet.columns:
            return None
        cell = sheet.sheet.cells.get((row, sheet.columns[column]))
        half = _half(cell, number) if cell else 0.0
        return None if number.is_missing else Part(number, half, sheet.header(column))

    def earlier(self, sheet: TabSheet, row: int, column: str, months: int) -> Part | None:
        """The same number so many months before; None where the data do not have it."""
        found, now = self._found(sheet, row, column), self.part(sheet, row, column)
        if found is None or not (month := found[0].before(months)):
            return None
        at, field = found
        before = self._rows_by_key(at.table).get((month, *at.rest))
        if before is None:
            return None
        number, cell = self._number(At(at.table, before, month), field), self._cells.of(at.table, before, field)
        own = now.half if now else 0.0
        half = min(own, _half(cell, number)) if cell else own  # 4% beside 4.8% was hardly rounded to a whole one
        return None if number.is_missing else Part(number, half, f"{month} {sheet.header(column)}")

    def wholes(self, sheet: TabSheet, row: int, column: str) -> Iterator[tuple[tuple[str, ...], Part]]:
        """What the number may be a share of: its column over the month, over its kind, over everything.

        Each with the fields that its rows have in common: none for everything.
        """
        found, own = self._found(sheet, row, column), self.part(sheet, row, column)
        if found is None or own is None:
            return
        at, field = found
        for scope in self._scopes(at):
            number, count = self._whole(at.table, field, scope)
            said = " ".join((*(FAMILY.get(value, (value,))[0] for _, value in scope), sheet.header(column)))
            yield tuple(name for name, _ in scope), Part(number, own.half * count, f"Σ {said}")

    def summed(self, sheet: TabSheet, row: int, parts: Mapping[str, Part]) -> dict[str, Part]:
        """The parts of a total row as the rows above come to; none where they come to what it says.

        Of the rows it may speak of they are those that come nearest.
        """
        names = [name for name in parts if name in sheet.columns]
        spans = [span for span in self._spans(sheet, row) if all(span.summed(name)[1] for name in names)]
        if not spans or not names:
            return {}

        def off(span: Addends) -> float:
            typed = ((parts[name].number.amount, span.summed(name)[0]) for name in names)
            return sum(abs(said - made) / (abs(said) or 1.0) for said, made in typed)

        span = min(spans, key=off)
        sums = {name: span.summed(name)[0] for name in names} if off(span) else {}
        return {
            name: Part(Number(value, parts[name].number.unit, Constant(value)), span.rounded(name), parts[name].name)
            for name, value in sums.items()
        }

    def _spans(self, sheet: TabSheet, row: int) -> tuple[Addends, ...]:
        """The rows that a total may speak of: of its month and kind those since the last total, above it, and all."""
        total = self._totals.get(_place(sheet, row))
        if total is None:
            return ()
        columns, totals = self._columns[_place(sheet, 0)]
        said = [one.name for one in sheet.tab.columns if one.kind in (*MONTH_KINDS, "choice")]
        key = [(name, total.values[name]) for name in said if name in total.values]
        alike = columns.alike(tuple(one for one in key if columns.alike((one,)).whole.size))
        above = int(totals[totals < row].max(initial=0))
        return alike.between(above, row), alike.between(0, row), alike.whole

    def sum_of(self, table: str, field: str, month: str) -> Number:
        """A field of a table added up over a month; missing where nothing is filled."""
        own = self.dataset[table]
        return self._whole(own, field, ((_month(own), month),))[0]

    def costs(self, at: At) -> Number:
        """All costs of a campaign together; missing where none is filled."""
        costs = self.dataset["campaign_costs"].where(campaign_id=at.text("campaign_id"), month=at.month)
        return costs.total("actual", costs.schema.field("actual").unit)

    def about(self, sheet: TabSheet, row: int) -> tuple[str, str] | None:
        """The month of a row and what it is about, as people call it; None for a row that is neither data nor total."""
        if at := self.at(sheet, row):
            name = at.rest[-1] if at.rest else ""
            return at.month, metric_of(self.dataset, name).labels[0] if at.table.name == "kpi" else name
        total = self._totals.get(_place(sheet, row))
        names = (str(total.cells[key].value) for key in sheet.tab.keys if key in total.cells) if total else ()
        return ("", " ".join(names)) if total else None

    def _found(self, sheet: TabSheet, row: int, column: str) -> tuple[At, str] | None:
        if column not in sheet.columns:
            return None
        for name, field in fields_of(sheet.tab.name).get(column, ()):
            index = self._row(sheet, (row, sheet.columns[column]), name, field)
            if index is not None:
                table = self.dataset[name]
                return At(table, index, str(table.value(index, _month(table)) or "")), field
        return None

    def _row(self, sheet: TabSheet, spot: Spot, name: str, field: str) -> int | None:
        """The row of a table whose field a cell of a sheet filled."""
        own = sheet.sheet
        if own.spots:
            return self._rows_by_spot(name, field).get((own.file, own.name, own.spots.get(spot, (spot,))))
        index = self._rows_by_row(name).get((own.file, own.name, spot[0]))
        is_its = index is not None and self.dataset[name].places[index].columns.get(field) == spot[1]
        return index if is_its else None

    def column(self, sheet: TabSheet, rows: Sequence[int], column: str) -> tuple[list[int], Floats]:
        """The rows of the table that the cells of a column filled (−1: none), and their numbers (NaN: none)."""
        ((name, field),) = fields_of(sheet.tab.name)[column]
        table, at = self.dataset[name], sheet.columns[column]
        ids = [-1 if (one := self._row(sheet, (row, at), name, field)) is None else one for row in rows]
        values = table.frame[field].reindex(np.asarray(ids)).to_numpy(dtype=float)
        return ids, values

    def _total(self, sheet: TabSheet, row: int, column: str) -> Number:
        """What a total says itself, of no cell of the data."""
        total, fields = self._totals.get(_place(sheet, row)), fields_of(sheet.tab.name).get(column)
        value = total.values.get(column) if total else None
        if not fields or not isinstance(value, float):
            return Number(None)
        table, field = fields[0]
        return Number(value, SCHEMAS[table].field(field).unit, Constant(value))

    def months(self, sheet: TabSheet, column: str, ids: Sequence[int]) -> list[str]:
        """The month of each of these rows of the table that a column fills; "" for none."""
        table = self.dataset[fields_of(sheet.tab.name)[column][0][0]]
        months = table.frame[_month(table)].reindex(np.asarray(ids))
        return [month if isinstance(month, str) else "" for month in months]

    def _rows_by_row(self, name: str) -> Mapping[tuple[str, str, int], int]:
        if name not in self._rows:
            places = self.dataset[name].places.items()
            self._rows[name] = {
                (place.file, place.sheet, place.row): row for row, place in places if place.spots is None
            }
        return self._rows[name]

    def _rows_by_spot(self, name: str, field: str) -> Mapping[Where, int]:
        if (name, field) not in self._spots:
            places = self.dataset[name].places
            self._spots[name, field] = {
                (place.file, place.sheet, spots): row for row, place in places.items() if (spots := place.cells(field))
            }
        return self._spots[name, field]

    def _rows_by_key(self, table: Table) -> Mapping[tuple[str, ...], int]:
        if table.name not in self._keys:
            rows = (At(table, row, str(table.value(row, _month(table)))) for row in table.frame.index.tolist())
            self._keys[table.name] = {(at.month, *at.rest): at.row for at in rows}
        return self._keys[table.name]

    def _number(self, at: At, field: str) -> Number:
        value, source = at.table.value(at.row, field), Cells(at.table.name, field, (at.row,))
        if at.table.name != "kpi":
            return Number(value, at.table.schema.field(field).unit, source)
        metric = metric_of(self.dataset, at.text("metric_id"))
        if value is None and field == "actual" and at.before(0):
            return actual_of(self.dataset, metric, Period.parse(at.month))
        return Number(value, metric.unit if field in ("actual", "target") else BARE, source)

    def _scopes(self, at: At) -> Iterator[Scope]:
        """Its month, its family, funnel, sentiment or platform in it, and everything."""
        month = (_month(at.table), at.month)
        yield (month,)
        for field in _PARTS:
            if field in at.table.frame.columns:
                yield month, (field, at.text(field))
        if at.table.name == "channels" and (family := self._family(at.text("channel_id"))):
            yield month, ("family", family)
        yield ()

    def _whole(self, table: Table, field: str, scope: Scope) -> tuple[Number, int]:
        key = (table.name, field, scope)
        if key not in self._wholes:
            asked: dict[str, object] = dict(scope)
            if family := asked.pop("family", ""):
                asked["channel_id"] = tuple(name for name, kind in self._families.items() if kind == family)
            number = table.where(**asked).total(field, table.schema.field(field).unit)
            rows = number.source.rows if isinstance(number.source, Cells) else ()
            self._wholes[key] = number, len(rows)
        return self._wholes[key]

    def _family(self, channel: str) -> str:
        if not self._families:
            frame = self.dataset["channel_defs"].frame
            self._families = dict(zip(frame["channel_id"], frame["family"], strict=True))
        return self._families.get(channel, "")


def _place(sheet: TabSheet, row: int) -> tuple[str, str, int, int]:
    return sheet.sheet.file, sheet.sheet.name, sheet.header_row, row


def _month(table: Table) -> str:
    """The field that says the month, the period for plans."""
    return next(name for name in _MONTHS if name in table.frame.columns)
