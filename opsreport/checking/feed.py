"""Typed rows → the rows of the tables they feed, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from opsreport.checking.cells import Trouble
from opsreport.checking.codes import found
from opsreport.checking.convert import CONVERTERS, Context
from opsreport.checking.lines import Line, Value
from opsreport.checking.tabs import TabSheet
from opsreport.checking.units import Measure
from opsreport.model.finding import Finding
from opsreport.model.schema import Feed, Field, Schema
from opsreport.model.table import Table
from opsreport.schemas import OPTIONAL, SCHEMAS, TABS

_REMARK_KEY = ("month", "object_type", "object_id", "kind")
Stored = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: its values by field, the row of the sheet they come from, and each field's column there."""

    values: Stored
    line: Line
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Records:
    """All rows of all tables, by table name, and what was found while making them."""

    tables: Mapping[str, tuple[Record, ...]]
    findings: tuple[Finding, ...]


def fed(lines: Sequence[Line], context: Context) -> Records:
    """The rows that the tabs' feeds make of the typed rows, in sheet order."""
    by_tab: dict[str, list[Line]] = {}
    for line in lines:
        by_tab.setdefault(line.sheet.tab.name, []).append(line)
    tables: dict[str, list[Record]] = {name: [] for name in SCHEMAS}
    findings: list[Finding] = []
    for tab in TABS:
        for feed in tab.feeds:
            taken = [line for line in by_tab.get(tab.name, ()) if _is_taken(feed, line)]
            findings.extend(_missing_details(feed, taken))
            lines_once = _once(feed, taken, context) if feed.once else taken
            tables[feed.table].extend(_records(feed, lines_once, context, findings))
    return Records({name: tuple(_last_said(rows)) for name, rows in tables.items()}, tuple(findings))


def _last_said(records: Sequence[Record]) -> Iterator[Record]:
    """The rows, without those that a later row of an optional tab says anew: same month, object and kind."""
    said = {_said_of(record): record for record in records if record.line.sheet.tab in OPTIONAL}
    if not said:
        yield from records
        return
    yield from (record for record in records if said.get(_said_of(record), record) is record)


def _said_of(record: Record) -> tuple[Value, ...]:
    return tuple(record.values.get(field) for field in _REMARK_KEY)


def table_of(schema: Schema, records: Sequence[Record]) -> Table:
    """The table of the records: typed columns, an origin id a row, and the register of places."""
    columns = {
        field.name: _column(field, [record.values.get(field.name) for record in records]) for field in schema.fields
    }
    places = {
        index: record.line.sheet.sheet.place(record.line.row, record.columns) for index, record in enumerate(records)
    }
    return Table(schema, pd.DataFrame(columns, index=pd.RangeIndex(len(records))), places)


def _column(field: Field, values: Sequence[Value]) -> pd.Series:
    if field.kind in ("date", "datetime"):
        return pd.to_datetime(pd.Series(list(values), dtype=object))
    if field.kind == "flag":
        return pd.Series([value is True for value in values], dtype=bool)
    if field.kind in ("text", "choice", "month"):
        return pd.Series(list(values), dtype=object)
    return pd.Series(list(values), dtype="int64" if field.required else "float64")


def _is_taken(feed: Feed, line: Line) -> bool:
    codes = all(_code(line.values.get(column)) in wanted for column, wanted in feed.where.items())
    return codes and all(line.values.get(column) is not None for column in feed.filled)


def _code(value: Value) -> str:
    if isinstance(value, Measure):
        return value.unit.name
    return value if isinstance(value, str) else ""


def _missing_details(feed: Feed, lines: Sequence[Line]) -> Iterator[Finding]:
    for line in lines:
        for column in feed.needs:
            if column not in line.cells:
                where = (line.origin(column),)
                title = SCHEMAS[feed.table].titles[0]
                yield found("missing_detail", where, line.sheet.tab, column=line.sheet.header(column), kind=title)


def _records(feed: Feed, lines: Sequence[Line], context: Context, findings: list[Finding]) -> Iterator[Record]:
    required = [field.name for field in SCHEMAS[feed.table].fields if field.required]
    columns: dict[int, Mapping[str, int]] = {}
    for line in lines:
        values = _stored(feed, line, context, findings)
        if any(values.get(name) is None for name in required):
            continue
        places = columns.get(id(line.sheet))
        if places is None:
            places = columns[id(line.sheet)] = _columns(feed, line.sheet)
        yield Record(values, line, places)


def _columns(feed: Feed, sheet: TabSheet) -> Mapping[str, int]:
    return {field: sheet.columns[column] for field, column in feed.columns.items() if column in sheet.columns}


def _stored(feed: Feed, line: Line, context: Context, findings: list[Finding]) -> Stored:
    values: dict[str, Value] = dict(feed.constants)
    given, convert = line.values, feed.convert
    for field, column in feed.columns.items():
        value = given.get(column)
        if field not in convert:
            values[field] = value
            continue
        read = CONVERTERS[convert[field]](value, line, context)
        if isinstance(read, Trouble):
            header = line.sheet.header(column)
            findings.append(
                found(read.code, (line.origin(column),), line.sheet.tab, **{"column": header, **read.details})
            )
        else:
            values[field] = read
    return values


def _once(feed: Feed, lines: Sequence[Line], context: Context) -> list[Line]:
    """One row a key, in order of first appearance: the newest row, or the newest filled cell of each column."""
    groups: dict[Value, list[Line]] = {}
    key = next(iter(SCHEMAS[feed.table].key))
    for line in lines:
        value = CONVERTERS[feed.convert[key]](line.values.get(feed.columns[key]), line, context)
        if isinstance(value, str):
            groups.setdefault(value, []).append(line)
    newest = (sorted(group, key=lambda line: _age(line, context)) for group in groups.values())
    return [_merged(feed, group) if feed.once == "filled" else group[0] for group in newest]


def _age(line: Line, context: Context) -> tuple[bool, int]:
    """Sorts months up to the report month first, newest first; whole years and later months after them."""
    month, period = line.text("month"), str(context.period)
    is_past = len(month) == len(period) and month <= period
    number = int("".join(filter(str.isdigit, month)) or 0)
    return not is_past, -number


def _merged(feed: Feed, group: Sequence[Line]) -> Line:
    """The row that fills most of the feed's columns, completed from the others, newest first."""
    wanted = set(feed.columns.values())
    values: dict[str, Value] = {}
    given: dict[int, int] = {}
    for index, line in enumerate(group):
        new = {column: line.values[column] for column in wanted - values.keys() if column in line.values}
        values |= new
        given[index] = len(new)
    fullest = group[max(given, key=lambda index: (given[index], -index))]
    return replace(fullest, values={**fullest.values, **values})
