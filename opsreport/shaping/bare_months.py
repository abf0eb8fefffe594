"""Headers that say 1, 2, 3 … and mean months, where something around them says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import PurePath

from opsreport.model.spelling import plain
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.usertitles import users_column
from opsreport.shaping.words import is_dated, month_in, years_in

LEAST = 3
MOST_ROWS_ABOVE = 4
# no month with all its blanks is longer
_LONGEST = 30
_ALL = range(1, 13)
_MONTHLY = re.compile(r"月份|月度|各月|分月|按月|逐月|每月|\\月|/月|(?<!\d)月(?!\d)|month", re.IGNORECASE)


def with_bare_months(sheet: Sheet) -> Sheet:
    """The sheet with such headers as 1月, 2月, 3月, in their own cells; the same sheet where there are none.

    They count up by one to the right of the headers of names, once or over each
    measure, are three at least, and end by 12; their group, their corner, a line above, the sheet's
    or the file's name speaks of months or of a year, and of no single month.
    """
    if not any(bare_month(cell) for cell in sheet.cells.values()):
        return sheet
    grid = grid_of(sheet)
    found: dict[Spot, Cell] = {}
    for row, cells in grid.rows.items():
        run = _run(grid, row, cells)
        if run and _is_monthly(grid, row, run):
            found |= {(one.row, one.column): Cell(row, one.column, "text", f"{bare_month(one)}月") for one in run}
    return replace(sheet, cells={**sheet.cells, **found}) if found else sheet


def bare_month(cell: Cell) -> int:
    """The month that a cell may mean, 0 for none."""
    if isinstance(cell.value, float):
        return int(cell.value) if cell.value in _ALL else 0
    is_short = isinstance(cell.value, str) and len(cell.value) <= _LONGEST
    text = plain(str(cell.value)) if is_short else ""
    return int(text) if text.isdecimal() and len(text) < 3 and int(text) in _ALL else 0


def _run(grid: Grid, row: int, cells: Sequence[Cell]) -> Sequence[Cell]:
    """The numbers of a header row, all of them; () where they do not count up, or what is before names no rows."""
    first = next((at for at, cell in enumerate(cells) if bare_month(cell)), len(cells))
    run = [cell for cell in cells[first:] if bare_month(cell)]
    others = [cell for cell in cells[first:] if not bare_month(cell)]
    steps = all(bare_month(b) in (bare_month(a) + 1, bare_month(run[0])) for a, b in pairwise(run))
    names = _names(grid, row, run) if run else []
    is_header = bool(names) and all(_names_rows(grid, cell) for cell in names)
    is_plain = all(cell.kind == "text" for cell in others)
    return run if len({bare_month(cell) for cell in run}) >= LEAST and steps and is_header and is_plain else ()


def _names(grid: Grid, row: int, run: Sequence[Cell]) -> list[Cell]:
    """The headers before the numbers, in their row or, where groups stand over the numbers, in the row above."""
    columns = range(1, run[0].column)
    own = [cell for column in columns if (cell := grid.cell(row, column))]
    has_groups = any((row - 1, cell.column) not in grid.sheet.cells for cell in run)
    return own or [cell for column in columns if has_groups and (cell := grid.cell(row - 1, column))]


def _names_rows(grid: Grid, cell: Cell) -> bool:
    """Whether a header stands over what rows are about, and over no measure."""
    text = str(cell.value)
    named = [column for tab in TABS if (column := column_named(tab, text))]
    is_users = users_column(grid.sheet, text) == "name"
    return is_users or any(column.kind not in NUMBERS for column in named) or bool(_MONTHLY.search(text))


def _is_monthly(grid: Grid, row: int, run: Sequence[Cell]) -> bool:
    """Whether what stands around says months, or a year, and no single month."""
    texts = list(_around(grid, row, run))
    if any(month_in(text) for text in texts):
        return False
    return any(_MONTHLY.search(plain(text)) or years_in(_year(text)) for text in texts)


def _around(grid: Grid, row: int, run: Sequence[Cell]) -> Iterator[str]:
    yield from (str(cell.value) for column in range(1, run[0].column) if (cell := grid.cell(row, column)))
    for above in reversed(tuple(islice(grid.above(row), MOST_ROWS_ABOVE))):
        yield from (str(one.value) for one in grid.rows[above] if not is_dated(str(one.value)))
    yield from (grid.sheet.name, PurePath(grid.sheet.file).stem)


def _year(text: str) -> str:
    """A year that stands alone in a cell, as text or number, as people say it."""
    return f"{text[:4]}年" if re.fullmatch(r"20\d\d(?:\.0)?", text) else text
