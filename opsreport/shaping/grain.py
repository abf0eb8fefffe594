"""Tables of months whose rows are single days or weeks: they have to be added up, which only a person can ask for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.spelling import plain
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas import TABS
from opsreport.shaping.match import Shaped, unread
from opsreport.shaping.regular import first_rows, places_of, rows_under, title_tab
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.words import day_of, month_in, part_in

MOST_ROWS = 200
# tabs that hold a row a month
MONTHLY = ("kpi", "channels", "users")
_MOST_SEEN = 3
_WEEK = re.compile(r"(?:20\d{2}年?[-\s]?)?(?:第?\d{1,2}周|w(?:eek)?\s?\d{1,2})")
_MOSTLY = 0.6
# a list has two days in a row at most: when something starts and ends
LEAST_ACROSS = 3
_MONTH_SAID = "2025-06"


@dataclass(frozen=True, slots=True)
class _Grain:
    """What a row of a table is of, "day" or "week": a few as written, and the cells that say so."""

    name: str
    cells: Sequence[Cell]


def by_month_only(sheet: Sheet, part: Shaped) -> Shaped:
    """What was made of a sheet; a finding in its place where its rows are days or weeks, not months."""
    tab = _tab(sheet, part)
    for made in part.sheets if tab else ():
        assert tab is not None
        grain = _days(made, tab) or _weeks(made, tab)
        if grain:
            return Shaped((unread(sheet),), (*part.findings, _finding(made, tab, grain)), part.matches)
    return part


def _tab(sheet: Sheet, part: Shaped) -> Tab | None:
    """The tab of months and numbers that a sheet was taken for."""
    names = {match.tab for match in part.matches} or {one.name for one in (title_tab(sheet),) if one}
    tabs = [tab for tab in TABS if tab.name in names]
    return tabs[0] if len(tabs) == 1 and tabs[0].name in MONTHLY else None


def _days(sheet: Sheet, tab: Tab) -> _Grain | None:
    """Rows of one month and name that differ by their day."""
    groups: dict[tuple[str, ...], dict[str, Cell]] = {}
    for row in rows_under(sheet, tab, tab.keys, MOST_ROWS):
        cell = row.get("month")
        if cell and (day := day_of(cell)):
            names = (str(one.value).strip() if (one := row.get(key)) else "" for key in tab.keys[1:])
            groups.setdefault((day[:7], *names), {}).setdefault(day, cell)
    most = max(groups.values(), key=len, default={})
    return _Grain("day", list(most.values())) if len(most) > 1 else _days_across(sheet)


def _days_across(sheet: Sheet) -> _Grain | None:
    """A header of several days of one month."""
    for cells in first_rows(sheet).values():
        days = {cell: day for cell in cells if len(day := day_of(cell)) > len(_MONTH_SAID)}
        months = Counter(day[: len(_MONTH_SAID)] for day in days.values())
        if months and max(months.values()) >= LEAST_ACROSS:
            return _Grain("day", list(days))
    return None


def _weeks(sheet: Sheet, tab: Tab) -> _Grain | None:
    """A header of several weeks, or a column of them where months should be."""
    rows = list(first_rows(sheet).values())
    across = next((cells for row in rows if len(cells := [cell for cell in row if _is_week(cell)]) > 1), None)
    if across is None and rows and not _has_numbers(sheet, tab):
        across = next((cells for row in rows if len(cells := [cell for cell in row if _is_of_week(cell)]) > 1), None)
    if across:
        return _Grain("week", across)
    if not rows:
        return None
    for at in {cell.column for row in rows for cell in row if _is_week(cell)}:
        under = [cell for row in rows for cell in row if cell.column == at][1:]
        weeks = [cell for cell in under if _is_week(cell)]
        if weeks and len(weeks) >= _MOSTLY * len(under):
            return _Grain("week", weeks)
    return None


def _has_numbers(sheet: Sheet, tab: Tab) -> bool:
    """Whether a header names a number of whole months."""
    return any(tab.column(name).kind in NUMBERS for name in places_of(sheet, tab)[1])


def _is_week(cell: Cell) -> bool:
    return isinstance(cell.value, str) and bool(_WEEK.fullmatch(plain(cell.value).strip().casefold()))


def _is_of_week(cell: Cell) -> bool:
    """Whether a header says a number of one week: 6月第1周访问量."""
    month = month_in(cell.value) if isinstance(cell.value, str) else None
    rest = part_in(month[1] if month else cell.value) if isinstance(cell.value, str) else None
    return rest is not None


def _finding(sheet: Sheet, tab: Tab, grain: _Grain) -> Finding:
    texts = [str(cell.value) for cell in grain.cells[:_MOST_SEEN]]
    seen = [f"{text}-01" if grain.name == "day" and len(text) == len(_MONTH_SAID) else text for text in texts]
    details = {"sheet": sheet.name, "file": sheet.file, "table": tab.name, "seen": " / ".join(seen)}
    where = _range(sheet, sorted((cell.row, cell.column) for cell in grain.cells))
    return Finding(f"rows_by_{grain.name}", Severity.block, (where,), {"tab": tab.titles[0], **details}, tab.titles[0])


def _range(sheet: Sheet, spots: Sequence[Spot]) -> Origin:
    """Cells of one line as the range from the first to the last."""
    first, last = sheet.origin_of(spots[0]), sheet.origin_of(spots[-1])
    is_line = first.short != last.short and len({first.file, last.file}) == len({first.sheet, last.sheet}) == 1
    is_single = all(one.cell.isalnum() for one in (first, last))
    return replace(first, cell=f"{first.cell}:{last.cell}") if is_line and is_single else sheet.origin_of(*spots)
