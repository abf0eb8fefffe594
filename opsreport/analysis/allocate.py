"""Largest remainder (Hare quota): whole parts that add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import floor, isnan, nan

from opsreport.model.number import Method, Number
from opsreport.model.unit import RATE

METHOD = "largest_remainder"


def largest_remainder(weights: Sequence[float], total: int) -> tuple[int, ...]:
    """`total` split over the weights in whole parts; a tie goes to the earlier weight.

    All zero where the weights add up to nothing. ValueError for a negative weight.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("shares of a whole need weights of zero or more")
    whole = sum(weights)
    if not whole:
        return (0,) * len(weights)
    quotas = [weight * total / whole for weight in weights]
    parts = [floor(quota + 1e-9) for quota in quotas]
    by_rest = sorted(range(len(weights)), key=lambda i: (-round(quotas[i] - parts[i], 9), i))
    given = set(by_rest[: total - sum(parts)])
    return tuple(part + (index in given) for index, part in enumerate(parts))


def shown_shares(numbers: Sequence[Number], decimals: int = 1) -> tuple[Number, ...]:
    """Each number's share of their sum, rounded so that the printed shares total exactly 100 %.

    Missing numbers have missing shares; with a negative number among them, or
    one of which a part is not known, the idea of a share does not hold, and all are missing.
    """
    there = [number.amount for number in numbers if not number.is_missing]
    if any(amount < 0 for amount in there) or not sum(there) or any(number.is_partial for number in numbers):
        return tuple(Number(None, RATE) for _ in numbers)
    steps = 100 * 10**decimals
    parts = iter(largest_remainder(there, steps))
    source = Method(METHOD, tuple(number.source for number in numbers if number.source))
    return tuple(Number(None if n.is_missing else next(parts) / steps, RATE, source) for n in numbers)


def running_shares(shares: Sequence[Number], decimals: int = 1) -> tuple[Number, ...]:
    """The running totals of shown shares: what a reader gets who adds up the printed ones. Missing from a gap on."""
    steps = 100 * 10**decimals
    totals = accumulate(round(share.amount * steps) / steps if not share.is_missing else nan for share in shares)
    source = Method(METHOD, tuple(share.source for share in shares if share.source))
    return tuple(Number(None if isnan(total) else round(total * steps) / steps, RATE, source) for total in totals)


def shares_or(numbers: Sequence[Number], plain: Sequence[Number]) -> tuple[Number, ...]:
    """The shown shares of the numbers; the plain ones where amounts under zero leave no whole to share."""
    shares = shown_shares(numbers)
    return tuple(own if share.is_missing else share for share, own in zip(shares, plain, strict=True))


def together(shares: Sequence[Number]) -> Number:
    """Shown shares added up: the share of what is folded into one row; missing where none is there."""
    there = [share for share in shares if not share.is_missing]
    source = Method(METHOD, tuple(share.source for share in there if share.source))
    return Number(sum(share.amount for share in there), RATE, source) if there else Number(None, RATE)
