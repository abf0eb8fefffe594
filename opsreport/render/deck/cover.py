"""The Cover painter: everything sits in the layout's placeholders, or at their places on a foreign layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.model.block import Cover
from opsreport.model.report import Slide
from opsreport.render import measure
from opsreport.render.deck import grid
from opsreport.render.deck.grid import Box, inches
from opsreport.render.deck.layouts import Slots
from opsreport.render.deck.placeholders import Frame, fill_text
from opsreport.render.deck.stage import shape_name, text_box
from opsreport.render.deck.text import Para

_TITLE_WIDTH = 8.2 * 72
_TITLES = ((44.0, 56.0), (36.0, 46.0), (30.0, 39.0))
_SPOTS = {
    "Subtitle": Box(grid.MARGIN, inches(3.95), inches(7.4), inches(0.8)),
    "Org": Box(grid.MARGIN, inches(0.6), inches(7.0), inches(0.35)),
    "Meta": Box(grid.MARGIN, inches(6.0), inches(7.0), inches(0.9)),
}
_SIZES = {"Subtitle": 18.0, "Org": 14.0, "Meta": 12.0}


def paint_cover(frame: Frame, slide: Slide, block: Cover) -> None:
    """Fill title, organisation, subtitle and meta lines."""
    slots = Slots.of(frame.slide.slide_layout, ("Subtitle", "Org", "Meta"))
    title = frame.slide.shapes.title
    if title is not None:
        size, leading = _title_size(slide.title)
        default = size == _TITLES[0][0] or not frame.is_own
        fill_text(
            title, [slide.title], frame.stage.lang, size=0 if default else size, leading=0 if default else leading
        )
        title.name = shape_name(frame.stage, "title")
    for name, lines in _texts(slots, block).items():
        _fill(frame, slots, name, [line for line in lines if line])


def _texts(slots: Slots, block: Cover) -> Mapping[str, Sequence[str]]:
    """What stands in which slot: a layout that offers a subtitle alone takes everything there."""
    if set(slots.indexes) == {"Subtitle"}:
        return {"Subtitle": (block.subtitle, block.organisation, *block.meta)}
    return {"Subtitle": (block.subtitle,), "Org": (block.organisation,), "Meta": block.meta}


def _title_size(text: str) -> tuple[float, float]:
    fitting = (pair for pair in _TITLES if measure.lines_needed(text, pair[0], _TITLE_WIDTH, True) <= 2)
    return next(fitting, _TITLES[-1])


def _fill(frame: Frame, slots: Slots, name: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    idx = slots.indexes.get(name)
    shape = next((p for p in frame.slide.placeholders if p.placeholder_format.idx == idx), None)
    if shape is None:
        spot = frame.zones.place(_SPOTS[name])
        text_box(frame.stage, spot, [Para(line, _SIZES[name]) for line in lines], name=name.lower())
        return
    fill_text(shape, lines, frame.stage.lang, size=0 if frame.is_own else _SIZES["Meta"])
    shape.name = shape_name(frame.stage, name.lower())
