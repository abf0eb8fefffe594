"""What cannot be: funnels that rise, more retained than observed, progress above 100 %, ends before starts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import pandas as pd

from opsreport.checking.codes import found
from opsreport.checking.plainly import NUMBER_LOOKS
from opsreport.checking.reconcile import (
    TOLERANCE,
    cell_number,
    cells_one_by_one,
    number,
    rows,
    settled,
    tab_of,
    told_rows,
)
from opsreport.model.finding import Finding, Identity
from opsreport.model.formula import Formula
from opsreport.model.number import Cells, Derived, Number
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import DAYS, PERSON, RATE

LEAST_SCORE, MOST_SCORE = 1, 5
MOST = 1e15
_LENGTH = Formula("end - start")
_DAY = 86_400


def bounds(dataset: Dataset) -> Iterator[Identity]:
    """What cannot be more than something else: R6, R8, R10, R20."""
    yield from _funnel_steps(dataset)
    yield from _retained(dataset)
    yield from _churn(dataset)
    yield from _progress(dataset)
    yield from _days(dataset["campaigns"], "start", "end")
    yield from _days(dataset["actions"], "start", "due")


def _funnel_steps(dataset: Dataset) -> Iterator[Identity]:
    table, uppers = dataset["funnels"], _uppers(dataset["funnels"])
    users = table.frame["users"]
    over = (users[uppers.index] - users[uppers].to_numpy()).reindex(users.index)
    for index, row, many in told_rows(table, over):
        upper = int(uppers[index])
        left, right = (_people(table, at, "users", float(users[at])) for at in (index, upper))
        one = _at_most("funnel_step", left, right, month=str(row["month"]), subject=str(row["step_name"]))
        origins = (table.origin(at, "users") for at in (index, upper))
        details = {"step": one.subject, "upper": str(table.value(upper, "step_name")), "month": one.month}
        yield settled(replace(one, count=many), "funnel_rises", origins, "funnels", **details, **_both(one))


def _uppers(table: Table) -> pd.Series:
    """The row above each in its month's funnel, of those that say how many users; not of the first ones."""
    told = table.frame[table.frame["users"].notna()]
    ids = pd.Series(told.index, told.index, dtype=float)
    return ids.groupby([told["month"], told["funnel_id"]], sort=False, dropna=False).shift().dropna().astype(int)


def _people(table: Table, index: int, field: str, value: float) -> Number:
    return cell_number(table, index, field, value, PERSON)


def _at_most(key: str, left: Number, right: Number, *, month: str = "", subject: str = "") -> Identity:
    return Identity(key, left, right, relation="at_most", month=month, subject=subject)


def _both(one: Identity) -> dict[str, str]:
    return {"seen": f"{one.left.amount:,.0f}", "most": f"{one.right.amount:,.0f}"}


def _retained(dataset: Dataset) -> Iterator[Identity]:
    table, kpi = dataset["retention"], dataset["kpi"].where(metric_id="new_users")
    new_users = dict(zip(kpi.frame["month"], kpi.frame.index, strict=True))
    for index, row in rows(table):
        retained, observed = (_people(table, index, name, number(row, name)) for name in ("retained", "observed"))
        details = {"month": str(row["cohort_month"]), "day": f"{number(row, 'day_n'):.0f}"}
        about = {"month": details["month"], "subject": f"D{details['day']}"}
        where = table.origin(index, "observed")
        if not (retained.is_missing or observed.is_missing):
            one, both = (
                _at_most("retained_observed", retained, observed, **about),
                (table.origin(index, "retained"), where),
            )
            yield settled(one, "retained_above_observed", both, "retention", **details, **_both(one))
        if row["cohort_month"] in new_users and not observed.is_missing:
            everyone = _everyone(kpi, new_users[row["cohort_month"]])
            one = _at_most("observed_new_users", observed, everyone, **about)
            one = replace(one, slack=TOLERANCE * everyone.amount)
            if not everyone.is_missing:
                yield settled(one, "observed_above_new_users", (where,), "retention", **details, **_both(one))


def _everyone(kpi: Table, row: int) -> Number:
    value = kpi.value(row, "actual")
    return _people(kpi, row, "actual", math.nan if value is None else float(value))


