"""Which columns a text of an upper header row stands for: those it is merged over, or those around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Spot
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.words import is_derived, special_of


@dataclass(frozen=True, slots=True)
class Groups:
    """The upper header cell over each place of a header; `unclear` are those that may stand for several sets."""

    over: Mapping[Spot, Cell]
    unclear: tuple[Cell, ...] = ()


def groups_of(grid: Grid, area: Area) -> Groups:
    """The groups of all header rows but the last.

    A text that is not merged stands for the columns from its own to the next
    text. Where that leaves out a column, or gives one group the same header
    twice, the headers below tell the groups apart: each begins where they begin
    again, and its text stands over any column of it. Where neither holds, the
    first is assumed and the texts are `unclear`.
    """
    over: dict[Spot, Cell] = {}
    unclear: list[Cell] = []
    for row in reversed(area.head[:-1]):
        below = {column: _below(grid, area, over, row, column) for column in range(area.left, area.right + 1)}
        own = {column: cell for column in below if (cell := grid.cell(row, column))}
        over.update({(row, column): cell for column, cell in own.items()})
        for columns in _segments(below):
            found = _grouped(grid, columns, own, below)
            over.update({(row, column): cell for column, cell in found.over.items()})
            unclear += found.unclear
    return Groups(over, tuple(unclear))


def _below(grid: Grid, area: Area, over: Mapping[Spot, Cell], row: int, column: int) -> str:
    """What the header rows below say of a column, "" for nothing, or no more than its own cell merged down."""
    lines = [line for line in area.head if line > row]
    cells = (over.get((line, column)) or grid.cell(line, column) for line in lines)
    own = grid.cell(row, column)
    return " ".join(name_key(str(cell.value)) for cell in cells if cell and cell is not own)


def _segments(below: Mapping[int, str]) -> Iterator[Sequence[int]]:
    """The runs of columns that have a header of their own below."""
    run: list[int] = []
    for column, text in below.items():
        if text:
            run.append(column)
        elif run:
            yield run
            run = []
    if run:
        yield run


@dataclass(frozen=True, slots=True)
class _Grouped:
    over: Mapping[int, Cell]
    unclear: Sequence[Cell] = ()


def _grouped(grid: Grid, columns: Sequence[int], own: Mapping[int, Cell], below: Mapping[int, str]) -> _Grouped:
    """The group over each of some columns that stand side by side."""
    cells = {column: own[column] for column in columns if column in own}
    plain = _Grouped(_onwards(columns, cells))
    if not cells or any(grid.width(cell) > 1 for cell in cells.values()) or not _is_amiss(columns, plain.over, below):
        return plain
    sets = _sets(columns, below)
    inside = [[column for column in group if column in cells] for group in sets]
    if len(sets) > 1 and all(len(one) == 1 for one in inside):
        return _Grouped({column: cells[one[0]] for one, group in zip(inside, sets, strict=True) for column in group})
    return _Grouped(plain.over, tuple(cells.values()))


def _onwards(columns: Sequence[int], cells: Mapping[int, Cell]) -> Mapping[int, Cell]:
    """Each column with the last of the texts up to it."""
    found: dict[int, Cell] = {}
    for column in columns:
        if one := cells.get(column, found.get(column - 1)):
            found[column] = one
    return found


def _is_amiss(columns: Sequence[int], over: Mapping[int, Cell], below: Mapping[int, str]) -> bool:
    """Whether a header that stands in groups stands in none too, or twice in one."""
    told = [column for column in columns if not _is_made(below[column])]
    grouped = [(over[column], below[column]) for column in told if column in over]
    outside = {below[column] for column in told if column not in over}
    return bool(outside & {text for _, text in grouped}) or len(set(grouped)) < len(grouped)


def _is_made(text: str) -> bool:
    """Whether a header is that of figures made of others, which may stand several times in one group: 占比."""
    return bool(special_of(text)) or is_derived(text)


def _sets(columns: Sequence[int], below: Mapping[int, str]) -> list[list[int]]:
    """The columns in sets of different headers, from the first header that comes again."""
    texts = ["" if _is_made(below[column]) else below[column] for column in columns]
    counts = Counter(texts)
    start = next((at for at, text in enumerate(texts) if text and counts[text] > 1), len(texts))
    cuts, seen = [start], set[str]()
    for at in range(start, len(texts)):
        if texts[at] in seen - {""}:
            cuts.append(at)
            seen = set()
        seen.add(texts[at])
    return [list(columns[first:last]) for first, last in pairwise((*cuts, len(columns)))]
