"""What does not fit one page: long registers continue on further slides, each titled (i/n). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from opsreport.model.block import Block, Grid
from opsreport.model.report import Report, Section, Slide
from opsreport.render.deck.cells import SMALLEST, Cells
from opsreport.render.deck.grid import BLOCK_TITLE_HEIGHT, Box, boxes
from opsreport.render.deck.table_plan import header_height, row_needs, widths_of
from opsreport.render.deck.theme import Theme

BODY = 10.5


def paginated(report: Report) -> Report:
    """The report with every slide whose registers are too long turned into several."""
    sections = (replace(section, slides=tuple(_paged(section, report))) for section in report.sections)
    return replace(report, sections=tuple(sections))


def _paged(section: Section, report: Report) -> Iterator[Slide]:
    for slide in section.slides:
        yield from pages_of(slide, report)


def pages_of(slide: Slide, report: Report) -> tuple[Slide, ...]:
    """The slide itself where all its rows fit, else one slide a page: title with （i/n）, other blocks repeated."""
    spots = boxes(slide.arrangement)
    splits = [_split(block, spot, report) for block, spot in zip(slide.blocks, spots, strict=False)]
    count = max((len(parts) for parts in splits), default=1)
    if count == 1:
        return (slide,)
    return tuple(_page(slide, splits, number, count, report.lang) for number in range(count))


def _page(slide: Slide, splits: list[tuple[Block, ...]], number: int, count: int, lang: str) -> Slide:
    blocks = tuple(parts[min(number, len(parts) - 1)] for parts in splits)
    mark = f"（{number + 1}/{count}）" if lang == "zh" else f" ({number + 1}/{count})"
    own = slide.id if number == 0 else f"{slide.id}-{number + 1}"
    notes = slide.speaker_notes if number == 0 else ""
    return replace(slide, id=own, title=slide.title + mark, blocks=blocks, speaker_notes=notes)


def _split(block: Block, spot: Box, report: Report) -> tuple[Block, ...]:
    """A register in page-long parts, total rows repeated on each; any other block whole."""
    if not isinstance(block, Grid) or not block.register or not block.rows:
        return (block,)
    totals = tuple(row for row in block.rows if row.style == "total")
    rows = tuple(row for row in block.rows if row.style != "total")
    groups = _groups(replace(block, rows=rows), len(totals), spot, report)
    start, parts = 0, []
    for length in groups:
        parts.append(replace(block, rows=rows[start : start + length] + totals))
        start += length
    return tuple(parts)


def _groups(block: Grid, totals: int, spot: Box, report: Report) -> list[int]:
    """How many rows stand on each page: as few pages as hold them, then evenly filled."""
    cells = Cells.of(block, Theme(), report.lang, report.terms)
    widths = widths_of(cells, spot.w)
    room = spot.h - header_height(cells, widths, spot.h) - (BLOCK_TITLE_HEIGHT if block.title else 0)
    for size in (SMALLEST, BODY):
        needs = row_needs(cells, widths, size)
        left = room - totals * max(needs)
        full = _filled(needs, left)
        if len(full) == 1:
            return full
    even = _filled(needs, min(left, -(-sum(needs) // len(full)) + max(needs) // 2))
    return even if len(even) == len(full) else full


def _filled(needs: tuple[int, ...], room: int) -> list[int]:
    counts, used = [0], 0
    for need in needs:
        if counts[-1] and used + need > room:
            counts.append(0)
            used = 0
        counts[-1] += 1
        used += need
    return counts
