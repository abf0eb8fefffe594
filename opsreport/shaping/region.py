"""A part of a sheet that is looked at by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """Its filled rows, its first and last column."""

    rows: Sequence[int]
    left: int
    right: int


def joined(parts: Sequence[Region]) -> Region:
    """Parts beside each other as one."""
    rows = parts[0].rows if len(parts) == 1 else sorted({row for part in parts for row in part.rows})
    return Region(rows, parts[0].left, parts[-1].right)
