"""Paragraphs as DrawingML: exact line spacing, **bold**, and symbols that look the same beside every script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from opsreport.render.deck.theme import Theme

Align = Literal["left", "right", "center"]
LEADING = 1.28
_ALIGN = {"left": "l", "right": "r", "center": "ctr"}
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_SYMBOLS = re.compile("([●■▲▼◆○▽◀▶]+)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph: **bold** in its text is the only mark-up; sizes and leading in points.

    `lead` stands before the text in bold `lead_color`; `color` "" is the
    theme's ink; `after` is space below; `leading` None is 1.28 × size; a bullet
    is a dot, or a number where `is_numbered`.
    `link` is a relationship id that makes all runs lead to a slide.
    """

    text: str
    size: float = 11
    color: str = ""
    bold: bool = False
    align: Align = "left"
    leading: float | None = None
    after: float = 0
    bullet: bool = False
    is_numbered: bool = False
    lead: str = ""
    lead_color: str = ""
    link: str = ""

    @property
    def line(self) -> float:
        """The exact height of a line in points."""
        return self.leading or round(self.size * LEADING * 2) / 2


Paragraphs = str | Para | Sequence[str | Para]


def paragraphs_of(texts: Paragraphs, like: Para) -> tuple[Para, ...]:
    """All as Para: plain texts take the look of `like`."""
    many = (texts,) if isinstance(texts, str | Para) else tuple(texts)
    return tuple(replace(like, text=one) if isinstance(one, str) else one for one in many)


def plain(text: str) -> str:
    """The text without its bold marks."""
    return _BOLD.sub(r"\1", text)


def legal(text: str) -> str:
    """The text without characters XML cannot hold."""
    return _ILLEGAL.sub("", text)


def escaped(text: str) -> str:
    """The text for XML content or an attribute; characters XML cannot hold are left out."""
    clean = legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return clean.replace('"', "&quot;")


def body_xml(paragraphs: Sequence[Para], theme: Theme, lang: str) -> str:
    """The `a:p` elements of the paragraphs (at least one)."""
    return "".join(_paragraph(one, theme, lang) for one in paragraphs or (Para(""),))


def _paragraph(para: Para, theme: Theme, lang: str) -> str:
    runs = "".join(_run(text, para, color, bold, lang) for text, color, bold in _pieces(para, theme))
    end = "" if runs else f'<a:endParaRPr lang="{language_code(lang)}" sz="{round(para.size * 100)}"/>'
    return f"<a:p>{_properties(para, theme)}{runs}{end}</a:p>"


def _properties(para: Para, theme: Theme) -> str:
    indent = round(para.size * (1.3 if para.is_numbered else 0.95) * 12_700) if para.bullet else 0
    mark = "<a:buNone/>"
    if para.bullet:
        sign = '<a:buAutoNum type="arabicPlain"/>' if para.is_numbered else '<a:buChar char="•"/>'
        mark = f'<a:buClr><a:srgbClr val="{para.lead_color or theme.HI}"/></a:buClr><a:buFont typeface="Arial"/>{sign}'
    return (
        f'<a:pPr marL="{indent}" indent="{-indent}" algn="{_ALIGN[para.align]}" hangingPunct="1">'
        f'<a:lnSpc><a:spcPts val="{round(para.line * 100)}"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
        f'<a:spcAft><a:spcPts val="{round(para.after * 100)}"/></a:spcAft>{mark}</a:pPr>'
    )


def _pieces(para: Para, theme: Theme) -> Iterator[tuple[str, str, bool]]:
    """(text, colour, bold) stretches of a paragraph."""
    color = para.color or theme.INK
    strong = theme.NAVY if color in (theme.INK, theme.MUT) else color
    if para.lead:
        yield para.lead, para.lead_color or strong, True
    for index, part in enumerate(_BOLD.split(para.text)):
        if part:
            yield (part, strong, True) if index % 2 else (part, color, para.bold)


def _run(text: str, para: Para, color: str, bold: bool, lang: str) -> str:
    return "".join(
        _line_run(piece, para, color, bold, lang) if piece != "\n" else "<a:br/>"
        for line in re.split("(\n)", text)
        for piece in ([line] if line == "\n" else _SYMBOLS.split(line))
        if piece
    )


def _line_run(text: str, para: Para, color: str, bold: bool, lang: str) -> str:
    fonts = '<a:latin typeface="+mn-ea"/><a:ea typeface="+mn-ea"/>' if _SYMBOLS.fullmatch(text) else ""
    link = f'<a:hlinkClick r:id="{para.link}" action="ppaction://hlinksldjump"/>' if para.link else ""
    other = "zh-CN" if lang == "en" else "en-US"
    look = f'sz="{round(para.size * 100)}" b="{int(bold)}" dirty="0"'
    return (
        f'<a:r><a:rPr lang="{language_code(lang)}" altLang="{other}" {look}>'
        f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>{fonts}{link}</a:rPr><a:t>{escaped(text)}</a:t></a:r>'
    )


def language_code(lang: str) -> str:
    """The language tag of a run: zh-CN or en-US."""
    return "zh-CN" if lang == "zh" else "en-US"
