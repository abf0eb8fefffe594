"""What headers and labels say: months in every writing, totals, units; and the year of a month without one."""

from __future__ import annotations

from datetime import datetime

import pytest

from opsreport.model.period import Period
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Cell
from opsreport.schemas import TABS
from opsreport.schemas.choices import CHANGE_WORDS, RATE_WORDS, SHARE_WORDS, TOTAL_WORDS
from opsreport.schemas.matching import names_a_column
from opsreport.shaping.words import MonthWord, is_unit, month_in, month_of, special_of, unit_said, years_in
from opsreport.shaping.years import Years, with_runs


@pytest.mark.parametrize(
    ("text", "month", "rest"),
    [
        ("4月", MonthWord(4), ""),
        ("４月份", MonthWord(4), ""),
        ("十二月", MonthWord(12), ""),
        ("四　月\n", MonthWord(4), ""),
        ("6 月", MonthWord(6), ""),
        ("６　月", MonthWord(6), ""),
        ("6\n月", MonthWord(6), ""),
        ("6\u00a0月 实际", MonthWord(6), "实际"),
        ("2025 年 6 月", MonthWord(6, 2025), ""),
        ("2025年\n6月", MonthWord(6, 2025), ""),
        ("2025\n6月", MonthWord(6, 2025), ""),
        ("2025 - 06", MonthWord(6, 2025), ""),
        ("2025年4月", MonthWord(4, 2025), ""),
        ("25年6月", MonthWord(6, 2025), ""),
        ("2025-04", MonthWord(4, 2025), ""),
        ("2025.06", MonthWord(6, 2025), ""),
        ("2025/6/1", MonthWord(6, 2025), ""),
        ("202504", MonthWord(4, 2025), ""),
        ("Apr", MonthWord(4), ""),
        ("Apr-25", MonthWord(4, 2025), ""),
        ("Sept 2025", MonthWord(9, 2025), ""),
        ("4月花费(万元)", MonthWord(4), "花费(万元)"),
        ("6月\n实际", MonthWord(6), "实际"),
        ("实际（6月）", MonthWord(6), "实际"),
    ],
)
def test_months_in_every_writing(text: str, month: MonthWord, rest: str) -> None:
    assert month_in(text) == (month, rest)


@pytest.mark.parametrize(
    "text",
    ["1-6月", "1~3月累计", "Q1", "一季度", "上半年", "全年", "2025-06-15", "6月3日", "Marketing", "费用", "第23周"],
)
def test_what_is_no_month(text: str) -> None:
    assert month_in(text) is None


def test_cells_that_stand_for_months() -> None:
    assert month_of(Cell(1, 1, "date", datetime(2025, 4, 1), "yyyy-mm-dd")) == (MonthWord(4, 2025), "")
    assert month_of(Cell(1, 1, "date", datetime(2025, 4, 30), 'yyyy"年"m"月"')) == (MonthWord(4, 2025), "")
    assert month_of(Cell(1, 1, "date", datetime(2025, 4, 30), "yyyy-mm-dd")) is None
    assert month_of(Cell(1, 1, "number", 202504.0)) == (MonthWord(4, 2025), "")
    assert month_of(Cell(1, 1, "number", 4.0)) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("合计", "total"),
        ("4月合计", "total"),
        ("付费小计", "total"),
        ("1-6月累计", "total"),
        ("Q2", "total"),
        ("月均", "mean"),
        ("平均客单价", ""),
        ("环比", "change"),
        ("收入同比", "change"),
        ("占比", "share"),
        ("达成率", "rate"),
        ("新增用户", ""),
        ("累计注册用户数", ""),
    ],
)
def test_figures_made_of_others(text: str, kind: str) -> None:
    assert special_of(text) == kind


def test_units() -> None:
    assert [is_unit(text) for text in ("万元", "（元）", "%", "人", "万", "CTR", "-", "")] == [True] * 5 + [False] * 3
    assert unit_said("制表：运营部 单位：万元") == "万元"
    assert unit_said("单位：见表") == ""


def test_names_and_headers_in_traditional_characters() -> None:
    assert name_key("訪問量 ") == name_key("访问量")
    assert header_parts("實際收入（萬元）") == ("实际收入", "万元")


def test_years_in_names() -> None:
    assert years_in("2025年运营月报_v3") == {2025}
    assert years_in("2024-2025年对比") == {2024, 2025}
    assert years_in("运营12025") == frozenset()


def years_of(months: list[int], period: str, said: int | None = None) -> list[str]:
    words = [MonthWord(month) for month in months]
    years = with_runs(Years({"banner": said} if said else {}, Period.parse(period)), words)
    return [str(years.period_of(word)) for word in words]


def test_the_year_of_a_bare_month() -> None:
    assert years_of([4, 5, 6], "2025-06") == ["2025-04", "2025-05", "2025-06"]
    assert years_of([4, 5, 6], "2025-06", said=2024) == ["2024-04", "2024-05", "2024-06"]
    assert years_of([11, 12, 1, 2], "2025-02") == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert years_of([2, 1, 12, 11], "2025-02") == ["2025-02", "2025-01", "2024-12", "2024-11"]
    assert years_of([10, 11, 12], "2025-01") == ["2024-10", "2024-11", "2024-12"]
    assert years_of(list(range(1, 13)), "2025-06")[-1] == "2025-12"


def test_every_word_of_a_total_is_known_at_the_end_of_a_label_and_every_span_alone() -> None:
    words = [word for words in (TOTAL_WORDS, CHANGE_WORDS, SHARE_WORDS, RATE_WORDS) for word in words if len(word) > 1]
    missed = [
        text for word in words for text in (word, f"费用{word}", f"{word}（万元）", f"{word}：") if not special_of(text)
    ]
    spans = ("1-6月", "１～６月", "2025年第一季度", "Q1", "h2", "下半年", "年度", "年初至今", "本年", "YTD")
    assert missed + [text for text in spans if special_of(text) != "total"] == []


def test_every_header_names_a_column_however_it_is_written() -> None:
    headers = [header for tab in TABS for column in tab.columns for header in column.headers]
    written = ("{}", "{}（万元）", "（{}", "＊{}", " {} ", "{}：")
    assert [text for one in headers for way in written if not names_a_column(text := way.format(one))] == []
    assert not any(map(names_a_column, ("任务1：优化", "活动123", "标题7", "渠道1/万元")))
