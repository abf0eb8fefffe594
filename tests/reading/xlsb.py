"""A small writer of .xlsb, as no free program writes them: every record of a cell, formats, merged ranges, sheets."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.reading.books import DOC, PACKAGE

CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
PERCENT, MONTH, DAY, WAN = 1, 2, 3, 4
_FORMATS = ("0.0%", 'yyyy"年"m"月"', '0!.0,"万"')
_DAY = 14
_FORMULA_END = struct.pack("<HII", 0, 0, 0)


class Zero:
    """A formula whose result is 0."""


@dataclass(frozen=True, slots=True)
class Record:
    """A cell by the number of its record and what stands after its place and style."""

    kind: int
    body: bytes


Value = float | str | bool | Zero | Record


def packed(number: int, *, is_hundredths: bool = False) -> Record:
    """A whole number in four bytes, as Excel writes nearly all, days too."""
    return Record(2, struct.pack("<I", (number << 2) & 0xFFFFFFFF | 2 | is_hundredths))


def packed_float(number: float) -> Record:
    """A number of which the upper half says all."""
    return Record(2, struct.pack("<d", number)[4:])


def shared(index: int) -> Record:
    return Record(7, struct.pack("<I", index))


def rich(value: str) -> Record:
    """A text of two fonts in its cell."""
    return Record(62, rich_text(value))


def computed(result: float | str | bool) -> Record:
    """A formula with its result; of a text that is an error's, the error."""
    if isinstance(result, bool):
        return Record(10, bytes([result]) + _FORMULA_END)
    if isinstance(result, str):
        is_error = result in CODES
        return Record(11 if is_error else 8, (bytes([CODES[result]]) if is_error else text(result)) + _FORMULA_END)
    return Record(9, struct.pack("<d", result) + _FORMULA_END)


def rich_text(value: str) -> bytes:
    """A text with two fonts and a phonetic hint."""
    fonts, hint = struct.pack("<IHHHH", 2, 0, 0, 1, 1), struct.pack("<IHHHH", 1, 0, 0, 1, 0)
    return b"\3" + text(value) + fonts + text("トウ") + hint


def record(kind: int, body: bytes = b"") -> bytes:
    return varied(kind, 2) + varied(len(body), 4) + body


def varied(number: int, most: int) -> bytes:
    """Seven bits a byte; record numbers above 127 take two as they stand."""
    if most == 2:
        return bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    out = b""
    while number > 127:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def cell(column: int, value: Value, style: int) -> bytes:
    head = struct.pack("<II", column, style)
    if isinstance(value, Record):
        return record(value.kind, head + value.body)
    if isinstance(value, Zero):
        return record(9, head + struct.pack("<dHI", 0.0, 0, 0))
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, str) and value in CODES:
        return record(3, head + bytes([CODES[value]]))
    if isinstance(value, str):
        return record(6, head + text(value))
    return record(5, head + struct.pack("<d", value))


def sheet_part(
    rows: Sequence[Sequence[Value | None]], styles: Mapping[tuple[int, int], int], merged: Sequence[int]
) -> bytes:
    out = record(129) + record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, 9)) + record(145)
    for number, row in enumerate(rows):
        out += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        out += b"".join(
            cell(at, value, styles.get((number, at), 0)) for at, value in enumerate(row) if value is not None
        )
    out += record(146)
    if merged:
        out += record(177, struct.pack("<I", 1)) + record(176, struct.pack("<IIII", *merged)) + record(178)
    return out + record(130)


def styles_part() -> bytes:
    codes = b"".join(record(44, struct.pack("<H", 164 + at) + text(code)) for at, code in enumerate(_FORMATS))
    formats = record(615, struct.pack("<I", len(_FORMATS))) + codes + record(616)
    numbers = (0, 164, 165, _DAY, 166)
    looks = b"".join(record(47, struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 0)) for number in numbers)
    base = record(626, struct.pack("<I", 1)) + record(47, bytes(16)) + record(627)
    return (
        record(278) + formats + base + record(617, struct.pack("<I", len(numbers))) + looks + record(618) + record(279)
    )


def xlsb_book(
    rows: Sequence[Sequence[Value | None]],
    styles: Mapping[tuple[int, int], int],
    merged: Sequence[int] = (),
    *,
    is_to_be_worked_out: bool = False,
    is_1904: bool = False,
    strings: Sequence[str] = (),
    hidden: Sequence[Sequence[Value | None]] = (),
) -> bytes:
    """A workbook of a sheet 表, after it a chart, and a hidden sheet 隐 where it has rows."""
    relation = '<Relationship Id="{}" Type="' + DOC + '/{}" Target="{}"/>'
    wrap = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'.format
    listed = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("表"))
    listed += record(156, struct.pack("<II", 0, 2) + text("rId2") + text("图"))
    listed += record(156, struct.pack("<II", 2, 3) + text("rId3") + text("隐")) if hidden else b""
    calculation = record(157, struct.pack("<IIIdIH", 0, 1, 100, 0.001, 1, int(is_to_be_worked_out)))
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": wrap(relation.format("a", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(131)
        + record(153, struct.pack("<III", is_1904, 0, 0))
        + record(143)
        + listed
        + record(144)
        + calculation
        + record(132),
        "xl/_rels/workbook.bin.rels": wrap(
            relation.format("rId1", "worksheet", "worksheets/sheet1.bin")
            + relation.format("rId2", "chartsheet", "chartsheets/sheet1.bin")
            + relation.format("rId3", "worksheet", "worksheets/sheet2.bin")
            + relation.format("s", "styles", "styles.bin")
            + relation.format("t", "sharedStrings", "sharedStrings.bin")
        ),
        "xl/worksheets/sheet1.bin": sheet_part(rows, styles, merged),
        "xl/worksheets/sheet2.bin": sheet_part(hidden, {}, ()),
        "xl/chartsheets/sheet1.bin": record(129) + record(130),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(strings), len(strings)))
        + b"".join(record(19, rich_text(one)) for one in strings)
        + record(160),
        "xl/styles.bin": styles_part(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()
