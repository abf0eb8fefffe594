"""Reasons of lost users, largest first."""

from __future__ import annotations

from dataclasses import dataclass

from opsreport.analysis.allocate import running_shares, shown_shares
from opsreport.analysis.cells import number_at, rows_for, rows_of, text_at
from opsreport.analysis.compare import change
from opsreport.analysis.summarise import added, ratio
from opsreport.model.formula import Formula
from opsreport.model.number import Number, derived
from opsreport.model.period import Period
from opsreport.model.table import Dataset
from opsreport.model.unit import PERSON, RATE

REST = Formula("base - named")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its count, share of the base, points against last month (of exact shares), cumulative share."""

    name: str
    count: Number
    share: Number
    share_change: Number
    cumulative: Number


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons by count; `other` are the people of the base without a named reason.

    As printed, the shares and `other_share` total 100.0 %, and a cumulative
    share is the sum of those above it. `is_multiple`: the counts exceed the base,
    so people could name several: then there is no cumulative share and no `other`.
    `is_sample`: the base is a typed one, not what was named in all.
    """

    reasons: tuple[Reason, ...]
    base: Number
    other: Number
    other_share: Number
    is_multiple: bool
    is_sample: bool


def churn_reasons(dataset: Dataset) -> Reasons | None:
    """The reasons of the report month; None without rows. Without a base the named counts are the base."""
    counts = _counts(dataset, dataset.period)
    if not counts:
        return None
    named = added(list(counts.values()), PERSON)
    typed = _base(dataset, dataset.period)
    base = named if typed.is_missing else typed
    many = named.amount > base.amount
    old = _counts(dataset, dataset.period.previous)
    old_base = _base(dataset, dataset.period.previous)
    old_base = added(list(old.values()), PERSON) if old_base.is_missing else old_base
    other = Number(None, PERSON) if many else derived(REST, PERSON, {"base": base, "named": named})
    ordered = sorted(counts, key=lambda name: -counts[name].amount)
    people = [counts[name] for name in ordered]
    *shares, other_share = (ratio(n, base) for n in (*people, other)) if many else shown_shares([*people, other])
    running = [Number(None, RATE) for _ in shares] if many else running_shares(shares)
    past = [ratio(old.get(name, Number(None, PERSON)), old_base) for name in ordered]
    moved = [change(ratio(now, base), before, "points") for now, before in zip(people, past, strict=True)]
    reasons = tuple(Reason(*parts) for parts in zip(ordered, people, shares, moved, running, strict=True))
    return Reasons(reasons, base, other, other_share, many, not typed.is_missing)


def _counts(dataset: Dataset, month: Period) -> dict[str, Number]:
    table = rows_for(dataset, "churn_reasons", month=month)
    if table is None:
        return {}
    read = {text_at(table, row, "reason"): number_at(table, row, "count", PERSON) for row in rows_of(table)}
    return {name: number for name, number in read.items() if not number.is_missing}


def _base(dataset: Dataset, month: Period) -> Number:
    table = rows_for(dataset, "churn_reasons", month=month)
    return Number(None, PERSON) if table is None else table.total("base_n", PERSON, "max")
