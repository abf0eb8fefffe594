"""Activity tiers: who is how active, and how that moved.

Dormant users stand outside the monthly actives: they have no share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from opsreport.analysis.allocate import shown_shares
from opsreport.analysis.cells import distinct, rows_for
from opsreport.analysis.compare import change, change_code
from opsreport.analysis.once import once
from opsreport.analysis.rules import rules_of
from opsreport.analysis.summarise import Figure, Group, Measures, ratio, summarise, totals
from opsreport.model.formula import Formula
from opsreport.model.number import Number, Series
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import MONEY, PERSON, RATE, TIMES
from opsreport.schemas.choices import DORMANT_WORDS
from opsreport.schemas.userkinds import scheme_of

MEASURES: Measures = {
    "users": PERSON,
    "interactions": TIMES,
    "revenue": MONEY,
    "per_user": Figure(Formula("interactions / users"), TIMES),
}


def is_of_active(tiers: Iterable[str]) -> bool:
    """Whether tiers sort the active users, as far as their names tell; levels of members do not."""
    return all(scheme_of(tier) in ("", "frequency") for tier in tiers)


@dataclass(frozen=True, slots=True)
class TierReading:
    """One tier now and last month. Shares are of the active tiers; a dormant tier has none.

    Shares of users, and of revenue (`revenue_share`), total 100.0 % as printed;
    `change` is of the users, `share_change` in points between the exact shares,
    `per_user` interactions per user.
    """

    name: str
    is_dormant: bool
    users: Number
    change: Number
    change_code: str
    share: Number
    share_change: Number
    per_user: Number
    per_user_change: Number
    revenue: Number
    revenue_share: Number


@once
def tiers(dataset: Dataset) -> tuple[TierReading, ...]:
    """The tiers of the report month in sheet order; () without rows."""
    table = rows_for(dataset, "activity_tiers", month=dataset.period)
    if table is None:
        return ()
    before = rows_for(dataset, "activity_tiers", month=dataset.period.previous)
    now_groups = summarise(table, "tier", MEASURES)
    old_groups = summarise(before, "tier", MEASURES) if before else {}
    active_now, active_old = _active(table), _active(before) if before else None
    nothing = {name: Number(None, PERSON) for name in MEASURES}
    shares, revenue_shares = _shares(now_groups, "users"), _shares(now_groups, "revenue")
    wholes = (active_now["users"], (active_old or nothing)["users"])
    return tuple(
        _tier(dataset, name, (group, old_groups.get(name, nothing)), wholes, (shares[name], revenue_shares[name]))
        for name, group in now_groups.items()
    )


def _shares(groups: Mapping[str, Group], field: str) -> dict[str, Number]:
    """What each tier has of all active tiers' sum; missing for dormant ones."""
    active = [name for name in groups if not is_dormant(name)]
    shown = zip(active, shown_shares([groups[name][field] for name in active]), strict=True)
    return dict.fromkeys(groups, Number(None, RATE)) | dict(shown)


def is_dormant(tier: str) -> bool:
    """Whether a tier's name says that its users were not active (沉默, 休眠 …)."""
    return any(word in tier.casefold() for word in DORMANT_WORDS)


def active_users(dataset: Dataset, month: Period) -> Number:
    """The users of all active tiers of a month."""
    table = rows_for(dataset, "activity_tiers", month=month)
    return Number(None, PERSON) if table is None else _active(table)["users"]


def share_history(dataset: Dataset, months: int = 13) -> tuple[tuple[Period, ...], tuple[Series, ...]]:
    """The months up to the report month that have tiers, and per active tier of this month its share of the users.

    The printed shares of a month total 100.0 % with those of tiers that are no more.
    """
    table = rows_for(dataset, "activity_tiers")
    if table is None:
        return (), ()
    names = tuple(n for n in distinct(table.where(month=dataset.period), "tier") if not is_dormant(n))
    shown = tuple(m for m in dataset.period.back(months) if dataset.has("activity_tiers", month=m))
    by_month = [_month_shares(table.where(month=month), names) for month in shown]
    return shown, tuple(Series(name, tuple(shares[name] for shares in by_month)) for name in names)


def _month_shares(table: Table, names: Sequence[str]) -> dict[str, Number]:
    """The share of each of the tiers named in one month; missing for a tier that month does not have."""
    read = summarise(table, "tier", {"users": PERSON})
    missing = {name: Number(None, RATE) for name in names}
    return {**missing, **_shares(read, "users")}


def _active(table: Table) -> Group:
    names = tuple(name for name in distinct(table, "tier") if not is_dormant(name))
    return totals(table.where(tier=names), MEASURES)


def _tier(
    dataset: Dataset, name: str, sides: tuple[Group, Group], wholes: tuple[Number, Number], shown: tuple[Number, Number]
) -> TierReading:
    (now, before), dormant = sides, is_dormant(name)
    exact = [Number(None, RATE) if dormant else ratio(s["users"], w) for s, w in zip(sides, wholes, strict=True)]
    return TierReading(
        name=name,
        is_dormant=dormant,
        users=now["users"],
        change=change(now["users"], before["users"], "relative", "down" if dormant else "none"),
        change_code=change_code(now["users"], before["users"], "relative", rules_of(dataset)),
        share=shown[0],
        share_change=change(exact[0], exact[1], "points"),
        per_user=now["per_user"],
        per_user_change=change(now["per_user"], before["per_user"], "relative", "up"),
        revenue=now["revenue"],
        revenue_share=shown[1],
    )
