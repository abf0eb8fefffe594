"""A sheet seen as rows: its filled cells, and which cell a merged one repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsreport.model.table import Cell, Sheet, Spot

_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")
_MOST_MERGED = 2_000


@dataclass(frozen=True, slots=True)
class Grid:
    """The filled cells of a sheet by row, sorted by column; `owners` are the first cells of merged ranges."""

    sheet: Sheet
    rows: Mapping[int, Sequence[Cell]]
    owners: Mapping[Spot, Spot]

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that stands there, or the one merged over that place; None where both are blank."""
        cells = self.sheet.cells
        return cells.get((row, column)) or cells.get(self.owners.get((row, column), (0, 0)))

    def width(self, cell: Cell) -> int:
        """How many columns a cell is merged over, 1 for none."""
        width = 1
        while self.owners.get((cell.row, cell.column + width)) == (cell.row, cell.column):
            width += 1
        return width


def grid_of(sheet: Sheet) -> Grid:
    """The sheet by rows; text cells of spaces alone count as blank."""
    rows: dict[int, list[Cell]] = {}
    for cell in sheet.cells.values():
        if cell.kind != "text" or str(cell.value).strip():
            rows.setdefault(cell.row, []).append(cell)
    ordered = {row: sorted(rows[row], key=lambda cell: cell.column) for row in sorted(rows)}
    return Grid(sheet, ordered, _owners(sheet))


def _owners(sheet: Sheet) -> dict[Spot, Spot]:
    owners: dict[Spot, Spot] = {}
    last = max((row for row, _ in sheet.cells), default=0)
    right = max((column for _, column in sheet.cells), default=0)
    for text in sheet.merged[:_MOST_MERGED]:
        if found := _RANGE.fullmatch(text):
            left, end = column_number(found[1]), min(column_number(found[3]), right + 1)
            for row in range(int(found[2]), min(int(found[4]), last) + 1):
                owners.update({(row, column): (int(found[2]), left) for column in range(left, end + 1)})
    return owners


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
