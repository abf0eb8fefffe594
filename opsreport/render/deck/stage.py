"""Stage: one slot of one slide, and the shapes that every painter is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.autoshape import Shape
from pptx.shapes.connector import Connector

from opsreport.render.deck.grid import BLOCK_TITLE_HEIGHT as BLOCK_TITLE_HEIGHT
from opsreport.render.deck.grid import Box, points
from opsreport.render.deck.text import Align, Para, Paragraphs, body_xml, escaped, legal, paragraphs_of
from opsreport.render.deck.theme import Theme

if TYPE_CHECKING:
    from pptx.slide import Slide as PptxSlide

Anchor = Literal["top", "middle", "bottom"]
Geometry = Literal["rect", "roundRect", "ellipse", "diamond", "homePlate", "rightArrow", "triangle"]
Dash = Literal["", "dash", "sysDash", "sysDot"]
BLOCK_TITLE = 11.5
_NS = nsdecls("p", "a", "r")
_ANCHORS = {"top": "t", "middle": "ctr", "bottom": "b"}
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a painter paints: `path` is "section/slide/slot" and the front part of every shape's name.

    `terms` are the labels of the report's language, `pages` the slides that
    links lead to, by slide id. Texts that did not fit go to `cut`: the deck
    prints them in the slide's notes.
    """

    slide: PptxSlide
    theme: Theme
    lang: str
    path: str
    terms: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, PptxSlide] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)

    def at(self, part: str) -> Stage:
        """The stage one name deeper."""
        return replace(self, path=f"{self.path}/{part}")

    def link(self, page: str) -> str:
        """The relationship id that leads to the slide of that id; "" where the report has no such page."""
        target = self.pages.get(page)
        if target is None or target is self.slide:
            return ""
        return str(self.slide.part.relate_to(target.part, RELATIONSHIP_TYPE.SLIDE))


def text_box(
    stage: Stage,
    box: Box,
    paragraphs: Paragraphs,
    *,
    name: str = "text",
    size: float = 11,
    color: str = "",
    bold: bool = False,
    align: Align = "left",
    anchor: Anchor = "top",
    leading: float | None = None,
    link: str = "",
) -> Shape:
    """A text box without insets, its lines at exact spacing; plain strings take the given look.

    `link` is the id of the slide the whole box leads to.
    """
    like = Para("", size=size, color=color, bold=bold, align=align, leading=leading)
    text = _text_body(stage, paragraphs_of(paragraphs, like), anchor, (0, 0))
    return _placed(stage, _shape_xml(stage, box, name, text, "<a:noFill/><a:ln><a:noFill/></a:ln>", link=link))


def rectangle(
    stage: Stage,
    box: Box,
    *,
    name: str = "shape",
    fill: str = "",
    outline: str = "",
    weight: float = 0.75,
    geometry: Geometry = "rect",
    hatch: str = "",
    paragraphs: Paragraphs = (),
    size: float = 11,
    color: str = "",
    bold: bool = False,
    align: Align = "center",
    anchor: Anchor = "middle",
    inset: tuple[int, int] = (0, 0),
    rotation: float = 0,
) -> Shape:
    """A flat shape: decorative without paragraphs, otherwise with its text `inset` (across, down) in it.

    `hatch` is the line colour of a wide upward pattern over white.
    """
    like = Para("", size=size, color=color, bold=bold, align=align)
    paras = paragraphs_of(paragraphs, like)
    line = f'<a:ln w="{points(weight)}">{_solid(outline)}</a:ln>' if outline else "<a:ln><a:noFill/></a:ln>"
    look = _hatched(hatch) if hatch else _solid(fill) if fill else "<a:noFill/>"
    text = _text_body(stage, paras, anchor, inset, wrap="none" if geometry == "ellipse" else "square")
    xml = _shape_xml(stage, box, name, text, look + line, geometry=geometry, rotation=rotation)
    shape = _placed(stage, xml)
    if not paras:
        decorative(shape)
    return shape


