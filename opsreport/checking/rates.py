"""How bare rates are typed: 0.8 under % is 0.8 % where the sheet shows that it types percent, 80 % where fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from opsreport.checking.cells import MOST_SHARE
from opsreport.checking.codes import found
from opsreport.checking.known import Context, WayKey, said_by
from opsreport.checking.lines import Rows
from opsreport.checking.stated import header_unit, row_unit
from opsreport.checking.units import LEAST_PERCENT, MeasureOf, Way, rate_readings
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding
from opsreport.schemas.naming import is_growth

_MEASURES = ("target", "actual")
_LEAST_FRACTION = 0.1
_SLACK = 0.005
# those of some who did something, of whom there are no more than all
PARTS = (
    "d1_ret", "d7_ret", "d30_ret", "m1_ret", "annual_ret", "repurchase_rate", "renewal_rate", "open_rate",
    "bounce_rate", "pay_success", "churn_rate", "wake_rate", "winback_rate", "second_conv",
    "member_active_rate", "first_buy_7d",
)  # fmt: skip
_SMALL_TOO = ("percent", "mixed")
_PERCENT = (*_SMALL_TOO, "above_one")
# rates of one metric are seldom further apart than the first, and fractions are no further above those with a %
# than the other
NEAR, _FAR = 3.0, 10.0
Ways = Mapping[WayKey, Way]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the bare rates of one metric, or of one sheet, show; `marked` are the rates beyond doubt."""

    sizes: list[float] = field(default_factory=list)
    ways: set[Way] = field(default_factory=set)
    marked: list[float] = field(default_factory=list)

    @property
    def is_large(self) -> bool:
        return max(self.sizes, default=0.0) > 1

    @property
    def proof(self) -> Way:
        return next(iter(self.ways)) if len(self.ways) == 1 else ""


def ways_of(sheets: Sequence[Rows], context: Context) -> Ways:
    """The way of every metric with bare rates, by file, sheet and whether a header, name or cell says %."""
    metrics: dict[WayKey, _Seen] = {}
    of_sheets: dict[tuple[str, str], _Seen] = {}
    for one in _rates(sheets, context, lambda reading: reading.unit.kind == "rate" and reading.factor == 1):
        of_sheet, of_metric = of_sheets.setdefault(one.key[:2], _Seen()), metrics.setdefault(one.key, _Seen())
        if one.amount.mark == "percent":
            of_metric.marked.extend([abs(one.amount.value)] * bool(one.amount.value))
            continue  # it says nothing of the other metrics
        shown = _shown(one)
        of_metric.ways.update(shown)
        of_metric.marked.extend(abs(one.amount.value) / (100 if way == "percent" else 1) for way in shown)
        of_sheet.ways.update(shown)
        if one.amount.is_bare and one.amount.value:
            of_metric.sizes.append(abs(one.amount.value))
            of_sheet.sizes.extend([abs(one.amount.value)] * (one.key[3] or _is_surely_percent(one.key, of_metric)))
    ways = {key: _way(key, seen, of_sheets[key[:2]]) for key, seen in metrics.items() if seen.sizes}
    return {key: _as_elsewhere(key, metrics[key], ways, of_sheets) for key in ways}


def _as_elsewhere(key: WayKey, metric: _Seen, ways: Ways, sheets: Mapping[tuple[str, str], _Seen]) -> Way:
    """The way of a metric, and where its own sheet does not tell that of its workbook, or of it in other sheets."""
    if ways[key] != "unclear" or not key[3] or metric.marked or min(metric.sizes) < LEAST_PERCENT:
        return ways[key]
    in_workbook = any(seen.is_large for place, seen in sheets.items() if place[0] == key[0])
    is_elsewhere = any(way in _PERCENT and one[2:] == key[2:] for one, way in ways.items())
    return "percent" if in_workbook or is_elsewhere else "unclear"


