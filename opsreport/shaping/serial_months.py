"""Headers that are the day numbers of Excel (45748) where a date lost its format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from opsreport.model.table import Cell, Sheet
from opsreport.shaping.headish import names_moments
from opsreport.shaping.regular import first_rows

LEAST = 2
_SERIALS = range(36_000, 62_000)
_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


def with_serial_months(sheet: Sheet) -> Sheet:
    """The sheet with such headers as 2025-04, in their own cells; the same sheet where there are none.

    All numbers of the row are the first of a month, they rise, perhaps after some alike, and the other cells are
    texts; of pairs one number beside 月份 is enough.
    """
    for cells in first_rows(sheet).values():
        numbers = [cell for cell in cells if cell.kind == "number"]
        days = [_day(cell, is_1904=sheet.date_1904) for cell in numbers]
        is_pair = len(days) == 1 and len(cells) == LEAST and names_moments(str(cells[0].value))
        is_row = len({*days}) >= LEAST or is_pair
        if is_row and _are_months(days) and all(c.kind in ("text", "number") for c in cells):
            pairs = zip(numbers, days, strict=True)
            found = {(c.row, c.column): Cell(c.row, c.column, "text", f"{day:%Y-%m}") for c, day in pairs if day}
            return replace(sheet, cells={**sheet.cells, **found})
    return sheet


def _day(cell: Cell, *, is_1904: bool) -> date | None:
    is_whole = isinstance(cell.value, float) and cell.value.is_integer()
    number = int(cell.value) if is_whole and isinstance(cell.value, float) else 0
    return _ZERO[is_1904] + timedelta(days=number) if number in _SERIALS else None


def _are_months(days: Sequence[date | None]) -> bool:
    known = [day for day in days if day and day.day == 1]
    return len(known) == len(days) and all(a <= b for a, b in pairwise(known))
