"""Numbers of a sheet that stand in none of its tables: said, as nobody would miss them otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from opsreport.metrics import metric_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import WIDTH, Grid
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas.naming import is_bare, sort_in
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid as Lines
from opsreport.shaping.regular import first_rows, own_title, places_of, title_tab
from opsreport.shaping.userlines import names_figure
from opsreport.shaping.words import is_amount, is_remark

_TITLE = re.compile(
    r"指标|kpi|(?:核心|关键|经营|运营)(?:数据|情况|概况|概览|总览|成果)|业绩(?:概况|总览)|metrics"
    r"|总表|总览|大盘|看板|汇总|预算执行|dashboard|scorecard|^actuals?$|^budget$",
    re.IGNORECASE,
)
_MOST_IN_ALL = 5_000
_LEAST_ROWS, _MOST_OTHERS = 2, 0.4
_PAIR, _LEAST_PAIRED = 2, 4
_MOST_CELLS = 2_000  # so many beside a list tell that something is there


def unknown_table(sheet: Sheet, first: Spot, last: Spot) -> Finding:
    """The warning that what stands from one cell to another was not understood."""
    cells = sheet.origin_of(first, last).cell.replace(",", ":")
    where = (Origin(sheet.file, sheet.name, cells),)
    return Finding("unknown_table", Severity.warn, where, {"sheet": sheet.name, "tab": ""})


def outside(sheet: Sheet, rows: Mapping[int, Sequence[Cell]], areas: Sequence[Area] = ()) -> Iterator[Finding]:
    """A warning for each block of numbers in some rows of a sheet that is in none of its tables.

    A block is several rows below each other with several cells each, or a row of pairs; lines of texts are remarks.
    """
    left = {row: _without(cells, row, areas) for row, cells in rows.items()}
    filled = [row for row, cells in left.items() if len(cells) > 1 and not all(map(_is_said, cells))]
    for _, run in groupby(enumerate(filled), key=lambda one: one[1] - one[0]):
        block = [cell for _, row in run for cell in left[row]]
        if any(map(is_amount, block)) and (len({cell.row for cell in block}) > 1 or _is_pairs(block)):
            columns = [cell.column for cell in block]
            yield unknown_table(sheet, (block[0].row, min(columns)), (block[-1].row, max(columns)))


def outside_list(sheet: Sheet, tab: Tab) -> Iterator[Finding]:
    """The same for a regular sheet: what stands above its header, and in the columns beside it."""
    first, (head, _) = first_rows(sheet), places_of(sheet, tab)
    yield from outside(sheet, {row: cells for row, cells in first.items() if row < head})
    left, right = first[head][0].column, first[head][-1].column
    yield from outside(sheet, _beside(sheet, head, left, right))


def _beside(sheet: Sheet, head: int, left: int, right: int) -> Mapping[int, Sequence[Cell]]:
    """The first cells below a header that stand in none of its columns, by row."""
    if isinstance(sheet.cells, Grid):
        rows, columns = np.divmod(sheet.cells.places, WIDTH)
        at = np.flatnonzero(((columns < left) | (columns > right)) & (rows > head))[:_MOST_CELLS]
        found = list(sheet.cells.cells(at)) if len(at) else []
    else:
        places = ((row, column) for row, column in sheet.cells if row > head and not left <= column <= right)
        found = [sheet.cells[at] for at in places]
    by_row: dict[int, list[Cell]] = {}
    for cell in sorted(found, key=lambda one: (one.row, one.column))[:_MOST_CELLS]:
        by_row.setdefault(cell.row, []).append(cell)
    return by_row


def _without(cells: Sequence[Cell], row: int, areas: Sequence[Area]) -> Sequence[Cell]:
    """The cells of a row that are in none of the tables."""
    spans = [(one.left, one.right) for one in areas if one.top <= row <= one.bottom]
    return [cell for cell in cells if not any(left <= cell.column <= right for left, right in spans)]


def _is_pairs(cells: Sequence[Cell]) -> bool:
    """Whether a row is several names, each with its number beside it, or that of a figure alone."""
    is_long = len(cells) >= _LEAST_PAIRED or (len(cells) == _PAIR and names_figure(str(cells[0].value)))
    return is_long and all(is_amount(cell) == bool(at % 2) for at, cell in enumerate(cells))


def _is_said(cell: Cell) -> bool:
    return isinstance(cell.value, str) and is_remark(cell.value)


def metrics_unread(grid: Lines) -> tuple[Finding, ...]:
    """The warning of a sheet titled as one of key metrics, or whose rows are mostly called as such; () for others."""
    if len(grid.sheet.cells) > _MOST_IN_ALL or title_tab(grid.sheet) is not None:
        return ()
    lines = [cells for cells in grid.rows.values() if any(map(is_amount, cells))]
    named = [cells for cells in lines if any(map(_is_metric, _texts(cells)))]
    is_titled = bool(_TITLE.search(own_title(grid.sheet)))
    is_named = len(named) >= max(_LEAST_ROWS, (1 - _MOST_OTHERS) * len(lines))
    if not lines or not (is_named or (is_titled and len(lines) >= _LEAST_ROWS)):
        return ()
    cells = [cell for line in lines for cell in line]
    columns = [cell.column for cell in cells]
    return (unknown_table(grid.sheet, (cells[0].row, min(columns)), (cells[-1].row, max(columns))),)


def _texts(cells: Sequence[Cell]) -> Iterator[str]:
    """The texts of a row before its first number."""
    for cell in cells:
        if is_amount(cell):
            return
        yield str(cell.value)


def _is_metric(text: str) -> bool:
    return metric_named(text) is not None or (bool(sort_in(text)) and not is_bare(text))
