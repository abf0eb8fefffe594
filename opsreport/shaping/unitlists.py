"""Columns and rows of headers that list units though nothing over them says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opsreport.model.spelling import plain
from opsreport.model.table import Cell
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.words import is_money, is_unit, says_nothing, without_scale

_UNIT = re.compile(r"\(?(?:计量|计价)?单位\)?|units?", re.IGNORECASE)
_RATES = ("%", "‰")


def lists_units(texts: Sequence[str]) -> bool:
    """Whether a column says units: all its texts are, or some are of money, percent or thousands, remarks between."""
    return bool(texts) and (all(map(is_unit, texts)) or any(is_unit(text) and _tells_worth(text) for text in texts))


def heads_units(grid: Grid, area: Area, cell: Cell) -> bool:
    """Whether a header cell says 单位 before a row of headers that are units, and names no column."""
    if cell.column != area.left or cell.row not in area.head[1:] or not _UNIT.fullmatch(plain(str(cell.value))):
        return False
    beside = [str(one.value) for one in grid.within(cell.row, area.left + 1, area.right) if not says_nothing(one)]
    return bool(beside) and all(map(is_unit, beside))


def _tells_worth(text: str) -> bool:
    """Whether a unit changes what a bare number is worth, unlike 天 or 次, which may say something else."""
    half = plain(text).strip("()[]【】 ")
    return half in _RATES or is_money(half) or without_scale(half) != half
