"""What a finished review needs of people: weights that add up, goals that fit, causes, no xx left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from opsreport.analysis.attain import target_status
from opsreport.analysis.figures import actual_of, metric_of, target_of
from opsreport.analysis.rules import rules_of
from opsreport.checking.cells import is_placeholder, seen_in
from opsreport.checking.codes import found
from opsreport.checking.convert import Context
from opsreport.checking.lines import Line
from opsreport.checking.reconcile import TOLERANCE, cells, tab_of
from opsreport.checking.units import Measure
from opsreport.metrics import metric_named
from opsreport.model.finding import Finding
from opsreport.model.table import Dataset, Table

WEIGHT_SLACK = 0.001
OFF_TARGET = ("near", "missed", "far_below")


def promise_findings(dataset: Dataset, lines: Sequence[Line], context: Context) -> Iterator[Finding]:
    """Everything a person still has to settle."""
    yield from _weights(dataset)
    yield from _goal_gaps(dataset)
    yield from _missing_causes(dataset)
    for line in lines:
        if line.sheet.tab.name == "plan":
            yield from _open_words(line)
            yield from _nameless_amount(line)
        if line.sheet.tab.name == "kpi":
            yield from _direction(line, context)


def _weights(dataset: Dataset) -> Iterator[Finding]:
    """R14, over the metrics of the report month."""
    metrics = tuple(dataset["kpi"].where(month=dataset.period).frame["metric_id"])
    table = dataset["metric_defs"].where(metric_id=metrics)
    total = table.total("weight").amount
    if math.isfinite(total) and abs(total - 1) > WEIGHT_SLACK:
        filled = table.frame.index[table.frame["weight"].notna()]
        yield found("weights_not_100", cells(table, "weight", filled), tab_of("metric_defs"), seen=f"{total:.1%}")


def _goal_gaps(dataset: Dataset) -> Iterator[Finding]:
    """R15: the parts of a goal that can be added up against the whole."""
    table = dataset["goals"]
    pairs = dict.fromkeys(zip(table.frame["period"], table.frame["metric_id"], table.frame["dim_type"], strict=True))
    for period, metric_id, kind in pairs:
        if kind != "total":
            whole = table.where(period=period, metric_id=metric_id, dim_type="total")
            yield from _goal_gap(dataset, whole, table.where(period=period, metric_id=metric_id, dim_type=kind))


def _goal_gap(dataset: Dataset, whole: Table, parts: Table) -> Iterator[Finding]:
    total, summed = whole.total("value").amount, parts.total("value").amount
    period, metric_id = parts.frame[["period", "metric_id"]].iloc[0]
    metric = metric_of(dataset, metric_id)
    if metric.unit.kind in ("count", "money", "plain") and abs(total - summed) > TOLERANCE * abs(total):
        numbers = {"total": f"{total:,.0f}", "sum": f"{summed:,.0f}", "gap": f"{summed - total:+,.0f}"}
        where = cells(whole, "value") + cells(parts, "value")
        yield found("goal_split_gap", where, tab_of("goals"), metric=metric.labels[0], month=period, **numbers)


def _missing_causes(dataset: Dataset) -> Iterator[Finding]:
    """A metric off its target in the report month without a typed 原因."""
    month = dataset.period
    kpi = dataset["kpi"].where(month=month)
    said = set(dataset["commentary"].where(month=month, object_type="metric", kind="cause").frame["object_id"])
    waiting = kpi.frame[kpi.frame["target"].notna() & ~kpi.frame["metric_id"].isin(said)]
    owed: dict[int, str] = {}
    for index, metric_id in zip(waiting.index, waiting["metric_id"], strict=True):
        metric = metric_of(dataset, metric_id)
        actual, target = actual_of(dataset, metric, month), target_of(dataset, metric, month)
        if target_status(actual, target, metric.polarity, rules_of(dataset)) in OFF_TARGET:
            owed[index] = metric.labels[0]
    if owed:
        yield found("missing_cause", cells(kpi, "metric_id", owed), tab_of("kpi"), seen=" / ".join(owed.values()))


def _open_words(line: Line) -> Iterator[Finding]:
    for name in line.cells:
        text = line.text(name)
        if line.sheet.tab.column(name).kind == "text" and is_placeholder(text):
            seen = seen_in(line.cells[name])
            yield found(
                "placeholder_xx", (line.origin(name),), line.sheet.tab, column=line.sheet.header(name), seen=seen
            )


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
