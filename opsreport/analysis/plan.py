"""The plan: next month's goals, what became of last actions, resources, decisions asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from opsreport.analysis.cells import day_at, distinct, number_at, rows_for, rows_of, text_at
from opsreport.analysis.compare import change
from opsreport.analysis.figures import actual_of, metric_of
from opsreport.analysis.summarise import added, ratio
from opsreport.model.formula import Formula
from opsreport.model.metric import Metric
from opsreport.model.number import Cells, Method, Number, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import HEADS, MONEY, PIECES, RATE
from opsreport.schemas.choices import STATUS

REST = Formula("total - split")
_RATE = Formula("done / all_actions")
# what is at 100 % is done, unless its status says that it is not; what nobody works on is not overdue
_MOVING = ("", "doing", "late", "pending", "approved")
_AT_REST = ("done", "cancelled", "paused")
DIMENSIONS = ("region", "product", "customer")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a goal; `is_gap` marks what no part covers (未分配), negative where parts exceed the total."""

    name: str
    value: Number
    share: Number
    owner: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """One metric's goal for next month.

    `growth` is what it asks over the report month's actual, `growth_on_best`
    over the best of the last twelve months, in the metric's change style (points
    for rates); `is_stretch`, for metrics where more is better: more
    than 1.5 × the largest monthly rise of those twelve. `splits` are the parts
    by dimension (region, product, customer).
    """

    metric: Metric
    value: Number
    last: Number
    best: Number
    growth: Number
    growth_on_best: Number
    is_stretch: bool
    owner: str
    splits: tuple[tuple[str, tuple[Part, ...]], ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `overdue_days` counts from its due day to the asked day, 0 when done, in time or not known.

    `status` is the typed code, done where the progress is 100 %, late where
    overdue, the typed text where that is none that is known, "" where nobody said it.
    """

    text: str
    owner: str
    start: date | None
    due: date | None
    status: str
    progress: Number
    overdue_days: int
    note: str
    row: int

    @property
    def is_done(self) -> bool:
        return self.status == "done"

    @property
    def is_known(self) -> bool:
        """Whether anybody said how far it is, in words that are known."""
        return _is_known(self.status, self.progress)


@dataclass(frozen=True, slots=True)
class Closure:
    """How a list of actions stands: all (without cancelled), done, overdue (by method, as rows move), done ÷ all.

    `unknown` of them say neither status nor progress: with any, the rate is missing.
    """

    total: Number
    done: Number
    overdue: Number
    rate: Number
    unknown: int


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing the plan needs: `kind` people | budget | other."""

    kind: str
    item: str
    amount: Number
    heads: Number
    due: date | None
    status: str
    owner: str
    note: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One decision asked of management."""

    item: str
    amount: Number
    heads: Number
    due: date | None
    basis: str
    owner: str
    status: str


def goals(dataset: Dataset, period: Period | None = None) -> tuple[Goal, ...]:
    """The goals of a period (next month by default) in sheet order; () without rows."""
    wanted = period or dataset.period.plus(1)
    table = rows_for(dataset, "goals", period=wanted)
    return () if table is None else tuple(_goal(dataset, table, name) for name in distinct(table, "metric_id"))


def actions(dataset: Dataset, month: Period, today: date) -> tuple[Action, ...]:
    """The actions planned for a month, the longest overdue first, then in sheet order; judged on `today`."""
    table = rows_for(dataset, "actions", month=month)
    if table is None:
        return ()
    read = [_action(table, row, today) for row in rows_of(table)]
    return tuple(sorted(read, key=lambda action: -action.overdue_days))


def closure(listed: Sequence[Action]) -> Closure:
    """Counts and closure rate of actions; cancelled ones do not count."""
    counted = [action for action in listed if action.status != "cancelled"]
    late = [action for action in counted if action.overdue_days > 0]
    total = _count(counted, "actions_counted", ("action",), listed)
    done = _count([action for action in counted if action.is_done], "actions_done", ("status", "progress"), counted)
    overdue = _count(late, "overdue", ("due",), counted)
    unknown = sum(not action.is_known for action in counted)
    rate = Number(None, RATE) if unknown else derived(_RATE, RATE, {"done": done, "all_actions": total})
    return Closure(total, done, overdue, rate, unknown)


def resources(dataset: Dataset, period: Period | None = None) -> tuple[Resource, ...]:
    """What a period (next month by default) needs, in sheet order."""
    table = rows_for(dataset, "resources", period=period or dataset.period.plus(1))
    return () if table is None else tuple(_resource(table, row) for row in rows_of(table))


def resource_total(listed: Sequence[Resource], kind: str = "") -> tuple[Number, Number]:
    """Σ amount and Σ heads of one kind of resources, or of all."""
    chosen = [one for one in listed if kind in ("", one.kind)]
    return added([one.amount for one in chosen], MONEY), added([one.heads for one in chosen], HEADS)


def asks(dataset: Dataset, month: Period | None = None) -> tuple[Ask, ...]:
    """The decisions asked for with next month's plan (or that of `month`), in sheet order."""
    table = rows_for(dataset, "asks", month=month or dataset.period.plus(1))
    return () if table is None else tuple(_ask(table, row) for row in rows_of(table))


def _goal(dataset: Dataset, table: Table, metric_id: str) -> Goal:
    metric, own = metric_of(dataset, metric_id), table.where(metric_id=metric_id)
    value, owner = _goal_total(own, metric)
    months = dataset.period.back(12)
    history = [actual_of(dataset, metric, month) for month in months]
    best = _best(history, metric)
    growth = change(value, history[-1], metric.change)
    return Goal(
        metric=metric,
        value=value,
        last=history[-1],
        best=best,
        growth=growth,
        growth_on_best=change(value, best, metric.change),
        is_stretch=_is_stretch(growth, history, metric),
        owner=owner,
        splits=tuple((name, parts) for name in DIMENSIONS if (parts := _parts(own, metric, name, value))),
    )


def _goal_total(own: Table, metric: Metric) -> tuple[Number, str]:
    """The typed total; without one, the sum of the first dimension that has parts."""
    whole = replace(own, frame=own.frame[~own.frame["dim_type"].isin(DIMENSIONS)])
    parts = (whole, *(own.where(dim_type=dimension) for dimension in DIMENSIONS))
    first = next(part for part in parts if len(part))
    return first.total("value", metric.unit), text_at(first, rows_of(first)[0], "owner")


def _parts(own: Table, metric: Metric, dimension: str, total: Number) -> tuple[Part, ...]:
    rows = own.where(dim_type=dimension)
    if not len(rows):
        return ()
    parts = [_part(rows, row, metric, total) for row in rows_of(rows)]
    rest = derived(REST, metric.unit, {"total": total, "split": rows.total("value", metric.unit)})
    if metric.aggregation == "flow" and abs(rest.amount) > 0.0005 * abs(total.amount):
        parts.append(Part("", rest, ratio(rest, total), "", is_gap=True))
    return tuple(parts)


def _part(rows: Table, row: int, metric: Metric, total: Number) -> Part:
    value = number_at(rows, row, "value", metric.unit)
    share = ratio(value, total) if metric.aggregation == "flow" else Number(None, RATE)
    return Part(text_at(rows, row, "dim_value"), value, share, text_at(rows, row, "owner"))


def _best(history: Sequence[Number], metric: Metric) -> Number:
    there = [number for number in history if not number.is_missing]
    pick = min if metric.polarity == "down" else max
    return pick(there, key=lambda number: number.amount) if there else Number(None, metric.unit)


def _is_stretch(growth: Number, history: Sequence[Number], metric: Metric) -> bool:
    rises = (change(now, before, metric.change) for before, now in pairwise(history))
    known = [rise.amount for rise in rises if not rise.is_missing]
    return metric.polarity == "up" and bool(known) and growth.amount > 1.5 * max(known) > 0


def _action(table: Table, row: int, today: date) -> Action:
    due, status = day_at(table, row, "due"), text_at(table, row, "status")
    progress = number_at(table, row, "progress", RATE)
    if status in _MOVING and progress.amount >= 1:
        status = "done"
    is_open = _is_known(status, progress) and status not in _AT_REST
    overdue = (today - due).days if due and is_open else 0
    return Action(
        text=text_at(table, row, "action"),
        owner=text_at(table, row, "owner"),
        start=day_at(table, row, "start"),
        due=due,
        status="late" if overdue > 0 else status,
        progress=Number(1.0, RATE, progress.source) if status == "done" and progress.is_missing else progress,
        overdue_days=max(overdue, 0),
        note=text_at(table, row, "note"),
        row=row,
    )


def _is_known(status: str, progress: Number) -> bool:
    return status in STATUS if status else not progress.is_missing


def _count(found: Sequence[Action], method: str, fields: tuple[str, ...], among: Sequence[Action]) -> Number:
    """How many were found, traced to the fields that tell; where none was, to those of all that were looked at."""
    cells = tuple(Cells("actions", field, tuple(action.row for action in found or among)) for field in fields)
    return Number(float(len(found)), PIECES, Method(method, cells))


def _resource(table: Table, row: int) -> Resource:
    return Resource(
        kind=text_at(table, row, "res_type") or "other",
        item=text_at(table, row, "item"),
        amount=number_at(table, row, "amount", MONEY),
        heads=number_at(table, row, "heads", HEADS),
        due=day_at(table, row, "due"),
        status=text_at(table, row, "status"),
        owner=text_at(table, row, "owner"),
        note=text_at(table, row, "note"),
    )


def _ask(table: Table, row: int) -> Ask:
    return Ask(
        item=text_at(table, row, "item"),
        amount=number_at(table, row, "amount", MONEY),
        heads=number_at(table, row, "heads", HEADS),
        due=day_at(table, row, "due"),
        basis=text_at(table, row, "basis"),
        owner=text_at(table, row, "owner"),
        status=text_at(table, row, "status"),
    )
