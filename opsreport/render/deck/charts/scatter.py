"""Points whose axes cross at the medians: four quadrants with names, the standing-out ones labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opsreport.model.block import Point, Scatter
from opsreport.model.number import Tone
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.place import Dot
from opsreport.render.deck.charts.points import (
    Names,
    Plane,
    drawn_points,
    labels_of,
    mark_radius,
    name_labels,
    plane_of,
)
from opsreport.render.deck.charts.spec import NO_INK, Cloud, Ink, Mark, PointChart, PointLabel, Type
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, rectangle
from opsreport.render.deck.text import Align
from opsreport.render.measure import width

_RADIUS = 0.03
_LABEL = 10.0
_CORNER = 10.0
_CORNER_ROW = inches(0.3)
_AROUND = inches(0.95)
_SIZES = {True: 9, False: 5}


def paint_scatter(stage: Stage, box: Box, block: Scatter) -> None:
    """Paint the points over their quadrants; labelled ones in HI (BAD where judged bad) with their names."""
    shown = drawn_points(block)
    x, y = block.crossing
    plane = plane_of(stage, box, block, keep=((x,), (y, *_free_rows(shown, box))), radii=[_RADIUS] * len(shown))
    corners = _corners(plane, block)
    obstacles = (*(place for place, _ in corners), *_cross(plane, block))
    labels = name_labels(plane, _names(plane, shown, obstacles))
    paint_chart(stage, plane.area, _chart(plane, block, shown, labels), alt=block.alt)
    for index, (place, words) in enumerate(corners):
        align: Align = "left" if index % 2 == 0 else "right"
        rectangle(
            stage,
            place,
            name=f"quadrant {index + 1}/overlay",
            fill=stage.theme.WHITE,
            paragraphs=words,
            size=_CORNER,
            color=stage.theme.MUT,
            bold=True,
            align=align,
        )


def _free_rows(shown: Sequence[Point], box: Box) -> tuple[float, ...]:
    """The y values (base units) an axis must reach so that no point stands in the rows of the quadrants' names."""
    heights = [point.y.amount for point in shown] or [0.0]
    row = _CORNER_ROW / max(box.h - _AROUND, 2 * _CORNER_ROW)
    base = min(0.0, *heights)
    span = (max(heights) - base) / (1 - row)
    low = min(heights) - row * span
    return (base + span, low) if low < base else (base + span,)


def _cross(plane: Plane, block: Scatter) -> tuple[Box, Box]:
    """The two axes as thin boxes that names should keep off."""
    across, up = block.crossing
    x, y = plane.at(plane.x.unit.shown(across, plane.x.scale), plane.y.unit.shown(up, plane.y.scale))
    inner, thin = plane.inner, inches(0.06)
    return Box(inner.x, y - thin // 2, inner.w, thin), Box(x - thin // 2, inner.y, thin, inner.h)


def _corners(plane: Plane, block: Scatter) -> list[tuple[Box, str]]:
    """The boxes of the quadrants' names: top left, top right, bottom left, bottom right."""
    inner, high, pad = plane.inner, inches(0.22), inches(0.08)
    found = []
    for index, words in enumerate(block.quadrants):
        wide = points(width(words, _CORNER, True) * 1.04 + 4)
        left = inner.x + pad if index % 2 == 0 else inner.right - wide
        top = inner.y if index < 2 else inner.bottom - high - inches(0.02)
        if words:
            found.append((Box(left, top, wide, high), words))
    return found


def _names(plane: Plane, shown: Sequence[Point], obstacles: tuple[Box, ...]) -> Names:
    dots = []
    for point in shown:
        x, y = plane.at(plane.x.shown(point.x) or 0.0, plane.y.shown(point.y) or 0.0)
        dots.append(Dot(x, y, mark_radius(_SIZES[_stands_out(point)]), point.name if point.labelled else ""))
    types = tuple(Type(_LABEL, plane.stage.theme.INK, True) for _ in shown)
    return Names(tuple(dots), types, obstacles)


def _stands_out(point: Point) -> bool:
    return point.labelled or point.tone is not Tone.neutral


def _chart(plane: Plane, block: Scatter, shown: Sequence[Point], labels: Sequence[PointLabel]) -> PointChart:
    theme = plane.stage.theme
    pairs = list(zip(shown, labels, strict=True))
    groups = (
        ([p for p in pairs if not _stands_out(p[0])], theme.PY, False),
        ([p for p in pairs if _stands_out(p[0]) and p[0].tone is not Tone.bad], theme.HI, True),
        ([p for p in pairs if p[0].tone is Tone.bad], theme.BAD, True),
    )
    clouds = tuple(_cloud(plane, some, fill, _SIZES[large]) for some, fill, large in groups if some)
    x, y = plane.axes()
    rule = Ink(line=theme.MUT)
    across, up = block.crossing
    level = replace(x, line=rule, crosses=plane.y.unit.shown(up, plane.y.scale))
    upright = replace(y, line=rule, grid="", crosses=plane.x.unit.shown(across, plane.x.scale))
    heads = ("", block.x_label, block.y_label, "")
    return PointChart(clouds, level, upright, plane.inner, heads, (plane.x.format, plane.y.format, "General"))


def _cloud(plane: Plane, pairs: Sequence[tuple[Point, PointLabel]], fill: str, size: int) -> Cloud:
    some = [point for point, _ in pairs]
    return Cloud(
        tuple(p.name for p in some),
        tuple(plane.x.shown(p.x) or 0.0 for p in some),
        tuple(plane.y.shown(p.y) or 0.0 for p in some),
        (),
        NO_INK,
        labels_of([label for _, label in pairs], plane.y.format, Type(_LABEL, plane.stage.theme.INK)),
        Mark("circle", size, Ink(fill=fill, line=plane.stage.theme.WHITE, weight=0.5)),
    )
