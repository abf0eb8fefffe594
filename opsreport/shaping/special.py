"""Labels that stand for figures made of others: totals, means, changes, shares, rates, those of an earlier month."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from opsreport.model.spelling import name_key, plain
from opsreport.schemas.choices import (
    CHANGE_WORDS,
    MEAN_WORDS,
    PAST_WORDS,
    RATE_WORDS,
    SHARE_WORDS,
    TOTAL_WORDS,
    WHOLE_WORDS,
)

Special = Literal["", "total", "mean", "change", "share", "rate", "past", "part"]

SPANS = re.compile(
    r"\d{1,2}月?[-~–—至到]\d{1,2}月|(?:20)?\d{0,2}年?(?:第?[一二三四1-4]季度?|q[1-4]|h[12]|上半年|下半年|全年|年度)|"
    r"年初至今|本年(?!\d{1,2}月)|年累|ytd",
    re.IGNORECASE,
)
_SPAN_STARTS, _SPAN_ENDS = frozenset("0123456789第一二三四qh上下全年本去同y"), frozenset("0123456789月季度年今累d")
_WHOLES = frozenset(map(name_key, WHOLE_WORDS))
_WORDS: tuple[tuple[Special, tuple[str, ...]], ...] = (
    ("total", tuple(map(name_key, (*TOTAL_WORDS, "累计", "ytd")))),
    ("mean", tuple(map(name_key, MEAN_WORDS))),
    ("change", tuple(map(name_key, CHANGE_WORDS))),
    ("share", tuple(map(name_key, SHARE_WORDS))),
    ("rate", tuple(map(name_key, RATE_WORDS))),
    ("past", tuple(map(name_key, PAST_WORDS))),
)
# each kind with its words and those that a longer text may end in
_SPECIALS = tuple(
    (kind, frozenset(words), tuple(word for word in words if len(word) > 1 and kind != "mean"))
    for kind, words in _WORDS
)
_ENDS = frozenset(word[-1] for word in (*_WHOLES, *(word for _, words in _WORDS for word in words)))


_ALL = re.compile(r"(?:全公司|公司|全部|所有)?(?:合计|总计|汇总|整体|总体|全部|全国|全公司|大盘|total|overall|all)")


def is_of_all(text: str) -> bool:
    """Whether a text beside a name says that its numbers are those of all parts: 合计, 全公司, 整体."""
    return bool(_ALL.fullmatch(plain(text).casefold()))


def special_of(text: str) -> Special:
    """Whether a label stands for figures made of others: a total, a mean, a change, a share."""
    return _special(text) if _may_be_special(text[:1], text[-1:]) else ""


@lru_cache(maxsize=4096)
def _special(text: str) -> Special:
    if _is_past_span(text):
        return "total"
    key = name_key(without_brackets(text))
    for kind, words, ends in _SPECIALS:
        if key in words or key.endswith(ends):
            return kind
    return "total" if key in _WHOLES or SPANS.fullmatch(plain(text).replace(" ", "")) else ""


def _is_past_span(text: str) -> bool:
    """Whether a label is of a span of months of last year, which is none of its months: 上年同期（1-6月）, 同期累计."""
    half = _AROUND.sub("", plain(text)).casefold()
    rest = next((half.replace(word, "", 1) for word in _PASTS if half.startswith(word) or half.endswith(word)), "")
    return bool(SPANS.fullmatch(rest)) or rest in ("累计", "合计")


_AROUND = re.compile(r"[\s()\[\]【】的:·/_]")
# the longest first, or 上年 would leave 同期
_PASTS = sorted((*PAST_WORDS, "去年", "上年"), key=len, reverse=True)


def without_brackets(text: str) -> str:
    """The text in half width without its brackets and what they hold."""
    return re.sub(r"[(\[【].*?[)\]】]", "", plain(text))


@lru_cache(maxsize=4096)
def _may_be_special(first: str, last: str) -> bool:
    """Whether a text ends as such words do, or begins and ends as a span of months: all that most texts need."""
    start, end = _letter(first), _letter(last)
    is_span = end in _SPAN_ENDS and (not start or start in _SPAN_STARTS)
    return not end or end in _ENDS or is_span


@lru_cache(maxsize=4096)
def _letter(sign: str) -> str:
    """What the key of a text with that sign at an end has there, 0 for any digit, "" where that does not tell it."""
    key = name_key(sign)
    return "" if len(plain(sign)) != 1 else "0" if key.isdecimal() else key
