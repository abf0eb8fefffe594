"""What a workbook's sheets look like to us, as a mapping that a person can correct."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from opsreport.metrics import metric_named
from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.spelling import plain
from opsreport.model.table import Sheet
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, is_guide, tab_named
from opsreport.shaping.areas import Area, Finder
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.guessing import Guess, guesses_of, nearest, parts_of
from opsreport.shaping.headish import is_headish
from opsreport.shaping.layout import main_key
from opsreport.shaping.long import head_of
from opsreport.shaping.match import Match, Shaped
from opsreport.shaping.proposed_constants import ADDED, Constant, constants_of, tells_family
from opsreport.shaping.proposed_rows import months_of, records_of, shown_of
from opsreport.shaping.shape import shaped
from opsreport.shaping.slots import slots_of
from opsreport.shaping.source_slots import month_column
from opsreport.shaping.tabwords import Words
from opsreport.shaping.versions import base_name
from opsreport.shaping.words import unit_said, years_in

LEAST_FIT = 1.5
ROWS_SHOWN = 3
# what speaks against reading a sheet as it is, and what against reading it at all
_ASIDE = ("sheet_left_aside", "sheet_versions", "past_unclear", "rows_by_week")
_OF_USERS = ("users_split", "users_unread")
_DOUBTS = (*_ASIDE, "rows_by_day", *_OF_USERS)
_SPLITS = ("分", "按")
_YEARED = re.compile(r"20\d\d|(?<!\d)\d\d年")


@dataclass(frozen=True, slots=True)
class Open:
    """What a sheet does not say: columns the same in all rows, those of money without unit, the year of its months."""

    constants: tuple[Constant, ...] = ()
    units: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One sheet: what it was taken for without help, or the source that would read it.

    `matches` are what is understood already. `source` is None where nothing
    need be or can be said; `guesses` are its headers, `first` the first rows as
    they would be read, by the printed names of the columns, `months` the months of
    all rows, `open` what a person has to say, `count` how many rows there are. `is_first_near`: the first rows are
    those that the close headers would give, as without them there are none. `is_again`:
    an earlier sheet fills the same table for such months. `is_offered`: it reads better only with all its
    questions answered. `doubts`: why it is not read as it is. `is_read`: its tables are, with no rows to choose or
    to add up. `period`: the month that it is read in.
    """

    sheet: Sheet
    matches: tuple[Match, ...] = ()
    source: Source | None = None
    guesses: tuple[Guess, ...] = ()
    first: tuple[Mapping[str, str], ...] = ()
    months: frozenset[str] = frozenset()
    open: Open = field(default_factory=Open)
    count: int = 0
    is_first_near: bool = False
    is_again: bool = False
    is_offered: bool = False
    doubts: tuple[Finding, ...] = ()
    is_read: bool = False
    period: str = ""

    @property
    def is_aside(self) -> bool:
        """Whether the sheet's own title or name speaks against reading it, so that only a person can ask for it."""
        return any(one.code in _ASIDE for one in self.doubts)

    @property
    def is_comment(self) -> bool:
        """Whether its source is for a person to ask for as a whole."""
        return self.is_aside or self.is_again or self.is_offered


def proposals(sheets: Sequence[Sheet], period: Period) -> tuple[Proposal, ...]:
    """A proposal for every sheet that is filled, in the order of the workbook."""
    filled = [one for one in sheets if one.cells and not one.hidden and not is_guide(one.name)]
    found: list[Proposal] = []
    for one in (_proposal(sheet, period, _versions(filled, period)) for sheet in filled):
        rivals = [other for other in found if not other.is_read and _is_rival(one, other)]
        found.append(replace(one, is_again=any(not one.months or one.months & other.months for other in rivals)))
    return tuple(found)


def _is_rival(one: Proposal, other: Proposal) -> bool:
    return bool(one.source and other.source and one.source.table == other.source.table)


