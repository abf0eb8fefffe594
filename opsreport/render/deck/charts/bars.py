"""Bars and columns side by side, with a threshold line where the block has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.block import Bars
from opsreport.model.number import Role
from opsreport.model.unit import MISSING
from opsreport.render.deck.charts.ink import bar_inks, point_inks
from opsreport.render.deck.charts.legend import paint_head
from opsreport.render.deck.charts.names import fitted_names
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.scale import AXIS, LABEL, SMALL, Measure, limits, numbers_of, room_across
from opsreport.render.deck.charts.spec import Axis, CategoryChart, Group, Ink, Labels, Trace, Type
from opsreport.render.deck.charts.threshold import (
    LABEL_GAP,
    Ground,
    Labelled,
    Threshold,
    clear_labels,
    paint_threshold,
)
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, text_box
from opsreport.render.measure import lines_needed, width

_WIDEST_NAMES = 0.42
_GAPS = {1: 60, 2: 45}
_SIZES = (11.0, LABEL, 9.5)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything the parts of one bar chart share."""

    stage: Stage
    block: Bars
    measure: Measure
    size: float
    ground: Ground
    mark: Threshold | None


def paint_bars(stage: Stage, box: Box, block: Bars) -> None:
    """Paint clustered bars (or columns) with their labels, legend and threshold."""
    measure = Measure.of(block.unit, numbers_of(block.series), stage.lang)
    inks = bar_inks(block.series, stage.theme)
    entries = [(ink, s.name) for ink, s in zip(inks, block.series, strict=True)] if len(inks) > 1 else []
    whole = paint_head(stage, box, block, measure, entries)
    mark = Threshold.of(block.line, measure)
    area = mark.reserve(whole, across=block.across) if mark else whole
    plan = (_across if block.across else _columns)(stage, block, measure, area, mark)
    paint_chart(stage, area, _chart(plan), alt=block.alt)
    paint_threshold(stage, mark, plan.ground, whole)
    _paint_missing(plan)


def _chart(plan: _Plan) -> CategoryChart:
    block, theme, ground = plan.block, plan.stage.theme, plan.ground
    traces = _traces(plan)
    gap, overlap = _GAPS.get(len(traces), 40), 0 if len(traces) == 1 else -5
    names = Type(max(plan.size, AXIS) if block.across else AXIS, theme.INK)
    base = Ink(line=theme.MUT if block.across else theme.INK)
    return CategoryChart(
        block.categories,
        (Group("bar", traces, gap=gap, overlap=overlap),),
        Axis(labels=names, line=base, backwards=block.across),
        Axis(low=ground.limit[0], high=ground.limit[1], format=plan.measure.format),
        ground.inner,
        across=block.across,
    )


def _traces(plan: _Plan) -> tuple[Trace, ...]:
    inks = bar_inks(plan.block.series, plan.stage.theme)
    return tuple(_trace(plan, index, ink) for index, ink in enumerate(inks))


def _trace(plan: _Plan, index: int, ink: Ink) -> Trace:
    series, theme = plan.block.series[index], plan.stage.theme
    own = point_inks(series.numbers, theme) if index == 0 else {}
    roles = [one.role for one in plan.block.series]
    main = series.role is Role.actual or (index == 0 and Role.actual not in roles)
    kind = (
        Type(plan.size, theme.INK, len(plan.block.series) > 1) if main else Type(max(plan.size - 1, SMALL), theme.MUT)
    )
    inks = [own.get(i, ink) for i in range(len(series.numbers))]
    moved = clear_labels(
        plan.stage, Labelled(plan.measure, series.numbers, kind, inks, _bar_pt(plan)), plan.ground, plan.mark
    )
    labels = Labels(plan.measure.format, kind, "outEnd", moved)
    return Trace(series.name, plan.measure.values(series.numbers), ink, plan.measure.format, own, labels)


