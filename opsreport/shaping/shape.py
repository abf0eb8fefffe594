"""The way from sheets as people keep them to regular ones."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath

from opsreport.metrics import metric_named
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.resting import collector_at_rest
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.table import Sheet
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, is_guide
from opsreport.schemas.starter import ABOUT
from opsreport.shaping.actualrows import with_actual_rows
from opsreport.shaping.added_files import with_files_added
from opsreport.shaping.areas import Area, Finder
from opsreport.shaping.aside import areas_of, results_of, results_only
from opsreport.shaping.bare_months import with_bare_months
from opsreport.shaping.bookyear import with_years_of_book
from opsreport.shaping.by_source import Mapped, mapped_by, unmatched_sources
from opsreport.shaping.continued import printed_again
from opsreport.shaping.counters import without_counters
from opsreport.shaping.daysaid import with_sayings
from opsreport.shaping.doubled import with_one_of_two
from opsreport.shaping.doubts import doubts, is_clear
from opsreport.shaping.filldown import with_months_down
from opsreport.shaping.goallines import goal_lines
from opsreport.shaping.grain import by_month_only
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.joining import with_joined
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.leftover import empty_tables, left_out
from opsreport.shaping.long import MOST_CELLS, Asked, head_of, too_large, too_long, too_many, unpacked
from opsreport.shaping.making import in_money, joined, made_sheets
from opsreport.shaping.match import Shaped, together, unread
from opsreport.shaping.mentions import is_told
from opsreport.shaping.moved import last_row, moved_sheet
from opsreport.shaping.outside import metrics_unread, outside, outside_list
from opsreport.shaping.pairs import with_pairs
from opsreport.shaping.past import past_only
from opsreport.shaping.pastrows import without_past_rows
from opsreport.shaping.plainlist import dated, reads_as_it_is, span_around
from opsreport.shaping.planned import base_of, plan_findings, plan_of
from opsreport.shaping.planparts import plan_parts, without_kinds
from opsreport.shaping.regular import (
    compares,
    first_rows,
    header_of,
    lines_above,
    match_of,
    months_reported,
    places_of,
    regular_tab,
    title_tab,
)
from opsreport.shaping.reported import heads_of, match_of_read, year_finding, year_findings
from opsreport.shaping.serial_months import with_serial_months
from opsreport.shaping.spantitles import SPANNED, span_in
from opsreport.shaping.standing import head_by_title, may_be_understood
from opsreport.shaping.tables import Read, chosen, read, read_long
from opsreport.shaping.turned import turned
from opsreport.shaping.units import apart_from, money_said, unit_findings
from opsreport.shaping.upright import laid_back
from opsreport.shaping.useraside import kinds_listed, sheet_unread, users_unread, without_users
from opsreport.shaping.userdated import with_months_beside, with_months_of_others
from opsreport.shaping.userlines import without_pairs
from opsreport.shaping.userrates import with_rates_apart
from opsreport.shaping.usertitles import known_in
from opsreport.shaping.userwords import head_row, holds_users
from opsreport.shaping.versions import without_versions
from opsreport.shaping.words import is_dated, month_in, month_of
from opsreport.shaping.year_column import with_years_beside
from opsreport.shaping.years import years_around


def shaped(sheets: Sequence[Sheet], sources: Sequence[Source] = (), *, period: Period) -> Shaped:
    """The sheets as regular ones: one header row, one record a row, months in a column, headers our own.

    Regular sheets are the same objects as before. A sheet that is not understood stays, for checking to say so.
    Made sheets know where their cells really stand (`Sheet.spots`). `sources` say what cannot be guessed.
    """
    sheets, past = _of_now(tuple(map(with_sayings, sheets)))
    meta = months_reported(sheets)
    by_source = [mapped_by(sheet, sources, meta.get(sheet.file, ()), period) for sheet in sheets]
    unmatched = unmatched_sources(sheets, sources, [one for found in by_source for one in found])
    sheets, asked = with_years_of_book(tuple(map(without_counters, sheets)), by_source, meta, period)
    said = Shaped((), (*past, *unmatched, *asked, *goal_lines(sheets, period)))
    listed = kinds_listed(sheets)
    with collector_at_rest():
        parts = [
            by_month_only(one, _by_sources(found)) if found else _unasked(one, meta.get(one.file, ()), period, listed)
            for one, found in zip(sheets, by_source, strict=True)
        ]
        parts = with_months_beside(parts, sheets, meta, period, lambda one, said: _unasked(one, said, period, listed))
    parts = with_files_added(with_months_of_others(parts, sheets, meta, period), by_source)
    return replace(whole := together([*without_versions(parts), said]), sheets=with_joined(whole.sheets))


def _of_now(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The sheets without rows that a line over them says are of another time, and the findings of these."""
    kept = [without_past_rows(sheet) for sheet in sheets]
    return tuple(sheet for sheet, _ in kept), tuple(finding for _, found in kept for finding in found)


