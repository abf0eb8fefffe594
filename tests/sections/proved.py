"""A page as a reader gets it: its sentences made, and proved as `compose` proves them."""

from __future__ import annotations

from opsreport.compose.page import Desk, slide_of
from opsreport.model.block import Grid, GridCell, Words
from opsreport.model.number import Number
from opsreport.model.report import Draft, Slide
from opsreport.model.table import Dataset
from opsreport.recipe import load_recipe
from opsreport.render.deck.grid import boxes
from opsreport.wording.proof import page_figures, stray_figures
from tests.sections.factory import voice


def proved(draft: Draft | None, data: Dataset, lang: str = "zh") -> Slide:
    """The finished slide: its title fits, its numbers are facts of the page, its blocks have their boxes."""
    assert draft is not None
    chapter = next(one for one in load_recipe("brief").chapters if draft.id in one.pages)
    slide = slide_of(draft, chapter, Desk(data, voice(lang)))
    allowed = page_figures(draft.facts, draft.blocks, lang)
    assert not stray_figures(slide.note, allowed), slide.note
    for offer in draft.highlights:
        assert not stray_figures(offer.headline + offer.evidence, allowed), offer
    assert len(boxes(slide.arrangement)) == len(slide.blocks)
    return slide


def cells(grid: object, head: str) -> dict[str, GridCell]:
    """The cells by column key of the first row that has a text cell reading `head`."""
    assert isinstance(grid, Grid)
    row = next(r for r in grid.rows if any(isinstance(c, Words) and c.text == head for c in r.cells))
    return {column.key: cell for column, cell in zip(grid.columns, row.cells, strict=True)}


def keys(grid: object) -> tuple[str, ...]:
    """The keys of a grid's columns."""
    assert isinstance(grid, Grid)
    return tuple(column.key for column in grid.columns)


def amount(cell: object) -> float:
    """The value of a number cell."""
    assert isinstance(cell, Number)
    return cell.amount
