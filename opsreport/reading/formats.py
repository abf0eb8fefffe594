"""Number formats: which code a style number stands for, and when it shows a moment instead of a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

Shape = Literal["", "date", "datetime", "time"]

BUILT_IN: Mapping[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    # the Chinese edition's own numbers, which files name without a code
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip

_LITERAL = re.compile(r'"[^"]*"?|[\\!_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_GENERAL_NAMES = ("", "general", "standard", "g/通用格式")
_SHAPES: Mapping[tuple[bool, bool], Shape] = {
    (True, True): "datetime", (True, False): "date", (False, True): "time", (False, False): "",
}  # fmt: skip
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
# the last day of year 9999 counted from 1904, so good for both date systems
_LAST_SERIAL = 2_957_003
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Format:
    """The number format of a style: its code ("" for General) and the shape of moment it shows, if any."""

    code: str = ""
    shape: Shape = ""


GENERAL = Format()


def format_of(code: str) -> Format:
    """The Format of a code; a duration ([h]:mm) stays a number of days."""
    if code.strip().lower() in _GENERAL_NAMES:
        return GENERAL
    bare = _LITERAL.sub("", code.split(";")[0]).lower()
    if _DURATION.search(bare):
        return Format(code)
    has_day = bool(set("yd") & set(bare)) or ("m" in bare and not set("hs") & set(bare) and "am/pm" not in bare)
    has_time = bool(set("hs") & set(bare))
    return Format(code, _SHAPES[has_day, has_time])


def moment(serial: float, shape: Shape, is_1904: bool) -> date | datetime | time | None:
    """The moment a serial day number stands for, to the millisecond.

    None for what is no moment: below 0, beyond year 9999, and below 1 in a
    format that shows a date.
    """
    if not 0 <= serial < _LAST_SERIAL or (serial < 1 and shape == "date"):
        return None
    # Excel believes in 29 February 1900, so days before it count from one day later
    days = serial if is_1904 or serial >= 60 else serial + 1
    at = (_EPOCH_1904 if is_1904 else _EPOCH) + timedelta(milliseconds=round(days * _DAY_MS))
    if serial < 1:
        return at.time()
    return at.date() if shape == "date" and at.time() == time() else at


Moment = date | datetime | time


def moments(serials: npt.NDArray[np.float64], shape: Shape, is_1904: bool) -> list[Moment | None]:
    """What `moment` says of each serial, faster for many."""
    epoch = np.datetime64(_EPOCH_1904 if is_1904 else _EPOCH, "ms")
    is_usual = (serials >= 1) & (serials < _LAST_SERIAL)
    days = np.where(is_usual, serials if is_1904 else serials + (serials < 60), 1)
    at = epoch + np.rint(days * _DAY_MS).astype("timedelta64[ms]")
    found = at.astype(object)
    if shape == "date":
        midnights = at.astype("datetime64[D]")
        found = np.where(at == midnights, midnights.astype(object), found)
    made: list[Moment | None] = found.tolist()
    for place in np.flatnonzero(~is_usual).tolist():
        made[place] = moment(float(serials[place]), shape, is_1904)
    return made