def _unasked(sheet: Sheet, meta: Sequence[str], period: Period, listed: frozenset[str]) -> Shaped:
    """A sheet that no source speaks of; one whose lists lie on their side as if they stood upright."""
    if is_told(sheet):
        return _regular(sheet, ABOUT, meta, period)
    lying = turned(sheet)
    part = _upright(lying.sheet, meta, period, listed) if lying else None
    return laid_back(part, lying) if part and lying and part.matches else _upright(sheet, meta, period, listed)


def _upright(sheet: Sheet, meta: Sequence[str], period: Period, listed: frozenset[str]) -> Shaped:
    sheet = with_years_beside(with_pairs(sheet))
    plans = plan_parts(sheet, meta, period)
    rest = plans.rest if plans else sheet
    own = Shaped(()) if rest is None else without_kinds(rest, _without_plans(rest, meta, period, listed))
    return own if plans is None else plans.beside(own, _last_row(own.sheets) + 1)


def _without_plans(sheet: Sheet, meta: Sequence[str], period: Period, listed: frozenset[str]) -> Shaped:
    part = past_only(sheet, _shaped(sheet, meta, period, listed), meta, period)
    return with_rates_apart(sheet, by_month_only(sheet, part))


def _last_row(sheets: Sequence[Sheet]) -> int:
    """The last row of some sheets as they are counted, made ones by their own count."""
    return max((row for sheet in sheets for row, _ in (sheet.spots or sheet.cells)), default=0)


def _shaped(sheet: Sheet, meta: Sequence[str], period: Period, listed: frozenset[str]) -> Shaped:
    if not sheet.cells or sheet.hidden or is_guide(sheet.name):
        return Shaped((sheet,))
    if (tab := regular_tab(sheet)) and not (holds_users(sheet, tab) or _may_say_more(sheet, tab)):
        own = with_actual_rows(with_one_of_two(sheet, tab), tab)
        (sheet,) = own.sheets
        compared = None if tab.pairs or not compares(sheet, tab) else _looked_at(sheet, meta, period, listed)
        is_made = compared is not None and [one.cells for one in compared.sheets] != [sheet.cells]
        made = compared if compared and is_made else with_months_down(_regular(sheet, tab, meta, period), tab)
        told = (*own.findings, *(() if tab.pairs else outside_list(sheet, tab)))
        return _with(results_only(sheet, tab, made), told)
    if (first := head_of(sheet)) is not None:
        if (known := _known_long(sheet, first, meta, period)) or len(sheet.cells) > MOST_CELLS:
            return known or Shaped((), (too_large(sheet),))
        sheet = unpacked(sheet)
    return _looked_at(sheet, meta, period, listed)


