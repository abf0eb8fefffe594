"""The value axis that waterfalls side by side share: what it spans, and whether it is cut above 0."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from opsreport.model.block import Waterfall

Span = tuple[float, float]
_SMALL_CHANGE = 0.2
_SMALL_SPREAD = 0.4
_REACH = 0.6


def shared_span(blocks: Sequence[Waterfall]) -> Span:
    """(low, high) in base units over all levels of the waterfalls: from 0, or from below it where a level is.

    Cut above 0 (low > 0) only where every change is small beside its first
    level; (0, 1) without any level.
    """
    runs = [_levels(block) for block in blocks if block.steps]
    levels = [level for run in runs for level in run]
    low, high = min(levels, default=0.0), max(levels, default=1.0)
    if low <= 0 or high <= low or not _all_small(runs, high - low, high):
        return min(low, 0.0), max(high, 0.0) if levels else 1.0
    return max(0.0, low - _REACH * (high - low)), high


def _all_small(runs: Sequence[Sequence[float]], spread: float, high: float) -> bool:
    is_small = all(abs(run[-1] - run[0]) < _SMALL_CHANGE * abs(run[0]) for run in runs)
    return is_small and spread < _SMALL_SPREAD * high


def _levels(block: Waterfall) -> list[float]:
    """The running level after each step; later totals stand where the changes have led."""
    moves = (0.0 if s.number.is_missing or (s.total and i) else s.number.amount for i, s in enumerate(block.steps))
    return list(accumulate(moves))
