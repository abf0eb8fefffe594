"""One sheet read as a [[source]] of opsreport.toml says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from fnmatch import fnmatchcase

from opsreport.metrics import metric_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.spelling import header_parts, name_key, plain
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, is_guide
from opsreport.shaping.adding import added_up
from opsreport.shaping.areas import Area, Finder
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.records import Filled, Record
from opsreport.shaping.slots import Slot, Words, slots_of
from opsreport.shaping.tables import Read, field_column, forced, read, tab_of
from opsreport.shaping.words import month_in

_DAY = re.compile(r"(20\d{2})[-./年]?(0?[1-9]|1[0-2])(?:[-./月]|(?=\d{2}(?!\d))|$)\d{0,2}日?(?:[\sT]+\d{1,2}:.*)?")
_SERIALS = range(20_000, 80_000)
_SERIAL_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_ROW = "{row}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a source makes of a sheet: the sheet as it was read, its tables, and what was wrong with the mapping."""

    source: Source
    sheet: Sheet
    reads: tuple[Read, ...]
    areas: tuple[Area, ...]
    findings: tuple[Finding, ...] = ()


def mapped_by(sheet: Sheet, sources: Sequence[Source], meta: Sequence[str], period: Period) -> tuple[Mapped, ...]:
    """What each source that speaks of a sheet makes of it."""
    meant = (source for source in sources if is_meant(source, sheet))
    return tuple(one for source in meant if (one := mapped(sheet, source, meta, period)))


def mapped(sheet: Sheet, source: Source, meta: Sequence[str], period: Period) -> Mapped | None:
    """The tables of a sheet; None where the sheet has none of the headers that the source names."""
    tab = tab_of(source.table)
    columns = _columns(tab, source)
    sheet = replace(
        sheet, cells=dict(sheet.cells.items())
    )  # a big sheet keeps its cells packed, and each is asked for often
    grid = grid_of(sheet)
    areas = _areas(grid, source, columns)
    slots = {area: slots_of(grid, area, Words(tab, columns)) for area in areas}
    missing = _missing(source, columns, [slot for found in slots.values() for slot in found])
    if missing and len(missing) == len(_named(source, columns)):
        return None
    if missing:
        return Mapped(source, sheet, (), (), tuple(_header_missing(sheet, tab, missing, slots)))
    kept = [(_filtered(grid, area, slots[area], source), slots[area]) for area in areas]
    dated = _with_months(sheet, kept, {key for key, name in columns.items() if name and name == month_column(tab)})
    grid = grid if dated is sheet else grid_of(dated)
    layouts = [forced(grid, area, Words(tab, columns)) for area, _ in kept if area.body]
    reads = [read(layout, ("source",), meta, period, source.year) for layout in layouts]
    reads = [replace(one, records=_completed(tab, one.records, source)) for one in reads]
    return Mapped(source, dated, tuple(one for one in reads if one.records), tuple(area for area, _ in kept))


def _columns(tab: Tab, source: Source) -> Mapping[str, str]:
    """The tab's column by the key of each header that the source names, that of the months too."""
    columns = {name_key(header): field_column(tab, field) for header, field in source.columns.items()}
    month = month_column(tab)
    if source.month and not _fixed(source) and month:
        columns[name_key(source.month)] = month
    return columns


def month_column(tab: Tab) -> str:
    """The tab's column of months, "" for a tab that has days."""
    return next((column.name for column in tab.columns if column.kind in MONTH_KINDS), "")


def _fixed(source: Source) -> str:
    """The month that the source itself names, as 2025-06; "" where it names a column, or nothing."""
    found = month_in(source.month)
    year = found[0].year or source.year if found and not found[1] else None
    return str(Period.month(year, found[0].number)) if found and year else ""


def _areas(grid: Grid, source: Source, columns: Mapping[str, str]) -> tuple[Area, ...]:
    """The tables, as the header rows say, else as they are found, else under the row that has most of the headers."""
    finder = Finder(grid, lambda text: bool(_keys(text) & columns.keys()) or _is_known(text))
    if source.header:
        return (finder.under(source.header),) if any(row in grid.rows for row in source.header) else ()
    found = finder.areas()
    wanted = set(_named(source, columns))
    if any(wanted <= _texts_of(grid, area.head) for area in found) or not grid.rows:
        return found
    best = max(grid.rows, key=lambda row: (len(wanted & _texts_of(grid, (row,))), -row))
    return (finder.under((best,)),) if wanted & _texts_of(grid, (best,)) else found


def _is_known(text: str) -> bool:
    return bool(metric_named(text)) or any(column_named(tab, text) for tab in TABS if not tab.pairs)


def _keys(text: str) -> set[str]:
    return {name_key(text), header_parts(text)[0]}


def _texts_of(grid: Grid, rows: Sequence[int]) -> set[str]:
    return {key for row in rows for cell in grid.rows.get(row, ()) for key in _keys(str(cell.value))}


