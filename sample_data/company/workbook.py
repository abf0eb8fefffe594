"""The seven tabs as one workbook whose bytes depend on its rows alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | datetime | None
Row = Sequence[Cell]

TEXT, WHOLE, MONEY, CENTS, RATE, FINE_RATE, DAY, MINUTE = (
    "@", "#,##0", "#,##0", "#,##0.00", "0.0%", "0.00%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
)  # fmt: skip
WRITTEN_AT = datetime(2025, 7, 3, 9, 0, 0)
REQUIRED = "＊"
WIDE = 28
LINE_POINTS = 15.0
FONT_ORDER = (
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign",
    b"sz", b"color", b"name", b"family", b"charset", b"scheme",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell whose number format is its own, not its column's."""

    value: Cell
    format: str


@dataclass(frozen=True, slots=True)
class Col:
    """A column: its header, number format and width in characters."""

    header: str
    format: str = TEXT
    width: float = 12.0


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: title, columns, and rows as long as the columns; the numbers of rows that nobody sees."""

    title: str
    columns: tuple[Col, ...]
    rows: Sequence[Sequence[Cell | Typed]]
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()


def workbook_bytes(tabs: Sequence[Tab]) -> bytes:
    """The tabs as an .xlsx file; the same tabs give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for tab in tabs:
        sheet = book.create_sheet(tab.title)
        sheet.sheet_state = "hidden" if tab.is_hidden else "visible"
        _fill(sheet, tab)
    properties = book.properties
    properties.creator, properties.title = "云杉生活（虚构）运营部", "运营数据"
    properties.created = WRITTEN_AT
    out = BytesIO()
    book.save(out)
    return _settled(out.getvalue())


def _fill(sheet: Worksheet, tab: Tab) -> None:
    for number, column in enumerate(tab.columns, 1):
        _head(sheet.cell(1, number, column.header))
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for line, row in enumerate(tab.rows, 2):
        if len(row) != len(tab.columns):
            raise ValueError(f"{tab.title} row {line}: {len(row)} cells for {len(tab.columns)} columns")
        for number, (column, value) in enumerate(zip(tab.columns, row, strict=True), 1):
            _write(sheet, (line, number), value if isinstance(value, Typed) else Typed(value, column.format), column)
        sheet.row_dimensions[line].height = LINE_POINTS * max(map(_lines, tab.columns, row))
    for line in tab.hidden_rows:
        sheet.row_dimensions[line].hidden = True
    sheet.freeze_panes = "A2" if len(tab.columns) == 2 else "C2"
    sheet.auto_filter.ref = sheet.dimensions


def _lines(column: Col, value: Cell | Typed) -> int:
    """Lines a cell takes in its column, a Han character counted as two."""
    if column.width < WIDE or not isinstance(value, str):
        return 1
    return ceil(sum(1 if char.isascii() else 2 for char in value) / (column.width - 2))


def _write(sheet: Worksheet, place: tuple[int, int], typed: Typed, column: Col) -> None:
    if typed.value is None:
        return
    cell = sheet.cell(*place, typed.value)
    cell.number_format = typed.format
    cell.alignment = Alignment(vertical="top", wrap_text=column.width >= WIDE)


def _head(cell: SheetCell) -> None:
    is_required = str(cell.value).endswith(REQUIRED)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="1F4E79" if is_required else "5B7083")
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _settled(data: bytes) -> bytes:
    """The file with its moment of saving taken out, so that a second run gives the same bytes; its fonts in order."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _dated(part)
            if name == "xl/styles.xml":
                part = re.sub(rb"<font>(.*?)</font>", _ordered_font, part, flags=re.DOTALL)
            info = zipfile.ZipInfo(name, date_time=WRITTEN_AT.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, part)
    return out.getvalue()


def _dated(core: bytes) -> bytes:
    stamp = WRITTEN_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, core)


def _ordered_font(font: re.Match[bytes]) -> bytes:
    """A font with its parts in the order the schema wants, which openpyxl does not keep."""
    parts = sorted(re.finditer(rb"<(\w+)[^>]*/>", font[1]), key=lambda part: FONT_ORDER.index(part[1]))
    return b"<font>" + b"".join(part[0] for part in parts) + b"</font>"
