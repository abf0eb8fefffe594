"""Write templates/house.pptx: theme, master and layouts, from python-pptx's blank deck. Run: python templates/build_house.py"""

# ruff: noqa: E501
from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from opsreport.render.deck import grid
from opsreport.render.deck.grid import Box, inches
from opsreport.render.deck.theme import HOUSE_SCHEME, Theme
from opsreport.render.package import stable_zip

TARGET = Path(__file__).with_name("house.pptx")
MOMENT = datetime(2025, 1, 1, tzinfo=UTC)
LATIN, EAST_ASIAN = "Arial", "微软雅黑"
NS = nsdecls("a", "r", "p")
FIELD = '<a:fld id="{6C1E0E5A-6D21-4C0B-9B0F-2A6C3B7A1D01}" type="slidenum"><a:rPr lang="zh-CN"/><a:t>‹#›</a:t></a:fld>'
APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    'officeDocument/2006/extended-properties"><Application>Microsoft Office PowerPoint</Application></Properties>'
)


def theme_xml(text: str) -> str:
    tokens = Theme()
    slots = {
        "dk1": tokens.INK, "lt1": tokens.WHITE, "dk2": tokens.NAVY, "lt2": tokens.PANEL, "accent1": tokens.AC,
        "accent2": tokens.HI, "accent3": tokens.BLUE2, "accent4": tokens.PY, "accent5": tokens.OCH,
        "accent6": tokens.MUT, "hlink": tokens.HI, "folHlink": tokens.MUT,
    }  # fmt: skip
    colors = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in slots.items())
    scheme = f'<a:clrScheme name="{HOUSE_SCHEME}">{colors}</a:clrScheme>'
    face = f'<a:latin typeface="{LATIN}"/><a:ea typeface="{EAST_ASIAN}"/><a:cs typeface=""/>'
    face += f'<a:font script="Hans" typeface="{EAST_ASIAN}"/>'
    fonts = f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont>"
    text = re.sub(r"<a:clrScheme.*?</a:clrScheme>", scheme, text, flags=re.S)
    text = re.sub(
        r"<a:fontScheme.*?</a:fontScheme>",
        f'<a:fontScheme name="{HOUSE_SCHEME}">{fonts}</a:fontScheme>',
        text,
        flags=re.S,
    )
    return re.sub(r'(<a:theme [^>]*name=")[^"]*', rf"\g<1>{HOUSE_SCHEME}", text, count=1)


def placeholder(
    number, name, box, *, size, color, kind="", idx=None, bold=False, anchor="t", align="l", leading=None, text=""
):
    attributes = (f'type="{kind}" ' if kind else "") + (f'idx="{idx}" ' if idx is not None else "")
    spacing = f'<a:spcPts val="{round(leading * 100)}"/>' if leading else '<a:spcPct val="100000"/>'
    content = FIELD if kind == "sldNum" else f'<a:r><a:rPr lang="zh-CN"/><a:t>{text}</a:t></a:r>'
    return (
        f'<p:sp {NS}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {attributes}/></p:nvPr></p:nvSpPr><p:spPr>{frame(box)}</p:spPr>"
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/>'
        f'</a:bodyPr><a:lstStyle><a:lvl1pPr marL="0" indent="0" algn="{align}"><a:lnSpc>{spacing}</a:lnSpc>'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">'
        f'<a:solidFill><a:schemeClr val="{color}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle><a:p>{content}</a:p>'
        "</p:txBody></p:sp>"
    )


def frame(box, shape="rect"):
    return (
        f'<a:xfrm><a:off x="{box.x}" y="{box.y}"/><a:ext cx="{box.w}" cy="{box.h}"/></a:xfrm>'
        f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>'
    )


def block(number, name, box, color, *, shape="rect", alpha=100):
    shade = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return (
        f'<p:sp {NS}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{frame(box, shape)}<a:solidFill><a:schemeClr val="{color}">{shade}</a:schemeClr></a:solidFill>'
        '<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="zh-CN"/></a:p></p:txBody></p:sp>'
    )


def title(number):
    return placeholder(
        number,
        "Title",
        grid.TITLE,
        size=22,
        color="tx2",
        kind="title",
        bold=True,
        anchor="b",
        leading=26.5,
        text="一句话结论，不超过两行",
    )


def footer(number, idx):
    return placeholder(number, "Footer", grid.FOOTER, size=8, color="accent6", kind="ftr", idx=idx, text="页脚")


def page_number(number, idx):
    return placeholder(number, "Slide Number", grid.NUMBER, size=9, color="accent6", kind="sldNum", idx=idx, align="r")


def content():
    return [
        title(2),
        placeholder(
            3, "Tracker", grid.TRACKER, size=10, color="accent2", kind="body", idx=10, bold=True, text="章节 | 页面主题"
        ),
        placeholder(
            4,
            "Subtitle",
            grid.SUBTITLE,
            size=12,
            color="accent6",
            kind="body",
            idx=11,
            text="指标 | 单位 | 期间 | 对比基准",
        ),
        placeholder(
            5, "Source", grid.SOURCE, size=9, color="accent6", kind="body", idx=12, leading=11.5, text="注与数据来源"
        ),
        block(8, "Hairline top", grid.HAIRLINE_TOP, "accent4"),
        block(9, "Hairline foot", grid.HAIRLINE_FOOT, "accent4"),
        footer(6, 13),
        page_number(7, 14),
    ]


