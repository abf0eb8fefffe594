"""The rows above a plot: title, unit and legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from opsreport.render.deck.charts.scale import Measure, head_note
from opsreport.render.deck.charts.spec import Ink
from opsreport.render.deck.grid import EMU_PER_POINT, Box, inches
from opsreport.render.deck.stage import BLOCK_TITLE, BLOCK_TITLE_HEIGHT, Stage, block_title, line, rectangle, text_box
from opsreport.render.measure import width

Entry = tuple[Ink, str]
SIZE = 9.5
ROW = inches(0.22)
_SWATCH = inches(0.16)
_STROKE = inches(0.24)
_PAD = inches(0.06)
_GAP = inches(0.18)
_APART = inches(0.3)


class Titled(Protocol):
    """A block with a title row."""

    @property
    def title(self) -> str: ...
    @property
    def unit_note(self) -> str: ...


def paint_head(stage: Stage, box: Box, block: Titled, measure: Measure, entries: Sequence[Entry] = ()) -> Box:
    """Paint title, unit note and legend (beside the title where it fits); the box that is left for the plot."""
    return paint_rows(stage, box, block.title, head_note(stage, block.unit_note, measure), entries)


def paint_rows(stage: Stage, box: Box, title: str, note: str, entries: Sequence[Entry] = ()) -> Box:
    """Paint a title row with a given note and the legend; the box below them."""
    if not entries:
        return block_title(stage, box, title, note)
    taken = _title_width(title, note)
    if taken and taken + _APART + legend_width(entries) <= box.w:
        block_title(stage, Box(box.x, box.y, taken + _PAD, box.h), title, note)
        paint_legend(stage, Box(box.x + taken + _APART, box.y, box.w, BLOCK_TITLE_HEIGHT), entries)
        return box.split_top(BLOCK_TITLE_HEIGHT)[1]
    row, below = block_title(stage, box, title, note).split_top(ROW)
    paint_legend(stage, row, entries)
    return below


def paint_legend(stage: Stage, row: Box, entries: Sequence[Entry]) -> None:
    """Swatch and name for each entry, from the left of the row, as high as its first line of text."""
    left, middle = row.x, row.y + ROW // 2
    for index, (ink, label) in enumerate(entries, 1):
        _paint_swatch(stage, ink, left, middle, index)
        left += _swatch(ink) + _PAD
        wide = _label_width(label)
        place = Box(left, middle - ROW // 2, wide, ROW)
        text_box(stage, place, label, name=f"legend {index}", size=SIZE, color=stage.theme.MUT, anchor="middle")
        left += wide + _GAP


def legend_width(entries: Sequence[Entry]) -> int:
    """How wide a legend is, in EMU."""
    return sum(_swatch(ink) + _PAD + _label_width(label) + _GAP for ink, label in entries) - _GAP


def _title_width(title: str, note: str) -> int:
    points = width(f"{title}  " if title and note else title, BLOCK_TITLE, True) + width(note, BLOCK_TITLE)
    return round(points * EMU_PER_POINT)


def _label_width(label: str) -> int:
    return round((width(label, SIZE) * 1.04 + 2) * EMU_PER_POINT)


def _swatch(ink: Ink) -> int:
    return _STROKE if _is_stroke(ink) else _SWATCH


def _is_stroke(ink: Ink) -> bool:
    return not ink.fill and ink.weight > 1.5


def _paint_swatch(stage: Stage, ink: Ink, left: int, middle: int, index: int) -> None:
    name = f"legend mark {index}"
    if _is_stroke(ink):
        ends = (left, middle), (left + _STROKE, middle)
        line(stage, *ends, name=name, color=ink.line, weight=ink.weight, dash="dash" if ink.dash else "")
        return
    box = Box(left, middle - inches(0.055), _SWATCH, inches(0.11))
    rectangle(
        stage,
        box,
        name=name,
        fill="" if ink.hatched else ink.fill,
        outline=ink.line,
        weight=ink.weight,
        hatch=ink.fill if ink.hatched else "",
    )
