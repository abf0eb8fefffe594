"""A table laid out as one tab: the role of each of its columns, told by its header and what stands below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from opsreport.model.schema import Tab
from opsreport.model.spelling import header_parts
from opsreport.model.table import Cell
from opsreport.schemas.naming import sort_in
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.groupwords import with_group_words
from opsreport.shaping.layout import MONTH_KINDS, MOST_LOOKED_AT, Column, Layout, main_key
from opsreport.shaping.measuresaid import time_said
from opsreport.shaping.slots import NUMBERS, Slot, label_month, slots_of
from opsreport.shaping.tabwords import Words
from opsreport.shaping.unitlists import lists_units
from opsreport.shaping.whole_months import with_whole_months
from opsreport.shaping.words import is_amount, is_remark, is_unit, says_nothing, special_of

_GOAL_OF = re.compile(r"(?<=.)(?:目标|计划)(?:值|数)?(?=$|[(（])")  # 新增用户目标 beside 新增用户


def layout_of(grid: Grid, area: Area, words: Words) -> Layout:
    """The table as that tab would have it; whether it fits is for `fits` to say."""
    slots = _without_corner(grid, area, words, tuple(_undated(words, one) for one in slots_of(grid, area, words)))
    metrics = _metrics_at(grid, area, words, slots)
    labels: set[str] = set()
    named = {slot.name for slot in slots if slot.name}
    columns: list[Column] = []
    for slot in slots:
        column = _column(grid, area, words, slot, labels if slot.name else labels | named)
        if column.name == "metric" and not slot.name and slot.column != metrics:
            column = Column(slot, "none")
        if column.role == "label":
            labels.add(column.name)
        columns.append(column)
    made = with_whole_months([one.slot for one in columns], is_named=main_key(words.tab) in labels)
    columns = [replace(one, slot=slot) for one, slot in zip(columns, made, strict=True)]
    columns = list(with_group_words(words, columns))
    return Layout(grid, area, words, _with_keys_across(grid, area, columns, words.tab))


def _undated(words: Words, slot: Slot) -> Slot:
    """The slot of names without the month beside their header, which is that of the table: 指标（2025年6月）."""
    is_of_names = slot.name and slot.name == main_key(words.tab) and not slot.special
    return replace(slot, month=None, month_spots=()) if slot.month and is_of_names else slot


def _without_corner(grid: Grid, area: Area, words: Words, slots: Sequence[Slot]) -> Sequence[Slot]:
    """The slots, the first as if it were blank where it says 月份 of the months beside it and stands over texts."""
    first = slots[0]
    is_month = bool(first.name) and words.tab.column(first.name).kind in MONTH_KINDS
    if not (is_month and any(slot.month for slot in slots)):
        return slots
    cells = _cells(grid, area, first)
    is_corner = bool(cells) and all(cell.kind == "text" and not label_month(cell) for cell in cells)
    named = any(words.metric(str(cell.value)) or words.column(str(cell.value)) for cell in cells)
    return (replace(first, name="", text=""), *slots[1:]) if is_corner and named else slots


def _metrics_at(grid: Grid, area: Area, words: Words, slots: Sequence[Slot]) -> int:
    """The column under an unknown header that lists most metrics, the last of equals; 0 for none."""
    lists = words.tab.name == "kpi"
    counts = {
        slot.column: sum(bool(cell and words.metric(str(cell.value))) for cell in _cells(grid, area, slot))
        for slot in slots if lists and not (slot.name or slot.month or slot.metric)
    }  # fmt: skip
    if lists and not any(counts.values()) and any(slot.name in ("target", "actual") for slot in slots):
        first = slots[0]
        return first.column if first.is_blank and _name_measures(_cells(grid, area, first)) else 0
    return max(reversed(counts), key=lambda at: counts[at], default=0)


def _name_measures(cells: Sequence[Cell]) -> bool:
    """Whether texts that no catalogue knows are names of what is measured: 商单收入（万）, 解约率; not 城东店."""
    texts = [str(cell.value) for cell in cells if cell.kind == "text"]
    return bool(texts) and _share(bool(sort_in(text)) or is_unit(header_parts(text)[1]) for text in texts) >= 0.6


def _cells(grid: Grid, area: Area, slot: Slot) -> Sequence[Cell]:
    return [cell for row in area.body[:MOST_LOOKED_AT] if (cell := grid.sheet.cells.get((row, slot.column)))]


def _column(grid: Grid, area: Area, words: Words, slot: Slot, labels: set[str]) -> Column:
    cells = [cell for row in area.body[:MOST_LOOKED_AT] if (cell := grid.cell(row, slot.column))]
    kind = words.tab.column(slot.name).kind if slot.name else ""
    is_this_month = slot.moment == 0 and not cells and words.tab.name == "kpi"
    if slot.month or slot.metric or kind in NUMBERS or is_this_month:
        return Column(slot, "value")
    amounts = sum(is_amount(cell) for cell in cells if not says_nothing(cell))
    if slot.special:
        return Column(slot, "value" if amounts else "none")
    guessed = "" if words.is_left_out(slot.other) else _guessed(cells, words, slot, labels)
    if slot.name and slot.name not in labels:
        return Column(slot, "measure") if guessed == "measure" else Column(slot, "label", slot.name)
    if guessed == "measure":
        return Column(slot, "measure")
    if guessed and guessed not in labels and not slot.name:
        return Column(slot, "label", guessed)
    return Column(slot, "none")


def _guessed(cells: Sequence[Cell], words: Words, slot: Slot, labels: set[str]) -> str:
    """What the values under a blank or unknown header are: "measure", a label's column, or ""."""
    cells = [cell for cell in cells if not is_remark(str(cell.value))]
    texts = [cell for cell in cells if not is_amount(cell) and not special_of(str(cell.value))]
    if not texts or len(texts) < 0.6 * len(cells):
        return ""
    if _share(label_month(cell) is not None for cell in texts) >= 0.6:
        return next((column.name for column in words.tab.columns if column.kind in MONTH_KINDS), "")
    has_unit = any(column.kind == "unit" for column in words.tab.columns)
    if has_unit and lists_units([str(cell.value) for cell in texts]):
        return "unit"
    if _share(_is_measure(words, str(cell.value).strip()) for cell in texts) >= 0.6:
        return "measure"
    if words.tab.name == "kpi" and _share(bool(words.metric(str(cell.value))) for cell in texts) >= 0.5:
        return "metric"
    return main_key(words.tab) if slot.is_blank and main_key(words.tab) not in labels else ""


