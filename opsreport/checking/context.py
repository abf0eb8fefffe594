"""What must be known of all rows before any can be converted: ids of names, units of metrics, steps of funnels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from opsreport.checking.convert import Context
from opsreport.checking.fractions import fractions_of
from opsreport.checking.lines import Line
from opsreport.checking.names import channel_ids, joined_names, metric_ids
from opsreport.checking.units import Measure
from opsreport.metrics import metric_named
from opsreport.model.amount import RATIO_WORD, Amount
from opsreport.model.period import Period
from opsreport.model.unit import RATE, RATIO, Unit
from opsreport.schemas.users import FUNNELS

_FUNNELS = FUNNELS.field("funnel_id").choices


def context_of(lines: Sequence[Line], period: Period, money: Mapping[str, float]) -> Context:
    """The context of the typed rows; `money` is the worth of one typed 1 by file."""
    metrics = metric_ids([line.text("metric") for line in lines if "metric" in line.values] + _goals(lines))
    pairs = [(line.text("month"), line.text("channel")) for line in lines if "channel" in line.values]
    campaigns = [line.text("name") for line in lines if line.sheet.tab.name == "campaigns" and "name" in line.values]
    return Context(
        period,
        metrics,
        channel_ids(pairs),
        joined_names(campaigns),
        _units(lines, metrics, period),
        money,
        _steps(lines),
        fractions_of(lines, metrics),
    )


def _goals(lines: Sequence[Line]) -> list[str]:
    return [line.text("item") for line in lines if line.values.get("row_type") == "goal" and "item" in line.values]


def _units(lines: Sequence[Line], metrics: Mapping[str, str], period: Period) -> Mapping[str, Measure]:
    """The unit of each metric that any row types, the newest first; 31% or 1:2.5 speaks for a metric without one."""
    rows = [line for line in lines if "metric" in line.values]
    rows.sort(key=lambda line: (line.text("month") <= str(period), line.text("month")), reverse=True)
    units: dict[str, Measure] = {}
    betrayed: dict[str, Measure] = {}
    for line in rows:
        metric, typed = metrics[line.text("metric")], line.values.get("unit")
        if isinstance(typed, Measure):
            units.setdefault(metric, typed)
        elif metric_named(metric) is None and (unit := _betrayed(line)):
            betrayed.setdefault(metric, Measure(unit))
    return {**betrayed, **units}


def _betrayed(line: Line) -> Unit | None:
    """The unit that the numbers of a row themselves show: 31% is a rate, 1:2.5 a ratio."""
    amounts = [amount for name in ("actual", "target") if isinstance(amount := line.values.get(name), Amount)]
    if any(amount.mark == "percent" and not amount.word for amount in amounts):
        return RATE
    return RATIO if any(amount.word == RATIO_WORD for amount in amounts) else None


def _steps(lines: Sequence[Line]) -> Mapping[tuple[str, str, int], int]:
    """The place of every funnel row in its month's funnel, from 1, in the order the rows stand."""
    counts: Counter[tuple[str, str]] = Counter()
    steps: dict[tuple[str, str, int], int] = {}
    for line in lines:
        kind = line.text("row_type")
        if line.sheet.tab.name == "users" and kind in _FUNNELS:
            counts[line.text("month"), kind] += 1
            steps[line.sheet.sheet.file, line.sheet.sheet.name, line.row] = counts[line.text("month"), kind]
    return steps
