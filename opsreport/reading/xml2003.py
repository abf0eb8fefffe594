"""An "XML Spreadsheet 2003" (.xml, or saved as .xls): one XML file that holds a whole workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from xml.parsers import expat

from opsreport.model.finding import Finding
from opsreport.model.package import Unreadable, require
from opsreport.model.table import Cell, CellKind, Raw, Sheet, cells_text
from opsreport.reading.cleaning import all_cleaned
from opsreport.reading.encoding import page_text
from opsreport.reading.formats import format_of, moment
from opsreport.reading.limits import MAX_SMALL_CELLS, MAX_SMALL_ELEMENTS, MAX_TEXT_BYTES
from opsreport.reading.markup import parsed

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_MARK = NAMESPACE.encode()
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,99}encoding=["']([\w-]+)""")
# encodings that the parser does not know
_FOREIGN = (b"gb2312", b"gbk", b"gb18030", b"big5", b"big5-hkscs")
_HIDDEN = ("SheetHidden", "SheetVeryHidden")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
# names that stand for a format
_FORMATS: Mapping[str, str] = {
    "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Scientific": "0.00E+00", "General Number": "",
    "Short Date": "yyyy-mm-dd", "Medium Date": "d-mmm-yy", "Long Date": "yyyy-mm-dd",
    "General Date": "yyyy-mm-dd hh:mm", "Short Time": "h:mm", "Medium Time": "h:mm AM/PM", "Long Time": "h:mm:ss",
}  # fmt: skip
_EMPTY_DAY = datetime(1899, 12, 31).date()


def is_xml2003(data: bytes) -> bool:
    """Whether an XML text is such a workbook."""
    return _MARK in data[:4096]


def xml2003_sheets(data: bytes, file: str, room: int) -> Read:
    """All worksheets, hidden ones marked, and notes; Unreadable where the XML is broken or holds too many cells."""
    require("bytes", len(data), MAX_TEXT_BYTES)
    reader = _Reader(file, min(room, MAX_SMALL_CELLS))
    encoding = None
    if (said := _ENCODING.match(data[:200])) and said[1].lower() in _FOREIGN:
        data, encoding = page_text(data).encode("utf-8", "replace"), "utf-8"
    parser = expat.ParserCreate(encoding, " ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parsed(parser, data)
    return all_cleaned(reader.sheets)


class _Reader:
    """Collects the sheets while the parser calls."""

    def __init__(self, file: str, room: int) -> None:
        self.file, self.room = file, room
        self.sheets: list[Sheet] = []
        self.formats: dict[str, str] = {}
        self.style = self.name = self.formula = self.kind = self.row_style = ""
        self.column_styles: dict[int, str] = {}
        self.row = self.column = self.across = self.skipped = self.last_column = self.columns = 0
        self.is_hidden = self.is_1904 = self.is_aside = False
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[str] = []
        self.pieces: list[str] | None = None

    def start(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        said = {key.rpartition(" ")[2]: value for key, value in given.items()}
        match tag:
            case "Date1904":
                self.is_1904 = True
            case "Style":
                self.style = said.get("ID", "")
                self.formats[self.style] = self.formats.get(said.get("Parent", "Default"), "")
            case "NumberFormat":
                code = said.get("Format", "")
                self.formats[self.style] = _FORMATS.get(code, code)
            case "Worksheet":
                self.name, self.cells, self.merged = said.get("Name", ""), {}, []
                self.row = self.skipped = self.last_column = 0
                self.column_styles, self.is_hidden = {}, False
            case "Column":
                self._add_column(said)
            case "Row":
                self.row, self.column, self.across = _index(said, self.row + self.skipped + 1, _MOST_ROWS), 0, 0
                self.skipped, self.row_style = _index(said, 0, _MOST_ROWS, "Span"), said.get("StyleID", "")
            case "Cell":
                self._begin_cell(said)
            case "Comment":
                self.is_aside = True
            case "Data" | "Visible" if not self.is_aside:
                self.kind, self.pieces = said.get("Type", "String"), []

    def _add_column(self, said: Mapping[str, str]) -> None:
        """The style of some columns side by side, for cells that say none."""
        first = _index(said, self.last_column + 1, _MOST_COLUMNS)
        self.last_column = min(first + _index(said, 0, _MOST_COLUMNS, "Span"), _MOST_COLUMNS)
        columns = range(first, self.last_column + 1)
        self.columns += len(columns)
        require("elements", self.columns, MAX_SMALL_ELEMENTS)
        self.column_styles.update(dict.fromkeys(columns, said.get("StyleID", "")))

    def _begin_cell(self, said: Mapping[str, str]) -> None:
        self.column = _index(said, self.column + self.across + 1, _MOST_COLUMNS)
        self.formula, self.kind = said.get("Formula", ""), ""
        self.style = said.get("StyleID") or self.row_style or self.column_styles.get(self.column) or "Default"
        self.across = _index(said, 0, _MOST_COLUMNS, "MergeAcross")
        down = _index(said, 0, _MOST_ROWS, "MergeDown")
        if self.across or down:
            first, last = cells_text(((self.row, self.column),)), (self.row + down, self.column + self.across)
            self.merged.append(f"{first}:{cells_text((last,))}")

    def text(self, data: str) -> None:
        if self.pieces is not None:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "Comment":
                self.is_aside = False
            case "Data" if not self.is_aside:
                self._put("".join(self.pieces or ()))
                self.pieces = None
            case "Visible":
                self.is_hidden = "".join(self.pieces or ()).strip() in _HIDDEN
                self.pieces = None
            case "Cell" if self.formula and (self.row, self.column) not in self.cells:
                self._add("no_value", self.formula)
            case "Worksheet":
                merged = tuple(self.merged)
                self.sheets.append(Sheet(self.file, self.name, self.cells, merged, self.is_hidden, self.is_1904))

    def _put(self, text: str) -> None:
        kind, value = _typed(self.kind, text)
        if value != "":
            self._add(kind, value)

    def _add(self, kind: CellKind, value: Raw) -> None:
        form = format_of(self.formats.get(self.style, ""))
        if form.shape and isinstance(value, float) and (day := moment(value, form.shape, self.is_1904)) is not None:
            kind, value = "date", day
        self.cells[self.row, self.column] = Cell(self.row, self.column, kind, value, form.code, self.formula)
        require("cells", len(self.cells) + sum(len(sheet.cells) for sheet in self.sheets), self.room)


def _index(said: Mapping[str, str], default: int, most: int, name: str = "Index") -> int:
    text = said.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default
    if number > most:
        raise Unreadable("unreadable_file", {"part": name})
    return number


def _typed(kind: str, text: str) -> tuple[CellKind, Raw]:
    match kind:
        case "Number" if (number := _number(text)) is not None:
            return "number", number
        case "Boolean":
            return "flag", text.strip() == "1"
        case "DateTime" if (at := _moment(text)) is not None:
            return "date", at
        case "Error":
            return "error", text.strip() or "#VALUE!"
    return "text", text


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _moment(text: str) -> Raw | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if at.date() == _EMPTY_DAY:
        return at.time()
    return at.date() if at.time() == time() else at.replace(tzinfo=None)
