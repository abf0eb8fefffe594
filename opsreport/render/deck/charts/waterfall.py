"""The bridge from a first level over changes to a last one; its workbook recalculates when a change is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsreport.model.block import Step, Waterfall
from opsreport.model.number import Number, Tone
from opsreport.model.span import shared_span
from opsreport.render.deck.charts.bars import names_height
from opsreport.render.deck.charts.bridge import (
    BASE,
    FALL,
    FALL_BELOW,
    LEVEL,
    RISE,
    RISE_BELOW,
    TOP,
    Bridge,
    bridge_of,
    label_formulas,
)
from opsreport.render.deck.charts.ink import tone_ink
from opsreport.render.deck.charts.legend import paint_head
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.scale import AXIS, LABEL, SMALL, Measure
from opsreport.render.deck.charts.spec import (
    NO_INK,
    Axis,
    CategoryChart,
    Group,
    Ink,
    Labels,
    PointLabel,
    Trace,
    Type,
)
from opsreport.render.deck.grid import EMU_PER_POINT, Box, inches, points
from opsreport.render.deck.stage import Stage, line, rectangle
from opsreport.render.measure import width

_GAP = 55
_BREAK = inches(0.06)
_BUBBLE = inches(0.3)
_SIZES = (11.5, 11.0, LABEL, 9.5)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything the parts of one waterfall share; `low` and `high` are the ends of its value axis."""

    stage: Stage
    block: Waterfall
    measure: Measure
    bridge: Bridge
    inner: Box
    low: float
    high: float
    size: float

    def y(self, value: float) -> int:
        return self.inner.bottom - round(self.inner.h * (value - self.low) / (self.high - self.low))

    def x(self, index: int) -> int:
        return self.inner.x + round(self.inner.w * (index + 0.5) / len(self.block.steps))

    @property
    def bar(self) -> int:
        """The width of a bar."""
        return round(self.inner.w / len(self.block.steps) / (1 + _GAP / 100))


def paint_waterfall(stage: Stage, box: Box, block: Waterfall) -> None:
    """Paint the bridge: levels, changes by tone, connectors, axis break, the difference between its ends."""
    levels, changes = ([s.number for s in block.steps if s.total is total] for total in (True, False))
    measure = Measure.fine(block.unit, levels, changes, stage.lang)
    area = paint_head(stage, box, block, measure)
    plan = _plan(stage, block, measure, area)
    paint_chart(stage, area, _chart(plan), alt=block.alt)
    if plan.low > 0:
        _paint_breaks(plan)
    if block.difference is not None and not block.difference.is_missing:
        _paint_difference(plan, block.difference)


def _plan(stage: Stage, block: Waterfall, measure: Measure, area: Box) -> _Plan:
    pitch = area.width_pt / max(1, len(block.steps))
    labels = [_label(measure, step) for step in block.steps]
    size = next((s for s in _SIZES if max(width(t, s, True) for t in labels) <= pitch * 0.98), SMALL)
    inner = Box(area.x, area.y, area.w, area.h - names_height([s.label for s in block.steps], pitch, AXIS))
    bridge = bridge_of(block.steps, measure)
    above = _BUBBLE / EMU_PER_POINT + 10 if block.difference else 0.0
    low, high = _limits(block, measure, (_SIZES[0] * 1.5 + 4 + above) / inner.height_pt)
    return _Plan(stage, block, measure, bridge, inner, low, high, size)


def _limits(block: Waterfall, measure: Measure, room: float) -> tuple[float, float]:
    """The value axis in display units, with `room` (a share of it) for the labels above, and below where levels are."""
    low, high = (measure.unit.shown(end, measure.scale) for end in block.span or shared_span((block,)))
    span = (high - low) or 1.0
    return low - (span * room if low < 0 else 0.0), low + span / max(0.2, 1 - room)


def _label(measure: Measure, step: Step) -> str:
    sign = not step.total
    return measure.unit.text(step.number.value, measure.lang, scale=measure.scale, signed=sign)


def _chart(plan: _Plan) -> CategoryChart:
    theme, bridge, fmt = plan.stage.theme, plan.bridge, plan.measure.format
    up, down = _step_inks(plan)
    inks = {BASE: NO_INK, LEVEL: Ink(fill=theme.AC), RISE: up, FALL: down, RISE_BELOW: up, FALL_BELOW: down}
    bars = tuple(
        Trace(name, bridge.bars[name], ink, fmt, _exceptions(plan, name, ink), formulas=bridge.formulas[name])
        for name, ink in inks.items()
    )
    lines = tuple(
        Trace(name, values, Ink(line=theme.MUT, weight=0.75), fmt, formulas=bridge.formulas[name])
        for name, values in bridge.connectors.items()
    )
    tops = Trace(TOP, bridge.tops, NO_INK, fmt, labels=_labels(plan), formulas=bridge.formulas[TOP])
    return CategoryChart(
        tuple(step.label for step in plan.block.steps),
        (Group("bar", bars, "stacked", gap=_GAP, overlap=100), Group("line", (tops, *lines), "standard")),
        Axis(labels=Type(AXIS, theme.INK), line=Ink(line=theme.INK)),
        Axis(low=plan.low, high=plan.high, format=fmt),
        plan.inner,
        inputs=(("±", bridge.inputs, fmt),),
    )


