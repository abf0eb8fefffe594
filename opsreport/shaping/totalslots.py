"""Columns of totals: what span of months they say they are of."""

from __future__ import annotations

from opsreport.model.spelling import part_of_year, span_said
from opsreport.shaping.rows import SPECIAL_TEXTS
from opsreport.shaping.slots import Slot
from opsreport.shaping.words import is_before, years_in


def total_word(slot: Slot) -> str:
    """What a total over months calls itself where it says of which: 1-6月累计, Q1合计; else 合计."""
    said = f"{slot.month.number}月" if slot.month else ""
    spans = [word for text in slot.totals for word in (said + text, text) if span_said(word)]
    total, years = SPECIAL_TEXTS[slot.special], years_in(slot.text) | ({slot.year} if slot.year else set())
    of_year = filter(part_of_year, (*slot.totals, *slot.parts))
    found = next(iter((*spans, *(text if text.endswith(total) else text + total for text in of_year))), "")
    year = f"{min(years)}年" if len(years) == 1 and found and not years_in(found) else ""
    return year + found or total


def is_of_earlier_year(total: Slot, first: int) -> bool:
    """Whether a total is of a year before the first that the months have: 去年累计, 2024年累计 beside those of 2025."""
    said = years_in(total.text) | ({total.year} if total.year else set())
    return any(year < first for year in said) or any(map(is_before, total.parts))
