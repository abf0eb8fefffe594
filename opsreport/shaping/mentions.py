"""What sheets say beside their tables: the report's items in a sheet of notes, and cells that say units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.model.grid import Grid
from opsreport.model.table import Cell, Mention, Sheet, Spot
from opsreport.model.unitlines import Telling, is_labelled, tells_units
from opsreport.schemas.matching import is_guide
from opsreport.schemas.pairing import is_figure, tells
from opsreport.schemas.starter import ABOUT
from opsreport.shaping.regular import title_tab

# of a great many rows the first and the last may speak of the others
_FIRST_ROWS, _LAST_ROWS = 30, 10
_MOST_BESIDE, _LONGEST = 4, 30
_DIGIT = re.compile(r"\d")
_FEWEST_FIGURES, _MOST_CELLS, _MOST_ACROSS = 3, 5_000, 100


def told_aside(sheet: Sheet) -> Sheet:
    """The sheet known to be report information, where no title says so and its cells do: 说明, 目录, Sheet1."""
    if not sheet.cells or sheet.hidden or sheet.tab or isinstance(sheet.cells, Grid):
        return sheet
    is_free = is_guide(sheet.name) or title_tab(sheet) is None
    return replace(sheet, tab=ABOUT.name) if is_free and tells(sheet, ABOUT) else sheet


def is_told(sheet: Sheet) -> bool:
    """Whether a sheet is report information and nothing else, so that it is not looked at as a table."""
    return sheet.tab == ABOUT.name or (title_tab(sheet) is ABOUT and tells(sheet, ABOUT))


def with_mentions(sheet: Sheet) -> Sheet:
    """The sheet with those of its cells that say a unit and may speak of others; the same where there are none."""
    if not sheet.cells or sheet.hidden:
        return sheet
    found = tuple(_mentions(sheet))
    if not found:
        return sheet
    is_among = isinstance(sheet.cells, Grid) or sum(map(is_figure, sheet.cells.values())) >= _FEWEST_FIGURES
    return replace(sheet, mentions=tuple(one._replace(is_among_figures=is_among) for one in found))


def _mentions(sheet: Sheet) -> Iterator[Mention]:
    rows = rows_seen(sheet)
    for cells in rows.values():
        for cell in cells:
            if isinstance(cell.value, str) and (telling := tells_units(cell.value)):
                one = _mention(cell, telling, [other for other in cells if other is not cell])
                yield one._replace(is_over_texts=_is_over_texts(cell, rows, is_stated=telling.is_stated))


def _is_over_texts(cell: Cell, rows: Mapping[int, Sequence[Cell]], *, is_stated: bool) -> bool:
    """Whether what stands in the column below a cell is no number that its unit may be of: names, remarks, days."""
    below = [one for row, cells in rows.items() if row > cell.row for one in cells if one.column == cell.column]
    texts = [str(one.value) for one in below if one.kind == "text"]
    is_figure_there = any(one.kind not in ("text", "date") for one in below)
    return bool(below) and not is_figure_there and (is_stated or not any(map(_DIGIT.search, texts)))


def _mention(cell: Cell, telling: Telling, others: Sequence[Cell]) -> Mention:
    texts = [str(other.value).strip() for other in others if other.kind == "text"]
    label = next((str(other.value) for other in others if other.column == cell.column - 1), "")
    is_entry = len(others) == 1 and is_labelled(label, str(cell.value))
    is_stated = telling.is_whole or is_entry or (telling.is_stated and len(texts) < 2)
    beside = tuple(text for text in texts if len(text) <= _LONGEST)[:_MOST_BESIDE]
    return Mention(cell.row, cell.column, str(cell.value).strip(), telling.units, is_stated, beside)


def rows_seen(sheet: Sheet) -> Mapping[int, Sequence[Cell]]:
    """The cells by row, of a large sheet those of its first and last rows."""
    rows: dict[int, list[Cell]] = {}
    for cell in _looked_at(sheet.cells):
        rows.setdefault(cell.row, []).append(cell)
    return rows


def _looked_at(cells: Mapping[Spot, Cell]) -> Iterable[Cell]:
    if isinstance(cells, Grid):
        last = cells.last_row
        tail = [cell for row in range(last - _LAST_ROWS, last + 1) for cell in cells.across(row, 1, _MOST_ACROSS)]
        first = cells.down_to(_FIRST_ROWS)
        return (*first.values(), *(cell for cell in tail if (cell.row, cell.column) not in first))
    if len(cells) <= _MOST_CELLS:
        return cells.values()
    last = max(row for row, _ in cells)
    return [cells[at] for at in cells if at[0] <= _FIRST_ROWS or at[0] > last - _LAST_ROWS]
