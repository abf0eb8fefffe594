"""What the reader of old workbooks leaves out: errors, formulas never worked out, formats, merged ranges.

It takes an error for a blank, and a formula that no program has worked out for
the blank or the 0 that the file holds, drops some texts, and tells only some
dates from numbers: wrong answers given in silence.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from opsreport.model.package import require
from opsreport.model.table import Cell, Spot, cells_text
from opsreport.reading.formats import GENERAL, Format, format_of, moment
from opsreport.reading.limits import MAX_SMALL_CELLS

NO_RESULT = bytes(8)
"""What stands for the result of a formula that nobody has worked out."""
_ERRORS: Mapping[int, str] = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_NO_ERROR, _NO_NUMBER = "#VALUE!", "#NUM!"

Record = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Looks:
    """The number format of each style, and whether days are counted from 1904."""

    formats: tuple[Format, ...]
    is_1904: bool

    def number(self, at: Spot, number: float, style: int) -> Cell:
        """A number, or the day that its format shows."""
        if not isfinite(number):
            return Cell(*at, "error", _NO_NUMBER)
        form = self.formats[style] if style < len(self.formats) else GENERAL
        day = moment(number, form.shape, self.is_1904) if form.shape else None
        return Cell(*at, "number", number, form.code) if day is None else Cell(*at, "date", day, form.code)


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one sheet: the cells that are errors, numbers, days and texts left out, by (row, column); the merged ranges.

    `formulas` say of each formula whether its result is more than the 0 or the
    blank that stands where nothing was worked out. Of rows and columns it is
    known which are hidden.
    """

    looks: Looks
    cells: dict[Spot, Cell] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    formulas: dict[Spot, bool] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)

    def require_few(self) -> None:
        """Nothing, or Unreadable (too_large) where a broken or hostile sheet has more than is read."""
        require("cells", max(len(self.cells), len(self.formulas)), MAX_SMALL_CELLS)
        require("elements", len(self.merged) + len(self.hidden_rows) + len(self.hidden_columns), MAX_SMALL_CELLS)

    def add_number(self, at: Spot, number: float, style: int) -> None:
        """A number, or the day that it stands for."""
        self.cells[at] = self.looks.number(at, number, style)

    def add_error(self, at: Spot, code: int) -> None:
        """An error by its code."""
        self.cells[at] = Cell(*at, "error", _ERRORS.get(code, _NO_ERROR))


@dataclass(frozen=True, slots=True)
class OldFacts:
    """The facts of each worksheet in order, whether a program worked the book out.

    `is_1904` where the book counts its days from 1904; `is_narrow` where a
    character of its texts is a byte, of which the reader knows only ASCII.
    """

    sheets: tuple[Facts, ...]
    is_worked_out: bool
    is_1904: bool
    is_narrow: bool = False

    @property
    def count(self) -> int:
        """How many cells are known."""
        return sum(len(sheet.cells) for sheet in self.sheets)

    def without_result(self, sheet: Facts) -> Iterator[Spot]:
        """The formulas whose result is not known: all of a book that no program worked out and that has no result."""
        if not self.is_worked_out and not any(any(one.formulas.values()) for one in self.sheets):
            yield from sheet.formulas


def looks_of(codes: Mapping[int, str], styles: Sequence[int], *, is_1904: bool) -> Looks:
    """The looks of styles by the numbers of their formats, whose codes are given."""
    known = {number: format_of(codes.get(number, "")) for number in set(styles)}
    return Looks(tuple(known[number] for number in styles), is_1904)


def short_number(packed: int) -> float:
    """A number in four bytes (RK): a whole one, or the upper half of a float; both may be hundredths."""
    if packed & 2:
        number = float((packed >> 2) - ((packed & 0x80000000) >> 1))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number


def range_text(top: int, left: int, bottom: int, right: int) -> str:
    """B5:C6, counted from 0."""
    return f"{cells_text(((top + 1, left + 1),))}:{cells_text(((bottom + 1, right + 1),))}"
