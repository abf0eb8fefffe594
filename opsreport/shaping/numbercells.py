"""What the number in a cell is."""

from __future__ import annotations

from opsreport.model.amount import amount_in
from opsreport.model.spelling import plain
from opsreport.model.table import Cell
from opsreport.shaping.words import is_amount, says_nothing


def is_percent(cell: Cell) -> bool:
    """Whether a cell is a percentage."""
    if isinstance(cell.value, str):
        return plain(cell.value).endswith("%")
    return cell.kind == "number" and "%" in cell.number_format


def is_number(cell: Cell | None) -> bool:
    """Whether a cell holds a number, and says something."""
    return cell is not None and is_amount(cell) and not says_nothing(cell)


def number_in(cell: Cell | None) -> float | None:
    """The number in a cell, a percentage as its share; None for none."""
    if cell is None or not isinstance(cell.value, str):
        return cell.value if cell and isinstance(cell.value, float) else None
    amount = amount_in(cell.value)
    return amount.value if amount else None
