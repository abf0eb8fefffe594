"""What a [[source]] says of all rows: constants, the one month, the units of fields."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.table import Cell
from opsreport.shaping.long import ROW, Long
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled, is_total
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.source_months import fixed_month
from opsreport.shaping.source_slots import month_column
from opsreport.shaping.tables import field_column
from opsreport.shaping.words import is_unit

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def completed(tab: Tab, records: Sequence[Record], source: Source, *, keeps_months: bool) -> tuple[Record, ...]:
    """The records with constants that name or sort them, the one month, and the units of fields.

    `keeps_months`: a record that says a month itself stays of that month.
    """
    said = {name: text for name, text in _constants(tab, source).items() if tab.column(name).kind not in NUMBERS}
    for record in records:
        row = _row(record)
        for name, text in said.items():
            own = record.filled.get(name)
            if name == month_column(tab) and (_is_total(own) or (keeps_months and own and own.cell)):
                continue
            record.filled[name] = Filled(Cell(row or 1, 1, "text", text.replace(ROW, str(row))), ())
        record.units.update(_units(tab, source, record.filled))
    return tuple(records)


def with_numbers(tab: Tab, records: Sequence[Record], source: Source) -> tuple[Record, ...]:
    """The records, their rows added up already, with constants that are numbers; rows of totals have none."""
    said = {name: text for name, text in _constants(tab, source).items() if tab.column(name).kind in NUMBERS}
    for record in records if said else ():
        if any(_is_total(record.filled.get(name)) for name in (month_column(tab), *tab.keys)):
            continue
        row = _row(record) or 1
        record.filled.update({name: Filled(_number_cell(row, text), ()) for name, text in said.items()})
        record.units.update(_units(tab, source, record.filled))
    return tuple(records)


def long_completed(tab: Tab, long: Long, source: Source) -> Long:
    """A long table with all that; constants that are numbers wait for the sums where rows are added up."""
    for name, text in _constants(tab, source).items():
        is_number = tab.column(name).kind in NUMBERS
        if not is_number:
            long = long.with_text(name, text)
        elif not source.add_up:
            long = long.with_number(name, _number_cell(1, text))
    return replace(long, units={**long.units, **_units(tab, source, long.strips)})


def _row(record: Record) -> int:
    return next((spot[0] for filled in record.filled.values() for spot in filled.spots), 0)


def _number_cell(row: int, text: str) -> Cell:
    is_plain = _NUMBER.fullmatch(text.strip()) is not None
    return Cell(row, 1, "number", float(text)) if is_plain else Cell(row, 1, "text", text)


def _is_total(filled: Filled | None) -> bool:
    """Whether a label says that the row adds others up."""
    return filled is not None and filled.cell is not None and is_total(str(filled.cell.value))


def _constants(tab: Tab, source: Source) -> dict[str, str]:
    """What the source says is the same in all rows, the one month too."""
    said = {field_column(tab, field): text for field, text in source.constants.items()}
    fixed = fixed_month(source)
    return said | ({month_column(tab): fixed} if fixed and month_column(tab) else {})


def _units(tab: Tab, source: Source, filled: Container[str]) -> Mapping[str, str]:
    units = {field_column(tab, field): unit for field, unit in source.unit.items()}
    return {name: unit for name, unit in units.items() if name in filled and is_unit(unit)}
