"""Rows in the wrong month: none where some belong, some where none can be, last month's where new ones should be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
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
FEWEST_COPIED = 3
MEASURES: Mapping[str, Mapping[str, Sequence[str]]] = {
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
    yield from _gone(dataset)


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


def month_field(table: Table) -> str:
    """The field of the table that says the month."""
    return "cohort_month" if table.name == "retention" else "month"


def _without_rows(dataset: Dataset) -> Iterator[Finding]:
    for names in _MONTHLY.values():
        filled = [dataset[name] for name in names if len(dataset[name])]
        if filled and not any(len(table.where(**{month_field(table): dataset.period})) for table in filled):
            last = max(month for table in filled for month in table.frame[month_field(table)])
            where = cells(filled[0], month_field(filled[0]))[-1:]
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
    """A tab as good as all of whose numbers are last month's; else each column of which all are."""
    for tab, measures in MEASURES.items():
        columns = {(name, field): _pairs(dataset, name, field) for name, fields in measures.items() for field in fields}
        pairs = [pair for found_pairs in columns.values() for pair in found_pairs]
        same = sum(pair.is_same for pair in pairs)
        if len(pairs) >= (FEWEST_METRICS if tab == "kpi" else FEWEST_SAME) and same >= SAME_SHARE * len(pairs):
            yield _all_same(dataset, measures, same=same, of=len(pairs))
        else:
            yield from (
                _copied(dataset, column, found_pairs)
                for column, found_pairs in columns.items()
                if _is_copy(found_pairs)
            )


def _all_same(dataset: Dataset, measures: Mapping[str, Sequence[str]], *, same: int, of: int) -> Finding:
    table = next(dataset[name] for name in measures if len(dataset[name].where(**_now(dataset, name))))
    where = cells(table.where(**_now(dataset, table.name)), measures[table.name][0])
    details = {"month": str(dataset.period), "before": str(dataset.period.previous)}
    return found("not_updated", where, tab_of(table.name), **details, same=str(same), rows=str(of))


def _is_copy(pairs: Sequence[_Pair]) -> bool:
    return len(pairs) >= FEWEST_COPIED and all(pair.is_same for pair in pairs)


def _copied(dataset: Dataset, column: tuple[str, str], pairs: Sequence[_Pair]) -> Finding:
    """A column of a month that says what the month before said, with both ranges."""
    (name, field), table = column, dataset[column[0]]
    now, before = (cells(table, field, ids) for ids in ([p.now for p in pairs], [p.before for p in pairs]))
    details = {"month": str(dataset.period), "before": str(dataset.period.previous), "count": str(len(pairs))}
    words = {"table": table.schema.titles[0], "column": table.schema.field(field).headers[0]}
    return found("values_copied", (*ranges(now), *ranges(before)), tab_of(name), **details, **words)


def _now(dataset: Dataset, name: str) -> dict[str, object]:
    return {month_field(dataset[name]): dataset.period}


@dataclass(frozen=True, slots=True)
class _Pair:
    """The row ids of one thing this month and last month, and whether both say the same number."""

    now: int
    before: int
    is_same: bool


def _pairs(dataset: Dataset, name: str, field: str) -> list[_Pair]:
    """The cells of a field that both months fill with a number other than zero."""
    table, month = dataset[name], month_field(dataset[name])
    key = [part for part in table.schema.key if part != month]
    last = table.where(**{month: dataset.period.previous})
    before = {tuple(row[k] for k in key): (index, number(row, field)) for index, row in rows(last)}
    pairs: list[_Pair] = []
    for index, row in rows(table.where(**{month: dataset.period})):
        old = before.get(tuple(row[k] for k in key))
        now, last_time = number(row, field), old[1] if old else math.nan
        if old and all(math.isfinite(value) and value for value in (now, last_time)):
            pairs.append(_Pair(index, old[0], now == last_time))
    return pairs


def _gone(dataset: Dataset) -> Iterator[Finding]:
    """Metrics with an actual last month and no row at all this month, where others have one."""
    table = _with_actual(dataset)
    now = set(dataset["kpi"].where(month=dataset.period).frame["metric_id"])
    last = table.where(month=dataset.period.previous)
    for index, row in rows(last) if len(table.where(month=dataset.period)) else ():
        if row["metric_id"] not in now:
            metric = metric_of(dataset, str(row["metric_id"])).labels[0]
            details = {"metric": metric, "month": str(dataset.period), "before": str(dataset.period.previous)}
            yield found("metric_without_row", (last.origin(index, "metric_id"),), tab_of("kpi"), **details)
