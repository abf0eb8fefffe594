"""Chapter 1, lead page: every core metric against target, last month, last year, and the year so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opsreport.analysis.attain import target_status, tone_of
from opsreport.analysis.compare import change
from opsreport.analysis.figures import actual_of, target_of
from opsreport.analysis.rank import strict_best, strict_worst
from opsreport.analysis.rules import rules_of
from opsreport.analysis.scorecard import MetricReading, scorecard
from opsreport.model.block import Bars, Block, Column, Conclusion, Grid, GridCell, Insight, Row, Status, Words
from opsreport.model.formula import Formula
from opsreport.model.number import Constant, Number, Series, Tone, derived
from opsreport.model.period import Period
from opsreport.model.report import Draft, Fact, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import ATTAINMENT, POINTS, RATE
from opsreport.sections.labels import (
    ColumnLook,
    Offer,
    column,
    highlight,
    insight,
    owed_note,
    reading,
    said,
    status,
    time_facts,
    typed_notes,
    unit_note_of,
)
from opsreport.sections.readings import lead_of, metric_facts, weight_shares

VARIANCE = Formula("attained - 1")
BANDS = ("green", "near", "amber")
CALM = frozenset((Tone.good, Tone.neutral))
ROOM_FOR_NOTES = 8
ROOM_FOR_BAR = 12
LONG_NAME = 14
MOST_CHARTS = 4
CHART_MONTHS = 6
LEAST_POINTS = 3
TREND_POINTS = 13


def scoreboard(dataset: Dataset, voice: Voice) -> Draft | None:
    """One row a metric; columns without any number are left out. None without an actual this month."""
    readings = scorecard(dataset)
    if all(one.actual.is_missing for one in readings):
        return None
    facts = _facts(dataset, readings, voice)
    arrangement, blocks = _arranged(dataset, readings, facts, voice)
    lead = lead_of(readings)
    return Draft(
        "kpi/scoreboard",
        facts,
        arrangement,
        blocks,
        ("kpi", "metric_defs"),
        _highlights(readings, voice),
        reading(voice, "kpi/scoreboard.reading", facts, lead.status, _status_before(dataset, lead)),
    )


def _facts(dataset: Dataset, readings: Sequence[MetricReading], voice: Voice) -> dict[str, Fact]:
    judged = [one for one in readings if one.status != "none"]
    met = [one for one in judged if one.status == "on_target"]
    return {
        **time_facts(dataset),
        "lead": metric_facts(lead_of(readings), voice),
        "judgement": _judgement(judged, met, readings),
        "metrics": len(readings),
        "judged": len(judged),
        "met": len(met),
        "improved": sum(one.change.tone is Tone.good for one in readings),
        "compared": sum(not one.change.is_missing for one in readings),
        "off_target": tuple(one.metric.label(voice.lang) for one in _by_attainment(judged) if one not in met),
        "best": _extreme(strict_best, judged, voice),
        "worst": _extreme(strict_worst, judged, voice),
        "owed": tuple(one.metric.label(voice.lang) for one in readings if one.needs_cause),
        "is_full": len(readings) > ROOM_FOR_BAR,
        "progress": _progress(readings, voice),
        "time_progress": readings[0].year.time_progress,
        "bands": {name: Number(rules_of(dataset)[name], RATE, Constant(rules_of(dataset)[name])) for name in BANDS},
        "trend_months": TREND_POINTS,
    }


def _by_attainment(judged: Sequence[MetricReading]) -> list[MetricReading]:
    """Lowest attainment first; those without one (a zero target) last."""
    return sorted(judged, key=lambda one: (one.attainment.is_missing, one.attainment.amount))


def _judgement(judged: Sequence[MetricReading], met: Sequence[MetricReading], all_: Sequence[MetricReading]) -> str:
    if not judged:
        return "first_month" if all(one.change.is_missing for one in all_) else "no_target"
    if len(met) == len(judged):
        return "all_good"
    return "mixed" if met else "all_bad"


def _extreme(
    pick: Callable[[Sequence[Number]], int | None], judged: Sequence[MetricReading], voice: Voice
) -> dict[str, Fact] | None:
    """The metric whose attainment is strictly the highest or lowest; None on a tie or among fewer than two."""
    index = pick([one.attainment for one in judged])
    return None if index is None else metric_facts(judged[index], voice)


def _progress(readings: Sequence[MetricReading], voice: Voice) -> tuple[dict[str, Fact], ...]:
    """Full-year progress of every metric that has a full-year target."""
    known = (one for one in readings if not one.year.progress.is_missing)
    return tuple({"name": one.metric.label(voice.lang), "progress": one.year.progress} for one in known)


def _status_before(dataset: Dataset, lead: MetricReading) -> str:
    month, metric = dataset.period.previous, lead.metric
    actual, target = actual_of(dataset, metric, month), target_of(dataset, metric, month)
    return target_status(actual, target, metric.polarity, rules_of(dataset))


def _highlights(readings: Sequence[MetricReading], voice: Voice) -> tuple[Highlight, ...]:
    """Every judged metric; without any target the changes on last month; in a first month the readings themselves."""
    shares = weight_shares(readings)
    offers: tuple[Highlight, ...] = ()
    has_targets = any(one.status != "none" for one in readings)
    for one in (one for one in readings if not one.actual.is_missing):
        if offer := _offer(one, shares[one.metric.id], has_targets):
            facts = {**metric_facts(one, voice), "cause": one.cause, "needs_cause": one.needs_cause}
            offers += highlight(voice, "kpi/scoreboard.highlight", facts, offer)
    return offers


def _offer(one: MetricReading, share: float, has_targets: bool) -> Offer | None:
    """Share of the weights × |attainment − 1|, or × |change| where no metric has a target."""
    if has_targets:
        size = share * abs(one.attainment.amount - 1)
        is_met = one.status == "on_target"
        return None if one.attainment.is_missing else Offer(one.status, size, is_met, one.next_step)
    if one.change.tone is Tone.neutral:
        return Offer("none", 0.0, True, one.next_step)
    is_better, size = one.change.tone is Tone.good, share * min(abs(_relative(one)), 1.0)
    code = "good" if is_better else "bad"
    return Offer(code, size, is_better, one.next_step, f"kpi.{'better' if is_better else 'worse'}")


def _relative(one: MetricReading) -> float:
    """The size of the change on last month as a fraction, whatever the metric's own style."""
    return change(one.actual, one.before).amount if one.before.amount else 0.0


