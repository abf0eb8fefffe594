"""What the reader of old workbooks leaves out: errors, formulas never worked out, formats, merged ranges.

It takes an error for a blank, and a formula that no program has worked out for
the blank or the 0 that the file holds: wrong answers given in silence.
"""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from opsreport.model.package import Parts, Unreadable
from opsreport.model.table import cells_text
from opsreport.reading.compound import stream
from opsreport.reading.formats import BUILT_IN
from opsreport.reading.markup import elements

_ERRORS: Mapping[int, str] = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_NO_ERROR = "#VALUE!"
_WORKSHEET = 0
_ZERO, _BLANK = bytes(8), (3, b"\xff\xff")

Spot = tuple[int, int]
Record = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one sheet: the errors and the style of number cells by (row, column), the merged ranges.

    `formulas` say of each formula whether its result is more than the 0 or the
    blank that stands where nothing was worked out.
    """

    errors: dict[Spot, str] = field(default_factory=dict)
    styles: dict[Spot, int] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    formulas: dict[Spot, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OldFacts:
    """The facts of each worksheet in order, the number format of each style, whether a program worked the book out.

    `is_1904` where the book counts its days from 1904.
    """

    sheets: tuple[Facts, ...]
    formats: tuple[str, ...]
    is_worked_out: bool
    is_1904: bool

    def without_result(self, sheet: Facts) -> Iterator[Spot]:
        """The formulas whose result is not known: all of a book that no program worked out and that has no result."""
        if not self.is_worked_out and not any(any(one.formulas.values()) for one in self.sheets):
            yield from sheet.formulas

    def format(self, style: int) -> str:
        return self.formats[style] if style < len(self.formats) else ""


def xls_facts(data: bytes) -> OldFacts:
    """The facts of an .xls; Unreadable (encrypted_file, unreadable_file)."""
    try:
        return _xls(stream(data, ("Workbook", "Book")))
    except (struct.error, IndexError) as error:
        raise Unreadable("unreadable_file", {"part": "BIFF"}) from error


def _xls(book: bytes) -> OldFacts:
    codes, styles, places = dict(BUILT_IN), [], []
    is_worked_out = is_1904 = False
    for kind, body in _records(book, 0):
        match kind:
            case 0x2F:
                raise Unreadable("encrypted_file")
            case 0x1C1:  # which program worked it out last
                is_worked_out = True
            case 0x22:
                is_1904 = body[:1] == b"\1"
            case 0x41E:
                codes[struct.unpack_from("<H", body)[0]] = _long_text(body[2:])
            case 0xE0:
                styles.append(struct.unpack_from("<H", body, 2)[0])
            case 0x85 if body[5] == _WORKSHEET:
                places.append(struct.unpack_from("<I", body)[0])
    sheets = tuple(_xls_sheet(_records(book, place)) for place in places)
    return OldFacts(sheets, tuple(codes.get(number, "") for number in styles), is_worked_out, is_1904)


def _records(book: bytes, at: int) -> Iterator[Record]:
    """The records from `at` to the end of their part."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == 0x0A:
            return


def _long_text(body: bytes) -> str:
    count, flags = struct.unpack_from("<HB", body)
    return (
        body[3 : 3 + 2 * count].decode("utf-16-le", "replace") if flags & 1 else body[3 : 3 + count].decode("latin-1")
    )


def _xls_sheet(records: Iterator[Record]) -> Facts:
    facts = Facts()
    for kind, body in records:
        match kind:
            case 0x205 if body[7]:
                facts.errors[_spot(body)] = _ERRORS.get(body[6], _NO_ERROR)
            case 0x06 | 0x206 | 0x406:
                _add_formula(facts, body)
            case 0x203 | 0x27E:
                facts.styles[_spot(body)] = struct.unpack_from("<H", body, 4)[0]
            case 0xBD:
                row, first = _spot(body)
                for at in range((len(body) - 6) // 6):
                    facts.styles[row, first + at] = struct.unpack_from("<H", body, 4 + 6 * at)[0]
            case 0xE5:
                facts.merged.extend(_merged(body))
    return facts


def _add_formula(facts: Facts, body: bytes) -> None:
    spot, result = _spot(body), body[6:14]
    is_blank = (result[0], result[6:]) == _BLANK
    facts.formulas[spot] = result != _ZERO and not is_blank
    if result[6:] == b"\xff\xff" and result[0] == 2:
        facts.errors[spot] = _ERRORS.get(result[2], _NO_ERROR)
    else:
        facts.styles[spot] = struct.unpack_from("<H", body, 4)[0]


def _spot(body: bytes) -> Spot:
    row, column = struct.unpack_from("<HH", body)
    return row + 1, column + 1


def _merged(body: bytes) -> Iterator[str]:
    for at in range(struct.unpack_from("<H", body)[0]):
        top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * at)
        yield _range(top, left, bottom, right)


