"""The next month's workbook: the team's own, with last month as reference and the new month to fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsreport.checking.about import About, about_of, merged
from opsreport.checking.tabs import TabSheet, recognised
from opsreport.checking.typed import Typed, typed_rows
from opsreport.errors import DataRefused, UsageError
from opsreport.model.finding import Findings
from opsreport.model.package import Unreadable
from opsreport.model.period import Period
from opsreport.model.table import Sheet
from opsreport.pipeline.nextplan import plan_roll
from opsreport.pipeline.nextrows import (
    KEPT,
    Planned,
    Roll,
    about_roll,
    guide_roll,
    month_renamed,
    month_roll,
    planned,
)
from opsreport.reading import read_file
from opsreport.reading.rolling import Rolled, rolled
from opsreport.schemas.matching import is_guide
from opsreport.settings import Settings
from opsreport.shaping import shaped
from opsreport.shaping.words import month_in
from opsreport.wording.listing import listing
from opsreport.wording.voice import Wording, wording

SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class NextBook:
    """A workbook of the new month, and what is to say about it and the old one."""

    path: Path
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook as read: its sheets, those that list rows as a tab does, the names of those that do not."""

    path: Path
    sheets: tuple[Sheet, ...]
    typed: tuple[Typed, ...]
    abouts: tuple[TabSheet, ...]
    by_hand: tuple[str, ...]
    about: About


def next_books(
    period: Period, files: Sequence[Path], settings: Settings, out: Path | None = None
) -> tuple[NextBook, ...]:
    """Roll workbooks to `period`: the files given, else those of the data folder that hold the month before.

    A new workbook stands beside the old one, or in `out`. An old one of the
    data folder is put aside, into a folder that is not read, as the new one
    holds all its rows. UsageError before anything is written where a file would
    be overwritten, or holds nothing to roll; DataRefused for one that cannot be read.
    """
    voice = wording(settings.lang)
    books = [_book(path, period, settings, voice) for path in (files or _workbooks(settings.data))]
    plan = planned([one for book in books for one in book.typed], period)
    rolls = [(book, dict(_rolls(book, plan, voice))) for book in books]
    rolling = [(book, changes) for book, changes in rolls if _has_month_before(book, period)]
    idle = [book for book, _ in rolls if not _has_month_before(book, period)]
    if not rolling or (files and idle):
        raise UsageError(_nothing(idle, files or (settings.data,), period))
    made = [_made(book, changes, period, voice) for book, changes in rolling]
    places = [_places(book.path, period, settings, out, voice) for book, _ in rolling]
    _require_free([path for pair in places for path in pair if path])
    new_books = []
    for (book, _), (new, notices), (path, aside) in zip(rolling, made, places, strict=True):
        _put(new.data, path, book.path, aside)
        moved = (voice.term("next.aside").format(file=book.path.name, what=aside),) if aside else ()
        new_books.append(NextBook(path, (*notices, *moved)))
    return tuple(new_books)


def _workbooks(folder: Path) -> tuple[Path, ...]:
    """The workbooks that are read and can be written."""
    if not folder.is_dir():
        raise UsageError(f"there is no data folder {folder}; name one with --data or in opsreport.toml")
    listed = (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name[0] not in ".~")
    return tuple(sorted(listed))


def _book(path: Path, period: Period, settings: Settings, voice: Wording) -> _Book:
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path} cannot be rolled: save it as .xlsx first")
    sheets, found = read_file(path)
    if blocking := Findings(tuple(finding for finding in found if finding.is_blocking)):
        raise DataRefused(listing(blocking, period, voice))
    made = shaped(sheets, settings.sources, period=period.previous)
    strange = dict.fromkeys(
        sheet.name for sheet in made.sheets if sheet.spots or (sheet.month and month_in(sheet.name))
    )
    tabs, _ = recognised(tuple(sheet for sheet in made.sheets if sheet.name not in strange))
    abouts = tuple(tab for tab in tabs if tab.tab.pairs)
    about = merged([about_of(tab)[0] for tab in abouts])
    rows = tuple(typed_rows(tab, about, period) for tab in tabs if not tab.tab.pairs)
    return _Book(path, tuple(sheets), rows, abouts, tuple(strange), about)


