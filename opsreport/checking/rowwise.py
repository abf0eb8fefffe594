"""What a single row says against itself: placeholders, counts below zero, amounts of nothing, a turned direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from opsreport.checking.cells import is_placeholder, seen_in
from opsreport.checking.codes import found
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.units import Measure
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.schemas.choices import UNIT

_REMARKS = ("cause", "next", "note", "highlight", "issue")


def row_findings(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Everything that one row is enough to see."""
    for rows in sheets:
        yield from _open_words(rows, str(context.period))
        if rows.sheet.tab.metric:
            yield from _negative_counts(rows, context)
        if rows.sheet.tab.name == "plan":
            for at, kind in enumerate(rows.texts("row_type")):
                if kind in ("resource", "ask"):
                    yield from _nameless_amount(rows[at])
        if rows.sheet.tab.name == "kpi":
            now = str(context.period)
            is_now = np.fromiter((month == now for month in rows.texts("month")), bool, len(rows))
            for at in np.flatnonzero(rows.is_filled("lower_is_better") & is_now).tolist():
                yield from _direction(rows[at])
    yield from _assumed([rows for rows in sheets if rows.sheet.tab.name == "kpi"], context)


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
    ends, known = rows.values("end").tolist(), dict[object, str]()
    known.update((end, str(Period.of(end))) for end in set(ends) if isinstance(end, datetime))
    return [known.get(end, month) for end, month in zip(ends, rows.texts("month"), strict=True)]


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
    """A resource or a decision whose number says neither money nor people, or another thing (3 台)."""
    tab = line.sheet.tab
    if "value" not in line.values or isinstance(line.values.get("unit"), Measure):
        return
    column, where = line.sheet.header("unit"), (line.sheet.lacking(line.row, "unit"),)
    if cell := line.cells.get("unit"):
        first, *others = (UNIT[code][0] for code in ("yuan", "ten_thousand_yuan", "person"))
        said = {"seen": seen_in(cell), "accepted": " / ".join((first, *others)), "closest": first}
        yield found("unknown_choice", where, tab, column=column, **said)
    else:
        kind = seen_in(line.cells["row_type"])
        yield found("missing_detail", where, tab, column=column, kind=kind, gain="item")


def _direction(line: Line) -> Iterator[Finding]:
    typed, metric = line.values.get("lower_is_better"), metric_named(line.text("metric"))
    if metric is None or typed is None:
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


def _assumed(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """A note of the unknown metrics that are taken as better lower, where no row types their direction."""
    firsts: dict[str, Line] = {}
    told: set[str] = set()
    for rows in sheets if context.falling else ():
        names, typed = rows.texts("metric"), rows.is_filled("lower_is_better").tolist()
        for at, (name, month) in enumerate(zip(names, rows.texts("month"), strict=True)):
            if name and (metric := context.metrics[name]) in context.falling:
                told |= {metric} if typed[at] else set()
                if month == str(context.period):
                    firsts.setdefault(metric, rows[at])
    lines = [line for name, line in firsts.items() if name not in told]
    if lines:
        where, header = tuple(line.origin("metric") for line in lines), lines[0].sheet.header("lower_is_better")
        seen = " / ".join(line.text("metric") for line in lines)
        yield found("direction_assumed", where, lines[0].sheet.tab, column=header, seen=seen)
