"""How precisely a number was typed: half of its last digit, as its cell shows it."""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np

from opsreport.model.grid import Floats
from opsreport.model.spelling import plain
from opsreport.model.table import Cell

_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_TO_ONE = re.compile(r"^1\s*:")
_SHOWN = re.compile(r"[0#?]\.([0#?]+)")
_HIDDEN = re.compile(r'"[^"]*"|\\.|_.')
_WHOLE = 1e9
# a number with more is no typed one but what a formula left
MOST_DECIMALS = 4
# so many standard deviations of what rounding adds up to; that of one cell is half its last digit / √3
_DEVIATIONS = 3 / math.sqrt(3)


def half_digit(cell: Cell, value: float) -> float:
    """Half of the last digit of a number, in the unit of `value`, which is what the cell was read as.

    A percentage of one decimal is good for half of a tenth of a percent, 9.7万 for 500. A
    number in a format that shows more decimals than it has was typed with as many.
    """
    digits, decimals = digits_of(cell)
    if not digits or not value:
        return 0.5 * 10.0**-decimals * _scale(cell)
    return abs(value) / digits * 0.5 * 10.0**-decimals


def rounding(cell: Cell, value: float) -> float:
    """How far the rounding of a cell may have moved its number: nothing for a whole one in full, 1,290,000."""
    digits, decimals = digits_of(cell)
    is_full = not decimals and abs(value) == digits
    return 0.0 if not digits or not value or decimals > MOST_DECIMALS or is_full else half_digit(cell, value)


def rounding_of_sum(halves: Floats | float, squares: Floats | float) -> Floats:
    """How far rounding may have moved a sum, of the sums of the halves of its cells and of their squares.

    At worst half a digit a cell, of many cells three deviations.
    """
    found: Floats = np.minimum(halves, _DEVIATIONS * np.sqrt(np.maximum(squares, 0.0)))
    return found


def as_typed(cell: Cell, value: float, other: float) -> tuple[str, str]:
    """What a cell shows, and another number in the same unit: 71 and 70 in 万元, 71万 and 70万.

    `value` is what the cell was read as.
    """
    digits, _ = digits_of(cell)
    worth = abs(value) / digits if digits and value else 1.0
    shown = plain(cell.value) if isinstance(cell.value, str) else _full(digits * (-1 if value < 0 else 1))
    return shown, _DIGITS.sub(_full(other / worth), shown.lstrip("-"), count=1)


def _full(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _WHOLE or float(value).is_integer() else f"{value:,.10g}"


def digits_of(cell: Cell) -> tuple[float, int]:
    """The digits of a cell as a number, and how many of them are decimals; as many as its format shows, or more."""
    if isinstance(cell.value, str):
        shown = _DIGITS.search(_TO_ONE.sub("", plain(cell.value)))
    else:
        shown = _DIGITS.search(
            f"{float(cell.value) / _scale(cell):.10g}" if isinstance(cell.value, int | float) else ""
        )
    if shown is None:
        return 0.0, 0
    return float(shown[0].replace(",", "")), max(len(shown[1] or ""), _decimals_of(cell.number_format))


@lru_cache(maxsize=1024)
def _decimals_of(number_format: str) -> int:
    """How many decimals a format shows."""
    held = _SHOWN.search(_HIDDEN.sub("", number_format.split(";")[0]))
    return len(held[1]) if held else 0


def _scale(cell: Cell) -> float:
    """What 1 of the digits of a cell is worth: a hundredth in a percentage."""
    text = plain(cell.value) if isinstance(cell.value, str) else _HIDDEN.sub("", cell.number_format)
    return 0.01 if "%" in text else 1.0
