"""A deck that may come from anywhere, opened within limits: its slides in order, each with the parts it leads to."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from opsreport.model.package import MAX_FILE_BYTES, Parts, Unreadable, open_parts, require

MAX_SLIDES = 1_000
MAX_ELEMENTS = 4_000_000
MAX_READ_BYTES = 160 << 20
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_DOCTYPE = b"<!DOCTYPE"
_LINK = "relationships}id"

Element = Any


@dataclass(frozen=True, slots=True)
class Page:
    """One slide: its number in the file (which stays when slides move), its XML and the parts its links lead to."""

    number: str
    root: Element
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OpenDeck:
    """The parts of a deck; all that is read of them together stays within bounds."""

    parts: Parts
    spent: Counter[str]

    def spend(self, what: str, amount: int, limit: int) -> None:
        """Counts what is looked at in all; Unreadable (too_large) where that is over the limit."""
        self.spent[what] += amount
        require(what, self.spent[what], limit)

    def pages(self) -> Iterator[Page]:
        """The slides that a show shows, in its order; Unreadable where one cannot be read."""
        name = next(iter(self._links("", "/officeDocument").values()), "")
        root = self.part(name)
        if local(root) != "presentation":
            raise Unreadable("unreadable_file", {"part": name})
        links = self._links(name)
        entries = [entry for holder in root if local(holder) == "sldIdLst" for entry in holder]
        require("slides", len(entries), MAX_SLIDES)
        for entry in entries:
            part = links.get(link_of(entry), "")
            slide = self.part(part)
            if slide.get("show") not in ("0", "false"):
                yield Page(str(entry.get("id")), slide, self._links(part))

    def part(self, name: str) -> Element:
        """The root element of a part; Unreadable where it is missing, over a bound or no plain XML."""
        data = self.parts.read(name)
        self.spend("bytes", len(data), MAX_READ_BYTES)
        self.spend("elements", data.count(b"<"), MAX_ELEMENTS)
        return _parsed(data, name)

    def _links(self, name: str, kind: str = "") -> Mapping[str, str]:
        """The parts that a part leads to, by the id of the link; of one kind where it is given."""
        folder, file = posixpath.split(name)
        place = posixpath.join(folder, "_rels", f"{file}.rels")
        if place not in self.parts:
            return {}
        found = {}
        for link in self.part(place):
            if isinstance(link.tag, str) and link.get("TargetMode") != "External" and _is_of(kind, link):
                found[str(link.get("Id"))] = posixpath.normpath(posixpath.join("/", folder, str(link.get("Target"))))
        return found


def open_deck(data: bytes) -> OpenDeck:
    """The deck in `data`; Unreadable where it is no package that can be trusted."""
    require("bytes", len(data), MAX_FILE_BYTES)
    if data.startswith(_OLD_OR_LOCKED):
        raise Unreadable("encrypted_file")
    return OpenDeck(open_parts(data), Counter())


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment or an instruction."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def link_of(element: Element, name: str = _LINK) -> str:
    """The id of the link that an element names, whichever dialect of the format wrote it."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(name)), "")


def _is_of(kind: str, link: Element) -> bool:
    return str(link.get("Type")).endswith(kind)


def _parsed(data: bytes, name: str) -> Element:
    """The root of XML without document type and entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser) if _DOCTYPE not in data else None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("unreadable_file", {"part": name}) from error
    tree: Any = None if root is None else root.getroottree()
    if tree is None or tree.docinfo.doctype:
        raise Unreadable("unreadable_file", {"part": name})
    return tree.getroot()
