"""Columns that list units though their header does not say so."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.model.spelling import plain
from opsreport.shaping.words import is_money, is_unit, without_scale

_RATES = ("%", "‰")


def lists_units(texts: Sequence[str]) -> bool:
    """Whether a column says units: all its texts are, or some are of money, percent or thousands, remarks between."""
    return bool(texts) and (all(map(is_unit, texts)) or any(is_unit(text) and _tells_worth(text) for text in texts))


def _tells_worth(text: str) -> bool:
    """Whether a unit changes what a bare number is worth, unlike 天 or 次, which may say something else."""
    half = plain(text).strip("()[]【】 ")
    return half in _RATES or is_money(half) or without_scale(half) != half
