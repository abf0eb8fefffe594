"""What one header or label says beside the name of a column: a month, a total, a unit, a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from opsreport.metrics import unit_named
from opsreport.model.amount import amount_in
from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell
from opsreport.schemas.choices import (
    BLANK_MARKS,
    CHANGE_WORDS,
    MEAN_WORDS,
    PAUSE_WORDS,
    RATE_WORDS,
    SHARE_WORDS,
    TOTAL_WORDS,
)

Special = Literal["", "total", "mean", "change", "share", "rate"]

_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_HAN = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_YEAR = r"(?P<year>(?:20)?\d{2})"
_MONTHS = (
    re.compile(rf"(?:{_YEAR}[年./-])?(?<!\d)(?P<month>1[0-2]|0?[1-9])月(?!\s*\d)(?:份|度)?"),
    re.compile(r"(?P<year>20\d{2})[-./年](?P<month>1[0-2]|0?[1-9])(?![\d])(?:[-./]0?1(?!\d))?"),
    re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?!\d)"),
    re.compile(rf"(?:{_YEAR}年)?(?P<han>十[一二]?|[一二三四五六七八九])月(?!\s*\d)(?:份|度)?"),
    re.compile(
        r"(?:(?P<before>20\d{2})[\s/.-]?)?(?<![a-z])(?P<english>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
        r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?(?![a-z])\.?(?:[\s/'.-]*(?P<year>(?:20)?\d{2})(?!\d))?"
    ),
)
_SPANS = re.compile(
    r"\d{1,2}月?[-~–—至到]\d{1,2}月|(?:20)?\d{0,2}年?(?:第?[一二三四1-4]季度?|q[1-4]|h[12]|上半年|下半年|全年|年度)|"
    r"年初至今|本年|年累|ytd",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?<!\d)(20\d{2})(?:\s*年|(?=\D|$))")
_REMARK = re.compile(r"(?:注|备注|说明|数据来源|口径|制表|填表|审核|note|source)\s*\d?\s*[:：]", re.IGNORECASE)
_SCALE = re.compile(r"(?:百万|十万|千万|[亿万千百])")


_MADE_WHEN = re.compile(
    r"制表|填表|填报|更新|导出|打印|生成|截至|截止|下载|创建|created|updated|export|as of", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, order=True)
class MonthWord:
    """A month as written: its year where that is written too."""

    number: int
    year: int | None = None


@lru_cache(maxsize=4096)
def month_in(text: str) -> tuple[MonthWord, str] | None:
    """The month a text speaks of, and what else it says; None for none, or a span of several months."""
    half = re.sub(r"\s+", " ", plain(text)).casefold()
    if len(half) > 40 or _SPANS.search(half):
        return None
    for shape in _MONTHS:
        if found := shape.search(half):
            rest = re.sub(r"\(\s*\)", "", half[: found.start()] + half[found.end() :]).strip(" -_/:：·、,，")
            return None if rest.isdecimal() else (_month_word(found), rest)
    return None


def _month_word(found: re.Match[str]) -> MonthWord:
    parts = found.groupdict()
    year = parts.get("year") or parts.get("before")
    if parts.get("english"):
        number = _ENGLISH.index(parts["english"]) + 1
    elif parts.get("han"):
        number = _HAN.index(parts["han"]) + 1
    else:
        number = int(parts["month"])
    return MonthWord(number, int(year) % 100 + 2000 if year else None)


def month_of(cell: Cell) -> tuple[MonthWord, str] | None:
    """The month that a cell names: as text, as a date that stands for its month, as 202506."""
    value = cell.value
    if isinstance(value, date):
        is_whole = value.day == 1 or "d" not in re.sub(r'"[^"]*"|\[[^\]]*\]', "", cell.number_format).casefold()
        return (MonthWord(value.month, value.year), "") if is_whole else None
    if isinstance(value, float) and value.is_integer() and 200001 <= value <= 209912:
        return month_in(f"{value:.0f}")
    return month_in(value) if isinstance(value, str) else None


def years_in(text: str) -> frozenset[int]:
    """The years that a banner, a sheet name or a file name speaks of."""
    return frozenset(int(year) for year in _YEARS.findall(plain(text)))


@lru_cache(maxsize=4096)
def special_of(text: str) -> Special:
    """Whether a label stands for figures made of others: a total, a mean, a change, a share."""
    key = name_key(_without_brackets(text))
    for kind, words in _SPECIALS:
        if any(key == word or (kind != "mean" and len(word) > 1 and key.endswith(word)) for word in words):
            return kind
    return "total" if _SPANS.fullmatch(plain(text).replace(" ", "")) else ""


def _without_brackets(text: str) -> str:
    return re.sub(r"[(\[【].*?[)\]】]", "", plain(text))


_SPECIALS: tuple[tuple[Special, tuple[str, ...]], ...] = (
    ("total", tuple(map(name_key, (*TOTAL_WORDS, "累计", "ytd")))),
    ("mean", tuple(map(name_key, MEAN_WORDS))),
    ("change", tuple(map(name_key, CHANGE_WORDS))),
    ("share", tuple(map(name_key, SHARE_WORDS))),
    ("rate", tuple(map(name_key, RATE_WORDS))),
)


@lru_cache(maxsize=1024)
def is_unit(text: str) -> bool:
    """Whether a text is a unit word: 人, 万元, %, 万."""
    half = plain(text).strip("()[]【】 ")
    return bool(half) and half != "-" and (unit_named(_SCALE.sub("", half, count=1) or "元") is not None)


def is_money(text: str) -> bool:
    """Whether a unit word is one of money: 元, 万元."""
    unit = unit_named(_SCALE.sub("", plain(text), count=1))
    return unit is not None and unit.kind == "money"


def unit_said(text: str) -> str:
    """The unit that a line above a table states: 单位：万元 → 万元; "" for none."""
    found = re.search(r"(?:金额)?单位\s*[:：]?\s*([^\s,，;；()（）]+)", plain(text))
    return found[1] if found and is_unit(found[1]) else ""


def is_dated(text: str) -> bool:
    """Whether a line says when a table was made, which is no month of its numbers."""
    return bool(_MADE_WHEN.search(plain(text)))


def is_remark(text: str) -> bool:
    """Whether a line explains the table and is no row of it."""
    return bool(_REMARK.match(plain(text)))


def is_amount(cell: Cell) -> bool:
    """Whether a cell holds a number, or text that reads as one."""
    if cell.kind == "number":
        return month_of(cell) is None
    if cell.kind in ("error", "no_value"):
        return True
    return isinstance(cell.value, str) and amount_in(cell.value) is not None


def says_nothing(cell: Cell | None) -> bool:
    """Whether a cell is blank or only says that there is nothing (–, 停投)."""
    if cell is None:
        return True
    return isinstance(cell.value, str) and name_or_mark(cell.value) in _NOTHING


def name_or_mark(text: str) -> str:
    return plain(text).casefold()


_NOTHING = frozenset(("", *BLANK_MARKS, *(word.casefold() for word in PAUSE_WORDS)))
