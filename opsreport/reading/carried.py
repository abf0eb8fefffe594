"""What a workbook carries over when it is written again: its parts, and the results that formulas had."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils.datetime import to_excel

from opsreport.model.table import Cell, Spot, column_letter

# what a package may hold, by the names of its parts
_PARTS: Mapping[str, re.Pattern[str]] = {
    "macros": re.compile(r"xl/vbaProject\.bin"),
    "charts": re.compile(r"xl/charts/chart(Ex)?\d+\.xml"),
    "images": re.compile(r"xl/media/"),
    "pivots": re.compile(r"xl/pivotTables/.*\.xml"),
    "links": re.compile(r"xl/externalLinks/externalLink\d+\.xml"),
    "slicers": re.compile(r"xl/(slicers|timelines)/"),
    "controls": re.compile(r"xl/(ctrlProps|activeX)/.*\.xml"),
    "threads": re.compile(r"xl/threadedComments/"),
    "embedded": re.compile(r"xl/embeddings/"),
    "queries": re.compile(r"xl/(connections\.xml|queryTables/)"),
}
# … and by what is written inside its sheets and drawings
_MARKS: Mapping[str, re.Pattern[bytes]] = {
    "shapes": re.compile(rb"<\w+:(?:sp|grpSp|cxnSp)[ >]"),
    "sparklines": re.compile(rb"<\w+:sparkline>"),
    "formats": re.compile(rb"<x14:conditionalFormatting[ >]"),
    "validations": re.compile(rb"<x14:dataValidation[ >]"),
}
_MARKED = re.compile(r"xl/(worksheets|drawings)/[^/]*\.xml")
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f[^>]*/>|<f[^>]*>[^<]*</f>)<v\s*(?:/>|></v>)</c>')


def inventory(data: bytes) -> Mapping[str, int]:
    """How many there are of everything that a workbook may lose."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        marked = [package.read(name) for name in names if _MARKED.fullmatch(name)]
    parts = {key: sum(bool(shape.match(name)) for name in names) for key, shape in _PARTS.items()}
    return parts | {key: sum(len(mark.findall(xml)) for xml in marked) for key, mark in _MARKS.items()}


def lost_of(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    for key, count in before.items():
        if after[key] < count:
            yield key
        elif key == "charts" and count:
            yield "redrawn"


def with_results(data: bytes, book: Workbook, known: Mapping[str, Mapping[Spot, Cell]]) -> bytes:
    """The package with the results that formulas had, by sheet and cell."""
    parts = {f"xl/worksheets/sheet{at}.xml": sheet.title for at, sheet in enumerate(book.worksheets, 1)}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys(source.namelist()):
            part, cells = source.read(name), known.get(parts.get(name, ""))
            if cells:
                names = {at: f"{column_letter(at[1])}{at[0]}".encode() for at in cells}
                results = {names[at]: _result(cell, book) for at, cell in cells.items()}
                part = _FORMULA.sub(lambda found, results=results: _resulted(found, results), part)  # type: ignore[misc]
            target.writestr(name, part)
    return made.getvalue()


def _result(cell: Cell, book: Workbook) -> tuple[bytes, bytes]:
    value = cell.value
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, date | datetime | time):
        return b"", repr(to_excel(value, book.epoch)).encode()  # type: ignore[no-untyped-call]
    if isinstance(value, str):
        return b"e" if cell.kind == "error" else b"str", escape(value).encode()
    return b"", repr(value).encode()


def _resulted(found: re.Match[bytes], results: Mapping[bytes, tuple[bytes, bytes]]) -> bytes:
    if found[1] not in results:
        return found[0]
    kind, text = results[found[1]]
    typed = b' t="' + kind + b'"' if kind else b""
    return b'<c r="' + found[1] + b'"' + found[2] + typed + b">" + found[3] + b"<v>" + text + b"</v></c>"
