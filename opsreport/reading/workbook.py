"""A zipped workbook (.xlsx, .xlsm, also Strict Open XML) as Sheets with every fact."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsreport.model.finding import Finding
from opsreport.model.package import Parts, Unreadable, require
from opsreport.model.table import Sheet
from opsreport.reading.book import Book
from opsreport.reading.cells import sheet_content
from opsreport.reading.cleaning import cleaned
from opsreport.reading.formats import BUILT_IN, Format, format_of
from opsreport.reading.hiddenrows import hidden_note
from opsreport.reading.limits import MAX_CELLS, MAX_ELEMENTS, MAX_LISTED, MAX_SHEET_BYTES, MAX_SHEETS, MAX_STRINGS, Room
from opsreport.reading.markup import elements, is_usual, rewritten, typed_text
from opsreport.reading.unreckoned import without_stand_ins

Read = tuple[tuple[Sheet, ...], tuple[Finding, ...]]

_TEXT = re.compile(r"<t(?: [^<>]*)?>([^<]*)</t>")
_PLAIN_STRING = re.compile(r"<si><t(?: [^<>]*)?>([^<]*)</t></si>")
# what stands for another character
_CODED = re.compile("[&\r]|_x")
# XML cannot carry it, so that hardly a text holds it
_APART = "\0"
_TRUE = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class _Listed:
    """A worksheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


def workbook_sheets(parts: Parts, file: str, room: int = MAX_CELLS) -> Read:
    """All worksheets in order, hidden ones marked, and notes; Unreadable where one of them cannot be read."""
    main = _main_part(parts)
    listing = elements(parts.read(main), "workbookPr", "sheet", "calcPr")
    is_1904 = any(tag == "workbookPr" and given.get("date1904") in _TRUE for tag, given in listing)
    targets = _targets(parts, main)
    book = Book(_strings(parts, targets), _formats(parts, targets), is_1904)
    sheets: list[Sheet] = []
    hidden: list[Finding] = []
    left = Room(room)
    require("sheets", len(listing), MAX_LISTED)
    if all(tag != "sheet" for tag, _ in listing):
        raise Unreadable("unreadable_file", {"part": main})
    for listed in _listed(listing, targets):
        require("sheets", len(sheets) + 1, MAX_SHEETS)
        content = sheet_content(parts.read(listed.part, MAX_SHEET_BYTES), book, left)
        left = content.left
        sheets.append(Sheet(file, listed.name, content.cells, content.merged, listed.is_hidden, is_1904))
        hidden += hidden_note(sheets[-1], content.hidden, content.hidden_columns)
    illegal = book.illegal_texts()
    is_unreckoned = any(tag == "calcPr" and given.get("fullCalcOnLoad") in _TRUE for tag, given in listing)
    pairs = [cleaned(sheet, illegal) for sheet in (without_stand_ins(sheets) if is_unreckoned else sheets)]
    return tuple(sheet for sheet, _ in pairs), (*hidden, *(note for _, notes in pairs for note in notes))


def _main_part(parts: Parts) -> str:
    for target in _targets(parts, "").values():
        if target.kind == "officeDocument":
            return target.part
    raise Unreadable("unreadable_file", {"part": "officeDocument"})


@dataclass(frozen=True, slots=True)
class _Target:
    kind: str
    part: str


def _targets(parts: Parts, source: str) -> Mapping[str, _Target]:
    """The parts that `source` ("" for the package) refers to, by relationship id."""
    folder, name = posixpath.split(source)
    relations = elements(parts.read(posixpath.join(folder, "_rels", f"{name}.rels")), "Relationship")
    return {
        given.get("Id", ""): _Target(
            posixpath.basename(given.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))),
        )
        for _, given in relations
    }


def _listed(listing: list[tuple[str, Mapping[str, str]]], targets: Mapping[str, _Target]) -> Iterator[_Listed]:
    seen: set[str] = set()
    for tag, given in listing:
        target = targets.get(given.get("id", "")) if tag == "sheet" else None
        if tag == "sheet" and target is None:  # a sheet that is listed and nowhere would be missed in silence
            raise Unreadable("unreadable_file", {"part": given.get("name", "")})
        # no part is read twice, however often a hostile list names it
        if target and target.kind == "worksheet" and target.part not in seen:
            seen.add(target.part)
            yield _Listed(given.get("name", ""), target.part, given.get("state", "visible") != "visible")


def _part_of(kind: str, parts: Parts, targets: Mapping[str, _Target]) -> bytes:
    """The bytes of the one part of that kind, empty where the workbook has none."""
    for target in targets.values():
        if target.kind == kind and target.part in parts:
            return parts.read(target.part)
    return b""


def _strings(parts: Parts, targets: Mapping[str, _Target]) -> Sequence[str]:
    """The shared strings in order; rich text joined, phonetic hints left out."""
    xml = _part_of("sharedStrings", parts, targets)
    if not xml:
        return ()
    require("strings", xml.count(b"<"), MAX_ELEMENTS)
    usual = xml if is_usual(xml, b"sst") else rewritten(xml)
    require("strings", usual.count(b"<si"), MAX_STRINGS)
    text = usual.decode()
    plain = _PLAIN_STRING.findall(text)
    if len(plain) == usual.count(b"<si"):
        return _typed_texts(plain) if _CODED.search(text) else plain
    return [_string(item) for item in text.replace("<si/>", "<si></si>").split("</si>")[:-1]]


def _typed_texts(plain: Sequence[str]) -> Sequence[str]:
    """What was typed as each of the strings: all at once, as that costs half, where none holds what parts them."""
    texts = typed_text(_APART.join(plain)).split(_APART)
    return texts if len(texts) == len(plain) else list(map(typed_text, plain))


def _string(item: str) -> str:
    if "<rPh" in item:
        first, *rest = item.split("<rPh")
        item = first + "".join(part.partition("</rPh>")[2] for part in rest)
    return typed_text("".join(_TEXT.findall(item)))


def _formats(parts: Parts, targets: Mapping[str, _Target]) -> Sequence[Format]:
    """The number format of each cell style."""
    xml = _part_of("styles", parts, targets)
    codes = dict(BUILT_IN)
    styles: list[int] = []
    is_cell_style = False
    for tag, given in elements(xml, "numFmt", "cellXfs", "cellStyleXfs", "xf") if xml else ():
        if tag == "numFmt":
            codes[_number(given, "numFmtId")] = given.get("formatCode", "")
        elif tag != "xf":
            is_cell_style = tag == "cellXfs"
        elif is_cell_style:
            styles.append(_number(given, "numFmtId"))
    known = {number: format_of(codes.get(number, "")) for number in set(styles)}
    return [known[number] for number in styles]


def _number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() else 0
