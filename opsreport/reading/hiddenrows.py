"""Rows and columns of a worksheet that are hidden, by hand or a filter: they are read like any other, which is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, islice

import numpy as np

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import WIDTH, Grid
from opsreport.model.origin import Origin
from opsreport.model.table import Cell, Sheet, column_letter

_HIDDEN = b' hidden="'
_ROW = re.compile(rb"<row ([^<>]*?hidden=\"(?:1|true)\"[^<>]*)>")
_COLUMN = re.compile(rb"<col ([^<>]*?hidden=\"(?:1|true)\"[^<>]*)>")
_SPAN = re.compile(rb'(?:^| )(min|max)="(\d{1,7})"')
_NUMBER = re.compile(rb'(?:^| )r="(\d{1,7})"')
_ENDS = (b"min", b"max")
_MOST_RUNS = 8


def hidden_rows(xml: bytes, start: int, end: int) -> tuple[int, ...]:
    """The numbers of the hidden rows between two places of a worksheet part, () for none."""
    if xml.find(_HIDDEN, start, end) < 0:
        return ()
    found = (_NUMBER.search(row[1]) for row in _ROW.finditer(xml, start, end))
    return tuple(int(number[1]) for number in found if number)


def hidden_columns(xml: bytes, end: int) -> tuple[range, ...]:
    """The runs of hidden columns that stand before a place of a worksheet part, () for none."""
    if xml.find(_HIDDEN, 0, end) < 0:
        return ()
    found = (dict(_SPAN.findall(column[1])) for column in _COLUMN.finditer(xml, 0, end))
    return tuple(range(int(one[b"min"]), int(one[b"max"]) + 1) for one in found if len(one) == len(_ENDS))


def hidden_note(sheet: Sheet, rows: Sequence[int], columns: Sequence[range] = ()) -> tuple[Finding, ...]:
    """The notes of those of the rows and columns that hold cells; () where none do, or nobody sees the sheet anyway."""
    if sheet.hidden:
        return ()
    filled = _filled(sheet.cells, rows) if rows else ()
    areas = [f"{first}:{last}" for first, last in islice(_runs(filled), _MOST_RUNS)]
    said = _note(sheet, "rows", filled, areas, str)
    held = _filled_columns(sheet.cells, columns) if columns else {}
    spans = ((column_letter(at), *ends) for at, ends in islice(held.items(), _MOST_RUNS))
    areas = [f"{letter}{top}:{letter}{bottom}" for letter, top, bottom in spans]
    return (*said, *_note(sheet, "columns", list(held), areas, column_letter))


def _note(
    sheet: Sheet, lines: str, filled: Sequence[int], areas: Sequence[str], shown: Callable[[int], str]
) -> tuple[Finding, ...]:
    runs = list(islice(_runs(filled), _MOST_RUNS + 1))
    if not runs:
        return ()
    names = [shown(first) if first == last else f"{shown(first)}–{shown(last)}" for first, last in runs[:_MOST_RUNS]]
    said = ", ".join(names) + (" …" if len(runs) > _MOST_RUNS else "")
    where = Origin(sheet.file, sheet.name, ",".join(areas))
    details = {"file": sheet.file, "sheet": sheet.name, "lines": lines, "rows": said, "count": str(len(filled))}
    return (Finding("hidden_rows", Severity.note, (where,), details, sheet.name),)


def _filled_columns(cells: Mapping[tuple[int, int], Cell], columns: Sequence[range]) -> Mapping[int, tuple[int, int]]:
    """The first and last filled row of each of those columns that hold cells."""
    if isinstance(cells, Grid):
        rows, at = np.divmod(cells.places, WIDTH)
    else:
        rows, at = np.array(list(cells), int).reshape(-1, 2).T
    there = [one for one in np.unique(at).tolist() if any(one in run for run in columns)]
    return {one: (int(rows[at == one].min()), int(rows[at == one].max())) for one in there}


def _filled(cells: Mapping[tuple[int, int], Cell], rows: Sequence[int]) -> Sequence[int]:
    if isinstance(cells, Grid):
        there = np.unique(cells.places // WIDTH)
        return [int(row) for row in np.intersect1d(there, np.asarray(rows))]
    return sorted({row for row, _ in cells} & set(rows))


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of rows that stand below each other."""
    for _, run in groupby(enumerate(rows), key=lambda one: one[1] - one[0]):
        own = [row for _, row in run]
        yield own[0], own[-1]
