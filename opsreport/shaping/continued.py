"""Tables that go on below a row of data that passed for a header."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from opsreport.model.spelling import name_key
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
    """Whether a table stands right below another under the same header, but for what is noted beside either of them."""
    if not (area.head and above.body) or area.head[0] != above.body[-1] + 1:
        return False
    columns = _filled(above, grid) | _filled(area, grid)
    headed = _texts(area, grid, columns)
    return bool(headed) and headed == _texts(above, grid, columns)


def _filled(area: Area, grid: Grid) -> set[int]:
    """The columns with something in the rows of a table."""
    return {cell.column for row in area.body for cell in grid.within(row, area.left, area.right)}


def _texts(area: Area, grid: Grid, columns: Container[int]) -> list[tuple[int, int, str]]:
    """The header's texts over some columns, by their place in it."""
    cells = (cell for row in area.head for cell in grid.within(row, area.left, area.right) if cell.column in columns)
    return [(cell.row - area.head[0], cell.column, name_key(str(cell.value))) for cell in cells]
