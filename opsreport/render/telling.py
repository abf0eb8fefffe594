"""Which rows of a scoreboard a short summary shows."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.model.block import Row, Status

_OFF_TARGET = ("far_below", "missed", "near")


def telling_rows(rows: Sequence[Row], most: int) -> tuple[Row, ...]:
    """At most `most` rows in their order: every one that is off its target, before those that reached it."""
    ranked = sorted(range(len(rows)), key=lambda at: (_rank(rows[at]), at))
    return tuple(rows[at] for at in sorted(ranked[:most]))


def _rank(row: Row) -> int:
    codes = [cell.code for cell in row.cells if isinstance(cell, Status)]
    return min((_OFF_TARGET.index(code) for code in codes if code in _OFF_TARGET), default=len(_OFF_TARGET))
