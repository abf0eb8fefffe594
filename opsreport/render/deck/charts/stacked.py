"""Stacked columns, absolute or as shares, their series named at the right of the last column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.model.block import Stacked
from opsreport.render.deck.charts.bars import names_height
from opsreport.render.deck.charts.ink import bar_inks, text_beside, text_on
from opsreport.render.deck.charts.legend import paint_head
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.place import End, ends_width, paint_ends
from opsreport.render.deck.charts.scale import AXIS, LABEL, SMALL, Measure, numbers_of, present
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
from opsreport.render.deck.grid import Box
from opsreport.render.deck.stage import Stage

_GAP = 35
_TOTAL = "Σ"
_ABOVE_PT = 20
_LEAST = 1.25

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A stack about to be drawn: its values by series, what its axis spans, where it stands."""

    stage: Stage
    block: Stacked
    measure: Measure
    inks: tuple[Ink, ...]
    values: tuple[Values, ...]
    inner: Box
    size: float

    @property
    def totals(self) -> Values:
        columns = (present(column) for column in zip(*self.values, strict=True))
        return tuple(sum(column) if column else None for column in columns)

    @property
    def is_normed(self) -> bool:
        """Whether the chart makes shares of amounts; shares that come as such are stacked as they are."""
        return self.block.share and self.measure.unit.kind != "rate"

    @property
    def high(self) -> float:
        """The top of the axis: 1 for shares, else the largest column with room for its total."""
        if self.block.share:
            return 1.0 if self.is_normed else max([1.0, *present(self.totals)])
        return (max(present(self.totals), default=0.0) or 1.0) / (1 - _ABOVE_PT / self.inner.height_pt)

    def share(self, value: float | None, at: int) -> float:
        """The part of the plot's height that a value takes in its column."""
        whole = (self.totals[at] or 1.0) if self.is_normed else self.high
        return (value or 0.0) / whole

    def is_labelled(self, index: int, at: int) -> bool:
        """Whether a segment has room for its label."""
        number = self.block.series[index].numbers[at]
        pitch = self.inner.width_pt / len(self.block.categories)
        deep = abs(self.share(self.values[index][at], at)) * self.inner.height_pt
        return deep >= self.size * _LEAST and self.measure.widths([number], self.size)[0] <= pitch * 0.97


def paint_stacked(stage: Stage, box: Box, block: Stacked) -> None:
    """Paint the stack, totals above absolute ones, and each series' name beside its last segment."""
    measure = Measure.of(block.unit, numbers_of(block.series), stage.lang)
    whole = paint_head(stage, box, block, measure)
    plan = _planned(stage, block, measure, whole)
    area, strip = whole.split_left(plan.inner.w)
    paint_chart(stage, area, _chart(plan), alt=block.alt)
    paint_ends(stage, _ends(plan), Box(strip.x, plan.inner.y, strip.w, plan.inner.h))


def _planned(stage: Stage, block: Stacked, measure: Measure, whole: Box) -> _Plan:
    values = tuple(measure.values(series.numbers) for series in block.series)
    inks = bar_inks(block.series, stage.theme)
    strip = ends_width([series.name for series in block.series], whole)
    for _ in range(2):
        pitch = (whole.width_pt - strip / 12_700) / max(1, len(block.categories))
        inner = Box(whole.x, whole.y, whole.w - strip, whole.h - names_height(block.categories, pitch))
        plan = _Plan(stage, block, measure, inks, values, inner, _label_size(block, measure, pitch))
        strip = ends_width([_end_words(plan, i) for i in range(len(values))], whole)
    return plan


def _label_size(block: Stacked, measure: Measure, pitch_pt: float) -> float:
    widest = max((w for s in block.series for w in measure.widths(s.numbers, 1.0)), default=1.0)
    return next((size for size in (LABEL, 9.5) if widest * size <= pitch_pt / (1 + _GAP / 100) * 0.96), SMALL)


def _chart(plan: _Plan) -> CategoryChart:
    block, theme = plan.block, plan.stage.theme
    traces = tuple(_trace(plan, index) for index in range(len(plan.values)))
    groups = [Group("bar", traces, "percentStacked" if plan.is_normed else "stacked", gap=_GAP, overlap=100)]
    if not block.share and len(traces) > 1:
        labels = Labels(plan.measure.format, Type(max(plan.size, LABEL), theme.INK, True), "t")
        groups.append(
            Group("line", (Trace(_TOTAL, plan.totals, NO_INK, plan.measure.format, labels=labels),), "standard")
        )
    return CategoryChart(
        block.categories,
        tuple(groups),
        Axis(labels=Type(AXIS, theme.INK), line=Ink(line=theme.INK)),
        Axis(low=min([0.0, *present(plan.totals)]), high=plan.high),
        plan.inner,
    )


def _trace(plan: _Plan, index: int) -> Trace:
    series, values, ink = plan.block.series[index], plan.values[index], plan.inks[index]
    own = dict(plan.measure.own_labels(series.numbers))
    own |= {at: PointLabel(hidden=True) for at in range(len(values)) if not plan.is_labelled(index, at)}
    kind = Type(plan.size, text_on(ink, plan.stage.theme))
    return Trace(series.name, values, ink, plan.measure.format, labels=Labels(plan.measure.format, kind, "ctr", own))


def _ends(plan: _Plan) -> Sequence[End]:
    """The series' names at the middle of their last segments."""
    found, below, last = [], 0.0, len(plan.block.categories) - 1
    for index, values in enumerate(plan.values):
        part = plan.share(values[last], last) if values else 0.0
        middle = plan.inner.bottom - round(plan.inner.h * (below + part / 2))
        found.append(End(middle, _end_words(plan, index), text_beside(plan.inks[index], plan.stage.theme)))
        below += part
    return found


def _end_words(plan: _Plan, index: int) -> str:
    """The name of a series, with its last value where the segment itself has no room for it."""
    series = plan.block.series[index]
    if not series.numbers or plan.is_labelled(index, len(series.numbers) - 1):
        return series.name
    return f"{series.name} {plan.measure.text(series.numbers[-1])}"
