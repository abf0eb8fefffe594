"""Rows in the wrong month: none where some belong, some where none can be, last month's where new ones should be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.checking.lines import Line
from opsreport.checking.reconcile import cells, number, rows, tab_of
from opsreport.checking.typed import Typed, month_column
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import MISSING

SAME_SHARE = 0.9
FEWEST_SAME = 5
FEWEST_METRICS = 4
_MEASURES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "kpi": {"kpi": ("actual",)},
    "channels": {"channels": ("visits", "new_users", "payers", "revenue", "spend")},
    "users": {
        "retention": ("retained", "observed"),
        "activity_tiers": ("users", "interactions"),
        "funnels": ("users",),
        "churn_reasons": ("count",),
        "feedback": ("count",),
    },
}
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
    yield from _misplaced_in(typed)
    yield from _too_late(dataset)
    yield from _not_updated(dataset)


def _with_actual(dataset: Dataset) -> Table:
    kpi = dataset["kpi"]
    filled = kpi.frame["actual"].notna() | (kpi.frame["numerator"].notna() & kpi.frame["denominator"].notna())
    return Table(kpi.schema, kpi.frame[filled], kpi.places)


def _no_such_month(dataset: Dataset, typed: Sequence[Typed]) -> Iterator[Finding]:
    table = _with_actual(dataset)
    sheet = next((one.sheet for one in typed if one.sheet.tab.name == "kpi"), None)
    if sheet is None or len(table.where(month=dataset.period)):
        return
    months = sorted({month for month in table.frame["month"] if len(month) == 7})
    seen = f"{months[0]} … {months[-1]}" if len(months) > 6 else listed(months, 6) or MISSING
    where = (Origin(sheet.sheet.file, sheet.sheet.name),)
    yield found("no_such_month", where, sheet.tab, month=str(dataset.period), seen=seen)


def _month_field(table: Table) -> str:
    return "cohort_month" if table.name == "retention" else "month"


def _without_rows(dataset: Dataset) -> Iterator[Finding]:
    for names in _MONTHLY.values():
        filled = [dataset[name] for name in names if len(dataset[name])]
        if filled and not any(len(table.where(**{_month_field(table): dataset.period})) for table in filled):
            last = max(month for table in filled for month in table.frame[_month_field(table)])
            where = cells(filled[0], _month_field(filled[0]))[-1:]
            yield found("month_without_rows", where, tab_of(names[0]), month=str(dataset.period), seen=last)


def _misplaced_in(typed: Sequence[Typed]) -> Iterator[Finding]:
    """Rows of another month in a sheet or file that is named after one."""
    for one in typed:
        column, named = month_column(one.sheet), one.sheet.named_month
        if column and named:
            yield from _strangers(one, column.name, named)


def _strangers(one: Typed, column: str, named: Period) -> Iterator[Finding]:
    lines = [line for line in one.data if len(line.text(column)) == 7 and _has_actual(line)]
    months = {line.text(column) for line in lines}
    is_other = len(months) == 1 and months != {str(named)}
    for line in lines:
        month = line.text(column)
        if is_other or month > str(named):
            yield found("month_misplaced", (line.origin(column),), one.sheet.tab, seen=month, month=str(named))


def _has_actual(line: Line) -> bool:
    return line.sheet.tab.name != "kpi" or "actual" in line.values


def _too_late(dataset: Dataset) -> Iterator[Finding]:
    """Actuals after the report month that are too few, or too far off, to be a whole later month."""
    for table in (_with_actual(dataset), dataset["channels"], dataset["contents"]):
        now = len(table.where(month=dataset.period))
        later = sorted({m for m in table.frame["month"] if len(m) == 7 and m > str(dataset.period)})
        for month in later if now else ():
            rows_then = table.where(month=month)
            is_next = str(Period.parse(month).previous) in (str(dataset.period), *later)
            is_partial = table.name != "contents" and len(rows_then) < now / 2
            if not is_next or is_partial:
                where = cells(rows_then, "publish_at" if table.name == "contents" else "month")
                yield found("month_misplaced", where, tab_of(table.name), seen=month, month=str(dataset.period))


def _not_updated(dataset: Dataset) -> Iterator[Finding]:
    for tab, measures in _MEASURES.items():
        pairs = [pair for name, fields in measures.items() for pair in _pairs(dataset, name, fields)]
        same = sum(now == before for now, before in pairs)
        if len(pairs) >= (FEWEST_METRICS if tab == "kpi" else FEWEST_SAME) and same >= SAME_SHARE * len(pairs):
            table = next(dataset[name] for name in measures if len(dataset[name].where(**_now(dataset, name))))
            where = cells(table.where(**_now(dataset, table.name)), measures[table.name][0])
            details = {"month": str(dataset.period), "before": str(dataset.period.previous)}
            yield found("not_updated", where, tab_of(table.name), **details, same=str(same), rows=str(len(pairs)))


def _now(dataset: Dataset, name: str) -> dict[str, object]:
    return {_month_field(dataset[name]): dataset.period}


def _pairs(dataset: Dataset, name: str, fields: Sequence[str]) -> Iterator[tuple[float, float]]:
    """This month's and last month's number of every cell that both months fill."""
    table, month = dataset[name], _month_field(dataset[name])
    key = [part for part in table.schema.key if part != month]
    before = {tuple(row[k] for k in key): row for _, row in rows(table.where(**{month: dataset.period.previous}))}
    for _, row in rows(table.where(**{month: dataset.period})):
        old = before.get(tuple(row[k] for k in key))
        for field in fields if old else ():
            pair = number(row, field), number(old or {}, field)
            if all(math.isfinite(value) and value for value in pair):
                yield pair
