"""What must agree: channels with the core metrics, tiers with monthly actives, parts with wholes (C0.10)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.metrics import metric_with_id, unit_named
from opsreport.model.finding import Identity
from opsreport.model.formula import Formula
from opsreport.model.number import Cells, Number, derived
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.spelling import name_key
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import BARE, Unit
from opsreport.schemas.choices import DORMANT_WORDS
from opsreport.schemas.starter import STARTER
from opsreport.schemas.userkinds import scheme_of

TOLERANCE = 0.005
# so many of a kind are listed one by one
_MOST_HELD = 1_000
RATE_ROUNDING = 0.0005
SCALE_SLACK = math.log10(1.05)  # how far from 10,000 times two sums of one thing may be
_SHARE = Formula("numerator / denominator")
# where the paying users stand who have no row of their own
_PAYERS = {"pay_conv": "numerator", "visit_pay_conv": "numerator", "arppu": "denominator"}
_TABS: Mapping[str, Tab] = {feed.table: tab for tab in reversed(STARTER) for feed in reversed(tab.feeds)}


def tab_of(table: str) -> Tab:
    """The tab that feeds a table."""
    return _TABS[table]


def rows(table: Table) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each row's origin id and its fields."""
    yield from zip(table.frame.index, table.frame.to_dict("records"), strict=True)


def told_rows(table: Table, over: pd.Series) -> Iterator[tuple[int, Mapping[str, object], int]]:
    """Each row in which `over` is a number, with its origin id, fields and 1; above 0 the row breaks its bound.

    Of very many that hold, the one nearest to its bound stands for all of them, with their count.
    """
    frame, far = table.frame, over.to_numpy(dtype=float)
    there = np.flatnonzero(np.isfinite(far))
    held, many = there[far[there] <= 0], 1
    if len(held) > _MOST_HELD:
        many, nearest = len(held), held[np.argmax(far[held])]
        there = there[(far[there] > 0) | (there == nearest)]
    for at, (index, row) in zip(there.tolist(), rows(replace(table, frame=frame.iloc[there])), strict=True):
        yield index, row, many if far[at] <= 0 else 1


def number(row: Mapping[str, object], field: str) -> float:
    """A field of a row as a float, NaN where missing."""
    value = row[field]
    return float(value) if isinstance(value, int | float) else math.nan


def cells(table: Table, field: str, ids: Iterable[int] | None = None) -> tuple[Origin, ...]:
    """The cells of a field, of all rows or of the given ones."""
    return tuple(cells_one_by_one(table, field, ids))


def cells_one_by_one(table: Table, field: str, ids: Iterable[int] | None = None) -> Iterator[Origin]:
    """The same, each when it is asked for."""
    return (table.origin(int(i), field) for i in (table.frame.index if ids is None else ids))


def settled(one: Identity, code: str, origins: Iterable[Origin], table: str, **details: str) -> Identity:
    """The identity with the finding of that code where it does not hold."""
    return one if one.is_met else replace(one, finding=found(code, tuple(origins), tab_of(table), **details))


def summed(table: Table, field: str, part: pd.Series, unit: Unit) -> Number:
    """The sum of some rows of a field, traced to those that are filled; missing where none is."""
    filled = part.dropna()
    value = float(filled.sum()) if len(filled) else None
    return Number(value, unit, Cells(table.name, field, tuple(filled.index.tolist())))


def cell_number(table: Table, row: int, field: str, value: float, unit: Unit = BARE) -> Number:
    """One cell as a traced number."""
    return Number(value, unit, Cells(table.name, field, (row,)))


