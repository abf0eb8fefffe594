"""What a row of campaigns or content says twice: its month and its day; what it cost and the parts of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.lines import Line
from opsreport.checking.typed import Typed
from opsreport.model.finding import Finding, Identity
from opsreport.model.number import Number
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.precision import as_typed, rounding
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import MONEY
from opsreport.schemas.starter import COST_PARTS

_HALF = 0.5
# what a row is called, the day whose month it is of, and what is said where its typed month is another
_DAYS = {
    "campaigns": ("name", "end", "campaign_month_differs"),
    "contents": ("title", "publish_at", "content_month_differs"),
}


def month_differences(typed: Sequence[Typed]) -> Iterator[Finding]:
    """The campaigns and articles whose typed month is not that of their day, to which they belong."""
    for one in typed:
        name, day, code = _DAYS.get(one.sheet.tab.name, ("", "", ""))
        for line in map(one.data.__getitem__, np.flatnonzero(one.data.is_filled("month")).tolist() if code else ()):
            month, last = line.text("month"), line.values.get(day)
            if isinstance(last, datetime) and (used := str(Period.of(last))) != month:
                where = (line.origin("month"), line.origin(day))
                details = {"item": line.text(name), "seen": month, "end": f"{last:%Y-%m-%d}", "month": used}
                yield found(code, where, line.sheet.tab, **details)


def typed_costs(dataset: Dataset, typed: Sequence[Typed]) -> Iterator[Identity]:
    """What is typed as the cost of a campaign against the parts of it beside it, which are those that count."""
    lines = list(_lines(typed))
    costs = dataset["campaign_costs"]
    rows = {costs.origin(row, "actual"): row for row in costs.frame.index.tolist()} if lines else {}
    for line in lines:
        yield from _cost(costs, rows, line)


def _lines(typed: Sequence[Typed]) -> Iterator[Line]:
    """The campaigns with a cost and any part of it."""
    for rows in (one.data for one in typed if one.sheet.tab.name == "campaigns"):
        has_parts = np.logical_or.reduce([rows.is_filled(name) for name in COST_PARTS])
        yield from map(rows.__getitem__, np.flatnonzero(rows.is_filled("cost") & has_parts).tolist())


def _cost(costs: Table, rows: Mapping[Origin, int], line: Line) -> Iterator[Identity]:
    filled = [name for name in COST_PARTS if name in line.values]
    own = [rows[place] for name in filled if (place := line.origin(name)) in rows]
    stated, where, name = line.values["cost"], line.origin("cost"), line.text("name")
    if not own or not isinstance(stated, float):
        return
    added = replace(costs, frame=costs.frame.loc[own]).total("actual", MONEY)
    slack = sum(rounding(line.cells[one], stated) for one in ("cost", *filled)) + _HALF
    month = str(costs.value(own[0], "month"))
    one = Identity("campaign_cost", added, Number(stated, MONEY), slack, month=month, subject=name, cells=(where,))
    if not one.is_met:
        seen, made = as_typed(line.cells["cost"], stated, added.amount)
        numbers = {"seen": seen, "sum": made}
        origins = (where, *(line.origin(name) for name in filled))
        one = replace(one, finding=found("campaign_cost_differs", origins, line.sheet.tab, item=name, **numbers))
    yield one
