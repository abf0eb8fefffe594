"""Bubbles and scatter points: the plane they stand on, and labels that keep clear of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.block import Bubble, Point, Scatter
from opsreport.model.number import Number
from opsreport.render.deck.charts.legend import paint_rows
from opsreport.render.deck.charts.place import Dot, best_places
from opsreport.render.deck.charts.scale import SMALL, Measure
from opsreport.render.deck.charts.spec import Axis, Labels, PointLabel, Type
from opsreport.render.deck.charts.ticks import Limit, tick_text, ticks, value_axis
from opsreport.render.deck.grid import EMU_PER_POINT, Box, inches, points
from opsreport.render.deck.stage import Stage, text_box
from opsreport.render.measure import width
from opsreport.render.units import bracketed, unit_note

_ROW = inches(0.22)
_NAME = 9.5
_ROUNDS = 3
_SLACK = 0.12


@dataclass(frozen=True, slots=True)
class Plane:
    """Two value axes on the page: the area of the chart, its plot, and what the axes span."""

    stage: Stage
    x: Measure
    y: Measure
    area: Box
    inner: Box
    x_limit: Limit
    y_limit: Limit

    def at(self, x: float, y: float) -> tuple[int, int]:
        """The page coordinates of a value pair in display units."""
        across = (x - self.x_limit[0]) / (self.x_limit[1] - self.x_limit[0])
        up = (y - self.y_limit[0]) / (self.y_limit[1] - self.y_limit[0])
        return self.inner.x + round(self.inner.w * across), self.inner.bottom - round(self.inner.h * up)

    def axes(self) -> tuple[Axis, Axis]:
        """Both axes, gridlines on the upright one only; labels below 0 are left out where no value is."""
        theme = self.stage.theme
        x, y = value_axis(self.x, self.x_limit, theme), value_axis(self.y, self.y_limit, theme)
        return replace(x, grid="", format=_from_zero(x.format)), replace(y, format=_from_zero(y.format))


def _from_zero(number_format: str) -> str:
    plain = number_format.split(";")[0]
    return f"{plain};;{plain}"


def drawn_points(block: Bubble | Scatter) -> tuple[Point, ...]:
    """The points that have both values (and, where sizes are given, a size above 0)."""
    there = (p for p in block.points if not (p.x.is_missing or p.y.is_missing))
    return tuple(p for p in there if p.size is None or p.size.amount > 0)


def plane_of(
    stage: Stage,
    box: Box,
    block: Bubble | Scatter,
    *,
    keep: tuple[Sequence[float], Sequence[float]],
    radii: Sequence[float],
) -> Plane:
    """The plane below the block's title; its axes hold all points and the `keep` values (base units).

    `radii` say how far each drawn point reaches, as shares of the plot's shorter side.
    """
    whole = paint_rows(stage, box, block.title, block.unit_note)
    shown = drawn_points(block)
    x = Measure.of(block.x_unit, [p.x for p in shown], stage.lang)
    y = Measure.of(block.y_unit, [p.y for p in shown], stage.lang)
    area = _labelled_area(stage, whole, _label(stage, block.x_label, x), _label(stage, block.y_label, y))
    short = min(area.w, area.h)
    y_spans = _spans(y, [p.y for p in shown], keep[1], [r * short / area.h for r in radii])
    x_spans = _spans(x, [p.x for p in shown], keep[0], [r * short / area.w for r in radii])
    cuts = isinstance(block, Scatter)
    y_limit = _limit(y_spans, max(3, min(8, int(area.height_pt / 34))), may_cut=cuts)
    x_limit = _limit(x_spans, max(3, min(9, int(area.width_pt / 75))), may_cut=cuts)
    return Plane(stage, x, y, area, _inner(area, y, y_limit), x_limit, y_limit)


def _label(stage: Stage, label: str, measure: Measure) -> str:
    note = unit_note(measure.unit, measure.scale, stage.lang, stage.terms)
    return label if note and note in label else label + bracketed(note, stage.lang)


def _labelled_area(stage: Stage, whole: Box, x_label: str, y_label: str) -> Box:
    """Paint the axes' names, upright one above and level one below; the area between them."""
    above, rest = whole.split_top(_ROW)
    area, below = rest.split_top(rest.h - _ROW)
    colour = stage.theme.MUT
    text_box(stage, above, f"↑ {y_label}", name="y label", size=_NAME, color=colour, anchor="middle")
    text_box(stage, below, f"{x_label} →", name="x label", size=_NAME, color=colour, align="right", anchor="middle")
    return area


