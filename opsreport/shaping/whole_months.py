"""Totals of one month (6月合计): what the month came to, however the rest of the table splits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opsreport.shaping.slots import Slot
from opsreport.shaping.words import is_subtotal

_MOST_PARTS = 6


def with_whole_months(slots: Sequence[Slot], *, is_named: bool) -> tuple[Slot, ...]:
    """The slots, the total of one month as the month's value, but where it adds up what else is read of the month.

    Days, weeks and other parts of the month beside it are no value of it; where the month stands
    beside its total, both are its value, and they must be the same. `is_named`: the rows have
    their names, so that what else stands across is no name.
    """
    return tuple(
        replace(slot, special="", derived="") if _is_whole(slot, slots, is_named=is_named) else slot for slot in slots
    )


def _is_whole(slot: Slot, slots: Sequence[Slot], *, is_named: bool) -> bool:
    if slot.special != "total" or not any(map(is_subtotal, slot.totals)):
        return False
    if not slot.month:
        return is_named and _adds_parts(slot, slots)
    same = [one for one in slots if one.month == slot.month and one.year == slot.year and not one.special]
    return not any(_is_added(one, slot, is_named=is_named) for one in same)


def _adds_parts(total: Slot, slots: Sequence[Slot]) -> bool:
    """Whether a measure has its weeks across and their total, and nothing else; no month has more of them."""
    same = [one for one in slots if one.name == total.name and one is not total]
    return bool(total.name) and 0 < len(same) <= _MOST_PARTS and all(one.special == "part" for one in same)


def _is_added(one: Slot, total: Slot, *, is_named: bool) -> bool:
    """Whether a column of the same month is one that is read, and that the total adds up."""
    if one.other:
        return not is_named
    is_aim = one.name.endswith("target")  # 6月目标 beside the weeks of June
    return bool(one.name or one.metric) and not (total.name or total.metric or is_aim)
