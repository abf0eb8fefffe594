"""Rows of a worksheet that are hidden, by hand or by a filter: they are read like any other, which is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice

import numpy as np

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import WIDTH, Grid
from opsreport.model.origin import Origin
from opsreport.model.table import Cell, Sheet

_HIDDEN = b' hidden="'
_ROW = re.compile(rb"<row ([^<>]*?hidden=\"(?:1|true)\"[^<>]*)>")
_NUMBER = re.compile(rb'(?:^| )r="(\d{1,7})"')
_MOST_RUNS = 8


def hidden_rows(xml: bytes, start: int, end: int) -> tuple[int, ...]:
    """The numbers of the hidden rows between two places of a worksheet part, () for none."""
    if xml.find(_HIDDEN, start, end) < 0:
        return ()
    found = (_NUMBER.search(row[1]) for row in _ROW.finditer(xml, start, end))
    return tuple(int(number[1]) for number in found if number)


def hidden_note(sheet: Sheet, rows: Sequence[int]) -> tuple[Finding, ...]:
    """The note of those of the rows that hold cells; () where none does, or nobody sees the sheet anyway."""
    filled = () if sheet.hidden or not rows else _filled(sheet.cells, rows)
    runs = list(islice(_runs(filled), _MOST_RUNS + 1))
    if not runs:
        return ()
    shown = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs[:_MOST_RUNS]]
    said = ", ".join(shown) + (" …" if len(runs) > _MOST_RUNS else "")
    where = Origin(sheet.file, sheet.name, ",".join(f"{first}:{last}" for first, last in runs[:_MOST_RUNS]))
    details = {"file": sheet.file, "sheet": sheet.name, "rows": said, "count": str(len(filled))}
    return (Finding("hidden_rows", Severity.note, (where,), details, sheet.name),)


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
