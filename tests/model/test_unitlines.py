"""Lines that say units: what they say, and which say nothing of the kind."""

from __future__ import annotations

import pytest

from opsreport.model.unitlines import money_in, one_unit, speaks_for_all, statement, tells_units, unit_alone, units_said


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万元", ("万元",)),
        ("（单位：人民币万元）", ("万元",)),
        ("注：本报表金额除特别注明外均为万元", ("万元",)),
        ("2、金额单位：千元；", ("千元",)),
        ("以下金额均以万元计", ("万元",)),
        ("金额以百万元为单位。", ("百万元",)),
        ("单位：万元（特别注明除外）", ("万元",)),
        ("如无特别说明，金额单位均为万元", ("万元",)),
        ("金额：万元；人数：人", ("万元", "人")),
        ("数据单位：金额万元，人数人", ("万元", "人")),
        ("金额列均为万元，比率列为%", ("万元", "%")),
        ("注：用户数均以万人计", ("万人",)),
    ],
)
def test_a_statement_says_units_and_nothing_else(text: str, units: tuple[str, ...]) -> None:
    found = statement(text)
    assert found is not None
    assert (found.units, found.apart, units_said(text)) == (units, (), units)


def test_a_statement_says_what_it_does_not_hold_for() -> None:
    assert statement("除单台产值、人效外，金额均以万元计") == (("万元",), ("单台产值", "人效"))


@pytest.mark.parametrize(
    "text",
    [
        *("收入（万元）", "金额（万元）", "花费3万元", "本月花费约3万元", "营业额为万元", "渠道金额单位：万元"),
        *("单位", "单位成本", "计量单位", "单位名称：甲公司", "人数", "说明", "万元", "财务口径，万元"),
    ],
)
def test_a_header_an_amount_and_a_remark_are_no_statements(text: str) -> None:
    assert statement(text) is None


@pytest.mark.parametrize(("text", "unit"), [("（万元）", "万元"), ("人民币千元", "千元"), ("元", ""), ("3万元", "")])
def test_a_unit_alone_is_one_of_more_money_than_yuan(text: str, unit: str) -> None:
    assert unit_alone(text) == unit


@pytest.mark.parametrize(
    ("text", "money"),
    [
        *(("万元", ("万元",)), ("人民币（万元）", ("万元",)), ("RMB 万元", ("万元",)), ("人民币，千元", ("千元",))),
        *(("元，人", ("元",)), ("金额万元", ("万元",))),
        *((text, ()) for text in ("千元（流水）", "甲公司", "万人", "65万元")),
    ],
)
def test_an_entry_of_money_says_its_unit_in_many_ways(text: str, money: tuple[str, ...]) -> None:
    assert money_in(text) == money


def test_a_cell_of_units_may_say_one_in_words() -> None:
    assert [one_unit(text) for text in ("单位万元", "以万元计", "含税，单位万元", "万元")] == ["万元"] * 3 + [""]


def test_a_unit_alone_speaks_for_all_only_where_nothing_stands_beside_it() -> None:
    assert speaks_for_all(["万元"], has_numbers=False) == ("万元",)
    assert speaks_for_all(["收入", "万元"], has_numbers=False) == ("收入",)
    assert speaks_for_all(["指标", "目标", "实际", "单位：万元"], has_numbers=False) == ("单位：万元",)


@pytest.mark.parametrize(
    ("text", "units", "is_stated"),
    [
        ("渠道表金额单位：万元", ("万元",), True),
        ("活动预算按万元填写", ("万元",), True),
        ("财务确认收入，万元", ("万元",), False),
        ("收入（万元）", ("万元",), False),
        ("访问量（万人次）", ("万人次",), False),
    ],
)
def test_what_a_text_anywhere_tells_of_units(text: str, units: tuple[str, ...], is_stated: bool) -> None:
    told = tells_units(text)
    assert told is not None
    assert (told.units, told.is_stated) == (units, is_stated)


@pytest.mark.parametrize("text", ["65万元", "约3万元", "超百万元", "新增百万元级客户", "提升至万元以上", "单价（元）"])
def test_amounts_and_remarks_tell_none(text: str) -> None:
    assert tells_units(text) is None