def motif():
    """The cover's own sign: twelve months as a rising row of ticks, the reported one bright, under a thin arc of rings."""
    right, base = grid.PAGE.w - inches(0.75), grid.PAGE.h - inches(0.95)
    shapes = []
    for ring, size in enumerate((4.8, 3.6, 2.4)):
        box = Box(right - inches(1.9 + size / 2), inches(3.1 - size / 2), inches(size), inches(size))
        shapes.append(block(30 + ring, f"Ring {ring + 1}", box, "accent2", shape="ellipse", alpha=(10, 12, 14)[ring]))
    for month in range(12):
        high = inches(0.32 + 0.13 * month + (0.16 if month in (2, 6, 11) else 0.0))
        left = right - inches(0.36) * (12 - month)
        color, alpha = ("accent5", 100) if month == 11 else ("accent3", 38)
        shapes.append(
            block(40 + month, f"Month {month + 1}", Box(left, base - high, inches(0.15), high), color, alpha=alpha)
        )
    shapes.append(
        block(60, "Base line", Box(right - inches(4.5), base + inches(0.06), inches(4.5), 9525), "accent3", alpha=60)
    )
    return shapes


def cover():
    left = grid.MARGIN
    return [
        *motif(),
        block(8, "Accent bar", Box(left, inches(3.62), inches(0.9), inches(0.07)), "accent2"),
        placeholder(
            2,
            "Title",
            Box(left, inches(1.75), inches(8.2), inches(1.62)),
            size=44,
            color="bg1",
            kind="ctrTitle",
            bold=True,
            anchor="b",
            leading=56,
            text="报告标题",
        ),
        placeholder(
            3,
            "Subtitle",
            Box(left, inches(3.95), inches(7.4), inches(0.8)),
            size=18,
            color="accent3",
            kind="subTitle",
            idx=1,
            leading=26,
            text="期间与内容",
        ),
        placeholder(
            4,
            "Org",
            Box(left, inches(0.6), inches(7), inches(0.35)),
            size=14,
            color="bg1",
            kind="body",
            idx=10,
            bold=True,
            text="公司名称",
        ),
        placeholder(
            5,
            "Meta",
            Box(left, inches(6.0), inches(7), inches(0.9)),
            size=12,
            color="accent4",
            kind="body",
            idx=11,
            anchor="b",
            leading=18,
            text="部门 | 日期 | 密级",
        ),
    ]


def fill(part, shapes, *, name="", kind="", ground=""):
    """Replace all shapes of a master or layout."""
    body = part._element.cSld
    for child in list(body.spTree)[2:]:
        body.spTree.remove(child)
    for shape in shapes:
        body.spTree.append(parse_xml(shape))
    if name:
        body.set("name", name)
        part._element.attrib.pop("type", None)
    if kind:
        part._element.set("type", kind)
    if ground:
        body.insert(
            0,
            parse_xml(
                f'<p:bg {NS}><p:bgPr><a:solidFill><a:schemeClr val="{ground}"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
            ),
        )


def strip(deck):
    """Drop what the blank deck leaves behind: 4:3 marks, thumbnail, printer settings, stale counts, its author."""
    deck.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    for rels in (deck.part.package._rels, deck.part.rels):
        for key, rel in list(rels.items()):
            if rel.reltype.endswith(("/thumbnail", "/printerSettings")):
                rels.pop(key)
    for rel in deck.part.package._rels.values():
        if rel.reltype == RT.EXTENDED_PROPERTIES:
            rel.target_part._blob = APP.encode()
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = HOUSE_SCHEME, "opsreport", "opsreport"
    properties.created = properties.modified = MOMENT.replace(tzinfo=None)
    properties.revision = 1


def main() -> None:
    deck = Presentation()
    deck.slide_width, deck.slide_height = grid.PAGE.w, grid.PAGE.h
    master = deck.slide_master
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = theme_xml(theme.blob.decode()).encode()
    body = placeholder(3, "Body", grid.CANVAS, size=14, color="tx1", kind="body", idx=1, text="正文")
    fill(master, [title(2), body, footer(5, 3), page_number(6, 4)])
    plan = [
        ("OR Cover", cover(), "title", "tx2"),
        ("OR Content", content(), "", ""),
        ("OR Blank", [footer(6, 13), page_number(7, 14)], "blank", ""),
    ]
    for extra in list(deck.slide_layouts)[len(plan) :]:
        deck.slide_layouts.remove(extra)
    for layout, (name, shapes, kind, ground) in zip(deck.slide_layouts, plan, strict=True):
        fill(layout, shapes, name=name, kind=kind, ground=ground)
    strip(deck)
    out = BytesIO()
    deck.save(out)
    TARGET.write_bytes(stable_zip(out.getvalue(), MOMENT))


if __name__ == "__main__":
    main()
