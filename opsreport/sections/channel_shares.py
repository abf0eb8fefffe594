"""Shares of the channel ranking as printed: each column totals 100.0 %, unclaimed revenue has its own row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opsreport.analysis.allocate import shares_or
from opsreport.analysis.channels import ChannelRow
from opsreport.model.number import Number
from opsreport.model.unit import RATE, TIMES

NO_RATE = Number(None, RATE)


def with_shown_shares(rows: Sequence[ChannelRow], rest: Number) -> tuple[ChannelRow, ...]:
    """The rows with shares that total 100.0 %; revenue no channel claims in a row of its own before the total."""
    if not rows:
        return ()
    *parts, total = rows
    if not rest.is_missing:
        parts.append(_unclaimed(total, rest))
    shares = shares_or([row.visits for row in parts], [row.share for row in parts])
    of_revenue = shares_or([row.revenue for row in parts], [row.revenue_share for row in parts])
    paired = zip(parts, shares, of_revenue, strict=True)
    return (*(replace(row, share=one, revenue_share=other) for row, one, other in paired), total)


def _unclaimed(total: ChannelRow, rest: Number) -> ChannelRow:
    """A row that has revenue and nothing else."""
    row = replace(total, kind="unattributed", members=(), revenue=rest, visit_pay_conv=NO_RATE, efficiency=NO_RATE)
    row = replace(row, share=NO_RATE, revenue_share=NO_RATE, change=NO_RATE, year_change=NO_RATE)
    none = Number(None, TIMES)
    return replace(row, visits=none, before=none, year_before=none, new_users=none)
