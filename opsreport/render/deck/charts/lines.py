"""Lines over periods, each named beside its last point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.model.block import Lines
from opsreport.model.number import Series
from opsreport.render.deck.charts.ink import line_inks, text_beside
from opsreport.render.deck.charts.legend import paint_head
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.place import End, ends_width, paint_ends
from opsreport.render.deck.charts.scale import AXIS, SMALL, Measure, numbers_of, present
from opsreport.render.deck.charts.spec import Axis, CategoryChart, Group, Ink, Mark, Trace, Type
from opsreport.render.deck.charts.ticks import Limit, tick_text, ticks, value_axis
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage
from opsreport.render.measure import width

_END_SIZE = 10.5
_FLAT = 0.45
_PAST_END = inches(0.15)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the parts of one line chart share."""

    stage: Stage
    block: Lines
    measure: Measure
    words: tuple[str, ...]
    limit: Limit
    inner: Box

    def y(self, value: float) -> int:
        low, high, _ = self.limit
        return self.inner.bottom - round(self.inner.h * (value - low) / (high - low))


def paint_lines(stage: Stage, box: Box, block: Lines) -> None:
    """Paint the lines on a light grid, their last values and names at the right."""
    measure = Measure.of(block.unit, numbers_of(block.series), stage.lang)
    whole = paint_head(stage, box, block, measure)
    plans = (_planned(stage, block, measure, whole, between) for between in (" ", "\n"))
    plan = next((p for p in plans if _skip(block.categories, p.inner) == 1), None) or _planned(
        stage, block, measure, whole, "\n"
    )
    area, strip = whole.split_left(plan.inner.right + _PAST_END - whole.x)
    paint_chart(stage, area, _chart(plan), alt=block.alt)
    paint_ends(stage, _ends(plan), Box(strip.x, plan.inner.y, strip.w, plan.inner.h), _END_SIZE)


def _planned(stage: Stage, block: Lines, measure: Measure, whole: Box, between: str) -> _Plan:
    """The plan where `between` stands between a line's name and its value: a space, or a break for a narrow strip."""
    words = tuple(_end_words(series, measure, between) for series in block.series)
    strip = ends_width(words, whole, _END_SIZE)
    area = Box(whole.x, whole.y, whole.w - strip, whole.h)
    limit = _range(block, measure, area)
    return _Plan(stage, block, measure, words, limit, _inner(area, measure, limit))


def _chart(plan: _Plan) -> CategoryChart:
    theme, names = plan.stage.theme, plan.block.categories
    look = Type(_names_size(names, plan.inner), theme.INK)
    return CategoryChart(
        names,
        (Group("line", _traces(plan), "standard"),),
        Axis(labels=look, line=Ink(line=theme.MUT), skip=_skip(names, plan.inner), wraps=False),
        value_axis(plan.measure, plan.limit, theme),
        plan.inner,
        to_edges=len(names) > 1,
    )


def _end_words(series: Series, measure: Measure, between: str) -> str:
    last = _last(series)
    return series.name if last is None else f"{series.name}{between}{measure.text(series.numbers[last])}"


def _last(series: Series) -> int | None:
    return next((i for i in reversed(range(len(series.numbers))) if not series.numbers[i].is_missing), None)


def _range(block: Lines, measure: Measure, area: Box) -> Limit:
    """A range of round steps; from 0 unless the lines would then lie flat."""
    values = present(v for s in block.series for v in measure.values(s.numbers)) or [0.0, 1.0]
    low, high = min(values), max(values)
    if low > 0 and (high - low) > _FLAT * high:
        low = 0.0
    if high == low:
        low, high = min(0.0, low), max(0.0, high) or 1.0
    pad = (high - low) * 0.06
    return ticks(low - (pad if low else 0.0), high + pad, max(2, min(5, int(area.height_pt / 40))))


def _inner(area: Box, measure: Measure, limit: Limit) -> Box:
    low, high, step = limit
    count = round((high - low) / step)
    texts = (tick_text(measure, low + i * step, step) for i in range(count + 1))
    left = points(max(width(text, SMALL) for text in texts) + 8)
    below, above = inches(0.1) + points(AXIS * 1.3), points(SMALL * 0.7)
    return Box(area.x + left, area.y + above, area.w - left - _PAST_END, area.h - below - above)


def _names_size(categories: Sequence[str], inner: Box) -> float:
    """The size of the names under the axis: smaller where they would meet."""
    return AXIS if _room_needed(categories, AXIS) <= inner.width_pt else SMALL


def _skip(categories: Sequence[str], inner: Box) -> int:
    """Every how many-th category gets its name."""
    return max(1, math.ceil(_room_needed(categories, SMALL) / inner.width_pt))


def _room_needed(categories: Sequence[str], size: float) -> float:
    return (max((width(name, size) for name in categories), default=0.0) + 2) * max(1, len(categories) - 1)


def _traces(plan: _Plan) -> tuple[Trace, ...]:
    pairs = zip(plan.block.series, line_inks(plan.block.series, plan.stage.theme), strict=True)
    measure = plan.measure
    return tuple(
        Trace(s.name, measure.values(s.numbers), ink, measure.format, marks=_marks(s, ink.line)) for s, ink in pairs
    )


def _marks(series: Series, colour: str) -> dict[int, Mark]:
    """A mark on the last point, and on points that no line reaches."""
    there = [not number.is_missing for number in series.numbers]
    padded = [False, *there, False]
    alone = [i for i, here in enumerate(there) if here and not padded[i] and not padded[i + 2]]
    last = _last(series)
    chosen = {*alone, *([last] if last is not None else [])}
    return {i: Mark("circle", 7 if i == last else 5, Ink(fill=colour, line=colour)) for i in chosen}


def _ends(plan: _Plan) -> list[End]:
    found, theme = [], plan.stage.theme
    for series, ink, text in zip(plan.block.series, line_inks(plan.block.series, theme), plan.words, strict=True):
        last = _last(series)
        value = plan.measure.shown(series.numbers[last]) if last is not None else None
        found.append(End(plan.y(plan.limit[0] if value is None else value), text, text_beside(ink, theme)))
    return found
