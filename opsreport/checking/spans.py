"""Days as people type them: 6.5, 6/5, 0605, 6月5日-18日, 7月底; each with every first and last day that it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from opsreport.checking.text import Years, moments_in, real_moments, with_digits
from opsreport.model.amount import half_width
from opsreport.model.period import Period

Span = tuple[datetime, datetime]

_CLOCK = r"(?: *([0-9]{1,2})[:时点]([0-9]{2})?分?(?::[0-9]{2})?)?"
_BARE = re.compile(rf"([0-9]{{1,2}})(?:月|[./-])([0-9]{{1,2}})[日号]?{_CLOCK}")
_COMPACT = re.compile(rf"(0[1-9]|1[0-2])([0-3][0-9])[日号]?{_CLOCK}")
_DAY_ALONE = re.compile(rf"([0-9]{{1,2}})[日号]{_CLOCK}")
_LAST_DAY = re.compile(r"([0-9]{1,2})[日号]?")
_HOURS = re.compile(r"[0-9]{1,2}[:时点](?:[0-9]{2})?分?")
_PART = re.compile(r"(?:([0-9]{4})[年./-])?([0-9]{1,2}|本|当)月(?:份)?(上旬|中旬|下旬|底|末)?")
_BETWEEN = re.compile(r" ?(?:-+|—+|─+|~+|至|到|→|->|\.{3}) ?")
_WEEKDAY = re.compile(r" ?\(?(?:星期|礼拜|周)[一二三四五六日天]\)?")
_COUNTED = re.compile(r" ?[(,]? ?共?(?:计|为期)?[0-9]+天\)?$")
_MIDNIGHT = re.compile(r" ?24[:时点](?:00)?分?")
_BY = re.compile(r"^(?:截至|截止到?) ?| ?(?:前|止|为止|之前|以前)$")
_FROM = re.compile(r" ?(?:起|开始|以后|之后|-+|—+|~+|至今)$")
_LIST = re.compile(r" ?[、,;&+和及与] ?")
_EACH = re.compile(r"每(?:个?月|个?周|日|天)?|全月|整月")
_OF_EACH = re.compile(r"每个?月(?=[0-9]{1,2}[日号])")
_ALL_DAY = re.compile(
    r" ?(?:当天|当日|全天|整天|一整?天|(?<=[0-9日号])(?:全月|整月|(?:当|每)?晚[上间场]?|[上下]午|白天))$"
)
_ALL_MONTH = re.compile(r"^(?:整个?)?((?:[0-9]{4}[年./-])?[0-9]{1,2}月)份?(?:全月|整月|整个月|每(?:个?周末?|天|日)?)?$")
_FROM_HOUR = re.compile(r" ?[0-9]{1,2}[:时点](?:[0-9]{2})?分? ?(?:-|—|~|至|到) ?[0-9]{1,2}[:时点](?:[0-9]{2})?分?$")
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (31, 31), "末": (31, 31), None: (1, 31)}
_TENS = (1, 2, 3)


def without_by(text: str) -> str:
    """The text of the day by which something is due: 7.20前 → 7.20."""
    return _BY.sub("", half_width(text))


def says_by(text: str) -> bool:
    """Whether a text says by which day something is due: 7.20前, 截至7月底."""
    return without_by(text) != half_width(text)


def without_from(text: str) -> str:
    """The text of the day from which something goes on, without an end: 7.1起, 6月10日- → 7.1, 6月10日."""
    return _FROM.sub("", _plainly(text))


def says_from(text: str) -> bool:
    """Whether a text says from which day something goes on, and not how long."""
    return without_from(text) != _plainly(text)


def says_other_end(text: str, years: Years, is_last: bool, *, is_needed: bool) -> bool:
    """Whether a text says no first day but a last one (7月10日前), or no last day where none is needed (7.1起)."""
    if not is_last:
        return says_by(text)
    return not is_needed and says_from(text) and bool(spans_in(without_from(text), years))


def spans_in(text: str, years: Years, *, day_first: bool | None = None) -> tuple[Span, ...]:
    """Every first and last day that a text may mean: a day is both, 6月 all its days; () for no day."""
    half = _MIDNIGHT.sub("", _FROM_HOUR.sub("", _plainly(text)))
    if days := days_in(half, years, day_first=day_first):
        return tuple((at, at) for at in days)
    if found := _PART.fullmatch("本月" if _EACH.fullmatch(half) else half):
        return tuple(_part_of(found, years))
    if len(texts := _LIST.split(half)) > 1:
        return tuple(_listed(texts, years, day_first))
    splits = [(half[: mark.start()], half[mark.end() :]) for mark in _BETWEEN.finditer(half)]
    made = [span for left, right in splits for span in _between(left, right, years, day_first)]
    return tuple(dict.fromkeys(made))


def days_in(text: str, years: Years, *, day_first: bool | None = None) -> tuple[datetime, ...]:
    """Every moment that a text may mean, those without their year included: 6.5, 6/5 20:00, 0605, 18日."""
    half = _plainly(text)
    if known := moments_in(half, years, day_first=day_first):
        return known
    found = _BARE.fullmatch(half) or _COMPACT.fullmatch(half)
    if found:
        month, day = (int(found[at]) for at in ((2, 1) if day_first and "月" not in half else (1, 2)))
        return real_moments((year, month, day, *_clock(found[3], found[4])) for year in years.of(month))
    found = _DAY_ALONE.fullmatch(half)
    if found and years.month:
        period = Period.parse(years.month)
        return real_moments([(period.year, period.number, int(found[1]), *_clock(found[2], found[3]))])
    return ()


def days_of_number(text: str, years: Years, *, two_digits: bool) -> tuple[datetime, ...]:
    """Every day that a number may be, typed as 6.5 or 6.18: 6.1 has lost a zero, or has not."""
    month, _, day = text.partition(".")
    if not re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}", text):
        return ()
    days = [int(day)]
    if len(day) == 1 and int(day) in _TENS:
        days = [int(day) * 10] if two_digits else [int(day), int(day) * 10]
    return real_moments((year, int(month), one, 0, 0) for year in years.of(int(month)) for one in days)


def _plainly(text: str) -> str:
    half = with_digits(half_width(text).replace("。", "."))
    bare = _COUNTED.sub("", _OF_EACH.sub("", _WEEKDAY.sub("", half))).strip()
    return _ALL_MONTH.sub(r"\1", _ALL_DAY.sub("", bare))


def _clock(hour: str | None, minute: str | None) -> tuple[int, int]:
    """The time of a day; that of 24:00 is the day's."""
    return (int(hour), int(minute or 0)) if hour and int(hour) < 24 else (0, 0)


