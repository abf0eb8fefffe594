"""Source: what a person says of a sheet that cannot be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One [[source]] of opsreport.toml.

    `file` and `sheet` are patterns with * and ?; a sheet "" means any. `table`
    is a tab or a table, `header` the header's rows (() where they are found).
    `columns` say which field a header fills, `unit` the unit of a field, `where`
    the rows that are taken by a header's values, `constants` what is the same
    in all rows. `month` is the header of the month column, or one month; `year`
    that of months without one. `add_up`: rows of one key become their sum.
    """

    file: str
    table: str
    sheet: str = ""
    header: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    month: str = ""
    year: int | None = None
    add_up: bool = False
