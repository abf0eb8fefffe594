"""Core metrics where nobody keeps a sheet of them: the channels or the content added up, without targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from opsreport.analysis.figures import SUMMED
from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.checking.reconcile import tab_of
from opsreport.metrics import METRICS
from opsreport.model.finding import Finding
from opsreport.model.metric import Metric
from opsreport.model.number import Total
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import Place, Spots, Table
from opsreport.schemas.kpi import KPI

_FROM = ("channels", "contents")
_FIRST = ("revenue", "new_users", "visits", "payers", "spend")


@dataclass(frozen=True, slots=True)
class Summed:
    """The kpi table that other tables give, and the notes about it."""

    table: Table
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    month: str
    metric: Metric
    place: Place


def core_metrics(tables: Mapping[str, Table], period: Period) -> Summed | None:
    """A row a month and metric, its actual left to be derived from the rows it stands for; None where there are none.

    no_such_month blocks where none of them is of the report month.
    """
    made = {name: tuple(_rows(tables[name])) for name in _FROM if len(tables[name])}
    rows = sorted((row for some in made.values() for row in some), key=lambda row: row.month)
    if not rows:
        return None
    values = {"month": [row.month for row in rows], "metric_id": [row.metric.id for row in rows]}
    frame = pd.DataFrame(values, dtype=object).assign(
        **{field.name: float("nan") for field in KPI.fields if field.name not in values}
    )
    table = Table(KPI, frame, {index: row.place for index, row in enumerate(rows)})
    findings = [_note(rows, [name for name, some in made.items() if some])]
    if str(period) not in values["month"]:
        where, months = (_sheet_of(rows[0]),), list(dict.fromkeys(values["month"]))
        seen = f"{months[0]} … {months[-1]}" if len(months) > 1 else months[0]
        findings.append(found("no_such_month", where, tab_of("kpi"), month=str(period), seen=seen, lack="rows"))
    return Summed(table, tuple(findings))


def _rows(table: Table) -> Iterator[_Row]:
    metrics = [metric for metric in METRICS if _parts(metric, table)]
    metrics.sort(key=lambda one: _FIRST.index(one.id) if one.id in _FIRST else len(_FIRST))
    parts = {metric.id: _parts(metric, table) for metric in metrics}
    for month, rows in table.frame.groupby("month", sort=False):
        now = replace(table, frame=rows)
        made = {part: _made(now, *part) for part in {one for some in parts.values() for one in some}}
        for metric in metrics:
            totals = [made[part] for part in parts[metric.id]]
            if not any(one is None for one in totals) and all(totals[1:]):
                yield _Row(str(month), metric, _place(now, [field for field, _ in parts[metric.id]]))


def _made(table: Table, field: str, how: Total) -> float | None:
    """As `Table.total`, without its source."""
    cells = table.frame[field]
    if how == "count":
        return float(cells.notna().sum())
    cells = cells[cells.notna().to_numpy()]
    return float(getattr(np, how)(cells.to_numpy(dtype=float))) if len(cells) else None


def _parts(metric: Metric, table: Table) -> tuple[tuple[str, Total], ...]:
    """The fields of a table, and how they are put together, that give a metric; () where they do not."""
    names = metric.inputs if metric.formula and metric.inputs else (metric.id,)
    known = [SUMMED[name] for name in names if name in SUMMED and SUMMED[name][0] == table.name]
    return tuple((field, how) for _, field, how in known) if len(known) == len(names) else ()


def _place(table: Table, fields: Sequence[str]) -> Place:
    """Where a figure stands: all its cells in the first sheet it comes from."""
    first = table.places[int(table.frame.index[0])]
    return Place(first.file, first.sheet, first.row, {}, _Spots(table, fields))


class _Spots(Mapping[str, Spots]):
    """The cells of an actual that is made of the fields of a table, looked up when they are first asked for."""

    def __init__(self, table: Table, fields: Sequence[str]) -> None:
        self._table, self._fields = table, fields

    @cached_property
    def _spots(self) -> Spots:
        places = [self._table.places[row] for row in self._table.frame.index.tolist()]
        same = [one for one in places if (one.file, one.sheet) == (places[0].file, places[0].sheet)]
        return tuple(spot for field in self._fields for place in same for spot in place.cells(field))

    def __getitem__(self, name: str) -> Spots:
        if name != "actual":
            raise KeyError(name)
        return self._spots

    def __iter__(self) -> Iterator[str]:
        return iter(("actual",))

    def __len__(self) -> int:
        return 1


def _note(rows: Sequence[_Row], names: Sequence[str]) -> Finding:
    labels = listed((row.metric.labels[0] for row in rows), len(METRICS))
    source = " / ".join(tab_of(name).titles[0] for name in names)
    where = tuple(dict.fromkeys(map(_sheet_of, rows)))
    return found("kpi_from_channels", where, tab_of("kpi"), source=source, metrics=labels)


def _sheet_of(row: _Row) -> Origin:
    return Origin(row.place.file, row.place.sheet)
