"""What is said of all rows of a table of users: their kind, and of how many people they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.model.table import Cell
from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.userkinds import asked_said, funnel_of
from opsreport.shaping.layout import Layout
from opsreport.shaping.numbercells import is_number
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled, made
from opsreport.shaping.userwords import is_base, names_of


def completed(layout: Layout, records: Sequence[Record]) -> tuple[Record, ...]:
    """The records of users with what is said of them all: their kind, and of how many people they are."""
    kind, spot = layout.words.kind, layout.words.spot
    if not kind or not spot:
        return tuple(records)
    code = (funnel_of(names_of(layout)) if kind == "funnel" else "") or kind
    bases, named = _bases(layout, records), [one for one in records if not _is_base_row(kind, one)]
    asked = _asked(layout, named) if kind == "churn" and not bases else None
    for record in named:
        count = record.filled.get("count")
        base = (asked, {}) if asked else bases.get(_line(layout, count)) if count else None
        if base and not _fills(record, "base"):
            record.filled["base"] = base[0]
            record.units.update(base[1])
        record.filled["row_type"] = made(USER_ROW[code][0], (spot,))
    return tuple(one for one in named if not layout.crosses_keys or _fills(one, "count"))


def _asked(layout: Layout, named: Sequence[Record]) -> Filled | None:
    """The number of people that a line above reasons says they are of, if no reason was given more often."""
    counts = (one.filled["count"].cell for one in named if "count" in one.filled)
    most = max((cell.value for cell in counts if cell and isinstance(cell.value, float)), default=0.0)
    said = ((cell, asked_said(str(cell.value))) for cell in reversed(layout.area.above))
    found = next(((cell, number) for cell, number in said if number and number >= most), None)
    if found is None:
        return None
    cell, number = found
    return Filled(Cell(cell.row, cell.column, "number", number), ((cell.row, cell.column),))


def _bases(layout: Layout, records: Sequence[Record]) -> Mapping[int, tuple[Filled, Mapping[str, str]]]:
    """The numbers of people that stand in a column, or a row, of their own, by the line that they hold for.

    Each with its unit, if its header says one.
    """
    found: dict[int, tuple[Filled, Mapping[str, str]]] = {}
    for record in records:
        if _is_base_row(layout.words.kind, record):
            filled = record.filled.get("base") or record.filled.get("count")
            if filled and filled.cell:
                unit = record.units.get("base") or record.units.get("count")
                found[_line(layout, filled)] = filled, {"base": unit} if unit else {}
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