def _spans(
    measure: Measure, numbers: Sequence[Number], keep: Sequence[float], reach: Sequence[float]
) -> list[tuple[float, float]]:
    """(value, reach) of everything an axis must hold; reach is a share of the axis."""
    spans = [(v, r) for v, r in zip(measure.values(numbers), reach, strict=True) if v is not None]
    return spans + [(measure.unit.shown(v, measure.scale), 0.02) for v in keep]


def _limit(spans: Sequence[tuple[float, float]], count: int, *, may_cut: bool) -> Limit:
    """Limits that hold every value with its reach: from 0 where that loses little; round unless that wastes room.

    Small marks on the axis `may_cut` into it; bubbles never.
    """
    values = [value for value, _ in spans] or [0.0, 1.0]
    least, most = min(values), max(values)
    low, high = (0.0 if 0 < least < 0.6 * most else least), most
    for _ in range(_ROUNDS):
        span = (high - low) or abs(high) or 1.0
        low = min([low, *(v - r * span for v, r in spans)])
        high = max([high, *(v + r * span for v, r in spans)])
    if may_cut and least >= 0 > low > -0.04 * high:
        low = 0.0
    start, end, step = ticks(low, high, count)
    return start, end if end - high < _SLACK * (high - start) else high, step


def _inner(area: Box, y: Measure, limit: Limit) -> Box:
    low, high, step = limit
    texts = (tick_text(y, low + i * step, step) for i in range(round((high - low) / step) + 1))
    left, below = points(max(width(t, SMALL) for t in texts) + 9), points(SMALL * 1.3) + inches(0.1)
    above = points(SMALL * 0.7)
    return Box(area.x + left, area.y + above, area.w - left - points(8), area.h - below - above)


@dataclass(frozen=True, slots=True)
class Names:
    """The labels of all points: words, look, and what else they should keep clear of."""

    dots: tuple[Dot, ...]
    types: tuple[Type, ...]
    obstacles: tuple[Box, ...] = ()


def name_labels(plane: Plane, names: Names) -> list[PointLabel]:
    """A label for every point, bold ones and large marks placed first; hidden where it has no words or no room."""
    order = sorted(range(len(names.dots)), key=lambda i: (not names.types[i].bold, -names.dots[i].radius, i))
    size = max((t.size for t in names.types), default=SMALL)
    places = best_places([names.dots[i] for i in order], size, plane.area, names.obstacles)
    found = [PointLabel(hidden=True)] * len(order)
    for index, place in zip(order, places, strict=True):
        if place is not None:
            shift = (place.dx / plane.area.w, place.dy / plane.area.h)
            found[index] = PointLabel(names.dots[index].words, names.types[index], place.spot, shift=shift)
    return found


def labels_of(own: Sequence[PointLabel], number_format: str, kind: Type) -> Labels:
    """The labels of one cloud: only those of its points."""
    return Labels(number_format, kind, "r", dict(enumerate(own)), shown=False)


def radius_of(plane: Plane, share: float) -> int:
    """The radius in EMU of the largest bubble: a share of the plot's shorter side."""
    return round(min(plane.inner.w, plane.inner.h) * share)


def mark_radius(size: float) -> int:
    """The radius in EMU of a mark of that size in points."""
    return round(size / 2 * EMU_PER_POINT)
