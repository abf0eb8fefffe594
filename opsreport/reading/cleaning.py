"""Characters that no deck or workbook can carry: taken out of the texts, and reported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.table import Cell, Sheet
from opsreport.reading.markup import legal


def cleaned(sheet: Sheet, illegal: Collection[str]) -> tuple[Sheet, tuple[Finding, ...]]:
    """The sheet without the characters that XML forbids, and a note that names the cells; `illegal` are such texts."""
    found = [cell for cell in sheet.cells.values() if cell.kind == "text" and cell.value in illegal]
    if not found:
        return sheet, ()
    better = {(cell.row, cell.column): _cleaned(cell) for cell in found}
    origins = tuple(sheet.origin(*at) for at in better)
    note = Finding("illegal_characters", Severity.note, origins, {"count": str(len(found))}, sheet.name)
    kept = {at: cell for at, cell in {**sheet.cells, **better}.items() if cell.value != ""}
    return replace(sheet, cells=kept), (note,)


def _cleaned(cell: Cell) -> Cell:
    return cell._replace(value=legal(str(cell.value)))
