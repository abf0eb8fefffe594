"""Columns by size with a cumulative line that starts on the first column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from opsreport.model.block import Pareto
from opsreport.model.number import Number, Series
from opsreport.model.unit import RATE
from opsreport.render.deck.charts.bars import names_height
from opsreport.render.deck.charts.ink import text_on
from opsreport.render.deck.charts.legend import paint_head
from opsreport.render.deck.charts.names import evenly_broken
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.scale import LABEL, SMALL, Measure, limits, present
from opsreport.render.deck.charts.spec import (
    Axis,
    CategoryChart,
    Group,
    Ink,
    Labels,
    Mark,
    PointLabel,
    Trace,
    Type,
)
from opsreport.render.deck.grid import Box, inches
from opsreport.render.deck.stage import Stage, line, text_box

_TOP = 1.08
_GUIDE = 0.8
_NAMES = 10.0
_CLEAR_PT = 5.0


@dataclass(frozen=True, slots=True)
class _Plan:
    stage: Stage
    block: Pareto
    measure: Measure
    inner: Box
    limit: tuple[float, float]
    size: float

    def height_pt(self, value: float) -> float:
        return self.inner.height_pt * value / self.limit[1]


def paint_pareto(stage: Stage, box: Box, block: Pareto) -> None:
    """Paint columns, the leading ones dark; with the cumulative line, its 80 % guide and its percentages."""
    measure = Measure.of(block.unit, block.amounts.numbers, stage.lang)
    area = paint_head(stage, box, block, measure)
    pitch = area.width_pt / max(1, len(block.categories))
    block = replace(block, categories=evenly_broken(stage, block.categories, pitch - 4, _NAMES))
    inner = Box(area.x, area.y, area.w, area.h - names_height(block.categories, pitch, _NAMES))
    widest = max([1.0, *measure.widths(block.amounts.numbers, 1.0, bold=True)])
    size = next((s for s in (11.0, LABEL, 9.5) if widest * s <= pitch * 0.95), SMALL)
    plan = _Plan(stage, block, measure, inner, _limits(block, measure, inner, size), size)
    if block.cumulative is not None:
        _paint_guide(plan)
    paint_chart(stage, area, _chart(plan), alt=block.alt)


def _limits(block: Pareto, measure: Measure, inner: Box, size: float) -> tuple[float, float]:
    """The columns' axis: with a line, the one on which its first point stands on the first column."""
    values = measure.values(block.amounts.numbers)
    if block.cumulative is None:
        return limits(values, (size * 1.5 + 4) / inner.height_pt)
    first, share = values[0] or 0.0, block.cumulative.numbers[0]
    whole = first / share.amount if first and share.amount > 0 else sum(present(values))
    return (0.0, (whole or 1.0) * _TOP)


def _chart(plan: _Plan) -> CategoryChart:
    block, theme, measure = plan.block, plan.stage.theme, plan.measure
    values = measure.values(block.amounts.numbers)
    leading = {i: Ink(fill=theme.AC) for i in range(min(block.leading, len(values)))}
    labels = Labels(measure.format, Type(plan.size, theme.INK), "outEnd", _inside(plan, leading))
    bars = Trace(block.amounts.name, values, Ink(fill=theme.PY), measure.format, leading, labels)
    groups = [Group("bar", (bars,), gap=40)]
    if block.cumulative is not None:
        groups.append(_line(plan, block.cumulative))
    return CategoryChart(
        block.categories,
        tuple(groups),
        Axis(labels=Type(_NAMES, theme.INK), line=Ink(line=theme.INK)),
        Axis(low=plan.limit[0], high=plan.limit[1], format=measure.format),
        plan.inner,
    )


