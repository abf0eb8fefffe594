"""A .csv or .txt file as one Sheet of texts: encoding and delimiter are found out, nothing is typed yet."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import WIDTH
from opsreport.model.origin import Origin
from opsreport.model.package import Unreadable, require
from opsreport.model.table import Sheet
from opsreport.reading.cleaning import all_cleaned
from opsreport.reading.encoding import Decoding, decoding_of
from opsreport.reading.gathered import Gathered
from opsreport.reading.limits import MAX_CELLS, MAX_TEXT_BYTES

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]

_DELIMITERS = (",", "\t", ";", "，", "|")
_SAMPLE_LINES = 30
_SAMPLE_CHARACTERS = 50_000
_SAMPLE_BYTES = 1 << 16
_ANNOUNCED = re.compile(r'"?sep=([^"\r\n])"?\s*?[\r\n]', re.IGNORECASE)
# tabs that a back end puts beside its commas, so that Excel takes long numbers for texts
_PADDING = re.compile(r"\t+(?=[,;|])|(?<=[,;|])\t+")
# stands in the middle where files were joined
_MARK = "\ufeff"
_FORMULA = '="'
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_STRAY = "\ufffd"
_RECORDS_AT_ONCE = 1 << 12


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a text is laid out: its delimiter, and how many lines only announce it."""

    delimiter: str
    announced: int = 0


def text_sheet(data: bytes, file: str, name: str, room: int = MAX_CELLS) -> Read:
    """The rows of a delimited text, and notes; Unreadable where it is no text or has over `room` cells.

    Findings: text_read_as (a note) where it is no UTF-8 with commas,
    stray_bytes with the cells that hold one, illegal_characters.
    """
    require("bytes", len(data), MAX_TEXT_BYTES)
    decoding = decoding_of(data)
    layout = _layout(_opened(data, decoding))
    cells = _cells(_opened(data, decoding), layout, room, _saying(_opened(data, decoding).read()))
    (sheet,), notes = all_cleaned((Sheet(file, name, cells.cells(), is_untyped=True),))
    return (sheet,), (*_decided(sheet, decoding, layout), *_strays(sheet, decoding), *notes)


def is_table(data: bytes) -> bool:
    """Whether a text has at least two rows of the same number, over one, of fields."""
    try:
        decoding = decoding_of(data[:_SAMPLE_BYTES])
    except Unreadable:
        return False
    sample = data[:_SAMPLE_BYTES].decode(decoding.codec, "replace")
    return max(_agreement(sample, delimiter) for delimiter in _DELIMITERS)[0] > 1


def _opened(data: bytes, decoding: Decoding) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), decoding.codec, decoding.errors, newline="")


def _layout(lines: io.TextIOWrapper) -> _Layout:
    """The delimiter that Excel's own first line "sep=;" announces, else that of the data."""
    sample = lines.read(_SAMPLE_CHARACTERS)
    if announced := _ANNOUNCED.match(sample):
        return _Layout(announced[1], 1)
    bare = _PADDING.sub("", sample)
    return _Layout(max(_DELIMITERS, key=lambda delimiter: _agreement(bare, delimiter)))


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines the delimiter splits into the same number (over one) of fields, and that number."""
    rows = itertools.islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_LINES)
    try:
        widths = Counter(width for row in rows if (width := len(row)) > 1)
    except csv.Error:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count, width


def _saying(whole: str) -> Callable[[str], str]:
    """What to make of each field; most texts hold nothing that has to be taken off."""
    return _meant if _FORMULA in whole or _MARK in whole else str


def _meant(text: str) -> str:
    """The text that ="12" shows in Excel, which is how programs keep a text from being read as a number."""
    text = text.replace(_MARK, "")
    found = _TEXT_FORMULA.fullmatch(text.strip())
    return found[1].replace('""', '"') if found else text


def _cells(lines: io.TextIOWrapper, layout: _Layout, room: int, said: Callable[[str], str]) -> Gathered:
    """The filled fields as `said` gives them."""
    cells = Gathered()
    records = _records(lines, layout)
    while batch := list(itertools.islice(records, _RECORDS_AT_ONCE)):
        widths = np.fromiter((len(fields) for _, fields in batch), np.int64, len(batch))
        rows = np.fromiter((row for row, _ in batch), np.int64, len(batch))
        firsts = np.cumsum(widths) - widths
        places = np.repeat(rows * WIDTH - firsts + 1, widths) + np.arange(widths.sum())
        texts = [text for _, fields in batch for text in (fields if said is str else map(said, fields))]
        filled = np.fromiter(map(bool, texts), bool, len(texts))
        cells.add_texts(places[filled], list(itertools.compress(texts, filled)))
        require("cells", cells.count, room)
    return cells


def _records(lines: io.TextIOWrapper, layout: _Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows of fields with their numbers; Unreadable where a quote is never closed."""
    for _ in range(layout.announced):
        lines.readline()
    row, fields = layout.announced, [""]
    try:
        for row, fields in enumerate(csv.reader(lines, delimiter=layout.delimiter), layout.announced + 1):
            require("columns", len(fields), WIDTH - 1)
            yield row, fields
    except csv.Error as error:  # a field longer than any cell
        if not _is_open(lines):
            most = str(csv.field_size_limit())
            raise Unreadable("too_large", {"what": "characters", "seen": f"> {most}", "limit": most}) from error
        raise Unreadable("unclosed_quote", {"row": str(row + 1)}) from error
    if fields and {"\n", "\r", layout.delimiter} & set(fields[-1]) and _is_open(lines):
        raise Unreadable("unclosed_quote", {"row": str(row)})


def _is_open(lines: io.TextIOWrapper) -> bool:
    """Whether the quotes of the whole text do not come in pairs, so that its last field swallowed what follows."""
    lines.seek(0)
    return sum(line.count('"') for line in lines) % 2 == 1


def _decided(sheet: Sheet, decoding: Decoding, layout: _Layout) -> Iterator[Finding]:
    if (decoding.label, layout.delimiter) != ("UTF-8", ","):
        details = {"file": sheet.file, "encoding": decoding.label, "delimiter": _named(layout.delimiter)}
        yield Finding("text_read_as", Severity.note, (Origin(sheet.file),), details, sheet.name, is_routine=True)


def _named(delimiter: str) -> str:
    return "Tab" if delimiter == "\t" else delimiter


def _strays(sheet: Sheet, decoding: Decoding) -> Iterator[Finding]:
    cells = sheet.cells.items() if decoding.has_stray else ()
    where = [sheet.origin(*at) for at, cell in cells if _STRAY in str(cell.value)]
    if where:
        yield Finding("stray_bytes", Severity.warn, tuple(where), {"count": str(len(where))}, sheet.name)
