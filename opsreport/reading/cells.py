"""One sheet's XML as its cells: value, type, number format, error and formula in one pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from opsreport.model.grid import Grid
from opsreport.model.package import Unreadable, require
from opsreport.model.table import Cell, CellKind, Raw
from opsreport.reading.addresses import column_number
from opsreport.reading.bigsheet import Cells, big_sheet, slices
from opsreport.reading.book import Book
from opsreport.reading.formulas import Masters, cell_formula
from opsreport.reading.hiddenrows import hidden_columns, hidden_rows
from opsreport.reading.limits import Room
from opsreport.reading.markup import is_usual, rewritten

# column, row, other attributes, formula attributes, formula, value or inline text;
# every class stops at "<" and gives nothing back, so that no input makes it slow
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}+)(\d{1,7}+)"((?: \w++="\w++")*+)(?:/>|>'
    r"(?:<f([^<>/]*+)(?:/>|>([^<]*+)</f>))?+"
    r"(?:<(?:v|is><t)[^<>/]*+(?:/>|>([^<]*+)</(?:v>|t></is>)))?+"
    r"</c>)"
)
_SLICE_BYTES = 1 << 15
# from here on all cells of a slice are read together
_BIG_BYTES = 1 << 19
# a slice and one row of all columns that Excel has
_MOST_CELLS_OF_A_SLICE = (_SLICE_BYTES // 5) + 16_384
# how many times the work of reading an element
_COST_OF_REWRITING = 4
_MERGED = re.compile(rb'<mergeCell [^<>]*?ref="([A-Z0-9:$]+)"')
_START, _END, _EMPTY = b"<sheetData", b"</sheetData>", b"<sheetData/>"

# what Cell() itself calls, without the detour
_made = tuple.__new__


@dataclass(frozen=True, slots=True)
class Content:
    """The filled cells and merged ranges ("B5:C6") of one sheet, the room that is left after it, what is hidden."""

    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[str, ...]
    left: Room
    hidden: tuple[int, ...] = ()
    hidden_columns: tuple[range, ...] = ()


def sheet_content(xml: bytes, book: Book, room: Room) -> Content:
    """The content of a worksheet part; Unreadable where it is no worksheet or holds more than `room`.

    A part that patterns do not read to the last cell is rewritten and read again.
    """
    try:
        return _read_usual(xml, book, room)
    except _WrittenOtherwise:
        left = room.without(0, _COST_OF_REWRITING * xml.count(b"<"))
        try:
            return _read_usual(rewritten(xml), book, left)
        except _WrittenOtherwise as error:
            raise Unreadable("unreadable_file", {"part": str(error)}) from error


class _WrittenOtherwise(Exception):
    """The XML is not of the form that the cell pattern reads."""


def _read_usual(xml: bytes, book: Book, room: Room) -> Content:
    start, end = xml.find(_START), xml.rfind(_END)
    if not is_usual(xml, b"worksheet") or start < 0 or (end < 0 and _EMPTY not in xml):
        raise _WrittenOtherwise("sheetData")
    elements = xml.count(b"<c")
    require("elements", elements, room.elements)
    read = _big_cells if end - start > _BIG_BYTES else _small_cells
    cells = read(xml, (start, end), book, room)
    merged = tuple(ref.decode() for ref in _MERGED.findall(xml, max(end, 0)))
    left, rows = room.without(len(cells), elements), hidden_rows(xml, start, max(end, start))
    return Content(cells, merged, left, rows, hidden_columns(xml, start))


def _small_cells(xml: bytes, bounds: tuple[int, int], book: Book, room: Room) -> Mapping[tuple[int, int], Cell]:
    cells: Cells = {}
    masters = Masters()
    for rows in slices(xml, *bounds, _SLICE_BYTES):
        _add_cells(cells, rows, book, masters)
        require("cells", len(cells), room.cells)
    return cells


def _big_cells(xml: bytes, bounds: tuple[int, int], book: Book, room: Room) -> Grid:
    def one_by_one(rows: bytes, masters: Masters) -> Cells:
        cells: Cells = {}
        for part in slices(rows, 0, len(rows), _SLICE_BYTES):
            _add_cells(cells, part, book, masters)
        return cells

    return big_sheet(xml, bounds, book, room, one_by_one)


def _add_cells(cells: Cells, rows: bytes, book: Book, masters: Masters) -> None:
    # the one loop that counts: what it repeats for every cell is spelled out, what is rare is called
    shared, looks, texts, last, line = book.shared, book.looks, book.texts, "", 0
    typed: Raw
    for letters, digits, attributes, rule, formula, value in _cells_of(rows):
        kind, code, shape = looks.get(attributes) or book.look(attributes)
        if digits != last:
            last, line = digits, int(digits)
        column = column_number(letters)
        if rule or formula:
            formula = cell_formula((line, column), rule, formula, masters)
        if kind == "n" and value and isfinite(typed := float(value)):
            seen: CellKind = "number"
        elif kind == "s" and value:
            seen, typed = "text", shared.get(value) or book.string(value)
            if not typed:
                continue
        elif kind == "inlineStr" and value:
            seen, typed = "text", texts.get(value) or book.text(value)
        else:
            seen, typed = book.typed(kind, shape, value)
            if typed == "":
                if not formula or kind == "str":
                    continue
                seen, typed = "no_value", formula
        cells[line, column] = _made(Cell, (line, column, seen, typed, code, formula))


def _cells_of(rows: bytes) -> list[tuple[str, ...]]:
    expected = rows.count(b"<c")
    require("cells", expected, _MOST_CELLS_OF_A_SLICE)
    found = _CELL.findall(rows.decode()) if expected else []
    if len(found) != expected:
        raise _WrittenOtherwise("c")
    return found
