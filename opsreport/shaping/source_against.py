"""What a [[source]] says of all rows against what the sheet itself says of them: another month, another unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding, Severity
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.spelling import unit_word
from opsreport.model.table import Sheet, Spot, Spots
from opsreport.shaping.long import Long
from opsreport.shaping.records import Record
from opsreport.shaping.slots import Slot
from opsreport.shaping.source_months import fixed_month
from opsreport.shaping.source_slots import header_keys, month_column, slot_keys
from opsreport.shaping.tables import field_column
from opsreport.shaping.words import is_unit

_MONTH = re.compile(r"20\d\d-\d\d")


def months_against(
    sheet: Sheet, source: Source, tab: Tab, slots: Sequence[Slot], said: Iterable[tuple[str, Spots]]
) -> Iterator[Finding]:
    """A finding where rows are of another month than the source says of all of them; `said` are theirs, with cells.

    None where the source chooses rows by that column, as it may then say what their month is called.
    """
    fixed, month = fixed_month(source), month_column(tab)
    asked = {key for header in source.where for key in header_keys(header)}
    if not fixed or any(slot.name == month and asked & slot_keys(slot) for slot in slots):
        return
    others: dict[str, list[Spot]] = {}
    rows: set[int] = set()
    for text, spots in said:
        if _MONTH.fullmatch(text) and text != fixed:
            others.setdefault(text, []).extend(spots)
            rows |= {row for row, _ in spots}
    if others:
        where = sheet.origin_of(*dict.fromkeys(spot for spots in others.values() for spot in spots))
        details = {"month": fixed, "seen": " / ".join(sorted(others)), "tab": tab.titles[0]}
        yield Finding("mapped_month_differs", Severity.block, (where,), details, tab.titles[0])


def months_of_records(tab: Tab, records: Sequence[Record]) -> Iterator[tuple[str, Spots]]:
    """The months that records say, with the cells that say them."""
    for record in records:
        filled = record.filled.get(month_column(tab))
        if filled and filled.cell:
            yield str(filled.cell.value), filled.spots


def months_of_long(tab: Tab, long: Long) -> Iterator[tuple[str, Spots]]:
    """The same for a long table."""
    strip = long.strips.get(month_column(tab))
    if strip is not None and strip.column:
        cells, which = strip.different()
        for at, cell in enumerate(cells):
            rows = long.rows[strip.lines[which == at]].tolist()
            yield str(cell.value), tuple((row, strip.column) for row in rows)


def units_against(sheet: Sheet, source: Source, tab: Tab, slots: Iterable[Slot]) -> Iterator[Finding]:
    """A finding for each header whose unit is another than the source says of its field, or where that is no unit."""
    for field, unit in source.unit.items():
        name, said = field_column(tab, field), f'opsreport.toml unit = {{{field} = "{unit}"}}'
        for slot in (slot for slot in slots if slot.name == name and slot.spots):
            where, title = (sheet.origin_of(*slot.spots[-1:]),), tab.titles[0]
            if not is_unit(unit):
                details = {"tab": title, "column": said, "seen": unit}
                yield Finding("unit_unknown", Severity.block, where, details, title)
            elif is_unit(slot.unit) and _worth(slot.unit) != _worth(unit):
                details = {"tab": title, "seen": f"{slot.text} / {said}"}
                yield Finding("unit_conflict", Severity.block, where, details, title)


def _worth(unit: str) -> float:
    """What one of a unit is worth in its plain unit: 1 for 元 and 人, 10,000 for 万 and 万元."""
    amount = amount_in(f"1{unit_word(unit)}")
    return amount.value if amount else 1.0


def sources_overlap(sheet: Sheet, tab: Tab, spots: Sequence[Spot]) -> Finding:
    """The finding of numbers that two sources read into the same column."""
    where = (sheet.origin_of(*sorted(spots)),)
    return Finding("sources_overlap", Severity.block, where, {"tab": tab.titles[0]}, tab.titles[0])
