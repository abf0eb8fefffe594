"""One slide: layout, title and lines around the canvas, blocks on it, footer and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pptx.presentation import Presentation
from pptx.slide import Slide as PptxSlide

from opsreport.errors import TemplateError
from opsreport.model.block import Cover
from opsreport.model.report import Report, Slide
from opsreport.render.deck import grid
from opsreport.render.deck.blocks import paint
from opsreport.render.deck.cover import paint_cover
from opsreport.render.deck.finish import add_notes, finish_slide
from opsreport.render.deck.grid import Box, Zones, boxes
from opsreport.render.deck.layouts import layout_for
from opsreport.render.deck.placeholders import Frame, add_footer, drop_unfilled, fill_title, fill_zones
from opsreport.render.deck.stage import Stage, rectangle
from opsreport.render.deck.theme import Theme

CHAPTERS = 6


@dataclass(frozen=True, slots=True)
class Builder:
    """What all slides of a deck share."""

    deck: Presentation
    report: Report
    theme: Theme
    zones: Zones

    def add_slides(self) -> Mapping[str, PptxSlide]:
        """Empty slides on their layouts, by slide id: links can lead to them before they are painted."""
        return {slide.id: self._added(slide) for slide in self.report.slides}

    def paint_slide(self, slide: Slide, pages: Mapping[str, PptxSlide]) -> None:
        """Fill one slide from top to bottom, in reading order."""
        report = self.report
        stage = Stage(pages[slide.id], self.theme, report.lang, slide.id, report.terms, pages, [])
        frame = Frame(stage, self.zones)
        cover = next((block for block in slide.blocks if isinstance(block, Cover)), None)
        if cover is not None:
            paint_cover(frame, slide, cover)
            drop_unfilled(frame.slide)
        else:
            self._paint_content(frame, slide)
        add_notes(frame.slide, (slide.speaker_notes, *stage.cut))
        finish_slide(frame.slide)

    def _paint_content(self, frame: Frame, slide: Slide) -> None:
        fill_title(frame, slide)
        fill_zones(frame, slide)
        drop_unfilled(frame.slide)
        self._paint_tracker(frame.stage, slide.chapter)
        source = [s._element for s in frame.slide.shapes if s.name == f"{slide.id}/source"]
        self._paint_blocks(frame.stage, slide)
        for element in source:
            frame.slide.shapes._spTree.append(element)
        add_footer(frame, self.report.footer)

    def _paint_blocks(self, stage: Stage, slide: Slide) -> None:
        spots = boxes(slide.arrangement, self._canvas())
        if len(spots) != len(slide.blocks):
            counts = f"{len(slide.blocks)} blocks for {len(spots)} places"
            raise TemplateError(f"{slide.id}: arrangement {slide.arrangement!r} has {counts}")
        for number, (spot, block) in enumerate(zip(spots, slide.blocks, strict=True), 1):
            paint(replace(stage, path=f"{slide.id}/{number}"), spot, block)

    def _canvas(self) -> Box:
        return self.zones.place(grid.CANVAS)

    def _paint_tracker(self, stage: Stage, chapter: int) -> None:
        """The marks of the six chapters, this one bright; none on opening and appendix pages."""
        if not 1 <= chapter <= CHAPTERS:
            return
        for number, box in enumerate(self.zones.segments(CHAPTERS), 1):
            fill = self.theme.HI if number == chapter else self.theme.LINE
            rectangle(stage.at("chapters"), box, name=str(number), fill=fill)

    def _added(self, slide: Slide) -> PptxSlide:
        is_cover = any(isinstance(block, Cover) for block in slide.blocks)
        added: PptxSlide = self.deck.slides.add_slide(layout_for(self.deck, "cover" if is_cover else "content"))
        return added
