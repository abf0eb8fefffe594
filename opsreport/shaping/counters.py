"""Columns that only number the rows (序号 | 1 | 2 | 3), which say nothing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from opsreport.model.grid import Grid as Packed
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas.matching import is_count, is_counter
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.words import is_remark

_FEWEST = 2
# so many cells tell whether there is such a column
_MOST_CELLS = 1_000


def without_counters(sheet: Sheet) -> Sheet:
    """The sheet without the numbers of its rows, nor their header where nothing but remarks stands below it.

    The same sheet where there are none, and where it is too large for anything but a plain list.
    """
    if isinstance(sheet.cells, Packed):
        return sheet
    first = (sheet.cells[at] for at in islice(sheet.cells, _MOST_CELLS))
    if not any(map(_is_header, first)):
        return sheet
    grid = grid_of(sheet)
    heads = [cell for cells in grid.rows.values() for cell in cells if _is_header(cell) and len(cells) > _FEWEST]
    gone = {spot for head in heads for spot in _numbers(grid, head)}
    return replace(sheet, cells={spot: cell for spot, cell in sheet.cells.items() if spot not in gone})


def _is_header(cell: Cell) -> bool:
    return cell.kind == "text" and is_counter(str(cell.value))


def _numbers(grid: Grid, head: Cell) -> Sequence[Spot]:
    """The places of the numbers under a header, down to the next table's header, and its own."""
    under: list[Cell] = []
    for row in (row for row in grid.order if row > head.row):
        cell = grid.sheet.cells.get((row, head.column))
        if cell is not None and not is_count(_text(cell)) and _heads_others(grid, cell):
            break
        under += [cell] if cell is not None else []
    counts = [(cell.row, cell.column) for cell in under if is_count(_text(cell))]
    is_alone = all(is_count(_text(cell)) or is_remark(_text(cell)) for cell in under)
    return [*counts, *([(head.row, head.column)] if counts and is_alone else [])]


def _heads_others(grid: Grid, cell: Cell) -> bool:
    """Whether a text is the first of a header: others stand beside it, and no number."""
    beside = [one for one in grid.rows[cell.row] if one.column > cell.column]
    return len(beside) > 1 and all(one.kind == "text" for one in beside)


def _text(cell: Cell) -> str:
    return f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)
