"""What one header or label says beside the name of a column: a month, a total, a unit, a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from opsreport.metrics import metric_named, unit_named
from opsreport.model.amount import amount_in
from opsreport.model.spelling import COUNTERS, header_parts, name_key, plain, simplified, unit_word
from opsreport.model.table import Cell
from opsreport.model.unitlines import one_unit, statement, units_said
from opsreport.schemas.choices import (
    BLANK_MARKS,
    MOMENT_WORDS,
    PAUSE_WORDS,
)
from opsreport.schemas.matching import derived_kind
from opsreport.shaping.special import SPANS, without_brackets
from opsreport.shaping.special import Special as Special
from opsreport.shaping.special import special_of as special_of

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
_YEARS = re.compile(r"(?<!\d)(20\d{2})(?:\s*年|(?=\D|$))")
_REMARK = re.compile(
    r"(?:注|备注|说明|数据来源|口径|(?:金额|货币)?单位|制表|填表|审核|note|source)\s*\d?\s*[:：]", re.IGNORECASE
)
_CLOCK = r"日?(?:[ t]+\d{1,2}:.*)?"
_DAYS = (
    re.compile(rf"(20\d{{2}})[-./年](0?[1-9]|1[0-2])[-./月](0?[1-9]|[12]\d|3[01]){_CLOCK}"),
    re.compile(rf"(20\d{{2}})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]){_CLOCK}"),
    re.compile(r"()(0?[1-9]|1[0-2])[月/](0?[1-9]|[12]\d|3[01])[日号]?"),
)
_WHOLE_MONTH = re.compile(r"20\d{2}-\d{2}")
_PART = re.compile(r"(?:第?[一二三四五六\d]{1,2}周|w(?:eek)?\s?\d{1,2}|[上中下]旬|[上下]半月)[-_·\s]*")
_DAY_REST = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[日号]")
_GOALS = frozenset(("目标", "预算", "计划", "target", "budget", "plan"))
_SCALE = re.compile(r"(?:百万|十万|千万|[亿万千百]|\b[wk](?![a-z]))", re.IGNORECASE)


_MADE_WHEN = re.compile(
    r"制表|填表|填报|更新|导出|打印|生成|截至|截止|下载|创建|created|updated|export|as of", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, order=True)
class MonthWord:
    """A month as written: its year where that is written too."""

    number: int
    year: int | None = None


# 四 月, 6 月 and 2025年 6月, as people set them to fill a cell, or break them in two lines
_SPREAD = re.compile(r"(?<=[一二三四五六七八九十\d]) (?=[年月])|(?<=年) (?=\d)")
_BROKEN = re.compile(r"(?<!\d)(20\d{2})(?: (?=\d{1,2}月)| ?(?P<mark>[-/.]) ?(?=\d))")


@lru_cache(maxsize=4096)
def month_in(text: str) -> tuple[MonthWord, str] | None:
    """The month a text speaks of, and what else it says; None for none, or a span of several months."""
    spread = _SPREAD.sub("", re.sub(r"\s+", " ", plain(text)))
    typed = _BROKEN.sub(lambda found: f"{found[1]}{found['mark'] or '年'}", spread)
    half = typed.casefold()
    if len(half) > 40 or SPANS.search(half):
        return None
    typed = typed if len(typed) == len(half) else half
    for shape in _MONTHS:
        if found := shape.search(half):
            rest = re.sub(r"\(\s*\)", "", typed[: found.start()] + typed[found.end() :]).strip(" -_/:：·、,，")
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


def day_of(cell: Cell) -> str:
    """The day a cell is, as 2025-06-03, 0000 where it says no year; 2025-06 where it was the first; "" for no day."""
    if isinstance(cell.value, date):
        return f"{cell.value:%Y-%m-%d}"
    text = plain(cell.value).casefold() if isinstance(cell.value, str) else ""
    found = next((match for shape in _DAYS if (match := shape.fullmatch(text))), None)
    if not found:
        return text if _WHOLE_MONTH.fullmatch(text) else ""
    return f"{found[1] or '0000'}-{int(found[2]):02}-{int(found[3]):02}"


def part_in(text: str) -> str | None:
    """What a header says beside the part of a month that it is of: 第1周访问量 → 访问量, 1日 → ""; None for no part."""
    half = plain(text).casefold()
    if _DAY_REST.fullmatch(half):
        return ""
    found = _PART.match(half)
    return half[found.end() :] if found else None


def years_in(text: str) -> frozenset[int]:
    """The years that a banner, a sheet name or a file name speaks of."""
    return frozenset(int(year) for year in _YEARS.findall(plain(text)))


@lru_cache(maxsize=4096)
def is_subtotal(text: str) -> bool:
    """Whether a text beside the labels of a row says that the row adds others up: 小计, 周小计, 6月合计."""
    return bool(_SUBTOTAL.fullmatch("".join(simplified(plain(text)).split())))


_SUBTOTAL = re.compile(
    r"(?:第?\d{1,2}周|[本上]?周|[上中下]旬|\d{1,2}月|[本上]?月|季度?|q[1-4]|全年|年度)?(?:小计|合计|总计|汇总)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def total_in(text: str) -> tuple[str, str] | None:
    """The word by which a header says that it adds others up, and what else it says: 费用合计 → 合计, 费用."""
    half = "".join(simplified(plain(without_brackets(text))).split())
    found = _TOTAL.match(half) or _TOTAL_LAST.search(half)
    return (found[0], half[: found.start()] + half[found.end() :]) if found else None


_TOTAL = re.compile(r"(?:小计|合计|总计|汇总|累计|ytd)", re.IGNORECASE)
_TOTAL_LAST = re.compile(
    r"(?:\d{1,2}月?[-~–—至到]\d{1,2}月|本?年初?至今|本?年度?|q[1-4]|[一二三四1-4]季度|第[一二三四]季度|[上下]半年|全年)?"
    r"(?:小计|合计|总计|汇总|累计|ytd)$|\d{1,2}月?[-~–—至到]\d{1,2}月$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def is_before(text: str) -> bool:
    """Whether a header of totals, or one over them, is of the year before: 去年累计, 同期; not 与去年对比."""
    half = simplified(plain(text)).casefold()
    return bool(_BEFORE.search(half)) and (special_of(text) in ("total", "mean") or not _COMPARED.search(half))


_BEFORE = re.compile(r"去年|上年|上一年|同期(?!群)|(?:last|prior|previous) year")
_COMPARED = re.compile(r"比|较|增|与|和|及|、|/|(?<![a-z])vs(?![a-z])")


@lru_cache(maxsize=1024)
def moment_in(text: str) -> tuple[str, str] | None:
    """The word by which a header says its month's distance, and what else it says: 上月费用 → 上月, 费用."""
    half = re.sub(r"\s+", "", simplified(plain(text)))
    for word in _MOMENTS:
        key, said = half.casefold(), word.replace(" ", "")
        if key.startswith(said) or key.endswith(said):
            rest = half[len(said) :] if key.startswith(said) else half[: -len(said)]
            return None if rest in MOMENT_WORDS or SPANS.search(rest) else (word, rest.strip(" -_/:·的"))
    return None


