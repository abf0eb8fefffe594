"""What typed text says of time: days, months, weeks and the year in a name, each with every way it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from opsreport.model.amount import half_width
from opsreport.model.period import Period
from opsreport.model.spelling import plain

_DAY = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?"
    r"(?:[ t]*([0-9]{1,2})[:时点]([0-9]{1,2})(?:[:分]([0-9]{1,2})(?:\.[0-9]+)?秒?|分)?)?"
)
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})()()()")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.年m]([0-9]{1,2})月?(?:份)?|([0-9]{2}))")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")
# 2506 is no year but 25年06月, or anything
_FIRST, _LAST = "1990", "2099"
_YEAR = re.compile(r"([0-9]{4})(?:年|全年|年全年|年度)?")
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_./年]?(0[1-9]|1[0-2]|[1-9](?!\d))(?=\d\d(?!\d)|\D|$)")
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20[1-3]\d)(?!\d)")
_SHORT_YEAR_MONTH = re.compile(r"([0-9]{2})年([0-9]{1,2})月份?")
_BARE_MONTH = re.compile(r"([0-9]{1,2})(?:月份?)?")
_BARE_DAY = re.compile(r"([0-9]{1,2})月([0-9]{1,2})[日号]")
_WEEK = re.compile(r"(?:([0-9]{4})[年-]?)?(?:第([0-9]{1,2})周|([0-9]{1,2})周|w(?:eek)?([0-9]{1,2}))")
_TWO_ORDERS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{1,2})")
_HAN = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_HAN_NUMBER = re.compile(r"(?:[〇零一二三四五六七八九]+|[二三]?十[一二三四五六七八九]?)(?=[年月日号])")
_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NAME = "|".join(f"{name}|{name[:3]}" for name in (*_NAMES, "sept"))
_ENGLISH_MONTH = re.compile(rf"(?P<name>{_NAME})\.?[ /',-]{{0,2}}(?P<year>[0-9]{{4}}|[0-9]{{2}})")
_ENGLISH_DAY = re.compile(
    rf"(?:(?P<day>[0-9]{{1,2}})[ -](?P<name>{_NAME})\.?|(?P<name2>{_NAME})\.? (?P<day2>[0-9]{{1,2}}),?)"
    r"[ ,-]{1,2}(?P<year>[0-9]{4})"
)
# what a two-digit year may be read as, and a serial day number: all else is more likely another thing
_FIRST_YEAR, _LAST_YEAR = 2010, 2039
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_NEAR = 4
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}


@dataclass(frozen=True, slots=True)
class Years:
    """Where the year of a bare 6月 comes from.

    `named` are what the sheet's, then the file's name say, "2025" or "2025-06";
    `own` the years that other cells of the column state; `latest` is the month
    the sheet is of where no name says anything. `is_ahead`: the sheet speaks of
    what is still to come, so that the year is the one in which the month is near.
    """

    named: tuple[str, ...] = ()
    own: tuple[int, ...] = ()
    latest: str = ""
    is_ahead: bool = False

    @property
    def month(self) -> str:
        """The month that the sheet is of; "" where names speak of several or of a year, or it looks ahead."""
        known = set(self.named or (self.latest,))
        return known.pop() if len(known) == 1 and not self.is_ahead and "-" in min(known) else ""

    def of(self, month: int) -> tuple[int, ...]:
        """The years that month may be of: one where all that is known agrees, else each, the earliest first."""
        may_be = _years_near if self.is_ahead else _years_before
        said = [may_be(Period.parse(name), month) for name in self.named or (self.latest,) if name]
        agreed = set.intersection(*said) if said else set()
        return tuple(sorted({*(agreed or set().union(*said)), *self.own}))


NO_YEARS = Years()


def _years_before(named: Period, month: int) -> set[int]:
    """The year named, where a month is named that year's months up to it; a later one may be of the year before."""
    last = named.ordinal % 12 + named.length
    return {named.year} if month <= last else {named.year - 1, named.year}


