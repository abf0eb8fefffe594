"""A year and a month in two columns (年份 | 月份) as one month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from opsreport.model.amount import half_width
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.shaping.long import MOST_CELLS
from opsreport.shaping.regular import first_rows

_YEARS = frozenset(map(name_key, ("年份", "年度", "年", "Year")))
_MONTHS = frozenset(map(name_key, ("月份", "月", "月度", "统计月份", "Month")))
_YEAR = re.compile(r"(20\d\d)(?:\.0)?年?")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])(?:\.0)?月?份?")


def with_years_beside(sheet: Sheet) -> Sheet:
    """The sheet with 2024-06 in the cells of its months; the same sheet where no column of years stands beside them.

    A year holds for the rows below it until the next one. Months that say their year themselves stay.
    """
    found = _columns(sheet)
    if found is None or len(sheet.cells) > MOST_CELLS:
        return sheet
    head, of_year, of_month = found
    cells = dict(sheet.cells.items())
    made = _months(cells, head, of_year, of_month)
    if not made:
        return sheet
    kept = {spot: cell for spot, cell in cells.items() if spot[1] != of_year or spot[0] < head}
    title = Cell(head, of_month, "text", "月份")
    return replace(sheet, cells={**kept, **made, (head, of_month): title})


def _columns(sheet: Sheet) -> tuple[int, int, int] | None:
    """The header's row and the columns of the years and the months."""
    for row, cells in first_rows(sheet).items():
        named = {name_key(str(cell.value)): cell.column for cell in cells if cell.kind == "text"}
        years, months = ([at for name, at in named.items() if name in known] for known in (_YEARS, _MONTHS))
        if len(years) == len(months) == 1:
            return row, years[0], months[0]
    return None


def _months(cells: Mapping[Spot, Cell], head: int, of_year: int, of_month: int) -> dict[Spot, Cell]:
    """The cells of bare months with the year that holds for their row."""
    made: dict[Spot, Cell] = {}
    year = ""
    for row in sorted({row for row, _ in cells if row > head}):
        if said := _YEAR.fullmatch(_text(cells.get((row, of_year)))):
            year = said[1]
        month = _MONTH.fullmatch(_text(cells.get((row, of_month))))
        if year and month:
            made[row, of_month] = Cell(row, of_month, "text", f"{year}-{int(month[1]):02d}")
    return made


def _text(cell: Cell | None) -> str:
    return half_width(str(cell.value)) if cell is not None and cell.kind in ("text", "number") else ""
