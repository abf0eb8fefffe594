"""Rows in the wrong month: none where some belong, some where none can be, last month's where new ones should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.copied import copied_findings, month_field
from opsreport.checking.gather import listed
from opsreport.checking.kept import is_of_a_month
from opsreport.checking.reconcile import cells, rows, tab_of
from opsreport.checking.typed import Typed, month_column
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import MISSING

_MONTHLY = {
    "channels": ("channels",),
    "users": ("retention", "activity_tiers", "funnels", "churn_reasons", "feedback"),
    "campaigns": ("campaigns",),
    "contents": ("contents",),
}


def month_findings(dataset: Dataset, typed: Sequence[Typed]) -> Iterator[Finding]:
    """Everything that is wrong with months."""
    yield from _no_such_month(dataset, typed)
    yield from _without_rows(dataset)
    yield from _misplaced_in(typed, dataset.period)
    yield from _too_late(dataset)
    yield from copied_findings(dataset)
    yield from _gone(dataset)


def _with_actual(dataset: Dataset) -> Table:
    kpi = dataset["kpi"]
    filled = kpi.frame["actual"].notna() | (kpi.frame["numerator"].notna() & kpi.frame["denominator"].notna())
    return Table(kpi.schema, kpi.frame[filled], kpi.places)


def _no_such_month(dataset: Dataset, typed: Sequence[Typed]) -> Iterator[Finding]:
    table = _with_actual(dataset)
    lists = [one for one in typed if one.sheet.tab.name == "kpi"]
    if not lists or len(table.where(month=dataset.period)):
        return
    months = sorted({month for month in table.frame["month"].unique() if len(month) == 7})
    seen = f"{months[0]} … {months[-1]}" if len(months) > 6 else listed(months, 6) or MISSING
    latest = max(lists, key=lambda one: max((line.text("month") for line in one.data), default="")).sheet
    where = (Origin(latest.sheet.file, latest.sheet.name),)
    lack = "numbers" if dataset.has("kpi", month=dataset.period) else "rows"
    yield found("no_such_month", where, latest.tab, month=str(dataset.period), seen=seen, lack=lack)


def _without_rows(dataset: Dataset) -> Iterator[Finding]:
    for names in _MONTHLY.values():
        filled = [dataset[name] for name in names if len(dataset[name])]
        if filled and not any(len(table.where(**{month_field(table): dataset.period})) for table in filled):
            last = max(month for table in filled for month in table.frame[month_field(table)].unique())
            where = cells(filled[0], month_field(filled[0]), filled[0].frame.index[-1:])
            yield found("month_without_rows", where, tab_of(names[0]), month=str(dataset.period), seen=last)


def _misplaced_in(typed: Sequence[Typed], period: Period) -> Iterator[Finding]:
    """Rows of another month in a sheet or file that is named after one."""
    for one in typed:
        column, named = month_column(one.sheet), one.sheet.named_month
        if column and named:
            yield from _strangers(one, column.name, named, period)


def _strangers(one: Typed, column: str, named: Period, period: Period) -> Iterator[Finding]:
    """Actuals after that month, or all of one earlier month that is not the report's either.

    A workbook that was rolled to a month holds the actuals of the month before beside its own targets.
    """
    if one.sheet.sheet.is_earlier:
        return
    months = one.data.texts(column)
    has_actual = one.data.is_filled("actual") if one.sheet.tab.name == "kpi" else np.ones(len(months), bool)
    said = {month for month, has in zip(months, has_actual.tolist(), strict=True) if has and len(month) == 7}
    is_other = len(said) == 1 and str(named) not in months and said != {str(period)}
    strange = {month for month in said if is_other or month > str(named)}
    for at in np.flatnonzero(has_actual).tolist() if strange else ():
        if (month := months[at]) in strange:
            where = (one.data.origin(at, column),)
            yield found("month_misplaced", where, one.sheet.tab, seen=month, month=str(named))


def _too_late(dataset: Dataset) -> Iterator[Finding]:
    """Actuals after the report month that are too few, or too far off, to be a whole later month."""
    for table in (_with_actual(dataset), dataset["channels"], dataset["contents"]):
        now = len(table.where(month=dataset.period))
        later = sorted({m for m in table.frame["month"].unique() if len(m) == 7 and m > str(dataset.period)})
        for month in later if now else ():
            rows_then = table.where(month=month)
            is_next = str(Period.parse(month).previous) in (str(dataset.period), *later)
            is_partial = table.name != "contents" and len(rows_then) < now / 2
            if not is_next or is_partial:
                where = cells(rows_then, "publish_at" if table.name == "contents" else "month")
                yield found("month_misplaced", where, tab_of(table.name), seen=month, month=str(dataset.period))


def _gone(dataset: Dataset) -> Iterator[Finding]:
    """Metrics with an actual last month and no row at all this month, where others have one."""
    table = _with_actual(dataset)
    now = set(dataset["kpi"].where(month=dataset.period).frame["metric_id"])
    last = table.where(month=dataset.period.previous)
    for index, row in rows(last) if len(table.where(month=dataset.period)) else ():
        if row["metric_id"] not in now and not is_of_a_month(str(row["metric_id"])):
            metric = metric_of(dataset, str(row["metric_id"])).labels[0]
            details = {"metric": metric, "month": str(dataset.period), "before": str(dataset.period.previous)}
            yield found("metric_without_row", (last.origin(index, "metric_id"),), tab_of("kpi"), **details)