def _arranged(
    dataset: Dataset, readings: Sequence[MetricReading], facts: dict[str, Fact], voice: Voice
) -> tuple[str, tuple[Block, ...]]:
    """A long grid alone or over a bar that names missing causes, a short one over a panel, or charts and a panel."""
    grid = scoreboard_grid(readings, voice)
    if len(readings) <= ROOM_FOR_NOTES and (panel := _panel(dataset, readings, facts, voice)):
        height = _height(readings, len(panel.notes))
        charts = _charts(readings, dataset.period, voice)
        if not charts:
            return f"12:{height:.2f}/12", (grid, panel)
        middle = "+".join([str(12 // len(charts))] * len(charts))
        return f"12:{_least(readings, 0.37):.2f}/{middle}/12:{_panel_height(panel)}", (grid, *charts, panel)
    text = said(voice, "kpi/scoreboard.owed", facts) if facts["owed"] and not facts["is_full"] else ""
    if text:
        return "12+bar", (grid, Conclusion(voice.term("kpi.owed_lead"), text))
    return "12", (grid,)


def _height(readings: Sequence[MetricReading], notes: int) -> float:
    """Inches for the grid: roomy rows where the notes leave room."""
    return max(_least(readings, 0.335), min(0.44 + 0.5 * len(readings), 4.1 - 0.25 * notes))


def _least(readings: Sequence[MetricReading], row: float) -> float:
    """Inches for a grid with rows of that height, all of them taller where one name takes two lines."""
    is_long = any(len(one.metric.labels[0]) > LONG_NAME for one in readings)
    return 0.46 + max(row, 0.44 if is_long else 0) * len(readings)


def _panel_height(panel: Insight) -> str:
    return f"{0.55 + 0.26 * len(panel.notes):.2f}"


def _charts(readings: Sequence[MetricReading], period: Period, voice: Voice) -> tuple[Bars, ...]:
    """Two to four metrics month by month, where every one has a history; else none."""
    if not 1 < len(readings) <= MOST_CHARTS or any(_trend(one) is None for one in readings):
        return ()
    names = tuple(month.short_label(voice.lang) for month in period.back(CHART_MONTHS))
    return tuple(_months(one, names, voice) for one in readings)


def _months(one: MetricReading, names: tuple[str, ...], voice: Voice) -> Bars:
    series = Series(voice.term("column.actual"), one.trend.numbers[-CHART_MONTHS:])
    return Bars(names, (series,), one.metric.unit, one.metric.label(voice.lang), across=False)


def _panel(dataset: Dataset, readings: Sequence[MetricReading], facts: dict[str, Fact], voice: Voice) -> Insight | None:
    """Best and worst, the changes, the year so far; then what people typed of metrics off target."""
    off = {one.metric.id: one.metric.label(voice.lang) for one in readings if tone_of(one.status) not in CALM}
    owed = owed_note([one.metric.label(voice.lang) for one in readings if one.needs_cause], voice)
    return insight(voice, "kpi/scoreboard.insight", facts, typed_notes(dataset, "metric", off, voice) + owed)


@dataclass(frozen=True, slots=True)
class _Part:
    """One possible column of the scoreboard: its head and the cell it takes from a reading."""

    column: Column
    cell: Callable[[MetricReading], GridCell]


def scoreboard_grid(readings: Sequence[MetricReading], voice: Voice) -> Grid:
    """The scoreboard as a Grid; a column in which no metric has anything is left out."""
    parts = [part for part in _parts(voice) if any(_is_filled(part.cell(one)) for one in readings)]
    rows = tuple(Row(tuple(part.cell(one) for part in parts)) for one in readings)
    return Grid(tuple(part.column for part in parts), rows, register=True)


def _parts(voice: Voice) -> tuple[_Part, ...]:
    level, rate = ColumnLook(), ColumnLook(ATTAINMENT)
    return (
        _Part(column(voice, "column.metric", "text", 2.2), lambda one: _name(one, voice)),
        _Part(column(voice, "column.unit", "text", 0.8), lambda one: _unit(one, voice)),
        _Part(column(voice, "column.actual", "number", 0.8, level), lambda one: one.actual.strongly()),
        _Part(column(voice, "column.target", "number", 0.8, level), lambda one: one.target),
        _Part(column(voice, "kpi.attainment", "number", 0.85, rate), lambda one: one.attainment),
        _Part(column(voice, "kpi.variance", "variance", 1.5, ColumnLook(POINTS, signed=True)), _variance),
        _Part(column(voice, "column.month_on_month", "change", 1.1), lambda one: one.change),
        _Part(column(voice, "column.year_on_year", "change", 1.1), lambda one: one.year_change),
        _Part(column(voice, "column.to_date_attainment", "number", 0.9, rate), _to_date),
        _Part(column(voice, "column.year_progress", "number", 0.8, rate), lambda one: one.year.progress),
        _Part(column(voice, "kpi.trend", "spark", 1.2), _trend),
        _Part(column(voice, "column.status", "status", 1.1), lambda one: status(one.status, voice)),
    )


def _name(one: MetricReading, voice: Voice) -> Words:
    mark = " ▽" if one.metric.polarity == "down" else ""
    return Words(one.metric.label(voice.lang) + mark, strong=True)


def _unit(one: MetricReading, voice: Voice) -> Words | None:
    text = unit_note_of(one.metric.unit, (one.actual, one.target), voice)
    return Words(text) if text else None


def _variance(one: MetricReading) -> Number:
    """Attainment − 100 %, toned by whether the target is met."""
    found = derived(VARIANCE, POINTS, {"attained": one.attainment})
    return found if found.is_missing else found.toned(Tone.good if one.status == "on_target" else Tone.bad)


def _to_date(one: MetricReading) -> Number:
    return one.year.attainment.toned(tone_of(one.year.status))


def _trend(one: MetricReading) -> GridCell:
    points = sum(not number.is_missing for number in one.trend.numbers)
    return one.trend if points >= LEAST_POINTS else None


def _is_filled(cell: GridCell) -> bool:
    match cell:
        case None:
            return False
        case Number():
            return not cell.is_missing
        case Status():
            return cell.code != "none"
    return True
