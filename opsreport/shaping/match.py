"""What shaping makes of sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.finding import Finding
from opsreport.model.match import Ignored, Match
from opsreport.model.table import Sheet

__all__ = ["Ignored", "Match", "Shaped", "together", "unread"]


def unread(sheet: Sheet) -> Sheet:
    """The sheet with none of its cells, as nothing in it is to be read."""
    return replace(sheet, cells={}, merged=(), spots={})


@dataclass(frozen=True, slots=True)
class Shaped:
    """Regular sheets, what was found on the way to them, and what each was taken for."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
    matches: tuple[Match, ...] = ()


def together(parts: Sequence[Shaped]) -> Shaped:
    """All that several parts were made into."""
    return Shaped(
        tuple(sheet for part in parts for sheet in part.sheets),
        tuple(finding for part in parts for finding in part.findings),
        tuple(match for part in parts for match in part.matches),
    )
