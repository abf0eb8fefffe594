"""What a finished review needs of people: weights that add up, goals that fit, causes."""

from __future__ import annotations

from collections.abc import Iterator

from opsreport.analysis.attain import target_status
from opsreport.analysis.figures import actual_of, metric_of, target_of
from opsreport.analysis.rules import rules_of
from opsreport.checking.cells import is_placeholder
from opsreport.checking.codes import found
from opsreport.checking.reconcile import TOLERANCE, cells, settled, tab_of
from opsreport.model.finding import Finding, Identity
from opsreport.model.number import Number
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import RATE

WEIGHT_SLACK = 0.001
OFF_TARGET = ("near", "missed", "far_below")


def promises(dataset: Dataset) -> Iterator[Identity]:
    """What must add up to be a plan: weights, R14, and the parts of goals, R15."""
    yield from _weights(dataset)
    yield from _goal_gaps(dataset)


def _weights(dataset: Dataset) -> Iterator[Identity]:
    """R14, over the metrics of the report month."""
    metrics = tuple(dataset["kpi"].where(month=dataset.period).frame["metric_id"])
    table = dataset["metric_defs"].where(metric_id=metrics)
    total = table.total("weight", RATE)
    if not total.is_missing:
        filled = table.frame.index[table.frame["weight"].notna()]
        one = Identity("weights", total, Number(1.0, RATE), WEIGHT_SLACK, month=str(dataset.period))
        yield settled(one, "weights_not_100", cells(table, "weight", filled), "metric_defs", seen=f"{total.amount:.1%}")


def _goal_gaps(dataset: Dataset) -> Iterator[Identity]:
    """R15: the parts of a goal that can be added up against the whole."""
    table = dataset["goals"]
    pairs = dict.fromkeys(zip(table.frame["period"], table.frame["metric_id"], table.frame["dim_type"], strict=True))
    for period, metric_id, kind in pairs:
        if kind != "total":
            whole = table.where(period=period, metric_id=metric_id, dim_type="total")
            yield from _goal_gap(dataset, whole, table.where(period=period, metric_id=metric_id, dim_type=kind))


def _goal_gap(dataset: Dataset, whole: Table, parts: Table) -> Iterator[Identity]:
    period, metric_id = parts.frame[["period", "metric_id"]].iloc[0]
    metric = metric_of(dataset, metric_id)
    total, summed = whole.total("value", metric.unit), parts.total("value", metric.unit)
    if metric.unit.kind not in ("count", "money", "plain") or total.is_missing or summed.is_missing:
        return
    name, slack = metric.labels[0], TOLERANCE * abs(total.amount)
    one = Identity("goal_split", summed, total, slack, month=period, subject=name)
    gap = summed.amount - total.amount
    numbers = {"total": f"{total.amount:,.0f}", "sum": f"{summed.amount:,.0f}", "gap": f"{gap:+,.0f}"}
    where = cells(whole, "value") + cells(parts, "value")
    yield settled(one, "goal_split_gap", where, "goals", metric=name, month=period, **numbers)


def missing_causes(dataset: Dataset) -> Iterator[Finding]:
    """A metric off its target in the report month without a typed 原因."""
    month = dataset.period
    kpi = dataset["kpi"].where(month=month)
    causes = dataset["commentary"].where(month=month, object_type="metric", kind="cause").frame
    said = {name for name, text in zip(causes["object_id"], causes["text"], strict=True) if not is_placeholder(text)}
    waiting = kpi.frame[kpi.frame["target"].notna() & ~kpi.frame["metric_id"].isin(said)]
    owed: dict[int, str] = {}
    for index, metric_id in zip(waiting.index, waiting["metric_id"], strict=True):
        metric = metric_of(dataset, metric_id)
        actual, target = actual_of(dataset, metric, month), target_of(dataset, metric, month)
        if target_status(actual, target, metric.polarity, rules_of(dataset)) in OFF_TARGET:
            owed[index] = metric.labels[0]
    if owed:
        yield found("missing_cause", cells(kpi, "metric_id", owed), tab_of("kpi"), seen=" / ".join(owed.values()))
