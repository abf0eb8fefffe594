"""What a typed unit means for the number beside it: 万元 is 元 times ten thousand, % turns 4.8 into 0.048."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from opsreport.checking.looks import scaled
from opsreport.metrics import metric_named, unit_named
from opsreport.model.amount import Amount, half_width
from opsreport.model.spelling import COUNTERS, unit_word
from opsreport.model.unit import BARE, DAYS, HEADS, HOURS, MINUTES, MONEY, RATE, RATIO, SCORE, SECONDS, Unit
from opsreport.model.unitlines import one_unit
from opsreport.schemas.choices import CHANGE_WORDS
from opsreport.schemas.naming import Sort, sort_in

_FACTORS = {
    "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "kw": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "w": 1e4,
    "千": 1e3, "k": 1e3, "百": 1e2,
}  # fmt: skip
# of rates: how many percent one is
_OF_A_HUNDRED = {
    **dict.fromkeys(("‰", "千分比", "千分之", "千分率"), 0.1),
    **dict.fromkeys(("‱", "万分比", "万分之", "万分率", "bps", "bp", "基点"), 0.01),
}
# what is counted in words that a review does not print
_A_TIME = frozenset(("月", "周", "年", "季", "季度", "小时", "客", "用户", "订单", "平方米", "店", "次访问", "点击"))
_COUNTED = frozenset((*COUNTERS, *"店组群课门城省级"))
_SAID = re.compile(r"^(?:(?:金额|货币)?单位 ?:? ?)?(?:人民币(?=.))?")
_SCALED = re.compile("[十百千]?[万亿][一-龥]")
# no words of what is counted: money of other countries, parts, and what is measured
_NO_COUNTERS = frozenset("元块圆刀镑欧円铢盾卢美港日韩角毛分率比点里米克瓦卡度")
_ADDED_UP = ("flow", "stock", "average_stock")
SECONDS_OF = {SECONDS: 1.0, MINUTES: 60.0, HOURS: 3_600.0, DAYS: 86_400.0}


# bare rates of a sheet: in percent, as fractions, in percent from 0.1 on or above 1 and below that unknown, in percent
# as far as those beside them show, unknown
Way = Literal["", "percent", "fraction", "mixed", "above_one", "beside", "unclear"]
LEAST_PERCENT = 0.1
# above which size bare rates are percent
_PERCENT_ABOVE: Mapping[Way, float] = {
    "percent": 0,
    "beside": 0,
    "mixed": math.nextafter(LEAST_PERCENT, 0),
    "above_one": 1,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit word as typed: the unit it names and how many of it one is (万元: 元, 10000)."""

    unit: Unit
    factor: float = 1.0


def measure_named(word: str) -> Measure | None:
    """The unit and factor of a unit word (人, 万人, 万元, 单位：万元, %); None for an unknown word."""
    half = _SAID.sub("", half_width(unit_word(one_unit(word) or word)))
    if half in _OF_A_HUNDRED:
        return Measure(RATE, _OF_A_HUNDRED[half])
    if "/" in half:
        return _a_head(*half.split("/", 1))
    for prefix, factor in _FACTORS.items():
        if half == prefix:
            return Measure(BARE, factor)
        counted = half.removeprefix(prefix) if half.startswith(prefix) else ""
        base = BARE if counted in COUNTERS or _counts(prefix, counted) else unit_named(counted) if counted else None
        if base and not half[len(prefix) : len(prefix) + 1].isascii():
            return Measure(base, factor)
    unit = BARE if half in _COUNTED else unit_named(half)
    return Measure(unit) if unit else None


def _counts(prefix: str, counted: str) -> bool:
    """Whether a word behind 万 or 亿 can only be one that things are counted in: 万垛, not 万刀 or 千克."""
    is_word = len(counted) == 1 and "一" <= counted <= "龥" and counted not in _NO_COUNTERS
    return is_word and prefix[-1] in "万亿" and unit_named(counted) is None


def is_of_unknown(word: str) -> bool:
    """Whether a unit in a header or name scales what is not known: 万刀; its numbers cannot be taken bare."""
    return measure_named(word) is None and bool(_SCALED.fullmatch(half_width(word)))


def _a_head(counted: str, heads: str) -> Measure | None:
    """The unit of an amount a head or a time, 元/人: that of the amount; of counts none, 3.2单/人."""
    measure = measure_named(counted.strip())
    if measure is None or not heads.strip() or (unit_named(heads) is None and heads.strip() not in _A_TIME | _COUNTED):
        return None
    return Measure(BARE, measure.factor) if measure.unit.kind == "count" else measure


@dataclass(frozen=True, slots=True)
class MeasureOf:
    """How the numbers of one metric are read: its unit, whether it was typed, and what one typed 1 is worth.

    `is_change`: the metric is by how much another one moved (营收环比). `adds_up`: an amount that does, unlike one a
    head. `is_unfit`: the header states another unit. `way` is how bare rates are typed, as far as their sheet shows.
    `sort` is what the name of an unknown metric without a unit betrays of it.
    """

    unit: Unit
    is_typed: bool
    factor: float = 1.0
    part_factor: float = 1.0
    is_change: bool = False
    adds_up: bool = False
    is_unfit: bool = False
    way: Way = ""
    sort: Sort = ""


