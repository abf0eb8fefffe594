"""What pages of several blocks build their arrangement from, and tables without columns that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opsreport.model.block import Block, Callout, Callouts, Grid, GridCell, Row, column_scale
from opsreport.model.number import Number
from opsreport.model.report import Voice
from opsreport.model.unit import BARE
from opsreport.sections.labels import unit_note
from opsreport.sections.parts import is_filled

Slot = tuple[Block | None, float | None]
"""A block and its height in inches; None takes the rest. A slot without a block is left out."""

HEAD = 0.44
LARGE = 1.2
MOST_LARGE = 4
MOST_ABOVE = 3.6
TITLE = 0.28
TALLEST_ROW = 0.62


def side_by_side(*columns: tuple[int, Sequence[Slot]]) -> tuple[str, tuple[Block, ...]]:
    """The arrangement of columns (width in grid columns, slots from the top), and its blocks in order."""
    parts, blocks = [], []
    for width, slots in columns:
        kept = [(block, height) for block, height in slots if block]
        blocks += [block for block, _ in kept]
        heights = ",".join("*" if height is None else f"{height:.2f}" for _, height in kept)
        parts.append(f"{width}({heights})" if len(kept) > 1 else str(width))
    return "+".join(parts), tuple(blocks)


def large_numbers(pairs: Sequence[tuple[str, Number]]) -> Callouts | None:
    """The known ones of labelled numbers as callouts, four at most; None where none is known."""
    items = [Callout(label, number) for label, number in pairs if not number.is_missing][:MOST_LARGE]
    return Callouts(tuple(items)) if items else None


def stacked(*slots: Slot) -> tuple[str, tuple[Block, ...]]:
    """Blocks of the page's width one over the other; the last one takes what is left.

    Large numbers give way where the others need the page.
    """
    kept = [(block, height) for block, height in slots if block]
    if sum(height or 0 for _, height in kept[:-1]) > MOST_ABOVE:
        kept = [(block, height) for block, height in kept if not isinstance(block, Callouts)]
    heights = [f"12:{height:.2f}" if height else "12" for _, height in kept[:-1]]
    return "/".join((*heights, "12")), tuple(block for block, _ in kept)


def grid_height(grid: Grid, row: float) -> float:
    """The height of a grid whose rows are `row` inches high, with its header and title."""
    return HEAD + min(row, TALLEST_ROW) * len(grid.rows) + (TITLE if grid.title else 0)


def without_empty(grid: Grid) -> Grid:
    """The grid without the columns in which no row has anything."""
    kept = [i for i in range(len(grid.columns)) if any(is_filled(row.cells[i]) for row in grid.rows)]
    rows = tuple(replace(row, cells=_only(row, kept)) for row in grid.rows)
    return replace(grid, columns=tuple(grid.columns[i] for i in kept), rows=rows)


def units_said(grid: Grid, voice: Voice) -> str:
    """The units of a grid's amounts beside their labels, for its title line: its header then needs none."""
    said: dict[str, str] = {}
    for index, column in enumerate(grid.columns):
        if column.unit.kind in ("count", "money", "plain") and column.unit != BARE:
            note = unit_note(column.unit, column_scale(grid, index, voice.lang), voice)
            said[column.label] = voice.term("label.with_unit").format(label=column.label, unit=note)
    return voice.term("label.list_mark").join(said.values())


def blank(number: Number) -> Number | None:
    """The number, or an empty cell where it is missing: what a heat map leaves blank."""
    return None if number.is_missing else number


def _only(row: Row, kept: Sequence[int]) -> tuple[GridCell, ...]:
    return tuple(row.cells[i] for i in kept)
