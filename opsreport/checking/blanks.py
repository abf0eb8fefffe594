"""Numbers that are blank where they are to be expected: sums of their column are only of a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.lines import Mask, Rows
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.table import Dataset, Table
from opsreport.schemas.starter import CAMPAIGNS, CHANNELS

# what campaigns that cost something are measured by together
_WEIGHED = ("revenue", "cost_budget", "participants", "conversions")
_ASKED: Mapping[str, tuple[str, ...]] = {
    CHANNELS.name: tuple(one.name for one in CHANNELS.columns if one.kind in ("int", "money") and not one.required),
    CAMPAIGNS.name: _WEIGHED[:2],
}


def with_gaps(tables: Mapping[str, Table]) -> Mapping[str, Table]:
    """The tables, those of channels and of campaigns with their gaps.

    A channel's: what it has in other months, other than 0, in a month in which others have it.
    A campaign's: what others of its month have, where it had a cost.
    """
    channels, campaigns, costs = (tables[name] for name in ("channels", "campaigns", "campaign_costs"))
    names = [field.name for field in channels.schema.fields if field.rollup == "sum"]
    spent = {*zip(costs.frame["month"], costs.frame["campaign_id"], strict=True)}
    own = zip(campaigns.frame["month"], campaigns.frame["campaign_id"], strict=True)
    has_cost: Mask = np.array([one in spent for one in own], bool)
    return {
        **tables,
        "channels": _with(channels, {name: _is_live(channels, name) & _has_other(channels, name) for name in names}),
        "campaigns": _with(campaigns, {name: _is_live(campaigns, name) & has_cost for name in _WEIGHED}),
    }


def _with(table: Table, expected: Mapping[str, Mask]) -> Table:
    """The table with its gaps: where a number is to be expected and there is none."""
    gaps = {name: table.frame.index[mask & table.frame[name].isna().to_numpy()] for name, mask in expected.items()}
    return replace(table, gaps={name: frozenset(ids.tolist()) for name, ids in gaps.items() if len(ids)})


def _is_live(table: Table, name: str) -> Mask:
    """Whether any row of a row's month has the number."""
    return np.asarray(table.frame[name].notna().groupby(table.frame["month"]).transform("any"), bool)


def _has_other(table: Table, name: str) -> Mask:
    """Whether the channel of a row has the number, other than 0, in any month."""
    is_some = table.frame[name].fillna(0) != 0
    return np.asarray(is_some.groupby(table.frame["channel_id"]).transform("any"), bool)


def blank_numbers(dataset: Dataset, sheets: Sequence[Rows]) -> Iterator[Finding]:
    """A warning for each blank cell that is a gap, of the columns that may be left out: the others have theirs."""
    for tab in (CHANNELS, CAMPAIGNS):
        own = [rows for rows in sheets if rows.sheet.tab == tab]
        for name in dataset[tab.name].gaps:
            if name in _ASKED[tab.name]:
                yield from _asked(dataset[tab.name], tab, own, name, dataset.period)


def _asked(table: Table, tab: Tab, sheets: Sequence[Rows], name: str, period: Period) -> Iterator[Finding]:
    """One column's; of campaigns only those of the report month, which alone are weighed."""
    headers = {(rows.sheet.sheet.file, rows.sheet.sheet.name): rows.sheet.header(name) for rows in sheets}
    said = {str(rows.origin(int(at), name)) for rows in sheets for at in np.flatnonzero(rows.has_cell(name))}
    for row in sorted(table.gaps[name]):
        where, month = table.origin(row, name), str(table.value(row, "month"))
        is_seen = month == str(period) or (tab == CHANNELS and month < str(period))
        if is_seen and str(where) not in said:
            header = headers.get((where.file, where.sheet), tab.column(name).headers[0])
            yield found("number_missing", (where,), tab, column=header, state="empty")
