"""The numerators and denominators of a month against the metrics they name, and against each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from opsreport.checking.codes import found
from opsreport.checking.reconcile import TOLERANCE, number, rows, tab_of
from opsreport.metrics import metric_with_id
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.table import Dataset

# only these: the visits of a bounce or interaction rate may be those of one page or platform
WHOLE_COMPANY = ("pay_conv", "visit_pay_conv", "reg_conv", "arppu", "arpu", "cac", "stickiness")


@dataclass(frozen=True, slots=True)
class _Said:
    """One number said of an input: by which metric, what it says, where."""

    metric: str
    value: float
    origin: Origin


def part_findings(dataset: Dataset) -> Iterator[Finding]:
    """Parts in the report month that differ by more than 0.5 % from their metric's actual, else from the first part."""
    actuals = _actuals(dataset)
    firsts = dict(actuals)
    for name, part in _parts(dataset):
        first = firsts.setdefault(name, part)
        if abs(part.value - first.value) > TOLERANCE * abs(first.value):
            details = {"month": str(dataset.period), "part": _label(name), "metric": _label(part.metric)}
            numbers = {"seen": f"{part.value:,.0f}", "expected": f"{first.value:,.0f}"}
            where = (part.origin, first.origin)
            yield found("part_differs", where, tab_of("kpi"), **details, **numbers, other=_label(first.metric))


def _actuals(dataset: Dataset) -> dict[str, _Said]:
    kpi = dataset["kpi"].where(month=dataset.period)
    said = ((str(row["metric_id"]), number(row, "actual"), index) for index, row in rows(kpi))
    return {name: _Said(name, value, kpi.origin(index, "actual")) for name, value, index in said if value == value}


def _parts(dataset: Dataset) -> Iterator[tuple[str, _Said]]:
    """Each typed part of the company-wide ratios, with the metric that it is."""
    kpi = dataset["kpi"].where(month=dataset.period, metric_id=WHOLE_COMPANY)
    for index, row in rows(kpi):
        metric = metric_with_id(str(row["metric_id"]))
        for name, field in zip(metric.inputs or () if metric else (), ("numerator", "denominator"), strict=False):
            value = number(row, field)
            if metric and metric_with_id(name) and math.isfinite(value):
                yield name, _Said(metric.id, value, kpi.origin(index, field))


def _label(metric_id: str) -> str:
    metric = metric_with_id(metric_id)
    return metric.labels[0] if metric else metric_id
