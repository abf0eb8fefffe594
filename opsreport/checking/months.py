"""Rows in the wrong month: none where some belong, some where none can be, last month's where new ones should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.kept import is_of_a_month
from opsreport.checking.lines import Mask
from opsreport.checking.reconcile import cells, rows, tab_of
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
# numbers of so many digits are not the same by chance
LONG = 4
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
    yield from _misplaced_in(typed, dataset.period)
    yield from _too_late(dataset)
    yield from _not_updated(dataset)
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


def month_field(table: Table) -> str:
    """The field of the table that says the month."""
    return "cohort_month" if table.name == "retention" else "month"


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


def _not_updated(dataset: Dataset) -> Iterator[Finding]:
    """A tab as good as all of whose numbers are last month's; else columns and rows of which all are, or too many."""
    for tab, measures in MEASURES.items():
        both = {name: _both(dataset, name) for name in measures}
        pairs = {(name, field): _pairs(both[name], field) for name, fields in measures.items() for field in fields}
        count, same = (
            int(sum(map(np.sum, some))) for some in zip(*((p.filled, p.same) for p in pairs.values()), strict=True)
        )
        if count >= (FEWEST_METRICS if tab == "kpi" else FEWEST_SAME) and same >= SAME_SHARE * count:
            yield _all_same(dataset, measures, same=same, of=count)
        else:
            for (name, field), one in pairs.items():
                if (copied := one.copied).any():
                    yield _copied(dataset, (name, field), [frame.index[copied].tolist() for frame in both[name]])
            for name, fields in measures.items():
                yield from _copied_rows(dataset, both[name], name, {field: pairs[name, field] for field in fields})


def _all_same(dataset: Dataset, measures: Mapping[str, Sequence[str]], *, same: int, of: int) -> Finding:
    table = next(dataset[name] for name in measures if len(dataset[name].where(**_now(dataset, name))))
    where = cells(table.where(**_now(dataset, table.name)), measures[table.name][0])
    details = {"month": str(dataset.period), "before": str(dataset.period.previous)}
    return found("not_updated", where, tab_of(table.name), **details, same=str(same), rows=str(of))


def _copied_rows(dataset: Dataset, both: _Both, name: str, pairs: Mapping[str, _Pairs]) -> Iterator[Finding]:
    """Rows all of whose numbers are last month's, where that is no chance."""
    table = dataset[name]
    filled, same, long = (
        np.array(some) for some in zip(*((one.filled, one.same, one.long) for one in pairs.values()), strict=True)
    )
    is_copy = (filled.sum(axis=0) >= FEWEST_COPIED) & (same == filled).all(axis=0) & (long.sum(axis=0) > 1)
    for at in np.flatnonzero(is_copy).tolist():
        ids = [int(frame.index[at]) for frame in both]
        fields = [field for field, is_filled in zip(pairs, filled[:, at].tolist(), strict=True) if is_filled]
        where = tuple(table.origin(one, field) for one in ids for field in fields)
        words = _words(dataset, table.name, _row_name(table, ids[0]), len(fields))
        yield found("values_copied", where, tab_of(table.name), **words)


def _row_name(table: Table, row: int) -> str:
    keys = [part for part in table.schema.key if part != month_field(table)]
    return " ".join(str(table.value(row, part)) for part in keys)


def _words(dataset: Dataset, name: str, what: str, count: int) -> dict[str, str]:
    months = {"month": str(dataset.period), "before": str(dataset.period.previous)}
    return {**months, "count": str(count), "table": dataset[name].schema.titles[0], "column": what}


def _copied(dataset: Dataset, column: tuple[str, str], ids: Sequence[Sequence[int]]) -> Finding:
    """Cells of a column that say what they said the month before, with both ranges."""
    (name, field), table = column, dataset[column[0]]
    now, before = (cells(table, field, some) for some in ids)
    words = _words(dataset, name, table.schema.field(field).headers[0], len(ids[0]))
    return found("values_copied", (*ranges(now), *ranges(before)), tab_of(name), **words)


def _now(dataset: Dataset, name: str) -> dict[str, object]:
    return {month_field(dataset[name]): dataset.period}


class _Both(NamedTuple):
    """The rows of what both months have: this month's, and last month's of the same things in the same order."""

    now: pd.DataFrame
    before: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Of the rows of both months: which fill a field with a number in both, with the same, with one of many digits."""

    filled: Mask
    same: Mask
    long: Mask

    @property
    def copied(self) -> Mask:
        """The pairs that are no chance: all of a column, else the same numbers of many digits; none for too few."""
        chosen: Mask = self.same if (self.same == self.filled).all() else self.long
        return chosen if chosen.sum() >= FEWEST_COPIED else np.zeros_like(chosen)


def _both(dataset: Dataset, name: str) -> _Both:
    table, month = dataset[name], month_field(dataset[name])
    key = [part for part in table.schema.key if part != month]
    last, now = (table.where(**{month: one}).frame for one in (dataset.period.previous, dataset.period))
    known = {what: at for at, what in enumerate(_things(last, key))}
    found_at = [known.get(what, -1) for what in _things(now, key)]
    return _Both(now[np.array(found_at, np.int64) >= 0], last.iloc[[at for at in found_at if at >= 0]])


def _things(frame: pd.DataFrame, key: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """What each row is of."""
    return zip(*(frame[part].tolist() for part in key), strict=True)


def _pairs(both: _Both, field: str) -> _Pairs:
    now, before = (frame[field].to_numpy(dtype=float) for frame in both)
    filled = np.isfinite(now) & np.isfinite(before) & (now != 0) & (before != 0)
    same = filled & (now == before)
    long = same.copy()
    long[same] = [_digits(value) >= LONG for value in now[same].tolist()]
    return _Pairs(filled, same, long)


def _digits(value: float) -> int:
    """How many digits a number is known to, zeros at its ends aside."""
    return len(f"{abs(value):.10f}".rstrip("0").replace(".", "").strip("0"))


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
