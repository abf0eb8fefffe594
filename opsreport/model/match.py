"""Match: what a table of a sheet was taken for, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opsreport.model.origin import Origin


@dataclass(frozen=True, slots=True)
class Ignored:
    """Cells that were kept out of the data: a header's column, a row, and the code of the reason."""

    cell: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """One table of a sheet and what it was taken for.

    `origin` are its cells, `why` codes of what decided and how it lies (`why.<code>`
    in terms), `columns` the column of the tab, or the metric, that each header was
    taken for, `ignored` what was left out (`ignored.<reason>`).
    """

    origin: Origin
    tab: str
    why: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[Ignored, ...] = ()
