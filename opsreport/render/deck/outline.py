"""A deck as text: what stands in each of its shapes, so that two decks can be compared word by word.

The names are those that the painters gave: section/slide/slot. What a person
added has a "+" before its name, below the page it stands on; an added slide is
"+" and its number in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from opsreport.errors import UsageError
from opsreport.model.package import Unreadable, require
from opsreport.render.deck.opened import Element, OpenDeck, Page, link_of, local, open_deck
from opsreport.render.deck.seen import Entry, chart_entries, child, diagram_text, table_entries, text_of

SLIDES = "slides"
MAX_TEXTS, MAX_CHARACTERS = 50_000, 50_000
PICTURE, DRAWING = "▣", "▢"
_SHAPES = ("sp", "graphicFrame", "pic", "cxnSp", "contentPart")
_HOLDERS = ("grpSp", "AlternateContent", "Choice")
_REASONS = {
    "broken_zip": "it is not a whole .pptx file",
    "encrypted_file": "it has a password or is a .ppt of old; save it as .pptx without a password",
    "too_large": "it is larger than any deck that people make ({what})",
    "unreadable_file": "its part {part} is missing or no part of a presentation",
}


def outline(deck: bytes) -> Mapping[str, str]:
    """The text of every shape, by its name, in the order of slides and shapes.

    Table cells are name[row,column] counted from 1; values of a chart "name:
    series[category]". The entry "slides" lists the pages in their order.
    Speaker notes, hidden slides and shapes, slide numbers, and shapes of ours
    without text are left out. UsageError for a file that is no deck, is broken
    or larger than any deck.
    """
    try:
        return _texts(open_deck(deck))
    except Unreadable as error:
        reason = _REASONS[error.code].format_map({"part": "", "what": "", **error.details})
        raise UsageError(f"this file cannot be read as a PowerPoint deck: {reason}") from error


def _texts(deck: OpenDeck) -> Mapping[str, str]:
    pages = _named([_page_of(deck, page) for page in deck.pages()])
    found = {SLIDES: "\n".join(page for page, _ in pages)}
    used: Counter[str] = Counter()
    for page, entries in pages:
        for name, text in entries:
            found[_free(f"{page}/{name}", found, used)] = text
    return found


Seen = tuple[str, Sequence[Entry]]


def _named(pages: Sequence[Seen]) -> Sequence[Seen]:
    """The pages, a second one of the same name with its number behind it."""
    seen: Counter[str] = Counter()
    named = []
    for page, entries in pages:
        seen[page] += 1
        named.append((page if seen[page] == 1 else f"{page} #{seen[page]}", entries))
    return named


def _page_of(deck: OpenDeck, page: Page) -> Seen:
    """The page's id, which most of its shapes are named by, and its entries in order."""
    shapes = [(_name(shape), shape) for shape in _shapes(page.root)]
    heads = Counter("/".join(name.split("/")[:2]) for name, _ in shapes if name.count("/") >= 2)
    own = heads.most_common(1)[0][0] if heads else f"+{page.number}"
    return own, [*_counted(deck, (one for name, s in shapes for one in _entries(deck, page, s, _slot(name, own))))]


def _counted(deck: OpenDeck, entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries; Unreadable where they are more, or longer, than any deck's."""
    for name, text in entries:
        deck.spend("texts", 1, MAX_TEXTS)
        require("characters", len(text), MAX_CHARACTERS)
        yield name, text


def _slot(name: str, page: str) -> str:
    return name.removeprefix(f"{page}/") if name.startswith(f"{page}/") else f"+{name}"


def _shapes(root: Element) -> Iterator[Element]:
    """The shapes that are shown, those of groups too, from back to front."""
    tree = next((part for part in root.iter() if local(part) == "spTree"), ())
    waiting = [*tree][::-1]
    while waiting:
        shape = waiting.pop()
        if local(shape) in _HOLDERS and not _is_hidden(shape):
            parts = [part for part in shape if local(part) in (*_SHAPES, *_HOLDERS)]
            waiting += parts[:1] if local(shape) == "AlternateContent" else parts[::-1]
        elif local(shape) in _SHAPES and not _is_hidden(shape):
            yield shape


def _identity(shape: Element) -> Element | None:
    """The element with name, description and visibility: a grandchild of every shape."""
    return next((part for holder in shape for part in holder if local(part) == "cNvPr"), None)


def _is_hidden(shape: Element) -> bool:
    identity = _identity(shape)
    return identity is not None and identity.get("hidden") in ("1", "true")


def _name(shape: Element) -> str:
    identity = _identity(shape)
    return "" if identity is None else str(identity.get("name") or "")


def _entries(deck: OpenDeck, page: Page, shape: Element, slot: str) -> Iterator[Entry]:
    """What is seen of a shape; a picture and an added drawing without text only show that they are there."""
    kind, text = local(shape), text_of(child(shape, "txBody"))
    if text:
        yield slot, text
    elif kind == "graphicFrame":
        yield from ((slot + place, said) for place, said in _framed(deck, page, shape))
    elif kind == "pic":
        identity = _identity(shape)
        described = "" if identity is None else str(identity.get("descr") or "")
        yield slot, f"{PICTURE} {' '.join(described.split())}".strip()
    elif slot.startswith("+"):
        yield slot, DRAWING


def _framed(deck: OpenDeck, page: Page, frame: Element) -> Iterator[Entry]:
    """A table's cells, a chart's points, a drawing's words; a picture for any other content."""
    data = next((part for part in frame.iter() if local(part) == "graphicData"), ())
    content = next(iter(data), None)
    kind = "" if content is None else local(content)
    if kind == "tbl":
        yield from table_entries(content)
    elif kind == "chart" and content is not None and (part := page.links.get(link_of(content))):
        yield from chart_entries(deck.part(part))
    elif kind == "relIds" and content is not None and (part := page.links.get(link_of(content, "relationships}dm"))):
        yield "", diagram_text(deck.part(part))
    else:
        yield "", PICTURE


def _free(name: str, taken: Mapping[str, str], used: Counter[str]) -> str:
    """The name, with a number behind it where it is taken already; `used` counts each name's uses."""
    free = name
    while free in taken:
        used[name] += 1
        free = f"{name} #{used[name] + 1}"
    return free
