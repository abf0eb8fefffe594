"""What was read in another form before it was added up: the sum no longer shows it, so it is said here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding, Severity
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled
from opsreport.shaping.words import says_nothing

_ADDED = ("int", "money", "measure")
_MOST_SEEN = 3


def summed_forms(sheet: Sheet, tab: Tab, details: Sequence[Record], sums: Sequence[Record]) -> Iterator[Finding]:
    """A note a column and form for the texts among the cells of records that became one, with their true cells."""
    kept = set(map(id, sums))
    still = {spot for record in sums for one in record.filled.values() if _is_absent(one) for spot in one.spots}
    added = {column.name for column in tab.columns if column.kind in _ADDED}
    groups: dict[tuple[str, str], list[Filled]] = {}
    known: dict[str, str] = {}
    for record in details:
        for name in added & record.filled.keys() if id(record) not in kept else ():
            filled = record.filled[name]
            if filled.cell is None or filled.cell.kind != "text" or still.issuperset(filled.spots):
                continue  # where all parts say that there is nothing, the sum says so as well
            text = str(filled.cell.value)
            if text not in known:
                known[text] = form_of(filled.cell, is_untyped=sheet.is_untyped)
            if known[text]:
                groups.setdefault((name, known[text]), []).append(filled)
    for (name, form), found in groups.items():
        yield _finding(sheet, tab, (tab.column(name).headers[0], form), found)


def _is_absent(filled: Filled) -> bool:
    return filled.cell is not None and says_nothing(filled.cell)


def form_of(cell: Cell, *, is_untyped: bool) -> str:
    """How the text differs from a plain number, "" for not at all or no number."""
    if says_nothing(cell):
        return "absent"
    amount = amount_in(str(cell.value))
    form = amount.form if amount else ""
    return "" if is_untyped and form == "text" else form


def _finding(sheet: Sheet, tab: Tab, said: tuple[str, str], read: Sequence[Filled]) -> Finding:
    column, form = said
    texts = list(dict.fromkeys(str(one.cell.value).strip() for one in read if one.cell))
    amount = amount_in(texts[0]) if form != "absent" else None
    seen = texts[:1] if amount else texts[:_MOST_SEEN]
    more = "" if amount or len(texts) <= _MOST_SEEN else " …"
    details = {"tab": tab.titles[0], "column": column, "form": form, "count": str(len(read))}
    details |= {"seen": " / ".join(seen) + more, "meant": f"{amount.value:.15g}" if amount else ""}
    where = sheet.origin_of(*(spot for one in read for spot in one.spots))
    places = tuple(replace(where, cell=cell) for cell in where.cell.split(","))
    code = "value_coerced" if amount else "value_absent"
    return Finding(code, Severity.note, places, details, tab.titles[0], is_routine=True)
