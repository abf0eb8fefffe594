"""What still stands open in a review that wants to be final."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from opsreport.model.number import Number
from opsreport.model.report import Report, Slide
from opsreport.wording.listing import finding_line
from opsreport.wording.voice import Wording

_UNFILLED = re.compile(r"(?<![A-Za-z0-9])(?:[xX]{2,}|×{2,})(?![A-Za-z0-9])|某某|TBD|待填")
PROMISED = ("missing_cause", "placeholder_xx")


def open_points(report: Report, voice: Wording) -> tuple[str, ...]:
    """A line a cell where a cause is missing or a placeholder stands; else a line a page that still prints one."""
    found = [finding for finding in report.findings if finding.code in PROMISED]
    return tuple(finding_line(finding, voice) for finding in found) or tuple(_printed(report, voice))


def _printed(report: Report, voice: Wording) -> Iterator[str]:
    shape, missing = voice.term("final.point"), voice.term("mark.missing_cause")
    for number, slide in enumerate(report.slides, 1):
        for text in dict.fromkeys(open_texts(slide, missing)):
            yield shape.format(page=number, topic=slide.tracker.rpartition("| ")[2], text=text)


def open_texts(slide: Slide, missing: str) -> Iterator[str]:
    """Every text of the page that says `missing` or holds a placeholder."""
    for text in (slide.title, slide.subtitle, *(part for block in slide.blocks for part in texts_of(block))):
        if missing in text or _UNFILLED.search(text):
            yield " ".join(text.replace("**", "").split())


def texts_of(node: object) -> Iterator[str]:
    """Every text in a block, or in any part of one; a number is none."""
    match node:
        case str():
            yield node
        case Number():
            return
        case tuple():
            for part in node:
                yield from texts_of(part)
        case Mapping():
            for part in node.values():
                yield from texts_of(part)
        case _ if is_dataclass(node) and not isinstance(node, type):
            for field in fields(node):
                yield from texts_of(getattr(node, field.name))
