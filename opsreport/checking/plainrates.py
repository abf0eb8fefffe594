"""Rates by their name, 出租率, of which neither a cell nor the catalogue says that they are percent: shown as typed."""

from __future__ import annotations

from collections.abc import Iterator

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.reconcile import tab_of
from opsreport.metrics import metric_with_id
from opsreport.model.finding import Finding
from opsreport.model.table import Dataset
from opsreport.model.unit import BARE
from opsreport.schemas.naming import sort_in

_MEASURES = ("actual", "target")


def plain_rates(dataset: Dataset) -> Iterator[Finding]:
    """One warning for all rates of unknown name that have numbers and no unit, with the first number of each."""
    table, seen, places = dataset["kpi"], [], []
    for metric_id, rows in table.frame.groupby("metric_id", sort=False).groups.items():
        name = str(metric_id)
        if metric_with_id(name) or sort_in(name) != "rate" or metric_of(dataset, name).unit != BARE:
            continue
        cells = [(int(row), field) for row in rows for field in _MEASURES if table.value(int(row), field) is not None]
        if cells:
            seen.append(f"{metric_of(dataset, name).labels[0]} {table.value(*cells[0]):.10g}")
            places += [table.origin(*cell) for cell in cells]
    if seen:
        yield found("rate_without_unit", ranges(places), tab_of(table.name), seen=listed(seen))
