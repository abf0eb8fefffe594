"""The filled cells of a large sheet in a few bytes each: a Mapping that makes each Cell when it is asked for."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from typing import Any

import numpy as np
import numpy.typing as npt

from opsreport.model.table import Cell, CellKind, Raw, Spot

KINDS: tuple[CellKind, ...] = ("number", "text", "date", "flag", "error", "no_value")
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
        at = self._place(spot)
        if at < 0:
            raise KeyError(spot)
        return next(self._cells(at, at + 1))

    def __contains__(self, spot: object) -> bool:
        return isinstance(spot, tuple) and self._place(spot) >= 0

    def _place(self, spot: tuple[Any, ...]) -> int:
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
            yield from self._cells(start, start + _BATCH)

    def down_to(self, count: int) -> Mapping[Spot, Cell]:
        """The cells of the first `count` filled rows."""
        rows = np.unique(self.places // WIDTH)[:count]
        end = int(self.places.searchsorted((int(rows[-1]) + 1) * WIDTH)) if len(rows) else 0
        return {(cell.row, cell.column): cell for cell in self._cells(0, end)}

    def spots(self, at: Ints) -> tuple[Spot, ...]:
        """Row and column of the cells that stand there in the order of all."""
        rows, columns = np.divmod(self.places[at], WIDTH)
        return tuple(zip(rows.tolist(), columns.tolist(), strict=True))

    def _cells(self, start: int, stop: int) -> Iterator[Cell]:
        keys = self.places[start:stop]
        rows, columns = np.divmod(keys, WIDTH)
        names = [KINDS[kind] for kind in self.kinds[start:stop].tolist()]
        held, formats, formulas = self.held, self.formats, self.formulas
        amounts = self.amounts[start:stop].tolist()
        values = [n if name == "number" else held[int(n)] for n, name in zip(amounts, names, strict=True)]
        codes = [formats[style] for style in self.styles[start:stop].tolist()]
        said = [formulas.get(key, "") for key in keys.tolist()] if formulas else [""] * len(names)
        cells = zip(rows.tolist(), columns.tolist(), names, values, codes, said, strict=True)
        return (_made(Cell, cell) for cell in cells)


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
