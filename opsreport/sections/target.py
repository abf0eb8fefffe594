"""Chapter 1, target against actual: twelve months of the lead metric in three tiers, the year so far beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from opsreport.analysis.attain import attainment, gap, relative_gap, target_status
from opsreport.analysis.figures import actual_of, target_of
from opsreport.analysis.rules import rules_of
from opsreport.analysis.scorecard import MetricReading, expected_of, scorecard, target_trend_of, trend_of
from opsreport.model.block import Bars, Block, Callout, Grid, Insight, Row, VarianceTiers, Words
from opsreport.model.formula import Formula
from opsreport.model.metric import Metric
from opsreport.model.number import Constant, Number, Role, Series, derived
from opsreport.model.period import Period
from opsreport.model.report import Draft, Fact, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import BARE, RATE
from opsreport.sections.labels import (
    ColumnLook,
    column,
    insight,
    owed_note,
    status,
    time_facts,
    typed_notes,
    unit_note_of,
)
from opsreport.sections.readings import lead_of, metric_facts

MONTHS = 12
LEAST_POINTS = 3
NEEDED = Formula("(full_year - done) / months_left")


@dataclass(frozen=True, slots=True)
class _History:
    """Up to twelve months of one metric from its first actual on, and their basis: target, year_before or nothing."""

    months: tuple[Period, ...]
    actual: Series
    base: Series
    against: str

    @property
    def points(self) -> int:
        return sum(not number.is_missing for number in self.actual.numbers)


def revenue(dataset: Dataset, voice: Voice) -> Draft | None:
    """The lead metric month by month; under three months, this month's metrics against their targets as a table.

    None without an actual, or where neither history nor target says anything.
    """
    readings = [one for one in scorecard(dataset) if not one.actual.is_missing]
    if not readings:
        return None
    one = lead_of(readings)
    history = _history(dataset, one.metric, voice)
    if history.points < LEAST_POINTS and all(one.target.is_missing for one in readings):
        return None
    facts = _facts(dataset, one, history, voice)
    main = _main_block(readings, one, history, voice)
    side = (_callout(one, facts, voice), _panel(dataset, one, facts, voice))
    blocks: tuple[Block, ...] = (main, *(block for block in side if block))
    arrangement = "9+3(1.62,*)" if len(blocks) == 3 else "9+3"
    return Draft("target/revenue", facts, arrangement, blocks, ("kpi",))


def _history(dataset: Dataset, metric: Metric, voice: Voice) -> _History:
    numbers = trend_of(dataset, metric, MONTHS).numbers
    start = next(i for i, number in enumerate(numbers) if not number.is_missing)
    months = dataset.period.back(MONTHS)[start:]
    actual = Series(voice.term("column.actual"), numbers[start:])
    wanted = (*target_trend_of(dataset, metric, MONTHS).numbers[start:-1], expected_of(dataset, metric))
    target = Series(voice.term("column.target"), wanted, Role.target)
    if _any(target):
        return _History(months, actual, target, "target")
    before = tuple(actual_of(dataset, metric, month.year_before) for month in months)
    base = Series(voice.term("column.year_before"), before, Role.previous)
    return _History(months, actual, base, "year_before" if _any(base) else "nothing")


def _any(series: Series) -> bool:
    return any(not number.is_missing for number in series.numbers)


def _main_block(readings: Sequence[MetricReading], one: MetricReading, history: _History, voice: Voice) -> Block:
    if history.points < LEAST_POINTS:
        return _month_table(readings, voice)
    names = tuple(month.short_label(voice.lang) for month in history.months)
    unit = one.metric.unit
    if history.against == "nothing":
        return Bars(names, (history.actual,), unit, one.metric.label(voice.lang), across=False)
    pairs = list(zip(history.actual.numbers, history.base.numbers, strict=True))
    polarity = one.metric.polarity
    return VarianceTiers(
        categories=names,
        actual=history.actual,
        target=history.base,
        difference=Series(voice.term("column.difference"), tuple(gap(a, b, polarity) for a, b in pairs)),
        relative=Series(voice.term("column.variance"), tuple(relative_gap(a, b, polarity) for a, b in pairs)),
        unit=unit,
        names=_tier_names(history, voice),
        highlight=len(names) - 1,
    )


def _tier_names(history: _History, voice: Voice) -> tuple[str, str, str]:
    return (
        voice.term("column.variance"),
        voice.term("column.difference"),
        voice.term(f"target.levels.{history.against}"),
    )


def _month_table(readings: Sequence[MetricReading], voice: Voice) -> Grid:
    """Target, actual and difference of every metric this month: what a first month can show."""
    columns = (
        column(voice, "column.metric", "text", 2.0),
        column(voice, "column.unit", "text", 0.8),
        column(voice, "column.target", "number", 1.1),
        column(voice, "column.actual", "number", 1.1),
        column(voice, "column.difference", "number", 1.1, ColumnLook(signed=True)),
        column(voice, "column.variance", "variance", 2.0, ColumnLook(RATE, signed=True)),
        column(voice, "column.status", "status", 1.1),
    )
    return Grid(columns, tuple(_month_row(one, voice) for one in readings))


def _month_row(one: MetricReading, voice: Voice) -> Row:
    unit = unit_note_of(one.metric.unit, (one.actual, one.target), voice)
    name = Words(one.metric.label(voice.lang), strong=True)
    numbers = (one.target, one.actual.strongly(), one.gap, one.relative_gap)
    return Row((name, Words(unit) if unit else None, *numbers, status(one.status, voice)))


def _facts(dataset: Dataset, one: MetricReading, history: _History, voice: Voice) -> dict[str, Fact]:
    return {
        **time_facts(dataset),
        "metric": metric_facts(one, voice),
        "unit": unit_note_of(one.metric.unit, (*history.actual.numbers, *history.base.numbers), voice),
        "against": history.against,
        "first": history.months[0],
        "points": history.points,
        "is_table": history.points < LEAST_POINTS,
        "to_date_gap": gap(one.year.actual, one.year.target, one.metric.polarity),
        "time_progress": one.year.time_progress,
        **_tally(dataset, one, history),
        **_still_needed(dataset, one),
    }


def _tally(dataset: Dataset, one: MetricReading, history: _History) -> dict[str, Fact]:
    """Of the months with a target: how many were met, how long the present run of met or missed ones is."""
    if history.against != "target":
        return {"with_target": 0, "met": 0, "streak": 0, "extreme": ""}
    met = [_met(dataset, one.metric, month) for month in history.months]
    known = [is_met for is_met in met if is_met is not None]
    run = list(takewhile(lambda is_met: is_met is not None and is_met is met[-1], reversed(met)))
    return {"with_target": len(known), "met": sum(known), "streak": len(run), "extreme": _extreme(one, history)}


def _met(dataset: Dataset, metric: Metric, month: Period) -> bool | None:
    """Whether the month's target was met; None where there is none."""
    is_now = month == dataset.period
    actual = actual_of(dataset, metric, month)
    target = expected_of(dataset, metric) if is_now else target_of(dataset, metric, month)
    code = target_status(actual, target, metric.polarity, rules_of(dataset))
    return None if code == "none" else code == "on_target"


