"""Retention typed as a rate among the rows of users, 7日 44%: a metric of its month; people too beside a base."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from opsreport.metrics import metric_named
from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell, Sheet, Spots
from opsreport.schemas import TABS
from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.starter import USERS
from opsreport.schemas.userkinds import day_said
from opsreport.shaping.cohorts import with_cohorts_told
from opsreport.shaping.making import made_sheets
from opsreport.shaping.match import Shaped
from opsreport.shaping.numbercells import is_number, is_percent, number_in
from opsreport.shaping.records import Record
from opsreport.shaping.regular import places_of, regular_tab
from opsreport.shaping.rows import Filled, made

_MOST_CELLS = 5_000
_LEAST_BASE = 1_000  # half a person of so many is no tenth of a percent
_RETENTION = frozenset(map(name_key, USER_ROW["retention"]))


def with_rates_apart(sheet: Sheet, part: Shaped) -> Shaped:
    """What a sheet was made into, retention that is a percentage as metrics; that with a base as people too."""
    part = with_cohorts_told(sheet, part)
    found = [dict(_rates(sheet)) if _is_of_users(sheet) else {} for sheet in part.sheets]
    notes: list[Finding] = []
    if not any(found):
        return part
    sheets: list[Sheet] = []
    start = max((row for sheet in part.sheets for row, _ in (sheet.spots or sheet.cells)), default=0) + 1
    for sheet, rows in zip(part.sheets, found, strict=True):
        kpi = next(one for one in TABS if one.name == "kpi")
        apart = replace(sheet, tab="", cells={}, spots={}, merged=())
        made_ones = made_sheets(apart, kpi, tuple(rows.values()), start, money="", heads={}) if rows else ()
        people = _people(sheet, rows)
        notes += [_people_note(sheet, people)] if people else []
        sheets += [_with_people(sheet, rows, people) if rows else sheet, *made_ones]
        start += len(rows) + 1
    return replace(part, sheets=tuple(sheets), findings=(*part.findings, *notes))


def _is_of_users(sheet: Sheet) -> bool:
    if not sheet.cells or isinstance(sheet.cells, Grid) or len(sheet.cells) > _MOST_CELLS or sheet.is_mapped:
        return False
    tab = regular_tab(sheet) if not sheet.tab else None
    return sheet.tab == USERS.name or tab == USERS


def _with_people(sheet: Sheet, rows: Collection[int], people: Mapping[int, Cell]) -> Sheet:
    """The sheet without those rows but the ones whose people are known, which say these."""
    left = set(rows) - set(people)
    told = {(cell.row, cell.column): cell for cell in people.values()}
    base = places_of(sheet, USERS)[1].get("base", 0)
    spots = {at: sheet.spots.get(at, (at,)) + sheet.spots.get((at[0], base), ((at[0], base),)) for at in told}
    cells = {at: told.get(at, cell) for at, cell in sheet.cells.items() if at[0] not in left}
    kept = {at: found for at, found in sheet.spots.items() if at[0] not in left}
    return replace(sheet, cells=cells, spots=kept | spots)


def _people(sheet: Sheet, rows: Collection[int]) -> Mapping[int, Cell]:
    """The people who stayed by row, base × rate in whole people; only of bases so large that this moves no rate."""
    _, columns = places_of(sheet, USERS)
    base, count = columns.get("base", 0), columns.get("count", 0)
    found: dict[int, Cell] = {}
    for row in rows if not _is_scaled(sheet, base, count) else ():
        of, rate = number_in(sheet.cells.get((row, base))), number_in(sheet.cells.get((row, count)))
        if of is not None and rate is not None and of >= _LEAST_BASE:
            found[row] = Cell(row, count, "number", float(round(of * rate)))
    return found


def _is_scaled(sheet: Sheet, *columns: int) -> bool:
    """Whether the header of a column says that its numbers stand for more than themselves: 基数（万人）."""
    head, _ = places_of(sheet, USERS)
    units = (header_parts(str(cell.value))[1] for at in columns if (cell := sheet.cells.get((head, at))))
    return any((one := amount_in(f"1{unit}")) is None or one.scale > 1 for unit in units if unit)


def _people_note(sheet: Sheet, people: Mapping[int, Cell]) -> Finding:
    """The note that people were worked out of rates and their base."""
    spots = [(cell.row, cell.column) for cell in people.values()]
    first, column = sheet.cells[spots[0]], USERS.column("count").headers[0]
    seen = f"{share:.4g}%" if (share := 100 * (number_in(first) or 0.0)) else str(first.value)
    details = {"tab": USERS.titles[0], "column": column, "form": "of_base", "count": str(len(spots)), "seen": seen}
    details["meant"] = f"{people[spots[0][0]].value:,.0f}"
    where = (sheet.origin_of(*spots),)
    return Finding("value_coerced", Severity.note, where, details, USERS.titles[0], is_routine=True)


def _rates(sheet: Sheet) -> Iterator[tuple[int, Record]]:
    """Each such row with its record."""
    head, columns = places_of(sheet, USERS)
    for row in sorted({row for row, _ in sheet.cells if row > head}):
        cells = {name: cell for name, at in columns.items() if (cell := sheet.cells.get((row, at)))}
        kind, name, count = cells.get("row_type"), cells.get("name"), cells.get("count")
        if kind is None or name is None or count is None:
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
