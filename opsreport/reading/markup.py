"""XML parts as bytes that plain patterns can read, and a small view of their elements.

Sheets are read by patterns because that costs half of an XML parser. Patterns
are only right for XML written the usual way (UTF-8, no prefixes, attributes in
Excel's order), so a part that is written otherwise is first rewritten to that
form by a real parser. Neither way knows entities: a document type is refused.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.parsers import expat

from opsreport.model.package import Unreadable, require
from opsreport.model.table import column_letter
from opsreport.reading.addresses import column_number
from opsreport.reading.limits import MAX_SMALL_ELEMENTS, MAX_TEXT

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AT_ONCE = 4096
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"(&#?\w+;)")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,99}encoding=["']([\w-]+)["']""")
# begins CDATA, a comment and a document type
_UNUSUAL = b"<!"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_TEXTS = frozenset(("f", "v", "t"))
_KEPT = _TEXTS | {"worksheet", "sheetData", "is", "mergeCells", "mergeCell", "sst", "si"}
_CLOSED = (_KEPT - {"is"}) | {"row", "c"}
_ATTRIBUTES = ("r", "s", "t", "ref", "si")

Element = tuple[str, Mapping[str, str]]


def is_usual(xml: bytes, root: bytes) -> bool:
    """Whether patterns read this part right: UTF-8, its root element without a prefix, no CDATA, comments, DTD."""
    encoding = _ENCODING.search(xml[:200])
    is_utf8 = not encoding or encoding[1].lower() in (b"utf-8", b"utf8")
    return is_utf8 and b"<" + root in xml and _UNUSUAL not in xml


def is_legal(text: str) -> bool:
    """Whether XML, and so a deck or a workbook, can carry every character of the text."""
    return text.isprintable() or not _ILLEGAL.search(text)


def illegal_in(texts: Sequence[str]) -> Iterator[str]:
    """Those of many texts of cells that are not legal; Unreadable (too_large) where one is longer than any cell."""
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        require("characters", max(map(len, some)), MAX_TEXT)
        if _ILLEGAL.search("".join(some)):
            yield from (text for text in some if not is_legal(text))


def legal(text: str) -> str:
    """The text without the characters that XML cannot carry."""
    return _ILLEGAL.sub("", text)


def typed_text(raw: str) -> str:
    """What was typed: entities and Excel's _x000D_ codes resolved, line ends as \\n."""
    if "&" in raw:
        parts = _REFERENCE.split(raw)
        parts[1::2] = map(_character, parts[1::2])
        raw = "".join(parts)
    if "_x" in raw:
        raw = _CODED.sub(lambda found: chr(int(found[1], 16)), raw)
    return raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw


@functools.cache
def _character(reference: str) -> str:
    return html.unescape(reference)


def elements(xml: bytes, *tags: str) -> list[Element]:
    """The elements named in `tags`, in order: each its local name and its attributes by local name."""
    require("elements", xml.count(b"<"), MAX_SMALL_ELEMENTS)
    found: list[Element] = []

    def start(name: str, given: dict[str, str]) -> None:
        if (tag := _local(name)) in tags:
            found.append((tag, {_local(key): value for key, value in given.items()}))

    parser = _parser()
    parser.StartElementHandler = start
    parsed(parser, xml)
    return found


def rewritten(xml: bytes) -> bytes:
    """The same sheet or string table in the usual way of writing.

    Every cell has its address, rich text is one run, phonetic hints are gone.
    """
    writer = _Writer()
    parser = _parser()
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parsed(parser, xml)
    return "".join(writer.pieces).encode()


class _Writer:
    """Collects the pieces of a rewritten part while the parser calls; blank cells are left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.row = self.column = self.phonetic = 0
        self.blank_cell = ""
        self.is_inline = self.keeps_text = False

    def start(self, name: str, given: dict[str, str]) -> None:
        tag = _local(name)
        self.phonetic += tag == "rPh"
        self.keeps_text = tag in _TEXTS and not self.phonetic
        if tag == "c":
            self.blank_cell = _opened(tag, {**given, "r": self._address(given.get("r", ""))})
        elif tag == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
            self.pieces.append("<row>")
        elif tag in _KEPT and not self.phonetic and not (tag == "t" and self.is_inline):
            self.pieces += (self.blank_cell, _opened(tag, given))
            self.blank_cell = ""
        if tag == "is":
            self.is_inline = True
            self.pieces.append("<t>")

    def end(self, name: str) -> None:
        tag = _local(name)
        self.phonetic -= tag == "rPh"
        self.keeps_text = False
        if tag == "is":
            self.is_inline = False
            self.pieces.append("</t></is>")
        elif tag == "c" and self.blank_cell:
            self.blank_cell = ""
        elif tag in _CLOSED and not self.phonetic and not (tag == "t" and self.is_inline):
            self.pieces.append(f"</{tag}>")

    def text(self, data: str) -> None:
        if self.keeps_text:
            self.pieces.append(html.escape(data, quote=False))

    def _address(self, given: str) -> str:
        if found := _ADDRESS.fullmatch(given.upper()):
            self.column, self.row = column_number(found[1]), int(found[2])
        else:
            self.column += 1
        return f"{column_letter(self.column)}{self.row}"


def _opened(tag: str, given: Mapping[str, str]) -> str:
    return f"<{tag}" + "".join(f' {key}="{html.escape(given[key])}"' for key in _ATTRIBUTES if key in given) + ">"


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    return parser


def _refuse_doctype(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
    raise Unreadable("unreadable_file", {"part": "DOCTYPE"})


def parsed(parser: expat.XMLParserType, xml: bytes) -> None:
    """Lets the parser see the whole part; Unreadable where it is no XML, or has a document type."""
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Unreadable("unreadable_file", {"part": str(error)}) from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]
