"""A value drawn across a bar chart (break-even, full attainment): its line, its name, labels clear of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.model.number import Number
from opsreport.render.deck.charts.ink import text_on
from opsreport.render.deck.charts.scale import Measure
from opsreport.render.deck.charts.spec import Ink, PointLabel, Type
from opsreport.render.deck.grid import EMU_PER_POINT, Box, inches, points
from opsreport.render.deck.stage import Stage, line, text_box
from opsreport.render.deck.text import Align
from opsreport.render.measure import width

LABEL_GAP = 6.0
_NAME_SIZE = 9.5
_ROW = inches(0.2)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a bar chart's plot stands and what its value axis spans: the geometry of every bar."""

    area: Box
    inner: Box
    limit: tuple[float, float]
    across: bool

    def at(self, value: float) -> int:
        """The page coordinate of a value: x of horizontal bars, y of columns."""
        share = (value - self.limit[0]) / (self.limit[1] - self.limit[0])
        if self.across:
            return self.inner.x + round(self.inner.w * share)
        return self.inner.bottom - round(self.inner.h * share)

    def length_pt(self, value: float) -> float:
        """How long a bar from 0 is, in points."""
        return abs(self.at(value) - self.at(0.0)) / EMU_PER_POINT


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value in display units and the words beside its line."""

    value: float
    words: str

    @classmethod
    def of(cls, given: tuple[float, str] | None, measure: Measure) -> Threshold | None:
        """The threshold of a block; its name carries the value unless it already says a number."""
        if given is None:
            return None
        value, name = given
        says = any(c.isdigit() for c in name)
        words = name if says else f"{name} {measure.unit.sentence(value, measure.lang)}".strip()
        return cls(measure.unit.shown(value, measure.scale), words)

    def reserve(self, area: Box, *, across: bool) -> Box:
        """The area without the room its words take: a row above horizontal bars, a strip right of columns."""
        if across:
            return area.split_top(_ROW)[1]
        strip = min(points(width(self.words, _NAME_SIZE, True) * 1.04 + 8), area.w // 3)
        return Box(area.x, area.y, area.w - strip, area.h)


def paint_threshold(stage: Stage, mark: Threshold | None, ground: Ground, whole: Box) -> None:
    """The line over the bars and its words beside them, in the room reserved within `whole`."""
    if mark is None:
        return
    color, at = stage.theme.BAD, ground.at(mark.value)
    if ground.across:
        ends = (at, ground.inner.y - inches(0.02)), (at, ground.inner.bottom)
    else:
        ends = (ground.inner.x, at), (whole.right, at)
    line(stage, *ends, name="line/overlay", color=color, weight=1.25, dash="dash")
    box = _words_box(mark, ground, whole, at)
    align: Align = "center" if ground.across else "right"
    text_box(
        stage,
        box,
        mark.words,
        name="line name/overlay",
        size=_NAME_SIZE,
        color=color,
        bold=True,
        align=align,
        anchor="bottom",
    )


def _words_box(mark: Threshold, ground: Ground, whole: Box, at: int) -> Box:
    if not ground.across:
        return Box(ground.area.right, at - _ROW - inches(0.08), whole.right - ground.area.right, _ROW + inches(0.06))
    wide = points(width(mark.words, _NAME_SIZE, True) * 1.04 + 6)
    left = max(whole.x, min(at - wide // 2, whole.right - wide))
    return Box(left, whole.y, wide, _ROW)


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the labels of one series need to stay clear of a line: texts, look, ink of each bar."""

    measure: Measure
    numbers: Sequence[Number]
    type: Type
    inks: Sequence[Ink]
    bar_pt: float


def clear_labels(stage: Stage, labelled: Labelled, ground: Ground, mark: Threshold | None) -> Mapping[int, PointLabel]:
    """Own labels of single points: where the format would mislead, and where the line would strike the text."""
    found = dict(labelled.measure.own_labels(labelled.numbers))
    if mark is None:
        return found
    for index, number in enumerate(labelled.numbers):
        moved = None if number.is_missing else _moved(stage, labelled, ground, mark, index)
        if moved:
            found[index] = replace(moved, text=found[index].text) if index in found else moved
    return found


def _moved(stage: Stage, labelled: Labelled, ground: Ground, mark: Threshold, index: int) -> PointLabel | None:
    """The label inside its bar, or beyond the line where the bar is too small; None where nothing is struck."""
    kind, number = labelled.type, labelled.numbers[index]
    value = labelled.measure.shown(number) or 0.0
    wide = width(labelled.measure.text(number), kind.size, kind.bold)
    deep = (wide if ground.across else kind.size * 1.3) + LABEL_GAP
    gap = (ground.at(mark.value) - ground.at(value)) / EMU_PER_POINT * (1 if ground.across else -1)
    if value < 0 or not -2 <= gap <= deep:
        return None
    fits = labelled.bar_pt >= (kind.size * 1.2 if ground.across else wide)
    if fits and ground.length_pt(value) > deep + 4:
        return PointLabel(type=replace(kind, color=text_on(labelled.inks[index], stage.theme)), spot="inEnd")
    away = points(gap + 2)
    shift = (away / ground.area.w, 0.0) if ground.across else (0.0, -away / ground.area.h)
    return PointLabel(type=kind, shift=shift)
