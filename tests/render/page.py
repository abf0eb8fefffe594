"""An HTML mail read as a reader's program reads it: its tags, its texts with their colours and grounds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("meta", "br", "img", "hr", "link", "input"))
SILENT = frozenset(("style", "title"))
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^}]*)\}")


@dataclass(frozen=True)
class Piece:
    """One stretch of text: what it says, its colour and ground as #rrggbb, its size in pixels."""

    text: str
    color: str
    ground: str
    size: float


@dataclass
class Page(HTMLParser):
    """`faults` are tags that do not close in order; `pieces` the visible texts; `tags` (name, attributes) in order."""

    dark: bool = False
    faults: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str]]] = []
        self._rules: dict[str, dict[str, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        above = self._open[-1][1] if self._open else {}
        if tag not in VOID:
            self._open.append((tag, above | styles(found.get("style", "")) | self._dark_styles(found)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop()[0] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        tag, style = self._open[-1] if self._open else ("", {})
        if tag == "style" and self.dark:
            self._rules = dark_rules(data)
        hidden = style.get("display") == "none"
        if data.strip() and tag not in SILENT and not hidden:
            size = float(style.get("font-size", "16px").removesuffix("px"))
            self.pieces.append(
                Piece(data.strip(), style.get("color", "#000000"), style.get("background", "#ffffff"), size)
            )

    def close(self) -> None:
        super().close()
        self.faults += [f"<{tag}> never closed" for tag, _ in self._open]

    def _dark_styles(self, found: dict[str, str]) -> dict[str, str]:
        merged: dict[str, str] = {}
        for name in found.get("class", "").split():
            merged |= self._rules.get(name, {})
        return merged

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


def read_page(html: str, *, dark: bool = False) -> Page:
    page = Page(dark=dark)
    page.feed(html)
    page.close()
    return page


def styles(text: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def dark_rules(sheet: str) -> dict[str, dict[str, str]]:
    """The declarations of the dark scheme by class."""
    found = _DARK.search(sheet)
    rules = _RULE.findall(found[1]) if found else []
    return {name.strip().removeprefix("."): styles(body) for names, body in rules for name in names.split(",")}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG of two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
