"""What a single row says against itself: placeholders, counts below zero, amounts of nothing, a turned direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from opsreport.checking.cells import is_placeholder, seen_in
from opsreport.checking.codes import found
from opsreport.checking.convert import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.units import Measure
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.period import Period

_REMARKS = ("cause", "next", "note", "highlight", "issue")


def row_findings(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Everything that one row is enough to see."""
    for rows in sheets:
        yield from _open_words(rows, str(context.period))
        if rows.sheet.tab.metric:
            yield from _negative_counts(rows, context)
        if rows.sheet.tab.name == "plan":
            for line in rows:
                yield from _nameless_amount(line)
        if rows.sheet.tab.name == "kpi":
            for at in np.flatnonzero(rows.is_filled("lower_is_better")).tolist():
                yield from _direction(rows[at], context)


def _open_words(rows: Rows, month: str) -> Iterator[Finding]:
    """Any text of a plan, and the remarks of the report month, that still wait for their words."""
    is_plan = rows.sheet.tab.name == "plan"
    names = [
        name for name in rows.places if rows.sheet.tab.column(name).kind == "text" and (is_plan or name in _REMARKS)
    ]
    months = _months(rows) if names and not is_plan else []
    for name in names:
        texts = rows.texts(name)
        waiting = {text for text in set(texts) if is_placeholder(text)}
        for at in np.flatnonzero(rows.has_cell(name)).tolist() if waiting else ():
            if texts[at] in waiting and (is_plan or months[at] == month):
                yield _of("placeholder_xx", rows[at], name)


def _months(rows: Rows) -> list[str]:
    """The month of each row; a campaign's is that of its last day."""
    ends = rows.values("end").tolist()
    said = zip(ends, rows.texts("month"), strict=True)
    return [str(Period.of(end)) if isinstance(end, datetime) else month for end, month in said]


def _of(code: str, line: Line, name: str) -> Finding:
    column, seen = line.sheet.header(name), seen_in(line.cells[name])
    return found(code, (line.origin(name),), line.sheet.tab, column=column, seen=seen)


def _negative_counts(rows: Rows, context: Context) -> Iterator[Finding]:
    """Targets and actuals of people, visits, orders or pieces below zero."""
    for name in ("target", "actual", "value"):
        for at, value in enumerate(rows.values(name).tolist()):
            if isinstance(value, Amount) and value.value < 0 and context.measure(rows[at]).unit.kind == "count":
                yield _of("negative_value", rows[at], name)


def _nameless_amount(line: Line) -> Iterator[Finding]:
    """A resource or a decision whose number says neither money nor people."""
    unit = line.values.get("unit")
    is_clear = isinstance(unit, Measure) and (unit.unit.kind == "money" or unit.unit.name in ("person", "heads"))
    if line.values.get("row_type") in ("resource", "ask") and "value" in line.values and not is_clear:
        column = line.sheet.header("unit")
        yield found(
            "missing_detail",
            (line.origin("unit"),),
            line.sheet.tab,
            column=column,
            kind=seen_in(line.cells["row_type"]),
        )


def _direction(line: Line, context: Context) -> Iterator[Finding]:
    typed, metric = line.values.get("lower_is_better"), metric_named(line.text("metric"))
    if metric is None or typed is None or line.text("month") != str(context.period):
        return
    if metric.polarity in ("up", "down") and (metric.polarity == "down") is not typed:
        where = (line.origin("lower_is_better"),)
        yield found(
            "direction_differs",
            where,
            line.sheet.tab,
            column=line.sheet.header("lower_is_better"),
            seen=line.text("metric"),
        )
