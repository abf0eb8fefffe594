"""The filled cells of a large sheet in a few bytes each: a Mapping that makes each Cell when it is asked for."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from typing import Any

import numpy as np
import numpy.typing as npt

from opsreport.model.table import Cell, CellKind, Raw, Spot

KINDS: tuple[CellKind, ...] = ("number", "text", "date", "flag", "error", "no_value")
_PLACES = {kind: place for place, kind in enumerate(KINDS)}
# a row has room for so many columns; wider than any sheet
WIDTH = 1 << 15
_BATCH = 1 << 14
# what Cell() itself calls, without the detour
_made = tuple.__new__

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Grid(Mapping[Spot, Cell]):
    """Cells by (row, column), row by row; about twenty bytes a cell.

    `places` (row × WIDTH + column) rise strictly. `kinds` count in KINDS,
    `amounts` the number itself or, for any other kind, where the value
    stands in `held`; `styles` say where in `formats`. `formulas` are by place.
    """

    __slots__ = ("amounts", "formats", "formulas", "held", "kinds", "places", "styles")

    def __init__(
        self,
        places: Ints,
        columns: tuple[npt.NDArray[np.uint8], Floats, npt.NDArray[np.int32]],
        held: Sequence[Raw],
        formats: Sequence[str],
        formulas: Mapping[int, str],
    ) -> None:
        self.places = places
        self.kinds, self.amounts, self.styles = columns
        self.held, self.formats, self.formulas = held, formats, formulas

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, spot: Spot) -> Cell:
        at = self.place(spot)
        if at < 0:
            raise KeyError(spot)
        return self.cell(at)

    def __contains__(self, spot: object) -> bool:
        return isinstance(spot, tuple) and self.place(spot) >= 0

    def place(self, spot: tuple[Any, ...]) -> int:
        """Where the cell of a row and column stands in the order of all; -1 where that is blank."""
        key = spot[0] * WIDTH + spot[1]
        at = int(self.places.searchsorted(key))
        return at if 0 < spot[1] < WIDTH and at < len(self.places) and self.places[at] == key else -1

    def __iter__(self) -> Iterator[Spot]:
        for start in range(0, len(self.places), _BATCH):
            rows, columns = np.divmod(self.places[start : start + _BATCH], WIDTH)
            yield from zip(rows.tolist(), columns.tolist(), strict=True)

    def values(self) -> ValuesView[Cell]:
        return _Values(self)

    def items(self) -> ItemsView[Spot, Cell]:
        return _Items(self)

    def all_cells(self) -> Iterator[Cell]:
        """Every cell, row by row."""
        for start in range(0, len(self.places), _BATCH):
            yield from self.cells(slice(start, start + _BATCH))

    def across(self, row: int, left: int, right: int) -> list[Cell]:
        """The cells of a row from one column up to, but not with, another."""
        first, last = self.places.searchsorted([row * WIDTH + left, row * WIDTH + min(right, WIDTH)]).tolist()
        return list(self.cells(slice(first, last)))

    @property
    def last_row(self) -> int:
        """The row of the last cell."""
        return int(self.places[-1]) // WIDTH

    def down_to(self, count: int) -> Mapping[Spot, Cell]:
        """The cells of the first `count` filled rows."""
        end = 0
        for _ in range(count):
            if end < len(self.places):
                end = int(self.places.searchsorted((self.places[end] // WIDTH + 1) * WIDTH))
        return {(cell.row, cell.column): cell for cell in self.cells(slice(end))}

    def spots(self, at: Ints) -> tuple[Spot, ...]:
        """Row and column of the cells that stand there in the order of all."""
        rows, columns = np.divmod(self.places[at], WIDTH)
        return tuple(zip(rows.tolist(), columns.tolist(), strict=True))

    def cell(self, at: int) -> Cell:
        """The cell that stands there in the order of all."""
        place, name, amount = self.places.item(at), KINDS[self.kinds.item(at)], self.amounts.item(at)
        value, style = amount if name == "number" else self.held[int(amount)], self.formats[self.styles.item(at)]
        return Cell(*divmod(place, WIDTH), name, value, style, self.formulas.get(place, ""))

    def cells(self, at: slice | npt.NDArray[np.integer[Any]]) -> Iterator[Cell]:
        """The cells that stand there in the order of all."""
        keys = self.places[at]
        rows, columns = np.divmod(keys, WIDTH)
        names = [KINDS[kind] for kind in self.kinds[at].tolist()]
        held, formats, formulas = self.held, self.formats, self.formulas
        amounts = self.amounts[at].tolist()
        values = [n if name == "number" else held[int(n)] for n, name in zip(amounts, names, strict=True)]
        codes = [formats[style] for style in self.styles[at].tolist()]
        said = [formulas.get(key, "") for key in keys.tolist()] if formulas else [""] * len(names)
        cells = zip(rows.tolist(), columns.tolist(), names, values, codes, said, strict=True)
        return (_made(Cell, cell) for cell in cells)


def _nothing() -> Grid:
    columns = np.zeros(0, np.uint8), np.zeros(0), np.zeros(0, np.int32)
    return Grid(np.zeros(0, np.int64), columns, (), (), {})


def _kind_place(kind: CellKind, value: Raw) -> int:
    """Where the kind stands in KINDS; a number that is none is of the kind of its value."""
    if kind != KINDS[0] or isinstance(value, float | int):
        return _PLACES[kind]
    return _PLACES["text" if isinstance(value, str) else "date"]


def packed(cells: Mapping[Spot, Cell]) -> Grid:
    """The same cells as a Grid, by the row and column that each of them names."""
    if isinstance(cells, Grid):
        return cells
    if not cells:
        return _nothing()
    rows, columns, kinds, values, codes, said = zip(*cells.values(), strict=True)
    places = np.array(rows, np.int64) * WIDTH + np.array(columns, np.int64)
    numbered = np.fromiter(map(_kind_place, kinds, values), np.uint8, len(kinds))
    amounts = np.arange(len(values), dtype=np.float64)
    amounts[numbered == 0] = [values[at] for at in np.flatnonzero(numbered == 0).tolist()]
    formats = {code: style for style, code in enumerate(dict.fromkeys(codes))}
    styles = np.fromiter(map(formats.__getitem__, codes), np.int32, len(codes))
    formulas = {place: one for place, one in zip(places.tolist(), said, strict=True) if one} if any(said) else {}
    if np.any(places[1:] <= places[:-1]):
        order = np.argsort(places, kind="stable")
        places, numbered, amounts, styles = places[order], numbered[order], amounts[order], styles[order]
    return Grid(places, (numbered, amounts, styles), values, list(formats), formulas)


class _Values(ValuesView[Cell]):
    __slots__ = ()
    _mapping: Grid

    def __iter__(self) -> Iterator[Cell]:
        return self._mapping.all_cells()


class _Items(ItemsView[Spot, Cell]):
    __slots__ = ()
    _mapping: Grid

    def __iter__(self) -> Iterator[tuple[Spot, Cell]]:
        return (((cell.row, cell.column), cell) for cell in self._mapping.all_cells())