def _way(key: WayKey, metric: _Seen, sheet: _Seen) -> Way:
    if metric.marked:
        way = _beside(metric, is_growing=is_growth(key[2]))
        return "percent" if way == "beside" and metric.proof == "percent" else way
    if not key[3] and _is_surely_percent(key, metric):
        return "above_one"
    is_said = key[3]
    if not is_said:
        return "unclear" if metric.is_large or sheet.is_large else "fraction"
    if metric.is_large:
        return "above_one" if _may_be_fractions(metric.sizes) and not is_growth(key[2]) else "mixed"
    if sheet.is_large:
        return "percent" if min(metric.sizes) >= LEAST_PERCENT else "unclear"
    return "fraction" if sheet.proof == "fraction" else "percent" if sheet.proof == "percent" else "unclear"


def _is_surely_percent(key: WayKey, metric: _Seen) -> bool:
    """Whether a metric is a part of a whole and has rates that can only be percent: 40.1 % of buyers, not 4010 %."""
    return key[2] in PARTS and max(metric.sizes, default=0.0) > MOST_SHARE


def _beside(metric: _Seen, *, is_growing: bool) -> Way:
    """The way of bare rates beside ones of the metric that say their %: that in which they are near these."""
    least, most = min(metric.marked), max(metric.marked)
    ways = {size: _near(size, least, most) for size in metric.sizes}
    if len(set(ways.values())) > 1:
        return "above_one" if all(way == "beside" for size, way in ways.items() if size > 1) else "unclear"
    way = ways[metric.sizes[0]]
    return "unclear" if way == "beside" and is_growing and not metric.is_large else way


def _near(size: float, least: float, most: float) -> Way:
    """In which way a bare rate is near others: 48 beside 50 % in percent, 0.48 as a fraction, 5 beside 60 % in none."""
    is_percent = _is_among(size / 100, least, most)
    if size <= 1:
        return "fraction" if size <= most * _FAR else "beside" if is_percent else "unclear"
    is_percent, is_fraction = is_percent or size > most * 100, size <= most * NEAR
    return "unclear" if is_fraction == is_percent else "fraction" if is_fraction else "beside"


def _is_among(size: float, least: float, most: float) -> bool:
    return least / NEAR <= size <= most * NEAR


def _may_be_fractions(sizes: Sequence[float]) -> bool:
    """Whether rates of a metric that is typed in percent would be among its others if they were fractions."""
    large = [size for size in sizes if size > 1]
    least, most = min(large), max(large)
    return any(size * _FAR < least and _is_among(size * 100, least, most) for size in sizes if size >= LEAST_PERCENT)


class _Rate(NamedTuple):
    """A number of a core metric that says no unit but perhaps %: its row and column, and the key of its way."""

    rows: Rows
    at: int
    column: str
    amount: Amount
    key: WayKey


def _shown(one: _Rate) -> set[Way]:
    """What a number shows beyond doubt: formatted as a percentage, or made of the parts beside it."""
    rows, at, column, amount = one.rows, one.at, one.column, one.amount
    if amount.mark == "percent":
        cell = rows[at].cells.get(column)
        return {"fraction"} if cell and cell.kind == "number" else set()
    if column != "actual" or not amount.value:
        return set()
    metric = metric_named(rows.texts("metric")[at])
    parts = [rows.value(name, at) for name in ("numerator", "denominator")]
    if metric and not metric.formula:
        return set()
    typed = [part.value for part in parts if isinstance(part, Amount)]
    if len(typed) < len(parts) or not typed[1]:
        return set()
    made = typed[0] / typed[1]
    ways: dict[Way, float] = {"fraction": made, "percent": made * 100}
    return {way for way, one in ways.items() if abs(amount.value - one) <= _SLACK * max(abs(one), abs(amount.value))}


