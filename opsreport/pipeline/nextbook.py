"""A workbook about to be rolled: what its sheets list, and how each of them takes a new month."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from opsreport.checking.about import About, about_of, merged
from opsreport.checking.tabs import TabSheet, recognised
from opsreport.checking.typed import Typed, typed_rows
from opsreport.errors import DataRefused, UsageError
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.table import Sheet
from opsreport.pipeline.nextgoals import Planned
from opsreport.pipeline.nextplan import month_plan_roll, plan_roll
from opsreport.pipeline.nextrows import KEPT, Roll, about_roll, guide_roll, month_renamed, month_roll
from opsreport.pipeline.nextsheet import is_of_month, month_sheet_roll, moved_titles
from opsreport.pipeline.nextwide import wide_roll
from opsreport.reading import read_file
from opsreport.schemas.matching import is_guide
from opsreport.settings import Settings
from opsreport.shaping import shaped
from opsreport.shaping.words import month_in
from opsreport.wording.listing import listing
from opsreport.wording.voice import Wording

SUFFIXES = (".xlsx", ".xlsm")
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read: its sheets, and by sheet the rows of the tables that stand in it."""

    path: Path
    sheets: tuple[Sheet, ...]
    typed: Mapping[str, tuple[Typed, ...]]
    abouts: tuple[TabSheet, ...]
    about: About
    period: Period

    @property
    def all_typed(self) -> tuple[Typed, ...]:
        return tuple(one for parts in self.typed.values() for one in parts)

    @property
    def has_month_before(self) -> bool:
        """Whether any row, or the report information, is of the month before."""
        before = str(self.period.previous)
        lines = (line for one in self.all_typed if one.sheet.tab.name in (*KEPT, "plan") for line in one.data)
        return self.about.month == before or any(line.text("month") == before for line in lines)

    @property
    def figures(self) -> tuple[str, ...]:
        """The sheets that list figures month by month."""
        return tuple(name for name, parts in self.typed.items() if any(one.sheet.tab.name in KEPT for one in parts))

    @property
    def is_rolled(self) -> bool:
        """Whether its report information or its name says the new month."""
        found = month_in(self.path.stem)
        named = found and Period.month(found[0].year or self.period.year, found[0].number)
        return self.about.month == str(self.period) or named == self.period

    def holds(self, name: str, month: Period) -> bool:
        """Whether a sheet has rows of a month."""
        return any(line.text("month") == str(month) for one in self.typed[name] for line in one.data)

    def is_made(self, name: str) -> bool:
        """Whether the rows of a sheet do not stand as they are read: months across, or several tables."""
        return len(self.typed[name]) > 1 or bool(self.typed[name][0].sheet.sheet.spots)

    @property
    def is_of_one_month(self) -> bool:
        """Whether its figures are those of the month before alone, as its name or its titles say."""
        before = self.period.previous
        figures = self.figures
        is_plain = not any(month_in(one.sheet.sheet.name) for one in self.all_typed)
        is_named = month_renamed(self.path.stem, before, self.period) != self.path.stem
        return bool(figures) and is_plain and all(self._is_of(name, before, is_named=is_named) for name in figures)

    def _is_of(self, name: str, period: Period, *, is_named: bool) -> bool:
        """Whether a sheet says no month but in the titles around it, or in headers of a file named after it."""
        parts = [one for one in self.typed[name] if one.sheet.tab.name in KEPT]
        if all("month" not in one.sheet.columns for one in parts):
            return all(one.sheet.sheet.month == str(period) for one in parts)
        sheet = next(sheet for sheet in self.sheets if sheet.name == name)
        return is_named and is_of_month(parts, sheet, period)


