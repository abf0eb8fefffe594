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
from opsreport.shaping.words import is_amount, month_of, says_nothing

_MOMENTS = ("month", "period", "date", "datetime")
_FEWEST, _LOOKED_AT = 2, 500
# so much of a text shows what it tells
_BEGINNING = 60
_TOLD = re.compile(r"[^:]{2,8}:\s*\S")
_UNIT_TOLD = re.compile(r"\(?(?:金额|货币|数据)?单位:")


@lru_cache(maxsize=1024)
def names_moments(text: str) -> bool:
    """Whether a header is that of days or months in any tab."""
    columns = (column_named(tab, text) for tab in TABS if not tab.pairs)
    return any(column is not None and column.kind in _MOMENTS for column in columns)


@lru_cache(maxsize=1024)
def names_rows(text: str) -> bool:
    """Whether a header is that of what rows are about, or of their days or months, whatever is written below it."""
    keys = ((column_named(tab, text), tab.keys[-1]) for tab in TABS if not tab.pairs)
    return names_moments(text) or any(column is not None and column.name == key for column, key in keys)


def is_told(cell: Cell) -> bool:
    """Whether a cell says something of the whole table: 单位：万元."""
    return isinstance(cell.value, str) and bool(_TOLD.match(plain(cell.value[:_BEGINNING])))


def is_banner(cells: Sequence[Cell]) -> bool:
    """Whether cells are a title and, beside it, the unit of the table: they name no columns."""
    return sum(not _UNIT_TOLD.match(plain(str(cell.value)[:_BEGINNING])) for cell in cells) < _FEWEST


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


def heads_apart(around: Sequence[Sequence[Cell]], knows: Callable[[str], bool]) -> bool:
    """Whether the third of four rows begins a list of its own: behind a blank row, or one and the text of a heading."""
    over, above, cells, below = around
    return (not above or (len(above) == 1 and is_headish(above[0]) and not over)) and _heads_list(cells, below, knows)


def _heads_list(cells: Sequence[Cell], below: Sequence[Cell], knows: Callable[[str], bool]) -> bool:
    """Whether texts head a list of names and numbers that begins right below them: one is known, or all differ."""
    if len(cells) < _FEWEST or len(below) < _FEWEST or not all(map(may_head, cells[:_LOOKED_AT])):
        return False
    is_list = below[0].kind == "text" and not is_amount(below[0]) and is_amount(below[1])
    return is_list and (any(knows(str(cell.value)) for cell in cells[1:_LOOKED_AT]) or _are_names(cells, below))


def _are_names(cells: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether unknown texts can only be headers: each another one, over a name and numbers alone."""
    texts = [str(cell.value).strip() for cell in cells if cell.kind == "text" and not says_nothing(cell)]
    over = {cell.column for cell in below[1:] if is_amount(cell)}
    is_over = len(over) >= _FEWEST and {cell.column for cell in cells[1 : _FEWEST + 1]} <= over
    return len(cells) > _FEWEST and len(set(texts)) == len(cells) and is_over


def starts_table(
    heads: Sequence[Cell], first: Cell | None, body: Sequence[Cell | None], knows: Callable[[str], bool]
) -> bool:
    """Whether headers, the first of them over these cells, are those of a table: it names rows or several months."""
    is_key = first is not None and names_rows(str(first.value))
    labels = sum(cell is not None and (is_key or not is_amount(cell)) for cell in body)
    across = sum(month_of(cell) is not None for cell in heads)
    is_named = first is not None and not month_of(first) and (across > 1 or knows(str(first.value)))
    return is_named and labels > 0 and labels >= 0.6 * sum(cell is not None for cell in body)


def year_text(cell: Cell) -> str:
    """What a cell says, 2025 as 2025年."""
    return f"{cell.value:.0f}年" if isinstance(cell.value, float) else str(cell.value)
