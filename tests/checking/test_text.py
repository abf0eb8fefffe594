"""Numbers, months and days as people type them."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.checking.text import moment_in, month_in_name, period_in
from opsreport.metrics import is_foreign_money
from opsreport.model.amount import amount_in
from opsreport.model.spelling import header_parts, name_key

WIDE = {ord(half): ord(half) + 0xFEE0 for half in map(chr, range(0x21, 0x7F))}


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("１２３４", 1234, ""),
        ("1,234", 1234, ""),
        ("1，234,567.5", 1234567.5, ""),
        ("9.66万", 96600, "scaled"),
        ("1.2亿元", 120_000_000, "scaled"),
        ("3千", 3000, "scaled"),
        ("4.8%", 0.048, "percent"),
        ("４．８％", 0.048, "percent"),
        ("12‰", 0.012, "percent"),
        ("¥1,200", 1200, ""),
        ("￥1200元", 1200, "scaled"),
        (" 12 人 ", 12, ""),
        ("(300)", -300, ""),
        ("−5", -5, ""),
        ("－５", -5, ""),
        ("1:4.3", 4.3, ""),
        ("28分钟", 28, ""),
        (".5", 0.5, ""),
    ],
)
def test_reads_amounts_as_typed(text: str, value: float, mark: str) -> None:
    amount = amount_in(text)
    assert amount is not None
    assert amount.value == pytest.approx(value)
    assert amount.mark == mark


@pytest.mark.parametrize(
    "text", ["", "约300", "1,23", "1.2.3", "12,34,567", "三千", "nan", "inf", "1e5", "3-5", "12 or 13", "N/A"]
)
def test_refuses_what_is_no_amount(text: str) -> None:
    assert amount_in(text) is None


@given(st.integers(-(10**12), 10**12))
def test_separators_and_width_do_not_change_a_number(number: int) -> None:
    for text in (str(number), f"{number:,}", str(number).translate(WIDE), f" {number:,} "):
        amount = amount_in(text)
        assert amount is not None
        assert amount.value == number


@given(st.integers(0, 10**6))
def test_percent_sign_divides_by_a_hundred(tenths: int) -> None:
    amount = amount_in(f"{tenths / 10}%")
    assert amount is not None
    assert amount.value == pytest.approx(tenths / 1000)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    amount = amount_in(text)
    assert amount is None or any(
        unicodedata.decimal(char, None) is not None for char in unicodedata.normalize("NFKC", text)
    )


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025-06", "2025-06"),
        ("2025年6月", "2025-06"),
        ("2025 年 06 月份", "2025-06"),
        ("202506", "2025-06"),
        ("2025/6", "2025-06"),
        ("2025.06", "2025-06"),
        ("２０２５－０６", "2025-06"),
        ("2025-06-30", "2025-06"),
        ("2025全年", "2025"),
        ("2025年", "2025"),
        ("2025", "2025"),
        ("2025Q3", "2025Q3"),
    ],
)
def test_reads_months_and_years(text: str, period: str) -> None:
    assert str(period_in(text)) == period


@pytest.mark.parametrize("text", ["6月", "2025-13", "202513", "25-06", "六月", "2025-06 前", ""])
def test_refuses_what_is_no_month(text: str) -> None:
    assert period_in(text) is None


def test_reads_days_with_and_without_time() -> None:
    assert moment_in("2025年6月5日") == datetime(2025, 6, 5)
    assert moment_in("2025年06月05日 12时30分15秒") == datetime(2025, 6, 5, 12, 30, 15)
    assert moment_in("2025/6/5 20:30") == datetime(2025, 6, 5, 20, 30)
    assert moment_in("20250605") == datetime(2025, 6, 5)
    assert moment_in("2025-06-31") is None
    assert moment_in("6月5日") is None


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("ops_2025-06", "2025-06"),
        ("渠道2025年6月", "2025-06"),
        ("20250630导出", "2025-06"),
        ("2025-05 至 2025-06", "None"),
        ("渠道", "None"),
        ("v2025", "None"),
    ],
)
def test_finds_the_month_in_a_name(name: str, month: str) -> None:
    assert str(month_in_name(name)) == month


def test_headers_lose_brackets_marks_and_line_breaks() -> None:
    assert header_parts("费用\n（万元）＊") == (name_key("费用"), "万元")
    assert name_key(" ＲＯＩ 目标 ") == name_key("roi目标")


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("费用（￥千）", "千元"),
        ("费用（¥K）", "K元"),
        ("费用（RMB万）", "万元"),
        ("费用（千RMB）", "千元"),
        ("费用（仟元）", "千元"),
        ("费用（拾万元）", "十万元"),
        ("费用（人民币 万元）", "万元"),
        ("费用（￥万，含税）", "万元"),
        ("费用（￥）", "¥"),
        ("费用（USD万）", "USD万"),
    ],
)
def test_yuan_is_scaled_however_it_is_written(header: str, unit: str) -> None:
    assert header_parts(header)[1] == unit
    assert is_foreign_money(unit) is (unit == "USD万")
