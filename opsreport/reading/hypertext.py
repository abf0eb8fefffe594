"""A web page saved as a workbook: each of its tables is a sheet of texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from lxml import etree

from opsreport.model.finding import Finding
from opsreport.model.package import Unreadable, require
from opsreport.model.table import Cell, Sheet, cells_text
from opsreport.reading.cleaning import all_cleaned
from opsreport.reading.encoding import page_text
from opsreport.reading.limits import MAX_SHEETS, MAX_SMALL_CELLS, MAX_TEXT_BYTES

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]

# what browsers allow
_MOST_ACROSS, _MOST_DOWN = 1000, 65_534
_AT_ONCE = 1 << 16
_SILENT = frozenset(("script", "style", "title", "head"))
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# rows and cells are hidden as those of a workbook are: they are data all the same
_PLACES = frozenset(("table", "thead", "tbody", "tfoot", "colgroup", "col", "tr", "td", "th"))
# what a cell shows of the number that it says aside, when that is all it shows
_SHOWN = re.compile(r"\(?[-+]?\d[\d,]*(?:\.\d+)?(?:E[-+]?\d+)?\)?|#+", re.IGNORECASE)
_EXACT = "x:num"
_BREAKS = frozenset(("br", "p", "div", "li"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def web_sheets(data: bytes, file: str, name: str, room: int) -> Read:
    """The tables of a page in order, an inner one apart; Unreadable where it has none or too many cells."""
    require("bytes", len(data), MAX_TEXT_BYTES)
    page = _Page(min(room, MAX_SMALL_CELLS))
    parser = etree.HTMLParser(target=page, encoding="utf-8")
    text = page_text(data)
    try:
        for start in range(0, len(text), _AT_ONCE):
            parser.feed(text[start : start + _AT_ONCE].encode("utf-8", "replace"))
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Unreadable("unreadable_file", {"part": "HTML"}) from error
    tables = [table for table in page.tables if table.cells]
    if not tables:
        raise Unreadable("foreign_format", {"kind": "HTML"})
    sheets = (_sheet(table, file, _name(table, name, at, len(tables))) for at, table in enumerate(tables, 1))
    return all_cleaned(tuple(sheets))


def _name(table: _Table, name: str, at: int, count: int) -> str:
    return table.caption or (name if count == 1 else f"{name} {at}")


def _sheet(table: _Table, file: str, name: str) -> Sheet:
    cells = {at: Cell(*at, "text", text) for at, text in sorted(table.cells.items())}
    return Sheet(file, name, cells, tuple(table.merged), is_untyped=True)


@dataclass(frozen=True, slots=True)
class _Table:
    """One table while it is read: its texts by place, and how far down each column is taken by a cell above."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    captions: list[str] = field(default_factory=list)

    @property
    def caption(self) -> str:
        return self.captions[0][:31] if self.captions else ""

    def free(self, row: int, column: int) -> int:
        """The first column from here on that no cell above reaches down into."""
        while self.taken.get(column, 0) >= row:
            column += 1
        return column

    def take(self, at: tuple[int, int], across: int, down: int) -> None:
        """Keeps the place of a cell free of others."""
        row, column = at
        self.taken.update(dict.fromkeys(range(column, column + across), row + down - 1))
        if across > 1 or down > 1:
            corners = cells_text((at,)), cells_text(((row + down - 1, column + across - 1),))
            self.merged.append(":".join(corners))


class _Open:
    """Where reading stands in one table."""

    def __init__(self, table: _Table) -> None:
        self.table = table
        self.row, self.next_column = 0, 1
        self.at: tuple[int, int] | None = None
        self.is_caption = False
        self.text: list[str] | None = None
        self.exact = ""


class _Page:
    """Hears every tag of a page from the parser and keeps the tables."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.spent = 0
        self.tables: list[_Table] = []
        self.stack: list[_Open] = []
        self.silent = self.unseen = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        self.silent += tag in _SILENT
        is_inside = bool(self.stack) and self.stack[-1].text is not None and tag not in _PLACES
        self.unseen += bool(self.unseen or (is_inside and _UNSEEN.search(str(attrib.get("style", "")))))
        if tag == "table":
            self.stack.append(_Open(_Table()))
            self.tables.append(self.stack[-1].table)
            require("sheets", len(self.tables), MAX_SHEETS)
        elif self.stack:
            self._inside(self.stack[-1], str(tag), {str(key): str(value) for key, value in attrib.items()})

    def _inside(self, one: _Open, tag: str, given: Mapping[str, str]) -> None:
        if tag == "tr":
            self._end_text(one)
            one.row, one.next_column = one.row + 1, 1
        elif tag in ("td", "th"):
            self._begin_cell(one, given)
        elif tag == "caption":
            one.is_caption, one.text = True, []
        elif tag in _BREAKS and one.text:
            one.text.append("\n")

    def _begin_cell(self, one: _Open, given: Mapping[str, str]) -> None:
        self._end_text(one)
        one.row = one.row or 1
        across, down = _span(given.get("colspan"), _MOST_ACROSS), _span(given.get("rowspan"), _MOST_DOWN)
        self.spent += across
        require("cells", self.spent, self.room)
        one.at = one.row, one.table.free(one.row, one.next_column)
        one.table.take(one.at, across, down)
        one.next_column, one.text, one.exact = one.at[1] + across, [], given.get(_EXACT, "")

    def data(self, data: str | bytes) -> None:
        if self.stack and not (self.silent or self.unseen) and self.stack[-1].text is not None:
            self.stack[-1].text.append(_BLANKS.sub(" ", str(data)))

    def comment(self, text: str | bytes) -> None:
        """What a comment says is nobody's data."""

    def end(self, tag: str | bytes) -> None:
        self.silent -= tag in _SILENT
        self.unseen -= self.unseen > 0
        if self.stack and tag in ("td", "th", "tr", "caption", "table"):
            self._end_text(self.stack[-1])
        if self.stack and tag == "table":
            self.stack.pop()

    def _end_text(self, one: _Open) -> None:
        """What was heard since the cell or the caption began."""
        if one.text is None:
            return
        text = "\n".join(" ".join(line.replace("\xa0", " ").split()) for line in "".join(one.text).split("\n")).strip()
        if text and one.is_caption:
            one.table.captions.append(text)
        elif text and one.at:
            one.table.cells[one.at] = _exactly(text, one.exact)
        one.text, one.at, one.is_caption = None, None, False

    def close(self) -> None:
        for one in self.stack:
            self._end_text(one)


def _exactly(shown: str, said: str) -> str:
    """The number of which the cell shows a rounded form or ####, as it would be typed; else what it shows."""
    try:
        number = float(said)
    except ValueError:
        return shown
    if not isfinite(number):
        return shown
    if shown.endswith("%") and _SHOWN.fullmatch(shown[:-1]):
        return f"{number * 100:.15g}%"
    return f"{number:.15g}" if _SHOWN.fullmatch(shown) else shown


def _span(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
