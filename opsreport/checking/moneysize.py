"""Money that can hardly be in the unit it was read in: 8.9 yuan for 2,500 people, or 100 times what a company earns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from opsreport.checking.bareamounts import metric_amounts
from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import ranges
from opsreport.checking.known import Context
from opsreport.checking.lines import Rows
from opsreport.checking.reconcile import cells, tab_of
from opsreport.model.finding import Finding
from opsreport.model.grid import Floats
from opsreport.model.origin import Origin
from opsreport.model.table import Dataset

_MOST_CELLS = 1_000  # longer lists of amounts are exports, whose unit is what they were exported in
# what no amount is below, in yuan for one of each: a person who came or took part, a visit, a click, an impression
_LEAST: Mapping[str, float] = {
    "new_users": 0.05,
    "payers": 0.1,
    "mau": 0.01,
    "participants": 0.02,
    "visits": 0.001,
    "impressions": 5e-5,
}
_HEADS = {"channels": ("new_users", "visits", "impressions"), "campaigns": ("participants", "impressions")}
_PEOPLE, _FLOWS = ("new_users", "payers", "mau"), ("revenue", "gmv", "spend")
_SMALL, _FEW = 1_000.0, 100.0
# so many times the largest sum of the company, a part is in another unit; one may spend a lot before one earns
_MOST_TIMES, _MOST_SPENT = 100.0, 1_000.0
_LEAST_LARGE = 1e6  # in yuan: what was typed in yuan and multiplied by 10,000 is no less
_SPENT = ("spend", "spend_budget", "cost_budget", "actual")
_WHOLES = (("kpi", "revenue"), ("kpi", "gmv"), ("kpi", "spend"), ("channels", "revenue"), ("channels", "spend"))
_PARTS = (
    ("channels", "spend"),
    ("channels", "spend_budget"),
    ("campaigns", "revenue"),
    ("campaigns", "revenue_target"),
    ("campaigns", "cost_budget"),
    ("campaign_costs", "actual"),
    ("contents", "revenue"),
)


def tiny_amounts(sheets: Sequence[Rows], context: Context, dataset: Dataset) -> Iterator[Finding]:
    """A block for each column or metric of money without a unit whose amounts in yuan were next to nothing a head."""
    for rows in (rows for rows in sheets if len(rows) and not rows.sheet.sheet.is_mapped):
        heads = [name for name in _HEADS.get(rows.sheet.tab.name, ()) if name in rows.typed]
        if context.around(rows[0]) != 1:
            continue
        if rows.sheet.tab.name == "kpi":
            yield from _tiny_metrics(rows, context, dataset)
        if heads:
            for name in rows.sheet.columns:
                if rows.sheet.tab.column(name).kind == "money" and not rows.sheet.units[name]:
                    yield from _tiny(rows, name, heads)


def _tiny_metrics(rows: Rows, context: Context, dataset: Dataset) -> Iterator[Finding]:
    """The block of the company's amounts of the report month, beside the people who came or paid."""
    kpi, month = dataset["kpi"].where(month=str(dataset.period)), str(dataset.period)
    own = rows.taken(np.flatnonzero(np.array(rows.texts("month")) == month))
    for one in metric_amounts(own, context):
        is_open = one.factor == 1 and one.column == "actual"
        if not is_open or context.metrics.get(one.line.text("metric")) not in _FLOWS or not _is_small([one.value]):
            continue
        for head in _PEOPLE:
            people = kpi.where(metric_id=head)
            many = people.total("actual").amount
            if one.value < _LEAST[head] * many:
                cell, said = one.line.origin("actual"), dataset["metric_defs"].where(metric_id=head).frame["name"]
                details = {"people": str(said.iloc[0]), "total": f"{many:,.0f}", "each": f"{one.value / many:.2g}"}
                where = (cell, *ranges(list(cells(people, "actual"))))
                yield _small(one.name, one.value, seen_in(one.line.cells["actual"]), where, rows, **details)
                break


