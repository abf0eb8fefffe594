"""Grids: what stands in cells, and how tables fit their place."""

from __future__ import annotations

import pytest

from opsreport.errors import TemplateError
from opsreport.model.block import Column, Grid, Row, Status, Words
from opsreport.model.number import Tone
from opsreport.model.unit import BARE, MONEY, PERSON, POINTS, RATE
from opsreport.render.deck.cells import Cells
from opsreport.render.deck.grid import Box, inches
from opsreport.render.deck.table_plan import HARD_FLOOR, TALLEST, plan_table
from opsreport.render.deck.theme import Theme
from tests.render.gallery import number, scoreboard, terms

BOX = Box(0, 0, inches(12.33), inches(4.9))


def cells_of(grid: Grid, lang: str = "zh") -> Cells:
    return Cells.of(grid, Theme(), lang, terms(lang))


def one(column: Column, *rows: Row) -> Cells:
    return cells_of(Grid((Column("name", "名称", "text", 1.0), column), rows))


def shown(cells: Cells, row: int = 0, index: int = 1) -> str:
    return " / ".join(para.lead + para.text for para in cells.paras(row, index, 11))


def test_a_column_has_one_scale_and_says_it_in_its_head() -> None:
    column = Column("revenue", "收入", "number", 1.0, MONEY)
    cells = one(column, Row((Words("甲"), number(8_720_000, MONEY))), Row((Words("乙"), number(5_000, MONEY))))
    assert cells.header(1).text == "收入（万元）"
    assert (shown(cells, 0), shown(cells, 1)) == ("872.0", "0.5")


def test_a_head_that_says_its_unit_is_left_alone() -> None:
    column = Column("revenue", "收入（万元）", "number", 1.0, MONEY)
    assert one(column, Row((Words("甲"), number(8_720_000, MONEY)))).header(1).text == "收入（万元）"


def test_lower_is_better_is_marked_in_the_head() -> None:
    column = Column("cac", "退款率", "number", 1.0, RATE, lower_is_better=True)
    assert one(column, Row((Words("甲"), number(0.06, RATE)))).header(1).text == "退款率 ▽"


def test_a_bare_column_leaves_the_scale_to_the_unit_cell_or_says_it_itself() -> None:
    column = Column("actual", "实际", "number", 1.0, BARE)
    assert shown(one(column, Row((Words("营收（万元）"), number(8_720_000, MONEY))))) == "872.0"
    assert shown(one(column, Row((Words("营收"), number(8_720_000, MONEY))))) == "872.0万"


@pytest.mark.parametrize(
    ("value", "tone", "text"),
    [
        (0.093, Tone.good, "▲ +9.3%"),
        (-0.034, Tone.bad, "▼ −3.4% 差"),
        (0.0, Tone.bad, "● 0.0%"),
        (None, Tone.neutral, "–"),
    ],
)
def test_changes_carry_direction_and_judgement_without_colour(value: float | None, tone: Tone, text: str) -> None:
    assert (
        shown(one(Column("mom", "环比", "change", 1.0, RATE), Row((Words("甲"), number(value, RATE, tone=tone)))))
        == text
    )


def test_points_in_a_bare_column_name_themselves() -> None:
    cells = one(Column("mom", "环比", "change", 1.0), Row((Words("甲"), number(0.006, POINTS, tone=Tone.good))))
    assert shown(cells) == "▲ +0.6百分点"


def test_best_and_worst_are_marked() -> None:
    column = Column("rate", "转化率", "number", 1.0, RATE)
    cells = one(
        column, Row((Words("甲"), number(0.1, RATE, mark="best"))), Row((Words("乙"), number(0.01, RATE, mark="worst")))
    )
    assert (shown(cells, 0), shown(cells, 1)) == ("● 10.0%", "■ 1.0%")


def test_status_has_symbol_and_word() -> None:
    cells = one(Column("status", "状态", "status", 1.0), Row((Words("甲"), Status("far_below", "严重未达成"))))
    assert shown(cells) == "■ 严重未达成"


def test_drawn_cells_hold_no_text_but_their_total_does() -> None:
    column = Column("visits", "访问", "bar", 2.0, PERSON)
    cells = one(column, Row((Words("甲"), number(10, PERSON))), Row((Words("合计"), number(10, PERSON)), "total"))
    assert (shown(cells, 0), shown(cells, 1)) == ("", "10")


def test_rows_share_the_height_and_stand_equal_under_charts() -> None:
    plan = plan_table(cells_of(scoreboard()), BOX)
    assert len(set(plan.heights)) == 1
    assert plan.head + sum(plan.heights) <= BOX.h
    assert plan.head + sum(plan.heights) > BOX.h * 0.97
    assert sum(plan.widths) == BOX.w


def test_few_rows_stay_below_the_tallest() -> None:
    grid = Grid((Column("name", "名称", "text", 1.0),), (Row((Words("甲"),)),))
    assert plan_table(cells_of(grid), BOX).heights == (TALLEST,)


def test_a_row_with_more_text_is_higher_where_no_chart_lies_over() -> None:
    rows = tuple(Row((Words("短" if i % 3 else "很长的说明文字" * 15),)) for i in range(9))
    grid = Grid((Column("name", "名称", "text", 1.0),), rows)
    heights = plan_table(cells_of(grid), Box(0, 0, inches(6), inches(4.9))).heights
    assert heights[0] > heights[1]


def test_a_narrow_number_column_takes_room_from_its_neighbours() -> None:
    columns = (Column("name", "名称", "text", 20.0), Column("revenue", "收入", "number", 0.1, MONEY))
    grid = Grid(columns, (Row((Words("甲"), number(98_765_432.1, MONEY))),))
    cells = cells_of(grid)
    assert plan_table(cells, BOX).widths[1] > inches(0.5)


def test_rows_that_cannot_stand_are_refused() -> None:
    count = BOX.h // HARD_FLOOR + 1
    grid = Grid((Column("name", "名称", "text", 1.0),), tuple(Row((Words("甲"),)) for _ in range(count)))
    with pytest.raises(TemplateError, match="does not fit"):
        plan_table(cells_of(grid), BOX)


def test_rows_that_need_too_much_get_it_from_the_top_down() -> None:
    texts = ["字" * 40, "字" * 40, "短", "字" * 40]
    grid = Grid((Column("text", "文本", "text", 1.0),), tuple(Row((Words(text),)) for text in texts))
    heights = plan_table(cells_of(grid), Box(0, 0, inches(2), inches(2.0))).heights
    assert heights[0] > heights[2] == HARD_FLOOR
    assert heights[3] <= heights[1]
    assert sum(heights) <= inches(2.0)
