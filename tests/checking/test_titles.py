"""Titles that somebody typed for pages."""

from __future__ import annotations

import pytest

from tests.checking.sheets import checked, kpi, metric, only, sheet

HEADER = ("月份", "对象类型", "对象", "类别", "内容")


@pytest.mark.parametrize(
    ("titles", "why", "cell"),
    [
        ({"kpi/scoreboard": "本月经营情况", "target/revenue": "本月经营情况"}, "twice", "E3"),
        ({"kpi/scoreboard": "本月经营情况" * 20}, "long", "E2"),
        ({"kpi/scoreboard": "本月经营情况", "target/revenue": "收入情况"}, "", ""),
    ],
)
def test_titles_that_cannot_stand_as_typed_are_told(titles: dict[str, str], why: str, cell: str) -> None:
    rows = [("2025-06", "页面", page, "标题", title) for page, title in titles.items()]
    _, findings = checked(kpi(metric("总营收", 9)), sheet("点评", HEADER, *rows))
    if not why:
        assert "title_changed" not in [one.code for one in findings]
        return
    one = only(findings, "title_changed")
    assert (one.details["why"], one.origins[0].cell) == (why, cell)
