"""What spellings of one name share."""

from __future__ import annotations

import pytest

from opsreport.model.spelling import header_parts, name_key, name_keys, unbroken, unit_word

NAMES = ("直播 首场", "ＳＥＭ", "①渠道", "e\u0301cole", "\u0301x", "", "a\nb", "轉化率", "2025–06")


@pytest.mark.parametrize("more", [(), ("a\0b",)])
def test_the_keys_of_many_names_are_those_of_each(more: tuple[str, ...]) -> None:
    names = (*NAMES, *more)
    assert name_keys(names) == [name_key(name) for name in names]


def test_a_line_break_within_a_name_is_no_part_of_it() -> None:
    assert unbroken("低\n频 用户") == "低频用户"
    assert unbroken("App Store 渠道") == "App Store 渠道"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("￥千", "千元"),
        ("RMB万", "万元"),
        ("人民币 万元", "万元"),
        ("萬元（含税）", "万元"),
        ("人民币（万元）", "万元"),
        ("万元人民币", "万元"),
        ("仟元", "千元"),
        ("人次", "人次"),
        ("万港币", "万港币"),
        ("元（每单）", "元(每单)"),
    ],
)
def test_a_unit_is_one_word_however_it_is_written(written: str, meant: str) -> None:
    assert unit_word(written) == meant


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("总营收万元", "总营收", "万元"),
        ("GMV，亿元", "gmv", "亿元"),
        ("客单价·元", "客单价", "元"),
        ("收入（万元（含税））", "收入", "万元"),
        ("客单价超百元", "客单价超百元", ""),
        ("百万元", "百万元", ""),
    ],
)
def test_a_unit_at_the_end_of_a_name_is_told_from_the_name(header: str, name: str, unit: str) -> None:
    assert header_parts(header) == (name, unit)


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [("復購率", "复购率"), ("粉絲", "粉丝"), ("贈品", "赠品"), ("掃碼", "扫码"), ("轉化率", "转化率")],
)
def test_traditional_characters_are_those_of_the_same_word(traditional: str, simple: str) -> None:
    assert name_key(traditional) == name_key(simple)
