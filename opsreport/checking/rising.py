"""Days that lost a zero (6.1 for 6.10, or not): settled where the others of their column rise, else left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from opsreport.checking.cells import Asked, Trouble
from opsreport.checking.columns import Column
from opsreport.checking.days import ends_of
from opsreport.checking.lines import Rows
from opsreport.model.period import Period

_FEWEST = 2
_FORM, _DAYS = "bare_day", ("date", "datetime")
_CODES = ("bad_date", "ambiguous_value")
# the days whose month is that of their row
DATED = ("end", "publish_at")


def settle_rising(rows: Rows, columns: Mapping[str, Column], asked: Mapping[str, Asked]) -> None:
    """Gives such cells the one of their days that keeps the order, where two others stand in it; changes the columns.

    Days of no order, and those between which both fit, stay open.
    """
    for name, column in columns.items():
        if asked[name].column.kind not in _DAYS or not column.troubles:
            continue
        known = [(at, day) for at, day in enumerate(column.values.tolist()) if isinstance(day, datetime)]
        if len({day for _, day in known}) < _FEWEST or any(one > other for (_, one), (_, other) in pairwise(known)):
            continue
        for at, days in list(_open(rows, column, asked[name])):
            if len(fit := _fitting(known, at, days)) == 1:
                column.settle(at, fit[0], _FORM)
                known = sorted([*known, (at, fit[0])])


def leave_open(rows: Rows, columns: Mapping[str, Column], asked: Mapping[str, Asked]) -> Mapping[int, str]:
    """Makes the days that stay open a warning where they need not be known; the month of each row of which it is known.

    A day that lost a zero is of a month that is certain; without it, a row of the plan says enough.
    """
    months: dict[int, str] = {}
    for name, column in columns.items():
        is_needed = asked[name].column.kind != "date" or asked[name].column.required
        found = dict(_open(rows, column, asked[name])) if asked[name].column.kind in _DAYS else {}
        months |= {at: str(Period.of(days[0])) for at, days in found.items() if name in DATED}
        for place, (at, trouble) in enumerate(column.troubles):
            if asked[name].column.kind in _DAYS and trouble.code in _CODES and (at in found or not is_needed):
                column.troubles[place] = (at, _unread(trouble))
    return months


def with_open_months(rows: Rows, months: Mapping[int, str]) -> Rows:
    """The rows, those of some places in these months."""
    if not months:
        return rows
    made = rows.values("month").copy()
    for at, month in months.items():
        made[at] = made[at] or month
    return replace(rows, typed={**rows.typed, "month": made})


def _unread(trouble: Trouble) -> Trouble:
    """That a day could not be told, with those that it may be."""
    days = " | ".join(trouble.details[one] for one in ("one", "other") if one in trouble.details)
    seen = trouble.details["seen"]
    return Trouble("day_unread", {"seen": f"{seen} = {days}" if days else seen})


def _open(rows: Rows, column: Column, asked: Asked) -> Iterator[tuple[int, Sequence[datetime]]]:
    """The rows whose number may be either of two days of one month, with these."""
    for at, trouble in column.troubles:
        cell = rows[at].cells[asked.column.name]
        if trouble.code == "ambiguous_value" and cell.kind == "number":
            days = ends_of(cell, asked.calendar, asked.habit, is_last=asked.column.is_last).found
            if len(days) == _FEWEST and len({(day.year, day.month) for day in days}) == 1:
                yield at, days


def _fitting(known: Sequence[tuple[int, datetime]], at: int, days: Sequence[datetime]) -> Sequence[datetime]:
    """Those of some days that are neither before the days above nor after those below."""
    above = max((day for row, day in known if row < at), default=datetime.min)
    below = min((day for row, day in known if row > at), default=datetime.max)
    return [day for day in days if above <= day <= below]
