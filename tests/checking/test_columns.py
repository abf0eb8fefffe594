"""A column read as a whole reads every cell as it is read by itself."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opsreport.checking.bounded import read_bound
from opsreport.checking.cells import Asked, Coerced, Trouble, read_cell
from opsreport.checking.columns import read_column
from opsreport.checking.days import Habit
from opsreport.checking.lines import objects
from opsreport.checking.madeof import made_of
from opsreport.checking.rows import Look
from opsreport.model.grid import packed
from opsreport.model.schema import TabColumn
from opsreport.model.table import Cell
from opsreport.schemas import TABS

COLUMNS = {(column.kind, column.required): column for tab in TABS for column in tab.columns}
TARGETS = [column for tab in TABS for column in tab.columns if column.name == "target"]
TYPED = (
    "1,234", "1.234", "12,5", "1.234,5", "4.8%", "9.66万", "¥1,200", "(300)", "-5", "–", "/", "无", " ", "休", "N/A",
    "3.1pp", "1:2.5", "abc", "１２３", "50%", "xx", "2025-06", "2025年6月", "6月", "202506", "2025.1", "第23周",
    "03/04/2025", "昨天", "2025-06-05 20:00", "45809", "2025Q2", "是", "否", "付费", "人", "万元", "%", "5000人", "≥4%",
    "不超过3", "留存", "合计", "-1,234.50", "12,34", "1,234.5+", "2025-06-05", "2025-06-31", "2025-06-05 24:00", "同上",
    "2025-06-05 20:00:30", "人 ", "－", "00", "－5",
)  # fmt: skip
FORMATS = ("", "", "#,##0", "0.0%", '0.00"万"', "0.00", "yyyy-mm-dd", '#,##0"人"')


def cells() -> st.SearchStrategy[tuple[str, object, str]]:
    numbers = st.floats(-1e9, 1e9) | st.sampled_from([0.0, 0.048, 1.2, 30.0, 2025.1, 202506.0, 45809.0, 6.0])
    days = st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)) | st.dates(date(2024, 1, 1), date(2026, 1, 1))
    return st.one_of(
        st.tuples(st.just("text"), st.sampled_from(TYPED) | st.text(max_size=6), st.just("")),
        st.tuples(st.just("number"), numbers, st.sampled_from(FORMATS)),
        st.tuples(st.just("date"), days, st.just("yyyy-mm-dd")),
        st.tuples(st.just("flag"), st.booleans(), st.just("")),
        st.tuples(st.just("error"), st.just("#DIV/0!"), st.just("")),
        st.tuples(st.just("no_value"), st.just("A1+1"), st.just("")),
    )


def asked_of(column: TabColumn, unit: str, money: float, habit: Habit) -> Asked:
    return Asked(column, unit, money, habit=habit)


ASKED = st.builds(
    asked_of,
    st.sampled_from([*COLUMNS.values(), *TARGETS]),
    st.sampled_from(["", "万元", "%", "人"]),
    st.sampled_from([1.0, 1e4]),
    st.sampled_from([Habit(), Habit(day_first=True, is_european=True), Habit(two_digits=True, in_percent=True)]),
)


@settings(max_examples=300, deadline=None)
@given(ASKED, st.lists(st.none() | cells(), max_size=12))
def test_a_column_reads_as_its_cells_do(asked: Asked, typed: list[tuple[str, object, str] | None]) -> None:
    made = {row: Cell(row, 3, *one) for row, one in enumerate(typed) if one}  # type: ignore[arg-type]
    order = list(made)
    grid = packed({(row, 3): cell for row, cell in made.items()})
    places = np.array([order.index(row) if row in made else -1 for row in range(len(typed))], np.int32)
    column = read_column(grid, places, asked)
    seen = {row: read_bound(cell, asked) or read_cell(cell, asked) for row, cell in made.items()}
    values = {row: one.value if isinstance(one, Coerced) else one for row, one in seen.items()}
    expected = [None if isinstance(one := values.get(row), Trouble) else one for row in range(len(typed))]
    assert objects(column.values).tolist() == expected
    assert dict(column.troubles) == {row: one for row, one in seen.items() if isinstance(one, Trouble)}
    forms = {row: form for form, rows in column.coerced.items() for row in rows}
    assert forms == {row: one.form for row, one in seen.items() if isinstance(one, Coerced)}


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=4),
    st.sampled_from(["合计", "小计", "平均", "环比上月", "total", "占比", "汇总", ""]),
    st.text(max_size=4),
)
@example("（元）", "合计", " ")
@example("", "ｔｏｔａｌ", "（万元）")
def test_the_quick_look_at_a_name_misses_nothing(before: str, word: str, after: str) -> None:
    text = before + word + after
    assert Look().made_of(text) == made_of(text)
