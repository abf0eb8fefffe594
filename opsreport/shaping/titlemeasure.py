"""Which measure the values of a table are whose headers name none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from opsreport.model.spelling import name_key
from opsreport.model.table import Cell
from opsreport.shaping.layout import Layout
from opsreport.shaping.slots import NUMBERS, Slot
from opsreport.shaping.tabwords import without_brackets
from opsreport.shaping.titles import is_plan, title_of

_OF_YEAR = re.compile(r"(?:20\d\d年?)?(?:全年|年度)(?:合计|总计|小计)?")


def default_measure(layout: Layout, above: Sequence[Cell]) -> str:
    """The measure of values whose headers name none: what the title says, or the one number that rows must have."""
    texts = [str(cell.value) for cell in reversed(above)] + [layout.grid.sheet.name]
    for text in texts:
        found = _measure_in(layout, text)
        if found:
            return found
    if layout.tab.name == "kpi" and any(map(is_plan, (*texts, title_of(layout.grid.sheet)))):
        return "target"
    needed = [column.name for column in layout.tab.columns if column.required and column.kind in NUMBERS]
    return needed[0] if len(needed) == 1 else ""


def _measure_in(layout: Layout, text: str) -> str:
    """The one number column that a title speaks of: 各渠道费用 → spend."""
    column = layout.words.column(without_brackets(text))
    if column and column.kind in NUMBERS:
        return column.name
    key = name_key(text)
    numbers = [column for column in layout.tab.columns if column.kind in NUMBERS]
    held = {
        name_key(h): one.name for one in numbers for h in one.headers if len(name_key(h)) > 1 and name_key(h) in key
    }
    longest = max(map(len, held), default=0)
    names = {name for header, name in held.items() if len(header) == longest}
    return names.pop() if len(names) == 1 else ""


def with_target_of_year(layout: Layout, default: str) -> Layout:
    """The table with the columns of the whole year among targets by month (全年, 全年合计) as targets of that year."""
    if layout.tab.name != "kpi":
        return layout
    columns = tuple(
        replace(one, slot=replace(one.slot, name="target", special="", is_whole_year=True))
        if one.role == "value" and _is_of_year(one.slot) and (one.slot.name or default) == "target"
        else one
        for one in layout.columns
    )
    return replace(layout, columns=columns) if columns != layout.columns else layout


def _is_of_year(slot: Slot) -> bool:
    said = ("".join(slot.totals), *slot.parts)
    return slot.special == "total" and not slot.month and any(_OF_YEAR.fullmatch(one.replace(" ", "")) for one in said)