def _may_say_more(sheet: Sheet, tab: Tab) -> bool:
    """Whether a regular list has headers that name no column and say one by their end, or months over its headers."""
    if tab.pairs:
        return False
    (head, columns), rows = places_of(sheet, tab), first_rows(sheet)
    if sum(month_of(cell) is not None for cell in rows.get(head - 1, ())) > 1:
        return True
    unnamed = [str(c.value) for c in rows[head] if c.kind == "text" and c.column not in columns.values()]
    return may_be_understood(sheet, tab, unnamed, tuple(columns))


def _looked_at(sheet: Sheet, meta: Sequence[str], period: Period, listed: frozenset[str]) -> Shaped:
    """A sheet whose cells are asked for one by one."""
    typed, sheet = sheet, with_bare_months(with_serial_months(sheet))
    grid = grid_of(sheet)
    areas = without_pairs(grid, printed_again(_areas(grid), grid))
    if excess := too_many(sheet, areas):
        return Shaped((), (excess,))
    choices = [choice for area in areas if (choice := chosen(grid, area))]
    if excess := too_long(sheet, [layout.area for layout, _ in choices]):
        return Shaped((), (excess,))
    looked = [read(*choice, meta, period) for choice in choices]
    reads, empty = [one for one in looked if one.records], empty_tables(sheet, looked)
    lost = users_unread(grid, areas, reads)
    if not reads:
        said = tuple(lost.values()) or (() if areas else sheet_unread(grid)) or metrics_unread(grid)
        return Shaped((unread(sheet),), said) if said else Shaped((typed,))
    kept, aside = results_of(sheet, reads)
    kept, undated = without_users(kept, listed)
    aside += [*undated, *lost.values(), *empty.values()]
    known = [area for area in areas_of(areas, reads, kept) if area not in lost]
    rest = tuple(outside(sheet, grid.rows, areas))
    if not aside and reads_as_it_is(sheet, kept, areas):
        return Shaped((dated(typed, kept[0]),), rest, tuple(match_of_read(sheet, one) for one in kept))
    return _with(_beside(sheet, _made(sheet, kept, known, empty=empty), aside), rest)


def _areas(grid: Grid) -> tuple[Area, ...]:
    """The tables of a sheet; where its title names users, also one whose headers say nothing."""
    is_of_users = known_in(grid)
    finder = Finder(grid, lambda text: _is_known(text) or is_of_users(text))
    found = finder.areas()
    head = 0 if found else head_row(grid) or head_by_title(grid)
    return (finder.under((head,)),) if head else found


def _with(part: Shaped, findings: Iterable[Finding]) -> Shaped:
    return replace(part, findings=(*part.findings, *findings))


def _beside(sheet: Sheet, made: Shaped, aside: Sequence[Finding]) -> Shaped:
    """What the tables of a sheet were made into, those said that were left aside."""
    return replace(made, sheets=made.sheets or (unread(sheet),), findings=(*aside, *made.findings))


def _known_long(sheet: Sheet, first: Sheet, meta: Sequence[str], period: Period) -> Shaped | None:
    """A large sheet by what its first rows show; None where that is not enough to tell."""
    grid = grid_of(first)
    areas = Finder(grid, _is_known).areas()
    if not areas and title_tab(sheet) is None:
        return Shaped((sheet,))
    seen = _read(grid, areas[0], meta, period) if len(areas) == 1 else None
    if seen is None:
        return None
    if reads_as_it_is(sheet, (seen,), areas):
        return Shaped((dated(sheet, seen),), (), (match_of_read(sheet, seen),))
    one = read_long(sheet, seen, Asked())
    if one is None:
        return None
    kept, aside = results_of(sheet, (one,))
    return _beside(sheet, _made(sheet, kept, (one.layout.area,) if kept else ()), aside)


@lru_cache(maxsize=4096)
def _is_known(text: str) -> bool:
    return bool(metric_named(text)) or any(column_named(tab, text) for tab in TABS if not tab.pairs)


