"""Rates typed as plain fractions: 0.05 beside the unit % is 5 % where no number of the metric is above 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opsreport.checking.codes import found
from opsreport.checking.convert import Context, Fractions, fraction_key
from opsreport.checking.lines import Line
from opsreport.model.amount import Amount
from opsreport.model.finding import Finding

_MEASURES = ("target", "actual")


def fractions_of(lines: Sequence[Line], metrics: Mapping[str, str]) -> Fractions:
    """The metrics, by file and sheet, whose bare numbers are all within 1: whoever types percent passes 1 somewhere."""
    largest: dict[tuple[str, str, str], float] = {}
    for line in lines:
        for name in _bare(line):
            key = fraction_key(line, metrics)
            largest[key] = max(largest.get(key, 0.0), abs(_value(line, name)))
    return frozenset(key for key, most in largest.items() if 0 < most <= 1)


def fraction_findings(lines: Sequence[Line], context: Context) -> Iterator[Finding]:
    """A note a metric that was read so, with its cells and its first number both ways."""
    read: dict[tuple[str, str, str], list[tuple[Line, str]]] = {}
    for line in lines:
        if context.is_fraction(line):
            read.setdefault(fraction_key(line, context.metrics), []).extend((line, name) for name in _bare(line))
    for cells in read.values():
        line, name = next(cell for cell in cells if _value(*cell))
        value = _value(line, name)
        where = tuple(line.origin(name) for line, name in cells)
        details = {"metric": line.text("metric"), "first": f"{value:.10g}", "meant": f"{value * 100:.10g}%"}
        yield found("rate_as_fraction", where, line.sheet.tab, **details)


def _bare(line: Line) -> Iterator[str]:
    """The columns of a row of core metrics whose numbers say neither % nor a scale."""
    for name in _MEASURES if line.sheet.tab.name == "kpi" and "metric" in line.values else ():
        value = line.values.get(name)
        if isinstance(value, Amount) and value.is_bare:
            yield name


def _value(line: Line, name: str) -> float:
    amount = line.values[name]
    return amount.value if isinstance(amount, Amount) else 0.0
