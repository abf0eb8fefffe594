"""Whether a cell could stand in a header, and what its text names there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from opsreport.model.spelling import plain
from opsreport.model.table import Cell
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named
from opsreport.schemas.userkinds import heads_day
from opsreport.shaping.words import is_amount, month_of

_MOMENTS = ("month", "period", "date", "datetime")
_FEWEST, _LOOKED_AT = 2, 500
_TOLD = re.compile(r"[^:]{2,8}:\s*\S")


@lru_cache(maxsize=1024)
def names_moments(text: str) -> bool:
    """Whether a header is that of days or months in any tab."""
    columns = (column_named(tab, text) for tab in TABS if not tab.pairs)
    return any(column is not None and column.kind in _MOMENTS for column in columns)


def is_told(cell: Cell) -> bool:
    """Whether a cell says something of the whole table: 单位：万元."""
    return isinstance(cell.value, str) and bool(_TOLD.match(plain(cell.value)))


def is_headish(cell: Cell) -> bool:
    """Whether a cell could stand in a header: a text that is no amount, a month, a year."""
    if month_of(cell):
        return True
    if isinstance(cell.value, float):
        return cell.value.is_integer() and 2000 <= cell.value <= 2099
    return cell.kind == "text" and not is_amount(cell)


def may_head(cell: Cell) -> bool:
    """Whether a cell could stand in a first header row, where days may stand across, those of retention (7日) too."""
    return is_headish(cell) or cell.kind == "date" or (isinstance(cell.value, str) and heads_day(cell.value))


def heads_list(cells: Sequence[Cell], below: Sequence[Cell], knows: Callable[[str], bool]) -> bool:
    """Whether texts, one of which is known, head a list of names and numbers that begins right below them."""
    if len(cells) < _FEWEST or len(below) < _FEWEST or not all(map(may_head, cells[:_LOOKED_AT])):
        return False
    is_list = below[0].kind == "text" and not is_amount(below[0]) and is_amount(below[1])
    return is_list and any(knows(str(cell.value)) for cell in cells[1:_LOOKED_AT])


def year_text(cell: Cell) -> str:
    """What a cell says, 2025 as 2025年."""
    return f"{cell.value:.0f}年" if isinstance(cell.value, float) else str(cell.value)
