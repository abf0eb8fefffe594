"""Chapter 1, lead page: every core metric against target, last month, last year, and the year so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from opsreport.analysis.attain import target_status
from opsreport.analysis.compare import change
from opsreport.analysis.figures import actual_of, target_of
from opsreport.analysis.rank import strict_best, strict_worst
from opsreport.analysis.rules import rules_of
from opsreport.analysis.scorecard import MetricReading, scorecard
from opsreport.model.block import Bars, Block, Callouts, Grid, Insight, Note
from opsreport.model.number import Constant, Number, Series, Tone
from opsreport.model.period import Period
from opsreport.model.report import Draft, Fact, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import RATE
from opsreport.sections.kpi_said import off_target_notes, strip_of
from opsreport.sections.kpi_table import LEAST_POINTS, MOST_LOW_ROWS, has_long_name, scoreboard_grid
from opsreport.sections.labels import Offer, highlight, insight, reading, time_facts
from opsreport.sections.layout import LARGE, large_numbers, stacked
from opsreport.sections.readings import lead_of, metric_facts, weight_shares

BANDS = ("green", "near", "amber")
ROOM_FOR_LARGE = 3
ROOM_FOR_NOTES = 8
MOST_CHARTS = 4
NOTES_UNDER_CHARTS = 3
CHART_MONTHS = 6
TREND_POINTS = 13
DOWN_FROM = 2.0


def scoreboard(dataset: Dataset, voice: Voice) -> Draft | None:
    """One row a metric; columns without any number are left out. None without an actual this month."""
    readings = scorecard(dataset)
    if all(one.actual.is_missing for one in readings):
        return None
    grid = scoreboard_grid(readings, voice)
    facts = {**_facts(dataset, readings, voice), "bases": _bases(grid)}
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
        "progress": _progress(readings, voice),
        "time_progress": readings[0].year.time_progress,
        "bands": {name: Number(rules_of(dataset)[name], RATE, Constant(rules_of(dataset)[name])) for name in BANDS},
        "down_from": Number(DOWN_FROM, source=Constant(DOWN_FROM)),
        "trend_months": TREND_POINTS,
    }


def _bases(grid: Grid) -> tuple[str, ...]:
    """What the page compares with: the bases that have a column (attainment, month_on_month, year_on_year)."""
    keys = {column.key for column in grid.columns}
    return tuple(name for name in ("attainment", "month_on_month", "year_on_year") if name in keys)


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
        offer = Offer(one.status, size, is_met, one.next_step, about=one.metric.id)
        return None if one.attainment.is_missing else offer
    if one.change.tone is Tone.neutral:
        return Offer("none", 0.0, True, one.next_step, about=one.metric.id)
    is_better, size = one.change.tone is Tone.good, share * min(abs(_relative(one)), 1.0)
    code = "good" if is_better else "bad"
    return Offer(code, size, is_better, one.next_step, f"kpi.{'better' if is_better else 'worse'}", one.metric.id)


def _relative(one: MetricReading) -> float:
    """The size of the change on last month as a fraction, whatever the metric's own style."""
    return change(one.actual, one.before).amount if one.before.amount else 0.0


def _arranged(
    dataset: Dataset, readings: Sequence[MetricReading], facts: dict[str, Fact], voice: Voice
) -> tuple[str, tuple[Block, ...]]:
    """A long grid over a strip of what owners say, a short one over a panel, or over charts and a panel."""
    grid = scoreboard_grid(readings, voice)
    if len(readings) <= ROOM_FOR_NOTES and (panel := _panel(dataset, readings, facts, voice)):
        if charts := _charts(readings, dataset.period, voice):
            short = replace(panel, notes=_foremost(panel.notes))
            middle = "+".join([str(12 // len(charts))] * len(charts))
            return f"12:{_least(readings, 0.37):.2f}/{middle}/12:{_panel_height(short)}", (grid, *charts, short)
        top = _large(readings, voice) if 1 < len(readings) <= ROOM_FOR_LARGE else None
        return stacked((top, LARGE), (grid, _height(readings, len(panel.notes))), (panel, None))
    notes = off_target_notes(dataset, readings, voice)
    if not notes:
        return "12", (grid,)
    strip, height = strip_of(notes, voice)
    is_low = len(readings) <= MOST_LOW_ROWS and not has_long_name(readings)
    return f"12/12:{height:.2f}", (scoreboard_grid(readings, voice, low_rows=is_low), strip)


def _large(readings: Sequence[MetricReading], voice: Voice) -> Callouts | None:
    """The actuals of few metrics in large."""
    return large_numbers([(one.metric.label(voice.lang), one.actual) for one in readings])


def _height(readings: Sequence[MetricReading], notes: int) -> float:
    """Inches for the grid: roomy rows where the notes leave room."""
    return max(_least(readings, 0.335), min(0.44 + 0.5 * len(readings), 4.1 - 0.25 * notes))


def _least(readings: Sequence[MetricReading], row: float) -> float:
    """Inches for a grid with rows of that height, all of them taller where one name takes two lines."""
    return 0.46 + max(row, 0.44 if has_long_name(readings) else 0) * len(readings)


def _foremost(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The notes that stand under charts: the first, then typed ones before computed ones, in their order."""
    kept = sorted(range(len(notes)), key=lambda i: (i > 0, not notes[i].typed, i))[:NOTES_UNDER_CHARTS]
    return tuple(notes[i] for i in sorted(kept))


def _panel_height(panel: Insight) -> str:
    return f"{0.55 + 0.26 * len(panel.notes):.2f}"


def _charts(readings: Sequence[MetricReading], period: Period, voice: Voice) -> tuple[Bars, ...]:
    """Two to four metrics month by month, where every one has a history and a short name; else none."""
    if not 1 < len(readings) <= MOST_CHARTS or has_long_name(readings) or not all(_has_trend(r) for r in readings):
        return ()
    names = tuple(month.short_label(voice.lang) for month in period.back(CHART_MONTHS))
    return tuple(_months(one, names, voice) for one in readings)


def _has_trend(one: MetricReading) -> bool:
    return sum(not number.is_missing for number in one.trend.numbers) >= LEAST_POINTS


def _months(one: MetricReading, names: tuple[str, ...], voice: Voice) -> Bars:
    series = Series(voice.term("column.actual"), one.trend.numbers[-CHART_MONTHS:])
    return Bars(names, (series,), one.metric.unit, one.metric.label(voice.lang), across=False)


def _panel(dataset: Dataset, readings: Sequence[MetricReading], facts: dict[str, Fact], voice: Voice) -> Insight | None:
    """Best and worst, the changes, the year so far; then what people typed of metrics off target."""
    return insight(voice, "kpi/scoreboard.insight", facts, off_target_notes(dataset, readings, voice))
