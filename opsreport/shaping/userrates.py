"""Retention typed as a rate among the rows of users, 7日 44%: a metric of its month, as no people stand behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from opsreport.metrics import metric_named
from opsreport.model.grid import Grid
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet, Spots
from opsreport.schemas import TABS
from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.starter import USERS
from opsreport.schemas.userkinds import day_said
from opsreport.shaping.making import made_sheets
from opsreport.shaping.match import Shaped
from opsreport.shaping.numbercells import is_number, is_percent
from opsreport.shaping.records import Record
from opsreport.shaping.regular import places_of, regular_tab
from opsreport.shaping.rows import Filled, made

_MOST_CELLS = 5_000
_RETENTION = frozenset(map(name_key, USER_ROW["retention"]))


def with_rates_apart(part: Shaped) -> Shaped:
    """Sheets of users without the rows of retention that hold a percentage and no base, those as metrics."""
    found = [dict(_rates(sheet)) if _is_of_users(sheet) else {} for sheet in part.sheets]
    if not any(found):
        return part
    sheets: list[Sheet] = []
    start = max((row for sheet in part.sheets for row, _ in (sheet.spots or sheet.cells)), default=0) + 1
    for sheet, rows in zip(part.sheets, found, strict=True):
        kpi = next(one for one in TABS if one.name == "kpi")
        apart = replace(sheet, tab="", cells={}, spots={}, merged=())
        made_ones = made_sheets(apart, kpi, tuple(rows.values()), start, money="", heads={}) if rows else ()
        sheets += [_without(sheet, rows) if rows else sheet, *made_ones]
        start += len(rows) + 1
    return replace(part, sheets=tuple(sheets)) if len(sheets) > len(part.sheets) else part


def _is_of_users(sheet: Sheet) -> bool:
    if not sheet.cells or isinstance(sheet.cells, Grid) or len(sheet.cells) > _MOST_CELLS or sheet.is_mapped:
        return False
    tab = regular_tab(sheet) if not sheet.tab else None
    return sheet.tab == USERS.name or tab == USERS


def _without(sheet: Sheet, rows: Collection[int]) -> Sheet:
    cells = {at: cell for at, cell in sheet.cells.items() if at[0] not in rows}
    return replace(sheet, cells=cells, spots={at: spots for at, spots in sheet.spots.items() if at[0] not in rows})


def _rates(sheet: Sheet) -> Iterator[tuple[int, Record]]:
    """Each such row with its record."""
    head, columns = places_of(sheet, USERS)
    for row in sorted({row for row, _ in sheet.cells if row > head}):
        cells = {name: cell for name, at in columns.items() if (cell := sheet.cells.get((row, at)))}
        kind, name, count = cells.get("row_type"), cells.get("name"), cells.get("count")
        if kind is None or name is None or count is None or is_number(cells.get("base")):
            continue
        day = day_said(str(name.value))
        if name_key(str(kind.value)) in _RETENTION and day is not None and is_percent(count) and is_number(count):
            filled = {"metric": made(rate_name(day), _spots(sheet, name)), "actual": _filled(sheet, count)}
            month = {"month": _filled(sheet, cells["month"])} if "month" in cells else {}
            yield row, Record((0, row), month | filled, is_earlier=sheet.is_earlier)


def _filled(sheet: Sheet, cell: Cell) -> Filled:
    return Filled(cell, _spots(sheet, cell))


def _spots(sheet: Sheet, cell: Cell) -> Spots:
    """Where a cell really stands."""
    at = cell.row, cell.column
    return sheet.spots.get(at, (at,))


def rate_name(day: int) -> str:
    """The metric of the retention of a day: 次日留存率, 7日留存率."""
    name = "次日留存率" if day == 1 else f"{day}日留存率"
    metric = metric_named(name)
    return metric.labels[0] if metric else name
