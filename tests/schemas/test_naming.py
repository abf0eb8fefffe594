"""What the name of an unknown metric betrays."""

from __future__ import annotations

import pytest

from opsreport.model.unit import BARE, MONEY, ORDERS, PIECES, Unit
from opsreport.schemas.naming import is_better_less, is_better_more, is_flow, sort_in


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("直播收入", "money"),
        ("物流费（万元）", "money"),
        ("渠道 GMV", "money"),
        ("人均消费额", "a_head"),
        ("单均成本", "a_head"),
        ("门店会员数", "count"),
        ("活动名额", "count"),
        ("直播成交率", "rate"),
        ("市场份额", "rate"),
        ("客服响应时长", "time"),
        ("服务评分", "score"),
        ("内容指数", "score"),
        ("交付场次", "count"),
        ("进厂台次", "count"),
        ("新增卖家", "count"),
        ("在营门店", "count"),
        ("学员满意度", "score"),
        ("成交量", ""),
        ("新增融资", ""),
        ("新品", ""),
    ],
)
def test_a_name_tells_by_its_end(name: str, sort: str) -> None:
    assert sort_in(name) == sort


@pytest.mark.parametrize(
    "name",
    [
        "客诉率",
        "退货数",
        "流失用户数",
        "订单处理时长",
        "首屏加载时间",
        "人力成本",
        "退费率",
        "退群率",
        "解约率",
        "推广费率",
        "退课率",
        "返修率",
        "平均成交天数",
        "讲师费",
        "房租",
        "售后率",
        "回款天数",
        "平均等位时间",
        "平均等候时间",
        "平均处置时长",
        "费比",
        "门店支出",
        "漏检率",
        "误报率",
        "货损率",
        "错发率",
        "丢件率",
        "闲置率",
        "不合格率",
        "未到店率",
        "佣金率",
        "毛利损失",
        "费用占比（越低越好）",
    ],
)
def test_less_is_better_of(name: str) -> None:
    assert is_better_less(name)


@pytest.mark.parametrize(
    "name",
    [
        "投诉解决率",
        "流失挽回人数",
        "人均使用时长",
        "成本节约额",
        "客户满意度",
        "template",
        "续费率",
        "付费率",
        "会员费",
        "退休会员数",
        "在线时长",
        "直播时长",
        "服务费收入",
        "佣金收入",
        "漏斗转化率",
        "零投诉门店数",
        "连续无事故天数",
        "退货险收入",
        "沉睡会员唤醒数",
        "投诉响应率",
        "成本利润率",
        "事故车产值",
        "断码补货率",
    ],
)
def test_more_is_better_of(name: str) -> None:
    assert not is_better_less(name)


@pytest.mark.parametrize(
    ("name", "is_sure"), [("新增会员", True), ("完课率", True), ("日均通话", False), ("退课率", False)]
)
def test_of_some_more_is_surely_better(name: str, is_sure: bool) -> None:
    assert is_better_more(name) is is_sure


@pytest.mark.parametrize("name", ["新增会员", "到店人次", "试用注册", "种植颗数", "订单量（万单）"])
def test_what_happens_anew_each_month_adds_up(name: str) -> None:
    assert is_flow(name)


@pytest.mark.parametrize("name", ["累计注册用户", "到店率", "人均次数", "企微好友数", "在手订单", "新增收入占比"])
def test_what_there_is_by_then_does_not_add_up(name: str) -> None:
    assert not is_flow(name)


@pytest.mark.parametrize(
    ("name", "unit", "adds_up"),
    [
        ("直播收入", MONEY, True),
        ("票房收入", MONEY, True),
        ("物流费用", MONEY, True),
        ("平均票价", MONEY, False),
        ("单票收入", MONEY, False),
        ("台均产值", MONEY, False),
        ("贷款余额", MONEY, False),
        ("管理资产", MONEY, False),
        ("采购订单", ORDERS, True),
        ("台均日订单", ORDERS, False),
        ("在售商品数", PIECES, False),
        ("门店数", PIECES, False),
        ("新增门店数", PIECES, True),
        ("当月新增发卡", BARE, True),
        ("观影人次", BARE, True),
        ("票房收入", BARE, True),
    ],
)
def test_only_what_flows_adds_up_over_months(name: str, unit: Unit, adds_up: bool) -> None:
    assert is_flow(name, unit) is adds_up
