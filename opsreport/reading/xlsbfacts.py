"""What an .xlsb says of its cells, beside their texts."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator

from opsreport.model.package import Parts, Unreadable
from opsreport.model.table import Cell
from opsreport.reading.formats import BUILT_IN
from opsreport.reading.markup import elements
from opsreport.reading.oldfacts import NO_RESULT, Facts, Looks, OldFacts, Record, looks_of, range_text, short_number

# records of cells: filled, with a formula, and those that only say that they follow the last one
_FILLED, _WITH_FORMULA = frozenset((2, 3, 5, 8, 9, 10, 11, 62)), frozenset((8, 9, 10, 11))
_BESIDE_THE_LAST = frozenset((*range(13, 19), 61))
# where the records of a row and of columns say that they are hidden
_COLUMNS, _ROW_LOOKS, _COLUMN_LOOKS = 60, 11, 16


def xlsb_facts(parts: Parts) -> OldFacts:
    """The facts of an .xlsb; Unreadable where it is broken."""
    try:
        is_to_be_worked_out, is_1904 = _said(parts)
        looks = _looks(parts, is_1904=is_1904)
        sheets = tuple(_sheet(parts.read_binary(name), looks) for name in _sheet_parts(parts))
        return OldFacts(sheets, not is_to_be_worked_out, is_1904)
    except (struct.error, IndexError) as error:
        raise Unreadable("unreadable_file", {"part": "BIFF12"}) from error


def _sheet_parts(parts: Parts) -> Iterator[str]:
    """The parts of the worksheets in the order of the workbook."""
    relations = {
        given.get("Id", ""): given for _, given in elements(parts.read("xl/_rels/workbook.bin.rels"), "Relationship")
    }
    for kind, body in _records(parts.read_binary("xl/workbook.bin")):
        if kind == 156:
            given = relations.get(_wide_text(body, 8), {})
            if given.get("Type", "").endswith("/worksheet"):
                yield posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))


def _said(parts: Parts) -> tuple[bool, bool]:
    """Whether who wrote the book asks the next program to work everything out; whether it counts from 1904."""
    said = {kind: body for kind, body in _records(parts.read_binary("xl/workbook.bin")) if kind in (153, 157)}
    return bool(157 in said and said[157][24] & 1), bool(153 in said and said[153][0] & 1)


def _records(part: bytes) -> Iterator[Record]:
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


def _sheet(part: bytes, looks: Looks) -> Facts:
    facts, row = Facts(looks), 0
    for kind, body in _records(part):
        facts.require_few()
        if kind == 0:
            row = struct.unpack_from("<I", body)[0] + 1
            if len(body) > _ROW_LOOKS and body[_ROW_LOOKS] & 0x10:
                facts.hidden_rows.append(row)
        elif kind == _COLUMNS and len(body) > _COLUMN_LOOKS and body[_COLUMN_LOOKS] & 1:
            first, last = struct.unpack_from("<II", body)
            facts.hidden_columns.append(range(first + 1, last + 2))
        elif kind in _BESIDE_THE_LAST:
            raise Unreadable("unreadable_file", {"part": "BIFF12"})
        elif kind in _FILLED:
            _add_cell(facts, row, kind, body)
        elif kind == 176:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            facts.merged.append(range_text(top, left, bottom, right))
    return facts


def _add_cell(facts: Facts, row: int, kind: int, body: bytes) -> None:
    column, style = struct.unpack_from("<II", body)
    spot, style = (row, column + 1), style & 0xFFFFFF
    match kind:
        case 2:
            facts.add_number(spot, short_number(struct.unpack_from("<I", body, 8)[0]), style)
        case 5 | 9:
            facts.add_number(spot, struct.unpack_from("<d", body, 8)[0], style)
        case 3 | 11:
            facts.add_error(spot, body[8])
        case 62 if text := _wide_text(body, 9):  # of several fonts, in its cell
            facts.cells[spot] = Cell(*spot, "text", text)
    if kind in _WITH_FORMULA:
        facts.formulas[spot] = kind != 9 or body[8:16] != NO_RESULT


def _wide_text(body: bytes, at: int) -> str:
    count = struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : at + 4 + 2 * count].decode("utf-16-le", "replace")


def _looks(parts: Parts, *, is_1904: bool) -> Looks:
    name = "xl/styles.bin"
    codes, is_cell_style = dict(BUILT_IN), False
    styles: list[int] = []
    for kind, body in _records(parts.read_binary(name)) if name in parts else ():
        if kind == 44:
            codes[struct.unpack_from("<H", body)[0]] = _wide_text(body, 2)
        elif kind in (617, 618):
            is_cell_style = kind == 617
        elif kind == 47 and is_cell_style:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return looks_of(codes, styles, is_1904=is_1904)
