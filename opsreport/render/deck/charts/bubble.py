"""Spend against return with area: the level axis stands at break-even."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.block import Bubble, Point
from opsreport.model.number import Tone
from opsreport.model.unit import BARE
from opsreport.render.deck.charts.bubble_names import Line, Named, Option, placed_names
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.place import Dot, covered
from opsreport.render.deck.charts.points import Plane, drawn_points, labels_of, plane_of, radius_of
from opsreport.render.deck.charts.scale import Measure
from opsreport.render.deck.charts.spec import Cloud, Ink, PointChart, PointLabel, Type
from opsreport.render.deck.charts.threshold import Threshold
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, text_box
from opsreport.render.deck.stage import line as stroke
from opsreport.render.deck.theme import Theme
from opsreport.render.measure import width

_LARGEST = 0.125
_ALPHA = 78
_NAME = 10.0
_LABEL = 10.0
_CLEAR = inches(0.25)


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of the line, where they stand, and the height of the line."""

    box: Box
    words: str
    y: int


@dataclass(frozen=True, slots=True)
class _Names:
    """The label of every point, and the lines to those that stand off their bubbles."""

    labels: Sequence[PointLabel]
    leaders: Sequence[Line]


def paint_bubble(stage: Stage, box: Box, block: Bubble) -> None:
    """Paint the bubbles with their names and values, and the line they are judged by."""
    shown = drawn_points(block)
    keep = (), ((block.line[0],) if block.line else ())
    radii = _radii(shown)
    plane = plane_of(stage, box, block, keep=keep, radii=radii)
    line = _line(plane, block, [_dot(plane, p, r).box for p, r in zip(shown, radii, strict=True)])
    names = _placed(plane, shown, radii, line)
    paint_chart(stage, plane.area, _chart(plane, block, shown, names.labels), alt=block.alt)
    for number, (start, end) in enumerate(names.leaders, 1):
        stroke(stage, start, end, name=f"leader {number}/overlay", color=stage.theme.MUT, weight=0.5)
    if line:
        text_box(
            stage,
            line.box,
            line.words,
            name="line name/overlay",
            size=_NAME,
            color=stage.theme.BAD,
            bold=True,
            align="right",
            anchor="bottom",
        )


def _radii(shown: Sequence[Point]) -> list[float]:
    """The radius of each bubble as a share of the plot's shorter side: areas go by size."""
    largest = max((p.size.amount for p in shown if p.size), default=1.0)
    return [_LARGEST * math.sqrt((p.size.amount if p.size else largest) / largest) for p in shown]


def _line(plane: Plane, block: Bubble, marks: Sequence[Box]) -> _Line | None:
    """The words of the line, at the end of it where fewest bubbles are."""
    words = Threshold.of(block.line, plane.y)
    if words is None:
        return None
    inner, y = plane.inner, plane.at(plane.x_limit[1], words.value)[1]
    wide, high = points(width(words.words, _NAME, True) * 1.04 + 4), inches(0.2)
    step = (inner.w - wide) // 4
    tops = (y - high - inches(0.02), y + inches(0.03))
    spots = [Box(inner.right - wide - i * step, top, wide, high) for top in tops for i in range(5)]
    wanted = [mark.inset(-_CLEAR) for mark in marks]
    best = min(spots, key=lambda spot: 10 * covered(spot, marks) + covered(spot, wanted))
    return _Line(best, words.words, y)


def _placed(plane: Plane, shown: Sequence[Point], radii: Sequence[float], line: _Line | None) -> _Names:
    """The names of the points: judged ones choose their place first, then those far out on the level axis."""
    order = sorted(range(len(shown)), key=lambda i: (shown[i].tone is Tone.neutral, -shown[i].x.amount, i))
    marks = [_named(plane, shown[i], radii[i]) for i in order]
    size, places = placed_names(marks, plane.inner, _obstacles(plane, line))
    labels = [PointLabel(hidden=True)] * len(order)
    for index, place in zip(order, places, strict=True):
        if place is not None:
            labels[index] = _label(plane, shown[index], place, size)
    return _Names(labels, [place.leader for place in places if place and place.leader])


def _named(plane: Plane, point: Point, radius: float) -> Named:
    dot = _dot(plane, point, radius)
    name = point.name if point.labelled else ""
    return Named(dot.x, dot.y, dot.radius, name, plane.y.text(point.y), bold=point.tone is Tone.bad)


def _obstacles(plane: Plane, line: _Line | None) -> tuple[Box, ...]:
    if line is None:
        return ()
    return Box(plane.inner.x, line.y - inches(0.02), plane.inner.w, inches(0.04)), line.box


def _label(plane: Plane, point: Point, place: Option, size: float) -> PointLabel:
    theme, is_bad = plane.stage.theme, point.tone is Tone.bad
    color = theme.BAD if is_bad and place.spot != "ctr" else theme.INK
    shift = (place.move[0] / plane.area.w, place.move[1] / plane.area.h)
    return PointLabel(place.words, Type(size, color, is_bad), place.spot, shift=shift)


def _dot(plane: Plane, point: Point, radius: float) -> Dot:
    x, y = plane.at(plane.x.shown(point.x) or 0.0, plane.y.shown(point.y) or 0.0)
    return Dot(x, y, radius_of(plane, radius))


def _chart(plane: Plane, block: Bubble, shown: Sequence[Point], labels: Sequence[PointLabel]) -> PointChart:
    theme = plane.stage.theme
    sizes = Measure.of(
        next((p.size.unit for p in shown if p.size), BARE), [p.size for p in shown if p.size], plane.stage.lang
    )
    tones = [tone for tone in Tone if any(p.tone is tone for p in shown)]
    clouds = tuple(
        _cloud(
            plane,
            [(p, lab) for p, lab in zip(shown, labels, strict=True) if p.tone is tone],
            sizes,
            _ink(tone, tones, theme),
        )
        for tone in tones
    )
    x, y = plane.axes()
    at = plane.y.unit.shown(block.line[0], plane.y.scale) if block.line else plane.y_limit[0]
    rule = Ink(line=theme.BAD, weight=1.5) if block.line else Ink(line=theme.MUT)
    heads = ("", block.x_label, block.y_label, block.unit_note or "#")
    formats = (plane.x.format, plane.y.format, sizes.format)
    level = replace(x, line=rule, crosses=at)
    upright = replace(y, crosses=plane.x_limit[0])
    return PointChart(clouds, level, upright, plane.inner, heads, formats, bubbles=True)


def _ink(tone: Tone, tones: Sequence[Tone], theme: Theme) -> Ink:
    """HI for what holds the line, BAD for what does not; the rest is light once something is judged good."""
    fills = {Tone.good: theme.HI, Tone.bad: theme.BAD, Tone.watch: theme.OCH}
    fill = fills.get(tone, theme.PY if Tone.good in tones else theme.HI)
    return Ink(fill=fill, line=theme.WHITE, weight=0.75, alpha=_ALPHA)


def _cloud(plane: Plane, pairs: Sequence[tuple[Point, PointLabel]], sizes: Measure, ink: Ink) -> Cloud:
    some = [point for point, _ in pairs]
    return Cloud(
        tuple(p.name for p in some),
        tuple(plane.x.shown(p.x) or 0.0 for p in some),
        tuple(plane.y.shown(p.y) or 0.0 for p in some),
        tuple((sizes.shown(p.size) if p.size else None) or 1.0 for p in some),
        ink,
        labels_of([label for _, label in pairs], plane.y.format, Type(_LABEL, plane.stage.theme.INK)),
    )
