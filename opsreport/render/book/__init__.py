"""Report → the workbook behind it: contents, a sheet a section, the clean input tables, the trace, findings,
the reconciliation statement.

Every number that a formula can give is live: it is written as the same tree of
cells and formulas its `source` holds, over the input sheets of this workbook,
with its value cached. Numbers no formula can give are listed with their method.
"""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from opsreport.model.report import Report
from opsreport.render.book.inputs import add_input_sheets
from opsreport.render.book.pages import add_section_sheet
from opsreport.render.book.registers import add_contents, add_findings, add_methods
from opsreport.render.book.sheets import Book
from opsreport.render.book.statement import add_statement
from opsreport.render.book.trace import add_trace

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def render_book(report: Report, moment: datetime) -> bytes:
    """The workbook's bytes; the same report and moment give the same bytes."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, _OPTIONS)
    workbook.set_properties(
        {"title": report.title, "author": report.author, "subject": str(report.period), "created": moment}
    )
    _fill(Book(workbook, report))
    workbook.close()
    return target.getvalue()


def _fill(book: Book) -> None:
    """Sheets stand in reading order, but inputs are written first: every formula points at them."""
    contents = book.new_sheet(book.term("book.contents"))
    sections = [(section, book.new_sheet(section.title)) for section in book.report.sections if section.number]
    trace = book.new_sheet(book.term("book.trace"))
    methods = book.new_sheet(book.term("book.methods"))
    findings = book.new_sheet(book.term("book.findings"))
    statement = book.new_sheet(book.term("book.statement"))
    add_input_sheets(book)
    for section, sheet in sections:
        add_section_sheet(book, sheet, section)
    add_trace(book, trace)
    add_methods(book, methods)
    add_findings(book, findings)
    add_statement(book, statement)
    add_contents(book, contents)
