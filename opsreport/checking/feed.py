"""Typed rows → the rows of the tables they feed, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from opsreport.checking.cells import Trouble
from opsreport.checking.codes import found
from opsreport.checking.convert import converted
from opsreport.checking.known import Context
from opsreport.checking.lines import Mask, Rows, Value, Values, filled, object_array, objects
from opsreport.checking.once import once
from opsreport.checking.units import Measure
from opsreport.model.finding import Finding
from opsreport.model.places import Places
from opsreport.model.schema import Feed, Field, Schema
from opsreport.model.table import Table
from opsreport.schemas import OPTIONAL, SCHEMAS, TABS

# what cannot be worked out of a table's rows where a detail is missing, if not the rows themselves
_GAINS = {"churn_reasons": "share_of_lost"}
_REMARK_KEY = ("month", "object_type", "object_id", "kind")


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Rows of a table that come from one sheet: values by field, the sheet's rows, and each field's column there."""

    values: Mapping[str, Values]
    rows: Rows
    columns: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.rows)

    def objects(self, name: str) -> Values:
        """The values of a field as objects, None where blank."""
        return objects(self.values[name]) if name in self.values else np.full(len(self), None)

    def only(self, chosen: Mask) -> Records:
        """Those of the rows."""
        if chosen.all():
            return self
        values = {name: column[chosen] for name, column in self.values.items()}
        return Records(values, self.rows.taken(np.flatnonzero(chosen)), self.columns)


Tables = Mapping[str, Sequence[Records]]


def fed(sheets: Sequence[Rows], context: Context) -> tuple[Tables, tuple[Finding, ...]]:
    """What the tabs' feeds make of the typed rows by table, in sheet order, and what was found while making it."""
    tables: dict[str, list[Records]] = {name: [] for name in SCHEMAS}
    findings: list[Finding] = []
    for tab in TABS:
        own = [rows for rows in sheets if rows.sheet.tab.name == tab.name]
        for feed in tab.feeds:
            taken = [part for rows in own if len(part := _taken(feed, rows))]
            findings.extend(finding for rows in taken for finding in _missing_details(feed, rows))
            parts = once(feed, taken, context) if feed.once else taken
            tables[feed.table].extend(_records(feed, rows, context, findings) for rows in parts)
    return {name: _last_said(records) for name, records in tables.items()}, tuple(findings)


def _last_said(records: Sequence[Records]) -> Sequence[Records]:
    """The rows, without those that a later row of an optional tab says anew: same month, object and kind."""
    optional = [part.rows.sheet.tab in OPTIONAL for part in records]
    if not any(optional):
        return records
    keys = [list(zip(*(part.objects(name).tolist() for name in _REMARK_KEY), strict=True)) for part in records]
    said = {key: (which, at) for which, own in enumerate(keys) if optional[which] for at, key in enumerate(own)}
    last = [[said.get(key, (n, at)) == (n, at) for at, key in enumerate(own)] for n, own in enumerate(keys)]
    return [part.only(np.array(kept, bool)) for part, kept in zip(records, last, strict=True)]


def table_of(schema: Schema, records: Sequence[Records]) -> Table:
    """The table of the records: typed columns, an origin id a row, and the register of places."""
    columns = {field.name: _column(field, records) for field in schema.fields}
    places = Places([(part.rows.sheet.sheet, part.rows.numbers, part.columns) for part in records])
    return Table(schema, pd.DataFrame(columns, index=pd.RangeIndex(len(places))), places)


def _column(field: Field, records: Sequence[Records]) -> pd.Series:
    if field.kind in ("int", "number", "money", "rate"):
        parts = (part.values.get(field.name, np.full(len(part), np.nan)) for part in records)
        numbers = np.concatenate([np.zeros(0), *(part.astype(float) for part in parts)])
        return pd.Series(numbers.astype("int64") if field.required else numbers)
    values = np.concatenate([np.zeros(0, object), *(part.objects(field.name) for part in records)])
    if field.kind in ("date", "datetime"):
        return pd.to_datetime(pd.Series(values, dtype=object))
    if field.kind == "flag":
        return pd.Series([value is True for value in values.tolist()], dtype=bool)
    return pd.Series(values, dtype=object)


def _taken(feed: Feed, rows: Rows) -> Rows:
    """The rows that a feed takes."""
    chosen = np.ones(len(rows), bool)
    for column, wanted in feed.where.items():
        codes, firsts = rows.sorts(column)
        chosen &= np.fromiter((_code(rows.value(column, at)) in wanted for at in firsts), bool, len(firsts))[codes]
    for column in feed.filled:
        chosen &= rows.is_filled(column)
    for column in feed.blank:
        chosen &= ~rows.is_filled(column)
    return rows if chosen.all() else rows.taken(np.flatnonzero(chosen))


def _code(value: Value) -> str:
    if isinstance(value, Measure):
        return value.unit.name
    return value if isinstance(value, str) else ""


def _missing_details(feed: Feed, rows: Rows) -> Iterator[Finding]:
    title = SCHEMAS[feed.table].titles[0]
    for column in feed.needs:
        for at in np.flatnonzero(~rows.has_cell(column) & ~_is_empty(feed, rows)).tolist():
            where, tab = (rows.sheet.lacking(int(rows.numbers[at]), column),), rows.sheet.tab
            details = {"column": rows.sheet.header(column), "kind": title, "gain": _GAINS.get(feed.table, "item")}
            yield found("missing_detail", where, tab, **details)


def _is_empty(feed: Feed, rows: Rows) -> Mask:
    """Which rows have a number to come, and none yet."""
    tab = rows.sheet.tab
    due = [one for one in tab.columns if one.required and one.kind == "int" and one.name in feed.columns.values()]
    empty: Mask = np.full(len(rows), bool(due))
    for one in due:
        empty &= ~rows.is_filled(one.name)
    return empty


def _records(feed: Feed, rows: Rows, context: Context, findings: list[Finding]) -> Records:
    """The stored rows, without those that lack what the table requires."""
    values: dict[str, Values] = {name: np.full(len(rows), one, object) for name, one in feed.constants.items()}
    for field in feed.columns:
        values[field] = _stored(feed, field, rows, context, findings)
    known = rows.sheet.columns
    columns = {field: known[column] for field, column in feed.columns.items() if column in known}
    needed = [one.name for one in SCHEMAS[feed.table].fields if one.required and one.name not in feed.constants]
    required = [filled(values[name]) for name in needed]
    return Records(values, rows, columns).only(np.logical_and.reduce([np.ones(len(rows), bool), *required]))


def _stored(feed: Feed, field: str, rows: Rows, context: Context, findings: list[Finding]) -> Values:
    """The values of a field, and a finding for each that could not be converted."""
    column = feed.columns[field]
    if field not in feed.convert:
        return rows.typed[column] if column in rows.typed else rows.values(column)
    read = converted(feed.convert[field], column, rows, context)
    header, tab = rows.sheet.header(column), rows.sheet.tab
    is_read = Trouble not in set(map(type, read))  # a great many are asked at once
    for at, one in [] if is_read else [(at, one) for at, one in enumerate(read) if isinstance(one, Trouble)]:
        findings.append(found(one.code, (rows.origin(at, column),), tab, **{"column": header, **one.details}))
        read[at] = None
    return object_array(read)