def _bar_pt(plan: _Plan) -> float:
    """How broad one bar is, in points."""
    count, inner = len(plan.block.series), plan.ground.inner
    pitch = (inner.height_pt if plan.block.across else inner.width_pt) / max(1, len(plan.block.categories))
    return pitch / (count + _GAPS.get(count, 40) / 100)


def _paint_missing(plan: _Plan) -> None:
    """The sign for "no value" at the foot of bars that have none."""
    ground, count = plan.ground, max(1, len(plan.block.categories))
    bands = ground.inner.rows(count) if plan.block.across else ground.inner.columns(count)
    foot, deep = ground.at(0.0), inches(0.22)
    for index, band in enumerate(bands):
        if all(series.numbers[index].is_missing for series in plan.block.series):
            box = Box(foot + inches(0.06), band.y, deep, band.h)
            if not plan.block.across:
                box = Box(band.x, foot - deep, band.w, deep)
            text_box(
                plan.stage,
                box,
                MISSING,
                name=f"no value {index + 1}/overlay",
                size=plan.size,
                color=plan.stage.theme.MUT,
                align="left" if plan.block.across else "center",
                anchor="middle",
            )


# -- horizontal bars


def _across(stage: Stage, block: Bars, measure: Measure, area: Box, mark: Threshold | None) -> _Plan:
    pitch = area.height_pt / max(1, len(block.categories) * len(block.series))
    size = next((s for s in _SIZES if pitch > s * 1.35), SMALL)
    inner = _right_of_names(block.categories, area, max(size, AXIS))
    room = Box(area.x, area.y, area.w - inner.w, area.h // max(1, len(block.categories)))
    block = replace(block, categories=fitted_names(stage, block.categories, room, max(size, AXIS)))
    limit = _across_limits(block, measure, mark, inner.width_pt, size)
    return _Plan(stage, block, measure, size, Ground(area, inner, limit, True), mark)


def _right_of_names(categories: Sequence[str], area: Box, size: float) -> Box:
    """The plot right of the category names, which take what the longest needs, up to a share of the area."""
    longest = max((width(name, size) for name in categories), default=0.0) * 1.04 + 12
    left = min(points(longest), round(area.w * _WIDEST_NAMES))
    return Box(area.x + left, area.y, area.w - left, area.h)


def _across_limits(
    block: Bars, measure: Measure, mark: Threshold | None, length: float, size: float
) -> tuple[float, float]:
    """Limits where every label fits, also one that has to move beyond the line."""
    at = mark.value if mark else 0.0
    values = [v if v is None or v < 0 else max(v, at) for s in block.series for v in measure.values(s.numbers)]
    wide = [w + LABEL_GAP for s in block.series for w in measure.widths(s.numbers, size, bold=True)]
    low, high = room_across(values, wide, length)
    return (min(low, at * 1.05), max(high, at * 1.05))


# -- columns


def _columns(stage: Stage, block: Bars, measure: Measure, area: Box, mark: Threshold | None) -> _Plan:
    pitch = area.width_pt / max(1, len(block.categories))
    size = _column_label_size(block, measure, pitch)
    inner = Box(area.x, area.y, area.w, area.h - names_height(block.categories, pitch))
    values = [v for s in block.series for v in measure.values(s.numbers)]
    limit = limits([*values, mark.value if mark else None], (size * 1.5 + 4) / inner.height_pt)
    return _Plan(stage, block, measure, size, Ground(area, inner, limit, False), mark)


def _column_label_size(block: Bars, measure: Measure, pitch_pt: float) -> float:
    widest = max((w for s in block.series for w in measure.widths(s.numbers, 1.0, bold=True)), default=1.0)
    room = pitch_pt * (0.98 if len(block.series) == 1 else 0.82 / len(block.series))
    return next((size for size in _SIZES if widest * size <= room), SMALL)


def names_height(categories: Sequence[str], pitch_pt: float, size: float = AXIS) -> int:
    """How much height names under columns take, up to three lines."""
    lines = max((lines_needed(name, size, pitch_pt - 4) for name in categories), default=1)
    return inches(0.1) + points(min(lines, 3) * size * 1.3)