def rate_findings(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Once a metric what was read as fractions, or as less than 1 %: a note where that is told, else a warning."""
    read: dict[WayKey, list[_Rate]] = {}
    small: dict[WayKey, list[_Rate]] = {}
    for one in _rates(sheets, context, lambda reading: reading.unit.kind == "rate" and reading.way == "fraction"):
        if one.amount.is_bare and one.amount.value:
            read.setdefault(one.key, []).append(one)
    beside: dict[tuple[WayKey, bool], list[_Rate]] = {}
    for one in _rates(sheets, context, lambda reading: reading.unit.kind == "rate" and reading.way == "beside"):
        if one.amount.is_bare and one.amount.value:
            beside.setdefault((one.key, _is_said(one)), []).append(one)
    for one in _rates(sheets, context, lambda reading: reading.unit.kind == "rate" and reading.way in _SMALL_TOO):
        if one.key[3] and one.amount.is_bare and LEAST_PERCENT <= abs(one.amount.value) <= 1:
            small.setdefault(one.key, []).append(one)
    proved = _proved(sheets, context, {key for key in read if not key[3]})
    for key, cells in read.items():
        is_plain = min(abs(one.amount.value) for one in cells) < _LEAST_FRACTION
        if key[3] or not (key in proved or is_plain):
            yield _finding("rate_as_fraction" if key[3] else "rate_unmarked", cells, 100)
    for cells in small.values():
        yield _finding("rate_as_percent", cells, 1)
    for (_, is_said), cells in beside.items():
        yield _finding("rate_as_percent" if is_said else "rate_unmarked", cells, 1)


def _is_said(one: _Rate) -> bool:
    """Whether the header, the unit or the name of a number says % itself, and not only other numbers of the metric."""
    said = row_unit(one.rows[one.at]), header_unit(one.rows.sheet, one.column)
    return any(unit is not None and unit.unit.kind == "rate" for unit in said)


def _finding(code: str, cells: Sequence[_Rate], percents: int) -> Finding:
    """A finding of the rates of one metric, a bare 1 of which was read as so many percent."""
    rows, at, _, amount, _ = cells[0]
    where = tuple(one.rows.origin(one.at, one.column) for one in cells)
    numbers = {"first": f"{amount.value:.10g}", "meant": f"{amount.value * percents:.10g}%"}
    readings = rate_readings(amount.value)
    numbers |= {**readings, "instead": readings["one" if percents == 100 else "other"]}
    return found(code, where, rows.sheet.tab, metric=rows.texts("metric")[at], **numbers)


def _proved(sheets: Sequence[Rows], context: Context, asked: set[WayKey]) -> set[WayKey]:
    """Those of the metrics whose own numbers show that they are fractions."""
    if not asked:
        return set()
    return {one.key for one in _rates(sheets, context) if one.key in asked and "fraction" in _shown(one)}


def _rates(
    sheets: Sequence[Rows], context: Context, is_meant: Callable[[MeasureOf], bool] = lambda reading: True
) -> Iterator[_Rate]:
    """The numbers of core metrics that say no unit but perhaps %, of those that are read in such a way, row by row."""
    for rows in sheets:
        if rows.sheet.tab.name == "kpi" and "metric" in rows.typed:
            rates = (one for column in _MEASURES for one in _column_rates(rows, column, context, is_meant))
            yield from sorted(rates, key=lambda one: one.at)


def _column_rates(rows: Rows, column: str, context: Context, is_meant: Callable[[MeasureOf], bool]) -> Iterator[_Rate]:
    codes, readings = context.measures(rows, column)
    keys = [context.way_key(rows[at], one) for at, one in zip(rows.sorts(*said_by(rows))[1], readings, strict=True)]
    meant, values = np.fromiter(map(is_meant, readings), bool, len(readings)), rows.values(column)
    for at in np.flatnonzero(meant[codes] & rows.is_filled("metric")).tolist():
        amount = values[at]
        if isinstance(amount, Amount) and (amount.is_bare or amount.mark == "percent"):
            yield _Rate(rows, at, column, amount, keys[codes[at]])
