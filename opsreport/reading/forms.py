"""The starter workbook as people get it: empty but for one example row a tab, or filled with rows.

The tabs, headers, choices and comments are those of `schemas.OFFERED`; the
words of the guide sheet stand in `templates/init/guide.toml`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell as PlainCell
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.model.period import Period
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.table import Cell, column_letter
from opsreport.reading.rows import Rows, Typed
from opsreport.schemas import OFFERED
from opsreport.templating import load_toml

# how openpyxl's types name what a sheet returns; forms merge nothing
Target = PlainCell | MergedCell

LAST_ROW = 5000
FORMATS: Mapping[str, str] = {
    "int": "#,##0", "money": "#,##0.00", "rate": "0.0%", "share": "0.0%", "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm", "month": "@", "period": "@", "text": "@",
}  # fmt: skip
_INK, _MUTED, _LINE = "1F2A37", "8A94A3", "D5DBE3"
_REQUIRED_FILL, _OPTIONAL_FILL, _EXAMPLE_FILL = "1F4E79", "5B7083", "F3F5F8"
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_EXAMPLE_FONT = Font(italic=True, color=_MUTED)
_EDGE = Border(bottom=Side("thin", color=_LINE))
_WRAP_FROM = 24
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FONT, _FONT_PART = re.compile(rb"<font>(.*?)</font>", re.DOTALL), re.compile(rb"<(\w+)[^>]*/>")
_FONT_ORDER = (
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign",
    b"sz", b"color", b"name", b"family", b"charset", b"scheme",
)  # fmt: skip


def starter_bytes(month: Period, rows: Rows | None = None) -> bytes:
    """The starter workbook as an .xlsx file; the same month and rows give the same bytes.

    `rows` are by tab and column name; 报告信息 has one row. A tab without rows gets its example.
    """
    guide = Guide(load_toml("init/guide.toml"), month)
    book = Workbook()
    _write_guide(cast(Worksheet, book.active), guide)
    for tab in OFFERED:
        sheet = book.create_sheet(tab.titles[0])
        given = (rows or {}).get(tab.name, ())
        (_write_pairs if tab.pairs else _write_table)(sheet, tab, given, guide)
        _set_up_print(sheet)
    moment = datetime.combine(month.first_day, time())
    book.properties.creator, book.properties.created = "opsreport", moment
    made = io.BytesIO()
    book.save(made)
    return _settled(made.getvalue(), moment)


@dataclass(frozen=True, slots=True)
class Guide:
    """The words of the guide sheet, with the month in its place."""

    words: Mapping[str, object]
    month: Period

    def text(self, key: str) -> str:
        return str(self.words[key])

    def lines(self, key: str) -> tuple[str, ...]:
        return tuple(str(line).format(month=self.month) for line in cast(Sequence[object], self.words[key]))

    def header(self, column: TabColumn) -> str:
        """The printed header, marked where the column is required."""
        return column.headers[0] + (self.text("required") if column.required else "")


def _write_guide(sheet: Worksheet, guide: Guide) -> None:
    sheet.title = guide.text("sheet")
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABC", (16, 84, 48), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([guide.text("title")])
    sheet["A1"].font = Font(bold=True, size=16, color=_INK)
    for part in ("steps", "run"):
        _write_heading(sheet, guide.text(f"{part}_heading"))
        for number, line in enumerate(guide.lines(part), 1):
            sheet.append([number, line])
    _write_heading(sheet, guide.text("tabs_heading"))
    sheet.append(list(guide.lines("columns")))
    for cell in sheet[sheet.max_row]:
        _style_header(cell, _OPTIONAL_FILL)
    for tab in OFFERED:
        needed = guide.text("separator").join(column.headers[0] for column in tab.columns if column.required)
        sheet.append([tab.titles[0], tab.comment, needed or guide.text("none")])
        sheet.cell(sheet.max_row, 1).hyperlink = f"#'{tab.titles[0]}'!A1"
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    _set_up_print(sheet)


def _write_heading(sheet: Worksheet, text: str) -> None:
    sheet.append([])
    sheet.append([text])
    sheet.cell(sheet.max_row, 1).font = Font(bold=True, size=12, color=_REQUIRED_FILL)


def _write_pairs(sheet: Worksheet, tab: Tab, rows: Sequence[Mapping[str, Typed]], guide: Guide) -> None:
    """One row a column of the tab: its name left, its value right."""
    given = rows[0] if rows else _first_pairs(tab, guide.month)
    for number, text in enumerate(guide.lines("pair_columns"), 1):
        _style_header(sheet.cell(1, number, text), _OPTIONAL_FILL)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 60
    sheet.freeze_panes = "B2"
    for row, column in enumerate(tab.columns, 2):
        name, value = sheet.cell(row, 1, guide.header(column)), sheet.cell(row, 2)
        _style_header(name, _REQUIRED_FILL if column.required else _OPTIONAL_FILL)
        _annotate(name, column)
        _fill(value, column, given.get(column.name))
        value.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        if not rows and str(value.value or "") == column.example and column.kind == "text":
            value.font = _EXAMPLE_FONT
        _offer_choices(sheet, column, f"B{row}")


def _first_pairs(tab: Tab, month: Period) -> Mapping[str, Typed]:
    """What an empty 报告信息 starts with: the examples, the month and its last day."""
    examples = {column.name: column.example or None for column in tab.columns}
    return examples | {"report_month": str(month), "data_cutoff": month.last_day}


def _write_table(sheet: Worksheet, tab: Tab, rows: Sequence[Mapping[str, Typed]], guide: Guide) -> None:
    for number, column in enumerate(tab.columns, 1):
        letter = column_letter(number)
        header = sheet.cell(1, number, guide.header(column))
        _style_header(header, _REQUIRED_FILL if column.required else _OPTIONAL_FILL)
        _annotate(header, column)
        sheet.column_dimensions[letter].width = _width(column)
        sheet.column_dimensions[letter].number_format = FORMATS.get(column.kind, "General")
        _offer_choices(sheet, column, f"{letter}2:{letter}{LAST_ROW}")
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = f"{column_letter(_leading_keys(tab) + 1)}2"
    for row, given in enumerate(rows or (_example(tab),), 2):
        for number, column in enumerate(tab.columns, 1):
            cell = sheet.cell(row, number)
            _fill(cell, column, given.get(column.name))
            cell.alignment = Alignment(vertical="top", wrap_text=column.width >= _WRAP_FROM)
            if not rows:
                cell.font, cell.fill = _EXAMPLE_FONT, PatternFill("solid", fgColor=_EXAMPLE_FILL)
    sheet.auto_filter.ref = f"A1:{column_letter(len(tab.columns))}{max(len(rows), 1) + 1}"
    sheet.print_title_rows = "1:1"


def _width(column: TabColumn) -> float:
    """The declared width in characters, or what the header or the example needs; a Han character takes two."""
    example = column.example if column.width < _WRAP_FROM else ""
    needed = (sum(1 + (ord(letter) > 0x2E7F) for letter in str(text)) for text in (column.headers[0] + "＊", example))
    return max(column.width, *needed) + 2


def _leading_keys(tab: Tab) -> int:
    """How many of the first columns name the row and so stay in sight."""
    names = [column.name for column in tab.columns]
    return next((at for at, name in enumerate(names) if name not in tab.keys), len(names))


def _example(tab: Tab) -> Mapping[str, Typed]:
    return {column.name: _typed_example(column) for column in tab.columns if column.example != ""}


def _typed_example(column: TabColumn) -> Typed:
    """The declared example as a person would type it: a date for ISO text, a fraction for "4.8%"."""
    text = column.example
    if not isinstance(text, str):
        return text
    if text.endswith("%") and text[:-1].replace(".", "").isdigit():
        return Cell(0, 0, "number", round(float(text[:-1]) / 100, 6), "0.0%" if "." in text else "0%")
    if column.kind == "date" and text[:1].isdigit():
        return date.fromisoformat(text)
    return text


def _fill(cell: Target, column: TabColumn, typed: Typed) -> None:
    """Write a value with its number format; a text is never taken for a formula."""
    value = typed.value if isinstance(typed, Cell) else typed
    code = FORMATS.get(column.kind, "General")
    cell.number_format = (typed.number_format or "General") if isinstance(typed, Cell) else code
    if value is None or value == "":
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _style_header(cell: Target, fill: str) -> None:
    cell.font, cell.border = _HEADER_FONT, _EDGE
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)


def _annotate(cell: Target, column: TabColumn) -> None:
    if column.comment:
        lines = len(column.comment) // 18 + 1
        cell.comment = Comment(column.comment, "opsreport", width=280, height=26 + 20 * lines)


def _offer_choices(sheet: Worksheet, column: TabColumn, cells: str) -> None:
    """A drop-down of the printed choices; an answer of one's own is questioned, not refused (synonyms are fine)."""
    if not column.choices:
        return
    offered = ",".join(texts[0] for texts in column.choices.values())
    rule = DataValidation("list", formula1=f'"{offered}"', allow_blank=True, errorStyle="warning")
    rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _set_up_print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _settled(data: bytes, moment: datetime) -> bytes:
    """The package with `moment` for every time in it, so that a second run gives the same bytes; its fonts in order."""
    made = io.BytesIO()
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp, part)
            if name == "xl/styles.xml":
                part = _FONT.sub(_ordered_font, part)
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, part)
    return made.getvalue()


def _ordered_font(font: re.Match[bytes]) -> bytes:
    """A font with its parts in the order the schema wants, which openpyxl does not keep."""
    parts = sorted(_FONT_PART.finditer(font[1]), key=lambda part: _FONT_ORDER.index(part[1]))
    return b"<font>" + b"".join(part[0] for part in parts) + b"</font>"
