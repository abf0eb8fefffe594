"""Book and Page: the workbook being written, and one sheet of it with a pen that moves down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from opsreport.model.block import Status
from opsreport.model.number import Cells, Number
from opsreport.model.report import Report
from opsreport.model.table import column_letter
from opsreport.model.unit import Scale, Unit

NAVY, MUTED, LINE, PANEL = "#0B2A4A", "#5B6B7B", "#D5DCE3", "#F4F6F9"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": NAVY},
    "page": {"bold": True, "font_size": 12, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY},
    "block": {"bold": True, "font_color": NAVY},
    "muted": {"font_color": MUTED},
    "head": {"bold": True, "font_color": MUTED, "bottom": 1, "bottom_color": NAVY, "text_wrap": True, "valign": "top"},
    "body": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "total": {"bold": True, "bg_color": PANEL, "top": 1, "top_color": NAVY},
    "link": {"font_color": "#1E73BE", "underline": 1},
}
Spot = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook under the pen: its formats, where each input cell stands, what had no formula, and cells as text."""

    workbook: Workbook
    report: Report
    formats: dict[tuple[str, str], Format] = field(default_factory=dict)
    spots: dict[Spot, str] = field(default_factory=dict)
    methods: list[tuple[str, str, Number | Status]] = field(default_factory=list)
    sheets: list[Page] = field(default_factory=list)
    written: dict[Cells, str | None] = field(default_factory=dict)

    def term(self, key: str) -> str:
        """The label of a key of the report's terms."""
        return self.report.terms[key]

    def new_sheet(self, name: str) -> Page:
        """An empty sheet; its name is shortened and made unique where Excel wants that."""
        taken = {page.name.lower() for page in self.sheets}
        plain = _FORBIDDEN.sub(" ", name).strip()[:31] or "Sheet"
        numbered = (f"{plain[:27]} {n}" for n in range(2, 1000))
        own = plain if plain.lower() not in taken else next(n for n in numbered if n.lower() not in taken)
        page = Page(self, self.workbook.add_worksheet(own, _Sheet), own)
        page.sheet.hide_gridlines(2)
        self.sheets.append(page)
        return page

    def look(self, name: str, number_format: str = "") -> Format:
        """The cell format of that look, made once."""
        key = (name, number_format)
        if key not in self.formats:
            numeric = {"num_format": number_format} if number_format else {}
            self.formats[key] = self.workbook.add_format(
                {"font_name": "Arial", "font_size": 10, **_LOOKS[name], **numeric}
            )
        return self.formats[key]


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types here
    """A worksheet that takes formulas as they are: ours hold no function that needs Excel's prefix for newer ones."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Page:
    """One sheet and the row (from 0) the next line is written to."""

    def __init__(self, book: Book, sheet: Worksheet, name: str) -> None:
        self.book, self.sheet, self.name, self.row = book, sheet, name, 0

    def text(self, column: int, value: str, look: str = "body") -> None:
        """A text cell: always a string, whatever it starts with."""
        self.sheet.write_string(self.row, column, _CONTROL.sub("", value), self.book.look(look))

    def texts(self, values: Sequence[str], look: str = "body") -> None:
        """A row of text cells, and the pen one row down."""
        for column, value in enumerate(values):
            if value:
                self.text(column, value, look)
            else:
                self.sheet.write_blank(self.row, column, None, self.book.look(look))
        self.row += 1

    def day(self, column: int, value: date, look: str = "body") -> None:
        """A date (with its time, where it has one)."""
        has_time = isinstance(value, datetime) and (value.hour or value.minute)
        shape = "yyyy-mm-dd hh:mm" if has_time else "yyyy-mm-dd"
        self.sheet.write_datetime(self.row, column, value, self.book.look(look, shape))

    def value(self, column: int, value: float, number_format: str, look: str = "body") -> None:
        """A plain number."""
        self.sheet.write_number(self.row, column, value, self.book.look(look, number_format))

    def address(self, column: int) -> str:
        """The A1 address of a column in the pen's row."""
        return f"{column_letter(column + 1)}{self.row + 1}"

    @property
    def quoted(self) -> str:
        return "'" + self.name + "'"


def number_format(unit: Unit, value: float | None) -> str:
    """The Excel format for an unscaled value: money and counts with separators, small ones with two decimals."""
    if unit.kind in ("count", "money"):
        is_small = value is not None and abs(value) < 1000 and not float(value).is_integer()
        return unit.excel_format(Scale(decimals=2 if is_small else unit.decimals or 0))
    return unit.excel_format(unit.scale((value,), "zh"))
