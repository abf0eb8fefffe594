"""Numbers whose format shows another number than the cell holds."""

from __future__ import annotations

import pytest

from opsreport.checking.looks import amount_shown, scaled


@pytest.mark.parametrize(
    ("value", "number_format", "shown", "mark"),
    [
        (9.66, "", 9.66, ""),
        (9.66, "#,##0.00", 9.66, ""),
        (0.048, "0.0%", 0.048, "percent"),
        (0.048, "0.0%;[Red]-0.0%", 0.048, "percent"),
        (4.8, '0.0"%"', 0.048, "percent"),
        (4.8, "0.0\\%", 0.048, "percent"),
        (9.66, '0.00"万"', 96_600, "scaled"),
        (9.66, '0.00"万"_ ', 96_600, "scaled"),
        (9.66, "0.00万", 96_600, "scaled"),
        (0.07, 'General"万元"', 700, "scaled"),
        (96_600, '0!.0,"万"', 96_600, "scaled"),
        (96_600, '0\\.0,"万"', 96_600, "scaled"),
        (96_600, '0.0,"k"', 96_600, "scaled"),
        (96_600, "0!.0,", 96_600, "scaled"),
        (96_600, '0"."0,', 96_600, "scaled"),
        (96_600, "#,##0,", 96_600, "scaled"),
        (7, '0"."', 7, ""),
        (12, '#,##0"人"', 12, ""),
        (300, "#,##0_);(#,##0)", 300, ""),
        (300, "¥#,##0.00", 300, ""),
        (-0.148, '[Red]"↑"0.0%', -0.148, "percent"),
        (23, '"第"0"周"', 23, ""),
        (300, '"约"0', 300, ""),
    ],
)
def test_a_number_is_what_its_format_shows(value: float, number_format: str, shown: float, mark: str) -> None:
    amount = amount_shown(value, number_format)
    assert (amount.value, amount.mark) == (pytest.approx(shown, rel=1e-12), mark)
    assert bool(amount.form) is (shown != value)


@pytest.mark.parametrize(
    ("number_format", "shown", "word"),
    [("[h]:mm:ss", 1.5, "小时"), ("[mm]:ss", 90, "分钟"), ("[ss]", 5_400, "秒"), ("[Red]0.00", 0.0625, "")],
)
def test_a_length_of_time_is_what_its_format_shows(number_format: str, shown: float, word: str) -> None:
    amount = amount_shown(1.5 / 24, number_format)
    assert (amount.value, amount.word) == (pytest.approx(shown), word)


def test_a_factor_adds_no_digits() -> None:
    assert (scaled(0.07, 1e4), scaled(1.1, 1.0)) == (700.0, 1.1)
