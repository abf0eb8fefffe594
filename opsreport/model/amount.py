"""Amount: the number that typed text holds, with what the text says of its unit; None for all that is no number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from opsreport.model.numerals import NUMERALS, numeral

Mark = Literal["", "percent", "scaled"]
FLAT_WORDS = ("持平", "flat")
RATIO_WORD, MONEY_WORD, POINTS_WORD = "比", "元", "百分点"

# powers of ten; the longer words first, as "千" begins "千万"
_SCALES = {
    "万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2,
    "kw": 7, "w": 4, "k": 3, "m": 6,
}  # fmt: skip
_PERCENT = {"%": 2, "‰": 3}
_POINTS = {"个百分点": 2, "百分点": 2, "pct": 2, "ppt": 2, "pp": 2, "bps": 4, "bp": 4}
_PARTS = {**_PERCENT, **_POINTS}
_MONEY = ("元整", "元", "块钱", "块", "rmb", "cny", "人民币")
_UNITS = ("人次", "人", "名", "位", "次", "单", "笔", "个", "条", "篇", "件", "场", "项", "岗", "分钟", "分", "秒",
          "小时", "天", "日", "倍", "家", "户", "台", "套", "张", "款", "辆", "桌", "间", "箱", "瓶", "盒")  # fmt: skip
_TIMES = {**dict.fromkeys(("hours", "hrs", "hr", "h"), "小时"), **dict.fromkeys(("mins", "min"), "分钟")}

_SPACES = "\t\n\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_ALIKE = dict(zip("−–﹣￥∶’‘⬆⬇▲▼", "---¥:''↑↓↑↓", strict=True))
_TRADITIONAL = dict(zip("萬億筆個條單項場時鐘點無暫塊圓週號", "万亿笔个条单项场时钟点无暂块元周号", strict=True))
# not NFKC, which would turn 5² into 52, ⑴ into (1) and ½ into 1⁄2
_TYPED_ALIKE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_UNSEEN, "")
    | _ALIKE
    | _TRADITIONAL
)

_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?"
_EUROPEAN = r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
_BARE = r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_WORDS = "|".join((*_PERCENT, *_POINTS, *_MONEY, *_UNITS, *_TIMES))
_AMOUNT = re.compile(
    r"(?P<arrow>[↑↓])? ?(?P<sign>[+-])? ?(?P<money>¥|rmb|cny|人民币)? ?(?P<inner>-)?"
    rf"(?P<digits>{_EUROPEAN}|{_GROUPED}|{_BARE})"
    rf" ?(?P<scale>{'|'.join(_SCALES)})? ?(?P<word>{_WORDS})?(?: ?(?P<behind>[↑↓]))?"
)
_PLAIN = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_ALL_PLAIN = re.compile(rf"{_PLAIN.pattern}(?:\n{_PLAIN.pattern})*")
_IN_BRACKETS = re.compile(r"\(([^()]+)\) ?([^()0-9]*)")
_REMARK = re.compile(r"(.+?) ?\((不?含税|税前|税后)\)")
_UNIT_BEHIND = re.compile(rf"(.*[0-9]) ?\(((?:{'|'.join(_SCALES)})?(?:{_WORDS})?)\)")
_IN_WORDS = re.compile(rf"(?P<sign>-)?(?:¥|人民币)? ?(?P<number>[0-9.{NUMERALS}]{{2,}}?) ?(?P<word>{_WORDS})?")
_SPELLED = {"亿": 1e8, "万": 1e4}
_DURATION = re.compile(r"(?:([0-9]+) ?(?:小时|时|h))? ?(?:([0-9]+) ?(?:分钟|分|min|m))? ?(?:([0-9]+) ?(?:秒|s))?")
_RATIO = re.compile(rf"1 ?[:比] ?({_BARE})")
# 1.234 and 1,234: where a column is typed the European way, each may be the other
_TWO_WAYS = re.compile(r"-?[0-9]{1,3}[.,][0-9]{3}")
_EUROPEAN_WHOLE = re.compile(rf"-?(?:{_EUROPEAN}|[0-9]+,[0-9]+|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}})")


# of hours, minutes and seconds so many make a duration of their own
_LEAST_PARTS = 2


class Amount(NamedTuple):
    """A number as typed (a named tuple, as a month's files hold a great many).

    `mark` says whether its text or format made it a percentage, or named its
    scale (万, 元). `word` is the unit beside it: 元, 人, 分钟, 比 for 1:2.5, 百分点
    for 3.1pp; `scale` what 1 of it is worth in that unit (万 10,000; 0 where
    neither unit nor scale is named). `is_change`: it says by how much something
    moved (↓14.8%, +3.1pp, 持平). `form` is how it was typed, "" for a number.
    """

    value: float
    mark: Mark = ""
    word: str = ""
    scale: float = 0.0
    is_change: bool = False
    form: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing of its unit."""
        return not (self.mark or self.word or self.scale or self.is_change)


# a longer text is prose
MOST_LETTERS = 400


@lru_cache(maxsize=4096)
def half_width(text: str) -> str:
    """The text in half width and lower case, with simplified unit words and single spaces, without a leading '."""
    return " ".join(text.translate(_TYPED_ALIKE).split()).removeprefix("'").lower()


def plain_number(text: str) -> tuple[float, str] | None:
    """The number of 1234.5 or 1,234.5 and its form; None for any other text."""
    if len(text) > MOST_LETTERS:
        return None
    if not _PLAIN.fullmatch(text):
        return None
    return (float(text.replace(",", "")), "separators") if "," in text else (float(text), "text")


def plain_numbers(texts: Sequence[str]) -> tuple[list[float], list[str]] | None:
    """The numbers of many such texts at once, and their forms; None where any of them is another text."""
    whole = "\n".join(texts)
    if not _ALL_PLAIN.fullmatch(whole) or whole.count("\n") >= len(texts) or max(map(len, texts)) > MOST_LETTERS:
        return None
    numbers = list(map(float, whole.replace(",", "").split("\n")))
    return numbers, ["separators" if "," in text else "text" for text in texts]


def amount_in(text: str) -> Amount | None:
    """The number a text holds (1,234 · 4.8% · 9.66万 · ¥1,200元 · (300) · 1:2.5); None when it holds anything else."""
    if len(text) > MOST_LETTERS:
        return None
    if plain := plain_number(text):
        return Amount(plain[0], form=plain[1])
    body = half_width(text)
    if body in FLAT_WORDS:
        return Amount(0.0, is_change=True, form="change")
    if ratio := _RATIO.fullmatch(body):
        return Amount(float(ratio[1]), word=RATIO_WORD, scale=1.0, form="ratio")
    bracketed = _IN_BRACKETS.fullmatch(body)
    found = _AMOUNT.fullmatch("".join(bracketed.groups()) if bracketed else body)
    if found is None:
        return _said_otherwise(body)
    if not _is_sound(found, is_negative=bracketed is not None):
        return None
    return _amount(found, text, is_negative=bracketed is not None)


def _said_otherwise(body: str) -> Amount | None:
    """The number of a text that says more than a number and its unit, or says it in words or as a length of time."""
    if found := _UNIT_BEHIND.fullmatch(body):
        return amount_in(found[1] + found[2]) if found[2] else None
    if found := _REMARK.fullmatch(body):
        amount = amount_in(found[1])
        return amount._replace(form="remark") if amount else None
    return _duration(body) or _in_words(body)


def _duration(body: str) -> Amount | None:
    """Hours, minutes and seconds in one text, as seconds."""
    found = _DURATION.fullmatch(body)
    if found is None or sum(map(bool, found.groups())) < _LEAST_PARTS:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Amount(hours * 3_600.0 + minutes * 60 + seconds, word="秒", scale=1.0, form="unit")


def _in_words(body: str) -> Amount | None:
    found = _IN_WORDS.fullmatch(body)
    number = numeral(found["number"]) if found else None
    if found is None or number is None or found["word"] in _PARTS:
        return None
    value, word = float(-number if found["sign"] else number), found["word"] or ""
    scale = next((worth for spelled, worth in _SPELLED.items() if spelled in found["number"]), float(bool(word)))
    if not scale:
        return None  # 三千 may be of the header's 万
    money = MONEY_WORD if word in _MONEY or "¥" in body or "人民币" in body else word
    return Amount(value, "scaled", money, scale, form="words")


def two_ways(text: str) -> tuple[float, float] | None:
    """Both readings of 1.234 or 1,234: with a decimal mark, with a thousands mark; None where there is one."""
    body = half_width(text)
    if not _TWO_WAYS.fullmatch(body):
        return None
    return float(body.replace(",", ".")), float(body.replace(",", "").replace(".", ""))


def european_in(text: str) -> Amount | None:
    """The number of a text in which the point groups thousands and the comma begins decimals (1.234,5 · 12,5)."""
    body = half_width(text)
    if not _EUROPEAN_WHOLE.fullmatch(body):
        return None
    return Amount(float(body.replace(".", "").replace(",", ".")), form="european")


def _is_sound(found: re.Match[str], *, is_negative: bool) -> bool:
    """No two signs, no money in people or percent, no 5万%."""
    signs = [found["arrow"], found["behind"], found["sign"], found["inner"], "(" if is_negative else None]
    is_rate = found["word"] in (*_PERCENT, *_POINTS)
    is_other = bool(found["word"]) and found["word"] not in _MONEY
    return sum(map(bool, signs)) <= 1 and not (is_rate and found["scale"]) and not (is_other and found["money"])


def _amount(found: re.Match[str], text: str, *, is_negative: bool) -> Amount:
    word, scale = found["word"] or "", _SCALES.get(found["scale"], 0)
    is_rate, is_named = word in (*_PERCENT, *_POINTS), bool(word or found["money"] or scale)
    value = _value(found["digits"], scale - (_PARTS[word] if is_rate else 0))
    arrow = found["arrow"] or found["behind"]
    is_below = is_negative or arrow == "↓" or "-" in (found["sign"], found["inner"])
    is_change = bool(arrow) or word in _POINTS
    return Amount(
        -value if is_below else value,
        "percent" if is_rate else "scaled" if scale or word in _MONEY else "",
        MONEY_WORD
        if found["money"] or word in _MONEY
        else POINTS_WORD
        if word in _POINTS
        else _TIMES.get(word, word.strip("%‰")),
        10.0**scale if is_named and not is_rate else 0.0,
        is_change,
        _form(found, text, is_negative=is_negative, is_change=is_change),
    )


def _value(digits: str, power: int) -> float:
    """The digits times a power of ten, without the error of 0.07 * 10_000."""
    if re.fullmatch(_EUROPEAN, digits):
        digits = digits.replace(".", "").replace(",", ".")
    return float(Decimal(digits.replace(",", "").replace(" ", "")).scaleb(power))


def _form(found: re.Match[str], text: str, *, is_negative: bool, is_change: bool) -> str:
    """The most telling of the ways in which a text differs from a plain number."""
    ways = {
        "change": is_change,
        "negative": is_negative,
        "percent": found["word"] in _PERCENT,
        "scale": bool(found["scale"]),
        "unit": bool(found["word"] or found["money"]),
        "european": bool(re.fullmatch(_EUROPEAN, found["digits"])),
        "separators": "," in found["digits"] or " " in found["digits"],
        "width": not text.strip().isascii(),
        "text": True,
    }
    return next(way for way, holds in ways.items() if holds)
