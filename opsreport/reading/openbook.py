"""An OpenDocument spreadsheet (.ods) as Sheets: values, errors, formulas, merged ranges, hidden sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from xml.parsers import expat

from opsreport.model.finding import Finding
from opsreport.model.package import Parts, Unreadable, require
from opsreport.model.table import Cell, CellKind, Raw, Sheet, cells_text
from opsreport.reading.cleaning import all_cleaned
from opsreport.reading.hiddenrows import hidden_note
from opsreport.reading.limits import MAX_SHEETS, MAX_SMALL_CELLS, MAX_TEXT
from opsreport.reading.markup import parsed

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_LOCKED = b"encryption-data"
_DURATION = re.compile(r"-?PT(\d+)H(\d+)M(\d+(?:\.\d+)?)S")
_ERROR = re.compile(r"#[A-Z/0!?]+[!?AV]?|Err:\d+")
_MOST = 1_048_576
_UNSEEN = ("collapse", "filter")
# inside these stand tables or texts that are no cells
_ASIDE = frozenset(("annotation", "shapes", "tracked-changes", "dde-links"))


def open_sheets(parts: Parts, file: str, room: int) -> Read:
    """All sheets, hidden ones marked, and notes; Unreadable where it is locked, broken or holds too many cells."""
    if _MANIFEST in parts and _LOCKED in parts.read(_MANIFEST):
        raise Unreadable("encrypted_file")
    reader = _Reader(file, min(room, MAX_SMALL_CELLS))
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parsed(parser, parts.read(_CONTENT))
    cleaned, notes = all_cleaned(reader.sheets)
    return cleaned, (*reader.hidden, *notes)


class _Reader:
    """Collects the sheets while the parser calls."""

    def __init__(self, file: str, room: int) -> None:
        self.file, self.room, self.total = file, room, 0
        self.sheets: list[Sheet] = []
        self.hidden_styles: set[str] = set()
        self.style = self.name = ""
        self.is_hidden = self.is_row_hidden = False
        self.hidden: list[Finding] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[range] = []
        self.columns = 0
        self.row = self.column = self.rows = self.aside = 0
        self.row_cells: list[Cell] = []
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[str] = []
        self.said: dict[str, str] = {}
        self.pieces: list[str] | None = None
        self.paragraphs = self.letters = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        said = {key.rpartition(" ")[2]: value for key, value in given.items()}
        self.aside += tag in _ASIDE
        if self.aside:
            return
        match tag:
            case "style":
                self.style = said.get("name", "")
            case "table-properties" if said.get("display") == "false":
                self.hidden_styles.add(self.style)
            case "table":
                self._begin_table(said)
            case "table-row":
                self.rows, self.column, self.row_cells = _count(said, "number-rows-repeated"), 0, []
                self.is_row_hidden = said.get("visibility") in _UNSEEN
            case "table-column":
                self._add_columns(said)
            case "table-cell" | "covered-table-cell":
                self.said, self.pieces = said, []
                self.paragraphs = self.letters = 0
            case "p" if self.pieces is not None:
                self.text("\n")
                self.paragraphs += 1
            case "s" | "tab" | "line-break":
                self.text({"s": " " * min(_count(said, "c"), MAX_TEXT), "tab": "\t"}.get(tag, "\n"))

    def _begin_table(self, said: Mapping[str, str]) -> None:
        self.name, self.cells, self.merged, self.row = said.get("name", ""), {}, [], 0
        self.is_hidden = said.get("style-name", "") in self.hidden_styles
        self.hidden_rows, self.hidden_columns, self.columns = [], [], 0

    def _add_columns(self, said: Mapping[str, str]) -> None:
        first = self.columns + 1
        self.columns += _count(said, "number-columns-repeated")
        if said.get("visibility") in _UNSEEN:
            require("elements", len(self.hidden_columns), MAX_SMALL_CELLS)
            self.hidden_columns.append(range(first, self.columns + 1))

    def text(self, data: str) -> None:
        if self.pieces is not None and self.paragraphs and not self.aside:
            self.letters += len(data)
            require("characters", self.letters, MAX_TEXT)
            self.pieces.append(data)

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if self.aside:
            self.aside -= tag in _ASIDE
            return
        match tag:
            case "table-cell" | "covered-table-cell" if self.pieces is not None:
                self._end_cell("".join(self.pieces))
                self.pieces = None
            case "table-row":
                self._end_row()
            case "table":
                self.sheets.append(Sheet(self.file, self.name, self.cells, tuple(self.merged), self.is_hidden))
                require("sheets", len(self.sheets), MAX_SHEETS)
                self.hidden += hidden_note(self.sheets[-1], self.hidden_rows, self.hidden_columns)

    def _end_cell(self, shown: str) -> None:
        repeated = _count(self.said, "number-columns-repeated")
        kind, value, code = _typed(self.said, shown)
        formula = self.said.get("formula", "").partition(":")[2]
        if value == "" and formula and "value-type" not in self.said:
            kind, value = "no_value", formula
        if value != "":
            require("cells", self.total + repeated, self.room)
            self.total += repeated
            columns = range(self.column + 1, self.column + repeated + 1)
            self.row_cells += (Cell(0, column, kind, value, code, formula) for column in columns)
        self._merge()
        self.column += repeated

    def _merge(self) -> None:
        down, across = _count(self.said, "number-rows-spanned"), _count(self.said, "number-columns-spanned")
        if down > 1 or across > 1:
            first, last = (self.row + 1, self.column + 1), (self.row + down, self.column + across)
            self.merged.append(f"{cells_text((first,))}:{cells_text((last,))}")

    def _end_row(self) -> None:
        if self.row_cells:
            self.total += len(self.row_cells) * (self.rows - 1)
            require("cells", self.total, self.room)
            for row in range(self.row + 1, self.row + self.rows + 1):
                self.cells.update({(row, cell.column): cell._replace(row=row) for cell in self.row_cells})
            self.hidden_rows += range(self.row + 1, self.row + self.rows + 1) if self.is_row_hidden else ()
        self.row += self.rows


def _count(said: Mapping[str, str], name: str) -> int:
    text = said.get(name, "1")
    return min(max(int(text), 1), _MOST) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _typed(said: Mapping[str, str], shown: str) -> tuple[CellKind, Raw, str]:
    """Kind, value and number format of a cell; an empty text means blank."""
    kind, value = said.get("value-type", ""), said.get("value", "")
    is_formula = "formula" in said
    if is_formula and _ERROR.fullmatch(shown) and (kind in ("string", "") or value in ("", "0", "NaN")):
        return "error", shown, ""
    if kind in ("float", "percentage", "currency") and (number := _number(value)) is not None:
        return "number", number, "0.00%" if kind == "percentage" else ""
    if kind == "boolean":
        return "flag", said.get("boolean-value") == "true", ""
    if kind == "date" and (at := _moment(said.get("date-value", ""))) is not None:
        return "date", at, "yyyy-mm-dd"
    if kind == "time" and (found := _DURATION.fullmatch(said.get("time-value", ""))):
        return _clock(int(found[1]), int(found[2]), float(found[3]))
    return "text", said.get("string-value", shown) or shown, ""


def _clock(hours: int, minutes: int, seconds: float) -> tuple[CellKind, Raw, str]:
    """A time of day; a longer duration is a number of days."""
    span = timedelta(hours=min(hours, 10**7), minutes=minutes, seconds=seconds)
    return (
        ("date", (datetime.min + span).time(), "h:mm")
        if span < timedelta(1)
        else ("number", span / timedelta(1), "[h]:mm")
    )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _moment(text: str) -> date | datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.date() if at.time() == time() else at.replace(tzinfo=None)
