"""A plain table and the pages that mess is written on; nothing here knows the program that reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True)
class Typed:
    """A cell as somebody wrote it: what stands there, its number format, what is meant, and the unit of its header."""

    shown: str | float
    means: float | str | date
    form: str = ""
    by: float = 1


Value = str | float | date | Typed | None
Spot = tuple[int, int]
Box = tuple[int, int, int, int]
Block = list[list[Value]]


def number_of(value: Value) -> float | None:
    """The number that a cell means, in the unit of its header; None where it holds none."""
    meant = value.means if isinstance(value, Typed) else value
    if isinstance(value, Typed) and value.by != 1 and isinstance(meant, int | float):
        return round(meant / value.by, 9)
    return float(meant) if isinstance(meant, int | float) else None


def month_word(month: str) -> str:
    """2025-04 as people write it over a column: 4月."""
    return f"{int(month[5:])}月"


def signed(change: float) -> Value:
    """By how much something has grown, with its sign: +3.16%."""
    return f"{change:+.2%}"


def as_it_is(month: str) -> Value:
    """2025-04 as it is."""
    return month


@dataclass(frozen=True)
class Plain:
    """A table by header: months as 2025-04, what names a row, numbers by measure.

    `keys` are the headers that name a row beside the month, `measures` those of
    numbers, `kinds` what they count (by measure, or by name where a row is a
    metric), `optional` those that may lack. `adds_up`: its numbers may be added.
    `written` and `headed` spell a month in a column and over one, `changed` by
    how much a number has grown. `scales` are the units that headers or names
    say, as what one of them is.
    """

    title: str
    columns: Mapping[str, Sequence[Value]]
    keys: tuple[str, ...]
    measures: tuple[str, ...]
    month: str = "月份"
    kinds: Mapping[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    adds_up: bool = True
    written: Callable[[str], Value] = as_it_is
    headed: Callable[[str], Value] = month_word
    changed: Callable[[float], Value] = signed
    scales: Mapping[str, float] = field(default_factory=dict)

    @property
    def months(self) -> list[str]:
        return list(dict.fromkeys(str(month) for month in self.columns[self.month]))

    @property
    def names(self) -> list[tuple[Value, ...]]:
        """What names the rows, each once."""
        return list(dict.fromkeys(zip(*(self.columns[key] for key in self.keys), strict=True)))

    def rows(self) -> Iterator[tuple[str, tuple[Value, ...], list[Value]]]:
        """Month, names and numbers of each row."""
        parts = ((self.month,), self.keys, self.measures)
        month, keys, measures = ([self.columns[header] for header in part] for part in parts)
        numbers = zip(*measures, strict=True)
        for (one,), name, values in zip(zip(*month, strict=True), zip(*keys, strict=True), numbers, strict=True):
            yield str(one), name, list(values)

    def values(self, month: str, name: tuple[Value, ...]) -> list[Value]:
        """The numbers of one row in the order of the measures; None where there are none."""
        return next((found for *at, found in self.rows() if at == [month, name]), [None] * len(self.measures))

    def kind(self, name: tuple[Value, ...], measure: str) -> str:
        """What a number counts: money, count, rate or ratio."""
        return self.kinds.get(measure) or self.kinds.get(str(name[0]), "count")

    def change(self, one: Value, other: Value) -> Value:
        """By how much the one is above the other; None where there is nothing to compare."""
        now, before = number_of(one), number_of(other)
        return self.changed(now / before - 1) if now is not None and before else None

    def scale(self, name: tuple[Value, ...], measure: str) -> float:
        """What one of the unit is that the header or the name says; 1 where neither says one."""
        return self.scales.get(measure) or self.scales.get(str(name[0]), 1)

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
    merged: tuple[Box, ...] = ()
    tables: tuple[Box, ...] = ()
    heads: int = 1
    labels: int = 1
    is_1904: bool = False

    @property
    def bottom(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def right(self) -> int:
        return max((column for _, column in self.cells), default=0)


Pages = tuple[Page, ...]
Layout = Callable[[Plain], Pages]


def page_of(plain: Plain, block: Block, *, sheet: str = "", heads: int = 1, labels: int = 1) -> Page:
    """A page that holds one block from A1, in a workbook named after the table."""
    cells = {
        (row, column): value
        for row, line in enumerate(block, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    box = (1, 1, len(block), max(len(line) for line in block))
    return Page(f"{plain.title}.xlsx", sheet or plain.title, cells, (), (box,), heads, labels)


def long_block(plain: Plain, *, month: bool = True) -> Block:
    """A header and a row a month and name; rows without any number are left out."""
    rows: Block = [[*([plain.month] if month else []), *plain.keys, *plain.measures]]
    for one, name, values in plain.rows():
        if any(value is not None for value in values):
            rows.append([*([plain.written(one)] if month else []), *name, *values])
    return rows


def merged_groups(page: Page, width: int) -> Page:
    """The page with each group of the first header row merged over its columns, and labels over both rows."""
    groups = tuple((1, column, 1, column + width - 1) for column in range(page.labels + 1, page.right + 1, width))
    labelled = tuple((1, column, 2, column) for column in range(1, page.labels + 1))
    return replace(page, merged=labelled + (groups if width > 1 else ()))
