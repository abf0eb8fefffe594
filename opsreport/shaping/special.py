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
_SPAN_STARTS, _SPAN_ENDS = frozenset("0123456789第一二三四qh上下全年本y"), frozenset("0123456789月季度年今累d")
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


@lru_cache(maxsize=4096)
def special_of(text: str) -> Special:
    """Whether a label stands for figures made of others: a total, a mean, a change, a share."""
    if not _may_be_special(text):
        return ""
    key = name_key(without_brackets(text))
    for kind, words, ends in _SPECIALS:
        if key in words or key.endswith(ends):
            return kind
    return "total" if key in _WHOLES or SPANS.fullmatch(plain(text).replace(" ", "")) else ""


def without_brackets(text: str) -> str:
    """The text in half width without its brackets and what they hold."""
    return re.sub(r"[(\[【].*?[)\]】]", "", plain(text))


def _may_be_special(text: str) -> bool:
    """Whether a text ends as such words do, or begins and ends as a span of months: all that most texts need."""
    start, end = _letter(text[:1]), _letter(text[-1:])
    is_span = end in _SPAN_ENDS and (not start or start in _SPAN_STARTS)
    return not end or end in _ENDS or is_span


@lru_cache(maxsize=4096)
def _letter(sign: str) -> str:
    """What the key of a text with that sign at an end has there, 0 for any digit, "" where that does not tell it."""
    key = name_key(sign)
    return "" if len(plain(sign)) != 1 else "0" if key.isdecimal() else key
