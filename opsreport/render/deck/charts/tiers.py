"""Three charts over one time axis: relative variance as pins, variance as bars, actual over target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.model.block import VarianceTiers
from opsreport.model.number import Number, Tone
from opsreport.render.deck.charts.ink import role_ink, tone_ink
from opsreport.render.deck.charts.legend import paint_head
from opsreport.render.deck.charts.native import paint_chart
from opsreport.render.deck.charts.scale import AXIS, LABEL, SMALL, Measure, limits, numbers_of
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
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, text_box
from opsreport.render.measure import lines_needed, width

_SHARES = (0.22, 0.24)
_NAMES = inches(0.95)
_NAME_SIZE = 10.5
_SIZES = (LABEL, 9.5)
_TONES = (Tone.good, Tone.bad, Tone.watch, Tone.neutral)


@dataclass(frozen=True, slots=True)
class _Tier:
    """Where one of the three charts stands, and the size of its labels."""

    stage: Stage
    block: VarianceTiers
    box: Box
    size: float


def paint_tiers(stage: Stage, box: Box, block: VarianceTiers) -> None:
    """Paint the three tiers with their names at the left, and the legend of the lowest."""
    amounts = Measure.fine(block.unit, numbers_of((block.actual, block.target)), block.difference.numbers, stage.lang)
    entries = [(role_ink(s.role, stage.theme), s.name) for s in (block.target, block.actual)]
    area = paint_head(stage, box, block, amounts, entries)
    names, plots = area.split_left(_names_width(block))
    size = _size(block, amounts, plots.width_pt)
    boxes = _split(plots)
    for index, (tier, paint) in enumerate(zip(boxes, (_pins, _differences, _columns), strict=True)):
        paint_chart(
            stage, tier, paint(_Tier(stage, block, tier, size), amounts), name=f"tier {index + 1}", alt=block.alt
        )
        _paint_name(stage, Box(names.x, tier.y, names.w, tier.h), block.names[index], index)


def _names_width(block: VarianceTiers) -> int:
    longest = max(width(name, _NAME_SIZE, True) for name in block.names)
    return min(points(longest * 1.04 + 6), _NAMES)


def _paint_name(stage: Stage, box: Box, name: str, index: int) -> None:
    high = points(lines_needed(name, _NAME_SIZE, box.width_pt - 6, True) * _NAME_SIZE * 1.3 + 2)
    place = Box(box.x, box.y + (box.h - high) // 2, box.w, high)
    text_box(
        stage,
        place,
        name,
        name=f"tier name {index + 1}",
        size=_NAME_SIZE,
        color=stage.theme.NAVY,
        bold=True,
        anchor="middle",
    )


def _size(block: VarianceTiers, amounts: Measure, width_pt: float) -> float:
    pitch = width_pt / max(1, len(block.categories))
    widest = max([1.0, *amounts.widths(block.actual.numbers, 1.0, bold=True)])
    return next((s for s in _SIZES if widest * s <= pitch * 0.98), SMALL)


def _split(area: Box) -> tuple[Box, Box, Box]:
    first, second = (round(area.h * share) for share in _SHARES)
    top, rest = area.split_top(first)
    middle, bottom = rest.split_top(second)
    return top, middle, bottom


def _signed(block: VarianceTiers, numbers: Sequence[Number], lang: str) -> Measure:
    unit = next((n.unit for n in numbers if not n.is_missing), block.unit)
    return Measure.of(unit, numbers, lang, signed=True)


def _by_tone(numbers: Sequence[Number], values: Sequence[float | None], tone: Tone) -> tuple[float | None, ...]:
    return tuple(v if n.tone is tone else None for n, v in zip(numbers, values, strict=True))


def _pins(tier: _Tier, _amounts: Measure) -> CategoryChart:
    """Relative variances: a square on a stem, a series a tone."""
    block, theme = tier.block, tier.stage.theme
    numbers = block.relative.numbers
    measure = _signed(block, numbers, tier.stage.lang)
    values = measure.values(numbers)
    shown = [tone for tone in _TONES if any(n.tone is tone and not n.is_missing for n in numbers)] or [Tone.neutral]
    traces = tuple(_pin_trace(tier, measure, tone, _by_tone(numbers, values, tone)) for tone in shown)
    low, high = limits(values, _room(tier), both=True)
    return CategoryChart(
        block.categories,
        (Group("line", traces, "standard"),),
        Axis(line=Ink(line=theme.INK)),
        Axis(low=low, high=high, format=measure.format),
        tier.box,
    )


def _pin_trace(tier: _Tier, measure: Measure, tone: Tone, values: tuple[float | None, ...]) -> Trace:
    theme = tier.stage.theme
    stem = tone_ink(tone, theme, theme.MUT).fill
    mark = Mark("square", 6, Ink(fill=theme.INK, line=theme.INK))
    below = {i: PointLabel(spot="b") for i, v in enumerate(values) if v is not None and v < 0}
    own = measure.own_labels(tier.block.relative.numbers)
    points_ = {
        i: PointLabel(own[i].text if i in own else "", spot=below[i].spot if i in below else None)
        for i in {*below, *own}
        if values[i] is not None
    }
    labels = Labels(measure.format, _label_type(tier, tone), "t", points_)
    return Trace(
        tier.block.relative.name,
        values,
        NO_INK,
        measure.format,
        labels=labels,
        mark=mark,
        pin=Ink(line=stem, weight=3),
    )


def _label_type(tier: _Tier, tone: Tone) -> Type:
    theme = tier.stage.theme
    return Type(tier.size, theme.INK if tone is Tone.neutral else theme.tone_text(tone))


def _room(tier: _Tier) -> float:
    return (tier.size * 1.4 + 6) / tier.box.height_pt


def _differences(tier: _Tier, amounts: Measure) -> CategoryChart:
    """Variances in the unit of the amounts, at their scale."""
    block, theme = tier.block, tier.stage.theme
    numbers = block.difference.numbers
    measure = _signed(block, numbers, tier.stage.lang)
    if measure.unit == block.unit:
        measure = replace(measure, scale=amounts.scale)
    values = measure.values(numbers)
    inks = {i: tone_ink(n.tone, theme, theme.MUT) for i, n in enumerate(numbers) if not n.is_missing}
    labels = Labels(measure.format, Type(tier.size, theme.INK), "outEnd", _difference_labels(tier, measure))
    trace = Trace(block.difference.name, values, Ink(fill=theme.MUT), measure.format, inks, labels)
    low, high = limits(values, _room(tier), both=True)
    return CategoryChart(
        block.categories,
        (Group("bar", (trace,), gap=60),),
        Axis(line=Ink(line=theme.INK)),
        Axis(low=low, high=high, format=measure.format),
        tier.box,
    )


def _difference_labels(tier: _Tier, measure: Measure) -> Mapping[int, PointLabel]:
    numbers = tier.block.difference.numbers
    found = {i: PointLabel(type=_label_type(tier, n.tone)) for i, n in enumerate(numbers) if n.tone is not Tone.neutral}
    own = measure.own_labels(numbers)
    return {
        i: PointLabel(own[i].text if i in own else "", found[i].type if i in found else None) for i in {*found, *own}
    }


def _columns(tier: _Tier, amounts: Measure) -> CategoryChart:
    """Outlined targets behind actuals; the labels stand above the higher of the two."""
    block, theme = tier.block, tier.stage.theme
    actual, target = amounts.values(block.actual.numbers), amounts.values(block.target.numbers)
    inner = Box(tier.box.x, tier.box.y, tier.box.w, tier.box.h - inches(0.1) - points(AXIS * 1.4))
    low, high = limits([*actual, *target], (tier.size * 1.5 + 4) / inner.height_pt)
    points_ = {} if block.highlight is None else {block.highlight: Ink(fill=theme.HI)}
    bars = (
        Trace(block.target.name, target, role_ink(block.target.role, theme), amounts.format),
        Trace(block.actual.name, actual, role_ink(block.actual.role, theme), amounts.format, points_),
    )
    return CategoryChart(
        block.categories,
        (Group("bar", bars, gap=45, overlap=55), Group("line", (_tops(tier, amounts, actual, target),), "standard")),
        Axis(labels=Type(AXIS + 0.5, theme.INK), line=Ink(line=theme.INK)),
        Axis(low=low, high=high, format=amounts.format),
        inner,
    )


def _tops(tier: _Tier, amounts: Measure, actual: Sequence[float | None], target: Sequence[float | None]) -> Trace:
    """An invisible line over the columns that carries the actual's labels clear of the target's outline."""
    values = tuple(None if a is None else max(a, t or 0.0) for a, t in zip(actual, target, strict=True))
    texts = tuple("" if n.is_missing else amounts.text(n) for n in tier.block.actual.numbers)
    theme, rows = tier.stage.theme, range(2, len(values) + 2)
    own = (
        {} if tier.block.highlight is None else {tier.block.highlight: PointLabel(type=Type(tier.size, theme.HI, True))}
    )
    formats = amounts.format.replace('"', '""')
    formulas = tuple(f'TEXT(C{row},"{formats}")' for row in rows)
    labels = Labels(amounts.format, Type(tier.size, theme.INK), "t", own, cells=texts, formulas=formulas)
    return Trace("^", values, NO_INK, amounts.format, labels=labels, formulas=tuple(f"MAX(B{r}:C{r})" for r in rows))
