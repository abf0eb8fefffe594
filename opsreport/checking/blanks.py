"""Numbers of a channel that are blank in one month and there in another: its month's sums are only of a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.lines import Rows
from opsreport.model.finding import Finding
from opsreport.model.grid import Ints
from opsreport.model.period import Period
from opsreport.model.table import Table
from opsreport.schemas.starter import CHANNELS


def with_gaps(channels: Table) -> Table:
    """The table with its gaps: what a channel has in other months, in a month in which others have it."""
    names = [field.name for field in channels.schema.fields if field.rollup == "sum"]
    gaps = {name: frozenset(_gaps(channels, name).tolist()) for name in names} if len(channels) else {}
    return replace(channels, gaps={name: ids for name, ids in gaps.items() if ids})


def _gaps(table: Table, name: str) -> Ints:
    """The ids of the rows with a gap in a field."""
    is_there = table.frame[name].notna()
    is_live = is_there.groupby(table.frame["month"]).transform("any")
    has_other = is_there.groupby(table.frame["channel_id"]).transform("any")
    return np.asarray(table.frame.index[~is_there & is_live & has_other])


def blank_numbers(channels: Table, sheets: Sequence[Rows], period: Period) -> Iterator[Finding]:
    """A warning for each blank cell that is a gap, of the columns that may be left out: the others have theirs."""
    own = [rows for rows in sheets if rows.sheet.tab == CHANNELS]
    for name, ids in channels.gaps.items():
        if CHANNELS.column(name).required:
            continue
        headers = {(rows.sheet.sheet.file, rows.sheet.sheet.name): rows.sheet.header(name) for rows in own}
        said = {str(rows.origin(int(at), name)) for rows in own for at in np.flatnonzero(rows.has_cell(name))}
        for row in sorted(ids):
            where = channels.origin(row, name)
            if str(channels.value(row, "month")) <= str(period) and str(where) not in said:
                header = headers.get((where.file, where.sheet), CHANNELS.column(name).headers[0])
                yield found("number_missing", (where,), CHANNELS, column=header, state="empty")
