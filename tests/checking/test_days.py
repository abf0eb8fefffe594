"""Days and months as people write them: one reading, two, or none; and what settles which."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.checking.days import Calendar, Habit, days_of, months_of
from opsreport.checking.text import (
    Years,
    moments_in,
    month_in_name,
    orders_shown,
    periods_in,
    serial_moment,
    years_named,
)
from opsreport.model.table import Cell

OF_JUNE = Years(latest="2025-06")
MONTHS = st.dates(date(2011, 1, 1), date(2038, 12, 31))


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2025年6月", ["2025-06"]),
        ("２０２５年０６月", ["2025-06"]),
        ("25年6月", ["2025-06"]),
        ("2025/6", ["2025-06"]),
        ("2025/6/1", ["2025-06"]),
        ("2025.6", ["2025-06"]),
        ("2025.10", ["2025-10"]),
        ("202506", ["2025-06"]),
        ("Jun-25", ["2025-06"]),
        ("June 2025", ["2025-06"]),
        ("Sept 2025", ["2025-09"]),
        ("6月", ["2025-06"]),
        ("６月份", ["2025-06"]),
        ("6", ["2025-06"]),
        ("第23周", ["2025-06"]),
        ("2025M06", ["2025-06"]),
        ("第23週", ["2025-06"]),
        ("2025年第23周", ["2025-06"]),
        ("2025-W23", ["2025-06"]),
        ("第22周", ["2025-05", "2025-06"]),
        ("12月", ["2024-12", "2025-12"]),
        ("03/04/2025", ["2025-04", "2025-03"]),
        ("04/04/2025", ["2025-04"]),
        ("25/6/1", ["2025-06"]),
    ],
)
def test_months_of_every_style(text: str, months: list[str]) -> None:
    assert [str(month) for month in periods_in(text, OF_JUNE)] == months


TRAPS = [
    "", "0", "13", "0月", "13月", "25-06", "6/5", "3/4", "1-2", "1.2.3", "10:30", "第0周", "第54周", "1e5", "½",
    "Ⅵ", "may", "Mayor 25", "25-Jun", "Jun-99", "99年6月", "2025-0⑥", "2025-13", "2025-06 前", "12345678", "999999",
    "2025年6月-7月",
    "99/99/2025", "本月",
]  # fmt: skip


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_no_month_is_none(text: str) -> None:
    assert periods_in(text, OF_JUNE) == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025年6月5日", ["2025-06-05"]),
        ("2025/6/5", ["2025-06-05"]),
        ("2025.6.5", ["2025-06-05"]),
        ("20250605", ["2025-06-05"]),
        ("6月5日", ["2025-06-05"]),
        ("5-Jun-2025", ["2025-06-05"]),
        ("Jun 5, 2025", ["2025-06-05"]),
        ("13/04/2025", ["2025-04-13"]),
        ("04/13/2025", ["2025-04-13"]),
        ("03/04/2025", ["2025-04-03", "2025-03-04"]),
        ("03/04/25", ["2025-04-03", "2025-03-04"]),
        ("25/6/1", ["2025-06-01"]),
        ("6月", []),
        ("2025-06-31", []),
        ("31/31/2025", []),
        ("第23周", []),
        ("6/5", []),
    ],
)
def test_days_of_every_style(text: str, days: list[str]) -> None:
    assert [f"{at:%Y-%m-%d}" for at in moments_in(text, OF_JUNE)] == days


@given(MONTHS)
def test_months_come_back_from_every_spelling(day: date) -> None:
    month = f"{day:%Y-%m}"
    spelled = (
        f"{day.year}年{day.month}月", f"{day.year}/{day.month}", f"{day:%Y%m}", f"{day.year}.{day.month:02d}",
        f"{day:%b-%y}", f"{day:%B %Y}", f"{day:%y}年{day.month}月份", f"{day.year}-{day.month}-{day.day}",
    )  # fmt: skip
    for text in spelled:
        assert [str(one) for one in periods_in(text, Years())] == [month], text
    assert [str(one) for one in periods_in(f"{day.month}月", Years(named=(str(day.year),)))] == [month]


@given(MONTHS)
def test_days_come_back_from_every_spelling_or_are_one_of_two(day: date) -> None:
    at = datetime(day.year, day.month, day.day)
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%d-%b-%Y}",
    ):
        assert moments_in(text, Years()) == (at,)
    for day_first, text in ((True, f"{day:%d/%m/%Y}"), (False, f"{day:%m/%d/%Y}")):
        assert moments_in(text, Years(), day_first=day_first) == (at,)
        assert at in moments_in(text, Years())
        assert len(moments_in(text, Years())) == (2 if day.day <= 12 and day.day != day.month else 1)


@given(MONTHS, st.booleans())
def test_day_numbers_come_back_in_both_systems(day: date, is_1904: bool) -> None:
    epoch = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    at = datetime(day.year, day.month, day.day)
    assert serial_moment((day - epoch).days, is_1904=is_1904) == at


@pytest.mark.parametrize(
    ("years", "month", "possible"),
    [
        (Years(named=("2024",)), 12, (2024,)),
        (Years(named=("2024",), latest="2025-06"), 3, (2024,)),
        (Years(named=("2025", "2024")), 3, (2024, 2025)),
        (Years(named=("2025-06",)), 6, (2025,)),
        (Years(named=("2025-06",)), 7, (2024, 2025)),
        (Years(named=("2025", "2025-06")), 7, (2025,)),
        (Years(latest="2025-06"), 6, (2025,)),
        (Years(latest="2025-06"), 7, (2024, 2025)),
        (Years(own=(2025,), latest="2025-06"), 7, (2024, 2025)),
        (Years(own=(2025,), latest="2025-06"), 6, (2025,)),
        (Years(own=(2024,), latest="2025-06"), 2, (2024, 2025)),
        (Years(own=(2024, 2025), latest="2025-06"), 2, (2024, 2025)),
        (Years(), 6, ()),
    ],
)
def test_the_year_of_a_bare_month_is_settled_or_both_are_said(
    years: Years, month: int, possible: tuple[int, ...]
) -> None:
    assert years.of(month) == possible


def test_names_speak_of_a_month_or_a_year() -> None:
    assert years_named("2025年", "ops_2025-06") == ("2025", "2025-06")
    assert years_named("渠道", "2024-2025数据") == ()
    assert str(month_in_name("20250630导出")) == "2025-06"


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["03/04/2025", "13/04/2025"], True),
        (["03/04/2025", "04/13/2025"], False),
        (["13/04/2025", "04/13/2025"], None),
        (["03/04/2025"], None),
    ],
)
def test_a_column_shows_its_order_where_a_day_is_above_twelve(texts: list[str], shown: bool | None) -> None:
    assert orders_shown(texts) is shown


def number(value: float, number_format: str = "") -> Cell:
    return Cell(2, 1, "number", value, number_format)


@pytest.mark.parametrize(
    ("cell", "habit", "months", "form"),
    [
        (number(202506), Habit(), ["2025-06"], "month"),
        (number(2025.6), Habit(), ["2025-06"], "month"),
        (number(2025.1), Habit(), ["2025-01", "2025-10"], "month"),
        (number(2025.1, "0.00"), Habit(), ["2025-10"], "month"),
        (number(2025.1), Habit(two_digits=True), ["2025-10"], "month"),
        (number(45809), Habit(), ["2025-06"], "serial"),
        (Cell(2, 1, "text", "45809"), Habit(), ["2025-06"], "serial"),
        (number(6), Habit(), ["2025-06"], "bare_month"),
        (number(2025), Habit(), ["2025"], ""),
        (number(0.5), Habit(), [], ""),
        (number(-6), Habit(), [], ""),
        (number(1234567), Habit(), [], ""),
        (Cell(2, 1, "date", date(2025, 6, 1)), Habit(), ["2025-06"], ""),
        (Cell(2, 1, "text", "2025-06"), Habit(), ["2025-06"], ""),
        (Cell(2, 1, "text", "2025-13"), Habit(), [], ""),
        (Cell(2, 1, "text", "2025全年"), Habit(), ["2025"], ""),
        (Cell(2, 1, "flag", True), Habit(), [], ""),
    ],
)
def test_cells_of_every_kind_as_months(cell: Cell, habit: Habit, months: list[str], form: str) -> None:
    readings = months_of(cell, Calendar(OF_JUNE), habit)
    assert [str(month) for month in readings.found] == months
    assert readings.form == form or not months


@pytest.mark.parametrize(
    ("cell", "is_1904", "day"),
    [
        (number(45809), False, datetime(2025, 6, 1)),
        (number(44347), True, datetime(2025, 6, 1)),
        (number(45809.5), False, datetime(2025, 6, 1, 12)),
        (number(20250605), False, datetime(2025, 6, 5)),
        (Cell(2, 1, "date", date(2025, 6, 5)), False, datetime(2025, 6, 5)),
        (number(2025), False, None),
        (number(123), False, None),
        (Cell(2, 1, "flag", True), False, None),
    ],
)
def test_cells_of_every_kind_as_days(cell: Cell, is_1904: bool, day: datetime | None) -> None:
    assert days_of(cell, Calendar(OF_JUNE, is_1904), Habit()).found == ((day,) if day else ())