def _has_month_before(book: _Book, period: Period) -> bool:
    """Whether any row, or the report information, is of the month before."""
    before = str(period.previous)
    lines = (line for one in book.typed if one.sheet.tab.name in (*KEPT, "plan") for line in one.data)
    return book.about.month == before or any(line.text("month") == before for line in lines)


def _nothing(idle: Sequence[_Book], places: Sequence[Path], period: Period) -> str:
    """Why there is nothing to roll: no rows of the month before, or sheets that are no lists."""
    named = [f"{book.path.name} › {sheet}" for book in idle for sheet in book.by_hand]
    shape = f" (not one record a row: {', '.join(named)})" if named else ""
    where = ", ".join(map(str, places))
    return f"nothing of {period.previous} in {where}: `opsreport next {period}` needs rows of the month before{shape}"


def _rolls(book: _Book, plan: Planned, voice: Wording) -> Iterator[tuple[str, Roll]]:
    """The changes of each sheet by its name."""
    for one in book.typed:
        if one.sheet.tab.name in KEPT:
            yield one.sheet.sheet.name, month_roll(one, plan, book.about.money)
        elif one.sheet.tab.name == "plan":
            yield one.sheet.sheet.name, plan_roll(one, plan.period, voice)
    for tab in book.abouts:
        yield tab.sheet.name, about_roll(tab, plan.period)
    for sheet in book.sheets:
        if is_guide(sheet.name):
            yield sheet.name, guide_roll(sheet, plan.period)


def _made(book: _Book, changes: dict[str, Roll], period: Period, voice: Wording) -> tuple[Rolled, tuple[str, ...]]:
    """The new workbook, and a line for each thing that it could not take over."""
    name, comma = book.path.name, voice.term("label.list_mark")
    try:
        new = rolled(book.path.read_bytes(), {key: roll.change for key, roll in changes.items()}, book.sheets)
    except Unreadable as error:
        raise DataRefused(listing(Findings((error.finding(name),)), period, voice)) from error
    lost = comma.join(voice.term(f"next.part.{key}") for key in new.lost if key != "redrawn")
    unfit = comma.join(item for roll in changes.values() for item in roll.unfit)
    said = {
        "lost": lost,
        "redrawn": name if "redrawn" in new.lost else "",
        "by_hand": comma.join(book.by_hand),
        "unfit": unfit,
    }
    lines = (voice.term(f"next.{key}").format(file=name, what=what) for key, what in said.items() if what)
    return new, tuple(lines)


def _places(
    path: Path, period: Period, settings: Settings, out: Path | None, voice: Wording
) -> tuple[Path, Path | None]:
    """Where the new workbook goes, and where the old one."""
    stem = month_renamed(path.stem, period.previous, period)
    stem = f"{path.stem}_{period}" if stem == path.stem else stem
    new = (out or path.parent) / f"{stem}{path.suffix}"
    is_data = path.resolve().parent == settings.data.resolve() == new.resolve().parent
    return new, path.parent / voice.term("next.folder") / path.name if is_data else None


def _require_free(paths: Sequence[Path]) -> None:
    if there := [str(path) for path in paths if path.exists()]:
        raise UsageError(f"{' and '.join(there)} exist already; `opsreport next` overwrites nothing")


def _put(data: bytes, new: Path, old: Path, aside: Path | None) -> None:
    """Write the new workbook, then put the old one aside."""
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        file = new.open("xb")
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from error
    try:
        with file:
            file.write(data)
        if aside:
            aside.parent.mkdir(exist_ok=True)
            old.rename(aside)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise UsageError(f"{error.filename or new}: {error.strerror}") from error