def _extreme(one: MetricReading, history: _History) -> str:
    """highest or lowest where this month's attainment is strictly so among at least three months, else ""."""
    pairs = zip(history.actual.numbers, history.base.numbers, strict=True)
    attained = [attainment(a, b, one.metric.polarity) for a, b in pairs]
    values = [number.amount for number in attained[:-1] if not number.is_missing]
    if attained[-1].is_missing or len(values) < LEAST_POINTS - 1:
        return ""
    now = attained[-1].amount
    return "highest" if now > max(values) else "lowest" if now < min(values) else ""


def _still_needed(dataset: Dataset, one: MetricReading) -> dict[str, Fact]:
    """What every month left must bring for the full-year target; None where there is none or nothing is left."""
    left = 12 - dataset.period.last_day.month
    if not left or one.year.progress.is_missing or one.year.progress.amount >= 1:
        return {"months_left": left, "needed": None}
    inputs = {
        "full_year": one.year.full_year_target,
        "done": one.year.actual,
        "months_left": Number(left, BARE, Constant(left)),
    }
    return {"months_left": left, "needed": derived(NEEDED, one.metric.unit, inputs)}


def _callout(one: MetricReading, facts: dict[str, Fact], voice: Voice) -> Callout:
    """The year so far; this month where nothing adds up."""
    is_sum = not one.year.actual.is_missing
    label, *lines = voice.lines(f"target/revenue.{'to_date' if is_sum else 'this_month'}", facts)
    return Callout(label, one.year.actual if is_sum else one.actual, tuple(lines))


def _panel(dataset: Dataset, one: MetricReading, facts: dict[str, Fact], voice: Voice) -> Insight | None:
    name = one.metric.label(voice.lang)
    notes = typed_notes(dataset, "metric", {one.metric.id: ""}, voice)
    return insight(voice, "target/revenue.insight", facts, notes + owed_note([name] if one.needs_cause else [], voice))
