"""Filling what the layout offers, and standing in for what a foreign layout lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide as PptxSlide

from opsreport.errors import TemplateError
from opsreport.model.report import Slide
from opsreport.render import measure
from opsreport.render.deck import grid
from opsreport.render.deck.grid import Box, Zones
from opsreport.render.deck.layouts import Slots, is_own
from opsreport.render.deck.stage import Stage, shape_name, text_box
from opsreport.render.deck.text import Para, escaped, language_code

_NS = nsdecls("p", "a", "r")
_TITLE_LEADING = {22.0: 26.5, 20.0: 24.0}
_SOURCE_SIZE = 9.0
_NUMBER_FIELD = "{6C1E0E5A-6D21-4C0B-9B0F-2A6C3B7A1D01}"


@dataclass(frozen=True, slots=True)
class Frame:
    """A slide, its stage and zones: what the parts around the canvas are put into."""

    stage: Stage
    zones: Zones

    @property
    def slide(self) -> PptxSlide:
        return self.stage.slide

    @property
    def is_own(self) -> bool:
        return is_own(self.slide.slide_layout)


def fill_text(shape: Any, lines: Sequence[str], lang: str, *, size: float = 0, leading: float = 0) -> None:
    """Write lines, one paragraph with line breaks, in the placeholder's own look (size and leading if given)."""
    look = f' sz="{round(size * 100)}"' if size else ""
    run = f'<a:rPr lang="{language_code(lang)}"{look} dirty="0"/>'
    spacing = f'<a:pPr><a:lnSpc><a:spcPts val="{round(leading * 100)}"/></a:lnSpc></a:pPr>' if leading else ""
    texts = f"<a:br>{run}</a:br>".join(f"<a:r>{run}<a:t>{escaped(line)}</a:t></a:r>" for line in lines)
    body = shape._element.find(qn("p:txBody"))
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    body.append(parse_xml(f"<a:p {_NS}>{spacing}{texts}</a:p>"))


def fill_title(frame: Frame, slide: Slide) -> None:
    """Put the title in its placeholder, broken by our own measure; TemplateError where it does not fit."""
    shape, zone = frame.slide.shapes.title, frame.zones.place(grid.TITLE)
    fit = measure.fitted_title(slide.title, zone.width_pt)
    if fit is None:
        raise TemplateError(f"{slide.id}: this title does not fit two lines: {slide.title!r}")
    size, lines = fit
    if shape is None:
        paras = Para("\n".join(lines), size, frame.stage.theme.NAVY, bold=True, leading=_TITLE_LEADING[size])
        text_box(frame.stage, zone, paras, name="title", anchor="bottom")
        return
    default = frame.is_own and size == measure.TITLE_SIZES[0]
    fill_text(
        shape, lines, frame.stage.lang, size=0 if default else size, leading=0 if default else _TITLE_LEADING[size]
    )
    shape.name = shape_name(frame.stage, "title")
    if not frame.is_own:
        _force_title(shape, zone)


def _force_title(shape: Any, zone: Box) -> None:
    """A foreign title keeps its colour and font, but stands where ours does."""
    shape.left, shape.top, shape.width, shape.height = zone.x, zone.y, zone.w, zone.h
    body = shape._element.find(qn("p:txBody")).find(qn("a:bodyPr"))
    for name in ("lIns", "tIns", "rIns", "bIns"):
        body.set(name, "0")
    body.set("anchor", "b")
    for child in list(body):
        body.remove(child)
    for properties in shape._element.iter(qn("a:pPr")):
        properties.set("algn", "l")
    for properties in shape._element.iter(qn("a:rPr")):
        properties.set("b", "1")


def fill_zones(frame: Frame, slide: Slide) -> None:
    """Tracker and subtitle above the canvas; source lines below it."""
    slots = Slots.of(frame.slide.slide_layout, ("Tracker", "Subtitle", "Source"))
    theme = frame.stage.theme
    tracker = Para(slide.tracker, 10, theme.HI, bold=True)
    _fill(frame, slots, "Tracker", grid.TRACKER, [tracker] if slide.tracker else [])
    subtitle = _one_line(frame, slide.subtitle, frame.zones.place(grid.SUBTITLE).width_pt)
    _fill(frame, slots, "Subtitle", grid.SUBTITLE, [subtitle] if slide.subtitle else [])
    _fill(frame, slots, "Source", grid.SOURCE, _source_lines(frame, slide))


