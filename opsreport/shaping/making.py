"""Records → sheets with one header row and one record a row, every cell knowing where it really stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.metrics import metric_named
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import name_key, name_without_unit
from opsreport.model.table import Cell, Sheet, Spot, Spots
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled
from opsreport.shaping.slots import NUMBERS

# of the records of one key, so many may be parts of one; more are the same said again
_MOST_ALIKE = 40


def made_sheets(
    sheet: Sheet, tab: Tab, records: Sequence[Record], start: int, *, money: str, heads: Mapping[str, Spots]
) -> tuple[Sheet, ...]:
    """One sheet for the records whose columns are in the same units; its rows are counted from `start`.

    `money` is the unit that the lines above the table state for amounts of money of
    metrics, `heads` are the header cells of its columns.
    """
    groups: list[tuple[dict[str, str], list[Record]]] = []
    for record in records:
        units = _units(tab, record)
        alike = (one for one in groups if all(one[0].get(name, unit) == unit for name, unit in units.items()))
        known, same = next(alike, ({}, []))
        if not same:
            groups.append((known, same))
        known.update(units)
        same.append(_with_unit(tab, record, money, sheet.apart))
    made: list[Sheet] = []
    for units, group in groups:
        part = _sheet(sheet, tab, group, start, units, heads=heads)
        made.append(replace(part, money=money) if tab.metric else part)
        start += len(group) + 1
    return tuple(made)


def joined(tab: Tab, tables: Sequence[Sequence[Record]]) -> tuple[Record, ...]:
    """The records of several tables of one tab: those of one key that fill different columns are one."""
    if len(tables) == 1:
        return tuple(tables[0])
    found: dict[tuple[str, ...], list[Record]] = {}
    for table in tables:
        for record in table:
            same = found.setdefault(_key(tab, record), [])
            other = next((one for one in same[-_MOST_ALIKE:] if not _clash(one, record, tab)), None)
            if other is None:
                same.append(record)
            else:
                other.filled.update({n: one for n, one in record.filled.items() if not _has(other, n)})
                other.units.update(record.units)
                other.derived.update({**record.derived, **other.derived})
    return tuple(sorted((one for same in found.values() for one in same), key=lambda one: one.order[0]))


def _has(record: Record, name: str) -> bool:
    return name in record.filled and record.filled[name].cell is not None


def _key(tab: Tab, record: Record) -> tuple[str, ...]:
    names = dict.fromkeys((*(c.name for c in tab.columns if c.kind in MONTH_KINDS), *tab.keys))
    cells = (record.filled[name].cell if name in record.filled else None for name in names)
    return tuple(str(cell.value).strip() if cell else "" for cell in cells)


def _clash(one: Record, other: Record, tab: Tab) -> bool:
    """Whether both fill the same number, or one of them has no key to be joined by."""
    shared = {name for name in one.filled.keys() & other.filled.keys() if tab.column(name).kind in NUMBERS}
    return not any(_key(tab, one)) or any(_has(one, name) and _has(other, name) for name in shared)


def in_money(tab: Tab, records: Sequence[Record], money: str, apart: Sequence[str]) -> Sequence[Record]:
    """The records of one table, their amounts of money in the unit that the lines around it state, if in none yet.

    Rows of metrics state theirs themselves; what is kept `apart` is in none.
    """
    held = {one.name for one in tab.columns if apart and not {*map(name_key, one.headers)}.isdisjoint(apart)}
    amounts = {one.name for one in tab.columns if one.kind == "money"} - held
    for record in records if money and not tab.metric else ():
        record.units.update(dict.fromkeys(amounts & record.filled.keys() - record.units.keys(), money))
    return records


def _units(tab: Tab, record: Record) -> Mapping[str, str]:
    """The unit that the header of each number must state, "" for none; rows of metrics state theirs themselves."""
    names = () if tab.metric else (name for name in record.filled if _has(record, name))
    return {name: record.units.get(name, "") for name in names if tab.column(name).kind in NUMBERS}


def _with_unit(tab: Tab, record: Record, money: str, apart: Sequence[str]) -> Record:
    if not tab.metric or _has(record, "unit"):
        return record
    named = record.filled.get(tab.metric)
    name = str(named.cell.value) if named and named.cell else ""
    metric = metric_named(name) if name and not (apart and name_key(name_without_unit(name)) in apart) else None
    adds_up = metric is not None and metric.unit.kind == "money" and metric.aggregation in ("flow", "stock")
    unit = next(iter(record.units.values()), money if adds_up else "")
    if unit and named:
        record.filled["unit"] = Filled(Cell(1, 1, "text", unit), named.spots)
    return record


def _sheet(
    sheet: Sheet,
    tab: Tab,
    records: Sequence[Record],
    start: int,
    units: Mapping[str, str],
    *,
    heads: Mapping[str, Spots],
) -> Sheet:
    used = {name for record in records for name in record.filled}
    columns = [column for column in tab.columns if column.name in used]
    cells: dict[Spot, Cell] = {}
    spots: dict[Spot, Spots] = {}
    for at, column in enumerate(columns, 1):
        cells[start, at] = Cell(start, at, "text", header_text(column, units))
        spots[start, at] = heads.get(column.name) or _first_spots(records, column.name)
    headers = tuple(dict.fromkeys(header for record in records for header in record.derived))
    for at, header in enumerate(headers, len(columns) + 1):
        cells[start, at] = Cell(start, at, "text", header)
        spots[start, at] = heads.get(header) or _derived_spots(records, header)
    for row, record in enumerate(records, start + 1):
        made = (*_row(record, columns), *_derived(record, headers))
        for at, (cell, places) in enumerate(made, 1):
            spots[row, at] = places
            if cell is not None:
                cells[row, at] = Cell(row, at, cell.kind, cell.value, cell.number_format, cell.formula)
    return replace(sheet, cells=cells, merged=(), spots=spots, tab=tab.name)


def header_text(column: TabColumn, units: Mapping[str, str]) -> str:
    unit = units.get(column.name, "")
    return f"{column.headers[0]}（{unit}）" if unit else column.headers[0]


def _first_spots(records: Sequence[Record], name: str) -> Spots:
    return next((one.filled[name].spots for one in records if name in one.filled), ())


def _derived_spots(records: Sequence[Record], header: str) -> Spots:
    return next((one.derived[header].spots for one in records if header in one.derived), ())


def _derived(record: Record, headers: Sequence[str]) -> Iterator[tuple[Cell | None, Spots]]:
    """The cells of figures made of others, which stand after the columns of the tab."""
    for header in headers:
        filled = record.derived.get(header)
        yield (filled.cell, filled.spots) if filled else (None, ())


def _row(record: Record, columns: Sequence[TabColumn]) -> Iterator[tuple[Cell | None, Spots]]:
    """The cells of a record; a column that it has no place for is said to stand where the record is named."""
    named = next((one.spots for one in record.filled.values() if one.spots), ())
    for column in columns:
        filled = record.filled.get(column.name)
        yield (filled.cell, filled.spots) if filled else (None, named)
