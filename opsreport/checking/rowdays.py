"""Days without their year, settled by their own row: by the month it says, and as no end comes before its start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from opsreport.checking.cells import Asked
from opsreport.checking.columns import Column
from opsreport.checking.days import Readings, ends_of
from opsreport.checking.lines import Rows
from opsreport.checking.text import Years

_OPEN_FORMS = ("bare_day", "span")


def settle_days(rows: Rows, columns: Mapping[str, Column], asked: Mapping[str, Asked]) -> None:
    """Gives such cells of the columns the one day that they can be, where there is one; it changes the columns."""
    names = [name for name in columns if asked[name].column.kind == "date"]
    told = [(name, at, read) for name in names for at, read in _readings(rows, columns, asked[name])]
    for name, at, read in (*told, *told):
        others = [columns[one].values[at] for one in names if asked[one].column.is_last != asked[name].column.is_last]
        left = _possible(read.found, others, is_last=asked[name].column.is_last)
        if len(left) == 1:
            columns[name].settle(at, left[0], read.form)


def _readings(rows: Rows, columns: Mapping[str, Column], asked: Asked) -> Iterator[tuple[int, Readings[datetime]]]:
    """What the open cells of a column may mean as seen from the months of their rows."""
    column, months = columns[asked.column.name], columns.get("month")
    open_rows = {at for form in _OPEN_FORMS for at in column.coerced.get(form, ())}
    for at in sorted(open_rows | {at for at, trouble in column.troubles if trouble.code != "error_cell"}):
        month = months.values[at] if months else None
        years = asked.calendar.years
        if isinstance(month, str) and len(month) == 7:
            years = Years((month,), is_ahead=years.is_ahead)
        calendar = replace(asked.calendar, years=years)
        cell = rows[at].cells[asked.column.name]
        read = ends_of(cell, calendar, asked.habit, is_last=asked.column.is_last)
        if len({(day.month, day.day) for day in read.found}) == 1:  # only the year is open, unlike in 03/04/2025
            yield at, read


def _possible(days: tuple[datetime, ...], others: Sequence[object], *, is_last: bool) -> tuple[datetime, ...]:
    """Those of several days that are not before the first day of the row, or after its last."""
    known = [other for other in others if isinstance(other, datetime)]
    if len(days) < 2:
        return days
    return tuple(day for day in days if all(day >= other if is_last else day <= other for other in known))
