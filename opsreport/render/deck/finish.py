"""Last touches: ids, names, reading order, PowerPoint sections, properties, and what templates leave behind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide as PptxSlide

from opsreport.model.report import Report
from opsreport.render.deck.text import escaped

_SECTIONS_URI = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_NAMESPACE = uuid.UUID("5d3f1f64-6b0e-4b52-9d6c-3b7d2c1f0a11")
_STALE = ("/thumbnail", "/printerSettings")
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    'officeDocument/2006/extended-properties"><Application>Microsoft Office PowerPoint</Application></Properties>'
)


def clear_template(deck: Presentation) -> None:
    """Drop the template's own slides, its lists of them, its thumbnail, printer settings and stale counts."""
    ids = deck.slides._sldIdLst
    for entry in list(ids):
        deck.part.drop_rel(entry.rId)
        ids.remove(entry)
    root = deck.part._element
    for tag in ("p:extLst", "p:custShowLst"):
        for element in root.findall(qn(tag)):
            root.remove(element)
    package = deck.part.package
    for rels in (package._rels, deck.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_STALE)]:
            rels.pop(key)
    for rel in package._rels.values():
        if rel.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            rel.target_part._blob = _APP.encode()


def finish_slide(slide: PptxSlide) -> None:
    """Number the shapes from 2 in reading order and make their names differ."""
    used: dict[str, int] = {}
    for number, element in enumerate(slide.shapes._spTree.iter(qn("p:cNvPr")), 1):
        element.set("id", str(number))
        element.set("name", _unique(element.get("name") or "", used))


def _unique(name: str, used: dict[str, int]) -> str:
    """The name, with a number before its last "/overlay" where it was taken already."""
    used[name] = used.get(name, 0) + 1
    if used[name] == 1:
        return name
    head, mark, _ = name.rpartition("/overlay")
    numbered = f"{head} {used[name]}{mark}" if mark else f"{name} {used[name]}"
    return _unique(numbered, used)


def add_sections(deck: Presentation, report: Report, pages: Mapping[str, PptxSlide]) -> None:
    """Group the slides into PowerPoint sections, one a section of the report."""
    ids = {slide.slide_id for slide in deck.slides}
    groups = []
    for number, section in enumerate(report.sections):
        members = [pages[slide.id].slide_id for slide in section.slides]
        entries = "".join(f'<p14:sldId id="{slide_id}"/>' for slide_id in members if slide_id in ids)
        key = str(uuid.uuid5(_NAMESPACE, f"{number} {section.key}")).upper()
        name = escaped(section.title or section.key)
        groups.append(f'<p14:section name="{name}" id="{{{key}}}"><p14:sldIdLst>{entries}</p14:sldIdLst></p14:section>')
    body = "".join(groups)
    xml = (
        f'<p:extLst xmlns:p="{_P}"><p:ext uri="{_SECTIONS_URI}"><p14:sectionLst xmlns:p14="{_P14}">{body}'
        "</p14:sectionLst></p:ext></p:extLst>"
    )
    deck.part._element.append(parse_xml(xml))


def add_notes(slide: PptxSlide, texts: Sequence[str]) -> None:
    """Put texts into the slide's speaker notes, a blank line between them; nothing without texts."""
    said = "\n\n".join(text for text in texts if text)
    if said:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = said


def set_properties(deck: Presentation, report: Report, moment: datetime) -> None:
    """The deck's title, author, subject and dates are the report's own; the template's are gone."""
    properties = deck.core_properties
    properties.title, properties.subject = report.title, report.period.label(report.lang)
    properties.author = properties.last_modified_by = report.author
    properties.keywords = properties.comments = properties.category = properties.content_status = ""
    properties.language = "zh-CN" if report.lang == "zh" else "en-US"
    naive = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0) if moment.tzinfo else moment
    properties.created = properties.modified = naive
    properties.revision = 1
