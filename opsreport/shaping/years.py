"""The year of a month that is written without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from opsreport.model.period import Period
from opsreport.model.table import Cell
from opsreport.shaping.words import MonthWord, is_dated, years_in

_HALF = 6


@dataclass(frozen=True, slots=True)
class Years:
    """The years that the places around a table speak of, the nearest place first: banner, sheet, file, meta.

    A place that speaks of none or of several is not listed. `period` is the
    report's month, which decides where nothing else does.
    """

    said: Mapping[str, int]
    period: Period
    runs: Mapping[MonthWord, int] = field(default_factory=dict)

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
        known = word.year or year or self.year
        return Period.month(known or self._near(word), word.number)

    def _near(self, word: MonthWord) -> int:
        """The year in which the month is nearest before the report's month, or in one run of months with it."""
        return self.runs.get(word, self.period.year - (word.number > self.period.number))


def years_around(banner: Sequence[Cell], sheet: str, file: str, meta: Iterable[str], period: Period) -> Years:
    """The years said in the lines above a table, the names of its sheet and file, and by the report information."""
    texts = {
        "banner": " ".join(str(c.value) for c in banner if c.kind == "text" and not is_dated(str(c.value))),
        "sheet": sheet,
        "file": file,
        "meta": " ".join(meta),
    }
    found = {place: years_in(text) for place, text in texts.items()}
    said = {place: next(iter(years)) for place, years in found.items() if len(years) == 1}
    return Years(said, period)


def with_runs(years: Years, words: Iterable[MonthWord]) -> Years:
    """The same, knowing the months in the order they stand: 11月 12月 1月 2月 cross into a new year."""
    bare = [word for word in dict.fromkeys(words) if word.year is None]
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
    return Years(years.said, years.period, {word: year - anchor + step for word, step in turns.items()})
