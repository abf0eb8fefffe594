"""What the name of an unknown metric betrays."""

from __future__ import annotations

import pytest

from opsreport.schemas.naming import is_better_less, sort_in


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


@pytest.mark.parametrize("name", ["客诉率", "退货数", "流失用户数", "订单处理时长", "首屏加载时间", "人力成本"])
def test_less_is_better_of(name: str) -> None:
    assert is_better_less(name)


@pytest.mark.parametrize("name", ["投诉解决率", "流失挽回人数", "人均使用时长", "成本节约额", "客户满意度", "template"])
def test_more_is_better_of(name: str) -> None:
    assert not is_better_less(name)
