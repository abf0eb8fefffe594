"""What must agree: channels with the core metrics, tiers with monthly actives, parts with wholes (C0.10)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.text import name_key
from opsreport.metrics import metric_named, unit_named
from opsreport.model.finding import Finding
from opsreport.model.formula import Formula
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import Unit
from opsreport.schemas.choices import DORMANT_WORDS
from opsreport.schemas.starter import STARTER

TOLERANCE = 0.005
RATE_ROUNDING = 0.0005
SCALE_SLACK = math.log10(1.05)  # how far from 10,000 times two sums of one thing may be
_SHARE = Formula("numerator / denominator")
_TABS: Mapping[str, Tab] = {feed.table: tab for tab in reversed(STARTER) for feed in reversed(tab.feeds)}


def tab_of(table: str) -> Tab:
    """The tab that feeds a table."""
    return _TABS[table]


def rows(table: Table) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each row's origin id and its fields."""
    yield from zip(table.frame.index, table.frame.to_dict("records"), strict=True)


def number(row: Mapping[str, object], field: str) -> float:
    """A field of a row as a float, NaN where missing."""
    value = row[field]
    return float(value) if isinstance(value, int | float) else math.nan


def cells(table: Table, field: str, ids: Iterable[int] | None = None) -> tuple[Origin, ...]:
    """The cells of a field, of all rows or of the given ones."""
    return tuple(table.origin(int(i), field) for i in (table.frame.index if ids is None else ids))


def reconciled(dataset: Dataset) -> Iterator[Finding]:
    """Every disagreement between the tables."""
    yield from _channel_sums(dataset, "new_users", ("channel_sum", "channel_history_sum"))
    yield from _channel_sums(dataset, "visits", ("channel_visits", "channel_history_visits"))
    yield from _channel_revenue(dataset)
    yield from _channel_payers(dataset)
    yield from _tiers(dataset)
    yield from _register_end(dataset)
    yield from _ratios(dataset)


def _kpi(dataset: Dataset, metric_id: str, month: str, field: str = "actual") -> tuple[float, tuple[Origin, ...]]:
    table = dataset["kpi"].where(month=month, metric_id=metric_id)
    return table.total(field).amount, cells(table, field)


def _is_off(part: float, whole: float) -> bool:
    return abs(part - whole) > TOLERANCE * abs(whole)


def _compared(
    code: str, whole: tuple[float, tuple[Origin, ...]], table: Table, field: str, month: str
) -> Iterator[Finding]:
    """A finding of the whole's and the parts' cells where both are known and differ by more than 0.5 %."""
    total, origins = whole
    part = table.total(field).amount
    if math.isfinite(total) and math.isfinite(part) and _is_off(part, total):
        details = {"month": month, "total": f"{total:,.0f}", "sum": f"{part:,.0f}", "gap": f"{part - total:+,.0f}"}
        yield found(code, origins + cells(table, field), tab_of(table.name), **details)


def _channel_sums(dataset: Dataset, field: str, codes: tuple[str, str]) -> Iterator[Finding]:
    """R1, for what every channel counts once: the first code for the report month, the second for those before."""
    frame, kpi = dataset["channels"].frame, dataset["kpi"].where(metric_id=field).frame
    totals = dict(zip(kpi["month"], kpi["actual"], strict=True))
    for month, part in frame.groupby("month", sort=False)[field].sum(min_count=1).items():
        if _is_off(part, totals.get(month, math.nan)):
            code = codes[month != str(dataset.period)]
            table = dataset["channels"].where(month=month)
            yield from _compared(code, _kpi(dataset, field, str(month)), table, field, str(month))


def _channel_revenue(dataset: Dataset) -> Iterator[Finding]:
    """R2: less than the total is a row of its own on the page, more cannot be, 10,000 times is another unit."""
    month = str(dataset.period)
    whole, table = _kpi(dataset, "revenue", month), dataset["channels"].where(month=month)
    total, part = whole[0], table.total("revenue").amount
    is_scaled = total > 0 and part > 0 and abs(abs(math.log10(part / total)) - 4) < SCALE_SLACK
    code = "money_unit_differs" if is_scaled else "channel_revenue_over" if part > total else "channel_revenue"
    yield from _compared(code, whole, table, "revenue", month)


def _channel_payers(dataset: Dataset) -> Iterator[Finding]:
    month = str(dataset.period)
    whole = _kpi(dataset, "payers", month)
    if not math.isfinite(whole[0]):
        whole = _kpi(dataset, "pay_conv", month, "numerator")
    yield from _compared("channel_payers", whole, dataset["channels"].where(month=month), "payers", month)


def _tiers(dataset: Dataset) -> Iterator[Finding]:
    month, tiers = str(dataset.period), dataset["activity_tiers"]
    names = tuple(t for t in tiers.frame["tier"] if not any(word in name_key(t) for word in DORMANT_WORDS))
    table = tiers.where(month=month, tier=names)
    yield from _compared("tiers_vs_mau", _kpi(dataset, "mau", month), table, "users", month)


def _register_end(dataset: Dataset) -> Iterator[Finding]:
    month = str(dataset.period)
    funnel = dataset["funnels"].where(month=month, funnel_id="register")
    last = funnel.where(step_no=funnel.frame["step_no"].max()) if len(funnel) else funnel
    yield from _compared("funnel_end_differs", _kpi(dataset, "new_users", month), last, "users", month)


def _ratios(dataset: Dataset) -> Iterator[Finding]:
    """R19: a typed actual that is not what its parts give."""
    kpi = dataset["kpi"]
    units = dict(zip(dataset["metric_defs"].frame["metric_id"], dataset["metric_defs"].frame["unit"], strict=True))
    for index, row in rows(kpi):
        metric_id, actual = str(row["metric_id"]), number(row, "actual")
        expected = _expected(metric_id, str(units.get(metric_id, "")), row)
        if math.isnan(expected) or math.isnan(actual) or abs(actual - expected) <= _slack(expected):
            continue
        metric = metric_of(dataset, metric_id)
        details = {"metric": metric.labels[0], "month": str(row["month"])}
        numbers = {"seen": _plain(actual, metric.unit), "expected": _plain(expected, metric.unit)}
        origins = tuple(kpi.origin(index, field) for field in ("actual", "numerator", "denominator"))
        yield found("ratio_mismatch", origins, tab_of("kpi"), **details, **numbers)


def _expected(metric_id: str, unit: str, row: Mapping[str, object]) -> float:
    metric = metric_named(metric_id)
    parts = {name: number(row, name) for name in ("numerator", "denominator")}
    if metric is not None:
        return metric.formula.number(parts) if metric.formula else math.nan
    named = unit_named(unit)
    return _SHARE.number(parts) if named and named.kind in ("rate", "money", "ratio") else math.nan


def _slack(expected: float) -> float:
    """0.5 %, or what rounding to one decimal of a percent may cost."""
    return max(TOLERANCE * abs(expected), RATE_ROUNDING if abs(expected) < 2 else 0.0) + 1e-12


def _plain(value: float, unit: Unit) -> str:
    if unit.kind == "rate":
        return f"{value:.2%}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