def measure_of(name: str, typed: Measure | None, money: float) -> MeasureOf:
    """The reading of a metric by its name and typed unit; `money` is the worth of 1 in the workbook's money unit.

    Without a typed unit the catalogue's holds, and of a typed 万 its ten thousands; amounts of money that add up
    then follow the workbook's money unit, amounts a head are always in 元
    (their numerators follow it). So does an unknown metric whose name ends as those of amounts do (直播收入), where
    a money unit other than 元 is stated.
    """
    metric = metric_named(name)
    part = money if metric and metric.formula and metric.unit.kind == "money" else 1.0
    is_change = any(word in half_width(name) for word in CHANGE_WORDS)
    adds_up = metric is None or metric.aggregation in _ADDED_UP
    if typed is not None and (typed.unit != BARE or metric is None or typed.factor != 1):
        unit = metric.unit if metric and typed.unit == BARE else typed.unit
        return MeasureOf(unit, True, typed.factor, part, is_change, adds_up)
    if metric is None:
        reading = MeasureOf(BARE, False, is_change=is_change, adds_up=True, sort=sort_in(name))
        return replace(reading, unit=MONEY, factor=money) if reading.sort == "money" and money != 1 else reading
    factor = money if metric.unit.kind == "money" and adds_up else 1.0
    return MeasureOf(metric.unit, False, factor, part, is_change, adds_up)


def rate_of(amount: Amount, reading: MeasureOf) -> float | None:
    """A rate as a fraction; None where 4.8 could be 4.8 % or 480 %.

    Where the sheet shows no way of typing rates: under a header or unit that
    says %, a bare number above 1 counts percent and one up to 1 is ambiguous;
    else a bare fraction up to 1 is taken as it stands and more is ambiguous.
    """
    if amount.mark == "percent" or (amount.value == 0 and not amount.word):
        return amount.value
    size = abs(amount.value)
    if not (amount.is_bare or amount.is_change):
        return None
    if reading.factor != 1:
        return scaled(amount.value, reading.factor / 100)
    is_percent = size > _PERCENT_ABOVE.get(reading.way, math.inf)
    is_fraction = reading.way == "fraction"
    if not reading.way and (size > 1) == reading.is_typed:
        is_percent, is_fraction = reading.is_typed, not reading.is_typed
    return amount.value / 100 if is_percent else amount.value if is_fraction else None


def rate_readings(value: float) -> dict[str, str]:
    """Both readings of a bare number in a column of rates, as details of a finding: 4.8% and 480%."""
    return {"one": f"{value:.10g}%", "other": f"{value * 100:.10g}%"}


def value_of(amount: Amount, reading: MeasureOf) -> float | None:
    """The amount in the base unit; None for one of another unit, an ambiguous rate and a mere change."""
    if amount.is_change and not (reading.is_change or reading.unit.kind == "points"):
        return None
    if reading.unit.kind == "rate":
        return rate_of(amount, reading)
    if not fits(amount.word, reading.unit) or (reading.is_unfit and amount.is_bare):
        return None
    if reading.unit.kind == "points":
        return amount.value if amount.mark == "percent" else amount.value / 100
    if amount.mark == "percent":
        return amount.value if reading.unit == BARE else None
    value = scaled(amount.value, _time_factor(amount.word, reading.unit))
    return value if amount.scale else scaled(value, reading.factor)


def plain_factor(reading: MeasureOf) -> float | None:
    """What a bare number is multiplied with to be its value; None where it takes more than that."""
    return None if reading.unit.kind in ("rate", "points") or reading.is_unfit else reading.factor


def fits(word: str, unit: Unit) -> bool:
    """Whether a number with this unit word can be one of that unit: 人 beside 次, 小时 beside 分钟, 分 for scores."""
    named = unit_named(word) if word else None
    if named is None and word in COUNTERS:
        return unit == BARE or _is_counted(unit)
    if named is None or BARE in (named, unit) or named == unit or named.kind == unit.kind != "plain":
        return True
    if word in ("分", "%"):
        return unit in (SCORE, MINUTES)
    return (_is_counted(unit) and _is_counted(named)) or (unit in SECONDS_OF and named in SECONDS_OF)


def _is_counted(unit: Unit) -> bool:
    return unit.kind == "count" or unit == HEADS


def fits_column(word: str, *, is_money: bool) -> bool:
    """Whether a number with this unit word can stand in a column of money, or of a count."""
    named = unit_named(word) if word else None
    if named is None:
        return not (is_money and word in COUNTERS)
    if is_money or named.kind == "money":
        return is_money and named.kind == "money"
    return named not in (RATIO, *SECONDS_OF) and named.kind != "points"


def is_other_worth(amount: Amount, factor: float, unit: Unit = BARE) -> bool:
    """Whether a cell names another worth of 1 than its header or unit column does: 65,500元 beside 万元."""
    is_other_scale = bool(amount.scale) and factor not in (1.0, amount.scale)
    return is_other_scale or _time_factor(amount.word, unit) != 1.0


def _time_factor(word: str, unit: Unit) -> float:
    """What one of the word's time is worth in that of the unit; 1 for all that is no time, and for 分."""
    named = unit_named(word) if word and word != "分" else None
    return SECONDS_OF[named] / SECONDS_OF[unit] if named in SECONDS_OF and unit in SECONDS_OF else 1.0
