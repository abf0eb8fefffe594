"""A copy of a workbook with cells coloured and commented; the rest as it was, and what could not be kept by name."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as PlainCell
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.model.finding import Severity
from opsreport.model.origin import Area
from opsreport.model.package import MAX_FILE_BYTES, Unreadable, open_parts, require
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.reading.carried import with_results
from opsreport.reading.folder import read_file

SUFFIXES = (".xlsx", ".xlsm")
MOST_INFLATED = 48 << 20
MOST_MARKUP = 16 << 20  # openpyxl keeps every cell in memory
MOST_COLOURED = 5_000  # cells of one mark: a fault down a whole export is said once and seen at once
MOST_COMMENTS = 30  # of one mark, in cells that stand apart
FILLS = {Severity.block: "FFF4B6B6", Severity.warn: "FFFFE3A3", Severity.note: "FFD9E8F7"}
_WIDTH, _LINE, _LETTERS = 360, 20, 24
_KINDS = (
    "charts",
    "media",
    "pivotTables",
    "slicers",
    "ctrlProps",
    "activeX",
    "embeddings",
    "threadedComments",
    "queryTables",
    "diagrams",
)
_SHAPES = (b"<xdr:sp ", b"<xdr:sp>", b"<xdr:cxnSp", b"<xdr:grpSp")
_EXTENSION = b"<extLst"
_MARKUP = (".xml", ".rels")
_FORMULAS = (b"<f>", b"<f ")
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))
# what openpyxl raises on files that are not quite as they should be
_REFUSED = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError, ArithmeticError, EOFError),
    *(RecursionError, NotImplementedError, MemoryError, zipfile.BadZipFile, zlib.error, struct.error),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What to say of which cells of a sheet; no areas: of the sheet as a whole, no sheet: of the file."""

    sheet: str
    areas: tuple[Area, ...]
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """The copy, how many of its cells are coloured, and what the original held and it does not: kind → how many."""

    data: bytes
    cells: int
    lost: Mapping[str, int]


def annotated(path: Path, marks: Sequence[Mark], author: str) -> Annotated | None:
    """The workbook with the marks, the gravest colour where several meet; None where it cannot be written.

    That is: not an .xlsx or .xlsm, damaged, or of a dialect that openpyxl does
    not know. Formulas stay formulas and keep the results they had.
    """
    if path.suffix.lower() not in SUFFIXES:
        return None
    try:
        require("bytes", path.stat().st_size, MAX_FILE_BYTES)
        data = path.read_bytes()
        _require_harmless(data)
        results = {sheet.name: _results(sheet) for sheet in read_file(path)[0]} if _has_formulas(data) else {}
        copy, cells = _copied(data, marks, author, results, keep_vba=path.suffix.lower() == ".xlsm")
    except (Unreadable, *_REFUSED):
        return None
    return Annotated(copy, cells, _lost(data, copy))


def _has_formulas(data: bytes) -> bool:
    parts = open_parts(data)
    return any(mark in parts.read(name) for name in parts.entries if name.endswith(".xml") for mark in _FORMULAS)


def _results(sheet: Sheet) -> Mapping[Spot, Cell]:
    """What the formulas of the sheet were worked out to."""
    return {at: cell for at, cell in sheet.cells.items() if cell.formula and cell.kind != "no_value"}


