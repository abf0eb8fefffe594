"""A plain table and the pages that mess is written on; nothing here knows the program that reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

Value = str | float | None
Spot = tuple[int, int]
Block = list[list[Value]]
Style = Callable[[str, float], Value]


@dataclass(frozen=True)
class Plain:
    """A table by header: months as 2025-04, what names a row, numbers by measure.

    `keys` are the headers that name a row beside the month, `measures` those of numbers.
    """

    title: str
    columns: Mapping[str, Sequence[Value]]
    keys: tuple[str, ...]
    measures: tuple[str, ...]
    month: str = "月份"

    @property
    def months(self) -> list[str]:
        return list(dict.fromkeys(str(month) for month in self.columns[self.month]))

    @property
    def names(self) -> list[tuple[Value, ...]]:
        """What names the rows, each once."""
        return list(dict.fromkeys(zip(*(self.columns[key] for key in self.keys), strict=True)))

    def value(self, month: str, name: tuple[Value, ...], measure: str) -> Value:
        """The number of a measure; None where there is none."""
        rows = zip(self.columns[self.month], *(self.columns[key] for key in self.keys), strict=True)
        for at, row in enumerate(rows):
            if row == (month, *name):
                return self.columns[measure][at]
        return None

    def of(self, month: str) -> Plain:
        """The rows of one month."""
        keep = [at for at, one in enumerate(self.columns[self.month]) if one == month]
        return replace(self, columns={h: [values[at] for at in keep] for h, values in self.columns.items()})


@dataclass(frozen=True)
class Page:
    """One sheet of one file: values by (row, column) from 1, merged ranges, where the tables stand."""

    file: str
    sheet: str
    cells: Mapping[Spot, Value]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    tables: tuple[tuple[int, int, int, int], ...] = ()
    heads: int = 1
    labels: int = 1
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def bottom(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def right(self) -> int:
        return max((column for _, column in self.cells), default=0)


def page_of(block: Block, sheet: str, file: str = "运营数据.xlsx", *, heads: int = 1, labels: int = 1) -> Page:
    """A page that holds one block from A1."""
    cells = {
        (row, column): value
        for row, line in enumerate(block, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    box = (1, 1, len(block), max(len(line) for line in block))
    return Page(file, sheet, cells, (), (box,), heads, labels)


def as_typed(measure: str, value: float) -> Value:
    """A number as it is; other styles of values take its place."""
    return value
