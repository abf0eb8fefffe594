"""Which formats show a moment."""

from __future__ import annotations

import pytest

from opsreport.reading.formats import format_of, moment


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("General", ""), ("@", ""), ("0.0%", ""), ("#,##0.00", ""), ("0.00E+00", ""), ('0"days"', ""), ("[Red]0", ""),
        ('#,##0"元";[Red]-#,##0"元"', ""), ("[$¥-804]#,##0", ""), (r"0\d", ""), ("0!d", ""), ("[h]:mm", ""),
        ("0_d", ""),
        ("yyyy-mm-dd", "date"), ("yyyy-mm", "date"), ("mmm", "date"),
        ("[$-804]yyyy/m/d;@", "date"), ('m"月"d"日"', "date"),
        ("h:mm", "time"), ("mm:ss", "time"), ("h:mm AM/PM", "time"), ('上午/下午h"时"', "time"),
        ("m/d/yy h:mm", "datetime"), ("yyyy-mm-dd hh:mm:ss.000", "datetime"),
    ],
)  # fmt: skip
def test_shape(code: str, shape: str) -> None:
    assert format_of(code).shape == shape


@pytest.mark.parametrize("serial", [-1.0, 0.0, 0.5, 3e6, 1e300])
def test_no_date_beyond_the_calendar(serial: float) -> None:
    assert moment(serial, "date", is_1904=False) is None


@pytest.mark.parametrize("is_1904", [False, True])
def test_the_last_days_of_the_calendar_do_not_overflow(is_1904: bool) -> None:
    assert moment(2_957_002.9999999, "datetime", is_1904=is_1904) is not None
