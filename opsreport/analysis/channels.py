"""Channels: what they are, and how they rank by traffic.

Ratios always come from sums, for one channel, a family, 其他 and the total alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from opsreport.analysis.cells import distinct, is_true, rows_for, rows_of, text_at
from opsreport.analysis.compare import change
from opsreport.analysis.figures import actual_of, metric_of
from opsreport.analysis.once import once
from opsreport.analysis.rank import ranked, top_n
from opsreport.analysis.summarise import Figure, Group, Measures, ratio, summarise, totals
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import INDEX, MONEY, PERSON, RATE, RATIO, TIMES

By = Literal["channel_id", "family"]
LEAST_REVENUE = 0.05
TOLERANCE = 0.005
REST = Formula("whole - attributed")
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

    `kind` is "row", "other" (folded: `members` names what is in it), "unattributed"
    (revenue no channel claims, added by who shows it) or "total".
    `before` and `year_before` are the visits it is compared with. `efficiency` =
    revenue share ÷ visit share (1.0 is average). `is_new`: no visits last month.
    """

    id: str
    name: str
    kind: Literal["row", "other", "unattributed", "total"]
    members: tuple[str, ...]
    visits: Number
    share: Number
    before: Number
    change: Number
    year_before: Number
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


@once
def channel_of(dataset: Dataset, channel_id: str) -> Channel:
    """The definition of a channel; an undefined one belongs to the family "other"."""
    table = rows_for(dataset, "channel_defs", channel_id=channel_id)
    if table is None:
        return Channel(channel_id, channel_id, "other", False, False, False)
    row = rows_of(table)[0]
    family = text_at(table, row, "family") or "other"
    is_paid, is_natural, is_test = (is_true(table, row, name) for name in ("is_paid", "is_natural", "is_test"))
    return Channel(channel_id, text_at(table, row, "name") or channel_id, family, is_paid, is_natural, is_test)


@once
def ranking(dataset: Dataset, by: By = "channel_id", top: int = 8, most: int = 0) -> tuple[ChannelRow, ...]:
    """The channels (or families) of the report month by visits: the top ones, 其他, the total.

    Smaller ones with 5 % of the revenue or more stand by themselves too, up to
    `most` rows. () without rows. 其他 and the total are derived from their own sums; what they
    are compared with holds the channels that have gone since as well.
    """
    now = _with_family(dataset, dataset.period)
    if now is None:
        return ()
    kept, rest = _kept(summarise(now, by, MEASURES), top, most)
    rows = [_row(dataset, now, by, (name,)) for name in kept]
    if rest:
        rows.append(replace(_row(dataset, now, by, rest, beside=kept), id="", name="", kind="other"))
    whole = _row(dataset, now, by, distinct(now, by), beside=())
    return (*rows, replace(whole, id="", name="", kind="total", is_test=False))


def unattributed(dataset: Dataset) -> Number:
    """What the month's revenue has beyond that of all channels; missing where it is 0.5 % of it or less."""
    table = rows_for(dataset, "channels", month=dataset.period)
    whole = actual_of(dataset, metric_of(dataset, "revenue"), dataset.period)
    if table is None:
        return Number(None, MONEY)
    rest = derived(REST, MONEY, {"whole": whole, "attributed": table.total("revenue", MONEY)})
    return rest if rest.amount > TOLERANCE * whole.amount else Number(None, MONEY)


def _kept(groups: Mapping[str, Group], top: int, most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that stand by themselves, by visits, and those folded into 其他 (never a single one)."""
    first, small = top_n(groups, "visits", top)
    least = LEAST_REVENUE * sum(g["revenue"].amount for g in groups.values() if not g["revenue"].is_missing)
    heavy = [
        name for name in ranked(groups, "revenue") if name in small and groups[name]["revenue"].amount >= least > 0
    ]
    chosen = {*first, *heavy[: max(most - top, 0)]}
    if len(chosen) == len(first):
        return first, small
    names = ranked(groups, "visits")
    rest = tuple(name for name in names if name not in chosen)
    return (names, ()) if len(rest) < 2 else (tuple(name for name in names if name in chosen), rest)


@once
def _with_family(dataset: Dataset, month: Period) -> Table | None:
    """The month's channel rows with the family of each as a further column; ids are kept."""
    table = rows_for(dataset, "channels", month=month)
    if table is None:
        return None
    families = {name: channel_of(dataset, name).family for name in distinct(table, "channel_id")}
    return replace(table, frame=table.frame.assign(family=table.frame["channel_id"].map(families)))


@once
def group_of(dataset: Dataset, month: Period, names: tuple[str, ...], by: By = "channel_id") -> Group:
    """All measures of some channels (or families) of a month together, from sums; all missing without rows."""
    table = _with_family(dataset, month) if by == "family" else rows_for(dataset, "channels", month=month)
    if table is None:
        return dict.fromkeys(MEASURES, Number(None))
    return totals(table.where(**{by: names}), MEASURES)


def all_but(dataset: Dataset, month: Period, beside: Sequence[str], by: By = "channel_id") -> tuple[str, ...]:
    """Every channel (or family) with a row in a month, without those that stand beside."""
    table = _with_family(dataset, month)
    return () if table is None else tuple(name for name in distinct(table, by) if name not in beside)


def _row(
    dataset: Dataset, now: Table, by: By, names: tuple[str, ...], *, beside: Sequence[str] | None = None
) -> ChannelRow:
    """The row of some names. With `beside` its base is all that does not stand in those rows, whatever its name."""
    own, whole = totals(now.where(**{by: names}), MEASURES), totals(now, MEASURES)
    before, year_before = (
        group_of(dataset, month, names if beside is None else all_but(dataset, month, beside, by), by)["visits"]
        for month in (dataset.period.previous, dataset.period.year_before)
    )
    share, revenue_share = ratio(own["visits"], whole["visits"]), ratio(own["revenue"], whole["revenue"])
    return ChannelRow(
        id=names[0],
        name=channel_of(dataset, names[0]).name if by == "channel_id" else names[0],
        kind="row",
        members=names,
        visits=own["visits"],
        share=share,
        before=before,
        change=change(own["visits"], before, "relative", "up"),
        year_before=year_before,
        year_change=change(own["visits"], year_before, "relative", "up"),
        visit_pay_conv=own["visit_pay_conv"],
        new_users=own["new_users"],
        revenue=own["revenue"],
        revenue_share=revenue_share,
        efficiency=ratio(revenue_share, share, INDEX),
        is_new=not before.amount > 0,
        is_test=by == "channel_id" and len(names) == 1 and channel_of(dataset, names[0]).is_test,
    )
