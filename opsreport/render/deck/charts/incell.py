"""Bars and lines over the cells of a table column: one band of the plot a row, so they stand exactly on their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.model.number import Number, Series, Tone
from opsreport.model.unit import Scale, Unit
from opsreport.render.deck.charts.ink import point_inks
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.scale import Measure, present, room_across
from opsreport.render.deck.charts.spec import (
    NO_INK,
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
from opsreport.render.deck.grid import Box
from opsreport.render.deck.stage import Stage
from opsreport.render.deck.theme import Theme
from opsreport.render.measure import width

_SIZES = (11.5, 11.0, 10.5, 10.0)
_GAP = 8.0
_SIGNS = {"best": "● ", "worst": "■ "}
_BAR_GAP = 110
_LEAST_BARS = 0.45
_BARS_REACH = 0.97


@dataclass(frozen=True, slots=True)
class _Cells:
    """The numbers of a column, the box of their rows, where bars begin and what the axis spans."""

    stage: Stage
    box: Box
    measure: Measure
    numbers: Sequence[Number]
    limit: tuple[float, float]
    origin: float
    size: float


def paint_column_bars(
    stage: Stage, box: Box, numbers: Sequence[Number], *, unit: Unit, scale: Scale, alt_text: str = ""
) -> None:
    """Bars from 0 over the box, one row a number, labels at their ends; a missing number leaves its row empty."""
    measure = Measure(unit, scale, stage.lang)
    size = _label_size(box, len(numbers))
    wide = [w + _GAP for w in _widths(measure, numbers, size)]
    limit = room_across(measure.values(numbers), wide, box.width_pt)
    cells = _Cells(stage, box, measure, numbers, limit, 0.0, size)
    _paint(cells, _bar_inks(cells, None), _marked_labels(cells), NO_INK, alt_text)


def paint_axis_bars(
    stage: Stage, box: Box, numbers: Sequence[Number], *, unit: Unit, scale: Scale, axis: float, alt_text: str = ""
) -> None:
    """Bars left and right of the value `axis`, each label beside its bar on the other side of the axis."""
    measure = Measure(unit, scale, stage.lang)
    size, origin = _label_size(box, len(numbers)), unit.shown(axis, scale)
    limit = _axis_limits(measure, numbers, size, (origin, box.width_pt))
    cells = _Cells(stage, box, measure, numbers, limit, origin, size)
    own = _across_axis(cells, _marked_labels(cells))
    _paint(cells, _bar_inks(cells, origin), own, Ink(line=stage.theme.NAVY), alt_text)


def _axis_limits(
    measure: Measure, numbers: Sequence[Number], size: float, frame: tuple[float, float]
) -> tuple[float, float]:
    """Limits around the origin that hold each side's bars and the other's labels; `frame`: origin and width."""
    origin, length = frame
    wide = _widths(measure, numbers, size)
    pairs = [(v - origin, w + _GAP) for v, w in zip(measure.values(numbers), wide, strict=True) if v is not None]
    below, above = max([0.0, *(-v for v, _ in pairs)]), max([0.0, *(v for v, _ in pairs)])
    left, right = max([0.0, *(w for v, w in pairs if v > 0)]), max([0.0, *(w for v, w in pairs if v <= 0)])
    sides = ((below + above, length), (above, length - left), (below, length - right))
    point = min((max(room, length * 0.2) / span for span, room in sides if span > 0), default=length) * _BARS_REACH
    start = max(below * point, left)
    return origin - start / point, origin + (length - start) / point


def paint_variance_bars(
    stage: Stage, box: Box, numbers: Sequence[Number], *, unit: Unit, scale: Scale, alt_text: str = ""
) -> None:
    """Bars left and right of an axis at 0 on a symmetric scale, coloured by tone.

    Labels stand outside; in a column too narrow for that, on the other side of the axis.
    """
    measure = Measure(unit, scale, stage.lang, signed=True)
    size = _label_size(box, len(numbers))
    widest = max(measure.widths(numbers, size), default=0.0) + _GAP
    half = box.width_pt / 2
    is_narrow = half - widest < _LEAST_BARS * half
    largest = max((abs(v) for v in present(measure.values(numbers))), default=0.0) or 1.0
    reach = largest * (1.04 if is_narrow else half / (half - widest))
    cells = _Cells(stage, box, measure, numbers, (-reach, reach), 0.0, _SIZES[-1] if is_narrow else size)
    inks = {i: Ink(fill=_tone_fill(n.tone, stage.theme)) for i, n in enumerate(numbers)}
    own = measure.own_labels(numbers)
    _paint(cells, inks, _across_axis(cells, own) if is_narrow else own, Ink(line=stage.theme.NAVY), alt_text)


def _across_axis(cells: _Cells, own: Mapping[int, PointLabel]) -> Mapping[int, PointLabel]:
    """Labels moved from the ends of their bars to the other side of the axis."""
    found = dict(own)
    wide, span = _widths(cells.measure, cells.numbers, cells.size), cells.limit[1] - cells.limit[0]
    for i, value in enumerate(cells.measure.values(cells.numbers)):
        reach = 0.0 if value is None else value - cells.origin
        if reach:
            away = abs(reach) / span + (wide[i] + _GAP) / cells.box.width_pt
            found[i] = replace(found.get(i, PointLabel()), shift=(-away if reach > 0 else away, 0.0))
    return found


def _tone_fill(tone: Tone, theme: Theme) -> str:
    return theme.MUT if tone is Tone.neutral else theme.tone_fill(tone)


def _label_size(box: Box, count: int) -> float:
    pitch = box.height_pt / max(1, count)
    return next((size for size in _SIZES if pitch > size * 2), _SIZES[-1])


def _widths(measure: Measure, numbers: Sequence[Number], size: float) -> list[float]:
    """How wide each label is with its sign, in points; 0 for a missing number."""
    return [0.0 if n.is_missing else width(_text(measure, n), size, bool(n.mark)) for n in numbers]


def _text(measure: Measure, number: Number) -> str:
    return _SIGNS.get(number.mark, "") + measure.text(number)


def _marked_labels(cells: _Cells) -> Mapping[int, PointLabel]:
    """Best and worst carry their sign; the rest print by the number format where it says the same."""
    found, theme = dict(cells.measure.own_labels(cells.numbers)), cells.stage.theme
    for i, number in enumerate(cells.numbers):
        if number.mark and not number.is_missing:
            colour = theme.BAD if number.mark == "worst" else theme.HI
            found[i] = PointLabel(text=_text(cells.measure, number), type=Type(cells.size, colour, True))
    return found


def _bar_inks(cells: _Cells, axis: float | None) -> Mapping[int, Ink]:
    """By mark, then tone, then the side of the axis where there is one."""
    theme, found = cells.stage.theme, dict(point_inks(cells.numbers, cells.stage.theme))
    for i, (number, value) in enumerate(zip(cells.numbers, cells.measure.values(cells.numbers), strict=True)):
        if number.mark:
            found[i] = Ink(fill=theme.BAD if number.mark == "worst" else theme.HI)
        elif axis is not None and i not in found and value is not None and value < axis:
            found[i] = Ink(fill=theme.PY)
    return found


def _paint(cells: _Cells, inks: Mapping[int, Ink], own: Mapping[int, PointLabel], rule: Ink, alt_text: str) -> None:
    measure, theme = cells.measure, cells.stage.theme
    labels = Labels(measure.format, Type(cells.size, theme.INK), "outEnd", own)
    trace = Trace("#", measure.values(cells.numbers), Ink(fill=theme.AC), measure.format, inks, labels)
    low, high = cells.limit
    chart = CategoryChart(
        tuple(str(i) for i in range(1, len(cells.numbers) + 1)),
        (Group("bar", (trace,), gap=_BAR_GAP),),
        Axis(line=rule, backwards=True, crosses=cells.origin),
        Axis(low=low, high=high, format=measure.format),
        cells.box,
        across=True,
    )
    paint_chart(cells.stage, cells.box, chart, name="overlay", alt=alt_text)


def paint_sparkline(stage: Stage, box: Box, series: Series, *, alt_text: str = "") -> None:
    """A small line with its last point marked: in BAD where that number is judged bad, else HI."""
    theme = stage.theme
    measure = Measure.of(series.numbers[0].unit, series.numbers, stage.lang)
    values = measure.values(series.numbers)
    there = present(values) or [0.0]
    low, high = min(there), max(there)
    pad = (high - low) * 0.2 or abs(high) * 0.2 or 1.0
    last = max((i for i, v in enumerate(values) if v is not None), default=0)
    colour = theme.BAD if series.numbers[last].tone is Tone.bad else theme.HI
    mark = Mark("circle", 6, Ink(fill=colour, line=colour))
    end = tuple(value if i == last else None for i, value in enumerate(values))
    traces = (
        Trace(series.name, values, Ink(line=theme.AC, weight=1.25), measure.format),
        Trace("●", end, NO_INK, measure.format, mark=mark),
    )
    chart = CategoryChart(
        tuple(str(i) for i in range(1, len(values) + 1)),
        (Group("line", traces, "standard"),),
        Axis(crosses=low - pad),
        Axis(low=low - pad, high=high + pad),
        box,
    )
    paint_chart(stage, box, chart, name="overlay", alt=alt_text)
