"""What every deck and workbook must be, whoever wrote it: the checks, as lists of what is wrong.

`check_deck` and `check_book` raise with all of it at once. Names of shapes that
end in "overlay" may lie over others; nothing else may.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from pptx import Presentation
from pptx.slide import Slide

A, C, P, R, S = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}",
    "{http://schemas.openxmlformats.org/presentationml/2006/main}",
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
)
TOLERANCE = 9_144
FORBIDDEN = re.compile(
    r"\{\{|\}\}|\{%|(?<![A-Za-z])(?:nan|NaN|None|inf)(?![A-Za-z])|#(?:DIV/0!|N/A|REF!|VALUE!|NAME\?|NUM!)"
)
SMALL_NAMES = ("source", "legend", "axis", "label", "overlay", "name", "key", "threshold", "line")
STALE_AUTHORS = ("Steve Canny",)


def check_deck(data: bytes) -> None:
    """Raise AssertionError with everything that is wrong with a .pptx."""
    problems = deck_problems(data)
    assert not problems, "\n".join(problems)


def check_book(data: bytes) -> None:
    """Raise AssertionError with everything that is wrong with an .xlsx."""
    problems = book_problems(data)
    assert not problems, "\n".join(problems)


def deck_problems(data: bytes) -> list[str]:
    """All that is wrong with a deck, one line each."""
    found = [*package_problems(data), *_leftovers(data)]
    deck = Presentation(io.BytesIO(data))
    page = (int(deck.slide_width or 0), int(deck.slide_height or 0))
    for number, plain in enumerate(deck.slides, 1):
        slide = Page(plain, list(plain.shapes))
        checks = (
            _identity, _placeholders, _descriptions, _texts, _sizes, _contrasts,
            lambda one: _places(one, page), _overlaps, _charts,
        )  # fmt: skip
        found += [f"slide {number}: {problem}" for check in checks for problem in check(slide)]
    return found + list(_titles(deck)) + list(_properties(deck))


def book_problems(data: bytes) -> list[str]:
    """All that is wrong with a workbook, one line each."""
    found = list(package_problems(data))
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "e" or (isinstance(cell.value, str) and FORBIDDEN.search(cell.value)):
                    found.append(f"{sheet.title}!{cell.coordinate} shows {cell.value!r}")
    return found


# --- the package -----------------------------------------------------------------------------------------------------


def package_problems(data: bytes) -> Iterator[str]:
    """Relationships that lead nowhere, parts without a content type, parts named twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        if names[0] != "[Content_Types].xml":
            yield "[Content_Types].xml is not the first part"
        yield from (f"part {name} stands {count} times" for name, count in Counter(names).items() if count > 1)
        yield from _untyped(package, names)
        for name in names:
            if name.endswith(".rels"):
                yield from _dangling(package.read(name), name, set(names))
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))


