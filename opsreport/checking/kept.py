"""Users who stay: what the core metrics say of a day against the people of the users' tab."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from opsreport.checking.codes import found
from opsreport.checking.reconcile import cell_number, number, rows, tab_of
from opsreport.metrics import metric_with_id
from opsreport.model.finding import Finding, Identity
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.model.unit import PERSON, RATE

_METRIC = re.compile(r"d(\d+)_ret")
_KEPT = Formula("retained / observed")
# the days of a month: those who have been there as long came a month before
A_MONTH = 28
# what a rate written without decimals may have lost, and one with one decimal
_WHOLE, _TENTH = 0.005, 0.0005
_HAIR = 1e-9


def is_of_a_month(metric_id: str) -> bool:
    """Whether a metric is the retention of so many days that those who came this month have not been there as long."""
    day = _METRIC.fullmatch(metric_id)
    return day is not None and int(day[1]) >= A_MONTH


def kept_rates(dataset: Dataset) -> Iterator[Identity]:
    """The rate of each day and month against retained ÷ observed of who came that month, or, from 28 days on, before.

    They agree within what rounding took from the rate.
    """
    kpi = dataset["kpi"]
    names = dict.fromkeys(kpi.frame["metric_id"])
    kpi = kpi.where(metric_id=tuple(name for name in names if _METRIC.fullmatch(name)))
    for index, row in rows(kpi):
        day, month = _METRIC.fullmatch(str(row["metric_id"])), str(row["month"])
        typed = number(row, "actual")
        if day is None or typed != typed:
            continue
        made = [one for one in (_made(dataset, when, int(day[1])) for when in _cohorts(month, int(day[1]))) if one]
        if not made:
            continue
        left = cell_number(kpi, index, "actual", typed, RATE)
        value, at = min(made, key=lambda one: abs(one[0].amount - typed))
        one = Identity("retention_rate", left, value, _slack(typed), month=month, subject=_label(str(row["metric_id"])))
        yield one if one.is_met else _differing(dataset, one, index, at)


def without_proved(findings: Iterable[Finding], identities: Sequence[Identity]) -> Iterator[Finding]:
    """The findings without the question whether retention is people or percent, where a typed rate tells people."""
    is_proved = any(one.key == "retention_rate" and one.is_met for one in identities)
    tab = tab_of("retention").titles[0]
    asked = ("ambiguous_value", tab)
    yield from (one for one in findings if not is_proved or (one.code, one.tab) != asked or "day" not in one.details)


def _cohorts(month: str, day: int) -> tuple[str, ...]:
    """The months of registration that a month may speak of."""
    if len(month) != len("2025-06"):
        return ()
    return (month, str(Period.parse(month).previous)) if day >= A_MONTH else (month,)


def _made(dataset: Dataset, month: str, day: int) -> tuple[Number, int] | None:
    """The rate of who came in a month, and the row that it is of; None where a side of it is missing."""
    table = dataset["retention"].where(cohort_month=month, day_n=day)
    for index, row in rows(table):
        parts = {n: cell_number(table, index, n, number(row, n), PERSON) for n in ("retained", "observed")}
        value = derived(_KEPT, RATE, parts)
        if not value.is_missing:
            return value, index
    return None


def _slack(typed: float) -> float:
    percent = abs(typed) * 100
    return (_WHOLE if abs(percent - round(percent)) < _HAIR else _TENTH) + _HAIR


def _label(metric_id: str) -> str:
    metric = metric_with_id(metric_id)
    return metric.labels[0] if metric else metric_id


def _differing(dataset: Dataset, one: Identity, kpi_row: int, row: int) -> Identity:
    table = dataset["retention"]
    where = (dataset["kpi"].origin(kpi_row, "actual"), table.origin(row, "retained"), table.origin(row, "observed"))
    numbers = {"seen": f"{one.left.amount:.1%}", "expected": f"{one.right.amount:.1%}"}
    details = {"metric": one.subject, "month": one.month}
    return replace(one, finding=found("retention_rate_differs", where, tab_of("kpi"), **details, **numbers))
