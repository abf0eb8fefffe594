"""The sheets that list: contents with links, values without a formula, findings."""

from __future__ import annotations

from opsreport.model.block import Status
from opsreport.model.finding import said_details
from opsreport.model.trace import cell_ranges, formula_words
from opsreport.render.book.sheets import Book, Page


def add_contents(book: Book, page: Page) -> None:
    """The title, the month, and a link to every sheet."""
    report = book.report
    page.sheet.set_column(0, 0, 40)
    page.texts([f"{report.organisation} {report.title} {report.period.label(report.lang)}".strip()], "title")
    page.texts([report.footer], "muted")
    page.row += 1
    for other in book.sheets:
        if other is not page:
            page.sheet.write_url(page.row, 0, f"internal:{other.quoted}!A1", book.look("link"), other.name)
            page.row += 1


def add_methods(book: Book, page: Page) -> None:
    """Where a value stands that no cell formula gives, and the method it was made by."""
    report = book.report
    page.texts([book.term(f"book.{head}") for head in ("sheet", "cell", "exact", "method", "cells")], "head")
    page.sheet.set_column(0, 2, 16)
    page.sheet.set_column(3, 4, 50)
    for sheet, cell, shown in tuple(book.methods):
        page.text(0, sheet)
        page.text(1, cell)
        if isinstance(shown, Status):
            page.text(2, shown.label)
            page.text(3, book.term("method.status"), "wrap")
        else:
            page.value(2, shown.amount, "General")
            page.text(3, formula_words(shown.source, report.dataset, report.terms, report.lang), "wrap")
            page.text(4, "；".join(cell_ranges(shown.source, report.dataset)), "wrap")
        page.row += 1


def add_findings(book: Book, page: Page) -> None:
    """Every finding of the check: how grave, what became of the data, where, what was seen, what to do, which pages."""
    terms = book.report.terms
    heads = ("severity", "kind", "tab", "place", "finding", "hint", "pages")
    page.texts([book.term(f"book.{head}") for head in heads], "head")
    for column, width in enumerate((10, 12, 12, 40, 60, 60, 16)):
        page.sheet.set_column(column, column, width)
    for finding in book.report.findings:
        page.text(0, terms[f"check.{finding.severity.name}"])
        page.text(1, terms[f"finding_kind.{finding.kind}"] if finding.kind else "")
        page.text(2, finding.tab)
        page.text(3, "；".join(str(origin) for origin in finding.origins), "wrap")
        details = said_details(finding, book.term)
        page.text(4, terms[f"finding.{finding.code}.message"].format_map(details), "wrap")
        page.text(5, terms[f"finding.{finding.code}.hint"].format_map(details), "wrap")
        page.text(6, book.term("label.list_mark").join(map(str, finding.pages)))
        page.row += 1
    page.sheet.freeze_panes(1, 0)
    page.sheet.autofilter(0, 0, max(page.row - 1, 1), len(heads) - 1)
