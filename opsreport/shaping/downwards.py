"""The texts down one column of a sheet that may hold a great many rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from opsreport.model.grid import KINDS, WIDTH, Grid
from opsreport.model.table import Sheet

_TEXT = KINDS.index("text")


def rows_to_look_at(sheet: Sheet, column: int, head: int, knows: Callable[[str], bool]) -> tuple[list[int], list[int]]:
    """The rows below `head` whose text in that column is known, and those with a text after a blank."""
    if isinstance(sheet.cells, Grid):
        return _in_grid(sheet.cells, column, head, knows)
    known: dict[str, bool] = {}
    named: list[int] = []
    after_gap: list[int] = []
    is_gap = False
    for row in range(head + 1, _last_row(sheet) + 1):
        cell = sheet.cells.get((row, column))
        if cell is not None and cell.kind == "text":
            text = str(cell.value)
            if text not in known:
                known[text] = knows(text)
            if known[text]:
                named.append(row)
            elif is_gap:
                after_gap.append(row)
        is_gap = cell is None
    return named, after_gap


def _last_row(sheet: Sheet) -> int:
    """The row of the cell listed last, sheets listing theirs row by row."""
    cells = sheet.cells
    return next(reversed(cells))[0] if isinstance(cells, dict) else max(row for row, _ in cells)


def _in_grid(grid: Grid, column: int, head: int, knows: Callable[[str], bool]) -> tuple[list[int], list[int]]:
    at = np.nonzero((grid.places % WIDTH == column) & (grid.places >= (head + 1) * WIDTH))[0]
    rows, values = grid.places[at] // WIDTH, grid.amounts[at]
    is_text = grid.kinds[at] == _TEXT
    names = [value for value in np.unique(values[is_text]).tolist() if knows(str(grid.held[int(value)]))]
    is_named = is_text & np.isin(values, names)
    is_after_gap = is_text & ~is_named & (np.diff(rows, prepend=head) > 1)
    return rows[is_named].tolist(), rows[is_after_gap].tolist()
