"""A native table written as one XML string: twenty times faster than cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, shape_name
from opsreport.render.deck.text import Para, body_xml, escaped

_NS = nsdecls("p", "a", "r")
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_URI = "http://schemas.openxmlformats.org/drawingml/2006/table"


class Rule(NamedTuple):
    """A border: its colour and weight in points."""

    color: str
    weight: float


@dataclass(frozen=True, slots=True)
class Edges:
    """The borders of a cell; None for none."""

    left: Rule | None = None
    right: Rule | None = None
    top: Rule | None = None
    bottom: Rule | None = None


NO_EDGES = Edges()


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: its paragraphs, ground ("" for none), borders, vertical place ("t", "ctr", "b") and left margin."""

    paras: tuple[Para, ...] = ()
    fill: str = ""
    edges: Edges = NO_EDGES
    anchor: str = "ctr"
    left: int = inches(0.06)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of that height in EMU."""

    height: int
    cells: tuple[TableCell, ...]


def place_table(
    stage: Stage, box: Box, widths: Sequence[int], rows: Sequence[TableRow], *, alt: str, name: str = "table"
) -> Box:
    """Put a table, its first row the header, at the top of the box; gives the box it takes."""
    high = sum(row.height for row in rows)
    taken = Box(box.x, box.y, sum(widths), high)
    columns = "".join(f'<a:gridCol w="{width}"/>' for width in widths)
    body = "".join(_row(stage, row) for row in rows)
    descr = escaped(" ".join(alt.split()))
    xml = (
        f'<p:graphicFrame {_NS}><p:nvGraphicFramePr><p:cNvPr id="0" name="{escaped(shape_name(stage, name))}" '
        f'descr="{descr}"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f'</p:nvGraphicFramePr><p:xfrm><a:off x="{taken.x}" y="{taken.y}"/><a:ext cx="{taken.w}" cy="{taken.h}"/>'
        f'</p:xfrm><a:graphic><a:graphicData uri="{_URI}"><a:tbl><a:tblPr firstRow="1">'
        f"<a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{body}</a:tbl>"
        f"</a:graphicData></a:graphic></p:graphicFrame>"
    )
    stage.slide.shapes._spTree.append(parse_xml(xml))
    return taken


def _row(stage: Stage, row: TableRow) -> str:
    return f'<a:tr h="{row.height}">{"".join(_cell(stage, cell) for cell in row.cells)}</a:tr>'


def _cell(stage: Stage, cell: TableCell) -> str:
    body = body_xml(cell.paras or (Para("", 10),), stage.theme, stage.lang)
    fill = f'<a:solidFill><a:srgbClr val="{cell.fill}"/></a:solidFill>' if cell.fill else "<a:noFill/>"
    edges = cell.edges
    lines = "".join(
        _edge(tag, rule)
        for tag, rule in (("lnL", edges.left), ("lnR", edges.right), ("lnT", edges.top), ("lnB", edges.bottom))
    )
    side, above = inches(0.06), inches(0.025)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{body}</a:txBody>"
        f'<a:tcPr marL="{cell.left}" marR="{side}" marT="{above}" marB="{above}" anchor="{cell.anchor}">'
        f"{lines}{fill}</a:tcPr></a:tc>"
    )


def _edge(tag: str, rule: Rule | None) -> str:
    if rule is None:
        return f'<a:{tag} w="0"><a:noFill/></a:{tag}>'
    return (
        f'<a:{tag} w="{points(rule.weight)}" cap="flat" cmpd="sng" algn="ctr"><a:solidFill>'
        f'<a:srgbClr val="{rule.color}"/></a:solidFill><a:prstDash val="solid"/></a:{tag}>'
    )
