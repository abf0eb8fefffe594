"""How bare rates are typed: 0.8 under % is 0.8 % where the sheet shows that it types percent, 80 % where fractions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsreport.checking.codes import found
from opsreport.checking.convert import Context, WayKey
from opsreport.checking.lines import Line
from opsreport.checking.units import LEAST_PERCENT, Way, rate_readings
from opsreport.metrics import metric_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding

_MEASURES = ("target", "actual")
_LEAST_FRACTION = 0.1
_SLACK = 0.005
Ways = Mapping[WayKey, Way]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the bare rates of one metric, or of one sheet, show."""

    sizes: list[float] = field(default_factory=list)
    ways: set[Way] = field(default_factory=set)

    @property
    def is_large(self) -> bool:
        return max(self.sizes, default=0.0) > 1

    @property
    def proof(self) -> Way:
        return next(iter(self.ways)) if len(self.ways) == 1 else ""


def ways_of(lines: Sequence[Line], context: Context) -> Ways:
    """The way of every metric with bare rates, by file, sheet and whether a header, name or cell says %."""
    metrics: dict[WayKey, _Seen] = {}
    sheets: dict[tuple[str, str], _Seen] = {}
    for line, column, amount in _rates(lines):
        reading = context.said(line, column)
        if reading.unit.kind != "rate" or reading.factor != 1:
            continue
        key = context.way_key(line, reading)
        of_sheet = sheets.setdefault(key[:2], _Seen())
        of_metric = metrics.setdefault(key, _Seen())
        for seen in (of_metric, of_sheet):
            seen.ways.update(_shown(line, column, amount))
        if amount.is_bare and amount.value:
            of_metric.sizes.append(abs(amount.value))
            of_sheet.sizes.extend([abs(amount.value)] * key[3])
    return {key: _way(key, seen, sheets[key[:2]]) for key, seen in metrics.items() if seen.sizes}


def _way(key: WayKey, metric: _Seen, sheet: _Seen) -> Way:
    if metric.proof:
        return metric.proof
    is_said = key[3]
    if not is_said:
        return "unclear" if metric.is_large or sheet.is_large else "fraction"
    if metric.is_large:
        return "mixed"
    if sheet.is_large:
        return "percent" if min(metric.sizes) >= LEAST_PERCENT else "unclear"
    return "fraction" if sheet.proof == "fraction" else "percent" if sheet.proof == "percent" else "unclear"


def _shown(line: Line, column: str, amount: Amount) -> set[Way]:
    """What a number shows beyond doubt: formatted as a percentage, or made of the parts beside it."""
    if amount.mark == "percent":
        cell = line.cells.get(column)
        return {"fraction"} if cell and cell.kind == "number" else set()
    if column != "actual" or not amount.value:
        return set()
    metric = metric_named(line.text("metric"))
    parts = [line.values.get(name) for name in ("numerator", "denominator")]
    if metric and not metric.formula:
        return set()
    typed = [part.value for part in parts if isinstance(part, Amount)]
    if len(typed) < len(parts) or not typed[1]:
        return set()
    made = typed[0] / typed[1]
    ways: dict[Way, float] = {"fraction": made, "percent": made * 100}
    return {way for way, one in ways.items() if abs(amount.value - one) <= _SLACK * max(abs(one), abs(amount.value))}


def rate_findings(lines: Sequence[Line], context: Context) -> Iterator[Finding]:
    """Once a metric what was read as fractions: a note where that is proved, else a warning with both readings."""
    read: dict[WayKey, list[tuple[Line, str, float]]] = {}
    for line, column, amount in _rates(lines):
        reading = context.measure(line, column)
        if reading.unit.kind == "rate" and reading.way == "fraction" and amount.is_bare and amount.value:
            read.setdefault(context.way_key(line, reading), []).append((line, column, amount.value))
    proved = _proved(lines, context)
    for key, cells in read.items():
        is_plain = min(abs(value) for _, _, value in cells) < _LEAST_FRACTION
        if not key[3] and (key in proved or is_plain):
            continue
        line, _, value = cells[0]
        where = tuple(line.origin(name) for line, name, _ in cells)
        numbers = {"first": f"{value:.10g}", "meant": f"{value * 100:.10g}%", **rate_readings(value)}
        code = "rate_as_fraction" if key[3] else "rate_unmarked"
        yield found(code, where, line.sheet.tab, metric=line.text("metric"), **numbers)


def _proved(lines: Sequence[Line], context: Context) -> set[WayKey]:
    """The metrics whose own numbers show that they are fractions."""
    shown = ((line, column) for line, column, amount in _rates(lines) if "fraction" in _shown(line, column, amount))
    return {context.way_key(line, context.said(line, column)) for line, column in shown}


def _rates(lines: Sequence[Line]) -> Iterator[tuple[Line, str, Amount]]:
    """The numbers of core metrics that say no unit but perhaps %, each with its row and column."""
    for line in lines:
        if line.sheet.tab.name == "kpi" and "metric" in line.values:
            for column in _MEASURES:
                one = line.values.get(column)
                if isinstance(one, Amount) and (one.is_bare or one.mark == "percent"):
                    yield line, column, one
