"""Shares typed beside numbers of users, 占比: those of people, or of the money that the same rows bring."""

from __future__ import annotations

from collections.abc import Iterator

from opsreport.shaping.layout import Column, Layout
from opsreport.shaping.numbercells import number_in
from opsreport.shaping.words import special_of

USER_COUNT = "人数"
_MEASURES = ("count", "revenue", "interactions")
_OFF = 0.006  # shares are typed to a percent or finer
_MOST = 0.6


def shared_of(layout: Layout, shares: Column) -> str:
    """The header of the numbers whose shares most of a column are; that of people where they are those of none."""
    measured = {one.slot.name: one for one in layout.of("value") if not one.slot.special}
    fitting = (name for name in _MEASURES if name in measured and _are_shares(layout, shares, measured[name]))
    name = next(fitting, "")
    return layout.tab.column(name).headers[0] if name else USER_COUNT


def _are_shares(layout: Layout, shares: Column, parts: Column) -> bool:
    known = list(_pairs(layout, shares.slot.column, parts.slot.column))
    whole = sum(part for _, part in known)
    return whole > 0 and sum(abs(share - part / whole) <= _OFF for share, part in known) >= _MOST * len(known)


def _pairs(layout: Layout, shares: int, parts: int) -> Iterator[tuple[float, float]]:
    """The share and the number of each row that has both, totals aside."""
    cells = layout.grid.sheet.cells
    for row in layout.area.body:
        share, part = number_in(cells.get((row, shares))), number_in(cells.get((row, parts)))
        first = next(iter(layout.grid.within(row, layout.area.left, layout.area.right)), None)
        if share is not None and part is not None and not (first and special_of(str(first.value))):
            yield share, part
