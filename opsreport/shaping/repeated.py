"""Rows to be added up that stand in a sheet more than once, cell by cell: perhaps pasted twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid as Packed
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet
from opsreport.shaping.areas import Area
from opsreport.shaping.long import Long
from opsreport.shaping.numbercells import number_in
from opsreport.shaping.records import Record
from opsreport.shaping.strips import Body
from opsreport.shaping.words import is_amount

_FEWEST_CELLS, _FEWEST_NUMBERS, _LEAST = 3, 2, 100
_DAY = re.compile(r"\d[-/.月年]\d")
_MIXED, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
Rows = tuple[Area, Sequence[int]]


def repeated_rows(sheet: Sheet, tab: Tab, tables: Iterable[Rows]) -> Iterator[Finding]:
    """A warning for the rows that say, cell by cell, what an earlier one says.

    Those of hardly any number are none, nor those without a day whose numbers are small.
    """
    again: list[Cell] = []
    for area, rows in tables:
        seen: set[tuple[object, ...]] = set()
        for row in rows:
            at = ((row, column) for column in range(area.left, area.right + 1))
            cells = [cell for spot in at if (cell := sheet.cells.get(spot)) and str(cell.value).strip()]
            is_of_day = any(map(_says_day, cells))
            numbers = [cell for cell in cells if is_amount(cell) and cell.value and (is_of_day or _is_large(cell))]
            if len(cells) >= _FEWEST_CELLS and len(numbers) >= _FEWEST_NUMBERS:
                key = tuple((cell.column, cell.value) for cell in cells)
                again += cells if key in seen else []
                seen.add(key)
    if again:
        details = {"tab": tab.titles[0], "count": str(len({cell.row for cell in again}))}
        where = sheet.origin_of(*((cell.row, cell.column) for cell in again))
        yield Finding("rows_repeated", Severity.warn, (where,), details, tab.titles[0])


def _says_day(cell: Cell) -> bool:
    return cell.kind == "date" or bool(_DAY.search(str(cell.value)))


def _is_large(cell: Cell) -> bool:
    """Whether a number is so large that another row has it hardly by chance."""
    return (number_in(cell) or 0.0) >= _LEAST


def rows_of_records(area: Area, records: Sequence[Record]) -> Rows:
    """The rows of a table that were read."""
    spots = (spot for record in records for filled in record.filled.values() for spot in filled.spots)
    return area, sorted({row for row, _ in spots} & set(area.body))


def rows_of_long(sheet: Sheet, long: Long) -> Rows:
    """The rows of a long table that were read and that others may be like, cell by cell, by a hash of their cells."""
    area, packed = long.layout.area, sheet.cells
    assert isinstance(packed, Packed)
    columns = range(area.left, area.right + 1)
    body = Body.under(packed, area.head[-1], columns)
    hashes = np.zeros(len(body.rows), dtype=np.uint64)
    for column in columns:
        strip = body.strip(column)
        said = np.zeros(len(hashes), dtype=np.uint64)
        said[strip.lines] = strip.amounts.view(np.uint64) + strip.kinds + np.uint64(1)
        hashes = (hashes ^ said) * _MIXED
        hashes ^= hashes >> _HALF
    is_read = np.isin(body.rows, long.rows)
    rows = body.rows[is_read][pd.Series(hashes[is_read]).duplicated(keep=False).to_numpy()]
    return area, rows.tolist()
