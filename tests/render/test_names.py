"""Names of categories: how they break, and what becomes of those that are too long."""

from __future__ import annotations

import pytest
from pptx import Presentation

from opsreport.render.deck.charts.legend import paint_rows
from opsreport.render.deck.charts.names import evenly_broken, fitted_names
from opsreport.render.deck.charts.spec import Ink
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage
from opsreport.render.deck.theme import Theme


def stage() -> Stage:
    deck = Presentation()
    return Stage(deck.slides.add_slide(deck.slide_layouts[6]), Theme(), "zh", "a")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("运费", ["运费"]),
        ("页面加载慢", ["页面", "加载慢"]),
        ("只为比价浏览", ["只为比价", "浏览"]),
        ("配送时间不合适", ["配送时间", "不合适"]),
        ("一二三四五六七八九", ["一二三四", "五六", "七八九"]),
        ("App too slow", ["App too slow"]),
    ],
)
def test_no_han_name_leaves_a_character_alone(name: str, lines: list[str]) -> None:
    assert evenly_broken(stage(), [name], 44.0, 10.0) == ("\n".join(lines),)


def test_a_name_too_long_for_its_bar_is_cut_and_kept_in_the_notes() -> None:
    long, on = "二〇二五年六一八会员节暨全场狂欢购物季", stage()
    under = evenly_broken(on, [long], 44.0, 10.0)[0]
    beside = fitted_names(on, [long, "短名"], Box(0, 0, points(90), points(28)), 10.0)
    assert under.endswith("…")
    assert under.count("\n") == 2
    assert beside[0].endswith("…")
    assert beside[1] == "短名"
    assert on.cut == [long, long]


def test_a_legend_below_its_title_does_not_touch_it() -> None:
    on = stage()
    paint_rows(
        on, Box(0, 0, inches(2), inches(2)), "A long title for a narrow block", "CNY k", [(Ink(fill="112233"), "x" * 9)]
    )
    title, legend = (s for s in on.slide.shapes if s.name in ("a/title", "a/legend 1"))
    assert legend.top >= title.top + title.height
