"""Numbers as people type them: every style with its value, every trap with its outcome."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.model.amount import Amount, amount_in, european_in, half_width, plain_number, plain_numbers, two_ways

WIDE = {ord(half): ord(half) + 0xFEE0 for half in map(chr, range(0x21, 0x7F))}
NO_BREAK = {ord(" "): "\u00a0"}


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("1234", 1234, "text"),
        ("'1234", 1234, "text"),
        ("’1234", 1234, "width"),
        ("007", 7, "text"),
        ("2025", 2025, "text"),
        ("1,234", 1234, "separators"),
        ("1 234 567", 1_234_567, "separators"),
        ("1\u00a0234", 1234, "separators"),
        ("１２３４", 1234, "width"),
        ("１，２３４", 1234, "separators"),
        ("12\u200b34\ufeff", 1234, "width"),
        ("9.66万", 96_600, "scale"),
        ("9.66萬", 96_600, "scale"),
        ("0.07万", 700, "scale"),
        ("1.2亿", 120_000_000, "scale"),
        ("1.2億元", 120_000_000, "scale"),
        ("3.5千万元", 35_000_000, "scale"),
        ("￥3.5k", 3500, "scale"),
        ("2.5w", 25_000, "scale"),
        ("65,500元", 65_500, "unit"),
        ("65,500 元", 65_500, "unit"),
        ("¥-300", -300, "unit"),
        ("RMB 1,200", 1200, "unit"),
        ("1200块", 1200, "unit"),
        ("12人", 12, "unit"),
        ("3 次", 3, "unit"),
        ("30單", 30, "unit"),
        ("28分鐘", 28, "unit"),
        ("7\u3000天", 7, "unit"),
        ("4.5%", 0.045, "percent"),
        ("４．５％", 0.045, "percent"),
        ("12‰", 0.012, "percent"),
        ("-4.5 %", -0.045, "percent"),
        ("(4.5%)", -0.045, "negative"),
        ("（4.5）%", -0.045, "negative"),
        ("(1,234)", -1234, "negative"),
        ("(¥300)", -300, "negative"),
        ("−5", -5, "width"),
        ("–5", -5, "width"),
        ("+5", 5, "text"),
        ("↓14.8%", -0.148, "change"),
        ("↑ 120", 120, "change"),
        ("▼3.1%", -0.031, "change"),
        ("+3.1pct", 0.031, "change"),
        ("3.1pp", 0.031, "change"),
        ("-3.1个百分点", -0.031, "change"),
        ("3.1個百分點", 0.031, "change"),
        ("持平", 0, "change"),
        ("1:2.5", 2.5, "ratio"),
        ("1：2.5", 2.5, "ratio"),
        ("1 : 2.5", 2.5, "ratio"),
        ("1比2.5", 2.5, "ratio"),
        ("１：１", 1, "ratio"),
        ("1.234,56", 1234.56, "european"),
        ("5%↑", 0.05, "change"),
        ("45bps", 0.0045, "change"),
        ("1.2kw", 12_000_000, "scale"),
        ("2百", 200, "scale"),
        ("100元整", 100, "unit"),
        ("100RMB", 100, "unit"),
        ("100(万元)", 1_000_000, "scale"),
        ("4.5(%)", 0.045, "percent"),
        ("12万（含税）", 120_000, "remark"),
        ("1万2千", 12_000, "words"),
        ("1亿2千万元", 120_000_000, "words"),
        ("十二万", 120_000, "words"),
        ("-三万五千", -35_000, "words"),
        ("两百人", 200, "words"),
        ("2分30秒", 150, "unit"),
        ("1小时5分", 3_900, "unit"),
    ],
)
def test_every_style_has_its_value_and_the_name_of_its_form(text: str, value: float, form: str) -> None:
    amount = amount_in(text)
    assert amount is not None
    assert (amount.value, amount.form) == (pytest.approx(value, rel=1e-12), form)


TRAPS = [
    "1-2", "3/4", "10:30", "2:1", "1:30:00", "1e5", "1E+05", "0x10", "½", "3½", "Ⅳ", "一百二十", "三千", "∞",
    "nan", "inf", "NaN", "-inf", "-", "+", "%", "万", "元", "人", ".", ",", "1.2.3", "1,2,3", "12,34,567",
    "1,23", "1,2345", "1,234,5", ",123", "12.", "5²", "⑴", "①", "1️⃣", "٣", "१२", "𝟏𝟐", "(1)2", "(12", "12)",
    "((12))", "(-5)", "--5", "+-5", "-+5", "↓-5", "↑↓5", "5-", "1.234.567", "192.168.100.200", "5万%", "5万pp",
    "3万万", "1:2万", "-1:2", "1:-2", "约300", "300+", ">300", "300左右", "300~400", "300-400", "12/人",
    "第3名", "8折", "$5", "US$5", "€5", "5美元", "¥5人", "¥5%", "5%%", "1_000", "2025-06", "2025年6月", "6月",
    "23周", "TRUE", "null", "0b1", "5L", "5.0f", "２０２５／６", "#5", "5#", "@5", "=5", "=1+1", "5*3",
    "1,234;5", "··5", "5··", "三万五", "一万三万", "十", "百万", "100(累计)", "100(含退款20)", "100多", "近100", "100*",
]  # fmt: skip


@pytest.mark.parametrize("text", [*TRAPS, "", " ", "3 4", "12 34", "1, 234", "12 or 13", "5 人 次 元", "1 . 5"])
def test_what_a_person_would_not_read_as_one_number_is_none(text: str) -> None:
    assert amount_in(text) is None


@pytest.mark.parametrize(
    ("text", "word", "scale"),
    [
        ("9.66万", "", 1e4),
        ("9.66万元", "元", 1e4),
        ("65,500元", "元", 1),
        ("¥1,200", "元", 1),
        ("12人", "人", 1),
        ("1.2万人次", "人次", 1e4),
        ("1:4.3", "比", 1),
        ("1,234", "", 0),
        ("4.8%", "", 0),
        ("3.1pp", "百分点", 0),
    ],
)
def test_the_unit_and_what_one_of_it_is_worth_are_kept(text: str, word: str, scale: float) -> None:
    amount = amount_in(text)
    assert amount is not None
    assert (amount.word, amount.scale) == (word, scale)
    assert amount.is_bare is (text == "1,234")


NUMBERS = st.integers(-(10**9), 10**9)
CENTS = NUMBERS.map(lambda cents: cents / 100)


def _read(text: str) -> Amount:
    amount = amount_in(text)
    assert amount is not None, text
    return amount


@given(NUMBERS)
def test_whole_numbers_come_back_from_every_spelling(number: int) -> None:
    plain, grouped = str(number), f"{number:,}"
    for text in (plain, grouped, grouped.replace(",", " "), f"'{plain}", f"{grouped}人", f"{plain} 次", f"¥{grouped}"):
        for spelled in (text, text.translate(WIDE), text.replace("-", "−"), f"\u00a0{text}\u3000"):
            assert _read(spelled.translate(NO_BREAK)).value == number, spelled


@given(CENTS)
def test_scales_keep_what_they_show(number: float) -> None:
    for word, worth in (("万", 1e4), ("亿", 1e8), ("千", 1e3), ("百万", 1e6), ("k", 1e3), ("w", 1e4), ("億元", 1e8)):
        assert _read(f"{number:.2f}{word}").value == pytest.approx(number * worth, rel=1e-12)


@given(st.integers(-(10**6), 10**6))
def test_rates_come_back_from_every_spelling(basis_points: int) -> None:
    rate = basis_points / 10_000
    bracketed = f"({abs(rate):.2%})" if rate < 0 else f"{rate:.2%}"
    arrow = f"{'↓' if rate < 0 else '↑'}{abs(rate):.2%}"
    points = f"{rate * 100:+.2f}"
    for text in (f"{rate:.2%}", f"{rate:.2%}".translate(WIDE), bracketed, arrow, f"{points}pct", f"{points}个百分点"):
        assert _read(text).value == pytest.approx(rate, abs=1e-12)


@given(st.integers(0, 10**6))
def test_ratios_come_back_from_every_spelling(hundredths: int) -> None:
    ratio = f"{hundredths / 100:.2f}"
    for text in (f"1:{ratio}", f"1：{ratio}", f"1 : {ratio}", f"1∶{ratio}"):
        assert (_read(text).value, _read(text).word) == (hundredths / 100, "比")


@given(st.text(alphabet="0123456789.,:()+-%万亿元人k↓ 月年/", max_size=9))
def test_what_is_read_holds_the_digits_it_shows(text: str) -> None:
    amount = amount_in(text)
    if amount is None:
        return
    shown = "".join(char for char in half_width(text).removeprefix("1:").removeprefix("1 :") if char.isdecimal())
    read = f"{abs(amount.value):.12e}".partition("e")[0].replace(".", "").strip("0")
    assert read == shown.strip("0") or amount.word == "比", text


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1.234", (1.234, 1234)),
        ("1,234", (1.234, 1234)),
        ("-12,500", (-12.5, -12500)),
        ("12,5", None),
        ("1.2345", None),
    ],
)
def test_one_group_of_three_digits_may_be_thousandths(text: str, readings: tuple[float, float] | None) -> None:
    assert two_ways(text) == readings


@pytest.mark.parametrize(
    ("text", "value"), [("1.234,5", 1234.5), ("12,5", 12.5), ("1.234.567", 1234567), ("1,234.5", None)]
)
def test_european_numbers_are_known(text: str, value: float | None) -> None:
    amount = european_in(text)
    assert (amount.value if amount else None) == value


def test_many_plain_numbers_are_read_as_each_of_them() -> None:
    texts = ["1,234.50", "7", "-0.5", "12,345,678"]
    assert plain_numbers(texts) == tuple(map(list, zip(*map(plain_number, texts), strict=True)))


@pytest.mark.parametrize("other", ["", "--", "1\n2", "1,23", "1" * 500])
def test_another_text_among_plain_numbers_is_not_read_as_one(other: str) -> None:
    assert plain_numbers(["1", other, "2"]) is None
