"""How a column is written, as far as its own cells show: what settles 03/04/2025 or 2025.1, and unsettles 1.234."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from opsreport.checking.about import About
from opsreport.checking.cells import MOST_SHARE, Asked, amount_of
from opsreport.checking.days import Calendar, Habit
from opsreport.checking.lines import Rows
from opsreport.checking.tabs import TabSheet
from opsreport.checking.text import Years, orders_shown, period_in, years_named
from opsreport.model.amount import european_in, two_ways
from opsreport.model.period import Period
from opsreport.model.spelling import header_parts
from opsreport.model.table import Cell

# a cell of one of these forms may make others of its column doubtful
DOUBTFUL_FORMS = ("european", "bare_month", "week", "bare_day", "span", "as_percent")
# 2025.06 and 6.05
_TWO_DIGITS = re.compile(r"(?:[0-9]{4}|1?[0-9])\.0[1-9]")


def asked_of(sheet: TabSheet, about: About, period: Period) -> Mapping[str, Asked]:
    """How the cells of each column are to be read before any of them is known."""
    named = years_named(sheet.sheet.name, PurePath(sheet.sheet.file).stem)
    years = Years(named, latest=about.month or str(period), is_ahead=sheet.tab.name == "plan")
    calendar = Calendar(years, sheet.sheet.date_1904)
    money = {name: _money_of(sheet, name, about) for name in sheet.columns}
    places = list(sheet.columns.values())
    spans = {name for name, at in sheet.columns.items() if places.count(at) > 1}
    return {
        name: Asked(sheet.tab.column(name), sheet.units[name], money[name], calendar=calendar, is_span=name in spans)
        for name in sheet.columns
    }


def _money_of(sheet: TabSheet, name: str, about: About) -> float:
    """What a typed 1 of money is worth in a column."""
    is_apart = bool(sheet.banner.apart) and header_parts(sheet.headers[name])[0] in sheet.banner.apart
    return 1.0 if is_apart else sheet.banner.money or about.money


def asked_anew(rows: Rows, asked: Mapping[str, Asked], doubtful: frozenset[str]) -> Mapping[str, Asked] | None:
    """The same with the habits of the doubtful columns; None where there are none, or they show no habit."""
    cells = {name: tuple(rows.cells(name)) for name in sorted(doubtful)}
    anew = {name: _with_habit(asked[name], column) for name, column in cells.items()}
    return {**asked, **anew} if any(anew[name] != asked[name] for name in anew) else None


def _with_habit(asked: Asked, cells: Sequence[Cell]) -> Asked:
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    habit = Habit(
        orders_shown(texts),
        any(_TWO_DIGITS.fullmatch(f"{cell.value:.10g}") for cell in cells if isinstance(cell.value, float)),
        any(european_in(text) is not None and two_ways(text) is None and "." in text for text in texts),
        any((amount := amount_of(cell)) and amount.is_bare and abs(amount.value) > MOST_SHARE for cell in cells),
    )
    said = {period.year for text in texts if (period := period_in(text))}
    own = tuple(sorted(said | {cell.value.year for cell in cells if isinstance(cell.value, date)}))
    years = replace(asked.calendar.years, own=own)
    return replace(asked, habit=habit, calendar=replace(asked.calendar, years=years))