def book_of(path: Path, period: Period, settings: Settings, voice: Wording) -> Book:
    """The workbook as it is before it is rolled to `period`; UsageError, DataRefused where it cannot be read."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(voice.term("next.unfit_file").format(file=path))
    sheets, found = read_file(path)
    if blocking := Findings(tuple(finding for finding in found if finding.is_blocking)):
        raise DataRefused(listing(blocking, period, voice))
    made = shaped(sheets, settings.sources, period=period.previous)
    tabs, _ = recognised(made.sheets)
    abouts = tuple(tab for tab in tabs if tab.tab.pairs)
    about = merged([about_of(tab, period.previous)[0] for tab in abouts], period.previous)
    typed: dict[str, tuple[Typed, ...]] = {}
    for tab in tabs:
        if not tab.tab.pairs:
            typed[tab.sheet.name] = (*typed.get(tab.sheet.name, ()), typed_rows(tab, about, period))
    return Book(path, tuple(sheets), typed, abouts, about, period)


def rolls_of(book: Book, plan: Planned, voice: Wording) -> Mapping[str, Roll | None]:
    """The changes of each sheet that has any by its name; None for one that has to be done by hand."""
    rolls: dict[str, Roll | None] = {}
    names = {sheet.name for sheet in book.sheets}
    before, period = plan.period.previous, plan.period
    for sheet in book.sheets:
        if is_guide(sheet.name):
            rolls[sheet.name] = guide_roll(sheet, period)
        elif sheet.name not in book.typed and month_renamed(sheet.name, before, period) != sheet.name:
            rolls[sheet.name] = None
        elif sheet.name in book.typed:
            rolls |= dict(_sheet_rolls(book, sheet, plan, names, voice=voice))
    for tab in book.abouts:
        rolls[tab.sheet.name] = about_roll(tab, period)
    return rolls


def _sheet_rolls(
    book: Book, sheet: Sheet, plan: Planned, names: set[str], *, voice: Wording
) -> Iterator[tuple[str, Roll | None]]:
    parts, period, money = book.typed[sheet.name], plan.period, book.about.money
    first = parts[0]
    if month_in(sheet.name):
        title = month_renamed(sheet.name, period.previous, period)
        if title != sheet.name and title not in names:
            roll = month_sheet_roll(parts, sheet, plan, (money, voice), copy=title)
            yield sheet.name, replace(roll, change=replace(roll.change, earlier=_earlier(sheet.name, period, names)))
    elif book.is_of_one_month and first.sheet.tab.name == "plan":
        carried = month_plan_roll(first, period, voice)
        yield sheet.name, _titled(carried, first, sheet, period) if len(parts) == 1 else None
    elif book.is_of_one_month:
        yield sheet.name, month_sheet_roll(parts, sheet, plan, (money, voice))
    elif first.sheet.tab.name in (*KEPT, "plan") and book.is_made(sheet.name):
        yield sheet.name, wide_roll(first, sheet, plan, money) if len(parts) == 1 else None
    elif first.sheet.tab.name in KEPT:
        roll = month_roll(first, plan, money)
        is_there = roll.change.rows or any(line.text("month") == str(period) for line in first.data)
        yield sheet.name, _titled(roll, first, sheet, period) if is_there else None
    elif first.sheet.tab.name == "plan":
        yield sheet.name, _titled(plan_roll(first, period, voice), first, sheet, period)


def _earlier(name: str, period: Period, names: Container[str]) -> tuple[str, ...]:
    """The sheets of the months before that of a sheet, the last one last; none where that is not there."""
    before = period.previous
    found = [one for back in range(_YEAR, 0, -1) if (one := month_renamed(name, before, before.plus(-back))) in names]
    return tuple(found) if found[-1:] == [month_renamed(name, before, before.previous)] else ()


def _titled(roll: Roll, typed: Typed, sheet: Sheet, period: Period) -> Roll:
    """The same with the titles above the table moved on."""
    titles = dict(moved_titles(sheet, period, typed.sheet.header_row))
    return replace(roll, change=replace(roll.change, cells={**titles, **roll.change.cells})) if titles else roll
