"""Field, Schema, Feed: what sheets look like, declared once for reading, checking, forms and the manual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from opsreport.model.unit import BARE, Unit

FieldKind = Literal["text", "int", "number", "money", "rate", "date", "datetime", "month", "choice", "flag"]
Rollup = Literal["sum", "last", "mean", "none"]


@dataclass(frozen=True, slots=True)
class Field:
    """One measured column.

    `headers` are the accepted header texts, the printed Chinese one first.
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
    """One table of the data model: its fields and the key no two rows may share."""

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
