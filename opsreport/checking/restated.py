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
_MOST_SAID = 2


@dataclass(frozen=True, slots=True)
class Used:
    """What an earlier build used, "table|field|key|month" → number, and the day it was built as text."""

    values: Mapping[str, float]
    built: str


class _Change(NamedTuple):
    """One number that is another now: what it is of, old and new (NaN: none), its cell, the day of the old one."""

    name: str
    before: float
    now: float
    origin: Origin | None
    built: str


def values_of(dataset: Dataset) -> Mapping[str, float]:
    """Every monthly number up to the month of the dataset, by "table|field|key|month"."""
    until = str(dataset.period)
    return {key: value for key, (value, _) in _cells(dataset).items() if key.rpartition(_MARK)[2] <= until}


def restated(dataset: Dataset, *befores: Used) -> Iterator[Finding]:
    """A warning a field and month in which a number of an earlier build is another now, or gone.

    Where several say so the first of them is told.
    """
    now, changed = _cells(dataset), dict[str, _Change]()
    for before in befores:
        for key, old in before.values.items():
            value, origin = now.get(key, (math.nan, None))
            if key.partition(_MARK)[0] in FIELDS and not math.isclose(old, value, rel_tol=SAME):
                name = key.split(_MARK, 2)[2].rpartition(_MARK)[0]
                changed.setdefault(key, _Change(name, old, value, origin, before.built))
    groups: dict[tuple[str, str, str, str], list[_Change]] = {}
    for key, change in changed.items():
        table, field, _ = key.split(_MARK, 2)
        groups.setdefault((table, field, key.rpartition(_MARK)[2], change.built), []).append(change)
    for (table, field, month, _), changes in groups.items():
        yield _finding(dataset, (table, field, month), changes)


def _finding(dataset: Dataset, group: tuple[str, str, str], changes: Sequence[_Change]) -> Finding:
    name, field, month = group
    table = dataset[name]
    names = listed(_label(dataset, name, change.name) for change in changes)
    header = table.schema.field(field).headers[0]
    numbers = {
        "seen": listed(_text(dataset, name, change.name, change.now) for change in changes),
        "expected": listed(_text(dataset, name, change.name, change.before) for change in changes),
    }
    origins = ranges([change.origin for change in changes if change.origin])
    details = {
        "month": month,
        "what": f"{names} {header}",
        "built": changes[0].built,
        "count": str(len(changes)),
        "column": header,
        "changes": listed((_said(dataset, name, change) for change in changes), _MOST_SAID),
    }
    return found("restated", origins, tab_of(name), **details, **numbers)


def _said(dataset: Dataset, table: str, change: _Change) -> str:
    """总营收 9,000 → 9,500."""
    before, now = (_text(dataset, table, change.name, value) for value in (change.before, change.now))
    return f"{_label(dataset, table, change.name)} {before} → {now}"


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
