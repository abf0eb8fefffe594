"""Lists of pairs that stand below a table of users, apart from it: they are none of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from opsreport.metrics import metric_named
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell
from opsreport.schemas.userkinds import is_whole, scheme_of
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.slots import label_month
from opsreport.shaping.userwords import said_of_area
from opsreport.shaping.words import is_amount, special_of

_PAIR, _WIDEST = 2, 12
_PARTS_OF_RATE = ("分子", "分母")
_FIGURE = re.compile(r"^(?:本月|当月|本期|累计|总|净)?(?:新增|净增|流失率|人均|客单)|^(?:总|累计)|(?:总数|率)$")


def without_pairs(grid: Grid, areas: Sequence[Area]) -> tuple[Area, ...]:
    """The tables of a sheet, those of users down to the first such list."""
    return tuple(_until_pairs(grid, area) if said_of_area(grid, area).kind else area for area in areas)


def _until_pairs(grid: Grid, area: Area) -> Area:
    lines = {row: _side_by_side(grid, row, area) for row in area.body}
    for at, row in enumerate(area.body):
        above = [lines[one] for one in area.body[:at] if len(lines[one]) > 1]
        if not above or grid.within(row - 1, area.left, area.right):
            continue
        is_headed = _is_line(lines[row])
        listed = [lines[one] for one in _run(area.body[at + is_headed :])]
        if listed and all(map(_is_pairs, listed)) and _are_apart(above, listed, is_headed=is_headed):
            return replace(area, body=area.body[:at])
    return area


def _are_apart(above: Sequence[Sequence[Cell]], listed: Sequence[Sequence[Cell]], *, is_headed: bool) -> bool:
    """Whether pairs below a blank row are no rows of the table above it: by their form, or by what they are called."""
    is_wide = min(map(len, above)) > _PAIR
    if is_wide and (is_headed or any(map(_is_clear, listed))):
        return True
    names = [str(cells[0].value) for cells in listed]
    if any(special_of(name) or is_whole(name) for name in names):
        return False
    return any(map(names_figure, names)) and not any(names_figure(str(cells[0].value)) for cells in above)


def names_figure(text: str) -> bool:
    """Whether a name is that of a figure of the month, 新增会员 or 续费率, and of no group of people."""
    return bool(_FIGURE.search(name_key(text)) or metric_named(text)) and not scheme_of(text)


def _side_by_side(grid: Grid, row: int, area: Area) -> Sequence[Cell]:
    """The cells of a row in the area, and those right beside them: a list may be wider than the table above it."""
    inside = grid.within(row, area.left, area.right)
    right = inside[-1].column if inside else area.right
    beyond = enumerate(grid.within(row, right + 1, right + _WIDEST), right + 1)
    return [*inside, *(cell for _, cell in takewhile(lambda one: one[0] == one[1].column, beyond))]


def _is_pairs(cells: Sequence[Cell]) -> bool:
    """Whether a row is names, each with its number beside it."""
    return bool(cells) and (
        len(cells) == _PAIR
        or (len(cells) % _PAIR == 0 and all(is_amount(cell) == bool(at % _PAIR) for at, cell in enumerate(cells)))
    )


def _is_clear(cells: Sequence[Cell]) -> bool:
    """Whether a row of pairs can be no row of a table: several pairs, or the parts of a rate."""
    return len(cells) > _PAIR or str(cells[0].value).strip().startswith(_PARTS_OF_RATE)


def _is_line(cells: Sequence[Cell]) -> bool:
    """Whether a row is one text, and no month."""
    return len(cells) == 1 and cells[0].kind == "text" and not (is_amount(cells[0]) or label_month(cells[0]))


def _run(rows: Sequence[int]) -> Iterator[int]:
    """The rows right below each other from the first on."""
    return (row for _, row in takewhile(lambda one: one[1] == rows[0] + one[0], enumerate(rows)))
