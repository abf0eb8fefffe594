"""Years said by their distance: 去年6月, 今年."""

from __future__ import annotations

import re
from functools import lru_cache

from opsreport.model.spelling import plain

YEARS_AGO = {"前年": 2, "去年": 1, "上年": 1, "今年": 0, "本年": 0}
# 去年同期 is a month, 去年累计 a sum
_YEAR_AGO = re.compile(rf"(?:{'|'.join(YEARS_AGO)})(?![累同至度初1-9])")


@lru_cache(maxsize=1024)
def year_ago_in(text: str) -> tuple[int | None, str]:
    """How many years before this one a header speaks of, and what else it says: 去年实际 → 1, 实际; None for none."""
    half = plain(text)
    found = _YEAR_AGO.match(half)
    return (YEARS_AGO[found[0]], half[found.end() :].strip(" -_/:·的")) if found else (None, text)
