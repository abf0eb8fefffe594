"""Proposed mappings, each tried on the workbook before it is offered: none may read worse than the sheets alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from opsreport.checking import check as checked
from opsreport.model.period import Period
from opsreport.model.source import Source
from opsreport.model.table import Dataset, Sheet
from opsreport.shaping import shaped
from opsreport.shaping.guessing import Guess
from opsreport.shaping.long import head_of
from opsreport.shaping.proposed_rows import records_of, shown_of
from opsreport.shaping.proposing import ROWS_SHOWN, Proposal, lacks_month
from opsreport.shaping.tables import tab_of
from opsreport.shaping.words import month_in

_MEASURED = ("channels", "contents")


class Seen(NamedTuple):
    """What a workbook gives as it is read: what blocks, by code and sheet, and how many values are read."""

    blocked: frozenset[tuple[str, str]]
    filled: int

    def is_as_good(self, other: Seen) -> bool:
        """Whether no more blocks, and no less is read."""
        return len(self.blocked) <= len(other.blocked) and self.filled >= other.filled

    def is_better(self, other: Seen) -> bool:
        """Whether less blocks or more is read, and neither is worse."""
        return self.is_as_good(other) and not other.is_as_good(self)


def settled(sheets: Sequence[Sheet], found: Sequence[Proposal], period: Period) -> tuple[Proposal, ...]:
    """The proposals that make a workbook read better, the others without their source.

    One that does so only once its comments are answered is `is_offered`, all of it a
    comment. Comments that would not help are gone. Long sheets are tried by their first rows.
    """
    trial = _Trial(tuple(_short(sheet) for sheet in sheets), period)
    return tuple(trial.settled(one) for one in found)


def _short(sheet: Sheet) -> Sheet:
    first = head_of(sheet)
    return replace(first, cells=dict(first.cells.items())) if first else sheet


class _Trial:
    """A workbook as it is read with the sources that were found good so far."""

    def __init__(self, sheets: Sequence[Sheet], period: Period) -> None:
        self.sheets, self.period = sheets, period
        self.kept: tuple[Source, ...] = ()
        self.now = self.seen(())

    def seen(self, sources: Sequence[Source]) -> Seen:
        """The workbook as it is read with some sources."""
        regular = shaped(self.sheets, sources, period=self.period)
        dataset, findings = checked(regular.sheets, self.period, regular.findings)
        blocked = {(one.code, one.origins[0].sheet if one.origins else "") for one in findings if one.is_blocking}
        tables = (table.frame for name, table in dataset.tables.items() if name != "meta")
        return Seen(frozenset(blocked), sum(int(frame.notna().to_numpy().sum()) for frame in tables))

    def settled(self, one: Proposal) -> Proposal:
        """The proposal as it is to be made; one that is good is in use for those that follow."""
        if one.source is None or one.is_aside:
            return one
        if one.is_read and not any(sheet == one.sheet.name for _, sheet in self.now.blocked):
            return self._with_close(one)
        beside = tuple(each for each in self.kept if not (one.is_again and each.table == one.source.table))
        asked = self._that_help(one, beside)
        now, answer = self.seen(beside), self.seen((*beside, answered(asked)))
        if not one.is_again and self._is_good(one.source, answer):
            self.kept = (*self.kept, one.source)
            self.now = self.seen(self.kept)
            return asked
        return replace(asked, is_offered=not one.is_again) if answer.is_better(now) else replace(one, source=None)

    def _with_close(self, one: Proposal) -> Proposal:
        """A sheet that is read as it is, with the source that takes its close headers too where these say more."""
        asked = self._that_help(_without_constants(one), self.kept)
        is_close = len(one.matches) == 1 and any(guess.reason == "close" for guess in asked.guesses)
        if is_close and self.seen((*self.kept, answered(asked))).is_better(self.now):
            source = answered(asked)
            rows, tab = records_of(one.sheet, source, self.period)[0], tab_of(source.table)
            first = tuple(shown_of(tab, row) for row in rows[:ROWS_SHOWN])
            return replace(asked, is_offered=True, first=first, is_first_near=True)
        return replace(one, source=None)

    def _is_good(self, source: Source, answer: Seen) -> bool:
        """Whether a source may be in use as it is: it, or at least its answers, read more; none blocks more."""
        tried = self.seen((*self.kept, source))
        if (source.where or source.add_up) and len(tried.blocked) <= len(self.now.blocked):
            return True
        is_no_worse = tried.is_as_good(self.now) or not self.now.filled
        return tried.is_better(self.now) or (is_no_worse and answer.is_better(self.now))

    def _that_help(self, one: Proposal, beside: Sequence[Source]) -> Proposal:
        """The proposal without the questions whose answer makes nothing better."""
        for without in _shorter(one):
            fuller, shorter = (self.seen((*beside, answered(each))) for each in (one, without(one)))
            one = one if fuller.is_better(shorter) else without(one)
        return one


def answered(one: Proposal) -> Source:
    """The source with all that a person is asked for as it is proposed."""
    assert one.source is not None
    columns = {**{guess.header: guess.column for guess in one.guesses if guess.reason == "close"}, **one.source.columns}
    constants = {each.column: each.text for each in one.open.constants}
    month = one.source.month or (one.period if lacks_month(one) and "month" not in columns.values() else "")
    return replace(one.source, columns=columns, constants=constants, month=month)


def _shorter(one: Proposal) -> Iterator[Callable[[Proposal], Proposal]]:
    """Ways to ask one thing less: a header less that is like ours, no constants."""
    for guess in one.guesses:
        if guess.reason == "close":
            yield partial(_unlike, header=guess.header)
    if any(not each.is_sure for each in one.open.constants):
        yield _without_constants


def _unlike(one: Proposal, header: str) -> Proposal:
    return replace(one, guesses=tuple(Guess(each.header) if each.header == header else each for each in one.guesses))


def _without_constants(one: Proposal) -> Proposal:
    sure = tuple(each for each in one.open.constants if each.is_sure)
    return replace(one, open=replace(one.open, constants=sure))


def month_of(dataset: Dataset, file: Path) -> Period | None:
    """The month a workbook reports, by its report information, its name, its last actuals; None where none says it."""
    reported, named = dataset.meta.get("report_month"), month_in(file.stem)
    if reported:
        return Period.parse(str(reported))
    if named and named[0].year:
        return Period.month(named[0].year, named[0].number)
    return last_month(dataset)


def last_month(dataset: Dataset) -> Period | None:
    """The last month that there are figures of; of key metrics actual ones."""
    kpi = dataset["kpi"].frame
    frames = (kpi[kpi["actual"].notna()], *(dataset[name].frame for name in _MEASURED))
    months = [Period.parse(text) for frame in frames for text in frame["month"].unique()]
    return max((month for month in months if month.length == 1), default=None)
