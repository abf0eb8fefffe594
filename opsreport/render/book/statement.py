"""The reconciliation statement: what must agree, both sides live, how far apart they are and may be."""

from __future__ import annotations

from opsreport.model.block import Words
from opsreport.model.finding import Identity
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.trace import cell_ranges
from opsreport.render.book.pages import write_cells
from opsreport.render.book.sheets import Book, Page

_HEADS = ("identity", "month", "subject", "left", "right", "apart", "allowed", "verdict", "cells")
_APART, _ALLOWED, _VERDICT, _CELLS = 5, 6, 7, 8
_WIDTHS = (48, 10, 24, 16, 16, 14, 12, 8, 60)
_GAP = Formula("left - right")
_HAIR = 1e-9


def add_statement(book: Book, page: Page) -> None:
    """A row an identity, those that do not hold first; the verdict follows the two sides when a cell is changed."""
    page.texts([book.term(f"book.{head}") for head in _HEADS], "head")
    page.sheet.freeze_panes(1, 0)
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    for one in sorted(book.report.findings.identities, key=lambda one: one.is_met):
        _write(book, page, one)
    page.sheet.autofilter(0, 0, max(page.row - 1, 1), len(_HEADS) - 1)


def _write(book: Book, page: Page, one: Identity) -> None:
    gap = derived(_GAP, one.left.unit, {"left": one.left, "right": one.right})
    dataset = book.report.dataset
    page.text(_CELLS, "；".join((*cell_ranges(one.left.source, dataset), *cell_ranges(one.right.source, dataset))))
    apart, allowed = page.address(_APART), page.address(_ALLOWED)
    met, unmet = book.term("verdict.met"), book.term("verdict.unmet")
    size = apart if one.relation == "at_most" else f"ABS({apart})"
    formula = f'=IF({size}<={allowed}+{_HAIR!r},"{met}","{unmet}")'
    page.sheet.write_formula(page.row, _VERDICT, formula, book.look("body"), met if one.is_met else unmet)
    about = (Words(book.term(f"identity.{one.key}")), Words(one.month), Words(one.subject))
    write_cells(page, (*about, one.left, one.right, gap, Number(one.slack, one.left.unit)))
