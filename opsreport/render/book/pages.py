"""A sheet a section: every page's tables, charts' numbers and sentences, in the order of the deck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from opsreport.model.block import (
    Bars,
    Block,
    Bubble,
    Callout,
    Callouts,
    Cards,
    Conclusion,
    Cover,
    Funnel,
    Grid,
    GridCell,
    Insight,
    Lines,
    Matrix,
    Panel,
    Pareto,
    Row,
    Scatter,
    Stacked,
    Status,
    Timeline,
    VarianceTiers,
    Waterfall,
    Words,
)
from opsreport.model.number import Number, Series
from opsreport.model.report import Section
from opsreport.render.book.live import full_text, write_number
from opsreport.render.book.sheets import Book, Page
from opsreport.render.book.status import write_status


def add_section_sheet(book: Book, page: Page, section: Section) -> None:
    """The section's pages below each other: title, then each block as a table or as lines."""
    page.sheet.set_column(0, 0, 24)
    page.sheet.set_column(1, 40, 13)
    page.texts([section.title], "title")
    numbers = {slide.id: number for number, slide in enumerate(book.report.slides, 1)}
    for slide in section.slides:
        page.row += 1
        page.text(0, book.term("book.page").format(number=numbers[slide.id], title=slide.title), "page")
        page.row += 1
        for block in slide.blocks:
            _write_block(page, block)
        for text in (slide.note, slide.source):
            if text:
                page.texts([text], "muted")


def _write_block(page: Page, block: Block) -> None:
    page.row += 1
    if title := getattr(block, "title", ""):
        note = getattr(block, "unit_note", "")
        page.texts([f"{title}  {note}".strip()], "block")
    match block:
        case Grid():
            _write_grid(page, block)
        case Bars() | Stacked() | Lines():
            _write_series(page, block.categories, block.series)
        case VarianceTiers():
            _write_series(page, block.categories, (block.actual, block.target, block.difference, block.relative))
        case Pareto():
            both = (block.amounts, block.cumulative) if block.cumulative else (block.amounts,)
            _write_series(page, block.categories, both)
        case Waterfall() | Bubble() | Scatter() | Funnel() | Matrix() | Timeline() | Callout() | Callouts():
            head, lines = _lines_of(block, page.book)
            _write_lines(page, head, lines)
        case Insight() | Cards() | Panel() | Conclusion() | Cover():
            for text in _texts_of(block):
                page.texts([text])
        case _:
            assert_never(block)


def _write_grid(page: Page, grid: Grid) -> None:
    sparks = [index for index, column in enumerate(grid.columns) if column.kind == "spark"]
    plain = [index for index in range(len(grid.columns)) if index not in sparks]
    lengths = [max((len(c.numbers) for c in _column(grid, i) if isinstance(c, Series)), default=0) for i in sparks]
    head = [grid.columns[index].label for index in plain]
    for index, length in zip(sparks, lengths, strict=True):
        head += [f"{grid.columns[index].label} {number}" for number in range(1, length + 1)]
    page.texts(head, "head")
    for row in grid.rows:
        cells = [row.cells[index] for index in plain]
        for index, length in zip(sparks, lengths, strict=True):
            cell = row.cells[index]
            cells += list(cell.numbers) if isinstance(cell, Series) else [None] * length
        write_cells(page, cells, "total" if row.style == "total" else "body")


def _column(grid: Grid, index: int) -> list[GridCell]:
    return [row.cells[index] for row in grid.rows if isinstance(row, Row)]


def _write_series(page: Page, categories: Sequence[str], series: Sequence[Series]) -> None:
    page.texts(["", *(one.name for one in series)], "head")
    for position, category in enumerate(categories):
        write_cells(page, [Words(category), *(one.numbers[position] for one in series)])


def _write_lines(page: Page, head: Sequence[str], lines: Sequence[tuple[GridCell, ...]]) -> None:
    if any(head):
        page.texts(head, "head")
    for cells in lines:
        write_cells(page, cells)


def write_cells(page: Page, cells: Sequence[GridCell], look: str = "body") -> None:
    """One row, and the pen one row down; a derived number refers to the neighbours it is made of."""
    full = {index: full_text(cell, page.book) for index, cell in enumerate(cells) if isinstance(cell, Number)}
    for index, cell in enumerate(cells):
        match cell:
            case Number():
                others = [(text, page.address(other)) for other, text in full.items() if text and other != index]
                write_number(page, index, cell, look, dict(reversed(others)))
            case Words():
                page.text(index, f"{cell.text}  {cell.muted}".strip(), look)
            case Status():
                write_status(page, index, cell, cells, look=look)
            case _:
                page.sheet.write_blank(page.row, index, None, page.book.look(look))
    page.row += 1


def _lines_of(
    block: Waterfall | Bubble | Scatter | Funnel | Matrix | Timeline | Callout | Callouts, book: Book
) -> tuple[tuple[str, ...], list[tuple[GridCell, ...]]]:
    match block:
        case Waterfall(steps=steps):
            return (), [(Words(step.label), step.number) for step in steps]
        case Bubble(points=points) | Scatter(points=points):
            return ("", block.x_label, block.y_label), [(Words(p.name), p.x, p.y, p.size) for p in points]
        case Funnel(steps=steps, labels=labels):
            return ("", *labels), [(Words(s.label), s.now, s.before, s.rate, s.rate_change, s.lost) for s in steps]
        case Matrix(risks=risks):
            head = ("", "", block.y_label, block.x_label)
            return head, [(Words(r.mark), Words(r.name), Number(r.probability), Number(r.impact)) for r in risks]
        case Timeline(tasks=tasks, labels=labels):
            days = (book.term("book.start"), book.term("book.end"))
            return (*labels[:2], *days, *labels[2:]), [
                (Words(t.label), Words(t.owner), Words(str(t.start)), Words(str(t.end)), t.progress, t.status)
                for t in tasks
            ]
        case Callout(label=label, number=number):
            return (), [(Words(label), number)]
        case Callouts(items=items):
            return (), [(Words(item.label), item.number) for item in items]


def _texts_of(block: Insight | Cards | Panel | Conclusion | Cover) -> list[str]:
    match block:
        case Insight(heading=heading, notes=notes):
            return [heading, *(note.text for note in notes)]
        case Cards(cards=cards):
            rows = [[card.heading, *(f"{a}  {b}".strip() for a, b in card.rows), *card.lines] for card in cards]
            return [text for lines in rows for text in lines]
        case Panel(heading=heading, lines=lines):
            return [heading, *lines]
        case Conclusion(lead=lead, text=text):
            return [f"{lead} {text}".strip()]
        case Cover():
            return [block.subtitle, *block.meta]