def line(
    stage: Stage,
    start: tuple[int, int],
    end: tuple[int, int],
    *,
    name: str = "line",
    color: str = "",
    weight: float = 0.75,
    dash: Dash = "",
    arrow: bool = False,
) -> Connector:
    """A straight decorative line between two points of the page."""
    (x1, y1), (x2, y2) = start, end
    flips = (' flipH="1"' if x2 < x1 else "") + (' flipV="1"' if y2 < y1 else "")
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    head = '<a:tailEnd type="triangle" w="med" len="med"/>' if arrow else ""
    xml = (
        f'<p:cxnSp {_NS}><p:nvCxnSpPr><p:cNvPr id="0" name="{_name(stage, name)}"/><p:cNvCxnSpPr/><p:nvPr/>'
        "</p:nvCxnSpPr>"
        f'<p:spPr><a:xfrm{flips}><a:off x="{min(x1, x2)}" y="{min(y1, y2)}"/>'
        f'<a:ext cx="{abs(x2 - x1)}" cy="{abs(y2 - y1)}"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        f'<a:ln w="{points(weight)}">{_solid(color or stage.theme.LINE)}{dashed}{head}</a:ln></p:spPr></p:cxnSp>'
    )
    element = parse_xml(xml)
    stage.slide.shapes._spTree.append(element)
    shape = Connector(element, stage.slide.shapes)
    decorative(shape)
    return shape


def block_title(stage: Stage, box: Box, title: str, unit_note: str = "") -> Box:
    """Paint the row above a block (bold title, muted unit) and return the box below; all of it without a title."""
    if not title and not unit_note:
        return box
    row, rest = box.split_top(BLOCK_TITLE_HEIGHT)
    lead = f"{title}  " if title and unit_note else title
    para = Para(unit_note, size=BLOCK_TITLE, color=stage.theme.MUT, lead=lead, lead_color=stage.theme.NAVY)
    text_box(stage, row, para, name="title")
    return rest


def alt(shape: Any, text: str) -> None:
    """Describe a shape for people who cannot see it."""
    _identity(shape).set("descr", " ".join(legal(text).split()))


def decorative(shape: Any) -> None:
    """Mark a shape as one that screen readers pass over."""
    _identity(shape).append(parse_xml(_DECORATIVE))


def _identity(shape: Any) -> Any:
    """The shape's p:cNvPr: always the first child of its first child."""
    return shape._element[0][0]


def shape_name(stage: Stage, part: str) -> str:
    """The name of a shape: section/slide/slot/part. `…/overlay` is for shapes meant to lie over others."""
    return f"{stage.path}/{part}" if part else stage.path


def _name(stage: Stage, part: str) -> str:
    return escaped(shape_name(stage, part))


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def _hatched(color: str) -> str:
    colors = f'<a:fgClr><a:srgbClr val="{color}"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
    return f'<a:pattFill prst="wdUpDiag">{colors}</a:pattFill>'


def _text_body(
    stage: Stage, paras: Sequence[Para], anchor: Anchor, inset: tuple[int, int], wrap: str = "square"
) -> str:
    side, above = inset
    return (
        f'<p:txBody><a:bodyPr wrap="{wrap}" lIns="{side}" tIns="{above}" rIns="{side}" bIns="{above}" '
        f'anchor="{_ANCHORS[anchor]}"><a:noAutofit/></a:bodyPr><a:lstStyle/>'
        f"{body_xml(paras, stage.theme, stage.lang)}</p:txBody>"
    )


def _shape_xml(
    stage: Stage,
    box: Box,
    name: str,
    text: str,
    look: str,
    *,
    geometry: str = "rect",
    rotation: float = 0,
    link: str = "",
) -> str:
    rid = stage.link(link) if link else ""
    click = f'<a:hlinkClick r:id="{rid}" action="ppaction://hlinksldjump"/>' if rid else ""
    turned = f' rot="{round(rotation * 60_000)}"' if rotation else ""
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="0" name="{_name(stage, name)}">{click}</p:cNvPr><p:cNvSpPr/><p:nvPr/>'
        "</p:nvSpPr>"
        f'<p:spPr><a:xfrm{turned}><a:off x="{box.x}" y="{box.y}"/><a:ext cx="{box.w}" cy="{box.h}"/></a:xfrm>'
        f'<a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom>{look}</p:spPr>{text}</p:sp>'
    )


def _placed(stage: Stage, xml: str) -> Shape:
    element = parse_xml(xml)
    stage.slide.shapes._spTree.append(element)
    return Shape(element, stage.slide.shapes)
