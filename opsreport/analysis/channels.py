"""Channels: what they are, and how they rank by traffic.

Ratios always come from sums, for one channel, a family, 其他 and the total alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from opsreport.analysis.cells import distinct, is_true, rows_for, rows_of, text_at
from opsreport.analysis.compare import change
from opsreport.analysis.rank import top_n
from opsreport.analysis.summarise import Figure, Group, Measures, ratio, summarise, totals
from opsreport.model.formula import Formula
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import INDEX, MONEY, PERSON, RATE, RATIO, TIMES

By = Literal["channel_id", "family"]
MEASURES: Measures = {
    "visits": TIMES,
    "new_users": PERSON,
    "payers": PERSON,
    "revenue": MONEY,
    "spend": MONEY,
    "spend_budget": MONEY,
    "visit_pay_conv": Figure(Formula("payers / visits"), RATE),
    "arppu": Figure(Formula("revenue / payers"), MONEY),
    "roi": Figure(Formula("revenue / spend"), RATIO),
    "net_roi": Figure(Formula("(revenue - spend) / spend"), RATE),
    "cac": Figure(Formula("spend / new_users"), MONEY),
    "budget_use": Figure(Formula("spend / spend_budget"), RATE),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """What is known of a channel beside its numbers."""

    id: str
    name: str
    family: str
    is_paid: bool
    is_natural: bool
    is_test: bool


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel, family, 其他 or the total of the report month.

    `kind` is "row", "other" (folded: `members` names what is in it) or "total".
    `efficiency` = revenue share ÷ visit share (1.0 is average). `is_new`: no
    visits last month.
    """

    id: str
    name: str
    kind: Literal["row", "other", "total"]
    members: tuple[str, ...]
    visits: Number
    share: Number
    change: Number
    year_change: Number
    visit_pay_conv: Number
    new_users: Number
    revenue: Number
    revenue_share: Number
    efficiency: Number
    is_new: bool
    is_test: bool


def channels(dataset: Dataset) -> tuple[Channel, ...]:
    """Every channel with a row in the report month, in sheet order."""
    table = rows_for(dataset, "channels", month=dataset.period)
    return () if table is None else tuple(channel_of(dataset, name) for name in distinct(table, "channel_id"))


def channel_of(dataset: Dataset, channel_id: str) -> Channel:
    """The definition of a channel; an undefined one belongs to the family "other"."""
    table = rows_for(dataset, "channel_defs", channel_id=channel_id)
    if table is None:
        return Channel(channel_id, channel_id, "other", False, False, False)
    row = rows_of(table)[0]
    family = text_at(table, row, "family") or "other"
    is_paid, is_natural, is_test = (is_true(table, row, name) for name in ("is_paid", "is_natural", "is_test"))
    return Channel(channel_id, text_at(table, row, "name") or channel_id, family, is_paid, is_natural, is_test)


def ranking(dataset: Dataset, by: By = "channel_id", top: int = 8) -> tuple[ChannelRow, ...]:
    """The channels (or families) of the report month by visits: the top ones, 其他, the total.

    () without rows. 其他 and the total are derived from their own sums.
    """
    now = _with_family(dataset, dataset.period)
    if now is None:
        return ()
    kept, rest = top_n(summarise(now, by, MEASURES), "visits", top)
    rows = [_row(dataset, now, by, (name,)) for name in kept]
    if rest:
        rows.append(replace(_row(dataset, now, by, rest), id="", name="", kind="other"))
    whole = _row(dataset, now, by, distinct(now, by))
    return (*rows, replace(whole, id="", name="", kind="total", is_test=False))


def _with_family(dataset: Dataset, month: Period) -> Table | None:
    """The month's channel rows with the family of each as a further column; ids are kept."""
    table = rows_for(dataset, "channels", month=month)
    if table is None:
        return None
    families = {name: channel_of(dataset, name).family for name in distinct(table, "channel_id")}
    return replace(table, frame=table.frame.assign(family=table.frame["channel_id"].map(families)))


def group_of(dataset: Dataset, month: Period, names: Sequence[str], by: By = "channel_id") -> Group:
    """All measures of some channels (or families) of a month together, from sums; all missing without rows."""
    table = _with_family(dataset, month) if by == "family" else rows_for(dataset, "channels", month=month)
    if table is None:
        return dict.fromkeys(MEASURES, Number(None))
    return totals(table.where(**{by: tuple(names)}), MEASURES)


def _row(dataset: Dataset, now: Table, by: By, names: tuple[str, ...]) -> ChannelRow:
    own, whole = totals(now.where(**{by: names}), MEASURES), totals(now, MEASURES)
    before = group_of(dataset, dataset.period.previous, names, by)["visits"]
    year_before = group_of(dataset, dataset.period.year_before, names, by)["visits"]
    share, revenue_share = ratio(own["visits"], whole["visits"]), ratio(own["revenue"], whole["revenue"])
    return ChannelRow(
        id=names[0],
        name=channel_of(dataset, names[0]).name if by == "channel_id" else names[0],
        kind="row",
        members=names,
        visits=own["visits"],
        share=share,
        change=change(own["visits"], before, "relative", "up"),
        year_change=change(own["visits"], year_before, "relative", "up"),
        visit_pay_conv=own["visit_pay_conv"],
        new_users=own["new_users"],
        revenue=own["revenue"],
        revenue_share=revenue_share,
        efficiency=ratio(revenue_share, share, INDEX),
        is_new=not before.amount > 0,
        is_test=by == "channel_id" and len(names) == 1 and channel_of(dataset, names[0]).is_test,
    )
