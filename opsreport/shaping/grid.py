"""A sheet seen as rows: its filled cells, and which cell a merged one repeats."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsreport.model.table import Cell, Sheet, Spot

_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")
# merged ranges are laid out place by place; what covers more than so many is no label of anything
_MOST_PLACES = 200_000


@dataclass(frozen=True, slots=True)
class Grid:
    """The filled cells of a sheet by row, sorted by column; `owners` are the first cells of merged ranges.

    `order` are the filled rows from the top.
    """

    sheet: Sheet
    rows: Mapping[int, Sequence[Cell]]
    owners: Mapping[Spot, Spot]
    order: Sequence[int]

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that stands there, or the one merged over that place; None where both are blank."""
        cells = self.sheet.cells
        return cells.get((row, column)) or cells.get(self.owners.get((row, column), (0, 0)))

    def within(self, row: int, left: int, right: int) -> Sequence[Cell]:
        """The filled cells of a row from one column to another."""
        cells = self.rows.get(row, ())
        if not cells or (left <= cells[0].column and cells[-1].column <= right):
            return cells
        start = bisect_left(cells, left, key=_column)
        return cells[start : bisect_right(cells, right, start, key=_column)]

    def above(self, row: int) -> Iterator[int]:
        """The filled rows above one, the nearest first."""
        return (self.order[at] for at in range(bisect_left(self.order, row) - 1, -1, -1))

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
    return Grid(sheet, ordered, _owners(sheet), tuple(ordered))


def _column(cell: Cell) -> int:
    return cell.column


def _owners(sheet: Sheet) -> dict[Spot, Spot]:
    """The first place of the merged range over each, as far as cells are filled."""
    owners: dict[Spot, Spot] = {}
    last = max((row for row, _ in sheet.cells), default=0) if sheet.merged else 0
    right = max((column for _, column in sheet.cells), default=0) if sheet.merged else 0
    room = _MOST_PLACES
    for found in filter(None, map(_RANGE.fullmatch, sheet.merged)):
        if (top := int(found[2])) > last:
            continue
        left = column_number(found[1])
        rows = range(top, min(int(found[4]), last) + 1)
        columns = range(left, min(column_number(found[3]), right + 1) + 1)
        if len(rows) * len(columns) <= room:
            room -= len(rows) * len(columns)
            owners.update({(row, column): (top, left) for row in rows for column in columns})
    return owners


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
