"""Months said by their distance: 本月, 上月 and 去年同期 beside each other, 去年6月 and 上年同期 beside months."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from opsreport.model.period import Period
from opsreport.model.table import Cell
from opsreport.schemas.choices import LAST_YEAR, YEAR_CHANGES
from opsreport.shaping.layout import MONTH_KINDS, Column, Layout
from opsreport.shaping.slots import KEPT_OUT, NUMBERS, Slot
from opsreport.shaping.words import MonthWord, is_amount, says_nothing
from opsreport.shaping.years import Years
from opsreport.shaping.yearsago import year_ago_in

_KPI, _ACTUAL = "kpi", "actual"
_YEAR = 12


def with_moments(layout: Layout, now: Period | None) -> Layout:
    """The table with the months that 本月 and 上月 mean as seen from `now`, which the other columns speak of.

    Where rows have months of their own, 去年同期 is of the month so long before that of its row. Untouched where no
    column is of another moment, where the table has months across, but for the same month of years before beside what
    is so now, where `now` is not known, and where a measure that rows must have is not there for the other moment:
    such columns are kept out.
    """
    layout = _without_pasts_of_sums(layout)
    values = layout.of("value")
    kinds = {column.name: column.kind for column in layout.tab.columns}
    months = [one.slot.month for one in values if one.slot.month and not one.slot.special]
    is_dated = any(kinds[name] in MONTH_KINDS for name in layout.labels)
    if not is_dated and (now is None or not all(_is_years_before(word, now) for word in months)):
        return layout
    slots = _measured(layout, kinds)
    whole = {slot.moment for slot in slots.values() if slot.special == "past" and _is_whole(layout, slots, slot.moment)}
    if is_dated or now is None:
        return layout if months else _with_pasts_of_rows(layout, slots, whole)
    if not (whole or (months and any(map(_is_now, slots.values())))):
        return layout
    columns = tuple(new for one in layout.columns for new in _dated(one, slots.get(one.slot.column), now, whole))
    return replace(layout, columns=columns)


def _with_pasts_of_rows(layout: Layout, slots: Mapping[int, Slot], whole: Collection[int | None]) -> Layout:
    """The table with 去年同期 and 上月 as what its rows were then, seen from the month of each row, and as typed."""
    is_listed = layout.tab.name == _KPI and not layout.has_metrics
    columns = []
    for one in layout.columns:
        slot = slots.get(one.slot.column, one.slot)
        is_told = slot.name or slot.metric or is_listed
        if one.role == "value" and slot.special == "past" and slot.moment in whole and is_told and not slot.other:
            name = slot.name or (_ACTUAL if layout.tab.name == _KPI else "")
            columns.append(replace(one, slot=replace(slot, name=name, special="", derived="")))
        columns.append(one)
    return replace(layout, columns=tuple(columns))


def without_pasts_of_rows(layout: Layout) -> Layout:
    """The table with such columns only as typed."""
    return replace(layout, columns=tuple(one for one in layout.columns if not is_past_of_rows(one.slot)))


def is_past_of_rows(slot: Slot) -> bool:
    """Whether a column is of a month so long before that of each row."""
    return bool(slot.moment) and not (slot.special or slot.month)


def _without_pasts_of_sums(layout: Layout) -> Layout:
    """Key metrics without a 去年同期 that follows a sum of months: it may be that of the month or that of the sum."""
    before = {one.slot.column: over.slot for over, one in pairwise(layout.columns)}

    def is_open(slot: Slot) -> bool:
        is_past = slot.special == "past" and slot.moment == _YEAR and slot.month is None
        return is_past and slot.column in before and before[slot.column].special == "total"

    if layout.tab.name != _KPI or not any(is_open(one.slot) for one in layout.columns):
        return layout
    columns = (Column(replace(one.slot, special=""), "none") if is_open(one.slot) else one for one in layout.columns)
    return replace(layout, columns=tuple(columns))


def _is_years_before(word: MonthWord, now: Period) -> bool:
    """Whether a month says that it is the same as `now` in a year before."""
    return word.year is not None and word.year < now.year and word.number == now.number


def _is_now(slot: Slot) -> bool:
    return slot.moment == 0 or (slot.name == _ACTUAL and not slot.special)


def _measured(layout: Layout, kinds: Mapping[str, str]) -> Mapping[int, Slot]:
    """The columns that hold a measure of some moment; 上月 alone is of the measure before it, if each has its own."""
    found: dict[int, Slot] = {}
    last: Slot | None = None
    slots = [one.slot for one in layout.of("value") if not one.slot.month]
    bare = [slot for slot in slots if slot.special == "past" and not _names(slot)]
    named = [slot for slot in slots if kinds.get(slot.name) in NUMBERS and not slot.special]
    is_clear = layout.tab.name == _KPI or len(named) == 1 or len(bare) >= len(named)
    for slot in slots:
        if slot.special not in ("", "past") or slot.is_whole_year:
            continue
        if slot.special and not _names(slot) and layout.tab.name != _KPI:
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
    return layout.tab.name == _KPI or now <= then


def _dated(one: Column, slot: Slot | None, now: Period, whole: set[int | None]) -> Iterator[Column]:
    """The column with its month; one of another moment stays as what was typed beside this month's too."""
    word = MonthWord(now.number, now.year)
    at = one.slot.spots[-1:]
    if slot is not None and (not slot.special or slot.moment in whole):
        then = now.plus(-(slot.moment or 0))
        yield Column(_of_month(slot, then), "value")
    if one.role == "value" and one.slot.special in KEPT_OUT:
        yield replace(one, slot=replace(one.slot, month=word, month_spots=at))
    elif slot is None and one.slot.special in ("total", "mean"):
        yield replace(one, slot=replace(one.slot, special="rate"))
    elif slot is None:
        yield one


