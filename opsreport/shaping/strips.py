"""The columns of a long table in a packed sheet: cells in arrays, read and rewritten a whole column at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from opsreport.model.grid import KINDS, WIDTH, Floats, Ints
from opsreport.model.grid import Grid as Packed
from opsreport.model.table import Cell, Raw

TEXT, NUMBER = KINDS.index("text"), KINDS.index("number")


@dataclass(frozen=True, slots=True)
class Store:
    """What amounts and styles of the cells point at, of the sheet and what was written since."""

    held: list[Raw]
    formats: list[str]
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, packed: Packed) -> Store:
        """The values and formats of a packed sheet, free to grow."""
        return cls(list(packed.held), list(packed.formats))

    def text(self, text: str) -> int:
        """The place of a text, written once."""
        if text not in self.places:
            self.places[text] = len(self.held)
            self.held.append(text)
        return self.places[text]

    def alike(self, kinds: npt.NDArray[np.uint8], amounts: Floats) -> Floats:
        """The same amounts, those of equal values that are no numbers pointing at the same place."""
        others = kinds != NUMBER
        which, places = pd.factorize(amounts[others])
        values = [self.held[place] for place in places.astype(np.int64).tolist()]
        if len(set(values)) == len(values):
            return amounts
        first: dict[tuple[type, Raw], float] = {}
        held = zip(places.tolist(), values, strict=True)
        joined = np.array([first.setdefault((type(value), value), place) for place, value in held], dtype=float)
        found = amounts.copy()
        found[others] = joined[which]
        return found

    @property
    def general(self) -> int:
        """The place of the format of cells that have none."""
        if "" not in self.formats:
            self.formats.append("")
        return self.formats.index("")


@dataclass(frozen=True, slots=True)
class Strip:
    """One column of the rows of a table: which of them are filled, by their place among the rows, and with what.

    `column` is where it stands in the sheet, 0 for what stands in none.
    """

    column: int
    lines: Ints
    kinds: npt.NDArray[np.uint8]
    amounts: Floats
    styles: npt.NDArray[np.int32]
    store: Store

    @classmethod
    def written(cls, texts: Sequence[str], store: Store) -> Strip:
        """A column that stands nowhere in the sheet: a text for each row."""
        places = np.array([store.text(text) for text in texts], dtype=float)
        kinds, styles = np.full(len(texts), TEXT, dtype=np.uint8), np.full(len(texts), store.general, dtype=np.int32)
        return cls(0, np.arange(len(texts)), kinds, places, styles, store)

    @classmethod
    def repeated(cls, cell: Cell, lines: Ints, store: Store) -> Strip:
        """A column that stands nowhere in the sheet: a number, or a text, in those rows."""
        is_number = isinstance(cell.value, float)
        amount = cell.value if isinstance(cell.value, float) else store.text(str(cell.value))
        kinds = np.full(len(lines), NUMBER if is_number else TEXT, dtype=np.uint8)
        styles = np.full(len(lines), store.general, dtype=np.int32)
        return cls(0, lines, kinds, np.full(len(lines), amount, dtype=float), styles, store)

    def of(self, kept: npt.NDArray[np.bool_]) -> Strip:
        """Those of its cells."""
        arrays = (self.lines[kept], self.kinds[kept], self.amounts[kept], self.styles[kept])
        return Strip(self.column, *arrays, self.store)

    def cell(self, at: int, row: int) -> Cell:
        """One of its cells, which stands in that row of the sheet."""
        return self._cells(slice(at, at + 1), row)[0]

    def _cells(self, at: Ints | slice, row: int = 0) -> tuple[Cell, ...]:
        """Some of its cells, as if they stood in that row."""
        held, formats, column = self.store.held, self.store.formats, self.column
        looks = zip(self.kinds[at].tolist(), self.amounts[at].tolist(), self.styles[at].tolist(), strict=True)
        return tuple(
            Cell(row, column, KINDS[kind], amount if kind == NUMBER else held[int(amount)], formats[style])
            for kind, amount, style in looks
        )

    def different(self) -> tuple[tuple[Cell, ...], Ints]:
        """Its different cells in the order they first stand, and which of them each cell is."""
        looks = pd.factorize(self.amounts, use_na_sentinel=False)[0].astype(np.int64)
        looks = (looks * len(KINDS) + self.kinds) * (len(self.store.formats) + 1) + self.styles
        which, different = pd.factorize(looks)
        first = np.empty(len(different), dtype=np.int64)
        first[which[::-1]] = np.arange(len(which))[::-1]  # of several written to one place the last stays
        return self._cells(first), which

    def said(self, meant: Callable[[Cell], str | None]) -> Strip:
        """The same with the texts that cells stand for: None leaves one as it is, "" takes it out."""
        cells, which = self.different()
        return self._saying([meant(cell) for cell in cells], which)

    def respelled(self, meant: Callable[[str], str | None]) -> Strip:
        """The same with what its texts mean, as `said`; what is no text stays."""
        values, which, others = self._values()
        texts = [meant(value) if isinstance(value, str) else None for value in values]
        at = np.full(len(self.lines), len(texts), dtype=np.int64)
        at[others] = which
        return self._saying([*texts, None], at)

    def telling(self, is_such: Callable[[str], bool]) -> Ints:
        """The rows with a text that is such."""
        values, which, others = self._values()
        hits = np.array([isinstance(value, str) and is_such(value) for value in values], dtype=bool)
        return self.lines[others][hits[which]] if len(hits) else self.lines[:0]

    def _values(self) -> tuple[list[Raw], Ints, npt.NDArray[np.bool_]]:
        """The different values that are no numbers, which of them each such cell holds, and which cells these are."""
        others = self.kinds != NUMBER
        which, places = pd.factorize(self.amounts[others])
        return [self.store.held[place] for place in places.astype(np.int64).tolist()], which, others

    def _saying(self, texts: Sequence[str | None], which: Ints) -> Strip:
        """The same with one of the texts in each cell, as `said`."""
        if all(text is None for text in texts):
            return self
        places = np.array([self.store.text(text) if text else -1 for text in texts], dtype=float)[which]
        is_said = np.array([text is not None for text in texts], dtype=bool)[which]
        kinds = np.where(is_said, TEXT, self.kinds).astype(np.uint8)
        styles = np.where(is_said, self.store.general, self.styles).astype(np.int32)
        rewritten = replace(self, kinds=kinds, amounts=np.where(is_said, places, self.amounts), styles=styles)
        return rewritten.of(~(is_said & (places < 0)))

    def codes(self, count: int) -> Ints:
        """A number for each of so many rows, the same where they say the same text; 0 where they say nothing."""
        cells, which = self.different()
        numbers: dict[str, int] = {"": 0}
        said = [numbers.setdefault(str(cell.value).strip(), len(numbers)) for cell in cells]
        found = np.zeros(count, dtype=np.int64)
        found[self.lines] = np.array(said, dtype=np.int64)[which] if said else 0
        return found


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table in a packed sheet, one after the other as the sheet numbers them, and its columns.

    `across` is the column of each cell of the sheet.
    """

    packed: Packed
    rows: Ints
    store: Store
    across: npt.NDArray[np.uint16]

    @classmethod
    def under(cls, packed: Packed, head: int, columns: Sequence[int]) -> Body:
        """The rows below `head` that have a cell in one of those columns."""
        across = (packed.places % WIDTH).astype(np.uint16)
        among = np.isin(across, np.array(columns, dtype=np.int64)) & (packed.places >= (head + 1) * WIDTH)
        rows = packed.places[among] // WIDTH  # they rise
        return cls(packed, rows[np.diff(rows, prepend=-1) > 0], Store.of(packed), across)

    def strip(self, column: int) -> Strip:
        """One column, without cells of spaces alone."""
        at = np.nonzero(self.across == column)[0]
        rows = self.packed.places[at] // WIDTH
        lines = self.rows.searchsorted(rows)
        inside = (lines < len(self.rows)) & (self.rows[np.minimum(lines, len(self.rows) - 1)] == rows)
        at, lines = at[inside], lines[inside].astype(np.int64)
        packed = self.packed
        kinds, amounts = packed.kinds[at], self.store.alike(packed.kinds[at], packed.amounts[at])
        found = Strip(column, lines, kinds, amounts, packed.styles[at], self.store)
        places = pd.unique(amounts[kinds == TEXT])
        blank = [place for place in places.tolist() if not str(self.store.held[int(place)]).strip()]
        return found.of(~((kinds == TEXT) & np.isin(amounts, blank))) if blank else found


def kept_rows(rows: Ints, strips: Mapping[str, Strip], kept: npt.NDArray[np.bool_]) -> tuple[Ints, dict[str, Strip]]:
    """Those of the rows, and the columns with those rows alone."""
    if kept.all():
        return rows, dict(strips)
    anew = np.cumsum(kept) - 1
    parts = {name: strip.of(kept[strip.lines]) for name, strip in strips.items()}
    return rows[kept], {name: replace(part, lines=anew[part.lines]) for name, part in parts.items()}


def runs(codes: Ints) -> Iterator[Ints]:
    """The places of each different code, in the order these first stand."""
    _, first, which = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(which, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(which))[:-1])
    for at in np.argsort(first, kind="stable").tolist():
        yield groups[at]
