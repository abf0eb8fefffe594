"""A figure of the month below a blank row of a table of users is no group of them."""

from __future__ import annotations

import pytest

from tests.checking.sheets import only, places
from tests.shaping.test_layouts import N, read, troubles
from tests.shaping.test_users import METRICS, page

TIERS: list[list[object]] = [["分层", "人数"], ["高活跃", 300], ["低活跃", 800]]
LEVELS: list[list[object]] = [["等级", "人数", "收入"], ["金卡", 300, 90], ["普卡", 800, 70]]


@pytest.mark.parametrize(
    ("table", "pairs", "left"),
    [
        (TIERS, [["新增会员", 1234]], "A5:B5"),
        (TIERS, [["新增会员", 1234], ["流失会员", 210]], "A5:B6"),
        (LEVELS, [["新增会员", "1,234人"], ["续费率", "76%"]], "A5:B6"),
    ],
)
def test_figures_below_a_blank_row_are_no_tiers(
    table: list[list[object]], pairs: list[list[object]], left: str
) -> None:
    _, dataset, findings = read(METRICS, page("用户分层", *table, [N], *pairs))
    assert dataset["activity_tiers"].frame["users"].tolist() == [300, 800]
    assert places(only(findings, "unknown_table")) == [left]


@pytest.mark.parametrize("name", ["沉默用户", "流失用户"])
def test_a_group_below_a_blank_row_is_one_of_the_table(name: str) -> None:
    _, dataset, findings = read(METRICS, page("用户分层", *TIERS, [N], [name, 500]))
    assert dataset["activity_tiers"].frame["users"].tolist() == [300, 800, 500]
    assert troubles(findings) == []