def _of_month(slot: Slot, month: Period) -> Slot:
    """The slot of a measure in a month."""
    word = MonthWord(month.number, month.year)
    return replace(slot, month=word, month_spots=slot.month_spots or slot.spots[-1:], special="", derived="")


def with_years_ago(layout: Layout, years: Years) -> Layout:
    """The table with the years that 去年 and 今年 mean beside a month, as seen from the year that its place says.

    Where a table of channels and the like has not all of last year's numbers that rows must
    have, those that it has are kept out; so is a 去年 without a month, which may be the whole year,
    but for key metrics with a 同比 beside it.
    """
    this = years.year or years.period.year
    slots = [one.slot for one in layout.of("value")]
    needed = {column.name for column in layout.tab.columns if column.required and column.kind in NUMBERS}
    now = {slot.name for slot in slots if slot.month and not (slot.ago or slot.special)} & needed
    plain = _ACTUAL if layout.tab.name == _KPI else ""
    then = {slot.ago: {one.name or plain for one in slots if one.ago == slot.ago} for slot in slots if slot.ago}
    short = {ago for ago, names in then.items() if not now <= names}
    named = {slot.month.number for slot in slots if slot.month and slot.ago == 0}
    columns = tuple(_of_year(_of_this_year(one, named), this, short) for one in layout.columns)
    bare = [one for one in columns if one.role == "none" and year_ago_in(one.slot.text)[0] == 1]
    if layout.tab.name == _KPI and len(bare) == 1 and any(_is_over_the_year(one.slot) for one in columns):
        columns = tuple(_of_the_same_month(one) if one is bare[0] else one for one in columns)
    return replace(layout, columns=columns)


def _is_over_the_year(slot: Slot) -> bool:
    """Whether a column says by how much a number changed over the year."""
    return slot.special == "change" and any(word in slot.text.casefold() for word in YEAR_CHANGES)


def _of_the_same_month(one: Column) -> Column:
    """A column of 去年 as one of the same month of last year, where it names no other measure than the actual."""
    slot = one.slot
    if year_ago_in(slot.text)[1] not in ("", "实际", "实际值", "数据"):
        return one
    past = replace(slot, special="past", moment_word=LAST_YEAR, other="", derived=LAST_YEAR)
    return Column(past, "value")


