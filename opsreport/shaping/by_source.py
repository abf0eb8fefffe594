"""One sheet read as a [[source]] of opsreport.toml says."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import partial

from opsreport.metrics import metric_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, is_guide
from opsreport.shaping.adding import added_up
from opsreport.shaping.areas import Area, Finder
from opsreport.shaping.continued import continued
from opsreport.shaping.forms import summed_forms
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.long import MOST_CELLS, ROW, Asked, head_of, too_large, too_many, unpacked
from opsreport.shaping.longsums import long_sums
from opsreport.shaping.match import Ignored
from opsreport.shaping.records import Record
from opsreport.shaping.rows import SPECIAL_TEXTS, Filled
from opsreport.shaping.slots import Slot, Words, slots_of
from opsreport.shaping.source_months import fixed_month, month_text, shown
from opsreport.shaping.tables import Read, field_column, forced, read, read_long, tab_of


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
    first = head_of(sheet)
    if first is None:
        return _looked_at(sheet, source, meta, period)
    known = _mapped_long(sheet, first, source, meta, period)
    if known is not None:
        return known
    if len(sheet.cells) > MOST_CELLS:
        return Mapped(source, sheet, (), (), (too_large(sheet),))
    return _looked_at(unpacked(sheet), source, meta, period)


def _looked_at(sheet: Sheet, source: Source, meta: Sequence[str], period: Period) -> Mapped | None:
    """The same for a sheet whose cells can be asked for one by one."""
    tab = tab_of(source.table)
    columns = _columns(tab, source)
    grid = grid_of(sheet)
    areas = _areas(grid, source, columns)
    if excess := too_many(sheet, areas):
        return Mapped(source, sheet, (), (), (excess,))
    slots = {area: slots_of(grid, area, Words(tab, columns)) for area in areas}
    missing = _missing(source, columns, [slot for found in slots.values() for slot in found])
    if missing and len(missing) == len(_named(source, columns)):
        return None
    if missing:
        return Mapped(source, sheet, (), (), tuple(_header_missing(sheet, tab, missing, slots)))
    kept = [(_filtered(grid, area, slots[area], source), slots[area]) for area in areas]
    dated = _with_months(sheet, kept, _month_keys(tab, columns, [slot for found in slots.values() for slot in found]))
    grid = grid if dated is sheet else grid_of(dated)
    layouts = [forced(grid, area, Words(tab, columns)) for area, _ in kept if area.body]
    reads = [read(layout, ("source",), meta, period, source.year) for layout in layouts]
    said = [replace(one, records=_completed(tab, one.records, source)) for one in reads]
    whole = [_whole(tab, one, source) for one in said]
    notes = [note for one, sums in zip(said, whole, strict=True)
             for note in summed_forms(sheet, tab, one.records, sums.records)]  # fmt: skip
    found = tuple(one for one in whole if one.records)
    return Mapped(source, dated, found, tuple(area for area, _ in kept), tuple(notes))


def _mapped_long(sheet: Sheet, first: Sheet, source: Source, meta: Sequence[str], period: Period) -> Mapped | None:
    """The same for a large sheet that is one plain list, as its first rows show; None where it is not."""
    tab = tab_of(source.table)
    columns = _columns(tab, source)
    grid = grid_of(first)
    areas = _areas(grid, source, columns)
    if len(areas) != 1 or not areas[0].body:
        return None
    slots = slots_of(grid, areas[0], Words(tab, columns))
    if _missing(source, columns, slots):
        return None
    months = _month_keys(tab, columns, slots)
    dated = _with_months(first, [(areas[0], slots)], months)
    layout = forced(grid_of(dated), areas[0], Words(tab, columns))
    seen = read(layout, ("source",), meta, period, source.year)
    one = read_long(sheet, seen, _asked(sheet, source, slots, is_dated=bool(months)))
    return _long_mapped(sheet, source, replace(one, ignored=tuple(_reasoned(one.ignored, source)))) if one else None


def _asked(sheet: Sheet, source: Source, slots: Sequence[Slot], *, is_dated: bool) -> Asked:
    where: dict[int, Callable[[Cell | None], bool]] = {}
    for header, wanted in source.where.items():
        at = next((slot.column for slot in slots if name_key(header) in _slot_keys(slot)), 0)  # none: no row is meant
        where[at] = partial(_is_wanted, frozenset(map(name_key, wanted)))
    return Asked(where, partial(month_text, is_1904=sheet.date_1904) if is_dated else None)


def _is_wanted(options: frozenset[str], cell: Cell | None) -> bool:
    return name_key(shown(cell)) in options


def _long_mapped(sheet: Sheet, source: Source, one: Read) -> Mapped:
    """A long table with what the source says of all rows, added up where it says so."""
    tab, long = one.layout.tab, one.long
    assert long is not None
    for name, text in _constants(tab, source).items():
        long = long.with_text(name, text)
    long = replace(long, units={**long.units, **_units(tab, source, long.strips)})
    if not source.add_up:
        return Mapped(source, sheet, (replace(one, long=long),), (one.layout.area,))
    sums = long_sums(tab, long, is_untyped=sheet.is_untyped)
    notes = tuple(summed_forms(sheet, tab, sums.details, ()))
    return Mapped(source, sheet, (replace(one, records=sums.records, long=None),), (one.layout.area,), notes)


def _columns(tab: Tab, source: Source) -> Mapping[str, str]:
    """The tab's column by the key of each header that the source names, that of the months too."""
    columns = {name_key(header): field_column(tab, field) for header, field in source.columns.items()}
    month = month_column(tab)
    if source.month and not fixed_month(source) and month:
        columns[name_key(source.month)] = month
    return columns


