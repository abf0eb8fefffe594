"""What the number format of a cell makes its number look like: 0.8 in 0.0"%" is 0.8 %, 9.66 in 0.00"万" is 9.66万."""

from __future__ import annotations

import re
from functools import lru_cache

from opsreport.model.amount import Amount, amount_in

_PLAIN, _PERCENT = Amount(1.0), Amount(1.0, "percent")
_QUOTED = re.compile(r'"[^"]*"|\\.|!.')
_PADDING = re.compile(r"[_*].")
_BEHIND = re.compile(r'(?:"[^"]*"|\\.|[^\x00-\x7f])+\s*$')
# 0!.0,"万" shows 96,600 as 9.7万, 0!.0, as 9.7: the number itself is in full
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")
# a length of time is a number of days that [h]:mm:ss shows in hours
_CLOCK = re.compile(r"\[(h|m|s)+\]", re.IGNORECASE)
_DAY_IN = {"h": "24小时", "m": "1440分钟", "s": "86400秒"}
_POINT_BETWEEN = re.compile(r'(?:[\\!]\.|"\.")([0#?]+)')


@lru_cache(maxsize=1024)
def look_of(number_format: str) -> Amount:
    """What 1 in that format looks like, as the Amount a person would type for it; the plain 1 for most formats."""
    shown = _PADDING.sub("", number_format.split(";")[0])
    bare = _QUOTED.sub("", shown)
    if "%" in bare:
        return _PERCENT
    if (clock := _CLOCK.search(bare)) and (day := amount_in(_DAY_IN[clock[1].casefold()])):
        return day._replace(form="format")
    behind, smaller = _BEHIND.search(shown), _shown_by(shown)
    look = amount_in("1" + behind[0].replace('"', "").replace("\\", "")) if behind else None
    if look is None or look.is_change:
        return _PLAIN if smaller == 1 else Amount(1.0, "scaled", scale=smaller)
    value = look.value if smaller == 1 else 1.0
    return look._replace(value=value, form="" if value == 1 else "format")


def _shown_by(shown: str) -> float:
    """How many times smaller a format shows a number: 1,000 for each comma behind it, 10 for each digit cut off."""
    thousands, point = _THOUSANDS.search(shown), _POINT_BETWEEN.search(shown)
    return 1000.0 ** len(thousands[1] if thousands else "") * 10.0 ** len(point[1] if point else "")


def is_plain_look(number_format: str) -> bool:
    """Whether a number looks like itself in that format."""
    return not number_format or look_of(number_format) is _PLAIN


def is_percent_look(number_format: str) -> bool:
    """Whether a number looks like the percentage that it is in that format: 0.8 like 80 %."""
    return look_of(number_format) == _PERCENT


def amount_shown(value: float, number_format: str) -> Amount:
    """A number as its format shows it."""
    look = look_of(number_format) if number_format else _PLAIN
    return Amount(value) if look is _PLAIN else look._replace(value=scaled(value, look.value))


def scaled(value: float, factor: float) -> float:
    """The product without the error of 0.07 * 10_000."""
    return value if factor == 1 else float(f"{value * factor:.15g}")
