"""A number's source as a live Excel formula over the input sheets of the same workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from opsreport.model.number import Cells, Constant, Derived, Method, Number, Source
from opsreport.render.book.sheets import Book, Page, number_format

MOST_TEXT = 8000
MOST_PARTS = 200
_FUNCTIONS = {"sum": "SUM", "count": "COUNTA", "median": "MEDIAN", "mean": "AVERAGE", "max": "MAX", "min": "MIN"}
Near = Mapping[str, str]


def write_number(page: Page, column: int, number: Number, look: str = "body", near: Near | None = None) -> None:
    """The number in the pen's row: live with its cached value where a formula gives it, else the bare value.

    `near` maps the full formula of neighbours in the row to their addresses, so
    that a derived cell reads like a person's: =D7/E7. A missing value is blank.
    """
    if number.is_missing:
        page.sheet.write_blank(page.row, column, None, page.book.look(look))
        return
    value = number.unit.shown(number.amount)
    shape = number_format(number.unit, number.amount)
    formula = formula_text(number, page.book, near or {})
    if formula:
        page.sheet.write_formula(page.row, column, "=" + formula, page.book.look(look, shape), value)
        return
    page.value(column, value, shape, look)
    if number.source is not None:
        page.book.methods.append((page.name, page.address(column), number))


def formula_text(number: Number, book: Book, near: Near) -> str:
    """The Excel text without "="; "" where the source holds a method, no cell, or grows too long."""
    if number.source is None or isinstance(number.source, Constant):
        return ""
    text = _text(number.source, book, near)
    if text is None or len(text) > MOST_TEXT:
        return ""
    whole = f"100*({text})" if number.unit.kind == "points" else text
    return f'IFERROR({whole},"")' if isinstance(number.source, Derived) else whole


def full_text(number: Number, book: Book) -> str:
    """The formula with no neighbour in it: the name a neighbour is found by; "" where there is none."""
    if number.unit.kind == "points" or number.source is None or number.is_missing:
        return ""
    return _text(number.source, book, {}) or ""


def _text(source: Source, book: Book, near: Near) -> str | None:
    match source:
        case Constant(value=value):
            return f"({value!r})" if value < 0 else repr(value)
        case Method():
            return None
        case Cells():
            return _cells_text(source, book)
        case Derived(formula=formula, inputs=inputs):
            parts = {name: _part(part, book, near) for name, part in inputs.items()}
            known = {name: text for name, text in parts.items() if text is not None}
            return formula.bare_excel(known) if len(known) == len(parts) else None


def _part(source: Source, book: Book, near: Near) -> str | None:
    full = _text(source, book, {})
    if full is None:
        return None
    text = near.get(full) or (_text(source, book, near) if near else full)
    return f"({text})" if isinstance(source, Derived) and full not in near else text


def _cells_text(cells: Cells, book: Book) -> str | None:
    if cells not in book.written:
        book.written[cells] = _range_text(cells, book)
    return book.written[cells]


def _range_text(cells: Cells, book: Book) -> str | None:
    spots = [book.spots.get((cells.table, cells.field, row)) for row in cells.rows]
    found = [spot for spot in spots if spot is not None]
    if not found or len(found) < len(spots):
        return None
    if len(found) == 1 and cells.total != "count":
        return found[0]
    return _called(_FUNCTIONS[cells.total], tuple(_ranges(found)))


def _called(name: str, parts: tuple[str, ...]) -> str | None:
    if len(parts) <= MOST_PARTS:
        return f"{name}({','.join(parts)})"
    if name not in ("SUM", "COUNTA"):
        return None
    chunks = (parts[start : start + MOST_PARTS] for start in range(0, len(parts), MOST_PARTS))
    inner = [f"{name}({','.join(chunk)})" for chunk in chunks]
    return f"SUM({','.join(inner)})"


def _ranges(spots: Iterable[str]) -> Iterator[str]:
    """Neighbouring cells of a column joined: 'data'!E7:E12."""
    split = [_split(spot) for spot in spots]
    by_column = sorted(split)
    for (sheet, letters), run in groupby(by_column, key=lambda spot: spot[:2]):
        rows = [row for _, _, row in run]
        for start, end in _runs(rows):
            yield f"{sheet}!{letters}{start}" + (f":{letters}{end}" if end > start else "")


def _split(spot: str) -> tuple[str, str, int]:
    sheet, _, cell = spot.rpartition("!")
    letters = cell.rstrip("0123456789")
    return sheet, letters, int(cell[len(letters) :])


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    start = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield start, last
            start = row
        last = row
    yield start, last