def _years_near(named: Period, month: int) -> set[int]:
    """The year in which the month is near the one after the named; both years where it is half a year off."""
    if named.length > 1:
        return {named.year}
    middle = named.plus(1)
    years = range(named.year - 1, named.year + 3)
    away = sorted((abs(Period.month(year, month).ordinal - middle.ordinal), year) for year in years)
    return {year for _, year in away[: 1 if away[0][0] <= _NEAR else 2]}


def moment_in(text: str) -> datetime | None:
    """The day (and time, if any) a text holds: 2025-06-05, 2025年6月5日 20:00, 20250605; None for anything else."""
    half = half_width(text)
    found = _DAY.fullmatch(half) or _COMPACT_DAY.fullmatch(half)
    return _moment(*(int(part or 0) for part in found.groups())) if found else None


def moments_in(text: str, years: Years, *, day_first: bool | None = None) -> tuple[datetime, ...]:
    """Every moment that a text may mean: two for 03/04/2025 where nothing says which comes first, none for no day."""
    half = half_width(text)
    if at := moment_in(half):
        return (at,)
    if found := _BARE_DAY.fullmatch(half):
        month, day = int(found[1]), int(found[2])
        return _real(_moment(year, month, day) for year in years.of(month))
    if found := _ENGLISH_DAY.fullmatch(half):
        name, day = found["name"] or found["name2"], int(found["day"] or found["day2"])
        return _real((_moment(int(found["year"]), _number(name), day),))
    return _orders(half, day_first)


def _orders(half: str, day_first: bool | None) -> tuple[datetime, ...]:
    """Day, month, year; month, day, year; and with a two-digit year also year, month, day."""
    found = _TWO_ORDERS.fullmatch(half)
    if found is None:
        return ()
    one, two, last = int(found[1]), int(found[3]), int(found[4])
    is_short = len(found[4]) < 4
    year = last + 2000 if is_short else last
    wanted = {True: [(year, two, one)], False: [(year, one, two)], None: [(year, two, one), (year, one, two)]}
    short = [(one + 2000, two, last)] if is_short and day_first is None else []
    read = _real(_moment(*parts) for parts in (*wanted[day_first], *short))
    return tuple(at for at in read if not is_short or _FIRST_YEAR <= at.year <= _LAST_YEAR)


def orders_shown(texts: Iterable[str]) -> bool | None:
    """True where some of the days can only be written day first, False where only month first; else None."""
    every = (match for text in texts if (match := _TWO_ORDERS.fullmatch(half_width(text))))
    found = [match for match in every if len(match[4]) == 4]
    is_day_first = any(int(match[1]) > 12 for match in found)
    is_month_first = any(int(match[3]) > 12 for match in found)
    return is_day_first if is_day_first != is_month_first else None


def serial_moment(number: float, *, is_1904: bool = False) -> datetime | None:
    """The moment of an Excel day number without its format (45809: 2025-06-01); None where it is none of 2000–2099."""
    at = _EPOCHS[is_1904] + timedelta(milliseconds=round(number * 86_400_000)) if 0 < number <= _LAST_SERIAL else None
    return at if at and at >= _EPOCHS[False] + timedelta(days=_FIRST_SERIAL) else None


def with_digits(text: str) -> str:
    """The text with the numbers of 二〇二五年六月十二日 in digits."""
    return _HAN_NUMBER.sub(lambda found: _digits(found[0]), text)


def _digits(han: str) -> str:
    """二〇二五 → 2025, 十二 → 12, 二十五 → 25."""
    if "十" not in han:
        return "".join(_HAN[one] for one in han)
    tens, _, ones = han.partition("十")
    return str(int(_HAN.get(tens, "1")) * 10 + int(_HAN.get(ones, "0")))