def _fill(frame: Frame, slots: Slots, name: str, zone: Box, paras: Sequence[Para]) -> None:
    """Into the placeholder of that name if the layout has it, else into a text box at the zone."""
    shape = _on_slide(frame.slide, slots.indexes.get(name))
    if not paras:
        return
    if shape is None:
        text_box(frame.stage, frame.zones.place(zone), paras, name=name.lower())
        return
    default = {"Tracker": 10.0, "Subtitle": 12.0, "Source": _SOURCE_SIZE}[name]
    size = 0.0 if frame.is_own and paras[0].size == default else paras[0].size
    fill_text(shape, [para.text for para in paras], frame.stage.lang, size=size)
    shape.name = shape_name(frame.stage, name.lower())


def _on_slide(slide: PptxSlide, idx: int | None) -> Any:
    return next((p for p in slide.placeholders if p.placeholder_format.idx == idx), None)


def _one_line(frame: Frame, text: str, width: float) -> Para:
    """The subtitle at the largest size that keeps it in one line; shortened below 10 points."""
    sizes = (size for size in (12.0, 11.5, 11.0, 10.5, 10.0) if measure.lines_needed(text, size, width) == 1)
    size = next(sizes, 10.0)
    shown = measure.shortened(text, size, width)
    if shown != text:
        frame.stage.cut.append(text)
    return Para(shown, size, frame.stage.theme.MUT)


def _source_lines(frame: Frame, slide: Slide) -> list[Para]:
    """Note and source in two lines together; a longer note is shortened, its full text kept in the notes."""
    width = frame.zones.place(grid.SOURCE).width_pt
    room = 2 if not slide.source else max(1, 2 - measure.lines_needed(slide.source, _SOURCE_SIZE, width))
    note = measure.shortened(slide.note, _SOURCE_SIZE, width, lines=room) if slide.note else ""
    source = measure.shortened(slide.source, _SOURCE_SIZE, width, lines=1 if note else 2) if slide.source else ""
    frame.stage.cut.extend(full for full, shown in ((slide.note, note), (slide.source, source)) if full != shown)
    color = frame.stage.theme.MUT
    return [Para(text, _SOURCE_SIZE, color, leading=11.5) for text in (note, source) if text]


def add_footer(frame: Frame, text: str) -> None:
    """The footer line and the page number, as the layout's own placeholders where it has them."""
    lang, words = language_code(frame.stage.lang), escaped(text)
    number = f'<a:fld id="{_NUMBER_FIELD}" type="slidenum">'
    if text:
        _add_foot(frame, _FOOTER, lambda look: f'<a:r><a:rPr lang="{lang}"{look} dirty="0"/><a:t>{words}</a:t></a:r>')
    _add_foot(frame, _NUMBER, lambda look: f'{number}<a:rPr lang="en-US"{look}/><a:t>‹#›</a:t></a:fld>')


@dataclass(frozen=True, slots=True)
class _Foot:
    """One of the two things at the foot of a page."""

    name: str
    kind: PP_PLACEHOLDER
    tag: str
    zone: Box
    size: int
    align: str


_FOOTER = _Foot("footer", PP_PLACEHOLDER.FOOTER, "ftr", grid.FOOTER, 8, "l")
_NUMBER = _Foot("number", PP_PLACEHOLDER.SLIDE_NUMBER, "sldNum", grid.NUMBER, 9, "r")


def _add_foot(frame: Frame, foot: _Foot, content: Callable[[str], str]) -> None:
    offered = list(frame.slide.slide_layout.placeholders)
    found = next((p for p in offered if p.placeholder_format.type == foot.kind), None)
    mark = f'<p:ph type="{foot.tag}" idx="{found.placeholder_format.idx}"/>' if found is not None else ""
    look, inner = f' sz="{foot.size * 100}"', f'<a:pPr algn="{foot.align}"/>'
    geometry, insets = _geometry(frame.zones.place(foot.zone)), _INSETS
    if mark and frame.is_own:
        look = inner = geometry = insets = ""
    name = escaped(shape_name(frame.stage, foot.name))
    xml = (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="0" name="{name}"/><p:cNvSpPr/><p:nvPr>{mark}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{geometry}</p:spPr><p:txBody><a:bodyPr{insets}/><a:lstStyle/>"
        f"<a:p>{inner}{content(look)}</a:p></p:txBody></p:sp>"
    )
    frame.slide.shapes._spTree.append(parse_xml(xml))


_INSETS = ' wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"'


def _geometry(box: Box) -> str:
    return (
        f'<a:xfrm><a:off x="{box.x}" y="{box.y}"/><a:ext cx="{box.w}" cy="{box.h}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )


def drop_unfilled(slide: PptxSlide) -> None:
    """Take away every placeholder that holds no text: no "click to add" stays behind."""
    for shape in list(slide.placeholders):
        if not shape.has_text_frame or not shape.text_frame.text.strip():
            shape._element.getparent().remove(shape._element)
