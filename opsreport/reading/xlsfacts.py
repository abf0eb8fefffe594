"""What an .xls says of its cells, beside their texts."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from opsreport.model.package import Unreadable
from opsreport.model.table import Spot
from opsreport.reading.compound import stream
from opsreport.reading.formats import BUILT_IN
from opsreport.reading.oldfacts import NO_RESULT, Facts, Looks, OldFacts, Record, looks_of, range_text, short_number
from opsreport.reading.unlocking import BOOKS

_WORKSHEET = 0
_EXCEL_97 = b"\0\x06"
# where the records of a row and of columns say that they are hidden
_ROW_LOOKS, _COLUMN_LOOKS = 12, 8
_EMPTY = (3, b"\xff\xff")


def xls_facts(data: bytes) -> OldFacts:
    """The facts of an .xls without a password; Unreadable where it is broken."""
    try:
        return _xls(stream(data, BOOKS))
    except (struct.error, IndexError) as error:
        raise Unreadable("unreadable_file", {"part": "BIFF"}) from error


def _xls(book: bytes) -> OldFacts:
    codes, styles, places = dict(BUILT_IN), [], []
    is_worked_out = is_1904 = is_narrow = False
    for kind, body in _records(book, 0):
        match kind:
            case 0x809:
                is_narrow = body[:2] != _EXCEL_97
            case 0x1C1:  # which program worked it out last
                is_worked_out = True
            case 0x22:
                is_1904 = body[:1] == b"\1"
            case 0x41E:
                codes[struct.unpack_from("<H", body)[0]] = _text(body[2:]) if is_narrow else _long_text(body[2:])
            case 0xE0:
                styles.append(struct.unpack_from("<H", body, 2)[0])
            case 0x85 if body[5] == _WORKSHEET:
                places.append(struct.unpack_from("<I", body)[0])
    looks = looks_of(codes, styles, is_1904=is_1904)
    return OldFacts(
        tuple(_xls_sheet(_records(book, place), looks) for place in places), is_worked_out, is_1904, is_narrow
    )


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


def _text(body: bytes) -> str:
    """A text of Excel 5, of which only the signs count here."""
    return body[1 : 1 + body[0]].decode("gb18030", "replace")


def _xls_sheet(records: Iterator[Record], looks: Looks) -> Facts:
    facts = Facts(looks)
    for kind, body in records:
        facts.require_few()
        match kind:
            case 0x205 if body[7]:
                facts.add_error(_spot(body), body[6])
            case 0x06 | 0x206 | 0x406:
                _add_formula(facts, body)
            case 0x203:
                style, number = struct.unpack_from("<Hd", body, 4)
                facts.add_number(_spot(body), number, style)
            case 0x27E | 0xBD:  # one, or some side by side
                row, first = _spot(body)
                for at in range((len(body) - 4) // 6):
                    style, short = struct.unpack_from("<HI", body, 4 + 6 * at)
                    facts.add_number((row, first + at), short_number(short), style)
            case 0x208 if len(body) > _ROW_LOOKS and body[_ROW_LOOKS] & 0x20:
                facts.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
            case 0x7D if len(body) > _COLUMN_LOOKS and body[_COLUMN_LOOKS] & 1:
                first, last = struct.unpack_from("<HH", body)
                facts.hidden_columns.append(range(first + 1, last + 2))
            case 0xE5:
                facts.merged.extend(_merged(body))
    return facts


def _add_formula(facts: Facts, body: bytes) -> None:
    spot, result = _spot(body), body[6:14]
    is_blank = (result[0], result[6:]) == _EMPTY
    facts.formulas[spot] = result != NO_RESULT and not is_blank
    if result[6:] != b"\xff\xff":
        style, number = struct.unpack_from("<Hd", body, 4)
        facts.add_number(spot, number, style)
    elif result[0] == 2:
        facts.add_error(spot, result[2])


def _spot(body: bytes) -> Spot:
    row, column = struct.unpack_from("<HH", body)
    return row + 1, column + 1


def _merged(body: bytes) -> Iterator[str]:
    for at in range(struct.unpack_from("<H", body)[0]):
        top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * at)
        yield range_text(top, left, bottom, right)
