"""Field, Schema, Feed: what sheets look like, declared once for reading, checking, forms and the manual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from opsreport.model.unit import BARE, Unit

FieldKind = Literal["text", "int", "number", "money", "rate", "date", "datetime", "month", "choice", "flag"]
Rollup = Literal["sum", "last", "mean", "none"]
TypedKind = FieldKind | Literal["period", "share", "measure", "unit"]


@dataclass(frozen=True, slots=True)
class Field:
    """One measured column.

    `headers` are the accepted header texts: the printed Chinese one, the printed English one, then synonyms.
    `choices` maps the stored value to the texts accepted for it. `rollup` says
    how months add up. `required`: a row without it blocks.
    """

    name: str
    kind: FieldKind
    headers: tuple[str, ...]
    required: bool = False
    unit: Unit = BARE
    rollup: Rollup = "none"
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Schema:
    """One table of the data model: its fields and the key no two rows may share (() where rows are merged anyway).

    `titles` are the printed Chinese title, then the English one.
    """

    name: str
    titles: tuple[str, ...]
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    def field(self, name: str) -> Field:
        """The field of that name; KeyError lists what exists."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no field {name!r}; it has {', '.join(f.name for f in self.fields)}")


@dataclass(frozen=True, slots=True)
class TabColumn:
    """One column that people fill (one row of a tab of pairs).

    `headers` and `choices` are as in Field; the first text of a choice is the
    one its drop-down offers. Kinds beyond a Field's: "period" (a month, quarter
    or year), "share" (a rate between 0 and 1), "measure" (a number whose unit
    is that of the row's metric or its unit column), "unit" (a unit word).
    `least` is the smallest value that can be; `example` stands in the example
    row (dates as ISO text, rates as "4.8%") and `comment` in the header's
    comment of the empty workbook. `is_offered`: the empty workbook has the column;
    others are read where people's own sheets have them. `stands_for`: one cell
    says what these two columns do, the first and the last day of a span.
    `is_last`: of a span typed there the last day is meant. `without`: what a sheet
    is that has no such column though it is required: "" not to be read, "less" read
    all the same, without what rests on the column, "assumed" read with what the
    other columns tell of it.
    """

    name: str
    kind: TypedKind
    headers: tuple[str, ...]
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: float | None = None
    example: str | float = ""
    comment: str = ""
    width: float = 11
    is_offered: bool = True
    stands_for: tuple[str, ...] = ()
    is_last: bool = False
    without: Literal["", "less", "assumed"] = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """How rows of a tab become rows of one table.

    `columns` says which column fills a field, `convert` which converter of
    `checking` it passes, `constants` what is the same in all rows. Only rows
    whose columns hold one of the codes of `where` ("" is a blank), whose
    `filled` columns are not blank and whose `blank` columns all are, are taken;
    a row taken without one of `needs` is a finding. `once`: rows of one key become one, the newest "row"
    or the newest "filled" cell of each column.
    """

    table: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    convert: Mapping[str, str] = field(default_factory=dict)
    once: Literal["", "row", "filled"] = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a workbook that people fill, and the tables its rows feed.

    `titles` are the accepted sheet titles, the printed one first. `pairs`: the
    tab lists its columns downwards, name beside value, and feeds `meta`.
    `keys` are the columns that name a row, the first of them the one a total
    row says 合计 in and the example row 示例. `metric` is the column whose metric
    gives "measure" columns their unit. `required`: without the tab nothing can
    be built.
    """

    name: str
    titles: tuple[str, ...]
    columns: tuple[TabColumn, ...]
    keys: tuple[str, ...]
    feeds: tuple[Feed, ...] = ()
    required: bool = False
    pairs: bool = False
    metric: str = ""
    comment: str = ""

    def column(self, name: str) -> TabColumn:
        """The column of that name; KeyError lists what exists."""
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no column {name!r}; it has {', '.join(c.name for c in self.columns)}")

    def said_by(self, names: Iterable[str]) -> set[str]:
        """The columns of those names, and those that one of them stands for."""
        known = set(names)
        return known.union(*(column.stands_for for column in self.columns if column.name in known))
