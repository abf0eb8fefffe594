"""The next month's workbook: the team's own, with last month as reference and the new month to fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from opsreport.deliver.place import is_open, write_new
from opsreport.errors import DataRefused, UsageError
from opsreport.model.finding import Findings
from opsreport.model.package import Unreadable
from opsreport.model.period import Period
from opsreport.model.table import Cell, Raw, Spot
from opsreport.pipeline.nextbook import SUFFIXES, Book, book_of, rolls_of
from opsreport.pipeline.nextgoals import planned
from opsreport.pipeline.nextrows import Roll, month_renamed
from opsreport.reading.rolling import Rolled, rolled
from opsreport.settings import Settings
from opsreport.wording.listing import listing
from opsreport.wording.voice import Wording, wording


@dataclass(frozen=True, slots=True)
class NextBook:
    """A workbook of the new month, and what is to say about it and the old one."""

    path: Path
    notices: tuple[str, ...]


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
    books = [book_of(path, period, settings, voice) for path in (files or _workbooks(settings, voice))]
    plan = planned([one for book in books for one in book.all_typed], period)
    rolls = [(book, rolls_of(book, plan, voice) if book.has_month_before else {}) for book in books]
    rolling = [(book, changes) for book, changes in rolls if changes and _takes_month(book, changes)]
    idle = [(book, changes) for book, changes in rolls if all(book is not one for one, _ in rolling)]
    if not rolling:
        raise UsageError(_nothing(idle, settings, period, voice))
    made = [_made(book, changes, period, voice) for book, changes in rolling]
    places = [_places(book, period, settings, out, voice) for book, _ in rolling]
    _require_closed([book.path for (book, _), (_, aside) in zip(rolling, places, strict=True) if aside], voice)
    _require_free([path for pair in places for path in pair if path], voice)
    new_books = []
    for (book, _), (new, notices), (path, aside) in zip(rolling, made, places, strict=True):
        _put(new.data, path, book.path, aside)
        moved = (voice.term("next.aside").format(file=book.path.name, what=aside),) if aside else ()
        new_books.append(NextBook(path, (*notices, *moved)))
    if files and idle:
        said = tuple(_idle(book, changes, period, voice) for book, changes in idle)
        new_books[-1] = replace(new_books[-1], notices=(*new_books[-1].notices, *said))
    return tuple(new_books)


def _workbooks(settings: Settings, voice: Wording) -> tuple[Path, ...]:
    """The workbooks that are read and can be written."""
    folder = settings.data
    if not folder.is_dir():
        raise UsageError(voice.term("next.no_folder").format(folder=folder))
    listed = (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name[0] not in ".~")
    return tuple(sorted(listed))


def _takes_month(book: Book, changes: Mapping[str, Roll | None]) -> bool:
    """Whether any of its tables takes the new month; the guide, or its month alone, is nothing to go on with."""
    figures = book.figures
    if not figures:
        return any(changes.get(name) for name in (*book.typed, *(tab.sheet.name for tab in book.abouts)))
    grows = (_grows(book, name, roll) for name in figures if (roll := changes.get(name)))
    return book.is_of_one_month or any(grows) or _goes_on(book, changes)


def _goes_on(book: Book, changes: Mapping[str, Roll | None]) -> bool:
    """Whether its figures have their place for the new month already, and its report information or its plan not."""
    if book.is_rolled or not _laid(changes):
        return False
    rest = [roll.change for name, roll in changes.items() if roll and name not in book.figures]
    return book.about.month == str(book.period.previous) or any(change.rows or change.cells for change in rest)


def _laid(changes: Mapping[str, Roll | None]) -> list[str]:
    """The sheets that have a place for the new month."""
    return [name for name, roll in changes.items() if roll and roll.is_laid]


def _grows(book: Book, name: str, roll: Roll) -> bool:
    """Whether a sheet of figures gets rows, columns, cells or a copy; one with months across only once."""
    change = roll.change
    if change.copy or not book.is_made(name):
        return bool(change.copy or change.rows)
    is_more = bool(change.rows or change.columns) or _is_written(book, name, change.cells)
    return is_more and not book.holds(name, book.period)


def _is_written(book: Book, name: str, cells: Mapping[Spot, Cell | Raw | None]) -> bool:
    """Whether any cell is to say another thing than it does."""
    there = next(sheet.cells for sheet in book.sheets if sheet.name == name)
    return any(_value(cell) != _value(there.get(spot)) for spot, cell in cells.items())


def _value(cell: Cell | Raw | None) -> Raw | None:
    return cell.value if isinstance(cell, Cell) else cell


def _nothing(
    idle: Sequence[tuple[Book, Mapping[str, Roll | None]]], settings: Settings, period: Period, voice: Wording
) -> str:
    """Why there is nothing to roll: no workbook, or what is amiss with each."""
    if not idle:
        return voice.term("next.no_books").format(folder=settings.data)
    # one of another month is no fault where the one of the month before is there
    near = [one for one in idle if one[0].has_month_before]
    return "\n".join(_idle(book, changes, period, voice) for book, changes in near or idle)


def _idle(book: Book, changes: Mapping[str, Roll | None], period: Period, voice: Wording) -> str:
    """Why a workbook was not rolled: nothing of the month before, the month is there, or sheets to be done by hand."""
    if book.is_rolled or any(book.holds(name, period) for name in book.figures) or _laid(changes):
        name = "next.already" if book.is_rolled else "next.there_already"
        return voice.term(name).format(file=book.path.name, month=period)
    is_there = not book.figures or any(book.holds(name, period.previous) for name in book.figures)
    if not (book.has_month_before and is_there):
        return voice.term("next.nothing").format(file=book.path, before=period.previous, month=period)
    names = voice.term("label.list_mark").join(book.figures or book.typed)
    return voice.term("next.by_hand").format(file=book.path.name, what=names)


def _made(
    book: Book, rolls: Mapping[str, Roll | None], period: Period, voice: Wording
) -> tuple[Rolled, tuple[str, ...]]:
    """The new workbook, and a line for each thing that it could not take over."""
    name, comma = book.path.name, voice.term("label.list_mark")
    changes = {key: roll for key, roll in rolls.items() if roll}
    try:
        new = rolled(book.path.read_bytes(), {key: roll.change for key, roll in changes.items()}, book.sheets)
    except Unreadable as error:
        raise DataRefused(listing(Findings((error.finding(name),)), period, voice)) from error
    lost = comma.join(voice.term(f"next.part.{key}") for key in new.lost if key != "redrawn")
    unfit = comma.join(item for roll in changes.values() for item in roll.unfit)
    sums = comma.join(f"{key}!{cell}" for key, roll in changes.items() for cell in roll.sums)
    said = {
        "lost": lost,
        "redrawn": name if "redrawn" in new.lost else "",
        "by_hand": comma.join(key for key, roll in rolls.items() if roll is None),
        "copied": comma.join(roll.change.copy for roll in changes.values() if roll.change.copy),
        "uncopied": comma.join(new.uncopied),
        "short": comma.join(new.short),
        "charts": comma.join(new.charts),
        "unfit": unfit,
        "sums": sums,
        "laid": comma.join(_laid(changes)),
        "subtotals": comma.join(f"{key}!{cell}" for key, roll in changes.items() for cell in roll.subtotals),
    }
    lines = (voice.term(f"next.{key}").format(file=name, what=what, month=period) for key, what in said.items() if what)
    return new, tuple(lines)


def _places(
    book: Book, period: Period, settings: Settings, out: Path | None, voice: Wording
) -> tuple[Path, Path | None]:
    """Where the new workbook goes, and where the old one; one whose figures the new one does not hold stays."""
    path = book.path
    stem = month_renamed(path.stem, period.previous, period)
    stem = f"{path.stem}_{period}" if stem == path.stem else stem
    new = (out or path.parent) / f"{stem}{path.suffix}"
    is_data = path.resolve().parent == settings.data.resolve() == new.resolve().parent
    is_held = not book.is_of_one_month
    return new, path.parent / voice.term("next.folder") / path.name if is_data and is_held else None


def _require_free(paths: Sequence[Path], voice: Wording) -> None:
    if there := [str(path) for path in paths if path.exists()]:
        raise UsageError(voice.term("next.there").format(files=voice.term("label.list_mark").join(there)))


def _require_closed(paths: Sequence[Path], voice: Wording) -> None:
    """UsageError where a workbook that is to be put aside is open: what is saved there later would be in no other."""
    if still := [path.name for path in paths if is_open(path)]:
        raise UsageError(voice.term("next.open").format(files=voice.term("label.list_mark").join(still)))


def _put(data: bytes, new: Path, old: Path, aside: Path | None) -> None:
    """Write the new workbook, then put the old one aside."""
    write_new({new: data})
    try:
        if aside:
            aside.parent.mkdir(exist_ok=True)
            old.rename(aside)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise UsageError(f"{error.filename or new}: {error.strerror}") from error
