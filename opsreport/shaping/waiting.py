"""Which blank months of a table with months across somebody still has to fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opsreport.model.period import Period


@dataclass(frozen=True, slots=True)
class Lives:
    """The months in which each name of a table has numbers."""

    months: Mapping[object, frozenset[str]]

    @classmethod
    def of(cls, filled: Iterable[tuple[object, str]]) -> Lives:
        """From each name with a month in which it has numbers."""
        found: dict[object, set[str]] = {}
        for name, month in filled:
            found.setdefault(name, set()).add(month)
        return cls({name: frozenset(months) for name, months in found.items()})

    def is_begun(self, month: str) -> bool:
        """Whether any name has numbers in a month; of a table that is all blank every month is as good as begun."""
        return not self.months or any(month in months for months in self.months.values())

    def waits(self, name: object, month: str, now: Period) -> bool:
        """Whether a name without numbers in a month that others have begun ought to have some.

        In the month of the report it does where it had some the month before, or where nothing
        has any yet; in an earlier one where it has some before and after. One that stopped earlier
        or has not begun waits for nothing, and nothing does in a later month.
        """
        months = self.months.get(name, frozenset())
        if month == str(now):
            return not self.months or (str(now.previous) in months and self.is_begun(month))
        return min(months, default=month) < month < min(max(months, default=month), str(now)) and self.is_begun(month)
