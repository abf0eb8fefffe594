"""What spellings of one name share."""

from __future__ import annotations

import pytest

from opsreport.model.spelling import name_key, name_keys, unbroken

NAMES = ("直播 首场", "ＳＥＭ", "①渠道", "e\u0301cole", "\u0301x", "", "a\nb", "轉化率", "2025–06")


@pytest.mark.parametrize("more", [(), ("a\0b",)])
def test_the_keys_of_many_names_are_those_of_each(more: tuple[str, ...]) -> None:
    names = (*NAMES, *more)
    assert name_keys(names) == [name_key(name) for name in names]


def test_a_line_break_within_a_name_is_no_part_of_it() -> None:
    assert unbroken("低\n频 用户") == "低频用户"
    assert unbroken("App Store 渠道") == "App Store 渠道"
