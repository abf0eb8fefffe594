"""One sheet read as a [[source]] of opsreport.toml says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.source import Source
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet, Spot, cells_text
from opsreport.shaping.adding import added_up, days_of
from opsreport.shaping.areas import Area
from opsreport.shaping.contradicted import contradictions, under
from opsreport.shaping.detailed import detailed
from opsreport.shaping.forms import summed_forms
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.long import MOST_CELLS, Asked, head_of, too_large, too_many, unpacked
from opsreport.shaping.longsums import long_sums, without_totals
from opsreport.shaping.match import Ignored
from opsreport.shaping.repeated import repeated_rows, rows_of_long, rows_of_records
from opsreport.shaping.slots import NUMBERS, Slot
from opsreport.shaping.source_against import (
    months_against,
    months_of_long,
    months_of_records,
    sources_overlap,
    units_against,
)
from opsreport.shaping.source_months import month_text, shown, year_said
from opsreport.shaping.source_says import completed, long_completed, with_numbers
from opsreport.shaping.source_slots import Headed, header_keys, is_meant, slot_keys
from opsreport.shaping.subtotals import totals_apart
from opsreport.shaping.summed_blanks import blank_findings, blanks_summed
from opsreport.shaping.tables import Read, forced, read, read_long
from opsreport.shaping.unlike import without_unlike

_MOST_SEEN = 3


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a source makes of a sheet: the sheet as it was read, its tables, and what was wrong with the mapping.

    `days` are those of the rows of each month and key that are added up, "" for one that says none;
    `below` are tables under these that no source reads.
    """

    source: Source
    sheet: Sheet
    reads: tuple[Read, ...]
    areas: tuple[Area, ...]
    findings: tuple[Finding, ...] = ()
    days: Mapping[tuple[str, ...], frozenset[str]] = field(default_factory=dict)
    below: tuple[Area, ...] = ()


def mapped_by(sheet: Sheet, sources: Sequence[Source], meta: Sequence[str], period: Period) -> tuple[Mapped, ...]:
    """What each source that speaks of a sheet makes of it."""
    meant = (source for source in sources if is_meant(source, sheet))
    found = [one for source in meant if (one := mapped(sheet, source, meta, period))]
    whole = [_without_overlap(one, found[:at]) for at, one in enumerate(found)]
    tops = {area.top for one in whole for area in one.areas}
    return tuple(replace(one, below=tuple(area for area in one.below if area.top not in tops)) for one in whole)


def _without_overlap(one: Mapped, before: Sequence[Mapped]) -> Mapped:
    """What a source makes of a sheet; a finding alone where an earlier one reads its numbers into the same columns."""
    taken = {place for other in before for place in _numbers(other)}
    if taken and (again := taken & _numbers(one)):
        tab = one.reads[0].layout.tab
        finding = sources_overlap(one.sheet, tab, [spot for _, _, spot in again])
        return replace(one, reads=(), areas=(), findings=(*one.findings, finding), days={})
    return one


def _numbers(one: Mapped) -> set[tuple[str, str, Spot]]:
    """The tab, column and cell of each number of the tables that are listed row by row."""
    return {
        (each.layout.tab.name, name, spot)
        for each in one.reads
        for record in each.records
        for name, filled in record.filled.items()
        if each.layout.tab.column(name).kind in NUMBERS
        for spot in filled.spots
    }


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
    headed = Headed.of(sheet, source)
    if excess := too_many(sheet, tuple(headed.slots)):
        return Mapped(source, sheet, (), (), (excess,))
    if headed.missing:
        is_other = len(headed.missing) == len(headed.named)
        return None if is_other else Mapped(source, sheet, (), (), tuple(headed.lacking()))
    kept = [(_filtered(headed.grid, area, slots, source), slots) for area, slots in headed.slots.items()]
    dated = _with_months(sheet, kept, headed.month_keys)
    grid = headed.grid if dated is sheet else grid_of(dated)
    layouts = [forced(grid, area, headed.words) for area, _ in kept if area.body]
    reads = [read(layout, ("source",), meta, period, year_said(source)) for layout in layouts]
    tab = headed.words.tab
    months = [one for each in reads for one in months_of_records(tab, each.records)]
    against = [*months_against(sheet, source, tab, headed.all_slots, months)]
    said = [replace(one, records=completed(tab, one.records, source, keeps_months=bool(against))) for one in reads]
    told = [_without_totals(sheet, one) if source.add_up else (one, []) for one in said]
    notes = [finding for _, found in told for finding in found]
    said = [one for one, _ in told]
    made = [_whole(one, source, headed.all_slots) for one in said]
    notes += (note for one, sums in zip(said, made, strict=True) for note in _told(sheet, one, sums))
    apart = [without_unlike(sheet, tab, one.records) if source.add_up else (one.records, ()) for one in made]
    whole = [replace(one, records=records) for one, (records, _) in zip(made, apart, strict=True)]
    notes += (finding for _, found in apart for finding in found)
    read_rows = [rows_of_records(one.layout.area, one.records) for one in said if source.add_up]
    notes += repeated_rows(sheet, tab, read_rows)
    notes += (*contradictions(sheet, source, tab, headed.grid, headed.slots), *against)
    notes += units_against(sheet, source, tab, headed.all_slots)
    found = tuple(one for one in whole if one.records)
    days = days_of(sheet, tab, [record for one in said for record in one.records]) if source.add_up else {}
    return Mapped(source, dated, found, tuple(area for area, _ in kept), tuple(notes), days, headed.below)


