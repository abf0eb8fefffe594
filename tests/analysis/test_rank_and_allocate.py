"""Order, ties, folding, and shares that total 100.0 %."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.analysis.allocate import largest_remainder, running_shares, shown_shares
from opsreport.analysis.rank import marked, ranks, strict_best, strict_worst, top_n
from opsreport.model.number import Method, Number


def numbers(*values: float | None) -> list[Number]:
    return [Number(value) for value in values]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_shown_shares_total_one_hundred(values: list[int]) -> None:
    shares = shown_shares(numbers(*values))
    tenths = [round(share.amount * 1000) for share in shares]
    assert sum(tenths) == 1000
    assert sum(float(share.unit.text(share.amount).rstrip("%")) for share in shares) == pytest.approx(100.0)
    assert all(abs(t / 1000 - v / sum(values)) < 0.001 for t, v in zip(tenths, values, strict=True))


@given(st.lists(st.floats(0, 1e6), max_size=20), st.integers(0, 1000))
def test_parts_add_up_to_the_whole(weights: list[float], total: int) -> None:
    parts = largest_remainder(weights, total)
    assert sum(parts) == (total if sum(weights) else 0)
    assert all(part >= 0 for part in parts)


def test_a_share_is_no_cell_formula() -> None:
    assert isinstance(shown_shares(numbers(1, 2))[0].source, Method)


def test_no_shares_with_a_negative_part_and_none_of_a_gap() -> None:
    assert all(share.is_missing for share in shown_shares(numbers(5, -1)))
    assert shown_shares(numbers(1, None))[1].is_missing
    with pytest.raises(ValueError, match="zero or more"):
        largest_remainder([1, -1], 10)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_running_shares_are_the_sums_of_the_printed_ones(values: list[int]) -> None:
    shares = shown_shares(numbers(*values))
    tenths = [round(share.amount * 1000) for share in shares]
    running = running_shares(shares)
    assert [one.amount for one in running] == [sum(tenths[: i + 1]) / 1000 for i in range(len(tenths))]
    assert running[-1].amount == 1


def test_ties_share_a_rank() -> None:
    assert ranks(numbers(5, 9, 5, None, 1)) == (2, 1, 2, None, 4)


def test_best_only_when_strictly_so() -> None:
    assert strict_best(numbers(3, 1, 2)) == 0
    assert strict_best(numbers(3, 1, 2), "down") == 1
    assert strict_worst(numbers(3, 1, None)) == 1
    assert strict_best(numbers(3, 3, 1)) is None
    assert strict_best(numbers(3)) is None
    assert strict_best(numbers(1, 2), "none") is None


def test_marks() -> None:
    assert [number.mark for number in marked(numbers(3, 1, 2))] == ["best", "worst", ""]
    assert [number.mark for number in marked(numbers(3, 1))] == ["best", ""]
    assert [number.mark for number in marked(numbers(3, 3, 1))] == ["", "", "worst"]


def test_one_group_alone_is_never_folded() -> None:
    groups = {name: {"visits": Number(value)} for name, value in (("甲", 1.0), ("乙", 5.0), ("丙", None), ("丁", 3.0))}
    assert top_n(groups, "visits", 3) == (("乙", "丁", "甲", "丙"), ())
    assert top_n(groups, "visits", 2) == (("乙", "丁"), ("甲", "丙"))
