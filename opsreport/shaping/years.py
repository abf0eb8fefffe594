"""The year of a month that is written without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from opsreport.model.period import Period
from opsreport.model.table import Cell
from opsreport.shaping.titles import is_past, says_before
from opsreport.shaping.words import MonthWord, is_dated, years_in

_HALF = 6


@dataclass(frozen=True, slots=True)
class Years:
    """The years that the places around a table speak of, the nearest place first: banner, sheet, file, meta.

    A place that speaks of none or of several is not listed. `period` is the
    report's month, which decides where nothing else does. `is_ahead`: the months are
    those of a plan, which lie after the report's month as well as before it.
    """

    said: Mapping[str, int]
    period: Period
    runs: Mapping[MonthWord, int] = field(default_factory=dict)
    is_ahead: bool = False

    @property
    def is_contradicted(self) -> bool:
        """Whether two places speak of different years."""
        return len(set(self.said.values())) > 1

    @property
    def source(self) -> str:
        """Which place decides."""
        return next(iter(self.said), "period")

    @property
    def year(self) -> int | None:
        return next(iter(self.said.values()), None)

    def period_of(self, word: MonthWord, year: int | None = None) -> Period:
        """The month with its year: its own, that of its group, that of the table's surroundings, the report's."""
        known = word.year or year or (None if word in self.runs and self.is_crossing else self.year)
        return Period.month(known or self._near(word), word.number)

    @property
    def is_crossing(self) -> bool:
        """Whether the months run over the turn of a year, so that a year said beside them is that of a part only."""
        return len(set(self.runs.values())) > 1

    def _near(self, word: MonthWord) -> int:
        """The year in which the month is nearest before the report's month, or in one run of months with it."""
        if self.is_ahead:
            return self.period.plus((word.number - self.period.number + _HALF) % 12 - _HALF).year
        return self.runs.get(word, self.period.year - (word.number > self.period.number))


def years_around(banner: Sequence[Cell], sheet: str, file: str, meta: Iterable[str], period: Period) -> Years:
    """The years said in the lines above a table, the names of its sheet and file, and by the report information.

    A sheet that calls itself that of last year is of the year before.
    """
    texts = {
        "banner": " ".join(str(c.value) for c in banner if c.kind == "text" and not is_dated(str(c.value))),
        "sheet": sheet,
        "file": file,
        "meta": " ".join(meta),
    }
    found = {place: years_in(text) for place, text in texts.items()}
    said = {place: next(iter(years)) for place, years in found.items() if len(years) == 1}
    return Years({"sheet": year_before(sheet, said, period)} if is_past(sheet) else said, period)


def year_before(title: str, said: Mapping[str, int], period: Period) -> int:
    """The year that a title means by 去年同期: before that of its places, or of the report; 2024年同期 is 2024."""
    if "sheet" in said and not says_before(title):
        return said["sheet"]
    return next(iter(said.values()), period.year) - 1


def with_runs(years: Years, words: Iterable[MonthWord]) -> Years:
    """The same, knowing the months in the order they stand: 11月 12月 1月 2月 cross into a new year.

    A year said beside them is that of one of the parts: the one that brings the run nearest to the
    report's month, else the first.
    """
    listed = [word for word in words if word.year is None]
    bare = list(dict.fromkeys(listed))
    turn, turns = 0, {}
    for index, word in enumerate(bare):
        ahead = word.number - bare[index - 1].number if index else 0
        turn += (ahead < -_HALF) - (ahead > _HALF)
        turns[word] = turn
    if not turns:
        return years
    now = MonthWord(years.period.number)
    if now in turns:
        anchor, year = turns[now], years.period.year
    else:
        anchor = max(turns.values())
        first = min(word.number for word in bare if turns[word] == anchor)
        year = years.period.year - (first > years.period.number)
    runs = {word: year - anchor + step for word, step in turns.items()}
    if years.year is not None and years.year not in runs.values():
        late = min(runs.values()) - years.year
        runs = {word: known - late for word, known in runs.items()}
    is_steady = all(runs[b] - runs[a] == (a.number == 12) for a, b in pairwise(listed) if b.number == a.number % 12 + 1)
    return replace(years, runs=runs if is_steady or years.year is None else {})