def _of_this_year(one: Column, named: set[int]) -> Column:
    """The column as one of this year where it says no year and another says 今年 of the same month: 6月目标."""
    slot = one.slot
    if one.role != "value" or slot.month is None or slot.month.year or slot.year or slot.ago is not None:
        return one
    return replace(one, slot=replace(slot, ago=0)) if slot.month.number in named else one


def _of_year(one: Column, this: int, short: set[int]) -> Column:
    slot = one.slot
    if one.role == "value" and not slot.month and year_ago_in(slot.other)[0]:
        return Column(replace(slot, name="", metric="", other=slot.text), "none")
    if one.role != "value" or slot.ago is None or slot.month is None:
        return one
    if slot.ago in short:
        return Column(replace(slot, name="", metric="", month=None, other=slot.text), "none")
    return replace(one, slot=replace(slot, month=MonthWord(slot.month.number, this - slot.ago)))


def with_same_months(layout: Layout, years: Years) -> Layout:
    """Key metrics with months across, and what 去年同期 says beside one, or of the last that is filled, as its month's.

    A month that has a column of its own is read from that. What was typed stays beside the month that it is compared
    with, too.
    """
    if layout.tab.name != _KPI:
        return layout
    actuals = [one.slot for one in layout.of("value") if _is_actual(one.slot)]
    held = {(slot.metric, _month_of(slot, years)) for slot in actuals}
    filled = [slot for slot in actuals if _is_filled(layout, slot.column)]
    last = max(filled, key=lambda slot: _month_of(slot, years), default=None)
    columns: list[Column] = []
    layout = _with_target(layout, {_month_of(slot, years): slot for slot in actuals}, years.period)
    for one in layout.columns:
        slot = _beside(one.slot, last) if _is_of_numbers(layout, one.slot.column) else one.slot
        if one.role == "value" and slot.month and slot.special == "past" and slot.moment:
            then = _month_of(slot, years).plus(-slot.moment)
            if (slot.metric, then) not in held:
                held.add((slot.metric, then))
                columns.append(Column(_of_month(replace(slot, name=slot.name or _ACTUAL), then), "value"))
        columns.append(replace(one, slot=slot) if one.role == "value" else one)
    return replace(layout, columns=tuple(columns))


def _with_target(layout: Layout, months: Mapping[Period, Slot], now: Period) -> Layout:
    """The table, its one target without a month as that of `now`, beside which only months to compare with stand.

    Beside other months, or a total of them, it may be that of a quarter.
    """
    slots = [one.slot for one in layout.of("value")]
    targets = [slot for slot in slots if slot.name == "target" and not (slot.special or slot.is_whole_year)]
    is_one = len(targets) == 1 and not targets[0].month and not any(slot.special == "total" for slot in slots)
    if not is_one or now not in months or not set(months) <= {now, now.plus(-1), now.plus(-12)}:
        return layout
    mine = replace(targets[0], month=months[now].month, year=months[now].year)
    dated = (replace(one, slot=mine) if one.slot is targets[0] else one for one in layout.columns)
    return replace(layout, columns=tuple(dated))


def _beside(slot: Slot, last: Slot | None) -> Slot:
    """The slot of 去年同期 or 同比 that says no month as one of the last month."""
    is_open = not slot.month and ((slot.special == "past" and slot.moment) or _is_over_the_year(slot))
    return replace(slot, month=last.month, year=last.year) if is_open and last else slot


def _is_actual(slot: Slot) -> bool:
    return bool(slot.month) and slot.name in ("", _ACTUAL) and not slot.special


def _month_of(slot: Slot, years: Years) -> Period:
    assert slot.month
    return years.period_of(slot.month, slot.year)


def _is_filled(layout: Layout, column: int) -> bool:
    return any(map(is_amount, _cells(layout, column)))


def _is_of_numbers(layout: Layout, column: int) -> bool:
    """Whether no cell of a column says anything but a number, such as 累计 below its header."""
    return all(is_amount(cell) or says_nothing(cell) for cell in _cells(layout, column))


def _cells(layout: Layout, column: int) -> Iterator[Cell]:
    found = (layout.grid.sheet.cells.get((row, column)) for row in layout.area.body)
    return (cell for cell in found if cell)
