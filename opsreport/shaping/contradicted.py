"""Headers that a [[source]] maps to a field which what stands below them plainly is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.source import Source
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet, cells_text
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.guessing import is_time
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.slots import NUMBERS, Slot
from opsreport.shaping.source_slots import slot_keys
from opsreport.shaping.tables import field_column
from opsreport.shaping.words import is_amount, says_nothing

_LOOKED_AT = 100
_TIMES = (*MONTH_KINDS, "date", "datetime")
_MOST_SEEN = 3
# what no bare word holds that means a month or a day: 下月, 2025Q3, 第23周
_TIMELY = re.compile(r"\d|[年月季周日天]")


def contradictions(
    sheet: Sheet, source: Source, tab: Tab, grid: Grid, slots: Mapping[Area, Sequence[Slot]]
) -> Iterator[Finding]:
    """A finding for each header mapped to a name or number over nothing but months, or to a number over words."""
    for header, field in source.columns.items():
        column = tab.column(field_column(tab, field)) if field else None
        cells = list(under(header, grid, slots)) if column else []
        kind = _other_kind(tab, column, cells) if column and cells else ""
        if kind:
            seen = " / ".join(dict.fromkeys(_shown(cell) for cell in cells[:_MOST_SEEN]))
            at = cells_text(tuple((cell.row, cell.column) for cell in cells))
            details = {"line": f'"{header}" = "{field}"', "holds": kind, "seen": seen, "tab": tab.titles[0]}
            where = (Origin(sheet.file, sheet.name, at),)
            yield Finding("mapped_unlike", Severity.block, where, details, tab.titles[0])


def under(header: str, grid: Grid, slots: Mapping[Area, Sequence[Slot]]) -> Iterator[Cell]:
    """What stands below a header in the first rows, blanks and dashes aside."""
    for area, found in slots.items():
        for slot in (slot for slot in found if name_key(header) in slot_keys(slot)):
            cells = (grid.cell(row, slot.column) for row in area.body[:_LOOKED_AT])
            yield from (cell for cell in cells if cell and not says_nothing(cell))


def _other_kind(tab: Tab, column: TabColumn, cells: Sequence[Cell]) -> str:
    """What all the cells are, where the column cannot be of that kind: "months", "numbers", "words"; else ""."""
    is_number, is_name = column.kind in NUMBERS, column.kind == "choice" or column.name in tab.keys
    are_times = all(is_time(cell) and not (is_number and cell.kind == "number") for cell in cells)
    if are_times and (is_number or (is_name and column.kind in ("text", "choice"))):
        return "months"
    if is_name and column.kind == "text" and all(cell.kind == "number" for cell in cells):
        return "numbers" if any(isinstance(one.value, float) and not one.value.is_integer() for one in cells) else ""
    are_words = not any(is_amount(cell) or is_time(cell) for cell in cells)
    is_due = column.kind in _TIMES and column.required and not any(_TIMELY.search(str(cell.value)) for cell in cells)
    return "words" if are_words and (is_number or is_due) else ""


def _shown(cell: Cell) -> str:
    return f"{cell.value:%Y-%m-%d}" if isinstance(cell.value, date) else " ".join(str(cell.value).split())[:24]
