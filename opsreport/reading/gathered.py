"""The cells of one large sheet while it is read: slice after slice is added, a Grid is made of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
import numpy.typing as npt

from opsreport.model.grid import KINDS, WIDTH, Floats, Grid, Ints
from opsreport.model.table import Cell, CellKind, Raw, Spot

_KIND_PLACES = {kind: place for place, kind in enumerate(KINDS)}

_MOST_REMEMBERED = 200_000
# cells that are there already are found faster; so many cost little
_FEW = 50_000

Part = tuple[Ints, npt.NDArray[np.uint8], Floats, npt.NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a Grid needs, growing. `strings` are values known beforehand, to which amounts may point at once."""

    strings: Sequence[str] = ()
    parts: list[Part] = field(default_factory=list)
    more: list[Raw] = field(default_factory=list)
    places: dict[Raw, int] = field(default_factory=dict)
    formats: dict[str, int] = field(default_factory=dict)
    formulas: dict[int, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many cells there are so far."""
        return sum(len(part[0]) for part in self.parts)

    def held(self, value: Raw) -> int:
        """The place of a value that is no number; equal ones are kept once while there are not too many."""
        place = self.places.get(value)
        if place is None:
            place = len(self.strings) + len(self.more)
            self.more.append(value)
            if len(self.places) < _MOST_REMEMBERED:
                self.places[value] = place
        return place

    def hold(self, values: Iterable[Raw]) -> int:
        """Keeps values that stand next to each other; the place of the first."""
        first = len(self.strings) + len(self.more)
        self.more.extend(values)
        return first

    def style(self, code: str) -> int:
        """The place of a number format."""
        return self.formats.setdefault(code, len(self.formats))

    def add(self, keys: Ints, kinds: Ints, amounts: Floats, styles: Ints) -> None:
        """The cells of a slice, as a Grid has them."""
        self.parts.append((keys, kinds.astype(np.uint8), amounts, styles.astype(np.int32)))

    def add_cells(self, cells: Mapping[tuple[int, int], Cell]) -> None:
        """The cells of a slice that were read one by one."""
        if not cells:
            return
        found = list(cells.values())
        keys = np.fromiter((cell.row * WIDTH + cell.column for cell in found), np.int64, len(found))
        kinds = np.fromiter((_KIND_PLACES[cell.kind] for cell in found), np.int64, len(found))
        amounts = np.fromiter((self.amount(cell.kind, cell.value) for cell in found), np.float64, len(found))
        styles = np.fromiter((self.style(cell.number_format) for cell in found), np.int64, len(found))
        self.add(keys, kinds, amounts, styles)
        self.formulas.update(
            (key, cell.formula) for key, cell in zip(keys.tolist(), found, strict=True) if cell.formula
        )

    def add_texts(self, keys: Ints, texts: Sequence[str]) -> None:
        """Cells that hold a text each."""
        found = np.fromiter(map(self.places.get, texts, repeat(-1)), np.int64, len(texts))
        new = np.flatnonzero(found < 0)
        if len(self.places) < _MOST_REMEMBERED:
            found[new] = [self.held(texts[at]) for at in new.tolist()]
        else:  # nothing more is remembered
            first = self.hold(texts[at] for at in new.tolist())
            found[new] = np.arange(first, first + len(new))
        kinds = np.full(len(texts), _KIND_PLACES["text"])
        self.add(keys, kinds, found.astype(np.float64), np.full(len(texts), self.style("")))

    def amount(self, kind: CellKind, value: Raw) -> float:
        """A number itself, else the place of the value."""
        return float(value) if kind == "number" and isinstance(value, float) else self.held(value)

    def cells(self) -> Mapping[Spot, Cell]:
        """All cells row by row, ready made where they are few."""
        grid = self.grid()
        return grid if len(grid) > _FEW else dict(grid.items())

    def grid(self) -> Grid:
        """All cells row by row; of two at one address the last counts."""
        none: Part = (np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0), np.zeros(0, np.int32))
        keys, kinds, amounts, styles = (np.concatenate(column) for column in zip(none, *self.parts, strict=True))
        if np.any(keys[1:] <= keys[:-1]):
            order = np.argsort(keys, kind="stable")
            order = order[np.append(keys[order][1:] != keys[order][:-1], True)]
            keys, kinds, amounts, styles = keys[order], kinds[order], amounts[order], styles[order]
        held = [*self.strings, *self.more] if self.more else self.strings
        return Grid(keys, (kinds, amounts, styles), held, list(self.formats), self.formulas)
