"""Of which month a row of the plan is that says none: its sheet's, its due day's, or that after its workbook's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.gather import ranges
from opsreport.checking.lines import Line, Rows, object_array
from opsreport.checking.tabs import TabSheet
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.unit import MISSING

# a day in a file's name is that of its export
_DAY = re.compile(r"20\d\d[-_./年]?\d{1,2}[-_./月]?\d{2}(?!\d)|\d日")
_MONTH_SHEET = re.compile(r"(1[0-2]|0?[1-9])月份?(?![\d计规])")
_YEAR, _HALF = 12, 6
PLAN, MONTH = "plan", "month"
_SEVERAL = 2


def with_planned_month(rows: Rows) -> Rows:
    """The rows of a plan, those that say no month of the one whose plan their sheet's title says it is."""
    planned = rows.sheet.sheet.planned
    if rows.sheet.tab.name != PLAN or not planned:
        return rows
    said = np.where(rows.is_filled(MONTH), rows.values(MONTH), planned)
    return Rows(rows.sheet, rows.grid, rows.numbers, rows.places, {**rows.typed, MONTH: object_array(said.tolist())})


def plan_month(line: Line, abouts: Mapping[str, str], period: Period) -> str:
    """The month typed, else an action's due day's, else the one after its workbook's: its file's, or the report's.

    `abouts` is the month that the report information of each file says.
    """
    if typed := line.text(MONTH):
        return typed
    return _unsaid(line, base_of(line.sheet, abouts.get(line.sheet.sheet.file, ""), period))


def _unsaid(line: Line, base: Period) -> str:
    """The month of a row that says none, in a workbook of that month."""
    due = _due(line) if line.text("row_type") == "action" else ""
    return due or str(base.plus(1))


def _blank(line: Line, base: Period) -> str:
    """The month that a row is of if its month is left blank: that of its sheet's plan, else its own."""
    return line.sheet.sheet.planned or _unsaid(line, base)


def _due(line: Line) -> str:
    """The month of the day that a row is due, "" for none."""
    due = line.values.get("due")
    return str(Period.of(due)) if isinstance(due, datetime) else ""


def with_months_down(rows: Rows, base: Period) -> tuple[Rows, tuple[Finding, ...]]:
    """The rows of a plan in which each month stands once, in the first of its rows, and what is said of that.

    Where a blank would be of another month by itself, the months stand for the
    rows below them if one of these is due then, or if several months do so. If
    all are due later, blanks are as the empty workbook has them. Else the
    rows may be of either, which is a finding. `base` is the month of the workbook.
    """
    if rows.sheet.tab.name != PLAN or MONTH not in rows.sheet.columns:
        return rows, ()
    above = _above(rows)
    blank = [at for at, month in enumerate(above) if month and not rows.texts(MONTH)[at]]
    other = [at for at in blank if _blank(rows[at], base) != above[at]]
    if not other:
        return rows, ()
    due = [(above[at], month) for at in blank if (month := _due(rows[at]))]
    if due and all(one < month for one, month in due):
        return rows, ()
    if len({above[at] for at in blank}) < _SEVERAL and not any(one == month for one, month in due):
        return rows, tuple(_either(rows, at, above[at], base) for at in other)
    made = replace(rows, typed={**rows.typed, MONTH: object_array([month or None for month in above])})
    return made, (_said_above(rows, blank, above[blank[0]]),)


def _above(rows: Rows) -> Sequence[str]:
    """The month typed in each row or else above it, all "" where a month is typed twice or the first row lacks it."""
    typed = rows.texts(MONTH)
    said = [month for month in typed if month]
    if not said or not typed[0] or len(set(said)) < len(said) or (rows.has_cell(MONTH) & ~rows.is_filled(MONTH)).any():
        return [""] * len(rows)
    above: list[str] = []
    for month in typed:
        above.append(month or above[-1])
    return above


def _said_above(rows: Rows, blank: Sequence[int], month: str) -> Finding:
    """The note of the blank months that are those above."""
    details = {"column": rows.sheet.header(MONTH), "form": "above", "count": str(len(blank))}
    where = ranges([rows.origin(at, MONTH) for at in blank])
    return found("value_coerced", where, rows.sheet.tab, **details, seen=MISSING, meant=month)


def _either(rows: Rows, at: int, above: str, base: Period) -> Finding:
    details = {"column": rows.sheet.header(MONTH), "seen": MISSING, "one": above, "other": _blank(rows[at], base)}
    return found("ambiguous_value", (rows.origin(at, MONTH),), rows.sheet.tab, **details, form=above)


def base_of(sheet: TabSheet, about: str, period: Period) -> Period:
    """The month that a sheet's workbook is of: its own, its file's, `about` of the report information, the report's.

    A sheet called 6月 is of the June next to that.
    """
    named = None if _DAY.search(PurePath(sheet.sheet.file).stem) else sheet.named_month
    said = sheet.sheet.month or str(named or "") or about
    base = Period.parse(said) if said else period
    own = None if sheet.sheet.month or sheet.sheet.planned else _MONTH_SHEET.match(sheet.sheet.name.strip())
    return base.plus((int(own[1]) - base.number + _HALF) % _YEAR - _HALF) if own else base