_MOMENTS = sorted(MOMENT_WORDS, key=len, reverse=True)


def is_span(text: str) -> bool:
    """Whether a text is a span of months, such as may stand over them: 第一季度, 上半年."""
    return bool(SPANS.fullmatch(plain(text).replace(" ", "")))


def is_goal(text: str) -> bool:
    """Whether a text says that a target is meant, and nothing else: 目标, 预算, 计划值."""
    return name_key(text).removesuffix("值") in _GOALS


def is_derived(text: str) -> bool:
    """Whether a header is that of figures made of others: 环比, 费用占比, 达成率, 上月, ROI."""
    return bool(derived_kind(text)) or is_ratio(text)


@lru_cache(maxsize=1024)
def is_ratio(text: str) -> bool:
    """Whether a text names a metric that is worked out of others: CTR, ROI, 客单价."""
    metric = metric_named(text)
    return metric is not None and metric.formula is not None


@lru_cache(maxsize=1024)
def unit_behind(text: str) -> str:
    """The unit that a header says behind its name, 收入（万元）; "" for none."""
    said = header_parts(text)[1]
    return said if is_unit(said) else ""


@lru_cache(maxsize=1024)
def is_unit(text: str) -> bool:
    """Whether a text is a unit word: 人, 万元, %, 万, 万户; or says nothing but one: 单位万元."""
    if len(text) > _LONGEST_UNIT:
        return False
    half = unit_word(one_unit(text) or text).strip("()[]【】 ")
    bare = _SCALE.sub("", half, count=1) or "元"
    is_scaled_count = bare in COUNTERS and half.endswith(bare) and half != bare
    is_named = unit_named(half) is not None or unit_named(bare) is not None
    return bool(half) and half != "-" and (is_named or is_scaled_count)


def without_scale(text: str) -> str:
    """A unit word without its scale: 万元 → 元, 万 → ""."""
    return _SCALE.sub("", unit_word(text), count=1)


def is_money(text: str) -> bool:
    """Whether a unit word is one of money: 元, 万元."""
    unit = unit_named(without_scale(text))
    return unit is not None and unit.kind == "money"


def unit_said(text: str) -> str:
    """The first of the units that a line above a table states: 单位：万元、人 → 万元; "" for none."""
    return next((unit for unit in units_said(text) if is_unit(unit)), "")


def is_dated(text: str) -> bool:
    """Whether a line says when a table was made, which is no month of its numbers; in brackets it is an aside."""
    half = plain(text)
    return bool(_MADE_WHEN.search(_ASIDE.sub("", half).strip() or half))


def is_remark(text: str) -> bool:
    """Whether a line explains the table and is no row of it."""
    return bool(_REMARK.match(plain(text))) or (statement(text) is not None and not one_unit(text))


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
    return isinstance(cell.value, str) and is_nothing(cell.value)


def is_nothing(text: str) -> bool:
    """Whether a text is blank or only says that there is nothing."""
    if _begins(text[:1]) not in _NOTHING_BEGINS or len(text.strip()) > _LONGEST_MARK:
        return False
    return name_or_mark(text) in _NOTHING


@lru_cache(maxsize=4096)
def _begins(sign: str) -> str:
    """What a text with that sign first begins with, "" where that does not tell it."""
    half = name_or_mark(sign)
    return half if len(half) == 1 else ""


def name_or_mark(text: str) -> str:
    return plain(text).casefold()


# no text that is longer says nothing
_LONGEST_MARK = 30
# 单位：人民币万元（除另有说明外）
_LONGEST_UNIT = 60
_NOTHING = frozenset(("", *BLANK_MARKS, *(word.casefold() for word in PAUSE_WORDS)))
_NOTHING_BEGINS = frozenset(word[:1] for word in _NOTHING)
