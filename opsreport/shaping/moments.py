"""Months said by their distance: 本月, 上月 and 去年同期 beside each other, with 环比 between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from opsreport.model.period import Period
from opsreport.shaping.layout import MONTH_KINDS, Column, Layout
from opsreport.shaping.slots import KEPT_OUT, NUMBERS, Slot
from opsreport.shaping.words import MonthWord


def with_moments(layout: Layout, now: Period | None) -> Layout:
    """The table with the months that 本月 and 上月 mean as seen from `now`, which the other columns speak of.

    Untouched where no column is of another moment, where the table has months
    anyway, where `now` is not known, and where a measure that rows must have is
    not there for the other moment: such columns are kept out.
    """
    values = layout.of("value")
    kinds = {column.name: column.kind for column in layout.tab.columns}
    is_dated = any(one.slot.month for one in values) or any(kinds[name] in MONTH_KINDS for name in layout.labels)
    slots = _measured(layout, kinds)
    whole = {slot.moment for slot in slots.values() if slot.special == "past" and _is_whole(layout, slots, slot.moment)}
    if now is None or is_dated or not whole:
        return layout
    columns = tuple(new for one in layout.columns for new in _dated(one, slots.get(one.slot.column), now, whole))
    return replace(layout, columns=columns)


def _measured(layout: Layout, kinds: Mapping[str, str]) -> Mapping[int, Slot]:
    """The columns that hold a measure of some moment; 上月 alone is of the measure before it, if each has its own."""
    found: dict[int, Slot] = {}
    last: Slot | None = None
    bare = [slot for one in layout.of("value") if (slot := one.slot).special == "past" and not _names(slot)]
    named = [slot for one in layout.of("value") if kinds.get((slot := one.slot).name) in NUMBERS and not slot.special]
    is_clear = layout.tab.name == "kpi" or len(named) == 1 or len(bare) >= len(named)
    for slot in (one.slot for one in layout.of("value")):
        if slot.special not in ("", "past") or slot.is_whole_year:
            continue
        if slot.special and not _names(slot) and layout.tab.name != "kpi":
            if last is None or not is_clear:
                continue
            slot = replace(slot, name=last.name, unit=slot.unit or last.unit)
        found[slot.column] = slot
        last = last if slot.special else slot
    return found


def _names(slot: Slot) -> str:
    return slot.name or slot.metric or slot.other


def _is_whole(layout: Layout, slots: Mapping[int, Slot], moment: int | None) -> bool:
    """Whether all that rows must have, and have now, is there for the other moment too."""
    needed = {column.name for column in layout.tab.columns if column.required}
    now = {slot.name for slot in slots.values() if not slot.special} & needed
    then = {slot.name for slot in slots.values() if slot.special and slot.moment == moment}
    return layout.tab.name == "kpi" or now <= then


def _dated(one: Column, slot: Slot | None, now: Period, whole: set[int | None]) -> Iterator[Column]:
    """The column with its month; one of another moment stays as what was typed beside this month's too."""
    word = MonthWord(now.number, now.year)
    at = one.slot.spots[-1:]
    if slot is not None and (not slot.special or slot.moment in whole):
        then = now.plus(-(slot.moment or 0))
        month = MonthWord(then.number, then.year)
        yield Column(replace(slot, month=month, month_spots=at, special="", derived=""), "value")
    if one.role == "value" and one.slot.special in KEPT_OUT:
        yield replace(one, slot=replace(one.slot, month=word, month_spots=at))
    elif slot is None and one.slot.special in ("total", "mean"):
        yield replace(one, slot=replace(one.slot, special="rate"))
    elif slot is None:
        yield one
