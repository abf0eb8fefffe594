"""Texts beside months that stand across."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.model.period import Period
from opsreport.model.table import Cell
from opsreport.shaping.layout import Layout, main_key
from opsreport.shaping.records import Record, month_column


def last_month_only(layout: Layout, records: Sequence[Record], period: Period) -> tuple[Record, ...]:
    """Texts beside months that stand across belong to the last month up to the report's, not to all of them."""
    once = {c.name for c in layout.tab.columns if c.kind in ("text", "date") and not c.required and c.name != "owner"}
    month = month_column(layout)
    newest: dict[str, str] = {}
    key = main_key(layout.tab)
    for one in records:
        if one.has_month and month in one.filled and _text(one.filled[month].cell) <= str(period):
            who = _text(one.filled[key].cell) if key in one.filled else ""
            newest[who] = max(newest.get(who, ""), _text(one.filled[month].cell))
    for one in records:
        who = _text(one.filled[key].cell) if key in one.filled else ""
        if month in one.filled and _text(one.filled[month].cell) != newest.get(who):
            for name in once & one.filled.keys():
                del one.filled[name]
    return tuple(records)


def _text(cell: Cell | None) -> str:
    return str(cell.value).strip() if cell else ""
