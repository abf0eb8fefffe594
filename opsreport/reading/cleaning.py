"""Characters that no deck or workbook can carry: taken out of the texts, and reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import KINDS, Grid
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.reading.markup import illegal_in, legal

Cleaned = tuple[Sheet, tuple[Finding, ...]]
_TEXT = KINDS.index("text")


def all_cleaned(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The sheets of a file without the characters that XML forbids, and the notes that name the cells."""
    small = [sheet for sheet in sheets if not isinstance(sheet.cells, Grid)]
    texts = [str(cell.value) for sheet in small for cell in sheet.cells.values() if cell.kind == "text"]
    illegal = frozenset(illegal_in(texts))
    pairs = [cleaned(sheet, illegal) for sheet in sheets]
    return tuple(sheet for sheet, _ in pairs), tuple(note for _, notes in pairs for note in notes)


def cleaned(sheet: Sheet, illegal: Collection[str] = ()) -> Cleaned:
    """The sheet without the characters that XML forbids, and a note that names the cells.

    `illegal` are the texts that hold some; of a large sheet they are found out.
    """
    if isinstance(sheet.cells, Grid):
        return _cleaned_grid(sheet, sheet.cells)
    cells = sheet.cells.values() if illegal else ()
    found = [cell for cell in cells if cell.kind == "text" and cell.value in illegal]
    if not found:
        return sheet, ()
    better = {(cell.row, cell.column): _cleaned(cell) for cell in found}
    kept = {at: cell for at, cell in {**sheet.cells, **better}.items() if cell.value != ""}
    return _noted(sheet, kept, tuple(better))


def _cleaned(cell: Cell) -> Cell:
    return cell._replace(value=legal(str(cell.value)))


def _cleaned_grid(sheet: Sheet, grid: Grid) -> Cleaned:
    bad = frozenset(illegal_in([value for value in grid.held if isinstance(value, str)]))
    illegal = [at for at, value in enumerate(grid.held) if value in bad] if bad else []
    found = np.flatnonzero((grid.kinds == _TEXT) & np.isin(grid.amounts, illegal)) if illegal else np.zeros(0, np.int64)
    if not len(found):
        return sheet, ()
    held = list(grid.held)
    for at in illegal:
        held[at] = legal(str(held[at]))
    emptied = [at for at in illegal if held[at] == ""]
    kept = ~((grid.kinds == _TEXT) & np.isin(grid.amounts, emptied))
    columns = grid.kinds[kept], grid.amounts[kept], grid.styles[kept]
    better = Grid(grid.places[kept], columns, held, grid.formats, grid.formulas)
    return _noted(sheet, better, grid.spots(found))


def _noted(sheet: Sheet, cells: Mapping[Spot, Cell], where: Sequence[Spot]) -> Cleaned:
    origins = tuple(sheet.origin(*at) for at in where)
    note = Finding("illegal_characters", Severity.note, origins, {"count": str(len(origins))}, sheet.name)
    return replace(sheet, cells=cells), (note,)
