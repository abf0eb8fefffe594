"""Attainments headed 达成 or 完成, beside a target and an actual: headers said in full, 达成率."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from opsreport.model.grid import Grid
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet
from opsreport.shaping.numbercells import is_percent

_MOST_CELLS = 5_000
_MOST_ROWS = 15
_PLAIN = {
    **dict.fromkeys(("达成", "达成度", "达成情况", "目标达成"), "达成率"),
    **dict.fromkeys(("完成", "完成度", "完成情况", "目标完成", "完成进度"), "完成率"),
}
_TARGET = re.compile("目标|计划|预算|任务|指标值")
_ACTUAL = re.compile("实际|实绩|完成值|完成数|本月|当月|月$")


def with_attainment_named(sheet: Sheet) -> Sheet:
    """The sheet with such headers said in full where all beneath are percentages; the same sheet for none."""
    if isinstance(sheet.cells, Grid) or len(sheet.cells) > _MOST_CELLS:
        return sheet
    named = {(cell.row, cell.column): cell for cell in _headers(sheet) if _is_of_percents(sheet, cell)}
    if not named:
        return sheet
    full = {spot: cell._replace(value=_PLAIN[name_key(str(cell.value))]) for spot, cell in named.items()}
    return replace(sheet, cells={**sheet.cells, **full})


def _headers(sheet: Sheet) -> Iterator[Cell]:
    """Cells in the first rows that say 达成, beside a target and an actual and no attainment said in full."""
    rows: dict[int, list[Cell]] = {}
    for cell in sheet.cells.values():
        if cell.kind == "text":
            rows.setdefault(cell.row, []).append(cell)
    for row in sorted(rows)[:_MOST_ROWS]:
        texts = {cell.column: name_key(str(cell.value)) for cell in rows[row]}
        plain = [cell for cell in rows[row] if texts[cell.column] in _PLAIN]
        if plain and _has_both([text for text in texts.values() if text not in _PLAIN]):
            yield from plain


def _has_both(texts: Sequence[str]) -> bool:
    targets = [text for text in texts if _TARGET.search(text)]
    actuals = [text for text in texts if _ACTUAL.search(text) and text not in targets]
    return bool(targets and actuals) and not any(text.endswith(tuple(_PLAIN.values())) for text in texts)


def _is_of_percents(sheet: Sheet, head: Cell) -> bool:
    below = _below(sheet.cells, head, max(row for row, _ in sheet.cells))
    return bool(below) and all(map(is_percent, below))


def _below(cells: Mapping[tuple[int, int], Cell], head: Cell, last: int) -> list[Cell]:
    """The filled cells under a header down to the next text that is none of a number."""
    found = [cell for row in range(head.row + 1, last + 1) if (cell := cells.get((row, head.column)))]
    return list(takewhile(lambda cell: cell.kind == "number" or is_percent(cell), found))
