"""Rows to be added up whose cells cannot be: 1.2万 in one and a bare 300 in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.model.finding import Finding, Severity
from opsreport.model.schema import Tab
from opsreport.model.table import Sheet
from opsreport.shaping.adding import groups_of, total_of
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.source_months import shown
from opsreport.shaping.words import says_nothing

_MOST_SEEN = 3


def without_unlike(sheet: Sheet, tab: Tab, records: Sequence[Record]) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """The sums, the first of the rows that were left apart in place of these, and a finding for their cells."""
    kept: list[Record] = []
    found: list[Finding] = []
    for group in groups_of(tab, records):
        unlike = list(_unlike(tab, group)) if len(group) > 1 else []
        kept += group[:1] if unlike else group
        found += (_finding(sheet, tab, name, parts) for name, parts in unlike)
    return tuple(sorted(kept, key=lambda one: one.order)), tuple(found)


def _unlike(tab: Tab, group: Sequence[Record]) -> Iterator[tuple[str, Sequence[Filled]]]:
    """The columns whose cells cannot be added, with those that say something."""
    for name in dict.fromkeys(name for record in group for name in record.filled):
        kind = tab.column(name).kind
        parts = [record.filled[name] for record in group if name in record.filled]
        is_sum = kind in NUMBERS and kind in ("int", "money", "measure")
        if is_sum and total_of(parts, group[0].units.get(name, ""), is_money=kind == "money") is None:
            yield name, [part for part in parts if not says_nothing(part.cell)]


def _finding(sheet: Sheet, tab: Tab, name: str, parts: Sequence[Filled]) -> Finding:
    # those with a unit or scale first, and one of each kind
    texts = sorted(dict.fromkeys(shown(part.cell) for part in parts), key=lambda text: not text[-1:].isalpha())
    seen = " / ".join((*texts[:1], *texts[-1:]) if len(texts) > _MOST_SEEN else texts)
    details = {"tab": tab.titles[0], "seen": f"{tab.column(name).headers[0]} {seen}"}
    where = sheet.origin_of(*(spot for part in parts for spot in part.spots))
    return Finding("unit_conflict", Severity.block, (where,), details, tab.titles[0])
