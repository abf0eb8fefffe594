"""Tables that go on below a row of data that passed for a header."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid


def continued(areas: Sequence[Area], unnamed: Container[Area], grid: Grid) -> tuple[Area, ...]:
    """The tables; a header that names nothing asked for but holds a day or a number is a row of the one above."""
    whole: list[Area] = []
    for area in areas:
        is_data = any(cell.kind in ("date", "number") for row in area.head for cell in grid.rows.get(row, ()))
        if whole and is_data and area in unnamed:
            whole[-1] = replace(whole[-1], body=(*whole[-1].body, *area.head, *area.body))
        else:
            whole.append(area)
    return tuple(whole)


def printed_again(areas: Sequence[Area], grid: Grid) -> tuple[Area, ...]:
    """The tables; one right below another under the same header once more, as print-outs have it, is part of it."""
    whole: list[Area] = []
    for area in areas:
        above = next((at for at, one in enumerate(whole) if _goes_on(one, area, grid)), None)
        if above is None:
            whole.append(area)
        else:
            whole[above] = replace(whole[above], body=(*whole[above].body, *area.body))
    return tuple(whole)


def _goes_on(above: Area, area: Area, grid: Grid) -> bool:
    """Whether a table stands right below another in its columns, under the same header."""
    is_next = bool(area.head and above.body) and area.head[0] == above.body[-1] + 1
    is_below = is_next and (above.left, above.right) == (area.left, area.right)
    return is_below and _texts(above, grid) == _texts(area, grid)


def _texts(area: Area, grid: Grid) -> list[tuple[int, int, str]]:
    """The header's texts by their place in it."""
    cells = (cell for row in area.head for cell in grid.within(row, area.left, area.right))
    return [(cell.row - area.head[0], cell.column, str(cell.value).strip()) for cell in cells]
