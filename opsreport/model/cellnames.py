"""Cells by row and column, and as people write them: E7, E7:E9, E7:G12."""

from __future__ import annotations

from collections.abc import Iterable

Spot = tuple[int, int]
Spots = tuple[Spot, ...]
MOST_RUNS = 60


def cells_text(spots: Iterable[Spot]) -> str:
    """The cells as people write them: E7, a block E7:G12, else runs down or along, whichever are fewer: E7:E9,F3.

    Where these are many, the whole range of each column; "" for no cells.
    """
    cells = set(spots)
    if not cells:
        return ""
    (top, bottom), (left, right) = ((min(side), max(side)) for side in zip(*cells, strict=True))
    if len(cells) == (bottom - top + 1) * (right - left + 1):
        return _block(top, left, bottom, right)
    down = _runs(sorted(cells, key=lambda spot: (spot[1], spot[0])), (1, 0))
    along = _runs(sorted(cells), (0, 1))
    if min(len(down), len(along)) > MOST_RUNS:
        columns = {at: [row for row, column in cells if column == at] for at in sorted({at for _, at in cells})}
        return ",".join(_block(min(rows), at, max(rows), at) for at, rows in columns.items())
    return ",".join(_block(*run[0], *run[-1]) for run in (along if len(along) < len(down) else down))


def _runs(cells: Iterable[Spot], step: Spot) -> list[list[Spot]]:
    runs: list[list[Spot]] = []
    for row, column in cells:
        if runs and runs[-1][-1] == (row - step[0], column - step[1]):
            runs[-1].append((row, column))
        else:
            runs.append([(row, column)])
    return runs


def _block(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{column_letter(left)}{top}", f"{column_letter(right)}{bottom}"
    return first if first == last else f"{first}:{last}"


def column_letter(column: int) -> str:
    """A for 1, Z for 26, AA for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
