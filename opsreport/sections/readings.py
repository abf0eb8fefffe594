"""What sentences may say of one metric: its reading as facts, and its offer to the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.analysis.compare import multiple
from opsreport.analysis.scorecard import MetricReading
from opsreport.model.metric import Polarity
from opsreport.model.number import Number
from opsreport.model.report import Fact, Voice


def change_facts(now: Number, before: Number, change: Number, code: str, polarity: Polarity) -> dict[str, Fact]:
    """One change for the macro `moved`: `change`, its `code` (compare.change_code), `multiple`, `polarity`."""
    return {"change": change, "code": code, "multiple": multiple(now, before), "polarity": polarity}


def metric_facts(reading: MetricReading, voice: Voice) -> dict[str, Fact]:
    """Everything a sentence may say of one metric.

    name, actual, target, attainment, gap, relative_gap, status, polarity;
    `month` and `year` (change_facts against last month and last year); `to_date`
    (actual, target, attainment, status), `full_year` (target, progress).
    """
    polarity, so_far = reading.metric.polarity, reading.year
    month = (reading.before, reading.change, reading.change_code)
    year = (reading.year_before, reading.year_change, reading.year_code)
    return {
        "name": reading.metric.label(voice.lang),
        "actual": reading.actual,
        "target": reading.target,
        "attainment": reading.attainment,
        "gap": reading.gap,
        "relative_gap": reading.relative_gap,
        "status": reading.status,
        "is_pro_rata": reading.is_pro_rata,
        "polarity": polarity,
        "month": change_facts(reading.actual, *month, polarity),
        "year": change_facts(reading.actual, *year, polarity),
        "to_date": {
            "actual": so_far.actual,
            "target": so_far.target,
            "attainment": so_far.attainment,
            "status": so_far.status,
        },
        "full_year": {"target": so_far.full_year_target, "progress": so_far.progress},
    }


def lead_of(readings: Sequence[MetricReading]) -> MetricReading:
    """The metric a headline speaks of: revenue where there is one, else the heaviest, else the first."""
    there = [r for r in readings if not r.actual.is_missing] or list(readings)
    known = (r for name in ("revenue", "gmv") for r in there if r.metric.id == name)
    return next(known, None) or max(there, key=_weight_or_zero)


def weight_shares(readings: Sequence[MetricReading]) -> Mapping[str, float]:
    """Each metric's share of all weights; equal shares where nobody typed one."""
    typed = {r.metric.id: _weight_or_zero(r) for r in readings}
    total = sum(typed.values())
    return {name: weight / total if total else 1 / len(typed) for name, weight in typed.items()}


def _weight_or_zero(reading: MetricReading) -> float:
    return 0.0 if reading.weight.is_missing else reading.weight.amount
