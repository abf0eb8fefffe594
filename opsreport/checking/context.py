"""What must be known of all rows before any can be converted: ids of names, units of metrics, steps of funnels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.directions import lower_is_better, told_directions
from opsreport.checking.known import Context
from opsreport.checking.lines import Line, Rows
from opsreport.checking.names import channel_ids, joined_names, metric_ids, platform_ids
from opsreport.checking.rates import ways_of
from opsreport.checking.units import SECONDS_OF, Measure, measure_named
from opsreport.metrics import metric_named
from opsreport.model.amount import RATIO_WORD, Amount
from opsreport.model.period import Period
from opsreport.model.unit import RATE, RATIO, Unit
from opsreport.schemas.users import FUNNELS

_FUNNELS = FUNNELS.field("funnel_id").choices


def context_of(sheets: Sequence[Rows], period: Period, money: Mapping[str, float]) -> Context:
    """The context of the typed rows of all sheets; `money` is the worth of one typed 1 by file."""
    metrics = metric_ids([*_texts(sheets, "metric"), *_goals(sheets)])
    channels: defaultdict[str, set[str]] = defaultdict(set)
    for rows in sheets:
        for name, months in rows.months_of("channel").items() if "channel" in rows.typed else ():
            channels[name] |= months
    campaigns = dict.fromkeys(_texts([rows for rows in sheets if rows.sheet.tab.name == "campaigns"], "name"))
    context = Context(
        period,
        metrics,
        channel_ids(channels),
        joined_names(campaigns),
        platform_ids(_texts([rows for rows in sheets if "platform" in rows.typed], "platform")),
        _units(sheets, metrics, period),
        money,
        _steps(sheets),
        falling=lower_is_better(sheets, metrics),
        told=told_directions(sheets, metrics),
    )
    return replace(context, ways=ways_of(sheets, context))


def _texts(sheets: Sequence[Rows], name: str) -> Iterator[str]:
    """The different texts of a column in each of the sheets."""
    for rows in sheets:
        yield from dict.fromkeys(text for text in rows.texts(name) if text)


def _goals(sheets: Sequence[Rows]) -> Iterator[str]:
    for rows in sheets:
        if "row_type" in rows.typed:
            pairs = zip(rows.texts("row_type"), rows.texts("item"), strict=True)
            yield from (item for kind, item in pairs if kind == "goal" and item)


def _units(sheets: Sequence[Rows], metrics: Mapping[str, str], period: Period) -> Mapping[str, Measure]:
    """The unit of each metric that any row types, the newest first; 31% or 1:2.5 speaks for a metric without one."""
    units: dict[str, Measure] = {}
    betrayed: dict[str, Measure] = {}
    for line in _newest(sheets, period):
        metric, typed = metrics[line.text("metric")], line.values.get("unit")
        if isinstance(typed, Measure):
            units.setdefault(metric, typed)
        elif metric not in betrayed and metric_named(metric) is None and (unit := _betrayed(line)):
            betrayed[metric] = Measure(unit)
    return {**betrayed, **units}


def _newest(sheets: Sequence[Rows], period: Period) -> Sequence[Line]:
    """The telling rows, those up to the report month first, the newest first."""
    lines = [line for rows in sheets if "metric" in rows.typed for line in _telling(rows, period)]
    return sorted(lines, key=lambda line: _age(line.text("month"), period), reverse=True)


def _age(month: str, period: Period) -> tuple[bool, str]:
    return month <= str(period), month


def _telling(rows: Rows, period: Period) -> Iterator[Line]:
    """The rows of metrics that type a unit, of those of one metric and unit the newest, or a number that shows one."""
    codes, firsts = rows.sorts("metric", "unit")
    is_typed = np.fromiter((isinstance(rows.value("unit", at), Measure) for at in firsts), bool, len(firsts))[codes]
    telling = rows.is_filled("unit")
    for name in ("actual", "target"):
        said = np.flatnonzero(rows.amounts(name)[1])
        shown = (bool(one.mark or one.word) for one in rows.values(name)[said].tolist())
        telling[said] |= np.fromiter(shown, bool, len(said))
    telling &= rows.is_filled("metric")
    typed = np.flatnonzero(telling & is_typed)
    ranks = {month: at for at, month in enumerate(sorted(set(rows.texts("month")), key=lambda one: _age(one, period)))}
    ages = np.fromiter((-ranks[month] for month in rows.texts("month")), np.int64, len(rows))
    typed = typed[np.argsort(ages[typed], kind="stable")]
    newest = typed[np.unique(codes[typed], return_index=True)[1]]
    return (rows[at] for at in np.sort(np.concatenate([newest, np.flatnonzero(telling & ~is_typed)])).tolist())


def _betrayed(line: Line) -> Unit | None:
    """The unit that the numbers of a row themselves show: 31% is a rate, 1:2.5 a ratio, 3.5小时 are hours."""
    amounts = [amount for name in ("actual", "target") if isinstance(amount := line.values.get(name), Amount)]
    if any(amount.mark == "percent" and not amount.word for amount in amounts):
        return RATE
    if any(amount.word == RATIO_WORD for amount in amounts):
        return RATIO
    measures = (measure_named(amount.word) for amount in amounts if amount.word and not amount.is_change)
    return next((one.unit for one in measures if one and one.unit in SECONDS_OF), None)


def _steps(sheets: Sequence[Rows]) -> Mapping[tuple[str, str, int], int]:
    """The place of every funnel row in its month's funnel, from 1, in the order the rows stand."""
    counts: Counter[tuple[str, str]] = Counter()
    steps: dict[tuple[str, str, int], int] = {}
    for rows in sheets:
        if rows.sheet.tab.name == "users":
            said = zip(rows.numbers.tolist(), rows.texts("month"), rows.texts("row_type"), strict=True)
            for row, month, kind in said:
                if kind in _FUNNELS:
                    counts[month, kind] += 1
                    steps[rows.sheet.sheet.file, rows.sheet.sheet.name, row] = counts[month, kind]
    return steps