def _without_totals(sheet: Sheet, one: Read) -> tuple[Read, list[Finding]]:
    """A table to be added up without its totals where it has several, and what these are beside their rows."""
    is_told, found = totals_apart(sheet, one.layout.tab, detailed(one.layout.tab, one.records))
    records = tuple(record for record, told in zip(one.records, is_told.tolist(), strict=True) if not told)
    return replace(one, records=records), found


def _told(sheet: Sheet, one: Read, sums: Read) -> Iterator[Finding]:
    """What the sums of a table no longer show: how their parts were written, and which were blank."""
    tab = one.layout.tab
    yield from summed_forms(sheet, tab, one.records, sums.records)
    yield from blank_findings(sheet, tab, blanks_summed(tab, one.records, sums.records))


def _mapped_long(sheet: Sheet, first: Sheet, source: Source, meta: Sequence[str], period: Period) -> Mapped | None:
    """The same for a large sheet that is one plain list, as its first rows show; None where it is not."""
    headed = Headed.of(first, source)
    ((area, slots), *more) = headed.slots.items() or [(None, ())]
    if area is None or more or not area.body or headed.missing:
        return None
    months = headed.month_keys
    dated = _with_months(first, [(area, slots)], months)
    seen = read(forced(grid_of(dated), area, headed.words), ("source",), meta, period, year_said(source))
    one = read_long(sheet, seen, _asked(sheet, source, slots, is_dated=bool(months)))
    if one is None:
        return None
    made = _long_mapped(sheet, source, replace(one, ignored=tuple(_reasoned(one.ignored, source, slots))))
    tab, months_said = headed.words.tab, months_of_long(headed.words.tab, one.long) if one.long else ()
    against = (
        *contradictions(first, source, tab, headed.grid, headed.slots),
        *months_against(sheet, source, tab, slots, months_said),
        *units_against(sheet, source, tab, headed.all_slots),
    )
    return replace(made, findings=(*made.findings, *against))


def _asked(sheet: Sheet, source: Source, slots: Sequence[Slot], *, is_dated: bool) -> Asked:
    where: dict[int, Callable[[Cell | None], bool]] = {}
    for header, wanted in source.where.items():
        at = next((slot.column for slot in slots if name_key(header) in slot_keys(slot)), 0)  # none: no row is meant
        where[at] = partial(_is_wanted, frozenset(map(name_key, wanted)))
    return Asked(where, partial(month_text, is_1904=sheet.date_1904) if is_dated else None)


def _is_wanted(options: frozenset[str], cell: Cell | None) -> bool:
    return name_key(shown(cell)) in options


def _long_mapped(sheet: Sheet, source: Source, one: Read) -> Mapped:
    """A long table with what the source says of all rows, added up where it says so."""
    tab = one.layout.tab
    assert one.long is not None
    long = long_completed(tab, one.long, source)
    if not source.add_up:
        return Mapped(source, sheet, (replace(one, long=long),), (one.layout.area,))
    long, notes_of_totals = without_totals(sheet, tab, long)
    sums = long_sums(tab, long, is_untyped=sheet.is_untyped)
    joined, unlike = without_unlike(sheet, tab, sums.records)
    records = with_numbers(tab, joined, source)
    again = repeated_rows(sheet, tab, [rows_of_long(sheet, long)])
    notes = (
        *notes_of_totals,
        *unlike,
        *again,
        *summed_forms(sheet, tab, sums.details, sums.records),
        *blank_findings(sheet, tab, sums.blanks),
    )
    return Mapped(source, sheet, (replace(one, records=records, long=None),), (one.layout.area,), notes)


