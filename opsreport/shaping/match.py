"""What was understood of a sheet, and why: said by `check -v`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.table import Sheet


@dataclass(frozen=True, slots=True)
class Ignored:
    """Cells that were kept out of the data: a header's column, a row, and the code of the reason."""

    cell: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """One table of a sheet and what it was taken for.

    `range` are its cells, `why` codes of what decided (title, file, headers,
    shape, source; wide, transposed, stacked, two_rows …), `columns` the column
    of the tab that each header was taken for.
    """

    origin: Origin
    tab: str
    why: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True, slots=True)
class Shaped:
    """Regular sheets, what was found on the way to them, and what each was taken for."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
    matches: tuple[Match, ...] = ()
