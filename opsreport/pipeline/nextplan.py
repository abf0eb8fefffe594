"""What of a plan is still open when the month turns, and how long it has been."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from opsreport.checking.lines import Line
from opsreport.checking.typed import Typed
from opsreport.model.period import Period
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Raw, Spot
from opsreport.pipeline.nextgoals import plan_month
from opsreport.pipeline.nextrows import Roll, Rows, appended, free_column, month_like
from opsreport.reading.rolling import NewRow, SheetRoll
from opsreport.wording.voice import Wording

_CLOSED = ("done", "approved", "cancelled")


def plan_roll(typed: Typed, period: Period, voice: Wording) -> Roll:
    """What is still open, once more for the new month; rows without a month get the one they meant so far."""
    sheet, rows = typed.sheet, []
    cells: dict[Spot, Raw | None] = {}
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in typed.data:
        if line.text("row_type") and line.text("item"):
            groups.setdefault((line.text("row_type"), name_key(line.text("item"))), []).append(line)
        if "month" in sheet.columns and "month" not in line.cells:
            cells[line.row, sheet.columns["month"]] = plan_month(line, period)
    columns = sheet.columns
    for (kind, _), lines in groups.items():
        last = max(lines, key=lambda line: plan_month(line, period))
        if month := _carried_to(kind, last, period):
            if kind == "action" and "note" not in columns:
                columns = {**columns, "note": free_column(sheet)}
                cells[sheet.header_row, columns["note"]] = sheet.tab.column("note").headers[0]
            rows.append(_carried(lines, last, month, columns, voice=voice))
    return Roll(SheetRoll(appended(typed, rows, {}).at, tuple(rows), cells))


def _anew(roll: Roll, typed: Typed) -> Roll:
    """The same in a plan of one month alone: what is carried over takes the place of the rows that were there."""
    rows, change = [line.row for line in typed.data], roll.change
    cells: dict[Spot, Cell | Raw | None] = {at: value for at, value in change.cells.items() if at[0] not in rows}
    for line in typed.data:
        cells |= {(line.row, cell.column): None for cell in line.cells.values() if not cell.formula}
    for row, new in zip(rows, change.rows, strict=False):
        cells |= {(row, column): value for column, value in new.values.items()}
    return replace(roll, change=SheetRoll(change.at, change.rows[len(rows) :], cells, is_anew=True))


def _in_place(roll: Roll, typed: Typed) -> Roll:
    """The same where the rows of a plan that was made regular really stand: what they only imply is not written."""
    spots = typed.sheet.sheet.spots
    if not spots:
        return roll
    item = typed.sheet.columns["item"]
    rows = {line.row: real[0][0] for line in typed.data if (real := spots.get((line.row, item)))}
    known = [(at, real[0]) for at, real in spots.items() if real]
    columns = {column: real[1] for (row, column), real in known if real[0] == rows.get(row)}
    new = free_column(typed.sheet)
    columns[new] = max(columns.values()) + 1
    rows[typed.sheet.header_row] = min(rows.values()) - 1
    change = roll.change
    cells = {(rows[row], columns[at]): one for (row, at), one in change.cells.items() if row in rows and at in columns}
    added = tuple(
        NewRow(rows[one.like], {columns[at]: cell for at, cell in one.values.items() if at in columns})
        for one in change.rows
    )
    return replace(roll, change=replace(change, at=max(rows.values()) + 1, rows=added, cells=cells))


def month_plan_roll(typed: Typed, period: Period, voice: Wording) -> Roll:
    """A plan of one month alone as that of the new month: what is still open, where its rows really stand."""
    return _in_place(_anew(plan_roll(typed, period, voice), typed), typed)


def _carried_to(kind: str, line: Line, period: Period) -> Period | None:
    """The month an open row is carried to: an action to the new month, what is asked for to the one after it.

    A risk that the last report did not name any more is over.
    """
    said, progress = plan_month(line, period), line.values.get("progress")
    if line.text("status") in _CLOSED or (isinstance(progress, float) and progress >= 1) or len(said) != 7:
        return None
    if kind == "action":
        return period if said < str(period) else None
    is_asked = kind in ("resource", "ask") or (kind == "risk" and said == str(period))
    return period.plus(1) if is_asked and said <= str(period) else None


def _carried(lines: Sequence[Line], last: Line, month: Period, columns: Mapping[str, int], *, voice: Wording) -> NewRow:
    cells = {name: last.cells.get(name) for name in columns}
    values: Rows = {columns[name]: cell for name, cell in cells.items() if cell is None or not cell.formula}
    if "month" in columns:
        written = last.cells.get("month")
        values[columns["month"]] = month_like(written.value if written else "", month)
    if "note" in columns and last.text("row_type") == "action":
        values[columns["note"]] = _aged(lines, last, month, voice)
    return NewRow(last.row, values)


def _aged(lines: Sequence[Line], last: Line, month: Period, voice: Wording) -> str:
    """The note with the action's age before it: since when, in which month of it."""
    shape, mark = voice.term("next.age"), voice.term("next.age_mark")
    pattern = re.escape(shape).replace(r"\{since\}", r"(\d{4}-\d{2})").replace(r"\{count\}", r"\d+")
    note = last.text("note")
    found = re.match(rf"{pattern}(?:{re.escape(mark.strip())})?\s*", note)
    rest = note[found.end() :] if found else note
    since = Period.parse(found[1]) if found else Period.parse(min(plan_month(line, month) for line in lines))
    age = shape.format(since=since, count=month.ordinal - since.ordinal + 1)
    return f"{age}{mark}{rest}" if rest else age
