"""What a sheet of pairs says (报告信息): each known item with the cell of its value, however the two stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import plain
from opsreport.model.table import Cell, Sheet, Spot, column_letter
from opsreport.schemas.matching import column_named

# 单位 alone may as well be an organisation, so its value has to speak of money
_UNIT = re.compile(r"(?:(?:计量|货币|数据)?单位(?:说明)?|金额口径|币种及单位|unit)[:：]?", re.IGNORECASE)
_OF_MONEY = re.compile(r".*[元块币].*|[十百千]?[万千亿百]|rmb|cny|[wk]", re.IGNORECASE)
_SAID = re.compile(r"([^:：]{1,20})[:：]\s*(.+)", re.DOTALL)
_PARTS = re.compile(r"\s*[;；|\n]\s*|\s{2,}(?=[^:：\s]{1,20}[:：])")


class Pair(NamedTuple):
    """An item of the tab, where it is named, and the cell of its value; both are one cell in 公司：云杉."""

    column: TabColumn
    label: Spot
    value: Cell


def pairs_in(sheet: Sheet, tab: Tab) -> Iterator[Pair]:
    """Each known item that has a value: to its right, below it in a line of items only, or behind its colon."""
    rows: dict[int, list[Cell]] = {}
    for at in sorted(sheet.cells):
        rows.setdefault(at[0], []).append(sheet.cells[at])
    for row, cells in rows.items():
        is_header = _is_header(tab, cells)
        for cell in cells:
            if isinstance(cell.value, str):
                at = (row + 1, cell.column) if is_header else (row, _next_column(sheet, cell))
                yield from _beside(tab, cell, sheet.cells.get(at)) or _inside(tab, cell)


def _next_column(sheet: Sheet, cell: Cell) -> int:
    """The column to the right of a cell, behind all those that it is merged over."""
    first = f"{column_letter(cell.column)}{cell.row}:"
    over = next((one.removeprefix(first) for one in sheet.merged if one.startswith(first)), "")
    column = 0
    for letter in over.rstrip("0123456789"):
        column = 26 * column + ord(letter) - 64
    return max(column, cell.column) + 1


def _is_header(tab: Tab, cells: Sequence[Cell]) -> bool:
    """Whether a line holds items alone, side by side: their values stand below."""
    return len(cells) > 1 and all(isinstance(cell.value, str) and _item(tab, cell.value) for cell in cells)


def _item(tab: Tab, text: str) -> TabColumn | None:
    return tab.column("money_unit") if _UNIT.fullmatch(plain(text)) else column_named(tab, text)


def _beside(tab: Tab, label: Cell, value: Cell | None) -> tuple[Pair, ...]:
    column = _item(tab, str(label.value))
    if column is None or value is None or not _is_meant(str(label.value), str(value.value)):
        return ()
    return (Pair(column, (label.row, label.column), value),)


def _inside(tab: Tab, cell: Cell) -> tuple[Pair, ...]:
    """The items of a text that says them itself: 公司：云杉生活；单位：万元."""
    found: list[Pair] = []
    for said in map(_SAID.fullmatch, _PARTS.split(str(cell.value).strip())):
        column = _item(tab, said[1]) if said else None
        if said and column and _is_meant(said[1], said[2]):
            found.append(Pair(column, (cell.row, cell.column), cell._replace(kind="text", value=said[2].strip())))
    return tuple(found)


def _is_meant(label: str, value: str) -> bool:
    return not _UNIT.fullmatch(plain(label)) or bool(_OF_MONEY.fullmatch(plain(value)))
