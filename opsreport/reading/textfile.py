"""A .csv file as one Sheet of texts: encoding and delimiter are found out, nothing is typed yet."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter

from opsreport.model.finding import Finding
from opsreport.model.package import Unreadable, require
from opsreport.model.table import Cell, Sheet
from opsreport.reading.cleaning import cleaned
from opsreport.reading.limits import MAX_CELLS, MAX_TEXT_BYTES
from opsreport.reading.markup import is_legal

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 30
_SAMPLE_CHARACTERS = 50_000


def text_sheet(data: bytes, file: str, name: str, room: int = MAX_CELLS) -> Read:
    """The rows of a delimited text, and notes; Unreadable where it is no text or has over `room` cells."""
    require("bytes", len(data), MAX_TEXT_BYTES)
    whole = _decoded(data)
    lines = io.StringIO(whole, newline="")
    delimiter = _announced(lines) or _delimiter(lines)
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for row, fields in enumerate(csv.reader(lines, delimiter=delimiter), 2 if lines.tell() else 1):
            for column, text in enumerate(fields, 1):
                if text:
                    cells[row, column] = Cell(row, column, "text", text)
            require("cells", len(cells), room)
    except csv.Error as error:
        raise Unreadable("unreadable_file", {"part": str(error)}) from error
    texts = () if is_legal(whole) else {str(cell.value) for cell in cells.values() if not is_legal(str(cell.value))}
    sheet, notes = cleaned(Sheet(file, name, cells), texts)
    return (sheet,), notes


def _decoded(data: bytes) -> str:
    """The text, by its byte order mark, else as UTF-8, UTF-16 (every second byte zero) or GB18030, first that fits."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in (marked,) if marked else ("utf-8", *_utf16(data), "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("unreadable_file", {"part": ""})


def _utf16(data: bytes) -> tuple[str, ...]:
    head = data[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 8 < len(head):
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _announced(lines: io.StringIO) -> str:
    """The delimiter of Excel's own first line "sep=;", which is then passed; else "" and nothing is passed."""
    first = lines.readline().strip().strip('"')
    if first[:4].lower() == "sep=" and len(first) == 5:
        return first[4]
    lines.seek(0)
    return ""


def _delimiter(lines: io.StringIO) -> str:
    """The delimiter that splits the most of the first lines into the same number (over one) of fields."""
    sample = lines.read(_SAMPLE_CHARACTERS)
    lines.seek(0)
    return max(_DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    rows = itertools.islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_LINES)
    try:
        widths = Counter(width for row in rows if (width := len(row)) > 1)
    except csv.Error:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count, width
