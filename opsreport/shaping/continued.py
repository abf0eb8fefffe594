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
