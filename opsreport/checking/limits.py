"""What cannot be: funnels that rise, more retained than observed, progress above 100 %, ends before starts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime

from opsreport.checking.codes import found
from opsreport.checking.reconcile import TOLERANCE, cells, number, rows, tab_of
from opsreport.model.finding import Finding
from opsreport.model.table import Dataset, Table

LEAST_SCORE, MOST_SCORE = 1, 5


def limit_findings(dataset: Dataset) -> Iterator[Finding]:
    """Every number or day that contradicts itself or its row."""
    yield from _funnel_rises(dataset)
    yield from _retained(dataset)
    yield from _churn(dataset)
    yield from _progress(dataset)
    yield from _days(dataset["campaigns"], "start", "end")
    yield from _days(dataset["actions"], "start", "due")
    yield from _scores(dataset)


def _funnel_rises(dataset: Dataset) -> Iterator[Finding]:
    table = dataset["funnels"]
    above: dict[tuple[object, object], tuple[int, float, object]] = {}
    for index, row in rows(table):
        funnel, users = (row["month"], row["funnel_id"]), number(row, "users")
        upper, most, name = above.get(funnel, (index, math.inf, ""))
        if users > most:
            origins = (table.origin(index, "users"), table.origin(upper, "users"))
            details = {"step": str(row["step_name"]), "upper": str(name), "month": str(row["month"])}
            yield found(
                "funnel_rises", origins, tab_of("funnels"), **details, seen=f"{users:,.0f}", most=f"{most:,.0f}"
            )
        if math.isfinite(users):
            above[funnel] = index, users, row["step_name"]


def _retained(dataset: Dataset) -> Iterator[Finding]:
    table, kpi = dataset["retention"], dataset["kpi"].where(metric_id="new_users").frame
    new_users = dict(zip(kpi["month"], kpi["actual"], strict=True))
    for index, row in rows(table):
        observed, retained = number(row, "observed"), number(row, "retained")
        everyone = float(new_users.get(row["cohort_month"], math.nan))
        details = {"month": str(row["cohort_month"]), "day": f"{number(row, 'day_n'):.0f}"}
        if retained > observed:
            origins = (table.origin(index, "retained"), table.origin(index, "observed"))
            seen = {"seen": f"{retained:,.0f}", "most": f"{observed:,.0f}"}
            yield found("retained_above_observed", origins, tab_of("retention"), **details, **seen)
        if observed > everyone * (1 + TOLERANCE):
            seen = {"seen": f"{observed:,.0f}", "most": f"{everyone:,.0f}"}
            yield found(
                "observed_above_new_users", (table.origin(index, "observed"),), tab_of("retention"), **details, **seen
            )


def _churn(dataset: Dataset) -> Iterator[Finding]:
    table = dataset["churn_reasons"]
    for index, row in rows(table):
        count, base = number(row, "count"), number(row, "base_n")
        if count > base:
            origins = (table.origin(index, "count"), table.origin(index, "base_n"))
            details = {"reason": str(row["reason"]), "seen": f"{count:,.0f}", "most": f"{base:,.0f}"}
            yield found("churn_over_base", origins, tab_of("churn_reasons"), **details)
    for month in dict.fromkeys(table.frame["month"]):
        yield from _churn_sum(table.where(month=month), month)


def _churn_sum(part: Table, month: str) -> Iterator[Finding]:
    """R10: all answers of a month against its base; more are only right where several answers were allowed."""
    base, total = part.total("base_n", how="max").amount, part.total("count").amount
    if total > base:
        details = {"month": month, "sum": f"{total:,.0f}", "most": f"{base:,.0f}"}
        yield found("churn_sum_over_base", cells(part, "count"), tab_of("churn_reasons"), **details)


def _progress(dataset: Dataset) -> Iterator[Finding]:
    table = dataset["actions"]
    for index, row in rows(table):
        progress = number(row, "progress")
        if progress > 1:
            where = (table.origin(index, "progress"),)
            yield found(
                "progress_out_of_range", where, tab_of("actions"), item=str(row["action"]), seen=f"{progress:.0%}"
            )


def _days(table: Table, start: str, end: str) -> Iterator[Finding]:
    for index, row in rows(table):
        first, last = row[start], row[end]
        if isinstance(first, datetime) and isinstance(last, datetime) and last < first:
            origins = (table.origin(index, end), table.origin(index, start))
            yield found("end_before_start", origins, tab_of(table.name), **_day_details(row, first, last))


def _day_details(row: Mapping[str, object], first: datetime, last: datetime) -> dict[str, str]:
    name = str(row.get("campaign_id") or row.get("action"))
    return {"item": name, "start": f"{first:%Y-%m-%d}", "seen": f"{last:%Y-%m-%d}"}


def _scores(dataset: Dataset) -> Iterator[Finding]:
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