def _untyped(package: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    types = etree.fromstring(package.read("[Content_Types].xml"))
    extensions = {e.get("Extension", "").lower() for e in types if e.tag.endswith("Default")}
    parts = {e.get("PartName") for e in types if e.tag.endswith("Override")}
    for name in names[1:]:
        if f"/{name}" not in parts and name.rpartition(".")[2].lower() not in extensions:
            yield f"part {name} has no content type"
    yield from (f"content type for absent part {part}" for part in parts if part and part[1:] not in names)


def _dangling(data: bytes, name: str, names: set[str]) -> Iterator[str]:
    folder = posixpath.dirname(posixpath.dirname(name))
    ids = Counter()
    for relation in etree.fromstring(data):
        ids[relation.get("Id")] += 1
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            continue
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if path not in names:
            yield f"{name}: {relation.get('Id')} leads to absent {path}"
    yield from (f"{name}: id {key} stands {count} times" for key, count in ids.items() if count > 1)


def _leftovers(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        stale = [n for n in package.namelist() if "thumbnail" in n or "printerSettings" in n]
        yield from (f"leftover of a template: {name}" for name in stale)
        for name in package.namelist():
            if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
                yield from _dead_links(package, name)


def _dead_links(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    rels = name.replace("slides/", "slides/_rels/") + ".rels"
    ids = {e.get("Id") for e in etree.fromstring(package.read(rels))}
    for element in etree.fromstring(package.read(name)).iter():
        for attribute in ("id", "embed", "link"):
            used = element.get(R + attribute)
            if used and used not in ids:
                yield f"{name}: {etree.QName(element).localname} uses unknown relationship {used}"


def _properties(deck: Any) -> Iterator[str]:
    core = deck.core_properties
    if not core.title or not core.author or core.author in STALE_AUTHORS:
        yield f"core properties: title {core.title!r}, author {core.author!r}"
    if core.created is None or core.created.year < 2014:
        yield f"core properties: created {core.created}"


# --- a slide ---------------------------------------------------------------------------------------------------------


def _titles(deck: Any) -> Iterator[str]:
    titles = []
    for number, slide in enumerate(deck.slides, 1):
        title = slide.shapes.title
        text = title.text_frame.text.strip() if title is not None else ""
        if not text:
            yield f"slide {number}: no title"
        titles.append(text)
    yield from (f"title stands {n} times: {text!r}" for text, n in Counter(titles).items() if text and n > 1)


class Page:
    """A slide with its shapes and where they stand, looked up once."""

    def __init__(self, slide: Slide, shapes: list[Any]) -> None:
        self.slide = slide
        self.shapes = shapes
        self.places = [_rectangle(shape) for shape in shapes]

    @property
    def tree(self) -> Any:
        return self.slide.shapes._spTree


def _identity(slide: Page) -> Iterator[str]:
    marks = slide.tree.findall(".//" + P + "cNvPr")
    yield from (f"shape id {i} stands {n} times" for i, n in Counter(m.get("id") for m in marks).items() if n > 1)
    names = Counter(m.get("name") for m in marks[1:])
    yield from (f"shape name {name!r} stands {n} times" for name, n in names.items() if n > 1 or not name)


def _placeholders(slide: Page) -> Iterator[str]:
    for shape in slide.slide.placeholders:
        fields = shape._element.findall(".//" + A + "fld")
        if shape.has_text_frame and not shape.text_frame.text.strip() and not fields:
            yield f"placeholder {shape.name!r} is empty"


def _descriptions(slide: Page) -> Iterator[str]:
    for shape in slide.shapes:
        tag = etree.QName(shape._element).localname
        if tag in ("graphicFrame", "pic"):
            if not shape._element.find(".//" + P + "cNvPr").get("descr", "").strip():
                yield f"{shape.name!r} has no alt text"
            table = shape._element.find(".//" + A + "tblPr")
            if table is not None and table.get("firstRow") != "1":
                yield f"{shape.name!r}: the header row is not flagged"


def _texts(slide: Page) -> Iterator[str]:
    texts = [e.text or "" for e in slide.tree.iter(A + "t")]
    texts += [e.get("descr", "") for e in slide.tree.iter(P + "cNvPr")]
    for chart in _chart_parts(slide):
        texts += [e.text or "" for e in chart._element.iter(A + "t", C + "v")]
    yield from (f"forbidden text {text!r}" for text in texts if FORBIDDEN.search(text))
    if slide.slide.has_notes_slide:
        notes = slide.slide.notes_slide.notes_text_frame
        if notes is not None and FORBIDDEN.search(notes.text):
            yield f"forbidden text in the notes: {FORBIDDEN.search(notes.text)}"


def _sizes(slide: Page) -> Iterator[str]:
    for shape in slide.shapes:
        floor = _floor(shape)
        for run in shape._element.iter(A + "rPr"):
            if run.get("sz") and int(run.get("sz")) < floor:
                yield f"{shape.name!r} has text of {int(run.get('sz')) / 100} pt"
    for chart in _chart_parts(slide):
        small = {int(e.get("sz")) for e in chart._element.iter(A + "defRPr", A + "rPr") if int(e.get("sz", 900)) < 900}
        yield from (f"chart text of {size / 100} pt" for size in small)


def _floor(shape: Any) -> int:
    name = shape.name.rpartition("/")[2]
    if name.startswith("footer"):
        return 800
    if name.startswith("number") or any(part in name for part in SMALL_NAMES):
        return 900
    return 1000


def _contrasts(slide: Page) -> Iterator[str]:
    grounds: list[tuple[str, tuple[int, ...]]] = []
    for shape, place in zip(slide.shapes, slide.places, strict=True):
        own = _fill(shape._element.find(P + "spPr"))
        ground = own or ("" if shape.is_placeholder else _ground(place, grounds))
        if own:
            grounds.append((own, place))
        if shape.has_text_frame and ground:
            yield from _faint(shape.name, shape._element.find(P + "txBody"), ground)
        if getattr(shape, "has_table", False) and shape.has_table:
            for cell in shape._element.iter(A + "tc"):
                yield from _faint(shape.name, cell.find(A + "txBody"), _fill(cell.find(A + "tcPr")) or "FFFFFF")


def _ground(place: tuple[int, ...], below: list[tuple[str, tuple[int, ...]]]) -> str:
    """The fill of the uppermost shape under the whole of this place; white where there is none."""
    return next((fill for fill, other in reversed(below) if _contains(other, place)), "FFFFFF")


def _contains(outer: tuple[int, ...], inner: tuple[int, ...]) -> bool:
    return (
        outer[0] <= inner[0] + TOLERANCE and outer[1] <= inner[1] + TOLERANCE
        and outer[2] >= inner[2] - TOLERANCE and outer[3] >= inner[3] - TOLERANCE
    )  # fmt: skip


def _faint(name: str, body: Any, ground: str) -> Iterator[str]:
    for run in body.iter(A + "r"):
        color = run.find(f"{A}rPr/{A}solidFill/{A}srgbClr")
        text = (run.findtext(A + "t") or "").strip()
        if color is not None and text and (found := ratio(color.get("val"), ground)) < 4.49:
            yield f"{name!r}: {color.get('val')} on {ground} is {found:.2f}: {text!r}"


def _fill(properties: Any) -> str:
    if properties is None:
        return ""
    color = properties.find(f"{A}solidFill/{A}srgbClr")
    return "" if color is None else color.get("val")


def ratio(one: str, other: str) -> float:
    """The WCAG 2 contrast of two colours, computed apart from the code under test."""

    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = max(light(one), light(other)), min(light(one), light(other))
    return (bright + 0.05) / (dark + 0.05)


def _rectangle(shape: Any) -> tuple[int, int, int, int]:
    """Left, top, right, bottom as seen: a shape on its side has its width and height exchanged."""
    left, top, width, height = (int(v or 0) for v in (shape.left, shape.top, shape.width, shape.height))
    if round(getattr(shape, "rotation", 0) or 0) % 180 == 90:
        left, top = left + (width - height) // 2, top + (height - width) // 2
        width, height = height, width
    return left, top, left + width, top + height


def _places(slide: Page, page: tuple[int, int]) -> Iterator[str]:
    for shape, place in zip(slide.shapes, slide.places, strict=True):
        if not _contains((0, 0, *page), place):
            yield f"{shape.name!r} leaves the slide: {place}"


def _overlaps(slide: Page) -> Iterator[str]:
    shapes = zip(slide.shapes, slide.places, strict=True)
    plain = [(s.name, place) for s, place in shapes if not (s.name or "").endswith("overlay")]
    for (one, a), (other, b) in combinations(plain, 2):
        across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        if across > TOLERANCE and down > TOLERANCE:
            yield f"{one!r} and {other!r} overlap by {across / 914400:.2f} × {down / 914400:.2f} in"


# --- charts ----------------------------------------------------------------------------------------------------------

LEGAL = {
    "clustered": {"ctr", "inEnd", "inBase", "outEnd"},
    "stacked": {"ctr", "inEnd", "inBase"},
    "lineChart": {"t", "b", "l", "r", "ctr"},
    "scatterChart": {"t", "b", "l", "r", "ctr"},
    "bubbleChart": {"t", "b", "l", "r", "ctr"},
}


def _chart_parts(slide: Page) -> list[Any]:
    return [shape.chart.part for shape in slide.shapes if getattr(shape, "has_chart", False) and shape.has_chart]


def _charts(slide: Page) -> Iterator[str]:
    for part in _chart_parts(slide):
        where = str(part.partname)
        yield from (f"{where}: {problem}" for check in (_label_places, _axes, _caches) for problem in check(part))


def _label_places(part: Any) -> Iterator[str]:
    for plot in part._element.find(f".//{C}plotArea"):
        kind = etree.QName(plot).localname
        grouping = plot.find(C + "grouping")
        if kind == "barChart":
            kind = "clustered" if grouping is None or grouping.get("val") == "clustered" else "stacked"
        for place in plot.iter(C + "dLblPos"):
            if kind in LEGAL and place.get("val") not in LEGAL[kind]:
                yield f"label position {place.get('val')} in a {kind} chart"


def _axes(part: Any) -> Iterator[str]:
    area = part._element.find(f".//{C}plotArea")
    defined = {axis.find(C + "axId").get("val") for axis in area if axis.tag.endswith("Ax")}
    for element in area.iter(C + "axId", C + "crossAx"):
        value = element.get("val")
        if value.startswith("-"):
            yield f"axis id {value} is negative"
        if value not in defined:
            yield f"axis id {value} is used but not defined"


def _caches(part: Any) -> Iterator[str]:
    book = _values(part.chart_workbook.xlsx_part.blob)
    for reference in (*part._element.iter(C + "numRef"), *part._element.iter(C + "strRef")):
        cache = reference.find(C + "numCache")
        cache = reference.find(C + "strCache") if cache is None else cache
        cells = _cells(book, reference.findtext(C + "f"))
        shown = {int(pt.get("idx")): pt.findtext(C + "v") for pt in cache.findall(C + "pt")}
        for index, value in enumerate(cells):
            if not _same(value, shown.get(index)):
                yield f"{reference.findtext(C + 'f')}[{index}]: cache {shown.get(index)!r}, workbook {value!r}"


def _values(data: bytes) -> dict[str, dict[str, Any]]:
    """The values of a workbook by sheet name and cell, read from its XML: openpyxl takes fifty times as long."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        shared: list[str] = []
        if "xl/sharedStrings.xml" in package.namelist():
            strings = etree.fromstring(package.read("xl/sharedStrings.xml"))
            shared = ["".join(text.text or "" for text in one.iter(S + "t")) for one in strings.findall(S + "si")]
        names = [sheet.get("name", "") for sheet in etree.fromstring(package.read("xl/workbook.xml")).iter(S + "sheet")]
        sheets = [etree.fromstring(package.read(f"xl/worksheets/sheet{n}.xml")) for n in range(1, len(names) + 1)]
    return {
        name: {c.get("r"): _value(c, shared) for c in sheet.iter(S + "c")}
        for name, sheet in zip(names, sheets, strict=True)
    }


def _value(cell: Any, shared: list[str]) -> Any:
    text = cell.findtext(S + "v")
    kind = cell.get("t", "n")
    if kind == "s":
        return shared[int(text)]
    if kind == "inlineStr":
        return "".join(one.text or "" for one in cell.iter(S + "t"))
    return text if kind == "str" or text is None else float(text)


def _cells(book: dict[str, dict[str, Any]], formula: str) -> list[Any]:
    sheet, _, area = formula.rpartition("!")
    cells = book[sheet.strip("'").replace("''", "'")]
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    return [cells.get(f"{get_column_letter(c)}{r}") for r in range(top, bottom + 1) for c in range(left, right + 1)]


def _same(value: Any, cached: str | None) -> bool:
    if value is None or value == "":
        return cached in (None, "")
    if isinstance(value, int | float):
        return cached is not None and abs(float(cached) - value) <= 1e-9 * max(1.0, abs(value))
    return str(value) == cached
