"""The reconciliation statement: what must agree, both sides live, how far apart they are and may be."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.model.block import Words
from opsreport.model.finding import Identity
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.trace import cell_ranges
from opsreport.render.book.pages import write_cells
from opsreport.render.book.sheets import Book, Page

_HEADS = ("identity", "month", "subject", "left", "right", "apart", "allowed", "verdict", "cells")
_SUMMARY = ("identity", "", "", "checks", "agreed", "differing", "", "verdict")
_SUBJECT, _COUNT, _MET, _UNMET = 2, 3, 4, 5
_APART, _ALLOWED, _VERDICT, _CELLS = 5, 6, 7, 8
_WIDTHS = (48, 10, 30, 16, 16, 14, 12, 22, 60)
_GAP = Formula("left - right")
_HAIR = 1e-9


def add_statement(book: Book, page: Page) -> None:
    """A line a kind of identity, then every one, those that do not hold first; verdicts follow a changed cell."""
    findings = book.report.findings
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    kinds = {one.key: [other for other in findings.compared if other.key == one.key] for one in findings.compared}
    first = len(kinds) + len(findings.not_applicable) + 4
    last = first + max(len(findings.compared) - 1, 0)
    page.texts([book.term(f"book.{head}") if head else "" for head in _SUMMARY], "head")
    for key, some in kinds.items():
        _write_kind(book, page, key, some, rows=(first, last))
    for one in findings.not_applicable:
        _write_left_out(book, page, one)
    page.row = first - 2
    page.texts([book.term(f"book.{head}") for head in _HEADS], "head")
    for one in findings.compared:
        _write(book, page, one)
    page.sheet.autofilter(first - 2, 0, last - 1, len(_HEADS) - 1)


def _write_kind(book: Book, page: Page, key: str, some: Sequence[Identity], *, rows: tuple[int, int]) -> None:
    """How many identities of a kind there are and how many hold, counted from the rows (from 1) below."""
    met, unmet = book.term("verdict.met"), book.term("verdict.unmet")
    names, verdicts = (f"${letter}${rows[0]}:${letter}${rows[1]}" for letter in ("A", "H"))
    held, own = sum(one.is_met for one in some), page.address(0)
    counts = (
        (_COUNT, "", len(some)),
        (_MET, f',{verdicts},"{met}"', held),
        (_UNMET, f',{verdicts},"{unmet}"', len(some) - held),
    )
    page.text(0, book.term(f"identity.{key}"))
    for column, condition, value in counts:
        page.sheet.write_formula(
            page.row, column, f"=COUNTIFS({names},{own}{condition})", book.look("body", "0"), value
        )
    verdict = f'=IF({page.address(_UNMET)}=0,"{met}","{unmet}")'
    page.sheet.write_formula(page.row, _VERDICT, verdict, book.look("body"), met if held == len(some) else unmet)
    page.row += 1


def _write_left_out(book: Book, page: Page, one: Identity) -> None:
    """An identity that nothing was there for, and what is missing."""
    mark = book.term("label.list_mark")
    what = mark.join(book.term(f"lacks.{name}").format(gaps=mark.join(one.gaps)) for name in one.lacks)
    page.text(0, book.term(f"identity.{one.key}"), "muted")
    page.text(_SUBJECT, one.subject, "muted")
    page.text(_VERDICT, book.term("verdict.out"), "muted")
    page.text(_CELLS, book.term("verdict.lacks").format(what=what), "muted")
    page.row += 1


def _write(book: Book, page: Page, one: Identity) -> None:
    gap = derived(_GAP, one.left.unit, {"left": one.left, "right": one.right})
    dataset = book.report.dataset
    cells = (*map(str, one.cells), *cell_ranges(one.left.source, dataset), *cell_ranges(one.right.source, dataset))
    page.text(_CELLS, "；".join(dict.fromkeys(cells)))
    apart, allowed = page.address(_APART), page.address(_ALLOWED)
    met, unmet = book.term("verdict.met"), book.term("verdict.unmet")
    size = apart if one.relation == "at_most" else f"ABS({apart})"
    formula = f'=IF({size}<={allowed}+{_HAIR!r},"{met}","{unmet}")'
    page.sheet.write_formula(page.row, _VERDICT, formula, book.look("body"), met if one.is_met else unmet)
    of_many = book.term("check.of_many").format(subject=one.subject, count=one.count)
    subject = Words(of_many if one.count > 1 else one.subject)
    about = (Words(book.term(f"identity.{one.key}")), Words(one.month), subject)
    write_cells(page, (*about, one.left, one.right, gap, Number(one.slack, one.left.unit)))