@lru_cache(maxsize=4096)
def period_in(text: str) -> Period | None:
    """The month, quarter, half or year a text holds: 2025年6月, 202506, 2025Q2, 2025全年; None for anything else."""
    half = with_digits(half_width(text)).replace(" ", "")
    if found := _MONTH_FIRST.fullmatch(half):
        half = f"{found[2]}-{found[1]}"
    if found := _MONTH.fullmatch(half):
        month = int(found[2] or found[3])
        return Period.month(int(found[1]), month) if 1 <= month <= 12 and _FIRST <= found[1] <= _LAST else None
    if found := _YEAR.fullmatch(half):
        return Period.parse(found[1]) if _FIRST <= found[1] <= _LAST else None
    if day := moment_in(half):
        return Period.of(day)
    try:
        return Period.parse(half)
    except ValueError:
        return None


def periods_in(text: str, years: Years, *, day_first: bool | None = None) -> tuple[Period, ...]:
    """Every month (quarter, year) that a text may mean; two for a 6月 of two possible years, none for no month."""
    if period := period_in(text):
        return (period,)
    half = with_digits(half_width(text)).replace(" ", "")
    if found := _SHORT_YEAR_MONTH.fullmatch(half):
        return _months(_full_years(found[1]), int(found[2]))
    if found := _BARE_MONTH.fullmatch(half):
        return _months(years.of(int(found[1])), int(found[1]))
    if found := _ENGLISH_MONTH.fullmatch(half):
        return _months(_full_years(found["year"]), _number(found["name"]))
    if found := _WEEK.fullmatch(half):
        return _of_week(int(found[1]) if found[1] else None, int(found[2] or found[3] or found[4]), years)
    return tuple(dict.fromkeys(Period.of(at) for at in moments_in(text, years, day_first=day_first)))


def _months(years: Iterable[int], month: int) -> tuple[Period, ...]:
    return tuple(Period.month(year, month) for year in years) if 1 <= month <= 12 else ()


def _full_years(year: str) -> tuple[int, ...]:
    """The year of 2025 and of 25; none for 99."""
    full = int(year) + (2000 if len(year) == 2 else 0)
    return (full,) if _FIRST_YEAR <= full <= _LAST_YEAR else ()


def _of_week(year: int | None, week: int, years: Years) -> tuple[Period, ...]:
    """The months that hold a day of the week, whether weeks are counted from the first Thursday or from 1 January."""
    if not 1 <= week <= 53:
        return ()
    found: set[Period] = set()
    for one in (year,) if year else years.of(min(12, 1 + week * 7 // 31)):
        first = date(one, 1, 1)
        thursday = date(one, 1, 4)
        starts = (thursday - timedelta(days=thursday.weekday()), first - timedelta(days=(first.weekday() + 1) % 7))
        days = (start + timedelta(weeks=week - 1, days=day) for start in starts for day in range(7))
        found |= {Period.of(day) for day in days}
    return tuple(sorted(found))


def years_named(*names: str) -> tuple[str, ...]:
    """The month, else the year, that each name speaks of; names that speak of none or several are left out."""
    found = []
    for name in names:
        month, years = month_in_name(name), set(_YEAR_IN_NAME.findall(plain(name)))
        found += [str(month)] if month else list(years) if len(years) == 1 else []
    return tuple(found)


def month_in_name(name: str) -> Period | None:
    """The one month a file or sheet name speaks of; None where it names none or several."""
    found = {(int(m[1]), int(m[2])) for m in _MONTH_IN_NAME.finditer(plain(name))}
    return Period.month(*found.pop()) if len(found) == 1 else None


def _number(name: str) -> int:
    return next(index for index, full in enumerate(_NAMES, 1) if full.startswith(name[:3]))


def real_moments(parts: Iterable[tuple[int, ...]]) -> tuple[datetime, ...]:
    """The moments of years, months, days, hours and minutes, without those that no calendar has."""
    return _real(_moment(*one) for one in parts)


def _real(moments: Iterable[datetime | None]) -> tuple[datetime, ...]:
    return tuple(dict.fromkeys(at for at in moments if at))


def _moment(*parts: int) -> datetime | None:
    try:
        return datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None