def _month_keys(tab: Tab, columns: Mapping[str, str], slots: Sequence[Slot]) -> set[str]:
    """The keys of the headers that stand over months: as the source says, else as they are known."""
    month = month_column(tab)
    said = {key for key, name in columns.items() if month and name == month}
    return said or {key for slot in slots if month and slot.name == month for key in _slot_keys(slot)}


def month_column(tab: Tab) -> str:
    """The tab's column of months, "" for a tab that has days."""
    return next((column.name for column in tab.columns if column.kind in MONTH_KINDS), "")


def _areas(grid: Grid, source: Source, columns: Mapping[str, str]) -> tuple[Area, ...]:
    """The tables, as the header rows say, else as they are found, else under the row that has most of the headers."""
    finder = Finder(grid, lambda text: bool(_keys(text) & columns.keys()) or _is_known(text))
    if source.header:
        return (finder.under(source.header),) if any(row in grid.rows for row in source.header) else ()
    found = finder.areas()
    wanted = set(_named(source, columns))
    if any(wanted <= _texts_of(grid, area.head) for area in found) or not grid.rows:
        return continued(found, [area for area in found if not wanted & _texts_of(grid, area.head)], grid)
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
        at = next((slot.column for slot in slots if name_key(header) in _slot_keys(slot)), 0)  # none: no row is meant
        options = {name_key(one) for one in wanted}
        body = tuple(row for row in body if name_key(shown(grid.cell(row, at))) in options)
    return replace(area, body=body)


def _with_months(sheet: Sheet, kept: Sequence[tuple[Area, Sequence[Slot]]], months: set[str]) -> Sheet:
    """The sheet with the days and bare numbers under the headers of months as months, in their own cells."""
    cells: dict[Spot, Cell] = {}
    for area, slots in kept:
        for at in (slot.column for slot in slots if months & _slot_keys(slot)):
            for row in area.body:
                cell = sheet.cells.get((row, at))
                if cell and (text := month_text(cell, is_1904=sheet.date_1904)):
                    cells[row, at] = Cell(row, at, "text", text)
    return replace(sheet, cells={**sheet.cells, **cells}) if cells else sheet


def _whole(tab: Tab, one: Read, source: Source) -> Read:
    """The table with its rows added up where the source says so, and its own reasons for what is left out."""
    records = added_up(tab, one.records) if source.add_up else one.records
    return replace(one, records=records, ignored=tuple(_reasoned(one.ignored, source)))


def _reasoned(ignored: Sequence[Ignored], source: Source) -> Iterator[Ignored]:
    """What was left out, with the reason where it is the source that says so."""
    asked = {key for header in source.where for key in _keys(header)}
    dropped = {name_key(header) for header, field in source.columns.items() if not field}
    for one in ignored:
        keys = _keys(one.text)
        yield replace(one, reason="where" if keys & asked else "left_out" if keys & dropped else one.reason)


def _completed(tab: Tab, records: Sequence[Record], source: Source) -> tuple[Record, ...]:
    """The records with what the source says of all rows: constants, the one month, the units of fields."""
    said = _constants(tab, source)
    for record in records:
        row = next((spot[0] for filled in record.filled.values() for spot in filled.spots), 0)
        for name, text in said.items():
            if name == month_column(tab) and _is_total(record.filled.get(name)):
                continue
            record.filled[name] = Filled(Cell(row or 1, 1, "text", text.replace(ROW, str(row))), ())
        record.units.update(_units(tab, source, record.filled))
    return tuple(records)


def _is_total(filled: Filled | None) -> bool:
    """Whether a label says that the row adds others up."""
    return filled is not None and filled.cell is not None and filled.cell.value in SPECIAL_TEXTS.values()


def _constants(tab: Tab, source: Source) -> dict[str, str]:
    """What the source says is the same in all rows, the one month too."""
    said = {field_column(tab, field): text for field, text in source.constants.items()}
    fixed = fixed_month(source)
    return said | ({month_column(tab): fixed} if fixed and month_column(tab) else {})


def _units(tab: Tab, source: Source, filled: Container[str]) -> dict[str, str]:
    units = {field_column(tab, field): unit for field, unit in source.unit.items()}
    return {name: unit for name, unit in units.items() if name in filled}


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
