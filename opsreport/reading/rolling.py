"""A team's own workbook with rows added and cells changed, all else as they left it.

openpyxl carries the workbook over; what it cannot carry is found by comparing
the package before and after. Results of formulas are put back, so that the
file reads the same before Excel has opened it.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.cell.cell import Cell as PlainCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.model.package import Unreadable
from opsreport.model.table import Cell, Raw, Sheet, Spot, column_letter
from opsreport.reading.carried import inventory, lost_of, with_results
from opsreport.reading.ending import charts_ending, names_ending
from opsreport.reading.inserting import Gap, copied, opened, pointed

_UNFIT = (ValueError, KeyError, TypeError, AttributeError, IndexError, InvalidFileException, zipfile.BadZipFile)
_NOTE_WIDTH, _NOTE_LETTERS = 280, 18


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to add, looking like row `like`.

    `values` are by column (None: blank; a Cell brings its number format); all
    other columns hold no more than the formulas of row `like`.
    """

    like: int
    values: Mapping[int, Cell | Raw | None]


@dataclass(frozen=True, slots=True)
class NewColumns:
    """Columns to put behind `last`, looking like those from `first` to `last`.

    `values` are by cell, counted with the new columns there; all other cells
    hold no more than the formulas of the columns they are like.
    """

    first: int
    last: int
    values: Mapping[Spot, Cell | Raw | None]

    @property
    def width(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class SheetRoll:
    """What changes in one sheet: the rows added from row `at` on, the columns added, the cells written (None: emptied).

    What stands at `at` and below moves down. `copy` is the title of a new sheet
    beside it that the changes are made in, `earlier` the sheets of months before:
    a formula of the copy that refers to the last of them alone refers to the one
    that was copied. `is_anew`: its formulas have other results now.
    """

    at: int = 0
    rows: tuple[NewRow, ...] = ()
    cells: Mapping[Spot, Cell | Raw | None] = field(default_factory=dict)
    columns: tuple[NewColumns, ...] = ()
    copy: str = ""
    earlier: tuple[str, ...] = ()
    is_anew: bool = False


@dataclass(frozen=True, slots=True)
class Rolled:
    """The new workbook, and codes of what the old one has and the new one has not (or has redrawn).

    `short` are the formulas and names that may have to take in new cells, `charts`
    the sheets whose charts may have to, `uncopied` the new sheets that lack the
    charts or pictures of those they were copied from.
    """

    data: bytes
    lost: tuple[str, ...]
    short: tuple[str, ...] = ()
    uncopied: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Done:
    """What was done to one sheet: gaps opened in order, sums that took them in, formulas that may have to."""

    gaps: list[Gap] = field(default_factory=list)
    grown: set[Spot] = field(default_factory=set)
    short: list[str] = field(default_factory=list)
    uncopied: list[str] = field(default_factory=list)


def rolled(data: bytes, rolls: Mapping[str, SheetRoll], sheets: Sequence[Sheet]) -> Rolled:
    """The workbook in `data` with each sheet changed as said by its name.

    `sheets` are its sheets as read: they know the results of formulas. Unreadable
    where openpyxl cannot take the workbook.
    """
    before = inventory(data)
    with warnings.catch_warnings():  # of what openpyxl leaves out: said by comparing
        warnings.simplefilter("ignore")
        book = _opened(data, has_macros=bool(before["macros"]))
        last = {name: roll.at - 1 for name, roll in rolls.items() if roll.rows}
        names, charts = names_ending(book, last), charts_ending(book, last)
        done = {name: _roll(book, book[name], roll) for name, roll in rolls.items()}
        for sheet in book.worksheets:
            _size_notes(sheet)
        if book.calculation:
            book.calculation.fullCalcOnLoad = True
        made = io.BytesIO()
        book.save(made)
        if book.vba_archive:
            book.vba_archive.close()
    data = with_results(made.getvalue(), book, dict(_known(sheets, rolls, done)))
    short = (*(text for one in done.values() for text in one.short), *names)
    uncopied = tuple(text for one in done.values() for text in one.uncopied)
    return Rolled(data, tuple(lost_of(before, inventory(data))), short, uncopied, charts)


def _opened(data: bytes, *, has_macros: bool) -> Workbook:
    try:
        return load_workbook(io.BytesIO(data), keep_vba=has_macros, rich_text=True)
    except _UNFIT as error:
        raise Unreadable("unreadable_file", {"part": type(error).__name__}) from error


def _roll(book: Workbook, sheet: Worksheet, roll: SheetRoll) -> _Done:
    done = _Done()
    if roll.copy:
        if sheet._charts or sheet._images:  # type: ignore[attr-defined]  # the stubs leave them out
            done.uncopied.append(roll.copy)
        name, sheet = sheet.title, copied(book, sheet, roll.copy)
        done.short.extend(pointed(sheet, roll.earlier, name))
    for (row, column), value in roll.cells.items():
        _write(sheet, row, column, value)
    if roll.rows and any(cell.value is not None for line in sheet.iter_rows(min_row=roll.at) for cell in line):
        _open(book, sheet, Gap("row", roll.at, len(roll.rows)), done)
    for row, new in enumerate(roll.rows, roll.at):
        _add(sheet, row, new)
    if roll.rows:
        _grow(sheet, {new.like for new in roll.rows}, roll.at + len(roll.rows) - 1)
    for columns in sorted(roll.columns, key=lambda one: -one.first):
        _open(book, sheet, Gap("column", columns.last + 1, columns.width), done)
        _add_columns(sheet, columns)
    return done


def _open(book: Workbook, sheet: Worksheet, gap: Gap, done: _Done) -> None:
    found = opened(book, sheet, gap)
    done.gaps.append(gap)
    moved = {gap.moved(spot) for spot in done.grown} | found.grown
    done.grown.clear()
    done.grown.update(moved)
    done.short.extend(found.short)


def _add_columns(sheet: Worksheet, new: NewColumns) -> None:
    """Fill the gap behind the columns: looks, widths, formulas, values, merged cells."""
    for column in range(new.first, new.last + 1):
        width = sheet.column_dimensions[column_letter(column)].width
        sheet.column_dimensions[column_letter(column + new.width)].width = width
        for row in range(1, sheet.max_row + 1):
            like, cell = sheet.cell(row, column), sheet.cell(row, column + new.width)
            if isinstance(cell, MergedCell):
                continue
            if like.has_style:
                _dress(cell, like)
            if (row, column + new.width) in new.values:
                _fill(cell, new.values[row, column + new.width])
            elif like.data_type == "f" and isinstance(like.value, str):
                cell.value = Translator(like.value, origin=like.coordinate).translate_formula(cell.coordinate)
    for merged in list(sheet.merged_cells.ranges):
        if new.first <= merged.min_col and merged.max_col <= new.last:
            sides = {"start_row": merged.min_row, "end_row": merged.max_row}
            first, last = merged.min_col + new.width, merged.max_col + new.width
            sheet.merge_cells(start_column=first, end_column=last, **sides)


def _write(sheet: Worksheet, row: int, column: int, value: Cell | Raw | None) -> None:
    """The value in its cell, which looks like its left neighbour where nobody gave it a look."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    if not cell.has_style and column > 1:
        _dress(cell, sheet.cell(row, column - 1))
        sheet.column_dimensions[column_letter(column)].width = 11
    _fill(cell, value)


def _add(sheet: Worksheet, row: int, new: NewRow) -> None:
    sheet.row_dimensions[row].height = sheet.row_dimensions[new.like].height
    for column in range(1, max(sheet.max_column, *new.values) + 1):
        like, cell = sheet.cell(new.like, column), sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            continue
        if like.has_style:
            _dress(cell, like)
        if column in new.values:
            _fill(cell, new.values[column])
        elif like.data_type == "f" and isinstance(like.value, str) and cell.value is None:
            cell.value = Translator(like.value, origin=like.coordinate).translate_formula(cell.coordinate)


def _dress(cell: PlainCell, like: PlainCell | MergedCell) -> None:
    cell._style = copy(like._style)  # type: ignore[attr-defined, union-attr]  # the stubs leave it out


def _fill(cell: PlainCell, given: Cell | Raw | None) -> None:
    """Write a value; a text is never taken for a formula."""
    if isinstance(given, Cell):
        if given.number_format:
            cell.number_format = given.number_format
        given = given.value
    cell.value = given
    if isinstance(given, str):
        cell.data_type = "s"


def _grow(sheet: Worksheet, like: set[int], last: int) -> None:
    """Drop-downs, conditional formats, filters and tables that end with the old rows take in the new ones."""
    for rule in sheet.data_validations.dataValidation:
        for part in rule.sqref.ranges:
            _stretch(part, like, last)
    formats = [(list(one.sqref.ranges), one.rules) for one in sheet.conditional_formatting]
    sheet.conditional_formatting = ConditionalFormattingList()
    for parts, rules in formats:
        for part in parts:
            _stretch(part, like, last)
        for rule in rules:
            sheet.conditional_formatting.add(" ".join(part.coord for part in parts), rule)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _stretched(sheet.auto_filter.ref, like, last)
    for table in sheet.tables.values():
        if not table.totalsRowCount:
            table.ref = _stretched(table.ref, like, last)
            if table.autoFilter:
                table.autoFilter.ref = table.ref


def _stretched(ref: str, like: set[int], last: int) -> str:
    part = CellRange(ref)
    _stretch(part, like, last)
    return str(part.coord)


def _stretch(part: CellRange, like: set[int], last: int) -> None:
    if part.max_row < last and any(part.min_row <= row <= part.max_row for row in like):
        part.expand(down=last - part.max_row)


def _size_notes(sheet: Worksheet) -> None:
    """Notes large enough for their text, as openpyxl forgets the size they had."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment:
                lines = len(cell.comment.text) // _NOTE_LETTERS + cell.comment.text.count("\n") + 1
                cell.comment.width, cell.comment.height = _NOTE_WIDTH, 26 + 20 * lines


def _known(
    sheets: Iterable[Sheet], rolls: Mapping[str, SheetRoll], done: Mapping[str, _Done]
) -> Iterator[tuple[str, Mapping[Spot, Cell]]]:
    """The formulas of each sheet whose results are as before, where they stand now."""
    for sheet in sheets:
        roll, did = rolls.get(sheet.name, SheetRoll()), done.get(sheet.name, _Done())
        if roll.is_anew and not roll.copy:
            continue
        written = {} if roll.copy else roll.cells
        known = {at: one for at, one in sheet.cells.items() if one.formula and one.kind != "no_value"}
        moved = {_moved(at, did.gaps): one for at, one in known.items() if at not in written}
        yield sheet.name, {at: one for at, one in moved.items() if at not in did.grown}


def _moved(spot: Spot, gaps: Sequence[Gap]) -> Spot:
    for gap in gaps:
        spot = gap.moved(spot)
    return spot
