"""The rows of a large worksheet part as a Grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from opsreport.model.grid import KINDS, WIDTH, Floats, Grid, Ints
from opsreport.model.package import Unreadable, require
from opsreport.model.table import Cell, CellKind, Raw
from opsreport.reading.book import Book
from opsreport.reading.formats import Format, Shape, moments
from opsreport.reading.formulas import Masters, cell_formula
from opsreport.reading.gathered import Gathered
from opsreport.reading.limits import MAX_FORMULAS, Room
from opsreport.reading.plainrows import NUMBER, SHARED, Mask, NotPlain, PlainRows, kind_name, numbers, plain_rows

_SLICE_BYTES = 1 << 20
_N, _TEXT, _DATE = (KINDS.index(kind) for kind in ("number", "text", "date"))

Cells = dict[tuple[int, int], Cell]
# the cells of rows that are written in another way, read one by one
OneByOne = Callable[[bytes, Masters], Cells]


def big_sheet(xml: bytes, bounds: tuple[int, int], book: Book, room: Room, one_by_one: OneByOne) -> Grid:
    """The cells between the `bounds` of the rows; Unreadable where they are more than `room`."""
    sheet = _Sheet(book, Gathered(book.strings), _blank_strings(book))
    seen = 0
    for rows in slices(xml, *bounds, _SLICE_BYTES):
        try:
            seen += sheet.add(rows)
        except NotPlain:
            cells = one_by_one(rows, sheet.masters)
            sheet.gathered.add_cells(cells)
            seen += len(cells)
        require("cells", seen, room.cells)
        require("formulas", len(sheet.gathered.formulas), MAX_FORMULAS)
    return sheet.gathered.grid()


def slices(xml: bytes, start: int, end: int, size: int) -> Iterator[bytes]:
    """The rows from `start` to `end`, so many at a time that what is found in them stays small."""
    while start < end:
        cut = xml.find(b"</row>", start + size, end)
        cut = end if cut < 0 else cut
        yield xml[start:cut]
        start = cut


def _blank_strings(book: Book) -> Mask:
    return np.fromiter((not text for text in book.strings), bool, len(book.strings))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet on the way from slices of XML to a Grid."""

    book: Book
    gathered: Gathered
    blank: Mask
    masters: Masters = field(default_factory=Masters)

    def add(self, xml: bytes) -> int:
        """Adds the cells of a slice; how many. NotPlain, and nothing added, where one is written otherwise."""
        rows = plain_rows(xml)
        filled = rows.ends > rows.starts
        at = np.flatnonzero(filled & (rows.kinds <= SHARED))
        amounts = np.zeros(len(filled))
        amounts[at] = numbers(xml, rows.starts[at], rows.ends[at])
        slow = (rows.kinds > SHARED) | ~np.isfinite(amounts)
        slow[list(rows.formulas)] = True
        kinds, is_kept = np.full(len(filled), _N), filled & ~slow
        shared = np.flatnonzero(is_kept & (rows.kinds == SHARED))
        kinds[shared] = _TEXT
        is_kept[shared] = ~self._is_blank(amounts[shared])
        styles = self._looked(rows, np.flatnonzero(is_kept & (rows.kinds == NUMBER)), kinds, amounts)
        for place in np.flatnonzero(slow).tolist():
            is_kept[place] = self._add_slowly(xml, rows, place, kinds, amounts)
        keys = rows.rows * WIDTH + rows.columns
        kept = np.flatnonzero(is_kept)
        self.gathered.add(keys[kept], kinds[kept], amounts[kept], styles[kept])
        return len(kept)

    def _is_blank(self, strings: Floats) -> Mask:
        places = strings.astype(np.int64)
        if np.any((places != strings) | (places < 0) | (places >= len(self.blank))):
            raise Unreadable("unreadable_file", {"part": "sharedStrings"})
        return self.blank[places]

    def _looked(self, rows: PlainRows, at: Ints, kinds: Ints, amounts: Floats) -> Ints:
        """The place of each cell's format; numbers whose format shows a moment become one."""
        looked = np.zeros(len(rows.styles), np.int64)
        for style in np.unique(rows.styles).tolist():
            form = self.book.form(style)
            is_of = rows.styles == style
            looked[is_of] = self.gathered.style(form.code)
            if form.shape:
                self._make_moments(at[is_of[at]], form, kinds, amounts)
        return looked

    def _make_moments(self, at: Ints, form: Format, kinds: Ints, amounts: Floats) -> None:
        made = moments(amounts[at], form.shape, self.book.is_1904)
        is_moment = np.fromiter((moment is not None for moment in made), bool, len(made))
        first = self.gathered.hold(moment for moment in made if moment is not None)
        at = at[is_moment]
        kinds[at], amounts[at] = _DATE, np.arange(first, first + len(at))

    def _add_slowly(self, xml: bytes, rows: PlainRows, place: int, kinds: Ints, amounts: Floats) -> bool:
        """One cell that is no plain number and no shared string; whether it is filled."""
        kind, form = kind_name(int(rows.kinds[place])), self.book.form(int(rows.styles[place]))
        value = xml[rows.starts[place] : rows.ends[place]].decode()
        formula = self._formula(xml, rows, place)
        seen, typed = self._seen(kind, form.shape, value)
        if typed == "":
            if not formula or kind == "str" or (kind == "s" and value):  # a result that is an empty text
                return False
            seen, typed = "no_value", formula
        kinds[place] = KINDS.index(seen)
        amounts[place] = self.gathered.amount(seen, typed)
        if formula:
            self.gathered.formulas[int(rows.rows[place]) * WIDTH + int(rows.columns[place])] = formula
        return True

    def _seen(self, kind: str, shape: Shape, value: str) -> tuple[CellKind, Raw]:
        """As when cells are read one by one: what has a value, what is blank ("")."""
        if kind == "s" and value:
            return "text", self.book.string(value)
        if kind == "n" and value and not shape and isfinite(number := float(value)):
            return "number", number
        return self.book.read("moment" if kind == "n" and shape else kind, shape, value)

    def _formula(self, xml: bytes, rows: PlainRows, place: int) -> str:
        bounds = rows.formulas.get(place)
        if bounds is None:
            return ""
        at = int(rows.rows[place]), int(rows.columns[place])
        rule, text = xml[bounds[0] : bounds[1]].decode(), xml[bounds[2] : bounds[3]].decode()
        return cell_formula(at, rule, text, self.masters) if rule or text else ""
