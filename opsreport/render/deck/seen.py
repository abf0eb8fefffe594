"""What a person sees in a shape: its text, the cells of its table, the values and words of its chart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsreport.render.deck.opened import Element, local

_CODED = re.compile(r"_x000([ABD])_", re.IGNORECASE)
_NEVER_SEEN = ("Fallback", "fld", "txPr")
_VALUES = {"val": "", "yVal": ".y", "xVal": ".x", "bubbleSize": ".size"}
_LABELS = "dlblRangeCache"

Entry = tuple[str, str]


def text_of(body: Element | None) -> str:
    """The lines of a text body: runs joined, line breaks as line ends, empty lines and slide numbers left out."""
    if body is None:
        return ""
    lines = ("".join(_pieces(paragraph)) for paragraph in body if local(paragraph) == "p")
    text = _CODED.sub("\n", "\n".join(lines)).replace("\v", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def table_entries(table: Element) -> Iterator[Entry]:
    """([row,column], text) of each filled cell, counted from 1; the parts of a merged cell count once."""
    rows = (part for part in table if local(part) == "tr")
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate((part for part in row if local(part) == "tc"), 1):
            is_covered = any(cell.get(mark) in ("1", "true") for mark in ("hMerge", "vMerge"))
            if not is_covered and (text := text_of(child(cell, "txBody"))):
                yield f"[{number},{column}]", text


def chart_entries(space: Element) -> Iterator[Entry]:
    """(: series[category], value) of each point of a chart as it is drawn, then (: text) all its words."""
    series = [part for part in space.iter() if local(part) == "ser"]
    for number, one in enumerate(series, 1):
        name = " ".join(_points(child(one, "tx")).values()) or str(number)
        heads = _points(child(one, "cat"))
        for part, suffix in _VALUES.items():
            for index, value in _points(child(one, part)).items():
                yield f": {name}[{heads.get(index, str(index + 1))}]{suffix}", _plain(value)
    words = [*_words(space)]
    if words:
        yield ": text", "\n".join(words)


def diagram_text(data: Element) -> str:
    """The words of a SmartArt drawing, a line a point."""
    return "\n".join(text for part in data.iter() if local(part) == "t" and (text := text_of(part)))


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name; None where there is none."""
    return None if element is None else next((part for part in element if local(part) == name), None)


def _pieces(element: Element) -> Iterator[str]:
    for part in element:
        name = local(part)
        if name == "t":
            yield part.text or ""
        elif name == "br":
            yield "\n"
        elif name not in _NEVER_SEEN:
            yield from _pieces(part)


def _points(part: Element | None) -> dict[int, str]:
    """The points of a series' part by their place; of categories in several levels the innermost."""
    if part is None:
        return {}
    levels = [level for level in part.iter() if local(level) == "lvl"]
    holder = levels[0] if levels else part
    found = {_place(point): _value(point) for point in holder.iter() if local(point) == "pt"}
    literal = child(part, "v")
    return found or ({} if literal is None else {0: literal.text or ""})


def _place(point: Element) -> int:
    text = str(point.get("idx") or "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _value(point: Element) -> str:
    value = child(point, "v")
    return "" if value is None else (value.text or "").strip()


def _words(space: Element) -> Iterator[str]:
    """Titles and labels that were typed, and labels taken from cells; labels that PowerPoint makes are left out."""
    for part in space.iter():
        if local(part) == "rich":
            yield from filter(None, text_of(part).split("\n"))
        elif local(part) == _LABELS:
            yield from filter(None, _points(part).values())


def _plain(value: str) -> str:
    """A number to ten digits, so that another program's way of writing it is no change; anything else as it is."""
    try:
        return f"{float(value):.10g}"
    except ValueError:
        return value