def _regular(sheet: Sheet, tab: Tab, meta: Sequence[str], period: Period) -> Shaped:
    """The sheet itself; one without a month column is known to be of the month that its name speaks of."""
    header = {} if tab.pairs else header_of(sheet, tab)
    matches = (match_of(sheet, tab),)
    kinds = {column.name: column.kind for column in tab.columns}
    above = () if tab.pairs else lines_above(sheet, tab)
    texts = (*(str(cell.value) for cell in above), sheet.name, PurePath(sheet.file).stem)
    years = years_around(above, sheet.name, sheet.file, meta, period)
    plan = plan_of(tab, texts, years, base_of(sheet, meta, period))
    sheet, taken = replace(sheet, planned=plan.period) if plan.period else sheet, plan_findings(sheet, tab, plan)
    found = next((month for text in texts if not is_dated(text) and (month := month_in(text))), None)
    has_months = any(kinds[name] in MONTH_KINDS for name in header.values())
    if tab in SPANNED and not has_months and (span := span_in(texts)):
        return Shaped((replace(sheet, tab=tab.name, span=span),), taken, matches)
    if tab.pairs or not found or has_months:
        return Shaped((sheet,), taken, matches)
    findings = (year_finding(sheet, "", tab, years),) if years.is_contradicted and not found[0].year else ()
    return Shaped((replace(sheet, tab=tab.name, month=str(years.period_of(*found[:1]))),), (*taken, *findings), matches)


def _read(grid: Grid, area: Area, meta: Sequence[str], period: Period) -> Read | None:
    return read(*choice, meta, period) if (choice := chosen(grid, area)) else None


def _by_sources(found: Sequence[Mapped]) -> Shaped:
    """A sheet as the sources that speak of it say, each of them; their rows do not meet."""
    parts: list[Shaped] = []
    start = 1
    for one in found:
        made = _made(one.sheet, one.reads, (*one.areas, *one.below), start)
        start = max((last_row(part) for part in made.sheets), default=start) + 1
        said = tuple(replace(part, is_mapped=True) for part in made.sheets)
        parts.append(Shaped(said, (*one.findings, *made.findings), made.matches))
    return together(parts)


def _made(
    sheet: Sheet, reads: Sequence[Read], areas: Sequence[Area], start: int = 1, *, empty: Container[Area] = ()
) -> Shaped:
    sheets: list[Sheet] = []
    notes: list[Finding] = []
    groups: dict[tuple[str, str, str, str, str], list[Read]] = {}
    for one in filter(is_clear, reads):
        money = money_said(one, areas) if one.layout.tab.metric or one.long else ""
        groups.setdefault((one.layout.tab.name, one.month, money, one.plan.period, span_around(one)), []).append(one)
    for (_, month, money, planned, span), same in groups.items():
        tab, heads, apart = same[0].layout.tab, heads_of(same), apart_from(same[0], areas)
        said = replace(sheet, month="" if span else month, planned=planned, apart=apart, span=span)
        made = [moved_sheet(said, tab, one.long, start, money=money, heads=heads) for one in same if one.long]
        records = joined(tab, [in_money(tab, one.records, money_said(one, areas), apart) for one in same])
        for is_earlier in (False, True):
            if part := [record for record in records if record.is_earlier == is_earlier]:
                at = max([start - 1, *map(last_row, made)]) + 1
                made += made_sheets(replace(said, is_earlier=is_earlier), tab, part, at, money=money, heads=heads)
        start = max(last_row(part) for part in made) + 1
        whole = with_months_down(Shaped(tuple(made)), tab) if len(same) == len(made) == 1 else Shaped(tuple(made))
        sheets += whole.sheets
        notes += whole.findings
    findings = (
        *notes,
        *year_findings(sheet, reads),
        *(finding for one in reads for finding in plan_findings(sheet, one.layout.tab, one.plan)),
        *unit_findings(sheet, reads, areas),
        *doubts(sheet, reads),
        *left_out(sheet, reads, [area for area in areas if area not in empty]),
    )
    return Shaped(tuple(sheets), findings, tuple(match_of_read(sheet, one) for one in reads))