def _versions(sheets: Sequence[Sheet], period: Period) -> tuple[Finding, ...]:
    """What is said of sheets that look like versions of one another."""
    names = {base_name(sheet.name) for sheet in sheets}
    found = shaped(sheets, period=period).findings if len(names) < len(sheets) else ()
    return tuple(one for one in found if one.code == "sheet_versions")


def _proposal(sheet: Sheet, period: Period, versions: Sequence[Finding]) -> Proposal:
    understood = shaped((sheet,), period=period)
    said = [one for one in versions if one.origins[-1].sheet == sheet.name]
    doubts = (*(one for one in understood.findings if one.code in _DOUBTS), *said)
    is_known = bool(understood.matches) and not any(one.code not in _OF_USERS for one in doubts)
    made, count = _found(sheet, understood, doubts, period)
    is_read = is_known and not _is_better(made, count)
    matches = understood.matches if is_known else ()
    return replace(made, doubts=doubts, matches=matches, is_read=is_read, period=str(period))


def _found(sheet: Sheet, understood: Shaped, doubts: Sequence[Finding], period: Period) -> tuple[Proposal, int]:
    """The source that would read a sheet, if any, and how many rows it has before any are added up."""
    meant = _meant(sheet, understood, doubts)
    grid = grid_of(head_of(sheet) or sheet)
    areas = Finder(grid, _is_known).areas() or _loose_areas(grid)
    tabs = [tab for tab in TABS if not tab.pairs and meant in ("", tab.name)]
    ranked = sorted(((tab, area) for area in areas for tab in tabs), key=lambda one: -_fit(grid, *one))
    if not ranked or (_fit(grid, *ranked[0]) < LEAST_FIT and not meant):
        return Proposal(sheet), 0
    return _proposed(sheet, grid, *ranked[0], period=period)


def _meant(sheet: Sheet, understood: Shaped, doubts: Sequence[Finding]) -> str:
    """The tab that a sheet is of by what it was taken for, else by its title; "" for neither."""
    if any(one.code in _OF_USERS for one in understood.findings):
        return "users"
    named = tab_named(sheet.name)
    is_split = plain(sheet.name).startswith(_SPLITS)  # 分计划: by the plans of an advertiser
    by_title = named.name if named and not (named.pairs or is_split) else ""
    return next((match.tab for match in understood.matches if doubts), by_title)


def _is_better(proposed: Proposal, count: int) -> bool:
    """Whether a sheet that is understood is read wrongly without a mapping.

    It has many rows a key, or a whole beside its parts, or lacks what all its rows have in common.
    """
    source = proposed.source
    is_summed = source is not None and source.add_up and count >= 2 * proposed.count
    is_lacking = any(not one.is_assumed for one in proposed.open.constants)
    return source is not None and (bool(source.where) or is_summed or is_lacking)


def _proposed(sheet: Sheet, grid: Grid, tab: Tab, area: Area, *, period: Period) -> tuple[Proposal, int]:
    """The source that would read a sheet, and how many rows it has before any are added up."""
    guesses = guesses_of(grid, area, tab)
    columns = {guess.header: guess.column for guess in guesses if guess.is_sure}
    where = {guess.header: guess.values for guess in guesses if guess.values}
    constants = tuple(constants_of(sheet, tab, guesses))
    sure = {one.column: one.text for one in constants if one.is_sure}
    source = Source(sheet.file, tab.name, sheet.name, area.head, columns, where=where, constants=sure)
    records, count = records_of(sheet, source, period)
    near = {guess.header: guess.column for guess in guesses if guess.reason == "close"}
    is_open = any(guess.column == main_key(tab) and not guess.is_sure for guess in guesses)
    is_near = tab.name in ADDED and main_key(tab) in near.values()  # rows have no name until that header is taken
    answered = replace(source, columns={**near, **columns})
    if tab.name in ADDED and (is_near or not is_open):
        asked = answered if is_near else source
        rows = records_of(sheet, asked, period)[1]
        records, _ = records_of(sheet, replace(asked, add_up=True), period)
        source = replace(source, add_up=len(records) < rows)
    months = frozenset(months_of(tab, records))
    units = tuple(_without_unit(grid, area, tab, columns))
    told = any(tells_family(tab, record) for record in records)
    open_ones = tuple(one for one in constants if not (told and one.is_assumed and not one.is_sure))
    to_ask = Open(open_ones, units, _year_meant(grid, area, tab, guesses, months))
    shown = records or records_of(sheet, answered, period)[0]
    first = tuple(shown_of(tab, record) for record in shown[:ROWS_SHOWN])
    made = Proposal(
        sheet, (), source, guesses, first, months, to_ask, len(records), is_first_near=is_near or not records
    )
    return made, count


