"""A small writer of .xlsb, as no free program writes them: cells, errors, a percent format, a merged range."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

from tests.reading.books import DOC, PACKAGE

CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
PERCENT = 1


class Zero:
    """A formula whose result is 0."""


Value = float | str | bool | Zero


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
    out = record(129) + record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, 9)) + record(145)
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
    formats = record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + text("0.0%")) + record(616)
    looks = b"".join(record(47, struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 0)) for number in (0, 164))
    return record(278) + formats + record(617, struct.pack("<I", 2)) + looks + record(618) + record(279)


def xlsb_book(
    rows: Sequence[Sequence[Value | None]],
    styles: Mapping[tuple[int, int], int],
    merged: Sequence[int] = (),
    *,
    is_to_be_worked_out: bool = False,
    is_1904: bool = False,
) -> bytes:
    """A workbook of one sheet 表."""
    relation = '<Relationship Id="{}" Type="' + DOC + '/{}" Target="{}"/>'
    wrap = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'.format
    listed = record(156, struct.pack("<II", 0, 1) + text("rId1") + text("表"))
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
            relation.format("rId1", "worksheet", "worksheets/sheet1.bin") + relation.format("s", "styles", "styles.bin")
        ),
        "xl/worksheets/sheet1.bin": sheet_part(rows, styles, merged),
        "xl/styles.bin": styles_part(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()
