"""Number: a value that knows its unit and how it came from cells.

A number's `source` is a small tree. Its leaves are cells of checked tables, so
one tree gives the trace (which cells), the live Excel formula (the workbook
writes the same tree over its input sheets) and the words of the notes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from opsreport.model.formula import Formula
from opsreport.model.unit import BARE, Unit

Total = Literal["sum", "count", "median", "mean", "max", "min"]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of one field of one table, added up (or counted, …): the leaf of a trace.

    `rows` are origin ids of the table's frame. "count" counts the rows whose
    cell is filled; every total of no filled cell is missing.
    """

    table: str
    field: str
    rows: tuple[int, ...]
    total: Total = "sum"


@dataclass(frozen=True, slots=True)
class Derived:
    """A Formula over other sources: what the workbook writes as a live formula."""

    formula: Formula
    inputs: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Method:
    """A value no cell formula gives (p-value, quantile, largest remainder): `key` names the method in terms."""

    key: str
    inputs: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """A parameter (a threshold of `rules`) or a literal of a formula."""

    value: float


Source = Cells | Derived | Method | Constant


def leaves(source: Source | None) -> Iterator[Cells]:
    """Every group of cells the source reaches, in reading order."""
    match source:
        case Cells():
            yield source
        case Derived(inputs=inputs):
            for part in inputs.values():
                yield from leaves(part)
        case Method(inputs=parts):
            for part in parts:
                yield from leaves(part)


class Tone(StrEnum):
    """How a number is judged. Colour follows the tone, never the sign."""

    neutral = "neutral"
    good = "good"
    watch = "watch"
    bad = "bad"


@dataclass(frozen=True, slots=True)
class Number:
    """A value (NaN or None: missing) in its base unit: 元, 人, a fraction for rates; never pre-scaled.

    `mark` is "best" or "worst" where the number is strictly so in its column.
    `is_partial`: a sum of which a part is not known. It may be shown, but nothing
    is derived from it: no ratio, no share, no change.
    """

    value: float | None
    unit: Unit = BARE
    source: Source | None = None
    tone: Tone = Tone.neutral
    mark: Literal["", "best", "worst"] = ""
    strong: bool = False
    is_partial: bool = False

    @property
    def is_missing(self) -> bool:
        return self.value is None or not math.isfinite(self.value)

    @property
    def amount(self) -> float:
        """The value as a float, NaN where missing."""
        return math.nan if self.value is None else float(self.value)

    def toned(self, tone: Tone) -> Number:
        return replace(self, tone=tone)

    def strongly(self) -> Number:
        return replace(self, strong=True)


def derived(formula: Formula, unit: Unit, inputs: Mapping[str, Number], tone: Tone = Tone.neutral) -> Number:
    """The Number a Formula gives over Numbers, its source joined from theirs (a bare value becomes a Constant).

    Missing where one of them is a sum of a part only.
    """
    is_known = not any(inputs[name].is_partial for name in formula.names)
    value = formula.number({name: number.amount for name, number in inputs.items()}) if is_known else None
    sources = {name: inputs[name].source or Constant(inputs[name].amount) for name in formula.names}
    return Number(value, unit, Derived(formula, sources), tone)


@dataclass(frozen=True, slots=True)
class Series:
    """A row of numbers of one unit, oldest first or in category order; a gap is a missing Number."""

    name: str
    numbers: tuple[Number, ...]
    role: Role = field(default_factory=lambda: Role.actual)

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(number.amount for number in self.numbers)


class Role(StrEnum):
    """What a series means; the renderer knows its ink (IBCS: solid, light, outlined, hatched)."""

    actual = "actual"
    target = "target"
    previous = "previous"
    forecast = "forecast"
    second = "second"
    third = "third"
    neutral = "neutral"
    good = "good"
    bad = "bad"
