"""What cells say of the metric beside them: that less of it is better, or more (越低越好, 逆向指标)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from opsreport.model.grid import Grid
from opsreport.model.spelling import name_key, name_without_unit
from opsreport.model.table import Cell, Sheet
from opsreport.schemas.matching import column_named
from opsreport.schemas.starter import KPI

_MOST_CELLS = 5_000
_LONGEST_NAME = 30
_LEAST_HEADERS = 3  # 指标, 单位, 越低越好
_LESS = re.compile("越[低小少]越好|(?:反向|逆向|负向)指标|^(?:低优|反向|逆向|负向|已?超时|超支|超限)$")
_MORE = re.compile("越[高大多]越好|正向指标|^(?:高优|正向)$")
_DENIED = ("不是", "并非", "不一定", "未必")
_BETWEEN = re.compile("[、，,；;：:。（(]|以及|和|及|与")


def with_directions(sheet: Sheet) -> Sheet:
    """The sheet with the names beside which cells say that less is better, or more; the same where none do."""
    if isinstance(sheet.cells, Grid) or len(sheet.cells) > _MOST_CELLS or sheet.hidden:
        return sheet
    said = [(cell, is_less) for cell in sheet.cells.values() if (is_less := _says(cell)) is not None]
    rows = {cell.row for cell, _ in said}
    beside = [cell for cell in sheet.cells.values() if cell.row in rows and cell.kind == "text"] if said else []
    headers = {row for row in rows if _is_header([one for one in beside if one.row == row])}
    found: dict[str, set[bool]] = {}
    for cell, is_less in said:
        for name in _names(cell, beside) if cell.row not in headers else ():
            found.setdefault(name, set()).add(is_less)
    told = {name: True in ways for name, ways in found.items() if len(ways) == 1}
    return replace(sheet, directions=told) if told else sheet


def _is_header(row: Sequence[Cell]) -> bool:
    """Whether the texts of a row are headers of key metrics, among which 越低越好 is one."""
    named = (column_named(KPI, str(cell.value)) for cell in row)
    return sum(one is not None for one in named) >= _LEAST_HEADERS


def _says(cell: Cell) -> bool | None:
    """Whether a cell says that less is better; None where it says neither or both."""
    if cell.kind != "text":
        return None
    text = str(cell.value).strip()
    is_less, is_more = bool(_LESS.search(text)), bool(_MORE.search(text))
    return is_less if is_less != is_more and not any(word in text for word in _DENIED) else None


def _names(cell: Cell, beside: Sequence[Cell]) -> Iterator[str]:
    """What a cell may speak of: the short texts of its row, and what it names itself before it says so."""
    text = str(cell.value)
    said = next(filter(None, (one.search(text) for one in (_LESS, _MORE))), None)
    own = _BETWEEN.split(text[: said.start()]) if said else []
    others = (str(one.value) for one in beside if one.row == cell.row and one is not cell)
    yield from (name_key(name_without_unit(one)) for one in (*own, *others) if 1 < len(one.strip()) <= _LONGEST_NAME)