def _part_of(found: re.Match[str], years: Years) -> Iterator[Span]:
    """The days of a month, or of the part of it that is named; 本月 only where the month is known."""
    first, last = _PARTS[found[3]]
    if not found[2].isdecimal():
        months = [Period.parse(years.month)] if years.month else []
    elif not 1 <= int(found[2]) <= 12:
        return
    else:
        months = [
            Period.month(year, int(found[2])) for year in ([int(found[1])] if found[1] else years.of(int(found[2])))
        ]
    for month in months:
        end = month.last_day.day
        yield (datetime(month.year, month.number, min(first, end)), datetime(month.year, month.number, min(last, end)))


def _between(left: str, right: str, years: Years, day_first: bool | None) -> Iterator[Span]:
    """The spans from the one day to the other: what the last day does not say is as in the first, or follows it."""
    for first in days_in(left, years, day_first=day_first):
        if _HOURS.fullmatch(right):
            yield first, first
        elif found := _LAST_DAY.fullmatch(right):
            yield from (
                (first, last)
                for last in real_moments([(first.year, first.month, int(found[1]), 0, 0)])
                if last >= first
            )
        elif _says_year(right):
            yield from ((first, last) for last in days_in(right, years, day_first=day_first) if last >= first)
        else:
            yield from _following(first, right, years, day_first, is_dated=_says_year(left))


def _listed(days: Sequence[str], years: Years, day_first: bool | None) -> Iterator[Span]:
    """The spans from the first of several days to the last, each after the one before: 6.5、6.12."""
    for first in days_in(days[0], years, day_first=day_first):
        last: datetime | None = first
        for text in days[1:]:
            last = _after(last, text, years, day_first) if last else None
        if last:
            yield first, last


def _after(day: datetime, text: str, years: Years, day_first: bool | None) -> datetime | None:
    """The next day in a list that a text may mean, of the same month if it says none."""
    alone = _LAST_DAY.fullmatch(text)
    said = real_moments([(day.year, day.month, int(alone[1]), 0, 0)]) if alone else ()
    return min((at for at in said or days_in(text, years, day_first=day_first) if at > day), default=None)


def _following(first: datetime, right: str, years: Years, day_first: bool | None, *, is_dated: bool) -> Iterator[Span]:
    """Up to the next such day; of a first day without its year, only where the last one may be of that year."""
    known = {at.year for at in days_in(right, years, day_first=day_first)}
    own = Years((str(first.year),)), Years((str(first.year + 1),))
    last = next((at for one in own for at in days_in(right, one, day_first=day_first) if at >= first), None)
    if last and (is_dated or last.year in known):
        yield first, last


def _says_year(text: str) -> bool:
    return bool(re.match(r"[0-9]{4}[年./-]|[0-9]{8}|[0-9]{2}年", text)) or len(re.findall(r"[./-]", text)) == 2
