"""A status as a live formula: its word follows the attainment that stands in the same row."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.model.block import GridCell, Status
from opsreport.model.number import Number
from opsreport.model.unit import ATTAINMENT
from opsreport.render.book.sheets import Book, Page

CODES = ("on_target", "near", "missed", "far_below")
RULES = ("green", "near", "amber")
_HAIR = 1e-9


def write_status(page: Page, column: int, status: Status, row: Sequence[GridCell], look: str = "body") -> None:
    """The status word: an IF over the row's attainment where one gives it, else text.

    A word judged without an attainment of its own (against a target of zero)
    is listed among the values without a formula.
    """
    book = page.book
    found = next(
        (i for i, cell in enumerate(row) if isinstance(cell, Number) and _gives(cell, status.code, book)), None
    )
    if found is not None:
        formula = _formula(page.address(found), book)
        page.sheet.write_formula(page.row, column, formula, book.look(look), status.label)
        return
    page.text(column, status.label, look)
    if status.code in CODES:
        book.methods.append((page.name, page.address(column), status))


def _bands(book: Book) -> tuple[float, ...]:
    """The attainments from which a target is met, near, missed: the team's rules, else the house's."""
    rules = book.report.dataset.rules
    return tuple(rules.get(name, line) - _HAIR for name, line in zip(RULES, ATTAINMENT.lines, strict=True))


def _gives(number: Number, code: str, book: Book) -> bool:
    """Whether the number is an attainment in the band of that code."""
    if number.unit != ATTAINMENT or number.is_missing or code not in CODES:
        return False
    return CODES[sum(number.amount < band for band in _bands(book))] == code


def _formula(address: str, book: Book) -> str:
    words = [f'"{book.term(f"status.{code}")}"' for code in CODES]
    text = words[-1]
    for band, word in reversed(list(zip(_bands(book), words, strict=False))):
        text = f"IF({address}>={band!r},{word},{text})"
    return f'=IF(ISNUMBER({address}),{text},"")'
