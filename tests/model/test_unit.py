"""Scales: large enough for the largest of a column, fine enough for its smallest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.model.block import Column, Row, Words, row_scale
from opsreport.model.number import Number
from opsreport.model.unit import MONEY, PERSON, RATE


@pytest.mark.parametrize(
    ("values", "lang", "printed"),
    [
        ((1_290_000, 41_640), "en", ["1.29", "0.04"]),
        ((1_290_000, 141_640), "en", ["1.3", "0.1"]),
        ((1_290_000, 1_640), "en", ["1,290.0", "1.6"]),
        ((1_290_000, 0), "en", ["1.3", "0.0"]),
        ((43_750_000, 4_000), "zh", ["4,375.0", "0.4"]),
        ((43_750_000, 40_000), "zh", ["4,375", "4"]),
        ((8_720_000, 30), "zh", ["8,720,000", "30"]),
        ((87_200_000, 3), "zh", ["8,720", "0"]),
        ((120_000_000, 30_000), "zh", ["12,000", "3"]),
    ],
)
def test_the_smallest_amount_of_a_column_does_not_print_as_zero(
    values: tuple[float, ...], lang: str, printed: list[str]
) -> None:
    scale = MONEY.scale(values, lang)
    assert [MONEY.text(value, lang, scale=scale) for value in values] == printed


@given(st.lists(st.floats(1, 1e7), min_size=1, max_size=6), st.sampled_from(("zh", "en")))
def test_within_seven_digits_nothing_but_zero_prints_as_zero(values: list[float], lang: str) -> None:
    scale = PERSON.scale(values, lang)
    assert scale.decimals <= 2
    assert all(PERSON.text(value, lang, scale=scale).strip("0.") for value in values if value >= max(values) / 1e4)


def test_a_row_is_scaled_by_its_bare_columns_alone() -> None:
    bare, own = Column("now", "实际", "number", 1), Column("gap", "差额", "number", 1, MONEY)
    row = Row((Words("总营收"), Number(9e7, MONEY), Number(9e8, MONEY), Number(0.5, RATE)))
    name, rate = Column("name", "指标", "text", 1), Column("rate", "完成率", "number", 1)
    assert row_scale((name, bare, own, rate), row, MONEY, "zh").suffix("zh") == "万"
    assert row_scale((name, bare, bare, rate), row, MONEY, "zh").suffix("zh") == "亿"


@pytest.mark.parametrize(("values", "decimals"), [((0.0096, 0.01), 2), ((0.0196, 0.0204), 2), ((0.048, 0.05), 1)])
def test_rates_that_differ_do_not_print_alike_in_a_row(values: tuple[float, float], decimals: int) -> None:
    row = Row(tuple(Number(value, RATE) for value in values))
    columns = [Column(name, name, "number", 1) for name in ("目标", "实际")]
    assert row_scale(columns, row, RATE, "zh").decimals == decimals


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_020_000, "1.02m"),
        (1_987_000, "1.99m"),
        (10_000_000, "10m"),
        (112_140, "112k"),
        (97_590, "97.6k"),
        (43_750_000, "43.8m"),
        (999, "999"),
        (-595_960, "−596k"),
        (0, "0"),
    ],
)
def test_english_sentences_keep_three_digits(value: float, said: str) -> None:
    assert MONEY.sentence(value, "en") == said


def test_chinese_sentences_and_english_tables_keep_their_scale() -> None:
    assert (MONEY.sentence(1_987_000), MONEY.text(1_987_000, "en")) == ("198.7万", "2.0m")


@pytest.mark.parametrize(
    ("values", "lang", "printed"),
    [
        ((1_987_000, 60_000, None), "en", ["1,987.0", "60.0", "–"]),
        ((19_870_000, 60_000), "en", ["19.9", "0.1"]),
        ((1_987_000, 60_000), "zh", ["198.7", "6.0"]),
        ((720, 90), "en", ["720", "90"]),
        ((), "zh", []),
    ],
)
def test_blocks_that_are_read_together_share_one_scale(
    values: tuple[float | None, ...], lang: str, printed: list[str]
) -> None:
    unit = MONEY.shared(values, lang)
    assert [unit.text(value, lang, scale=unit.scale([value], lang)) for value in values] == printed
