"""One cell → the days or months it may mean: two where nobody can tell which, none where it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from opsreport.checking.spans import days_in, days_of_number, says_from, spans_in, without_by, without_from
from opsreport.checking.text import NO_YEARS, Years, moments_in, period_in, periods_in, serial_moment
from opsreport.model.amount import half_width
from opsreport.model.period import Period
from opsreport.model.table import Cell

Time = TypeVar("Time", datetime, Period)
_PLAIN_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])|Q[1-4]|H[12]|全年)?")
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_LAST_MONTH = 12
_TENTHS = re.compile(r"[0-9]{4}\.1")


@dataclass(frozen=True, slots=True)
class Habit:
    """How a column is written, as far as its other cells show: day before month, months with two digits (2025.10).

    `is_european`: the point groups thousands and the comma begins decimals.
    `in_percent`: its bare numbers are percents, as some are too large for fractions.
    """

    day_first: bool | None = None
    two_digits: bool = False
    is_european: bool = False
    in_percent: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the days and months of a sheet rest on besides their cells."""

    years: Years = NO_YEARS
    is_1904: bool = False


NO_HABIT, NO_CALENDAR = Habit(), Calendar()


@dataclass(frozen=True, slots=True)
class Readings(Generic[Time]):
    """All that a cell may mean, and how it was written ("" where it is as it should be)."""

    found: tuple[Time, ...]
    form: str = ""


def days_of(cell: Cell, calendar: Calendar, habit: Habit) -> Readings[datetime]:
    """The moments a cell may mean: a date cell's own, those of a text, of 20250605, 6.5 or the day number 45809."""
    if not isinstance(cell.value, str):
        return _days_of_number(cell, calendar, habit)
    found = days_in(cell.value, calendar.years, day_first=habit.day_first)
    if not found and (at := _serial_text(cell.value)):
        return Readings((at,), "serial")
    return Readings(found, _form_of_day(cell.value))


def ends_of(cell: Cell, calendar: Calendar, habit: Habit, *, is_last: bool) -> Readings[datetime]:
    """The same of a cell that may hold a span of days, of which the first or the last is meant: 6.5-6.18, 7月底."""
    read = days_of(cell, calendar, habit)
    if read.found or not isinstance(cell.value, str):
        return read
    text = without_by(cell.value) if is_last else cell.value
    spans = spans_in(text, calendar.years, day_first=habit.day_first)
    if not (spans or is_last) and says_from(text):
        return Readings(days_in(without_from(text), calendar.years, day_first=habit.day_first), "span")
    return Readings(tuple(dict.fromkeys(span[is_last] for span in spans)), "span" if spans else "")


def _days_of_number(cell: Cell, calendar: Calendar, habit: Habit) -> Readings[datetime]:
    value = cell.value
    if isinstance(value, datetime):
        return Readings((value,))
    if isinstance(value, date):
        return Readings((datetime(value.year, value.month, value.day),))
    if cell.kind != "number" or not isinstance(value, float | int):
        return Readings(())
    at = None if _is_whole(value, 8) else serial_moment(float(value), is_1904=calendar.is_1904)
    if at:
        return Readings((at,), "serial")
    text = f"{value:.10g}"
    two_digits = habit.two_digits or cell.number_format.startswith("0.00")
    found = moments_in(text, calendar.years) or days_of_number(text, calendar.years, two_digits=two_digits)
    return Readings(found, _form_of_day(text))


def _form_of_day(text: str) -> str:
    if _PLAIN_DAY.fullmatch(text.strip()):
        return ""
    return "date" if re.search(r"[0-9]{4}", text) else "bare_day"


def months_of(cell: Cell, calendar: Calendar, habit: Habit) -> Readings[Period]:
    """The months (quarters, years) a cell may mean: as for days, and 2025年6月, 6月, 202506, Jun-25, 第23周."""
    value = cell.value
    if isinstance(value, date):
        return Readings((Period.of(value),))
    if cell.kind == "number" and isinstance(value, float | int):
        return _months_of_number(float(value), cell.number_format, calendar, habit)
    if not isinstance(value, str):
        return Readings(())
    if _PLAIN_MONTH.fullmatch(value):
        return Readings(tuple(filter(None, (period_in(value),))))
    found = periods_in(value, calendar.years, day_first=habit.day_first)
    if not found and (at := _serial_text(value)):
        return Readings((Period.of(at),), "serial")
    if not found and (spans := spans_in(value, calendar.years, day_first=habit.day_first)):
        return Readings(tuple(filter(None, (_month_from(*span) for span in spans))), "span")
    return Readings(found, _form_of_month(value))


def _month_from(first: datetime, last: datetime) -> Period | None:
    """The month whose first and last day these are, None for any other days."""
    month = Period.of(first)
    return month if (first.date(), last.date()) == (month.first_day, month.last_day) else None


def _months_of_number(value: float, number_format: str, calendar: Calendar, habit: Habit) -> Readings[Period]:
    """2025.1 has lost a zero, or has not: it is told by its format, else by the months with two digits around it."""
    text = f"{value:.10g}"
    if _TENTHS.fullmatch(text):
        year = int(value)
        if habit.two_digits or number_format.startswith("0.00"):
            return Readings((Period.month(year, 10),), "month")
        return Readings((Period.month(year, 1), Period.month(year, 10)), "month")
    found = periods_in(text, calendar.years)
    if not found and (at := serial_moment(value, is_1904=calendar.is_1904)):
        return Readings((Period.of(at),), "serial")
    return Readings(found, "" if _is_whole(value, 4) else "bare_month" if value <= _LAST_MONTH else "month")


def _form_of_month(text: str) -> str:
    half = half_width(text)
    if "周" in half or half.startswith("w"):
        return "week"
    return "month" if re.search(r"[0-9]{4}|[0-9]{2}年|[a-z]", half) else "bare_month"


def _serial_text(text: str) -> datetime | None:
    """A day number as text, which is how other programs export a date without its format."""
    half = half_width(text)
    return serial_moment(float(half)) if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", half) else None


def _is_whole(value: float, digits: int) -> bool:
    return float(value).is_integer() and 10 ** (digits - 1) <= value < 10**digits
