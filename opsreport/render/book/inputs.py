"""The clean input tables: one sheet a table, a row a row, with the cell each row was typed in."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from opsreport.model.schema import Field
from opsreport.model.table import Table, column_letter
from opsreport.render.book.sheets import Book, Page, number_format


def add_input_sheets(book: Book) -> None:
    """A sheet for every table with rows; registers the address of each filled cell in `book.spots`."""
    for table in (table for table in book.report.dataset.tables.values() if len(table)):
        page = book.new_sheet(book.term("book.input_sheet").format(title=_title(table, book)))
        _write_table(book, page, table)


def _title(table: Table, book: Book) -> str:
    titles = table.schema.titles
    return titles[1] if book.report.lang == "en" and len(titles) > 1 else titles[0]


def _write_table(book: Book, page: Page, table: Table) -> None:
    fields = [one for one in table.schema.fields if table.frame[one.name].notna().any()]
    page.texts([_label(one, book.report.lang) for one in fields] + [book.term("book.source")], "head")
    page.sheet.freeze_panes(1, 0)
    columns = [table.frame[one.name].tolist() for one in fields]
    for position, row_id in enumerate(table.frame.index):
        for column, one in enumerate(fields):
            _write_cell(page, column, one, columns[column][position])
            spot = f"{page.quoted}!{column_letter(column + 1)}{page.row + 1}"
            book.spots[(table.name, one.name, int(row_id))] = spot
        page.text(len(fields), _origin(table, int(row_id)), "muted")
        page.row += 1
    page.sheet.autofilter(0, 0, max(page.row - 1, 1), len(fields))
    page.sheet.set_column(0, len(fields) - 1, 13)
    page.sheet.set_column(len(fields), len(fields), 34)


def _label(one: Field, lang: str) -> str:
    if not one.headers:
        return one.name
    return one.headers[1] if lang == "en" and len(one.headers) > 1 else one.headers[0]


def _origin(table: Table, row: int) -> str:
    place = table.places.get(row)
    parts = place.whole if place else ()
    return " ".join(f"{part.file} › {part.sheet}!{part.address}" for part in parts)


def _write_cell(page: Page, column: int, one: Field, value: object) -> None:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return
    match value:
        case bool():
            page.sheet.write_boolean(page.row, column, value, page.book.look("body"))
        case datetime() | date():
            page.day(column, value)
        case int() | float():
            page.value(column, float(value), number_format(one.unit, float(value)))
        case _:
            page.text(column, str(value))
