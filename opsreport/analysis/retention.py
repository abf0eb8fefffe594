"""Cohorts: who registered in a month and was there again on day N.

A cohort's day N is due once its first users have reached it (first day + N ≤
cut-off). Before that, or without observed users, the rate is missing, not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from opsreport.analysis.cells import int_at, months_of, number_at, rows_for, rows_of
from opsreport.analysis.compare import change, change_code
from opsreport.analysis.cutoff import cutoff
from opsreport.analysis.rules import rules_of
from opsreport.analysis.significance import verdict_of
from opsreport.analysis.summarise import added, ratio
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import PERSON, RATE

COHORTS = 12


@dataclass(frozen=True, slots=True)
class Cohort:
    """One month's new users: how many were `observed` for each day N, and the rate of each."""

    month: Period
    observed: Mapping[int, Number]
    rates: Mapping[int, Number]


@dataclass(frozen=True, slots=True)
class Triangle:
    """The last cohorts, oldest first, over the same days; `averages` are Σ retained ÷ Σ observed of what is due."""

    days: tuple[int, ...]
    cohorts: tuple[Cohort, ...]
    averages: Mapping[int, Number]


@dataclass(frozen=True, slots=True)
class DayReading:
    """Day N of the latest cohort that is due against the cohort before it.

    `change` is in points; `verdict` is significant | not_significant | too_small | none.
    """

    day: int
    cohort: Period
    rate: Number
    before: Number
    change: Number
    code: str
    verdict: str


def triangle(dataset: Dataset, cohorts: int = COHORTS) -> Triangle | None:
    """The retention triangle up to the report month; None without retention rows."""
    table = rows_for(dataset, "retention")
    if table is None:
        return None
    months = [month for month in months_of(table, "cohort_month") if month <= dataset.period][-cohorts:]
    days = tuple(sorted({day for row in rows_of(table) if (day := int_at(table, row, "day_n")) is not None}))
    read = tuple(_cohort(dataset, table, month, days) for month in months)
    averages = {day: _average(dataset, table, tuple(months), day) for day in days}
    return Triangle(days, read, averages) if read and days else None


def day_readings(dataset: Dataset) -> tuple[DayReading, ...]:
    """For each day N its latest due cohort against the one before; days never due are left out."""
    found = triangle(dataset)
    if found is None:
        return ()
    readings = (_reading(dataset, found, day) for day in found.days)
    return tuple(reading for reading in readings if reading)


def is_due(dataset: Dataset, cohort: Period, day: int) -> bool:
    """Whether the first users of a cohort have reached day N within the data."""
    return cohort.first_day + timedelta(days=day) <= cutoff(dataset)


def _reading(dataset: Dataset, found: Triangle, day: int) -> DayReading | None:
    due = [cohort for cohort in found.cohorts if not cohort.rates[day].is_missing]
    if not due:
        return None
    latest = due[-1]
    earlier = next((c for c in found.cohorts if c.month == latest.month.previous), None)
    rate, before = latest.rates[day], earlier.rates[day] if earlier else Number(None, RATE)
    code = change_code(rate, before, "points", rules_of(dataset))
    verdict = _verdict(dataset, latest.month, day)
    return DayReading(day, latest.month, rate, before, change(rate, before, "points", "up"), code, verdict)


def _cohort(dataset: Dataset, table: Table, month: Period, days: tuple[int, ...]) -> Cohort:
    counts = {day: _counts(dataset, table, month, day) for day in days}
    rates = {day: ratio(retained, observed) for day, (retained, observed) in counts.items()}
    return Cohort(month, {day: observed for day, (_, observed) in counts.items()}, rates)


def _counts(dataset: Dataset, table: Table, month: Period, day: int) -> tuple[Number, Number]:
    """Retained and observed of one cell; both missing where it is not due or nobody was observed."""
    rows = table.where(cohort_month=month, day_n=day)
    if not len(rows) or not is_due(dataset, month, day):
        return Number(None, PERSON), Number(None, PERSON)
    row = rows_of(rows)[0]
    retained, observed = (number_at(rows, row, field, PERSON) for field in ("retained", "observed"))
    return (retained, observed) if observed.amount > 0 else (Number(None, PERSON), Number(None, PERSON))


def _average(dataset: Dataset, table: Table, months: tuple[Period, ...], day: int) -> Number:
    pairs = [_counts(dataset, table, month, day) for month in months]
    there = [pair for pair in pairs if not any(number.is_missing for number in pair)]
    return ratio(added([r for r, _ in there], PERSON), added([o for _, o in there], PERSON))


def _verdict(dataset: Dataset, month: Period, day: int) -> str:
    now, before = (_counts(dataset, dataset["retention"], m, day) for m in (month, month.previous))
    return verdict_of(now, before, rules_of(dataset))
