"""What is said of all rows of a table of users: their kind, and of how many people they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.userkinds import funnel_of
from opsreport.shaping.layout import Layout
from opsreport.shaping.numbercells import is_number, is_percent
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled, made
from opsreport.shaping.userwords import is_base, names_of


def completed(layout: Layout, records: Sequence[Record]) -> tuple[Record, ...]:
    """The records of users with what is said of them all: their kind, and of how many people they are."""
    kind, spot = layout.words.kind, layout.words.spot
    if not kind or not spot:
        return tuple(records)
    code = funnel_of(names_of(layout)) if kind == "funnel" else kind
    bases, named = _bases(layout, records), [one for one in records if not _is_base_row(kind, one)]
    for record in named:
        count = record.filled.get("count")
        base = bases.get(_line(layout, count)) if count and not (count.cell and is_percent(count.cell)) else None
        if base and not _fills(record, "base"):
            record.filled["base"] = base
        record.filled["row_type"] = made(USER_ROW[code][0], (spot,))
    return tuple(one for one in named if not layout.crosses_keys or _fills(one, "count"))


def _bases(layout: Layout, records: Sequence[Record]) -> Mapping[int, Filled]:
    """The numbers of people that stand in a column, or a row, of their own, by the line that they hold for."""
    found: dict[int, Filled] = {}
    for record in records:
        if _is_base_row(layout.words.kind, record):
            filled = record.filled.get("base") or record.filled.get("count")
            if filled and filled.cell:
                found[_line(layout, filled)] = filled
    return found


def _is_base_row(kind: str, record: Record) -> bool:
    """Whether a record has no name, or that of the people whom the others are of."""
    named = record.filled.get("name")
    return named is None or named.cell is None or is_base(kind, str(named.cell.value))


def _line(layout: Layout, filled: Filled) -> int:
    """The row of a number where names stand across, else its column."""
    row, column = filled.spots[0]
    return row if layout.crosses_keys else column


def _fills(record: Record, name: str) -> bool:
    return name in record.filled and is_number(record.filled[name].cell)
