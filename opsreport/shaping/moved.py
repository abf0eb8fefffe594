"""A long table as a sheet of its own: the same cells under our headers, each knowing where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from opsreport.model.grid import WIDTH, Grid, Ints
from opsreport.model.schema import Tab
from opsreport.model.table import Sheet, Spot, Spots
from opsreport.shaping.long import Long
from opsreport.shaping.making import header_text
from opsreport.shaping.strips import TEXT, Strip


@dataclass(frozen=True, slots=True)
class Moved(Mapping[Spot, Spots]):
    """Where the cells of a moved table stand: the header's cells as given, then row for row.

    `first` is the row of the header, `columns` say where each of our columns stands, 0 for nowhere.
    """

    first: int
    rows: Ints
    columns: tuple[int, ...]
    heads: tuple[Spots, ...]

    @property
    def last(self) -> int:
        """Its last row."""
        return self.first + len(self.rows)

    def __getitem__(self, spot: Spot) -> Spots:
        line, at = spot[0] - self.first, spot[1] - 1
        if not (0 <= line <= len(self.rows) and 0 <= at < len(self.columns)):
            raise KeyError(spot)
        if not line:
            return self.heads[at]
        return ((int(self.rows[line - 1]), self.columns[at]),) if self.columns[at] else ()

    def get(self, spot: Spot, default: Any = None) -> Any:
        # that of Mapping catches a KeyError for every cell that stands elsewhere
        line, at = spot[0] - self.first, spot[1] - 1
        is_typed = 0 < line <= len(self.rows) and 0 <= at < len(self.columns) and self.columns[at]
        return ((self.rows.item(line - 1), self.columns[at]),) if is_typed else super(Moved, self).get(spot, default)

    def __iter__(self) -> Iterator[Spot]:
        for row in range(self.first, self.first + len(self.rows) + 1):
            yield from ((row, at) for at in range(1, len(self.columns) + 1))

    def __len__(self) -> int:
        return (len(self.rows) + 1) * len(self.columns)


def last_row(sheet: Sheet) -> int:
    """The last row of a made sheet."""
    return sheet.spots.last if isinstance(sheet.spots, Moved) else max(row for row, _ in sheet.spots)


def moved_sheet(sheet: Sheet, tab: Tab, long: Long, start: int, *, money: str, heads: Mapping[str, Spots]) -> Sheet:
    """The sheet of a long table, its header in the row `start`; the rest is as for other made sheets."""
    kinds = {column.name: column.kind for column in tab.columns}
    stated = {name: money for name in long.strips if money and kinds[name] == "money"} | dict(long.units)
    columns = [column for column in tab.columns if column.name in long.strips]
    headers = [header_text(column, stated) for column in columns]
    strips = [*(long.strips[column.name] for column in columns), *long.derived.values()]
    named = [heads.get(name, ()) for name in (*(column.name for column in columns), *long.derived)]
    spots = Moved(start, long.rows, tuple(strip.column for strip in strips), tuple(named))
    cells = _grid(sheet, strips, [*headers, *long.derived], (start, long.rows))
    said = money if tab.metric else ""
    return replace(sheet, cells=cells, merged=(), spots=spots, tab=tab.name, money=said)


def _grid(sheet: Sheet, strips: Sequence[Strip], headers: Sequence[str], rows: tuple[int, Ints]) -> Grid:
    """The cells of all columns below their headers, row by row."""
    store = strips[0].store
    first, _ = rows
    heads = Strip.written(headers, store)
    places = [first * WIDTH + np.arange(1, len(headers) + 1)]
    places += [(first + 1 + strip.lines) * WIDTH + at for at, strip in enumerate(strips, 1)]
    parts = [heads, *strips]
    keys = np.concatenate(places)
    order = np.argsort(keys, kind="stable")
    columns = (
        np.concatenate([part.kinds for part in parts])[order],
        np.concatenate([part.amounts for part in parts])[order],
        np.concatenate([part.styles for part in parts])[order].astype(np.int32),
    )
    return Grid(keys[order], columns, store.held, store.formats, _formulas(sheet, strips, rows))


def _formulas(sheet: Sheet, strips: Sequence[Strip], rows: tuple[int, Ints]) -> Mapping[int, str]:
    """The formulas of the cells in their new places; a month that was put in for a day is none."""
    old = sheet.cells.formulas if isinstance(sheet.cells, Grid) else {}
    if not old:
        return {}
    first, lines = rows
    found: dict[int, str] = {}
    for at, strip in enumerate(strips, 1):
        own = zip(lines[strip.lines].tolist(), strip.lines.tolist(), strip.kinds.tolist(), strict=True)
        told = ((line, old.get(row * WIDTH + strip.column)) for row, line, kind in own if kind != TEXT)
        found |= {(first + 1 + line) * WIDTH + at: formula for line, formula in told if formula}
    return found
