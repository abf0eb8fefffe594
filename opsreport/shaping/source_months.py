"""What the cells under a source's header of months say, days and bare numbers too."""

from __future__ import annotations

import re
from datetime import date, timedelta

from opsreport.model.period import Period
from opsreport.model.source import Source
from opsreport.model.spelling import plain
from opsreport.model.table import Cell
from opsreport.shaping.words import day_of, month_in

_DAY = re.compile(r"(20\d{2})[-./年]?(0?[1-9]|1[0-2])(?:[-./月]|(?=\d{2}(?!\d))|$)\d{0,2}日?(?:[\sT]+\d{1,2}:.*)?")
_BARE_DAY = re.compile(r"(0?[1-9]|1[0-2])[月/](?:0?[1-9]|[12]\d|3[01])日?")
_SERIALS = range(20_000, 80_000)
_SERIAL_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


def fixed_month(source: Source) -> str:
    """The month that the source itself names, as 2025-06; "" where it names a column, or nothing."""
    found = month_in(source.month)
    year = found[0].year or source.year if found and not found[1] else None
    return str(Period.month(year, found[0].number)) if found and year else ""


def year_said(source: Source) -> int | None:
    """The year that the source itself says, that of its one month too; None for none."""
    fixed = fixed_month(source)
    return source.year or (int(fixed[:4]) if fixed else None)


def month_text(cell: Cell, *, is_1904: bool) -> str:
    """The month of a day, or of a number from 1 to 12; "" for anything else, which is read as it stands."""
    value = cell.value
    if isinstance(value, date):
        return str(Period.of(value))
    text = plain(shown(cell))
    if isinstance(value, float) and int(value) in _SERIALS:
        return str(Period.of(_SERIAL_ZERO[is_1904] + timedelta(days=int(value))))
    if text.isdecimal() and 1 <= int(text) <= 12:
        return f"{int(text)}月"
    if bare := _BARE_DAY.fullmatch(text):
        return f"{int(bare[1])}月"
    day = _DAY.fullmatch(text)
    return str(Period.month(int(day[1]), int(day[2]))) if day else ""


def day_text(cell: Cell, *, is_1904: bool) -> str:
    """The day of a cell in its month, as 06-03; "" for what is no day."""
    if isinstance(cell.value, float) and int(cell.value) in _SERIALS:
        return f"{_SERIAL_ZERO[is_1904] + timedelta(days=int(cell.value)):%m-%d}"
    is_month = isinstance(cell.value, date) and cell.number_format != "" and "d" not in cell.number_format.casefold()
    day = "" if is_month else day_of(cell._replace(value=shown(cell)) if isinstance(cell.value, float) else cell)
    return day[5:] if len(day) == len("2025-06-03") else ""


def shown(cell: Cell | None) -> str:
    """What a cell says as people read it: whole numbers without a point; "" for a blank."""
    value = cell.value if cell else ""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