def _named(source: Source, columns: Mapping[str, str]) -> dict[str, str]:
    """The headers that a source names, by their key; those left out need not be there."""
    month = [source.month] if name_key(source.month) in columns else []
    wanted = (*(header for header, field in source.columns.items() if field), *source.where, *month)
    return {name_key(header): header for header in wanted}


def _missing(source: Source, columns: Mapping[str, str], slots: Sequence[Slot]) -> tuple[str, ...]:
    there = {key for slot in slots for key in _slot_keys(slot)}
    return tuple(header for key, header in _named(source, columns).items() if key not in there)


def _slot_keys(slot: Slot) -> set[str]:
    return {key for text in (slot.text, *slot.parts) for key in _keys(text)}


def _header_missing(
    sheet: Sheet, tab: Tab, missing: Sequence[str], slots: Mapping[Area, Sequence[Slot]]
) -> Iterator[Finding]:
    """A finding for each header that the mapping names and the sheet lacks."""
    there = list(dict.fromkeys(slot.text for found in slots.values() for slot in found if slot.text))
    for header in missing:
        near = get_close_matches(header, there, n=1, cutoff=0.4)
        details = {"column": header, "seen": " / ".join(there), "closest": near[0] if near else ""}
        where = (Origin(sheet.file, sheet.name),)
        yield Finding("source_header_missing", Severity.block, where, {"tab": tab.titles[0], **details}, tab.titles[0])


def _filtered(grid: Grid, area: Area, slots: Sequence[Slot], source: Source) -> Area:
    """The table with the rows that `where` asks for."""
    body = area.body
    for header, wanted in source.where.items():
        at = next(slot.column for slot in slots if name_key(header) in _slot_keys(slot))
        options = {name_key(one) for one in wanted}
        body = tuple(row for row in body if name_key(_shown(grid.cell(row, at))) in options)
    return replace(area, body=body)


def _shown(cell: Cell | None) -> str:
    value = cell.value if cell else ""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _with_months(sheet: Sheet, kept: Sequence[tuple[Area, Sequence[Slot]]], months: set[str]) -> Sheet:
    """The sheet with the days and bare numbers under the headers of months as months, in their own cells."""
    cells: dict[Spot, Cell] = {}
    for area, slots in kept:
        for at in (slot.column for slot in slots if months & _slot_keys(slot)):
            for row in area.body:
                cell = sheet.cells.get((row, at))
                if cell and (text := _month_text(cell, is_1904=sheet.date_1904)):
                    cells[row, at] = Cell(row, at, "text", text)
    return replace(sheet, cells={**sheet.cells, **cells}) if cells else sheet


def _month_text(cell: Cell, *, is_1904: bool) -> str:
    """The month of a day, or of a number from 1 to 12; "" for anything else, which is read as it stands."""
    value = cell.value
    if isinstance(value, date):
        return str(Period.of(value))
    text = plain(_shown(cell))
    if isinstance(value, float) and int(value) in _SERIALS:
        return str(Period.of(_SERIAL_ZERO[is_1904] + timedelta(days=int(value))))
    if text.isdecimal() and 1 <= int(text) <= 12:
        return f"{int(text)}月"
    day = _DAY.fullmatch(text)
    return str(Period.month(int(day[1]), int(day[2]))) if day else ""


def _completed(tab: Tab, records: Sequence[Record], source: Source) -> tuple[Record, ...]:
    """The records with what the source says of all rows: constants, the one month, the units of fields; added up."""
    said = {field_column(tab, field): text for field, text in source.constants.items()}
    units = {field_column(tab, field): unit for field, unit in source.unit.items()}
    month = month_column(tab)
    if month and (fixed := _fixed(source)):
        said[month] = fixed
    for record in records:
        row = next((spot[0] for filled in record.filled.values() for spot in filled.spots), 0)
        for name, text in said.items():
            record.filled[name] = Filled(Cell(row or 1, 1, "text", text.replace(_ROW, str(row))), ())
        record.units.update({name: unit for name, unit in units.items() if name in record.filled})
    return added_up(tab, records) if source.add_up else tuple(records)


def is_meant(source: Source, sheet: Sheet) -> bool:
    """Whether the patterns of a source fit a sheet that has cells."""
    is_named = fnmatchcase(sheet.file, source.file) and fnmatchcase(sheet.name, source.sheet or "*")
    return is_named and bool(sheet.cells) and not (is_guide(sheet.name) and not source.sheet)


def unmatched_sources(sheets: Sequence[Sheet], sources: Sequence[Source], found: Sequence[Mapped]) -> Iterator[Finding]:
    """A finding for each source that reads nothing: no sheet of that name, no header of it, no row that it asks for."""
    used = [one.source for one in found if one.reads or one.findings]
    for source in sources:
        if source not in used:
            seen = " / ".join(dict.fromkeys(f"{sheet.file} › {sheet.name}" for sheet in sheets))
            details = {"file": source.file, "sheet": source.sheet or "*", "seen": seen}
            yield Finding("source_unmatched", Severity.warn, (), {"tab": "", **details})
