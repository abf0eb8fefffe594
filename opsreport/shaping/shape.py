"""The way from sheets as people keep them to regular ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from opsreport.metrics import metric_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.resting import collector_at_rest
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.table import Sheet, Spot, Spots
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, is_guide
from opsreport.shaping.areas import Area, Finder
from opsreport.shaping.by_source import Mapped, mapped_by, unmatched_sources
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.making import joined, made_sheets
from opsreport.shaping.match import Match, Shaped
from opsreport.shaping.regular import first_rows, header_of, lines_above, regular_tab, title_tab
from opsreport.shaping.tables import FORMS, Read, chosen, has_own_month, month_around, read
from opsreport.shaping.words import is_dated, is_money, month_in, unit_said
from opsreport.shaping.years import Years, years_around

MOST_CELLS = 400_000
_IGNORED_CODES = {"unknown": "unknown_column", "no_month": "column_without_month"}


def shaped(sheets: Sequence[Sheet], sources: Sequence[Source] = (), *, period: Period) -> Shaped:
    """The sheets as regular ones: one header row, one record a row, months in a column, headers our own.

    Regular sheets are the same objects as before. A sheet that is not
    understood stays as it is, for checking to say so. Made sheets know where
    their cells really stand (`Sheet.spots`). `sources` say what cannot be guessed.
    """
    meta = _meta(sheets)
    by_source = [mapped_by(sheet, sources, meta.get(sheet.file, ()), period) for sheet in sheets]
    unmatched = Shaped((), tuple(unmatched_sources(sheets, sources, [one for found in by_source for one in found])))
    with collector_at_rest():
        parts = [
            _by_sources(found) if found else _shaped(sheet, meta.get(sheet.file, ()), period)
            for sheet, found in zip(sheets, by_source, strict=True)
        ]
    return _together([*parts, unmatched])


def _together(parts: Sequence[Shaped]) -> Shaped:
    return Shaped(
        tuple(sheet for part in parts for sheet in part.sheets),
        tuple(finding for part in parts for finding in part.findings),
        tuple(match for part in parts for match in part.matches),
    )


def _meta(sheets: Sequence[Sheet]) -> Mapping[str, tuple[str, ...]]:
    """What each file's report information says of its month."""
    said: dict[str, tuple[str, ...]] = {}
    about = next(tab for tab in TABS if tab.pairs)
    for sheet in sheets:
        if regular_about(sheet):
            for (row, column), cell in list(sheet.cells.items())[:400]:
                found = column_named(about, str(cell.value)) if cell.kind == "text" else None
                beside = sheet.cells.get((row, column + 1))
                if found and found.name == "report_month" and beside:
                    said[sheet.file] = (str(beside.value),)
    return said


def regular_about(sheet: Sheet) -> bool:
    """Whether a sheet is the report information."""
    tab = regular_tab(sheet) if sheet.cells and len(sheet.cells) < 400 else None
    return tab is not None and tab.pairs


def _shaped(sheet: Sheet, meta: Sequence[str], period: Period) -> Shaped:
    if not sheet.cells or sheet.hidden or is_guide(sheet.name):
        return Shaped((sheet,))
    if tab := regular_tab(sheet):
        return _regular(sheet, tab, meta, period)
    if len(sheet.cells) > MOST_CELLS:
        return Shaped((sheet,))
    grid = grid_of(sheet)
    areas = Finder(grid, _is_known).areas()
    reads = [one for area in areas if (one := _read(grid, area, meta, period)) and one.records]
    if not reads or _reads_as_it_is(sheet, reads, areas):
        return Shaped((sheet,), (), tuple(_match(sheet, one) for one in reads))
    return _made(sheet, reads, areas)


def _reads_as_it_is(sheet: Sheet, reads: Sequence[Read], areas: Sequence[Area]) -> bool:
    """Whether the sheet is one plain list that only lacks something, which checking says."""
    one = reads[0]
    is_plain = len(areas) == 1 and not set(one.why) & FORMS
    return is_plain and title_tab(sheet) == one.layout.tab and one.layout.area.head[0] in first_rows(sheet)


def _is_known(text: str) -> bool:
    return bool(metric_named(text)) or any(column_named(tab, text) for tab in TABS if not tab.pairs)


def _regular(sheet: Sheet, tab: Tab, meta: Sequence[str], period: Period) -> Shaped:
    """The sheet itself; one without a month column is known to be of the month that its name speaks of."""
    header = {} if tab.pairs else header_of(sheet, tab)
    why = "sheet_title" if title_tab(sheet) == tab else "headers"
    matches = (Match(Origin(sheet.file, sheet.name), tab.name, (why, "regular"), header),)
    kinds = {column.name: column.kind for column in tab.columns}
    above = () if tab.pairs else lines_above(sheet, tab)
    texts = (*(str(cell.value) for cell in above), sheet.name, PurePath(sheet.file).stem)
    found = next((month for text in texts if not is_dated(text) and (month := month_in(text))), None)
    if tab.pairs or not found or any(kinds[name] in MONTH_KINDS for name in header.values()):
        return Shaped((sheet,), (), matches)
    years = years_around(above, sheet.name, sheet.file, meta, period)
    findings = (_year_finding(sheet, "", tab, years),) if years.is_contradicted and not found[0].year else ()
    return Shaped((replace(sheet, tab=tab.name, month=str(years.period_of(*found[:1]))),), findings, matches)


