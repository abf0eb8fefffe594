"""The ways people write a number, a month, a day, and that there is none; what is meant stays beside what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import cycle

from tests.mess.plain import Plain, Typed, Value, signed

Spelling = Callable[[float], Typed]
FULL = {ord(half): ord(half) + 0xFEE0 for half in "0123456789.,%-:"}


def _exact(value: float, by: int = 1) -> str:
    """A number divided, with all its decimals and no more."""
    text = format(Decimal(str(value)) / by, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(value: float) -> str:
    whole, point, rest = _exact(value).partition(".")
    return f"{int(whole):,}{point}{rest}"


def _text(made: Callable[[float], str]) -> Spelling:
    return lambda value: Typed(made(value), value)


def _percent(value: float) -> str:
    return f"{_exact(value * 100) if value * 100 == int(value * 100) else _exact(round(value * 100, 6))}%"


COUNTS: Mapping[str, Spelling] = {
    "plain": lambda value: Typed(value, value),
    "text": _text(_exact),
    "separators": _text(_grouped),
    "full width": _text(lambda value: _exact(value).translate(FULL)),
    "full width grouped": _text(lambda value: _grouped(value).translate(FULL)),
    "ten thousands": _text(lambda value: f"{_exact(value, 10_000)}万"),
    "ten thousands format": lambda value: Typed(value / 10_000, value, '0.0000"万"'),
    "hundred millions": _text(lambda value: f"{_exact(value, 100_000_000)}亿"),
    "spaced": _text(lambda value: f"\u00a0{_exact(value)}\u3000"),
}
MONEY: Mapping[str, Spelling] = {
    **COUNTS,
    "yuan": _text(lambda value: f"{_grouped(value)}元"),
    "ten thousand yuan": _text(lambda value: f"{_exact(value, 10_000)}万元"),
    "sign": _text(lambda value: f"￥{_grouped(value)}"),
    "half sign": _text(lambda value: f"¥{value:.2f}"),
    "sign and thousands": _text(lambda value: f"￥{_exact(value, 1_000)}k"),
    "money format": lambda value: Typed(value, value, '"¥"#,##0.00'),
}
RATES: Mapping[str, Spelling] = {
    "plain": lambda value: Typed(value, value, "0.0%"),
    "two decimals": lambda value: Typed(value, value, "0.00%"),
    "percent": _text(_percent),
    "full width percent": _text(lambda value: _percent(value).translate(FULL)),
    "spaced percent": _text(lambda value: _percent(value).replace("%", " %")),
}
RATIOS: Mapping[str, Spelling] = {
    "plain": lambda value: Typed(value, value),
    "text": _text(_exact),
    "ratio": _text(lambda value: f"1:{_exact(value)}"),
    "wide ratio": _text(lambda value: f"1：{_exact(value)}"),
    "spaced ratio": _text(lambda value: f"1 : {_exact(value)}"),
}
NUMBERS: Mapping[str, Mapping[str, Spelling]] = {"money": MONEY, "count": COUNTS, "rate": RATES, "ratio": RATIOS}
# a number that counts percent or hundredths of it, nobody knows which
DOUBTED: Mapping[str, Spelling] = {"bare percent": lambda value: Typed(float(_percent(value)[:-1]), value)}
BLANKS = ("–", "—", "--", "-", "/", "N/A", "无", "休", "暂无")
# these say a unit of their own, and so none of them stands below a header that says another
BARE = ("plain", "text", "separators", "full width", "full width grouped", "spaced")

ORIGIN = date(1899, 12, 30)
ORIGIN_1904 = date(1904, 1, 1)


def _first(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


Month = Callable[[str], Value]
MONTHS: Mapping[str, Month] = {
    "plain": lambda month: month,
    "in words": lambda month: f"{month[:4]}年{int(month[5:])}月",
    "two digits in words": lambda month: f"{month[:4]}年{month[5:]}月",
    "without its year": lambda month: f"{int(month[5:])}月",
    "first day": lambda month: f"{month[:4]}/{int(month[5:])}/1",
    "slash": lambda month: f"{month[:4]}/{int(month[5:])}",
    "six digits": lambda month: month.replace("-", ""),
    "six digits as number": lambda month: float(month.replace("-", "")),
    "date cell": _first,
    "serial": lambda month: float((_first(month) - ORIGIN).days),
    "serial of 1904": lambda month: float((_first(month) - ORIGIN_1904).days),
    "full width": lambda month: month.translate(FULL),
    "full width words": lambda month: f"{month[:4]}年{int(month[5:])}月".translate(FULL),
    "English": lambda month: f"{_first(month):%b}-{month[2:4]}",
    "short year": lambda month: f"{month[2:4]}年{int(month[5:])}月",
    "points": lambda month: f"{month[:4]}.{int(month[5:])}",
}
# a week is no month, though each of these lies in one
DOUBTED_MONTHS: Mapping[str, Month] = {"week": lambda month: f"第{_first(month).isocalendar().week + 2}周"}
HEADED: Mapping[str, Month] = {
    "plain": lambda month: f"{int(month[5:])}月",
    "in words": MONTHS["in words"],
    "as it is": lambda month: month,
    "slash": MONTHS["slash"],
    "six digits": MONTHS["six digits"],
    "English": lambda month: f"{_first(month):%b}",
    "Chinese digits": lambda month: f"{'一二三四五六七八九'[int(month[5:]) - 1]}月",
}
Day = Callable[[date], Value]
DAYS: Mapping[str, Day] = {
    "plain": lambda day: Typed(f"{day:%Y-%m-%d}", day),
    "date cell": lambda day: day,
    "slash": lambda day: Typed(f"{day.year}/{day.month}/{day.day}", day),
    "points": lambda day: Typed(f"{day.year}.{day.month}.{day.day}", day),
    "in words": lambda day: Typed(f"{day.year}年{day.month}月{day.day}日", day),
    "without its year": lambda day: Typed(f"{day.month}月{day.day}日", day),
    "eight digits": lambda day: Typed(f"{day:%Y%m%d}", day),
    "serial": lambda day: Typed(float((day - ORIGIN).days), day),
    "serial of 1904": lambda day: Typed(float((day - ORIGIN_1904).days), day),
    "with its hour": lambda day: Typed(f"{day.year}/{day.month}/{day.day} 10:30", day),
}
# 03/04/2025 is the one day or the other, unless a day after the 12th beside it tells
DOUBTED_DAYS: Mapping[str, Day] = {
    "day first": lambda day: Typed(f"{day:%d/%m/%Y}", day),
    "month first": lambda day: Typed(f"{day:%m/%d/%Y}", day),
}
CHANGES: Mapping[str, Callable[[float], Value]] = {
    "plain": signed,
    "brackets": lambda change: f"({-change:.1%})" if change < 0 else f"{change:.1%}",
    "arrows": lambda change: f"{'↓' if change < 0 else '↑'}{abs(change):.1%}",
    "points": lambda change: f"{change * 100:+.1f}pct",
    "full width": lambda change: f"{change:+.1%}".translate(FULL),
    "percent cell": lambda change: Typed(change, change, "0.0%"),
    "words": lambda change: "持平" if abs(change) < 0.05 else f"{change:+.1%}",
}
SERIALS = ("serial", "serial of 1904")


@dataclass(frozen=True)
class Style:
    """How a person writes: numbers by measure (several take turns, `rest` those not named), blanks, months and days.

    `change` is how one writes by how much a number has grown.
    """

    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rest: Sequence[str] = ("plain",)
    blanks: Mapping[str, str] = field(default_factory=dict)
    month: str = "plain"
    headed: str = "plain"
    day: str = "plain"
    change: str = "plain"


AS_TYPED = Style()


def dressed(plain: Plain, style: Style) -> Plain:
    """The table with every cell as that person writes it; a spelling that does not fit what a cell counts is plain."""
    columns = {header: list(values) for header, values in plain.columns.items()}
    names = list(zip(*(plain.columns[key] for key in plain.keys), strict=True))
    for measure in plain.measures:
        turns = cycle(style.numbers.get(re.split("[（(/]", measure)[0], style.rest))
        blank = style.blanks.get(measure) if measure in plain.optional else None
        columns[measure] = [
            _cell(plain, (name, measure), value, next(turns)) if isinstance(value, int | float) else value or blank
            for name, value in zip(names, columns[measure], strict=True)
        ]
    day = style.month if style.day in SERIALS and style.month in SERIALS else style.day  # a workbook counts one way
    spelled = {**DAYS, **DOUBTED_DAYS}[day]
    for key in plain.keys:
        columns[key] = [spelled(value) if isinstance(value, date) else value for value in columns[key]]
    written, headed = {**MONTHS, **DOUBTED_MONTHS}[style.month], HEADED[style.headed]
    return replace(plain, columns=columns, written=written, headed=headed, changed=CHANGES[style.change])


def _cell(plain: Plain, at: tuple[tuple[Value, ...], str], value: float, spelling: str) -> Typed:
    if (by := plain.scale(*at)) != 1:
        return replace(COUNTS[spelling if spelling in BARE else "plain"](value), means=round(value * by, 6), by=by)
    kind = plain.kind(*at)
    kinds = {**NUMBERS[kind], **(DOUBTED if kind == "rate" else {})}
    return kinds[spelling if spelling in kinds else "plain"](value)
