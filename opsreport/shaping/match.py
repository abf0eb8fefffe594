"""What shaping makes of sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from opsreport.model.finding import Finding
from opsreport.model.match import Ignored, Match
from opsreport.model.table import Sheet

__all__ = ["Ignored", "Match", "Shaped", "unread"]


def unread(sheet: Sheet) -> Sheet:
    """The sheet with none of its cells, as nothing in it is to be read."""
    return replace(sheet, cells={}, merged=(), spots={})


@dataclass(frozen=True, slots=True)
class Shaped:
    """Regular sheets, what was found on the way to them, and what each was taken for."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
    matches: tuple[Match, ...] = ()
