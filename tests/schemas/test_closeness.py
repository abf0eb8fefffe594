"""Headers that may be those of a column which a sheet lacks: offered, never taken."""

from __future__ import annotations

import pytest

from opsreport.model.schema import Tab
from opsreport.schemas.closeness import close_column
from opsreport.schemas.matching import column_named
from opsreport.schemas.starter import CAMPAIGNS, CHANNELS, CONTENTS, KPI, USERS


@pytest.mark.parametrize(
    ("tab", "header", "column"),
    [
        (CHANNELS, "到访量", "visits"),
        (CHANNELS, "观看人数", "visits"),
        (CHANNELS, "到店新客", "new_users"),
        (CHANNELS, "新增建档", "new_users"),
        (CHANNELS, "正价课购买", "payers"),
        (CHANNELS, "房费（元）", "revenue"),
        (CHANNELS, "佣金（元）", "spend"),
        (CHANNELS, "消耗额", "spend"),
        (CAMPAIGNS, "报名目标", "participants_target"),
        (CAMPAIGNS, "新签约", "conversions"),
        (CONTENTS, "带来订单", "conversions"),
        (CONTENTS, "带货（元）", "revenue"),
    ],
)
def test_another_word_for_a_column_is_offered(tab: Tab, header: str, column: str) -> None:
    near = close_column(tab, header, ())
    assert near
    assert near[1].name == column
    assert column_named(tab, header) is None
    again = close_column(tab, header, (column,))
    assert again is None or again[1].name != column


@pytest.mark.parametrize(
    "header",
    [
        "成交件数",
        "订单数",
        "间夜数",
        "推广费率",
        "退款额",
        "新客成本",
        "进店成本",
        "5月新客",
        "点击单价",
        "老客到店",
        "有效商机",
    ],
)
def test_a_rate_a_price_and_numbers_of_things_are_no_column_of_channels(header: str) -> None:
    assert close_column(CHANNELS, header, ()) is None


@pytest.mark.parametrize("header", ["成本/人", "成本（元/人）", "投放费用（元/单）", "GMV/人"])
def test_what_one_costs_or_brings_is_no_amount(header: str) -> None:
    assert column_named(CHANNELS, header) is None
    assert close_column(CHANNELS, header, ()) is None


@pytest.mark.parametrize("header", ["费用/万元", "费用（元）", "推广费用（元/月）"])
def test_a_unit_of_money_leaves_an_amount_one(header: str) -> None:
    column = column_named(CHANNELS, header)
    assert column
    assert column.name == "spend"


def test_how_often_people_came_is_offered_beside_how_many_there_are() -> None:
    near = close_column(USERS, "到店次数", ("count",))
    assert near is not None
    assert near[1].name == "interactions"


@pytest.mark.parametrize(
    ("tab", "header"), [(KPI, "预算完成"), (KPI, "完成度"), (USERS, "人均互动"), (CHANNELS, "单新成本")]
)
def test_a_share_done_and_an_amount_a_head_are_none_of_what_they_hold(tab: Tab, header: str) -> None:
    assert close_column(tab, header, ()) is None


@pytest.mark.parametrize(
    ("tab", "header"), [(KPI, "全年计划"), (KPI, "年度预算数"), (KPI, "2025年任务"), (CHANNELS, "年度预算费用")]
)
def test_what_is_of_a_whole_year_is_no_number_of_a_month(tab: Tab, header: str) -> None:
    assert close_column(tab, header, ()) is None
