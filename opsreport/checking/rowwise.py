"""What a single row says against itself: placeholders, counts below zero, amounts of nothing, a turned direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from opsreport.checking.cells import is_placeholder, seen_in
from opsreport.checking.codes import found
from opsreport.checking.convert import Context
from opsreport.checking.lines import Line
from opsreport.checking.units import Measure
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.model.period import Period

_REMARKS = ("cause", "next", "note", "highlight", "issue")


def row_findings(lines: Sequence[Line], context: Context) -> Iterator[Finding]:
    """Everything that one row is enough to see."""
    month = str(context.period)
    for line in lines:
        if line.sheet.tab.name == "plan" or _month(line) == month:
            yield from _open_words(line)
        if line.sheet.tab.metric:
            yield from _negative_counts(line, context)
        if line.sheet.tab.name == "plan":
            yield from _nameless_amount(line)
        if line.sheet.tab.name == "kpi":
            yield from _direction(line, context)


def _open_words(line: Line) -> Iterator[Finding]:
    """Any text of a plan, and the remarks of the report month, that still wait for their words."""
    is_plan = line.sheet.tab.name == "plan"
    for name in line.cells:
        is_said = line.sheet.tab.column(name).kind == "text" and (is_plan or name in _REMARKS)
        if is_said and is_placeholder(line.text(name)):
            yield _of("placeholder_xx", line, name)


def _month(line: Line) -> str:
    """The month of a row; a campaign's is that of its last day."""
    end = line.values.get("end")
    return str(Period.of(end)) if isinstance(end, datetime) else line.text("month")


def _of(code: str, line: Line, name: str) -> Finding:
    column, seen = line.sheet.header(name), seen_in(line.cells[name])
    return found(code, (line.origin(name),), line.sheet.tab, column=column, seen=seen)


def _negative_counts(line: Line, context: Context) -> Iterator[Finding]:
    """Targets and actuals of people, visits, orders or pieces below zero."""
    for name in ("target", "actual", "value"):
        value = line.values.get(name)
        if isinstance(value, Amount) and value.value < 0 and context.measure(line).unit.kind == "count":
            yield _of("negative_value", line, name)


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
