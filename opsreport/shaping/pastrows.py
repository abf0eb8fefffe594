"""Rows below a line that says only 上月 or 去年同期: they are of that time, and no rows of the table above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid as Packed
from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell, Sheet, cells_text
from opsreport.schemas.choices import MOMENT_WORDS, PAST_WORDS
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.regular import title_tab
from opsreport.shaping.words import is_amount, month_of, special_of

# tabs that hold what is said of several months
_OF_ALL_TIMES = ("plan", "remarks")
_REST = re.compile(r"(?:的?(?:数据|明细|汇总))?[:：]?$")
_PASTS, _MOMENTS = (frozenset(map(name_key, words)) for words in (PAST_WORDS, MOMENT_WORDS))


def without_past_rows(sheet: Sheet) -> tuple[Sheet, tuple[Finding, ...]]:
    """The sheet without such rows, and a finding for them; as it is where they say their months or have own headers."""
    if isinstance(sheet.cells, Packed) or sheet.hidden or not _has_lone_past(sheet):
        return sheet, ()
    tab = title_tab(sheet)
    if tab and (tab.pairs or tab.name in _OF_ALL_TIMES):
        return sheet, ()
    grid = grid_of(sheet)
    heads = [cells[0] for cells in grid.rows.values() if _says(cells[0], _PASTS)]
    rows = _rows_below(grid, heads[0]) if len(heads) == 1 and _ends_table(grid, heads[0]) else ()
    if not rows:
        return sheet, ()
    gone = [cell for row in rows for cell in grid.rows[row]]
    kept = {at: cell for at, cell in sheet.cells.items() if at[0] not in {*rows, heads[0].row}}
    where = sheet.origin_of((heads[0].row, heads[0].column))
    where = replace(where, cell=f"{where.cell},{cells_text((cell.row, cell.column) for cell in gone)}")
    details = {"seen": str(heads[0].value).strip(), "count": str(len(rows)), "tab": tab.titles[0] if tab else ""}
    return replace(sheet, cells=kept), (Finding("rows_of_past", Severity.warn, (where,), details, details["tab"]),)


def _has_lone_past(sheet: Sheet) -> bool:
    """Whether a cell alone in its row says such a time; no other cell is looked at, as a sheet may be long."""
    counts = Counter(row for row, _ in sheet.cells)
    return any(counts[at[0]] == 1 and _says(sheet.cells[at], _PASTS) for at in sheet.cells)


def _says(cell: Cell, words: frozenset[str]) -> bool:
    """Whether a cell says one of some words and nothing else."""
    return cell.kind == "text" and name_key(_REST.sub("", plain(str(cell.value)).strip("【】[]() "))) in words


def _ends_table(grid: Grid, head: Cell) -> bool:
    """Whether a cell stands alone in its row, under the names of rows with numbers."""
    if len(grid.rows[head.row]) > 1:
        return False
    above = [grid.rows[row] for row in grid.above(head.row)]
    return any(cells[0].column == head.column and any(map(is_amount, cells[1:])) for cells in above)


def _rows_below(grid: Grid, head: Cell) -> Sequence[int]:
    """The rows that a line stands over, down to another time or another header; none where they say their months."""
    below = [grid.rows[row] for row in grid.order if row > head.row]
    own = [cells for cells in takewhile(lambda cells: not _begins_anew(cells), below) if len(cells) > 1]
    named = [cells for cells in own if any(map(is_amount, cells[1:])) and not special_of(str(cells[0].value))]
    is_dated = any(month_of(cell) for cells in own for cell in cells)
    return [cells[0].row for cells in own] if named and not is_dated else ()


def _begins_anew(cells: Sequence[Cell]) -> bool:
    """Whether a row says another time alone, or is a header: several texts and no number."""
    if len(cells) == 1:
        return _says(cells[0], _MOMENTS) or month_of(cells[0]) is not None
    return len(cells) > 2 and all(cell.kind == "text" and not is_amount(cell) for cell in cells)