def _read(grid: Grid, area: Area, meta: Sequence[str], period: Period) -> Read | None:
    choice = chosen(grid, area)
    return read(*choice, meta, period) if choice else None


def _by_sources(found: Sequence[Mapped]) -> Shaped:
    """A sheet as the sources that speak of it say, each of them; their rows do not meet."""
    parts: list[Shaped] = []
    start = 1
    for one in found:
        made = _made(one.sheet, one.reads, one.areas, start)
        start = max((row for part in made.sheets for row, _ in part.spots), default=start) + 1
        said = tuple(replace(part, is_mapped=True) for part in made.sheets)
        parts.append(Shaped(said, (*one.findings, *made.findings), made.matches))
    return _together(parts)


def _made(sheet: Sheet, reads: Sequence[Read], areas: Sequence[Area], start: int = 1) -> Shaped:
    sheets: list[Sheet] = []
    groups: dict[tuple[str, str, str], list[Read]] = {}
    for one in reads:
        month = "" if has_own_month(one.layout) else month_around(one.layout, one.years)
        groups.setdefault((one.layout.tab.name, month, _money(one)), []).append(one)
    for (_, month, money), same in groups.items():
        tab = same[0].layout.tab
        records = joined(tab, [one.records for one in same])
        made = made_sheets(replace(sheet, month=month), tab, records, start, money=money, heads=_heads(same))
        start = max(row for part in made for row, _ in part.spots) + 1
        sheets += made
    findings = (*_year_findings(sheet, reads), *_left_out(sheet, reads, areas))
    return Shaped(tuple(sheets), findings, tuple(_match(sheet, one) for one in reads))


def _heads(reads: Sequence[Read]) -> Mapping[str, Spots]:
    """The header cells of each column of a tab, over all tables that fill it."""
    heads: dict[str, list[Spot]] = {}
    for column in (column for one in reads for column in one.layout.of("label", "value")):
        if name := column.name or column.slot.name:
            heads.setdefault(name, []).extend(column.slot.spots[-1:])
    return {name: tuple(dict.fromkeys(spots)) for name, spots in heads.items()}


def _money(one: Read) -> str:
    """The unit of money that the lines above a table state, the nearest first."""
    rows = one.layout.grid.rows
    for row in sorted((row for row in rows if row < one.layout.area.top), reverse=True):
        texts = (str(cell.value) for cell in rows[row] if cell.kind == "text")
        if unit := next((unit for text in texts if (unit := unit_said(text)) and is_money(unit)), ""):
            return unit
    return ""


def _match(sheet: Sheet, one: Read) -> Match:
    slots = [column.slot for column in one.layout.columns if column.role != "none" and column.slot.text]
    columns = {slot.text: slot.name or slot.metric or slot.other for slot in slots}
    return Match(Origin(sheet.file, sheet.name, one.range), one.layout.tab.name, one.why, columns, one.ignored)


def _year_findings(sheet: Sheet, reads: Sequence[Read]) -> Iterator[Finding]:
    for one in reads:
        if one.years.is_contradicted and (one.years.runs or not has_own_month(one.layout)):
            yield _year_finding(sheet, one.range, one.layout.tab, one.years)


def _year_finding(sheet: Sheet, cells: str, tab: Tab, years: Years) -> Finding:
    """Different years stand around months that say none."""
    said = " / ".join(str(year) for year in dict.fromkeys(years.said.values()))
    details = {"seen": said, "year": str(years.year), "tab": tab.titles[0]}
    return Finding("year_differs", Severity.warn, (Origin(sheet.file, sheet.name, cells),), details, tab.titles[0])


def _left_out(sheet: Sheet, reads: Sequence[Read], areas: Sequence[Area]) -> Iterator[Finding]:
    """Tables of a sheet that were not understood, and headers of the others that name no column."""
    known = {one.layout.area for one in reads}
    for area in areas:
        if area not in known and area.body:
            first = sheet.origin_of((area.top, area.left), (area.bottom, area.right)).cell
            where = (Origin(sheet.file, sheet.name, first.replace(",", ":")),)
            yield Finding("unknown_table", Severity.warn, where, {"sheet": sheet.name, "tab": ""})
    for one in reads:
        for reason, code in _IGNORED_CODES.items():
            left = [entry for entry in one.ignored if entry.reason == reason]
            title = one.layout.tab.titles[0]
            details = {"columns": " / ".join(dict.fromkeys(entry.text for entry in left)), "tab": title}
            if left:
                where = (Origin(sheet.file, sheet.name, ",".join(dict.fromkeys(entry.cell for entry in left))),)
                yield Finding(code, Severity.note if reason == "unknown" else Severity.warn, where, details, title)
