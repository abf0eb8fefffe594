"""The rows of a sheet as a proposed mapping would read them, totals aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.model.amount import amount_in
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.table import Cell, Sheet
from opsreport.shaping.by_source import mapped
from opsreport.shaping.long import head_of, totals_of
from opsreport.shaping.making import in_money
from opsreport.shaping.records import Record
from opsreport.shaping.rows import is_total
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.source_slots import month_column
from opsreport.shaping.tables import Read
from opsreport.shaping.units import money_said


def records_of(sheet: Sheet, source: Source, period: Period) -> tuple[tuple[Record, ...], int]:
    """The rows as a source reads them, of a long table the first ones, and how many there are."""
    made = mapped(sheet, source, (), period)
    reads = made.reads if made else ()
    first = head_of(sheet)
    if first and any(one.long is not None for one in reads):
        count = sum(int((~totals_of(one.layout.tab, one.long)).sum()) for one in reads if one.long is not None)
        return records_of(replace(first, cells=dict(first.cells.items())), source, period)[0], count
    for one in reads:
        in_money(one.layout.tab, one.records, money_said(one, made.areas if made else ()), ())
    kept = tuple(record for one in reads for record in one.records if not _is_of_total(one, record))
    return kept, len(kept)


def _is_of_total(one: Read, record: Record) -> bool:
    """Whether a row adds others up, which is kept out of the data."""
    names = (month_column(one.layout.tab), *one.layout.tab.keys)
    cells = (record.filled[name].cell for name in names if name in record.filled)
    return any(is_total(str(cell.value)) for cell in cells if cell)


def months_of(tab: Tab, records: Sequence[Record]) -> Iterator[str]:
    """The months that rows say."""
    for record in records:
        filled = record.filled.get(month_column(tab))
        if filled and filled.cell:
            yield str(filled.cell.value)


def shown_of(tab: Tab, record: Record) -> Mapping[str, str]:
    """A row by the printed names of its columns."""
    shown = {}
    for column in tab.columns:
        filled = record.filled.get(column.name)
        if filled and filled.cell:
            unit, is_number = record.units.get(column.name, ""), column.kind in NUMBERS
            shown[column.headers[0]] = _text(filled.cell, unit, is_number=is_number)
    return shown


def _text(cell: Cell, unit: str, *, is_number: bool) -> str:
    """A cell as it would be read: an amount as a plain number."""
    amount = amount_in(cell.value) if is_number and isinstance(cell.value, str) else None
    number = amount.value if amount else cell.value if isinstance(cell.value, float) else None
    is_rate = amount is not None and amount.mark == "percent"
    shown = "" if number is None else f"{number * 100:.10g}%" if is_rate else f"{number:.12g}"
    text = shown or " ".join(str(cell.value).split())
    return f"{text}（{unit}）" if unit and not (amount and amount.scale) else text