def sums(dataset: Dataset) -> Iterator[Identity]:
    """What the tables say of each other: parts against the whole of another table, R1 to R5, R9, and ratios, R19."""
    yield from _channel_sums(dataset, "new_users", ("channel_sum", "channel_history_sum"))
    yield from _channel_sums(dataset, "visits", ("channel_visits", "channel_history_visits"))
    yield from _channel_revenue(dataset)
    yield from _channel_spend(dataset)
    yield from _channel_payers(dataset)
    yield from _tiers(dataset)
    yield from _register_end(dataset)
    yield from _opened(dataset)
    yield from _ratios(dataset)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the core metrics say of a metric in a month, and the rows and field that say it."""

    number: Number
    table: Table
    field: str


def _kpi(dataset: Dataset, metric_id: str, month: str, field: str = "actual") -> _Whole:
    table = dataset["kpi"].where(month=month, metric_id=metric_id)
    return _Whole(table.total(field, metric_of(dataset, metric_id).unit), table, field)


def _compared(keys: tuple[str, str], whole: _Whole, parts: Table, field: str, month: str) -> Iterator[Identity]:
    """The parts added up against the whole, within 0.5 %, where both are known; `keys` name identity and finding."""
    total, part = whole.number, parts.total(field, whole.number.unit)
    if total.is_missing or part.is_missing:
        return
    one = Identity(keys[0], part, total, TOLERANCE * abs(total.amount), month=month)
    gap = part.amount - total.amount
    details = {"total": f"{total.amount:,.0f}", "sum": f"{part.amount:,.0f}", "gap": f"{gap:+,.0f}"}
    sides = (whole.table, whole.field), (parts, field)
    origins = (origin for table, name in sides for origin in cells_one_by_one(table, name))
    yield settled(one, keys[1], origins, parts.name, month=month, **details)


def _channel_sums(dataset: Dataset, field: str, codes: tuple[str, str]) -> Iterator[Identity]:
    """R1, for what every channel counts once: the first code for the report month, the second for those before."""
    channels, kpi = dataset["channels"], dataset["kpi"].where(metric_id=field).frame
    totals = dict(zip(kpi["month"], kpi["actual"], strict=True))
    key, unit = f"channel_{field}", metric_of(dataset, field).unit
    for name, part in channels.frame.groupby("month", sort=False)[field]:
        month, made = str(name), summed(channels, field, part, unit)
        whole = totals.get(month, math.nan)
        if made.is_missing or math.isnan(whole):
            continue
        one = Identity(key, made, _kpi(dataset, field, month).number, TOLERANCE * abs(whole), month=month)
        if one.is_met:
            yield one
            continue
        code = codes[month != str(dataset.period)]
        yield from _compared((key, code), _kpi(dataset, field, month), channels.where(month=month), field, month)


def _channel_revenue(dataset: Dataset) -> Iterator[Identity]:
    """R2: less than the total is a row of its own on the page, more cannot be, 10,000 times is another unit."""
    month = str(dataset.period)
    whole, table = _kpi(dataset, "revenue", month), dataset["channels"].where(month=month)
    total, part = whole.number.amount, table.total("revenue").amount
    is_scaled = total > 0 and part > 0 and abs(abs(math.log10(part / total)) - 4) < SCALE_SLACK
    code = "money_unit_differs" if is_scaled else "channel_revenue_over" if part > total else "channel_revenue"
    yield from _compared(("channel_revenue", code), whole, table, "revenue", month)


def _channel_spend(dataset: Dataset) -> Iterator[Identity]:
    month = str(dataset.period)
    whole, table = _kpi(dataset, "spend", month), dataset["channels"].where(month=month)
    yield from _compared(("channel_spend", "channel_spend"), whole, table, "spend", month)


def _channel_payers(dataset: Dataset) -> Iterator[Identity]:
    month = str(dataset.period)
    own = _kpi(dataset, "payers", month)
    others = (_kpi(dataset, metric, month, part) for metric, part in _PAYERS.items())
    whole = next((one for one in (own, *others) if not one.number.is_missing), own)
    whole = replace(whole, number=replace(whole.number, unit=own.number.unit))
    table = dataset["channels"].where(month=month)
    yield from _compared(("channel_payers", "channel_payers"), whole, table, "payers", month)


def _tiers(dataset: Dataset) -> Iterator[Identity]:
    month, tiers = str(dataset.period), dataset["activity_tiers"]
    different = dict.fromkeys(tiers.frame["tier"])
    names = tuple(name for name in different if not any(word in name_key(name) for word in DORMANT_WORDS))
    schemes = {scheme_of(name) for name in names}
    if schemes - {"", "frequency"}:
        return  # levels of members and the like are not sorted by who was active
    table, whole = tiers.where(month=month, tier=names), _kpi(dataset, "mau", month)
    if schemes == {""} and _is_far(table.total("users").amount, whole.number.amount):
        return  # what tells nothing of how people are sorted need not sort the active ones
    yield from _compared(("tiers_mau", "tiers_vs_mau"), whole, table, "users", month)


def _is_far(part: float, whole: float) -> bool:
    """Whether a sum is less than half or more than twice another, and not as another unit would make it."""
    if not (part > 0 and whole > 0):
        return False
    powers = abs(math.log10(part / whole))
    return powers > math.log10(2) and min(abs(powers - one) for one in (3, 4)) > SCALE_SLACK


def _register_end(dataset: Dataset) -> Iterator[Identity]:
    month = str(dataset.period)
    funnel = dataset["funnels"].where(month=month, funnel_id="register")
    last = funnel.where(step_no=funnel.frame["step_no"].max()) if len(funnel) else funnel
    whole = _kpi(dataset, "new_users", month)
    yield from _compared(("register_end", "funnel_end_differs"), whole, last, "users", month)


def _opened(dataset: Dataset) -> Iterator[Identity]:
    """R9, as far as an open rate brings its parts: nobody opens what was not delivered."""
    table = dataset["kpi"].where(metric_id="open_rate")
    unit = metric_of(dataset, "impressions").unit
    for index, row in rows(table):
        left, right = (
            cell_number(table, index, part, number(row, part), unit) for part in ("numerator", "denominator")
        )
        if not (left.is_missing or right.is_missing):
            one = Identity("opened_delivered", left, right, relation="at_most", month=str(row["month"]))
            numbers = {"seen": f"{left.amount:,.0f}", "most": f"{right.amount:,.0f}"}
            where = (table.origin(index, "numerator"), table.origin(index, "denominator"))
            yield settled(one, "opened_above_delivered", where, "kpi", month=one.month, **numbers)


def _ratios(dataset: Dataset) -> Iterator[Identity]:
    """R19: a typed actual that is not what its parts give."""
    kpi = dataset["kpi"]
    units = dict(zip(dataset["metric_defs"].frame["metric_id"], dataset["metric_defs"].frame["unit"], strict=True))
    formulas = {one: _formula(one, str(units.get(one, ""))) for one in dict.fromkeys(kpi.frame["metric_id"])}
    for index, row, many in told_rows(kpi, _off_ratios(kpi.frame, formulas)):
        formula, metric = formulas[str(row["metric_id"])], metric_of(dataset, str(row["metric_id"]))
        assert formula is not None
        actual, month = number(row, "actual"), str(row["month"])
        parts = {name: cell_number(kpi, index, name, number(row, name)) for name in ("numerator", "denominator")}
        made = derived(formula, metric.unit, parts)
        left = cell_number(kpi, index, "actual", actual, metric.unit)
        one = Identity("ratio", left, made, _slack(made.amount, actual), month=month, subject=metric.labels[0])
        numbers = {"seen": _plain(actual, metric.unit), "expected": _plain(made.amount, metric.unit)}
        origins = (kpi.origin(index, field) for field in ("actual", "numerator", "denominator"))
        one = replace(one, count=many)
        code = "ratio_mismatch" if month == str(dataset.period) else "ratio_history_mismatch"
        yield settled(one, code, origins, "kpi", metric=metric.labels[0], month=month, **numbers)


def _off_ratios(kpi: pd.DataFrame, formulas: Mapping[str, Formula | None]) -> pd.Series:
    """By how much more each actual is off what its parts give than it may be, NaN where there is nothing to compare."""
    parts = {name: kpi[name].to_numpy(dtype=float) for name in ("numerator", "denominator")}
    actual, off = kpi["actual"].to_numpy(dtype=float), np.full(len(kpi), math.nan)
    for formula in {one for one in formulas.values() if one}:
        own = np.fromiter((formulas[one] == formula for one in kpi["metric_id"]), bool, len(kpi))
        made = np.broadcast_to(formula.numbers(parts), len(kpi))
        for at in np.flatnonzero(own & np.isfinite(made) & np.isfinite(actual)).tolist():
            off[at] = abs(actual[at] - made[at]) - _slack(made[at], actual[at])
    return pd.Series(off)


def _formula(metric_id: str, unit: str) -> Formula | None:
    """What makes the metric's actual of its numerator and denominator; None where nothing is known to."""
    metric = metric_with_id(metric_id)
    if metric is not None:
        return metric.formula
    named = unit_named(unit)
    return _SHARE if named and named.kind in ("rate", "money", "ratio") else None


def _slack(expected: float, typed: float) -> float:
    """0.5 %, or half of the last digit of a rate as typed: half of a tenth of a percent at most."""
    decimals = len(f"{100 * abs(typed):.10g}".partition(".")[2])
    half = min(RATE_ROUNDING, 0.005 * 10.0**-decimals)
    return max(TOLERANCE * abs(expected), half if abs(expected) < 2 else 0.0)


def _plain(value: float, unit: Unit) -> str:
    if unit.kind == "rate":
        return f"{value:.2%}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
