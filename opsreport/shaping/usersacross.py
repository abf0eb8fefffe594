"""Days of retention, steps of a funnel and tiers that stand side by side over numbers of people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.model.table import Cell
from opsreport.schemas.choices import SHARE_WORDS
from opsreport.schemas.userkinds import day_said, family_of, heads_day, scheme_of
from opsreport.shaping.layout import Column, Layout
from opsreport.shaping.numbercells import is_number, is_percent
from opsreport.shaping.usershares import shared_of
from opsreport.shaping.words import is_amount, is_derived, says_nothing, special_of

_RATES = ("率", "占比", "比例")
_LEAST = 2


def with_names_across(layout: Layout, kind: str) -> Layout:
    """The layout with such headers as names of rows; the same where the rows have names, or numbers of people."""
    if "name" in layout.labels or layout.crosses_keys or layout.has_months or "count" in layout.measures:
        return layout
    found = _across(layout, family_of(kind))
    return replace(layout, columns=tuple(_column(one, found) for one in layout.columns)) if found else layout


def _across(layout: Layout, family: str) -> Mapping[int, str]:
    """The headers that are names of rows, by their column; {} where there are none."""
    if family == "retention":
        days = _days(layout)
        return days if days and _is_complete(layout, days) else {}
    found = _unknown(layout) if family in ("funnel", "tier") else {}
    is_sorted = family == "funnel" or 2 * sum(bool(scheme_of(name)) for name in found.values()) >= len(found)
    return found if len(found) >= _LEAST and is_sorted else {}


def with_figures_known(layout: Layout) -> Layout:
    """The layout with its columns of rates kept out, and shares that do not say of what as those of people."""
    return replace(layout, columns=tuple(_figure(layout, one) for one in layout.columns))


def with_plain_count(layout: Layout) -> Layout:
    """The layout with its one column of numbers without a header as those of people, beside names."""
    blank = [one for one in layout.of("none") if one.slot.is_blank]
    plain = [one for one in blank if any(map(is_number, _cells(layout, one.slot.column)))]
    if "name" not in layout.labels or "count" in layout.measures or len(plain) != 1:
        return layout
    counted = Column(replace(plain[0].slot, name="count"), "value")
    return replace(layout, columns=tuple(counted if one is plain[0] else one for one in layout.columns))


def _figure(layout: Layout, column: Column) -> Column:
    slot = column.slot
    if slot.special == "share" and slot.derived in SHARE_WORDS:
        return replace(column, slot=replace(slot, derived=shared_of(layout, column) + slot.derived))
    if slot.special or slot.name or not slot.text.endswith(_RATES):
        return column
    return Column(replace(slot, special="rate", other=""), "none")


def _column(column: Column, names: Mapping[int, str]) -> Column:
    """The column as one of people of that name; another day's, said once more as a share, is none."""
    slot = column.slot
    if slot.column in names:
        plain = replace(slot, name="count", other=names[slot.column], other_spots=slot.spots[:1])
        return Column(replace(plain, metric="", special="", derived=""), "value")
    is_day = heads_day("".join(slot.parts))
    return Column(replace(slot, name="", metric="", special="rate"), "none") if is_day else column


def _days(layout: Layout) -> Mapping[int, str]:
    """The header of each day by its column, that of people where the share of them stands beside it."""
    chosen: dict[int, int] = {}
    texts = {column.slot.column: "".join(column.slot.parts) for column in layout.columns}
    for at, text in texts.items():
        day = day_said(text) if heads_day(text) else None
        if day is not None and (day not in chosen or not _is_share(layout, at)):
            chosen[day] = at
    return {at: texts[at] for at in sorted(chosen.values())}


def _is_share(layout: Layout, column: int) -> bool:
    return any(is_percent(cell) for cell in _cells(layout, column))


def _is_complete(layout: Layout, days: Mapping[int, str]) -> bool:
    """Whether numbers of people have a column of those they are of beside them; shares need none, and none is both."""
    cells = [cell for at in days for cell in _cells(layout, at) if is_number(cell)]
    shares = sum(map(is_percent, cells))
    return bool(cells) and (shares == len(cells) or (not shares and "base" in layout.measures))


def _unknown(layout: Layout) -> Mapping[int, str]:
    """The headers that name no column, over numbers of people, by their column."""
    found: dict[int, str] = {}
    for column in layout.columns:
        slot, cells = column.slot, _cells(layout, column.slot.column)
        is_name = bool(slot.text) and not (slot.name or slot.month or special_of(slot.text) or is_derived(slot.text))
        if is_name and any(map(is_number, cells)) and all(map(_may_count, cells)):
            found[slot.column] = slot.text
    return found


def _may_count(cell: Cell) -> bool:
    return says_nothing(cell) or (is_amount(cell) and not is_percent(cell))


def _cells(layout: Layout, column: int) -> Sequence[Cell]:
    return list(_found(layout, column))


def _found(layout: Layout, column: int) -> Iterator[Cell]:
    cells = layout.grid.sheet.cells
    return (cell for row in layout.area.body if (cell := cells.get((row, column))))
