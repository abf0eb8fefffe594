"""The last day of the report's data where sheets state it and 报告信息 does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from opsreport.checking.about import About
from opsreport.checking.codes import found
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import LastDay, Place, Sheet, cells_text
from opsreport.schemas.starter import ABOUT

_KEY = "data_cutoff"


def days_stated(sheets: Sequence[Sheet], period: Period) -> tuple[About, ...]:
    """What the lines around tables say of the report's month, the latest day first; () where all say it is over."""
    said = {
        (sheet.file, sheet.name, one.row, one.column): (day, one)
        for sheet in sheets
        for one in sheet.last_days
        if (day := _day(one, period))
    }
    if all(day == period.last_day for day, _ in said.values()):
        return ()
    latest_first = sorted(said.items(), key=lambda item: -item[1][0].toordinal())
    return tuple(_about(file, name, one, day) for (file, name, _, _), (day, one) in latest_first)


def _day(one: LastDay, period: Period) -> date | None:
    """The day in the month of the report, None for one of another month."""
    if one.year not in (0, period.last_day.year) or one.month != period.last_day.month:
        return None
    return date(period.last_day.year, one.month, one.day) if 1 <= one.day <= period.last_day.day else None


def _about(file: str, name: str, one: LastDay, day: date) -> About:
    columns = {"key": one.column, "value": one.column}
    return About({_KEY: day.isoformat()}, {_KEY: Place(file, name, one.row, columns)})


def day_taken(sheets: Sequence[Sheet], about: About, typed: Sequence[About], period: Period) -> Iterator[Finding]:
    """A warning where the review goes by a day that no 报告信息 says, with the cells that state it."""
    day = about.values.get(_KEY, "")
    if not day or day == str(period.last_day) or any(_KEY in one.values for one in typed):
        return
    same = {
        (sheet.file, sheet.name, one.row, one.column): one
        for sheet in sheets
        for one in sheet.last_days
        if str(_day(one, period)) == day
    }
    if same:
        where = tuple(Origin(file, name, cells_text([(row, column)])) for file, name, row, column in same)
        text = next(iter(same.values())).text
        yield found("data_ends_early", where, ABOUT, text=text, day=day, end=str(period.last_day))