def _is_measure(words: Words, text: str) -> bool:
    """Whether a text names numbers of a tab's rows, or of key metrics the time that they are of: 2024年."""
    named = words.column(_GOAL_OF.sub("", text))
    return (named is not None and named.kind in NUMBERS) or (words.tab.name == "kpi" and time_said(text) is not None)


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def _with_plain_values(grid: Grid, area: Area, columns: list[Column]) -> list[Column]:
    """The one column of numbers beside names of measures, its header blank or saying no more than 数值.

    Columns beside it that hold remarks alone are none.
    """
    plain = [one for one in columns if one.role == "none" and not one.slot.other and not one.slot.special]
    numbers = [one for one in plain if not one.slot.name and any(map(is_amount, _cells(grid, area, one.slot)))]
    return [Column(one.slot, "value") if numbers == [one] else one for one in columns]


def _with_keys_across(grid: Grid, area: Area, columns: list[Column], tab: Tab) -> tuple[Column, ...]:
    """Unknown headers over numbers are names of rows where measures label the rows or stand under them."""
    labels = {column.name for column in columns if column.role == "label"}
    under = any(column.role == "measure" for column in columns)
    columns = [_as_units(grid, area, one) for one in columns] if under else columns
    named = {one.slot.name for one in columns if one.role == "value" and not one.slot.special} - {""}
    if not (named - {"target"} if tab.name == "kpi" else named) and (under or "metric" in labels):
        columns = _with_plain_values(grid, area, columns)
    if tab.name == "kpi" and not under and _crosses_metrics(columns, labels, tab):
        return tuple(_as_metric(grid, area, one) for one in columns)
    if main_key(tab) in labels or not under:
        return tuple(columns)
    return tuple(Column(one.slot, "value") if one.role == "none" and one.slot.other else one for one in columns)


def _as_units(grid: Grid, area: Area, one: Column) -> Column:
    """A column of nothing but units beside names of measures as theirs; any other as it is."""
    texts = [str(cell.value) for cell in _cells(grid, area, one.slot) if not says_nothing(cell)]
    return replace(one, role="unit") if one.role == "none" and not one.slot.special and lists_units(texts) else one


def _crosses_metrics(columns: Sequence[Column], labels: set[str], tab: Tab) -> bool:
    """Whether months stand down and several known metrics across."""
    known = [one for one in columns if one.role == "value" and one.slot.metric and not one.slot.month]
    is_dated = any(tab.column(name).kind in MONTH_KINDS for name in labels)
    return is_dated and main_key(tab) not in labels and len(known) > 1


def _as_metric(grid: Grid, area: Area, one: Column) -> Column:
    """An unknown header over numbers as the metric it names; any other column as it is."""
    cells = _cells(grid, area, one.slot)
    is_number = bool(cells) and all(is_amount(cell) or says_nothing(cell) for cell in cells)
    is_open = one.role == "none" and one.slot.other and not (one.slot.special or one.slot.month or one.slot.name)
    return Column(replace(one.slot, metric=one.slot.other, other=""), "value") if is_open and is_number else one