def _step_inks(plan: _Plan) -> tuple[Ink, Ink]:
    """The inks of rises and falls: as most of them are judged, grey where none is."""
    theme = plan.stage.theme
    changes = [step.number for step in plan.block.steps if not step.total]
    rises = _usual([n.tone for n in changes if n.amount >= 0])
    falls = _usual([n.tone for n in changes if n.amount < 0])
    return tone_ink(rises, theme, theme.PY), tone_ink(falls, theme, theme.PY)


def _usual(tones: Sequence[Tone]) -> Tone:
    return max(dict.fromkeys(tones), key=tones.count, default=Tone.neutral)


def _exceptions(plan: _Plan, name: str, ink: Ink) -> Mapping[int, Ink]:
    """Steps whose tone is not the one of their series."""
    theme, found = plan.stage.theme, {}
    for i, step in enumerate(plan.block.steps):
        mine = name in ((RISE, RISE_BELOW) if step.number.amount >= 0 else (FALL, FALL_BELOW))
        own = tone_ink(step.number.tone, theme, theme.PY)
        if mine and not step.total and own != ink:
            found[i] = own
    return found


def _labels(plan: _Plan) -> Labels:
    theme = plan.stage.theme
    texts = tuple(_label(plan.measure, step) for step in plan.block.steps)
    colours = [theme.NAVY if s.total else _tone_text(plan, s.number.tone) for s in plan.block.steps]
    own = {i: PointLabel(type=Type(plan.size, colour, True)) for i, colour in enumerate(colours)}
    formulas = label_formulas(plan.block.steps, plan.measure, plan.bridge)
    return Labels(plan.measure.format, Type(plan.size, theme.NAVY, True), "t", own, cells=texts, formulas=formulas)


def _tone_text(plan: _Plan, tone: Tone) -> str:
    theme = plan.stage.theme
    return theme.INK if tone is Tone.neutral else theme.tone_text(tone)


def _paint_breaks(plan: _Plan) -> None:
    """A white slanted gap near the foot of every bar that starts at the cut axis."""
    y = plan.inner.bottom - round(plan.inner.h * 0.1)
    for index, step in enumerate(plan.block.steps):
        if step.total and not step.number.is_missing:
            box = Box(plan.x(index) - plan.bar // 2 - inches(0.05), y, plan.bar + inches(0.1), _BREAK)
            rectangle(plan.stage, box, name=f"axis break {index + 1}/overlay", fill=plan.stage.theme.WHITE, rotation=-4)


def _paint_difference(plan: _Plan, number: Number) -> None:
    """The first level carried past the last bar, an arrow from there to the last level, a bubble above."""
    first, last = plan.bridge.ends
    stage, color = plan.stage, plan.stage.theme.tone_text(number.tone)
    count = max(1, len(plan.block.steps))
    edge = plan.x(count - 1) + plan.bar // 2
    x = edge + min(inches(0.1), (plan.inner.right - edge) // 2)
    top, end = plan.y(first), plan.y(last)
    line(stage, (plan.x(0) + plan.bar // 2, top), (x, top), name="level/overlay", color=stage.theme.MUT, dash="dash")
    if abs(end - top) > inches(0.12):
        line(stage, (x, top), (x, end), name="arrow/overlay", color=color, weight=1.5, arrow=True)
    _paint_bubble(plan, number, plan.x(count - 1))


def _paint_bubble(plan: _Plan, number: Number, x: int) -> None:
    stage, unit = plan.stage, number.unit
    scale = plan.measure.scale if unit == plan.block.unit else None
    text = unit.text(number.value, stage.lang, scale=scale, signed=True)
    sign = "▲ " if number.amount > 0 else "▼ " if number.amount < 0 else "● "
    fill, ink = stage.theme.chip(number.tone)
    wide = points(width(sign + text, 10.5, True) + 22)
    left = min(x - wide // 2, plan.inner.right - wide)
    box = Box(left, plan.inner.y, wide, _BUBBLE)
    rectangle(
        stage,
        box,
        name="difference/overlay",
        fill=fill,
        geometry="roundRect",
        paragraphs=sign + text,
        size=10.5,
        color=ink,
        bold=True,
    )
