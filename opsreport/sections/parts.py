"""Grids made of parts: a column and the cell it takes from a row's subject; empty columns stay away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from opsreport.model.block import Column, GridCell, Status, Words
from opsreport.model.number import Number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One possible column of a grid, and the cell it takes from the subject of a row."""

    column: Column
    cell: Callable[[T], GridCell]


def filled_parts(parts: Sequence[Part[T]], subjects: Sequence[T]) -> tuple[Part[T], ...]:
    """The parts in which at least one subject has something to show."""
    return tuple(part for part in parts if any(is_filled(part.cell(one)) for one in subjects))


def cells_of(parts: Sequence[Part[T]], subject: T) -> tuple[GridCell, ...]:
    """The cells of one row."""
    return tuple(part.cell(subject) for part in parts)


def columns_of(parts: Sequence[Part[T]]) -> tuple[Column, ...]:
    """The columns of the grid."""
    return tuple(part.column for part in parts)


def words(text: str, *, strong: bool = False) -> Words | None:
    """A text cell; None for an empty text."""
    return Words(text, strong=strong) if text else None


def is_filled(cell: GridCell) -> bool:
    """Whether a cell says something: a missing number, an empty text and a status "none" do not."""
    match cell:
        case None:
            return False
        case Number():
            return not cell.is_missing
        case Status():
            return cell.code != "none"
        case Words():
            return bool(cell.text)
    return True
