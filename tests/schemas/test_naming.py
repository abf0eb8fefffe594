"""What the name of an unknown metric betrays."""

from __future__ import annotations

import pytest

from opsreport.schemas.naming import is_better_less, is_flow, sort_in


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
        ("成交量", ""),
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
    ],
)
def test_more_is_better_of(name: str) -> None:
    assert not is_better_less(name)


@pytest.mark.parametrize("name", ["新增会员", "到店人次", "试用注册", "种植颗数", "订单量（万单）"])
def test_what_happens_anew_each_month_adds_up(name: str) -> None:
    assert is_flow(name)


@pytest.mark.parametrize("name", ["累计注册用户", "到店率", "人均次数", "企微好友数", "在手订单", "新增收入占比"])
def test_what_there_is_by_then_does_not_add_up(name: str) -> None:
    assert not is_flow(name)
