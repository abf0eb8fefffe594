"""A whole deck: template, slides, sections, properties, package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation as Deck

from opsreport.errors import TemplateError
from opsreport.model.report import Report
from opsreport.render.deck.finish import add_sections, clear_template, set_properties
from opsreport.render.deck.grid import Box, Zones
from opsreport.render.deck.layouts import check_size
from opsreport.render.deck.slides import Builder
from opsreport.render.deck.theme import Theme
from opsreport.render.flow import paginated
from opsreport.render.package import stable_zip


def built_deck(report: Report, template: Path, moment: datetime) -> bytes:
    """The report as a .pptx on the template's master, dated `moment`; the same input gives the same bytes.

    Registers longer than a page continue on further slides. TemplateError
    where the template or an arrangement cannot carry the report.
    """
    paged = paginated(report)
    deck = _opened(template)
    zones = Zones(Box(0, 0, int(deck.slide_width or 0), int(deck.slide_height or 0)))
    builder = Builder(deck, paged, Theme.of(deck), zones)
    pages = builder.add_slides()
    for slide in paged.slides:
        builder.paint_slide(slide, pages)
    add_sections(deck, paged, pages)
    set_properties(deck, report, moment)
    out = BytesIO()
    deck.save(out)
    return stable_zip(out.getvalue(), moment)


def _opened(template: Path) -> Deck:
    """The template without its own slides."""
    try:
        deck = Presentation(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise TemplateError(f"{template} cannot be opened as a PowerPoint template: {error}") from error
    check_size(deck)
    clear_template(deck)
    package: Any = deck.part.package
    package.next_partname = PartNames(frozenset(str(part.partname) for part in package.iter_parts()), {})
    return deck


@dataclass(frozen=True, slots=True)
class PartNames:
    """Part names by counting up: python-pptx looks through the whole package for every new part."""

    taken: frozenset[str]
    counts: dict[str, int]

    def __call__(self, template: str) -> PackURI:
        """The next free name of a template such as "/ppt/charts/chart%d.xml"."""
        while True:
            self.counts[template] = self.counts.get(template, 0) + 1
            name = template % self.counts[template]
            if name not in self.taken:
                return PackURI(name)