def _filtered(grid: Grid, area: Area, slots: Sequence[Slot], source: Source) -> Area:
    """The table with the rows that `where` asks for."""
    body = area.body
    for header, wanted in source.where.items():
        at = next((slot.column for slot in slots if name_key(header) in slot_keys(slot)), 0)  # none: no row is meant
        options = {name_key(one) for one in wanted}
        body = tuple(row for row in body if name_key(shown(grid.cell(row, at))) in options)
    return replace(area, body=body)


def _with_months(sheet: Sheet, kept: Sequence[tuple[Area, Sequence[Slot]]], months: set[str]) -> Sheet:
    """The sheet with the days and bare numbers under the headers of months as months, in their own cells."""
    cells: dict[Spot, Cell] = {}
    for area, slots in kept:
        for at in (slot.column for slot in slots if months & slot_keys(slot)):
            for row in area.body:
                cell = sheet.cells.get((row, at))
                if cell and (text := month_text(cell, is_1904=sheet.date_1904)):
                    cells[row, at] = Cell(row, at, "text", text)
    return replace(sheet, cells={**sheet.cells, **cells}) if cells else sheet


def _whole(one: Read, source: Source, slots: Sequence[Slot]) -> Read:
    """The table with its rows added up where the source says so, and its own reasons for what is left out."""
    tab = one.layout.tab
    records = added_up(tab, one.records) if source.add_up else one.records
    ignored = tuple(_reasoned(one.ignored, source, slots))
    return replace(one, records=with_numbers(tab, records, source), ignored=ignored)


def _reasoned(ignored: Sequence[Ignored], source: Source, slots: Sequence[Slot]) -> Iterator[Ignored]:
    """What was left out, with the reason where it is the source that says so."""
    asked = {key for header in source.where for key in header_keys(header)}
    dropped = {name_key(header) for header, field in source.columns.items() if not field}
    keys_at = {cells_text(slot.spots[-1:]): slot_keys(slot) for slot in slots if slot.spots}
    for one in ignored:
        keys = header_keys(one.text) | keys_at.get(one.cell, set())
        yield replace(one, reason="where" if keys & asked else "left_out" if keys & dropped else one.reason)


def unmatched_sources(sheets: Sequence[Sheet], sources: Sequence[Source], found: Sequence[Mapped]) -> Iterator[Finding]:
    """A finding for each source that reads nothing: no sheet of that name, no header of it, no row that it asks for."""
    used = [one.source for one in found if one.reads or one.findings]
    for one in found:
        if one.source in used and one.source.where and not (one.reads or one.findings):
            yield from _none_wanted(one)
    for source in sources:
        if source in used:
            continue
        if lacking := tuple(_lacking(source, sheets)):
            yield from lacking
            continue
        seen = " / ".join(dict.fromkeys(f"{sheet.file} › {sheet.name}" for sheet in sheets))
        details = {"file": source.file, "sheet": source.sheet or "*", "seen": seen}
        yield Finding("source_unmatched", Severity.warn, (), {"tab": "", **details})


def _none_wanted(one: Mapped) -> Iterator[Finding]:
    """The note of a sheet none of whose rows `where` asks for, while it reads other sheets."""
    headed = Headed.of(head_of(one.sheet) or one.sheet, one.source)
    for header, wanted in one.source.where.items():
        seen = list(dict.fromkeys(shown(cell) for cell in under(header, headed.grid, headed.slots)))
        if seen and not {*map(name_key, seen)} & {*map(name_key, wanted)}:
            details = {"where": f"{header} = {' / '.join(wanted)}", "seen": " / ".join(seen[:_MOST_SEEN]), "tab": ""}
            yield Finding("where_without_rows", Severity.note, (Origin(one.sheet.file, one.sheet.name),), details)


def _lacking(source: Source, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """The headers that no sheet has, in the sheet that the source most likely means.

    Nothing where the patterns mean all sheets there are and none has a header like them.
    """
    meant = [sheet for sheet in sheets if is_meant(source, sheet)]
    seen = [Headed.of(head_of(sheet) or sheet, source) for sheet in meant]
    lacking = [one for one in seen if one.missing and len(one.missing) == len(one.named)]
    near = [one for one in lacking if any(map(one.near, one.missing))]
    if near or (lacking and len(lacking) == len(seen) and len(meant) < max(2, sum(bool(one.cells) for one in sheets))):
        yield from (near or lacking)[0].lacking()