def _churn(dataset: Dataset) -> Iterator[Identity]:
    table, fields = dataset["churn_reasons"], ("count", "base_n")
    for index, row, many in told_rows(table, table.frame["count"] - table.frame["base_n"]):
        count, base = (_people(table, index, name, number(row, name)) for name in fields)
        one = _at_most("churn_reason", count, base, month=str(row["month"]), subject=str(row["reason"]))
        origins, one = (table.origin(index, name) for name in fields), replace(one, count=many)
        yield settled(one, "churn_over_base", origins, "churn_reasons", reason=one.subject, **_both(one))
    for month in dict.fromkeys(table.frame["month"]):
        yield from _churn_sum(table.where(month=month), month)


def _churn_sum(part: Table, month: str) -> Iterator[Identity]:
    """R10: all answers of a month against its base; more are only right where several answers were allowed."""
    base, total = part.total("base_n", PERSON, how="max"), part.total("count", PERSON)
    if not (base.is_missing or total.is_missing):
        one = _at_most("churn_sum", total, base, month=month)
        numbers = {"sum": f"{total.amount:,.0f}", "most": f"{base.amount:,.0f}"}
        yield settled(
            one, "churn_sum_over_base", cells_one_by_one(part, "count"), "churn_reasons", month=month, **numbers
        )


def _progress(dataset: Dataset) -> Iterator[Identity]:
    table = dataset["actions"]
    for index, row, many in told_rows(table, table.frame["progress"] - 1):
        progress = number(row, "progress")
        left, name = cell_number(table, index, "progress", progress, RATE), str(row["action"])
        one = replace(_at_most("progress", left, Number(1.0, RATE), subject=name), count=many)
        where = (table.origin(index, "progress"),)
        yield settled(one, "progress_out_of_range", where, "actions", item=name, seen=f"{progress:.0%}")


def _days(table: Table, start: str, end: str) -> Iterator[Identity]:
    for index, row, many in told_rows(table, (table.frame[start] - table.frame[end]).dt.total_seconds()):
        first, last = row[start], row[end]
        assert isinstance(first, datetime)
        assert isinstance(last, datetime)
        sources = {"end": Cells(table.name, end, (index,)), "start": Cells(table.name, start, (index,))}
        length = Number((last - first).total_seconds() / _DAY, DAYS, Derived(_LENGTH, sources))
        details = _day_details(row, first, last)
        one = _at_most("end_after_start", Number(0.0, DAYS), length, subject=details["item"])
        origins = (table.origin(index, end), table.origin(index, start))
        yield settled(replace(one, count=many), "end_before_start", origins, table.name, **details)


def _day_details(row: Mapping[str, object], first: datetime, last: datetime) -> dict[str, str]:
    name = str(row.get("campaign_id") or row.get("action"))
    return {"item": name, "start": f"{first:%Y-%m-%d}", "seen": f"{last:%Y-%m-%d}"}


def numberless_findings(dataset: Dataset) -> Iterator[Finding]:
    """Numbers of so many digits (1E+308) that no sum of them can be exact: nothing that an operations team counts."""
    for table in dataset.tables.values():
        for field in table.schema.fields:
            values = table.frame[field.name]
            beyond = values.index[values.abs() > MOST] if values.dtype == float else ()
            for index in beyond:
                details = {"column": field.headers[0], "seen": f"{values[index]:g}", "closest": NUMBER_LOOKS}
                yield found("not_a_number", (table.origin(index, field.name),), tab_of(table.name), **details)


def score_findings(dataset: Dataset) -> Iterator[Finding]:
    """Probabilities and impacts that are no whole number from 1 to 5."""
    table = dataset["risks"]
    for index, row in rows(table):
        for field in ("probability", "impact"):
            score = number(row, field)
            if math.isfinite(score) and not (LEAST_SCORE <= score <= MOST_SCORE and score == int(score)):
                where = (table.origin(index, field),)
                details = {
                    "column": table.schema.field(field).headers[0],
                    "item": str(row["name"]),
                    "seen": f"{score:g}",
                }
                yield found("score_out_of_range", where, tab_of("risks"), **details)
