"""Two columns of one thing that never both say it: 阅读量 beside 播放量 of other rows, 发布日期 beside 发布时间."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from opsreport.model.grid import Grid
from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts, plain
from opsreport.model.table import Cell, Sheet, Spot, Spots
from opsreport.schemas.matching import column_named
from opsreport.shaping.regular import first_rows, header_in
from opsreport.shaping.slots import NUMBERS

_LISTS = ("channels", "campaigns", "contents")
_MOST_ROWS = 5_000
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:时点](?:([0-5]?\d)分?)?(?::[0-5]?\d)?")

Moved = Mapping[Spot, tuple[Cell, Spots]]


def with_one_of_two(sheet: Sheet, tab: Tab) -> Sheet:
    """A regular list in which the second of two such columns fills the first; else the same.

    Numbers where no row has both and their headers say the same unit; a time of the day beside each day.
    """
    if tab.name not in _LISTS or isinstance(sheet.cells, Grid) or sheet.spots:
        return sheet
    rows = first_rows(sheet)
    head, columns = header_in(tab, rows)
    for cell in [one for one in rows.get(head, ()) if one.kind == "text"]:
        named = column_named(tab, str(cell.value))
        first = columns.get(named.name) if named else None
        if not named or first is None or first == cell.column:
            continue
        if named.kind in NUMBERS:
            sheet = _with(sheet, tab, cell, _numbers(sheet, head, first, cell.column))
        elif named.kind == "datetime":
            sheet = _with(sheet, tab, cell, _moments(sheet, head, first, cell.column))
    return sheet


def _with(sheet: Sheet, tab: Tab, other: Cell, moved: Moved) -> Sheet:
    """The sheet with the cells of the other column where they belong, each knowing where it stands."""
    if not moved:
        return sheet
    kept = {spot: cell for spot, cell in sheet.cells.items() if spot[1] != other.column or spot[0] < other.row}
    spots = {spot: sheet.spots.get(spot, (spot,)) for spot in kept}
    cells = {**kept, **{spot: cell for spot, (cell, _) in moved.items()}}
    spots |= {spot: own for spot, (_, own) in moved.items()}
    return replace(sheet, cells=dict(sorted(cells.items())), spots=spots, tab=tab.name)


def _below(sheet: Sheet, head: int, column: int) -> dict[int, Cell]:
    return {row: cell for (row, at), cell in sheet.cells.items() if at == column and row > head}


def _numbers(sheet: Sheet, head: int, first: int, second: int) -> Moved:
    """The numbers of the second column in the first; {} where a row has both, or they are in other units."""
    units = {header_parts(str(sheet.cells[head, column].value))[1] for column in (first, second)}
    above, beside = _below(sheet, head, first), _below(sheet, head, second)
    if len(units) > 1 or not beside or above.keys() & beside.keys() or len(beside) > _MOST_ROWS:
        return {}
    return {(row, first): (cell._replace(column=first), ((row, second),)) for row, cell in beside.items()}


def _moments(sheet: Sheet, head: int, first: int, second: int) -> Moved:
    """The days with their times in the first column; {} unless one column holds days alone, the other times."""
    columns = {column: _below(sheet, head, column) for column in (first, second)}
    clocks = [column for column, cells in columns.items() if cells and all(map(_time_of, cells.values()))]
    if len(clocks) != 1 or any(len(cells) > _MOST_ROWS for cells in columns.values()):
        return {}
    days = columns[second if clocks == [first] else first]
    if not all(_is_day(cell) for cell in days.values()):
        return {}
    moved: dict[Spot, tuple[Cell, Spots]] = {}
    for row, cell in days.items():
        clock = columns[clocks[0]].get(row)
        own = _at(cell, _time_of(clock)) if clock else cell
        spots = ((row, cell.column), *(((row, clock.column),) if clock else ()))
        moved[row, first] = (own._replace(column=first), spots)
    return moved


def _at(day: Cell, clock: time | None) -> Cell:
    """The day with its time: a moment, or the text of one."""
    if isinstance(day.value, date) and clock:
        return day._replace(value=datetime.combine(day.value, clock))
    return day._replace(value=f"{day.value} {clock:%H:%M}")


def _is_day(cell: Cell) -> bool:
    """Whether a cell says a day without a time."""
    if isinstance(cell.value, datetime):
        return cell.value.time() == time()
    return isinstance(cell.value, date) or (isinstance(cell.value, str) and ":" not in plain(cell.value))


def _time_of(cell: Cell) -> time | None:
    if isinstance(cell.value, time):
        return cell.value
    found = _CLOCK.fullmatch(plain(cell.value).strip()) if isinstance(cell.value, str) else None
    return time(int(found[1]) % 24, int(found[2] or 0)) if found else None