def _copied(
    data: bytes, marks: Sequence[Mark], author: str, results: Mapping[str, Mapping[Spot, Cell]], *, keep_vba: bool
) -> tuple[bytes, int]:
    """The workbook with the marks and the results of its formulas, and how many cells bear a colour."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what it drops; `_lost` finds out and says so by name
        book = load_workbook(io.BytesIO(data), keep_vba=keep_vba, rich_text=True)
        cells = sum(len(_marked(book[name], of_sheet, author)) for name, of_sheet in _by_sheet(book, marks))
        copy = io.BytesIO()
        book.save(copy)
    if book.vba_archive:
        book.vba_archive.close()
    return with_results(copy.getvalue(), book, results), cells


def _require_harmless(data: bytes) -> None:
    """Nothing, or Unreadable for what openpyxl, which knows no bounds, must not see."""
    parts = open_parts(data)
    require("bytes", sum(entry.file_size for entry in parts.entries.values()), MOST_INFLATED)
    markup = [name for name in parts.entries if name.endswith(_MARKUP)]
    require("bytes", sum(parts.entries[name].file_size for name in markup), MOST_MARKUP)
    for name in markup:
        if any(doctype in parts.read(name) for doctype in _DOCTYPES):
            raise Unreadable("unreadable_file", {"part": name})


def _by_sheet(book: Workbook, marks: Sequence[Mark]) -> Iterator[tuple[str, list[Mark]]]:
    """The marks of each sheet that there is; those of no sheet go to the first."""
    first = book.worksheets[0].title if book.worksheets else ""
    for name in dict.fromkeys(mark.sheet or first for mark in marks):
        if name in book.sheetnames and isinstance(book[name], Worksheet):
            yield name, [mark for mark in marks if (mark.sheet or first) == name]


def _marked(sheet: Worksheet, marks: Sequence[Mark], author: str) -> set[tuple[int, int]]:
    """The cells of the sheet that now bear a colour."""
    texts: dict[tuple[int, int], list[str]] = {}
    grades: dict[tuple[int, int], Severity] = {}
    for mark in marks:
        places = list(_places(sheet, mark.areas))
        for first in _firsts(mark.areas, {*places}):
            texts.setdefault(_anchor(sheet, *first), []).append(mark.text)
        for place in places:
            grades[place] = max(mark.severity, grades.get(place, Severity.note))
    for (row, column), severity in grades.items():
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=FILLS[severity])
    for (row, column), said in texts.items():
        _comment(sheet.cell(row, column), "\n\n".join(dict.fromkeys(said)), author)
    return set(grades)


def _firsts(areas: Sequence[Area], places: Set[Spot]) -> Sequence[Spot]:
    """Where a mark is said: in the first cell of each area that no other adjoins above or on the left, of few areas."""
    cells = [(area.top, area.left or 1) for area in areas]
    alone = [(row, at) for row, at in cells if not {(row - 1, at), (row, at - 1)} & places]
    return alone[:MOST_COMMENTS] or [(1, 1)]


def _places(sheet: Worksheet, areas: Sequence[Area]) -> Iterator[tuple[int, int]]:
    """The cells of the areas, as many as are coloured; of whole rows those the sheet fills."""
    left = MOST_COLOURED
    for area in areas:
        columns = range(area.left, area.right + 1) if area.left else range(1, sheet.max_column + 1)
        for row in range(area.top, area.bottom + 1):
            for column in columns:
                if left:
                    yield row, column
                    left -= 1


def _anchor(sheet: Worksheet, row: int, column: int) -> tuple[int, int]:
    """The cell itself, or the first of the merged ones it is part of: only that one can bear a comment."""
    if isinstance(sheet.cell(row, column), MergedCell):
        for merged in sheet.merged_cells.ranges:
            if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
                return merged.min_row, merged.min_col
    return row, column


def _comment(cell: PlainCell | MergedCell, text: str, author: str) -> None:
    """Ours below what somebody has already said there."""
    if isinstance(cell, MergedCell):
        return
    old = cell.comment
    said = f"{old.text}\n\n{text}" if old else text
    lines = sum(1 + len(line) // _LETTERS for line in said.splitlines())
    cell.comment = Comment(said, old.author if old else author, height=_LINE * (lines + 1), width=_WIDTH)


def _lost(before: bytes, after: bytes) -> Mapping[str, int]:
    """The kinds of things of which the copy holds fewer, and how many are gone; then what it holds but draws anew."""
    had, has = _held(before), _held(after)
    lost = {kind: had[kind] - has[kind] for kind in (*_KINDS, "drawings", "extensions") if had[kind] > has[kind]}
    redrawn = {"redrawn": has["charts"]} if has["charts"] else {}
    return {**lost, **redrawn, **({"comment_size": had["comments"]} if had["comments"] else {})}


def _held(data: bytes) -> Counter[str]:
    """How many things of each kind a package holds."""
    held: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            folder, _, file = name.rpartition("/")
            kind = folder.rpartition("/")[2]
            if kind in _KINDS and not file.endswith(".rels"):
                held[kind] += 1
            elif kind == "drawings" and file.endswith(".xml"):
                held["drawings"] += sum(package.read(name).count(shape) for shape in _SHAPES)
            elif file.startswith("comments") and file.endswith(".xml"):
                held["comments"] += 1
            elif kind == "worksheets" and file.endswith(".xml"):
                held["extensions"] += package.read(name).count(_EXTENSION)
    return held
