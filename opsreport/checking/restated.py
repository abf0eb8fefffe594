"""What a review used of each month, and where a later one finds another number there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.months import MEASURES, month_field
from opsreport.checking.reconcile import number, rows, tab_of
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import MISSING, RATE

FIELDS: Mapping[str, Sequence[str]] = {
    **{name: fields for tables in MEASURES.values() for name, fields in tables.items()},
    "kpi": ("actual", "target", "numerator", "denominator"),
}
SAME = 1e-9
_MARK = "|"


@dataclass(frozen=True, slots=True)
class Used:
    """What an earlier build used, "table|field|key|month" → number, and the day it was built as text."""

    values: Mapping[str, float]
    built: str


class _Change(NamedTuple):
    """One number that is another now: what it is of, old and new (NaN: none), and its cell."""

    name: str
    before: float
    now: float
    origin: Origin | None


def values_of(dataset: Dataset) -> Mapping[str, float]:
    """Every monthly number up to the month of the dataset, by "table|field|key|month"."""
    until = str(dataset.period)
    return {key: value for key, (value, _) in _cells(dataset).items() if key.rpartition(_MARK)[2] <= until}


def restated(dataset: Dataset, before: Used) -> Iterator[Finding]:
    """A warning a field and month in which a number of `before` is another now, or gone."""
    now, groups = _cells(dataset), dict[tuple[str, str, str], list[_Change]]()
    for key, old in before.values.items():
        table, field, rest = key.split(_MARK, 2)
        name, _, month = rest.rpartition(_MARK)
        value, origin = now.get(key, (math.nan, None))
        if table in FIELDS and not math.isclose(old, value, rel_tol=SAME):
            groups.setdefault((table, field, month), []).append(_Change(name, old, value, origin))
    for group, changes in groups.items():
        yield _finding(dataset, group, changes, before.built)


def _finding(dataset: Dataset, group: tuple[str, str, str], changes: Sequence[_Change], built: str) -> Finding:
    name, field, month = group
    table = dataset[name]
    names = listed(_label(dataset, name, change.name) for change in changes)
    header = table.schema.field(field).headers[0]
    numbers = {
        "seen": listed(_text(dataset, name, change.name, change.now) for change in changes),
        "expected": listed(_text(dataset, name, change.name, change.before) for change in changes),
    }
    origins = ranges([change.origin for change in changes if change.origin])
    count = str(len(changes))
    details = {"month": month, "what": f"{names} {header}", "built": built, "count": count}
    return found("restated", origins, tab_of(name), **details, **numbers)


def _cells(dataset: Dataset) -> dict[str, tuple[float, Origin | None]]:
    """Every monthly number by its key, with its cell."""
    cells: dict[str, tuple[float, Origin | None]] = {}
    for name, fields in FIELDS.items():
        table = dataset[name]
        keys = _keys(table)
        for index, row in rows(table):
            for field in fields:
                if math.isfinite(value := number(row, field)):
                    what = keys[index]
                    cells[_MARK.join((name, field, *what))] = value, table.origin(index, field)
    return cells


def _keys(table: Table) -> Mapping[int, tuple[str, str]]:
    """What each row is of, in one text, and its month."""
    month = month_field(table)
    parts = [part for part in table.schema.key if part != month]
    return {index: (" ".join(str(row[part]) for part in parts), str(row[month])) for index, row in rows(table)}


def _label(dataset: Dataset, table: str, name: str) -> str:
    return metric_of(dataset, name).labels[0] if table == "kpi" else name


def _text(dataset: Dataset, table: str, name: str, value: float) -> str:
    if math.isnan(value):
        return MISSING
    is_rate = table == "kpi" and metric_of(dataset, name).unit.kind == RATE.kind and abs(value) <= 1
    return f"{value:.2%}" if is_rate else f"{value:,.10g}"