def _small(name: str, money: float, seen: str, where: tuple[Origin, ...], rows: Rows, **details: str) -> Finding:
    readings = {"seen": seen, "one": f"{seen}元", "other": f"{seen}万元"}
    return found("amount_too_small", where, rows.sheet.tab, name=name, sum=f"{money:,.10g}", **details, **readings)


def _tiny(rows: Rows, name: str, heads: Sequence[str]) -> Iterator[Finding]:
    """The block of a column, unless an amount says its unit or is as large as those in yuan are."""
    money = _numbers(rows, name)
    there = money > 0
    if not 0 < there.sum() <= _MOST_CELLS or rows.has_text(name).any() or not _is_small(money[there]):
        return
    for head in heads:
        people = np.where(there, _numbers(rows, head), 0)
        each = float(money[there].sum() / people.sum()) if people.sum() else _SMALL
        if each < _LEAST[head]:
            at = np.flatnonzero(there)
            total, seen = float(money[there].sum()), seen_in(rows[at[0]].cells[name])
            details = {"people": rows.sheet.header(head), "total": f"{people.sum():,.0f}", "each": f"{each:.2g}"}
            where = (*ranges([rows[int(i)].origin(name) for i in at]), *ranges([rows[int(i)].origin(head) for i in at]))
            yield _small(rows.sheet.header(name), total, seen, where, rows, **details)
            return


def _numbers(rows: Rows, name: str) -> Floats:
    """The numbers of a column, 0 where there is none."""
    return np.array([one if isinstance(one, float) else 0.0 for one in rows.values(name).tolist()], float)


def _is_small(amounts: Floats | Sequence[float]) -> bool:
    """Whether amounts of business would hardly be so in yuan: some with a fraction, or all of them below 100."""
    own = np.asarray(amounts)
    return bool((own < _SMALL).all() and ((own % 1 > 0).any() or (own < _FEW).all()))


class _Sum(NamedTuple):
    """A sum of the report month and the table and field it is of."""

    table: str
    field: str
    amount: float


def oversized(dataset: Dataset) -> Iterator[Finding]:
    """A block for each sum of money that is a hundred times all that the company earned or spent."""
    wholes = [one for one in (_sum(dataset, *place) for place in _WHOLES) if one.amount > 0]
    if not any(one.field != "spend" for one in wholes):
        return
    for part in (_sum(dataset, *place) for place in _PARTS):
        most = max((one for one in wholes if _is_whole(one, part)), key=lambda one: one.amount, default=None)
        if most and part.amount > max(_LEAST_LARGE, most.amount * _most_times(part, most)):
            yield _oversize(dataset, part, most)


def _is_whole(whole: _Sum, part: _Sum) -> bool:
    """Whether a sum is to be compared: of the channels what they spent with what was spent, the rest has checks."""
    return whole[:2] == ("kpi", "spend") if part.table == "channels" else whole.table != part.table


def _most_times(part: _Sum, whole: _Sum) -> float:
    return _MOST_SPENT if part.field in _SPENT and whole.field not in _SPENT else _MOST_TIMES


def _sum(dataset: Dataset, name: str, field: str) -> _Sum:
    month, table = str(dataset.period), dataset[name]
    if name == "kpi":
        return _Sum(name, field, table.where(month=month, metric_id=field).total("actual").amount)
    return _Sum(name, field, table.where(month=month).total(field).amount)


def _oversize(dataset: Dataset, part: _Sum, whole: _Sum) -> Finding:
    month, table = str(dataset.period), dataset[part.table].where(month=str(dataset.period))
    other = dataset[whole.table].where(month=month)
    is_kpi = whole.table == "kpi"
    other = other.where(metric_id=whole.field) if is_kpi else other
    where = (*ranges(list(cells(table, part.field))), *ranges(list(cells(other, "actual" if is_kpi else whole.field))))
    times = f"{part.amount / whole.amount:,.0f}"
    details = {"month": month, "sum": f"{part.amount:,.0f}", "total": f"{whole.amount:,.0f}", "times": times}
    return found("amount_too_large", where, tab_of(part.table), **details)
