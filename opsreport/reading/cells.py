"""One sheet's XML as its cells: value, type, number format, error and formula in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite

from opsreport.model.package import Unreadable, require
from opsreport.model.table import Cell, CellKind, Raw
from opsreport.reading.addresses import column_number, shifted
from opsreport.reading.formats import GENERAL, Format, Shape, moment
from opsreport.reading.limits import Room
from opsreport.reading.markup import is_legal, is_usual, rewritten, typed_text

# column, row, other attributes, formula attributes, formula, value or inline text;
# every class stops at "<" and gives nothing back, so that no input makes it slow
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}+)(\d{1,7}+)"((?: \w++="\w++")*+)(?:/>|>'
    r"(?:<f([^<>/]*+)(?:/>|>([^<]*+)</f>))?+"
    r"(?:<(?:v|is><t)[^<>/]*+(?:/>|>([^<]*+)</(?:v>|t></is>)))?+"
    r"</c>)"
)
_SLICE_BYTES = 1 << 15
# a slice and one row of all columns that Excel has
_MOST_CELLS_OF_A_SLICE = (_SLICE_BYTES // 5) + 16_384
# how many times the work of reading an element
_COST_OF_REWRITING = 4
_STYLE = re.compile(r' s="(\d+)"')
_KIND = re.compile(r' t="(\w+)"')
_MERGED = re.compile(rb'<mergeCell [^<>]*?ref="([A-Z0-9:$]+)"')
_SHARED = re.compile(r'\bsi="(\d+)"')
_START, _END, _EMPTY = b"<sheetData", b"</sheetData>", b"<sheetData/>"

Cells = dict[tuple[int, int], Cell]
Typed = tuple[CellKind, Raw]
# what Cell() itself calls, without the detour
_made = tuple.__new__
_Master = tuple[int, int, str]


Look = tuple[str, str, Shape]


@dataclass(frozen=True, slots=True)
class Book:
    """What the cells of a workbook refer to: shared strings and formats by number (as text), the date system.

    `looks`, `texts` and `known` remember what attributes and values came to, as few of them differ.
    """

    strings: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, Format] = field(default_factory=dict)
    is_1904: bool = False
    looks: dict[str, Look] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    known: dict[tuple[str, Shape, str], Typed] = field(default_factory=dict)

    def look(self, attributes: str) -> Look:
        """The type of cells with these attributes ("n" number, "moment", else as written), format code and shape."""
        style, kind = _STYLE.search(attributes), _KIND.search(attributes)
        form = self.formats.get(style[1] if style else "0", GENERAL)
        plain = "moment" if form.shape else "n"
        self.looks[attributes] = look = (kind[1] if kind and kind[1] != "n" else plain, form.code, form.shape)
        return look

    def text(self, raw: str) -> str:
        """What was typed as this inline text, which is not empty."""
        self.texts[raw] = text = typed_text(raw)
        return text

    def typed(self, kind: str, shape: Shape, value: str) -> Typed:
        """The kind and value of a cell that is no plain number and no shared string; an empty text means blank."""
        key = (kind, shape, value)
        if key not in self.known:
            self.known[key] = _moment(value, shape, self.is_1904) if kind == "moment" and value else _other(kind, value)
        return self.known[key]

    def illegal_texts(self) -> frozenset[str]:
        """The texts met so far that hold characters XML cannot carry."""
        typed = (value for _, value in self.known.values() if isinstance(value, str))
        return frozenset(text for text in (*self.strings.values(), *self.texts.values(), *typed) if not is_legal(text))


@dataclass(frozen=True, slots=True)
class Content:
    """The filled cells and merged ranges ("B5:C6") of one sheet, and the room that is left after it."""

    cells: Cells
    merged: tuple[str, ...]
    left: Room


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
    cells: Cells = {}
    masters: dict[str, _Master] = {}
    for rows in _slices(xml, start, end):
        _add_cells(cells, rows, book, masters)
        require("cells", len(cells), room.cells)
    merged = tuple(ref.decode() for ref in _MERGED.findall(xml, max(end, 0)))
    return Content(cells, merged, room.without(len(cells), elements))


def _slices(xml: bytes, start: int, end: int) -> Iterator[bytes]:
    """The rows from `start` to `end`, so many at a time that what is found in them stays small."""
    while start < end:
        cut = xml.find(b"</row>", start + _SLICE_BYTES, end)
        cut = end if cut < 0 else cut
        yield xml[start:cut]
        start = cut


def _add_cells(cells: Cells, rows: bytes, book: Book, masters: dict[str, _Master]) -> None:
    # the one loop that counts: what it repeats for every cell is spelled out, what is rare is called
    strings, looks, texts, last, line = book.strings, book.looks, book.texts, "", 0
    typed: Raw
    for letters, digits, attributes, rule, formula, value in _cells_of(rows):
        kind, code, shape = looks.get(attributes) or book.look(attributes)
        if digits != last:
            last, line = digits, int(digits)
        column = column_number(letters)
        if rule or formula:
            formula = _formula((line, column), rule, formula, masters)
        if kind == "n" and value and isfinite(typed := float(value)):
            seen: CellKind = "number"
        elif kind == "s" and value:
            seen, typed = "text", strings[value]
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


def _moment(value: str, shape: Shape, is_1904: bool) -> Typed:
    number = float(value)
    at = moment(number, shape, is_1904) if isfinite(number) else None
    return ("number", number) if at is None else ("date", at)


def _other(kind: str, value: str) -> Typed:
    if kind == "e":
        return "error", typed_text(value) or "#VALUE!"
    if kind == "b" and value:
        return "flag", value in ("1", "true")
    if kind == "d" and value:
        return _iso(value)
    return "text", typed_text(value)


def _iso(value: str) -> Typed:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return "text", value
    return "date", at.replace(tzinfo=None) if "T" in value else at.date()


def _formula(at: tuple[int, int], rule: str, text: str, masters: dict[str, _Master]) -> str:
    """The formula of a cell with its "="; one that shares another's is moved here from there."""
    shared = _SHARED.search(rule) if 't="shared"' in rule else None
    if shared and text:
        masters[shared[1]] = (*at, text)
    elif shared:
        row, column, text = masters.get(shared[1], (*at, ""))
        text = shifted(text, at[0] - row, at[1] - column)
    return "=" + typed_text(text)
