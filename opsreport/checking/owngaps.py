"""Numbers that some channels lack while others have them: the review goes on without these."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from opsreport.checking.lines import Rows
from opsreport.model.schema import TabColumn

# what a channel did in its month; a budget is there before
_DONE = ("visits", "new_users", "payers", "revenue", "spend", "impressions", "clicks")


def one_of_many(rows: Rows, column: TabColumn, gaps: Sequence[int]) -> frozenset[int]:
    """Which of the rows with a gap in a column have another number, while a row of their month has this one.

    They are counted as in the sheet. Nobody has begun to fill the others.
    """
    if rows.sheet.tab.name == "users" and column.name == "count":
        return frozenset(int(rows.numbers[at]) for at in gaps if _says_none(rows, at, column.name))
    if column.without != "less" or not gaps:
        return frozenset()
    has_other = np.any([rows.is_filled(name) for name in _DONE if name != column.name], axis=0)
    months = rows.texts("month")
    live = {month for month, is_there in zip(months, rows.is_filled(column.name).tolist(), strict=True) if is_there}
    return frozenset(int(rows.numbers[at]) for at in gaps if has_other[at] and months[at] in live)


def _says_none(rows: Rows, at: int, name: str) -> bool:
    """Whether a row says that it has no such number (—), while it has others and rows of its kind have this one."""
    line = rows[at]
    there = [one for one in ("revenue", "interactions") if isinstance(line.values.get(one), float)]
    alike = np.asarray(rows.texts("row_type"), object) == line.text("row_type")
    return name in line.cells and bool(there) and bool((rows.is_filled(name) & alike).any())
