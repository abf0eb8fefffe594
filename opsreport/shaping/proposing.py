"""What a workbook's sheets look like to us, as a mapping that a person can correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from opsreport.metrics import metric_named
from opsreport.model.period import Period
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.source import Source
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Sheet
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, is_guide
from opsreport.shaping.adding import added_up
from opsreport.shaping.areas import Area, Finder, is_headish
from opsreport.shaping.by_source import mapped, month_column
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.layout import main_key
from opsreport.shaping.match import Match
from opsreport.shaping.records import Record
from opsreport.shaping.shape import shaped
from opsreport.shaping.slots import Slot, Words, slots_of
from opsreport.shaping.words import is_amount, is_unit, month_in, special_of

Reason = Literal["named", "metric", "content", "close", "unknown"]
LEAST_LIKE, LEAST_FIT, LEAST_SHARE = 0.6, 1.5, 0.3
ROWS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """A header, the tab's column it may be ("" for none), and why; `like` is our header that it is close to."""

    header: str
    column: str = ""
    reason: Reason = "unknown"
    like: str = ""

    @property
    def is_sure(self) -> bool:
        return self.reason in ("named", "content")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One sheet: what it was taken for without help, or the source that would read it.

    `matches` are what is understood already. `source` is None where nothing
    need be or can be said; `guesses` are its headers, `first` the first rows as
    they would be read, by the printed names of the columns, `months` the months of
    all rows. `is_again`: an earlier sheet fills the same table for such months.
    """

    sheet: Sheet
    matches: tuple[Match, ...] = ()
    source: Source | None = None
    guesses: tuple[Guess, ...] = ()
    first: tuple[Mapping[str, str], ...] = ()
    months: frozenset[str] = frozenset()
    is_again: bool = False


def proposals(sheets: Sequence[Sheet], period: Period) -> tuple[Proposal, ...]:
    """A proposal for every sheet that is filled, in the order of the workbook."""
    filled = [one for one in sheets if one.cells and not one.hidden and not is_guide(one.name)]
    found: list[Proposal] = []
    for one in (_proposal(sheet, period) for sheet in filled):
        rivals = [other for other in found if one.source and other.source and other.source.table == one.source.table]
        found.append(replace(one, is_again=any(not one.months or one.months & other.months for other in rivals)))
    return tuple(found)


def _proposal(sheet: Sheet, period: Period) -> Proposal:
    understood = shaped((sheet,), period=period)
    if understood.matches and not any(one.code == "unknown_table" for one in understood.findings):
        return Proposal(sheet, understood.matches)
    grid = grid_of(sheet)
    areas = Finder(grid, _is_known).areas() or _loose_areas(grid)
    ranked = sorted(((tab, area) for area in areas for tab in TABS if not tab.pairs), key=lambda one: -_fit(grid, *one))
    if not ranked or _fit(grid, *ranked[0]) < LEAST_FIT:
        return Proposal(sheet)
    tab, area = ranked[0]
    guesses = tuple(_guesses(grid, area, tab))
    columns = {guess.header: guess.column for guess in guesses if guess.is_sure}
    source = Source(sheet.file, tab.name, sheet.name, area.head, columns)
    records = _records(sheet, source, period)
    source = replace(source, add_up=tab.name == "channels" and len(added_up(tab, records)) < len(records))
    first = tuple(_shown(tab, record) for record in records[:ROWS_SHOWN])
    return Proposal(sheet, (), source, guesses, first, frozenset(_months(tab, records)))


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
    texts = dict.fromkeys(text for slot in slots for text in _parts(slot, tab))
    named = {column.name for text in texts if (column := column_named(tab, text))}
    close = {near[0].name for text in texts if not column_named(tab, text) and (near := nearest(tab, text))}
    return len(named) + 0.5 * len(close - named) + 0.1 * bool(main_key(tab) in named)


def _parts(slot: Slot, tab: Tab) -> Iterator[str]:
    """What a header says besides months, totals and units."""
    for text in slot.parts:
        found = month_in(text)
        is_other = bool(found and not found[1]) or special_of(text) or is_unit(text)
        if column_named(tab, text) or not is_other:
            yield text


def _guesses(grid: Grid, area: Area, tab: Tab) -> Iterator[Guess]:
    """A guess for each different header, in order; the first unknown one over texts names the rows, where none does."""
    words = Words(tab)
    slots = slots_of(grid, area, words)
    named = {column.name for slot in slots for text in _parts(slot, tab) if (column := words.column(text))}
    lacks_key = main_key(tab) not in named
    seen: set[str] = set()
    for slot in slots:
        for text in _parts(slot, tab):
            if name_key(text) in seen:
                continue
            seen.add(name_key(text))
            guess = _guess(words, text, named)
            if lacks_key and guess.reason in ("unknown", "close") and _names_rows(grid, area, slot):
                guess, lacks_key = Guess(text, main_key(tab), "content"), False
                named.add(guess.column)
            yield guess


def _guess(words: Words, text: str, named: set[str]) -> Guess:
    if column := words.column(text):
        return Guess(text, column.name, "named")
    if words.metric(text):
        return Guess(text, "", "metric")
    near = nearest(words.tab, text)
    if near and near[0].name not in named:
        return Guess(text, near[0].name, "close", near[1])
    return Guess(text)


def _names_rows(grid: Grid, area: Area, slot: Slot) -> bool:
    """Whether texts, at least two different ones, stand under a header."""
    cells = [cell for row in area.body[:200] if (cell := grid.cell(row, slot.column))]
    texts = {str(cell.value) for cell in cells if cell.kind == "text" and not is_amount(cell)}
    return len(texts) > 1 and sum(cell.kind == "text" for cell in cells) >= 0.6 * len(cells)


def nearest(tab: Tab, text: str) -> tuple[TabColumn, str] | None:
    """The column whose header is most like a text, and that header; None where none is like it."""
    key = header_parts(text)[0]
    likes = [(_likeness(key, name_key(header)), column, header) for column in tab.columns for header in column.headers]
    best = max(likes, key=lambda one: one[0])
    return (best[1], best[2]) if best[0] >= LEAST_LIKE else None


def _likeness(one: str, other: str) -> float:
    """How alike two headers are, from 0 to 1: one that holds the other is as close as the share it holds, and more."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 1 and shorter in longer and len(shorter) >= LEAST_SHARE * len(longer):
        return LEAST_LIKE + (1 - LEAST_LIKE) * len(shorter) / len(longer)
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _records(sheet: Sheet, source: Source, period: Period) -> tuple[Record, ...]:
    made = mapped(sheet, source, (), period)
    return tuple(record for one in made.reads for record in one.records) if made else ()


def _months(tab: Tab, records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        filled = record.filled.get(month_column(tab))
        if filled and filled.cell:
            yield str(filled.cell.value)


def _shown(tab: Tab, record: Record) -> Mapping[str, str]:
    found = [(column.headers[0], record.filled[column.name].cell, record.units.get(column.name, ""))
             for column in tab.columns if column.name in record.filled]  # fmt: skip
    return {header: _text(cell, unit) for header, cell, unit in found if cell}


def _text(cell: Cell, unit: str) -> str:
    text = f"{cell.value:.10g}" if isinstance(cell.value, float) else " ".join(str(cell.value).split())
    return f"{text}（{unit}）" if unit else text


def lacks_month(proposal: Proposal) -> bool:
    """Whether the rows of a source say no month."""
    source = proposal.source
    tab = next((tab for tab in TABS if source and tab.name == source.table), None)
    return tab is not None and bool(month_column(tab)) and not proposal.months
