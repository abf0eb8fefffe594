"""The template contract: which layout and placeholder carries what, on our own and on any company's template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation
from pptx.shapes.placeholder import LayoutPlaceholder
from pptx.slide import SlideLayout

from opsreport.errors import TemplateError
from opsreport.render.deck.grid import inches

Kind = Literal["cover", "content"]
SMALLEST_PAGE = (inches(10), inches(5.6))
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_TEXTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.SUBTITLE)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The names a kind of slide is known by, and the `type` of its layout."""

    names: tuple[str, ...]
    type: str


_CONTRACT: Mapping[Kind, _Wanted] = {
    "cover": _Wanted(("OR Cover", "Title Slide", "标题幻灯片", "封面"), "title"),
    "content": _Wanted(("OR Content", "内容", "Title Only", "仅标题"), "titleOnly"),
}


def layout_for(deck: Presentation, kind: Kind) -> SlideLayout:
    """The layout of a kind of slide: by name, then by type, then the first with a title, then the first there is."""
    layouts = list(deck.slide_layouts)
    wanted = _CONTRACT[kind]
    by_name = {_plain(layout.name): layout for layout in reversed(layouts)}
    named = (by_name[_plain(name)] for name in wanted.names if _plain(name) in by_name)
    typed = (layout for layout in layouts if layout._element.get("type") == wanted.type)
    titled = (layout for layout in layouts if any(_is_title(p) for p in list(layout.placeholders)))
    for options in (named, typed, titled, iter(layouts)):
        if found := next(iter(options), None):
            return found
    raise TemplateError("the template has no slide layout; give one with at least a title layout")


def check_size(deck: Presentation) -> None:
    """Raise TemplateError where the page is too small for the grid."""
    width, height = deck.slide_width or 0, deck.slide_height or 0
    if width < SMALLEST_PAGE[0] or height < SMALLEST_PAGE[1]:
        size = f"{width / inches(1):.1f} × {height / inches(1):.1f} in"
        raise TemplateError(f"the template's page is {size}; at least 10 × 5.6 in are needed")


@dataclass(frozen=True, slots=True)
class Slots:
    """The placeholders of a layout that take our texts, by their idx; None where it has none."""

    indexes: Mapping[str, int]

    @classmethod
    def of(cls, layout: SlideLayout, names: tuple[str, ...]) -> Slots:
        """Match by the layout placeholder's name; only text placeholders qualify (foreign idx mean other things)."""
        texts = [p for p in list(layout.placeholders) if p.placeholder_format.type in _TEXTS]
        found = {name: p.placeholder_format.idx for name, p in _matched(texts, names)}
        return cls(found)


def _matched(texts: list[LayoutPlaceholder], names: tuple[str, ...]) -> Iterator[tuple[str, LayoutPlaceholder]]:
    by_name = {_plain(p.name): p for p in texts}
    for name in names:
        if _plain(name) in by_name:
            yield name, by_name[_plain(name)]
        elif name == "Subtitle":
            yield from ((name, p) for p in texts if p.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE)


def is_own(layout: SlideLayout) -> bool:
    """Whether the layout is one of ours: then its geometry is the grid's and is left alone."""
    return layout.name.startswith("OR ")


def _is_title(placeholder: LayoutPlaceholder) -> bool:
    return placeholder.placeholder_format.type in _TITLES


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name.strip()).casefold()
