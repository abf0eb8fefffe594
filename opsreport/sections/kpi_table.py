"""The table of the scoreboard: one row a metric; a column in which no metric has anything is left out."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.analysis.attain import tone_of
from opsreport.analysis.compare import judged
from opsreport.analysis.scorecard import MetricReading
from opsreport.model.block import Grid, GridCell, Row, Status, Words
from opsreport.model.formula import Formula
from opsreport.model.number import Number, Tone, derived
from opsreport.model.report import Voice
from opsreport.model.unit import ATTAINMENT, POINTS
from opsreport.sections.labels import ColumnLook, column, status, unit_note_of
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts

VARIANCE = Formula("attained - 1")
LONG_NAME = 14
NAME_WIDTH, LONG_NAME_WIDTH = 2.2, 5.0
LEAST_POINTS = 3
MOST_LOW_ROWS = 13
PROFITS = frozenset(("profit", "gross_profit", "operating_profit", "net_profit"))
TURNS = frozenset(("turned_positive", "turned_negative"))


def has_long_name(readings: Sequence[MetricReading]) -> bool:
    """Whether one name takes two lines of its column."""
    return any(len(one.metric.labels[0]) > LONG_NAME for one in readings)


def scoreboard_grid(readings: Sequence[MetricReading], voice: Voice, *, low_rows: bool = False) -> Grid:
    """The scoreboard as a Grid; with low rows it stays on its page as long as they have room."""
    name = LONG_NAME_WIDTH if has_long_name(readings) else NAME_WIDTH
    parts = filled_parts(_parts(voice, name), readings)
    rows = tuple(Row(cells_of(parts, one)) for one in readings)
    return Grid(columns_of(parts), rows, register=not low_rows)


def _parts(voice: Voice, name: float) -> tuple[Part[MetricReading], ...]:
    level, rate = ColumnLook(), ColumnLook(ATTAINMENT)
    return (
        Part(column(voice, "column.metric", "text", name), lambda one: _name(one, voice)),
        Part(column(voice, "column.unit", "text", 0.8), lambda one: _unit(one, voice)),
        Part(column(voice, "column.actual", "number", 0.8, level), lambda one: one.actual.strongly()),
        Part(column(voice, "column.target", "number", 0.8, level), lambda one: one.target),
        Part(column(voice, "kpi.attainment", "number", 0.85, rate), lambda one: one.attainment),
        Part(column(voice, "kpi.variance", "variance", 1.5, ColumnLook(POINTS, signed=True)), _variance),
        Part(column(voice, "column.month_on_month", "change", 1.1), lambda one: _month(one, voice)),
        Part(column(voice, "column.year_on_year", "change", 1.1), lambda one: _year(one, voice)),
        Part(column(voice, "column.to_date_attainment", "number", 0.9, rate), _to_date),
        Part(column(voice, "column.year_progress", "number", 0.8, rate), lambda one: one.year.progress),
        Part(column(voice, "kpi.trend", "spark", 1.2), _trend),
        Part(column(voice, "column.status", "status", 1.1), lambda one: _status(one, voice)),
    )


def _status(one: MetricReading, voice: Voice) -> Status:
    """The status; of a metric with a target that is neither better high nor low, that it has no direction."""
    has_target = not (one.actual.is_missing or one.target.is_missing)
    if has_target and one.metric.polarity == "none":
        return Status(one.status, voice.term("status.no_direction"))
    return status(one.status, voice)


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


def _month(one: MetricReading, voice: Voice) -> GridCell:
    return _moved(one, one.change, one.change_code, voice)


def _year(one: MetricReading, voice: Voice) -> GridCell:
    return _moved(one, one.year_change, one.year_code, voice)


def _moved(one: MetricReading, change: Number, code: str, voice: Voice) -> GridCell:
    """The change; over a change of sign, which has no percentage, its words."""
    if code not in TURNS:
        return change
    kind = "profit" if one.metric.id in PROFITS else "other"
    sign = Number(1.0 if code == "turned_positive" else -1.0)
    return Words(voice.term(f"kpi.{code}.{kind}"), tone=judged(sign, one.metric.polarity).tone)


def _to_date(one: MetricReading) -> Number:
    return one.year.attainment.toned(tone_of(one.year.status))


def _trend(one: MetricReading) -> GridCell:
    points = sum(not number.is_missing for number in one.trend.numbers)
    return one.trend if points >= LEAST_POINTS else None