def _range(top: int, left: int, bottom: int, right: int) -> str:
    return f"{cells_text(((top + 1, left + 1),))}:{cells_text(((bottom + 1, right + 1),))}"


def xlsb_facts(parts: Parts) -> OldFacts:
    """The facts of an .xlsb; Unreadable where it is broken."""
    try:
        sheets = tuple(_xlsb_sheet(parts.read_binary(name)) for name in _xlsb_sheets(parts))
        is_to_be_worked_out, is_1904 = _xlsb_says(parts)
        return OldFacts(sheets, _xlsb_formats(parts), not is_to_be_worked_out, is_1904)
    except (struct.error, IndexError) as error:
        raise Unreadable("unreadable_file", {"part": "BIFF12"}) from error


def _xlsb_sheets(parts: Parts) -> Iterator[str]:
    """The parts of the worksheets in the order of the workbook."""
    relations = {
        given.get("Id", ""): given for _, given in elements(parts.read("xl/_rels/workbook.bin.rels"), "Relationship")
    }
    for kind, body in _xlsb_records(parts.read_binary("xl/workbook.bin")):
        if kind == 156:
            count = struct.unpack_from("<I", body, 8)[0]
            given = relations.get(body[12 : 12 + 2 * min(count, 255)].decode("utf-16-le", "replace"), {})
            if given.get("Type", "").endswith("/worksheet"):
                yield posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))


def _xlsb_says(parts: Parts) -> tuple[bool, bool]:
    """Whether who wrote the book asks the next program to work everything out; whether it counts from 1904."""
    said = {kind: body for kind, body in _xlsb_records(parts.read_binary("xl/workbook.bin")) if kind in (153, 157)}
    return bool(157 in said and said[157][24] & 1), bool(153 in said and said[153][0] & 1)


def _xlsb_records(part: bytes) -> Iterator[Record]:
    at = 0
    while at < len(part):
        kind, at = _varied(part, at, 2)
        length, at = _varied(part, at, 4)
        yield kind, part[at : at + length]
        at += length


def _varied(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of up to `most` bytes of seven bits each, and the place after it."""
    number = 0
    for step in range(most):
        number |= (part[at + step] & 0x7F) << (7 * step)
        if part[at + step] < 0x80:
            return number, at + step + 1
    return number, at + most


def _xlsb_sheet(part: bytes) -> Facts:
    facts, row = Facts(), 0
    for kind, body in _xlsb_records(part):
        if kind == 0:
            row = struct.unpack_from("<I", body)[0] + 1
        elif kind in (3, 11):
            facts.errors[row, struct.unpack_from("<I", body)[0] + 1] = _ERRORS.get(body[8], _NO_ERROR)
        elif kind in (2, 5, 9):
            column, style = struct.unpack_from("<II", body)
            facts.styles[row, column + 1] = style & 0xFFFFFF
        elif kind == 176:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            facts.merged.append(_range(top, left, bottom, right))
        if kind in (8, 9, 10, 11):
            column = struct.unpack_from("<I", body)[0]
            facts.formulas[row, column + 1] = kind != 9 or body[8:16] != _ZERO
    return facts


def _xlsb_formats(parts: Parts) -> tuple[str, ...]:
    name = "xl/styles.bin"
    codes, styles, is_cell_style = dict(BUILT_IN), [], False
    for kind, body in _xlsb_records(parts.read_binary(name)) if name in parts else ():
        if kind == 44:
            number, count = struct.unpack_from("<HI", body)
            codes[number] = body[6 : 6 + 2 * count].decode("utf-16-le", "replace")
        elif kind in (617, 618):
            is_cell_style = kind == 617
        elif kind == 47 and is_cell_style:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return tuple(codes.get(number, "") for number in styles)