def _inside(plan: _Plan, leading: Mapping[int, Ink]) -> Mapping[int, PointLabel]:
    """Labels inside the columns that the line's labels would meet; the others stay above."""
    found = dict(plan.measure.own_labels(plan.block.amounts.numbers))
    if plan.block.cumulative is None:
        return found
    theme = plan.stage.theme
    for i, value in enumerate(plan.measure.values(plan.block.amounts.numbers)):
        if value is not None and _meets_line(plan, i, value) and plan.height_pt(value) > plan.size * 1.6:
            ink = leading.get(i, Ink(fill=theme.PY))
            own = found.get(i, PointLabel())
            found[i] = PointLabel(own.text, Type(plan.size, text_on(ink, theme), True), "ctr")
    return found


def _meets_line(plan: _Plan, index: int, value: float) -> bool:
    cumulative = plan.block.cumulative
    share = cumulative.numbers[index].amount if cumulative else 1.0
    return plan.inner.height_pt * share / _TOP - plan.height_pt(value) < plan.size * 3


def _line(plan: _Plan, series: Series) -> Group:
    theme = plan.stage.theme
    measure = Measure.of(series.numbers[0].unit, series.numbers, plan.stage.lang)
    labels = Labels(measure.format, Type(LABEL, theme.OCH_TEXT, True), "t", _beside_line(plan, series, measure))
    mark = Mark("circle", 7, Ink(fill=theme.OCH, line=theme.OCH))
    ink = Ink(line=theme.OCH, weight=2)
    trace = Trace(series.name, measure.values(series.numbers), ink, measure.format, labels=labels, mark=mark)
    top = measure.shown(Number(_TOP, series.numbers[0].unit))
    return Group("line", (trace,), "standard", second=Axis(low=0.0, high=top, format=measure.format))


def _beside_line(plan: _Plan, series: Series, measure: Measure) -> Mapping[int, PointLabel]:
    """The percentages that need care: none on the first column, whose own label says it; the others clear of the lines.

    A label moves left where the line climbs through it, and under its point
    where the guide would run through it.
    """
    found = dict(measure.own_labels(series.numbers))
    for i, number in enumerate(series.numbers):
        text = found[i].text if i in found else ""
        is_under = _meets_guide(plan, number)
        away = _climb_pt(plan, series, measure, (i - 1, i) if is_under else (i, i + 1))
        if i == 0 and not plan.block.amounts.numbers[0].is_missing:
            found[i] = PointLabel(hidden=True)
        elif is_under:
            found[i] = PointLabel(text, spot="b", shift=(away / plan.inner.width_pt, 0.0))
        elif away > 0:
            found[i] = PointLabel(text, shift=(-away / plan.inner.width_pt, 0.0))
    return found


def _climb_pt(plan: _Plan, series: Series, measure: Measure, between: tuple[int, int]) -> float:
    """How far, in points, a label must go aside to let the line between two points pass."""
    start, end = between
    if start < 0 or end >= len(series.numbers):
        return 0.0
    rise = (series.numbers[end].amount - series.numbers[start].amount) / _TOP * plan.inner.height_pt
    slope = rise * len(series.numbers) / plan.inner.width_pt
    half = max(measure.widths(series.numbers, LABEL, bold=True)) / 2 + 2
    return max(0.0, half - _CLEAR_PT / slope) if slope > 0 else 0.0


def _meets_guide(plan: _Plan, number: Number) -> bool:
    """Whether the guide would run through a label above the point."""
    above = (_GUIDE - number.amount) / _TOP * plan.inner.height_pt
    return 0 <= above < LABEL * 1.9


def _paint_guide(plan: _Plan) -> None:
    """The dashed line at 80 %, under the chart, and its name at the left."""
    stage, inner = plan.stage, plan.inner
    y = inner.bottom - round(inner.h * _GUIDE / _TOP)
    line(stage, (inner.x, y), (inner.right, y), name="guide/overlay", color=stage.theme.MUT, weight=1, dash="dash")
    box = Box(inner.x + inches(0.05), y - inches(0.22), inches(0.6), inches(0.2))
    words = RATE.sentence(_GUIDE, stage.lang)
    text_box(
        stage, box, words, name="guide name/overlay", size=LABEL, color=stage.theme.MUT, bold=True, anchor="bottom"
    )
