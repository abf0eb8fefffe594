"""Numbers in Chinese words, alone or between digits: 十二万, 1万2千, 一亿零五百万."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {word: Decimal(value) for value, word in enumerate("零一二三四五六七八九")} | {
    "〇": Decimal(0), "两": Decimal(2), "壹": Decimal(1), "贰": Decimal(2), "叁": Decimal(3),
}  # fmt: skip
_SMALL = {"十": 10, "百": 100, "千": 1_000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
NUMERALS = "".join((*_DIGITS, *_SMALL, *_LARGE))
_PART = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{NUMERALS}]")
_WHOLE = re.compile(rf"(?:[0-9]+(?:\.[0-9]+)?|[{NUMERALS}])+")


def numeral(text: str) -> Decimal | None:
    """The number that the words say; None for other text, for digits alone, and where their order says none.

    1万2千 is 12,000 and 三万五千 35,000; what leaves its last scale out (三万五, 一百二) is None.
    """
    parts = _PART.findall(text) if _WHOLE.fullmatch(text) else []
    scales = [part for part in parts if part in _SMALL or part in _LARGE]
    if not scales or not _is_in_order(parts):
        return None
    whole, section, digit = Decimal(0), Decimal(0), Decimal(0)
    for part in parts:
        if part in _LARGE:
            whole = (
                (whole + section + digit) * _LARGE[part] if part == "亿" else whole + (section + digit) * _LARGE[part]
            )
            section, digit = Decimal(0), Decimal(0)
        elif part in _SMALL:
            section, digit = section + (digit or 1) * _SMALL[part], Decimal(0)
        else:
            digit = _DIGITS[part] if part in _DIGITS else Decimal(part)
    return whole + section + digit


def _is_in_order(parts: list[str]) -> bool:
    """Whether scales fall, no two digits meet, and nothing but 十二 ends without its scale."""
    before, most = "", Decimal("Infinity")
    for part in parts:
        if part in _SMALL or part in _LARGE:
            size = Decimal({**_SMALL, **_LARGE}[part])
            is_inside = part in _LARGE and most < size  # 十万, 二千万
            if (size >= most and not is_inside) or (before in ("", "零") and part != "十"):
                return False
            most = size
        elif before and (before in _DIGITS or before[0].isdecimal()) and before not in "零〇":
            return False
        before = part
    ends_in_digit = parts[-1] in _DIGITS or parts[-1][0].isdecimal()
    return not ends_in_digit or (len(parts) > 1 and parts[-2] in ("十", "零"))
