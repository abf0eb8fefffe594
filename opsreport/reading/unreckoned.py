"""Formulas of a workbook that no program has worked out yet: the 0 that stands in their place is no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.model.grid import KINDS, Grid, Ints
from opsreport.model.table import Cell, Sheet, Spot

_NUMBER, _NO_VALUE = KINDS.index("number"), KINDS.index("no_value")


def without_stand_ins(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """The sheets with their formulas as having no value, where not one of them has another result than 0.

    To be asked of a workbook whose writer leaves the working out to the next
    program: some such writers put a 0 under every formula.
    """
    if any(_has_result(sheet.cells) for sheet in sheets):
        return sheets
    return [replace(sheet, cells=_without_values(sheet.cells)) for sheet in sheets]


def _has_result(cells: Mapping[Spot, Cell]) -> bool:
    if isinstance(cells, Grid):
        at = _formulas(cells)
        is_zero = (cells.kinds[at] == _NUMBER) & (cells.amounts[at] == 0)
        return not np.all(is_zero | (cells.kinds[at] == _NO_VALUE))
    return any(cell.kind != "no_value" and cell.value != 0.0 for cell in cells.values() if cell.formula)


def _formulas(grid: Grid) -> Ints:
    """Where the cells with a formula stand among all."""
    keys = np.fromiter(grid.formulas, np.int64, len(grid.formulas))
    at = grid.places.searchsorted(keys)
    # a formula with nothing in its cell is no cell of the grid
    found: Ints = at[(at < len(grid.places)) & (grid.places.take(at, mode="clip") == keys)]
    return found


def _without_values(cells: Mapping[Spot, Cell]) -> Mapping[Spot, Cell]:
    if isinstance(cells, Grid):
        return _without_values_of(cells)
    found = [cell for cell in cells.values() if cell.formula]
    unknown = {(cell.row, cell.column): cell._replace(kind="no_value", value=cell.formula) for cell in found}
    return {**cells, **unknown} if unknown else cells


def _without_values_of(grid: Grid) -> Grid:
    at = _formulas(grid)
    kinds, amounts = grid.kinds.copy(), grid.amounts.copy()
    kinds[at], amounts[at] = _NO_VALUE, len(grid.held) + np.arange(len(at))
    said = [grid.formulas[key] for key in grid.places[at].tolist()]
    return Grid(grid.places, (kinds, amounts, grid.styles), [*grid.held, *said], grid.formats, grid.formulas)
