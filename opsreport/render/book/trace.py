"""The trace: one row a shown number, from the page back to the cells people typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opsreport.model.block import Block, Grid, Row, Words, column_scale, row_scale, shown_numbers
from opsreport.model.number import Number, Series, leaves
from opsreport.model.printed import printed_numbers
from opsreport.model.report import Slide
from opsreport.model.trace import cell_ranges, formula_words
from opsreport.model.unit import BARE, Scale, Unit
from opsreport.render.book.live import write_number
from opsreport.render.book.sheets import Book, Page

_WIDTHS = (6, 30, 34, 14, 16, 10, 40, 60, 18)


@dataclass(frozen=True, slots=True)
class Shown:
    """One number where a reader meets it: its place in the page and the text it has there."""

    place: str
    text: str
    number: Number


def add_trace(book: Book, page: Page) -> None:
    """Page, title, place, shown text, exact value (live), unit, formula in words, cells, a link to the first cell."""
    heads = ("page_number", "page_title", "place", "shown", "exact", "unit", "formula", "cells", "first_cell")
    page.texts([book.term(f"book.{head}") for head in heads], "head")
    page.sheet.freeze_panes(1, 0)
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    for number, slide in enumerate(book.report.slides, 1):
        for shown in shown_of(slide, book.report.lang, book.report.terms):
            _write(book, page, number, slide, shown)
    page.sheet.autofilter(0, 0, max(page.row - 1, 1), len(heads) - 1)


def shown_of(slide: Slide, lang: str, terms: Mapping[str, str]) -> Iterator[Shown]:
    """Every number that the page's sentences print, title first, then every number of its blocks."""
    for place, figure, number in printed_numbers(slide, lang, terms):
        yield Shown(terms[f"notes.{place}"], figure, number)
    for block in slide.blocks:
        yield from block_shown(block, lang)


def block_shown(block: Block, lang: str) -> Iterator[Shown]:
    """The numbers of one block with the very text the deck prints."""
    if isinstance(block, Grid):
        yield from _grid_shown(block, lang)
        return
    pairs = [(place, number) for place, number in shown_numbers(block) if not number.is_missing]
    scales = _scales([number for _, number in pairs], lang)
    for place, number in pairs:
        yield Shown(place.strip(" ·"), number.unit.text(number.value, lang, scale=scales[number.unit]), number)


def _scales(numbers: list[Number], lang: str) -> Mapping[Unit, Scale]:
    units = {number.unit for number in numbers}
    return {unit: unit.scale((n.value for n in numbers if n.unit == unit), lang) for unit in units}


def _grid_shown(grid: Grid, lang: str) -> Iterator[Shown]:
    for row in grid.rows:
        head = next((cell.text for cell in row.cells if isinstance(cell, Words) and cell.text), "")
        for index, cell in enumerate(row.cells):
            place = f"{head} · {grid.columns[index].label}".strip(" ·")
            if isinstance(cell, Number) and not cell.is_missing:
                scale = _grid_scale(grid, row, index, cell.unit, lang)
                signed = grid.columns[index].signed or grid.columns[index].kind in ("change", "variance")
                yield Shown(place, cell.unit.text(cell.value, lang, scale=scale, signed=signed), cell)
            elif isinstance(cell, Series):
                yield from _series_shown(place, cell, lang)


def _grid_scale(grid: Grid, row: Row, index: int, unit: Unit, lang: str) -> Scale:
    own = grid.columns[index].unit
    return row_scale(grid.columns, row, unit, lang) if own == BARE else column_scale(grid, index, lang)


def _series_shown(place: str, series: Series, lang: str) -> Iterator[Shown]:
    for position, number in enumerate(series.numbers, 1):
        if not number.is_missing:
            yield Shown(f"{place} {position}", number.unit.text(number.value, lang), number)


def _write(book: Book, page: Page, number: int, slide: Slide, shown: Shown) -> None:
    report, unit, source = book.report, shown.number.unit, shown.number.source
    page.value(0, number, "0")
    page.text(1, slide.title)
    page.text(2, shown.place)
    page.text(3, shown.text)
    write_number(page, 4, shown.number)
    page.text(5, report.terms.get(f"unit.{unit.name}", unit.name))
    page.text(6, formula_words(source, report.dataset, report.terms, report.lang), "wrap")
    page.text(7, "；".join(cell_ranges(source, report.dataset)), "wrap")
    if spot := _first_spot(book, shown.number):
        page.sheet.write_url(page.row, 8, f"internal:{spot}", book.look("link"), spot)
    page.row += 1


def _first_spot(book: Book, number: Number) -> str:
    for leaf in leaves(number.source):
        for row in leaf.rows:
            if spot := book.spots.get((leaf.table, leaf.field, row)):
                return spot
    return ""
