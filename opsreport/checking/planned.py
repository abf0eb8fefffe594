"""Of which month a row of the plan is that says none: its sheet's, its due day's, or that after its workbook's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

import numpy as np

from opsreport.checking.lines import Line, Rows, object_array
from opsreport.checking.tabs import TabSheet
from opsreport.model.period import Period

# a day in a file's name is that of its export
_DAY = re.compile(r"20\d\d[-_./年]?\d{1,2}[-_./月]?\d{2}(?!\d)|\d日")
PLAN, MONTH = "plan", "month"


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
    due = line.values.get("due") if line.text("row_type") == "action" else None
    if typed := line.text(MONTH):
        return typed
    return str(
        Period.of(due)
        if isinstance(due, datetime)
        else base_of(line.sheet, abouts.get(line.sheet.sheet.file, ""), period).plus(1)
    )


def base_of(sheet: TabSheet, about: str, period: Period) -> Period:
    """The month that a sheet's workbook is of: its own, its file's, `about` of the report information, the report's."""
    named = None if _DAY.search(PurePath(sheet.sheet.file).stem) else sheet.named_month
    said = sheet.sheet.month or str(named or "") or about
    return Period.parse(said) if said else period
