"""Period: the stretch of whole months a report or a target speaks of."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHAPES = (
    (re.compile(r"(\d{4})-?(0[1-9]|1[0-2])$"), 1),
    (re.compile(r"(\d{4})Q([1-4])$"), 3),
    (re.compile(r"(\d{4})H([12])$"), 6),
    (re.compile(r"(\d{4})()$"), 12),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of calendar months: `ordinal` counts months since year 0, `length` is 1, 3, 6 or 12."""

    ordinal: int
    length: int = 1

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The one month of that year."""
        return cls(year * 12 + month - 1)

    @classmethod
    def of(cls, day: date) -> Period:
        """The month that holds `day`."""
        return cls.month(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read 2025-06, 202506, 2025Q2, 2025H1 or 2025; ValueError for anything else."""
        for shape, length in _SHAPES:
            if found := shape.match(text.strip().upper()):
                year, number = int(found[1]), int(found[2] or 1)
                return cls(year * 12 + (number - 1) * length, length)
        raise ValueError(f"{text!r} is no period; write 2025-06, 2025Q2, 2025H1 or 2025")

    @classmethod
    def last_month(cls, today: date) -> Period:
        """The month before the one that holds `today`."""
        return cls.of(today.replace(day=1) - timedelta(days=1))

    @property
    def year(self) -> int:
        return self.ordinal // 12

    @property
    def number(self) -> int:
        """Which month, quarter, half (from 1) of its year this is."""
        return self.ordinal % 12 // self.length + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.ordinal % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        end = self.ordinal + self.length - 1
        year, month = end // 12, end % 12 + 1
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def months(self) -> tuple[Period, ...]:
        return tuple(Period(self.ordinal + step) for step in range(self.length))

    @property
    def previous(self) -> Period:
        return Period(self.ordinal - self.length, self.length)

    @property
    def year_before(self) -> Period:
        return Period(self.ordinal - 12, self.length)

    @property
    def year_to_date(self) -> tuple[Period, ...]:
        """January to the last month of this period."""
        return tuple(Period(n) for n in range(self.year * 12, self.ordinal + self.length))

    def plus(self, steps: int) -> Period:
        """The period `steps` of its own length later (earlier where negative)."""
        return Period(self.ordinal + steps * self.length, self.length)

    def back(self, count: int) -> tuple[Period, ...]:
        """The last `count` periods up to and with this one, oldest first."""
        return tuple(self.plus(step) for step in range(1 - count, 1))

    def label(self, lang: str) -> str:
        """2025年6月 or Jun 2025 (quarters 2025年二季度 … are written 2025Q2)."""
        if self.length != 1:
            return str(self)
        month = self.ordinal % 12
        return f"{self.year}年{month + 1}月" if lang == "zh" else f"{_MONTHS_EN[month]} {self.year}"

    def short_label(self, lang: str) -> str:
        """6月 or Jun: for axes."""
        month = self.ordinal % 12
        return f"{month + 1}月" if lang == "zh" else _MONTHS_EN[month]

    def __str__(self) -> str:
        tail = {1: f"-{self.number:02d}", 3: f"Q{self.number}", 6: f"H{self.number}", 12: ""}
        return f"{self.year}{tail[self.length]}"
