"""A team's own workbook with rows added and cells changed, all else as they left it.

openpyxl carries the workbook over; what it cannot carry is found by comparing
the package before and after. Results of formulas are put back, so that the
file reads the same before Excel has opened it.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.cell.cell import Cell as PlainCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.model.package import Unreadable
from opsreport.model.table import Cell, Raw, Sheet, Spot, column_letter

# what a package may hold, by the names of its parts
_PARTS: Mapping[str, re.Pattern[str]] = {
    "macros": re.compile(r"xl/vbaProject\.bin"),
    "charts": re.compile(r"xl/charts/chart(Ex)?\d+\.xml"),
    "images": re.compile(r"xl/media/"),
    "pivots": re.compile(r"xl/pivotTables/.*\.xml"),
    "links": re.compile(r"xl/externalLinks/externalLink\d+\.xml"),
    "slicers": re.compile(r"xl/(slicers|timelines)/"),
    "controls": re.compile(r"xl/(ctrlProps|activeX)/.*\.xml"),
    "threads": re.compile(r"xl/threadedComments/"),
    "embedded": re.compile(r"xl/embeddings/"),
    "queries": re.compile(r"xl/(connections\.xml|queryTables/)"),
}
# … and by what is written inside its sheets and drawings
_MARKS: Mapping[str, re.Pattern[bytes]] = {
    "shapes": re.compile(rb"<\w+:(?:sp|grpSp|cxnSp)[ >]"),
    "sparklines": re.compile(rb"<\w+:sparkline>"),
    "formats": re.compile(rb"<x14:conditionalFormatting[ >]"),
    "validations": re.compile(rb"<x14:dataValidation[ >]"),
}
_MARKED = re.compile(r"xl/(worksheets|drawings)/[^/]*\.xml")
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f[^>]*/>|<f[^>]*>[^<]*</f>)<v\s*(?:/>|></v>)</c>')
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
class SheetRoll:
    """What changes in one sheet: the rows added from row `at` on, the cells written (None: emptied)."""

    at: int = 0
    rows: tuple[NewRow, ...] = ()
    cells: Mapping[Spot, Raw | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rolled:
    """The new workbook, and codes of what the old one has and the new one has not (or has redrawn)."""

    data: bytes
    lost: tuple[str, ...]


def rolled(data: bytes, rolls: Mapping[str, SheetRoll], sheets: Sequence[Sheet]) -> Rolled:
    """The workbook in `data` with each sheet changed as said by its name.

    `sheets` are its sheets as read: they know the results of formulas. Unreadable
    where openpyxl cannot take the workbook.
    """
    before = _inventory(data)
    with warnings.catch_warnings():  # of what openpyxl leaves out: said by comparing
        warnings.simplefilter("ignore")
        book = _opened(data, has_macros=bool(before["macros"]))
        for name, roll in rolls.items():
            _roll(book[name], roll)
        for sheet in book.worksheets:
            _size_notes(sheet)
        if book.calculation:
            book.calculation.fullCalcOnLoad = True
        made = io.BytesIO()
        book.save(made)
        if book.vba_archive:
            book.vba_archive.close()
    done = _with_results(made.getvalue(), book, rolls, sheets)
    return Rolled(done, tuple(_lost(before, _inventory(done))))


def _opened(data: bytes, *, has_macros: bool) -> Workbook:
    try:
        return load_workbook(io.BytesIO(data), keep_vba=has_macros, rich_text=True)
    except _UNFIT as error:
        raise Unreadable("unreadable_file", {"part": type(error).__name__}) from error


def _inventory(data: bytes) -> Mapping[str, int]:
    """How many there are of everything that a workbook may lose."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        marked = [package.read(name) for name in names if _MARKED.fullmatch(name)]
    parts = {key: sum(bool(shape.match(name)) for name in names) for key, shape in _PARTS.items()}
    return parts | {key: sum(len(mark.findall(xml)) for xml in marked) for key, mark in _MARKS.items()}


def _lost(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    for key, count in before.items():
        if after[key] < count:
            yield key
        elif key == "charts" and count:
            yield "redrawn"


def _roll(sheet: Worksheet, roll: SheetRoll) -> None:
    for (row, column), value in roll.cells.items():
        _write(sheet, row, column, value)
    for row, new in enumerate(roll.rows, roll.at):
        _add(sheet, row, new)
    if roll.rows:
        _grow(sheet, {new.like for new in roll.rows}, roll.at + len(roll.rows) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Raw | None) -> None:
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


def _with_results(data: bytes, book: Workbook, rolls: Mapping[str, SheetRoll], sheets: Iterable[Sheet]) -> bytes:
    """The package with the results that formulas had; those of cells now written stay out."""
    known = {sheet.name: sheet for sheet in sheets}
    parts = {f"xl/worksheets/sheet{at}.xml": sheet.title for at, sheet in enumerate(book.worksheets, 1)}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys(source.namelist()):
            part = source.read(name)
            title = parts.get(name, "")
            if title in known:
                results = dict(_results(known[title], rolls.get(title, SheetRoll()), book))
                part = _FORMULA.sub(lambda found, results=results: _resulted(found, results), part)  # type: ignore[misc]
            target.writestr(name, part)
    return made.getvalue()


def _results(sheet: Sheet, roll: SheetRoll, book: Workbook) -> Iterator[tuple[bytes, tuple[bytes, bytes]]]:
    """The type and the text of each formula's result by the cell's name."""
    for (row, column), cell in sheet.cells.items():
        if cell.formula and cell.kind != "no_value" and (row, column) not in roll.cells:
            yield f"{column_letter(column)}{row}".encode(), _result(cell, book)


def _result(cell: Cell, book: Workbook) -> tuple[bytes, bytes]:
    value = cell.value
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, date | datetime | time):
        return b"", repr(to_excel(value, book.epoch)).encode()  # type: ignore[no-untyped-call]
    if isinstance(value, str):
        return b"e" if cell.kind == "error" else b"str", escape(value).encode()
    return b"", repr(value).encode()


def _resulted(found: re.Match[bytes], results: Mapping[bytes, tuple[bytes, bytes]]) -> bytes:
    if found[1] not in results:
        return found[0]
    kind, text = results[found[1]]
    typed = b' t="' + kind + b'"' if kind else b""
    return b'<c r="' + found[1] + b'"' + found[2] + typed + b">" + found[3] + b"<v>" + text + b"</v></c>"