def _without_unit(grid: Grid, area: Area, tab: Tab, columns: Mapping[str, str]) -> Iterator[str]:
    """The columns of money whose unit neither header nor line nor cell says."""
    if any(unit_said(str(cell.value)) for row, cells in grid.rows.items() if row < area.top for cell in cells):
        return
    for slot in slots_of(grid, area, Words(tab, {})):
        if slot.name and slot.name in columns.values() and tab.column(slot.name).kind == "money" and not slot.unit:
            cells = (cell for row in area.body[:20] if (cell := grid.cell(row, slot.column)) and cell.kind == "text")
            if not any((amount := amount_in(str(cell.value))) and amount.scale for cell in cells):
                yield slot.name


def _year_meant(grid: Grid, area: Area, tab: Tab, guesses: Sequence[Guess], months: frozenset[str]) -> int | None:
    """The year that months were read with although nothing says it; None where something does, or there are none."""
    headers = {guess.header for guess in guesses if guess.column == month_column(tab)}
    columns = [slot.column for slot in slots_of(grid, area, Words(tab)) if headers & set(slot.parts)]
    under = [cell for at in columns for row in area.body[:50] if (cell := grid.cell(row, at))]
    around = [cell for row, cells in grid.rows.items() if row <= max(area.head, default=0) for cell in cells]
    cells = [*under, *around]
    is_said = any(isinstance(cell.value, date) or _YEARED.search(plain(str(cell.value))) for cell in cells)
    is_number = any(isinstance(cell.value, float) and cell.value > 12 for cell in under)
    if not months or is_said or is_number or years_in(grid.sheet.name) or years_in(grid.sheet.file):
        return None
    return int(max(months)[:4])


def _is_known(text: str) -> bool:
    return bool(metric_named(text)) or any(column_named(tab, text) for tab in TABS if not tab.pairs)


def _loose_areas(grid: Grid) -> tuple[Area, ...]:
    """The table under the first row of texts that others follow."""
    finder = Finder(grid, _is_known)
    heads = (row for row, cells in grid.rows.items() if len(cells) > 1 and all(is_headish(cell) for cell in cells))
    head = next(heads, None)
    return (finder.under((head,)),) if head is not None else ()


def _fit(grid: Grid, tab: Tab, area: Area) -> float:
    """How many headers name columns of the tab, those that are close counting half."""
    slots = slots_of(grid, area, Words(tab))
    texts = dict.fromkeys(text for slot in slots for text in parts_of(slot, tab))
    named = {column.name for text in texts if (column := column_named(tab, text))}
    close = {near[0].name for text in texts if not column_named(tab, text) and (near := nearest(tab, text))}
    return len(named) + 0.5 * len(close - named) + 0.1 * bool(main_key(tab) in named)


def lacks_month(proposal: Proposal) -> bool:
    """Whether the rows of a source say no month."""
    source = proposal.source
    tab = next((tab for tab in TABS if source and tab.name == source.table), None)
    if source is None or tab is None or proposal.months:
        return False
    if proposal.is_first_near and month_column(tab) in source.columns.values():
        return False  # without the close headers there is no row yet that could say one
    has_days = any(tab.column(name).kind in ("date", "datetime") for name in source.columns.values())
    return bool(month_column(tab)) and not (has_days and tab.column(month_column(tab)).required is False)
