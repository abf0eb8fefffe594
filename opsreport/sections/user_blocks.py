"""The blocks of the user page: cohort heat map, retention lines, tier shares, tier table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opsreport.analysis.retention import Triangle
from opsreport.analysis.tiers import TierReading, is_of_active, share_history
from opsreport.model.block import Bars, Column, Grid, GridCell, Lines, Row, Stacked, Words
from opsreport.model.number import Role, Series
from opsreport.model.report import Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import PERSON, POINTS, RATE, TIMES
from opsreport.sections.labels import ColumnLook, column, unit_note_of
from opsreport.sections.layout import blank, without_empty
from opsreport.sections.remarks import remark

LEAST_POINTS = 3
MOST_MONTHS = 7
LEAST_BARS = 2
DRAWN_DAYS = (7, 30)
ROLES = (Role.actual, Role.second, Role.neutral, Role.third)


def cohort_grid(found: Triangle, base_day: int, voice: Voice) -> Grid:
    """A row a cohort: its users observed for `base_day`, the rate of each day N, blank where not due; means last."""
    columns = (
        column(voice, "user.cohort", "text", 1.0),
        Column("observed", voice.term("user.observed").format(day=base_day), "number", 0.95, PERSON),
        *(Column(f"day{day}", _day_label(day, voice), "heat", 0.8, RATE) for day in found.days),
    )
    rows = [
        Row((Words(str(one.month), strong=True), *(blank(n) for n in (one.observed[base_day], *one.rates.values()))))
        for one in found.cohorts
    ]
    means = tuple(blank(found.averages[day]) for day in found.days)
    if len(rows) > 1:
        rows.append(Row((Words(voice.term("user.mean"), strong=True), None, *means), style="total"))
    return Grid(columns, tuple(rows), title=voice.term("user.retention"), unit_note=voice.term("unit.percent"))


def _day_label(day: int, voice: Voice) -> str:
    return voice.term("user.day").format(day=day)


def retention_lines(found: Triangle, voice: Voice) -> Lines | None:
    """Day 7 and day 30 (else the first two days there are) by cohort; None under three cohorts."""
    if len(found.cohorts) < LEAST_POINTS:
        return None
    days = [day for day in DRAWN_DAYS if day in found.days] or list(found.days[:2])
    series = tuple(
        Series(_day_label(day, voice), tuple(one.rates[day] for one in found.cohorts), role)
        for day, role in zip(days, (Role.actual, Role.second), strict=False)
    )
    names = tuple(one.month.short_label(voice.lang) for one in found.cohorts)
    return Lines(names, series, RATE, title=voice.term("user.by_cohort"), unit_note=voice.term("unit.percent"))


def retention_bars(found: Triangle, voice: Voice) -> Bars:
    """The rates of the last two cohorts by day: what so short a history can show."""
    last = found.cohorts[-2:]
    days = [day for day in found.days if not all(one.rates[day].is_missing for one in last)] or list(found.days)
    roles = (Role.actual,) if len(last) == 1 else (Role.previous, Role.actual)
    series = tuple(
        Series(one.month.label(voice.lang), tuple(one.rates[day] for day in days), role)
        for one, role in zip(last, roles, strict=True)
    )
    names = tuple(_day_label(day, voice) for day in days)
    return Bars(names, series, RATE, voice.term("user.by_day"), voice.term("unit.percent"), across=False)


def tier_shares(dataset: Dataset, voice: Voice) -> Stacked | None:
    """The tiers' shares of the active users over up to seven months; None under three months."""
    months, series = share_history(dataset, MOST_MONTHS)
    if len(months) < LEAST_POINTS:
        return None
    roles = (*ROLES, *[Role.neutral] * len(series))
    shares = tuple(replace(one, role=role) for one, role in zip(series, roles, strict=False))
    names = tuple(month.short_label(voice.lang) for month in months)
    title = voice.term("user.shares" if is_of_active(one.name for one in series) else "user.tier_shares")
    return Stacked(names, shares, RATE, share=True, title=title, unit_note=voice.term("unit.percent"))


def tier_bars(readings: Sequence[TierReading], voice: Voice) -> Bars | None:
    """Each active tier's share of users beside its share of revenue; None without revenue or with one tier."""
    shown = [one for one in readings if not one.is_dormant]
    if len(shown) < LEAST_BARS or all(one.revenue_share.is_missing for one in shown):
        return None
    series = (
        Series(voice.term("user.share"), tuple(one.share for one in shown), Role.previous),
        Series(voice.term("user.revenue_share"), tuple(one.revenue_share for one in shown), Role.actual),
    )
    names = tuple(one.name for one in shown)
    return Bars(names, series, RATE, voice.term("user.against_revenue"), voice.term("unit.percent"))


def tier_grid(dataset: Dataset, readings: Sequence[TierReading], voice: Voice) -> Grid:
    """A row a tier; the typed tactics as last column, or the changes of users and interactions where none was typed."""
    tactics = [remark(dataset, "tier", one.name)[0] for one in readings]
    columns = (
        column(voice, "user.tier", "text", 0.55),
        column(voice, "user.users", "number", 0.5, ColumnLook(PERSON)),
        column(voice, "user.share", "number", 0.55, ColumnLook(RATE)),
        column(voice, "user.share_change", "change", 0.68, ColumnLook(POINTS, signed=True)),
        column(voice, "user.per_user", "number", 0.74, ColumnLook(TIMES)),
        column(voice, "user.revenue_share", "number", 0.74, ColumnLook(RATE)),
        *(_tactic_columns if any(tactics) else _change_columns)(voice),
    )
    rows = tuple(Row(_tier_cells(one, text, any(tactics))) for one, text in zip(readings, tactics, strict=True))
    title = voice.term("user.tiers").format(month=dataset.period.label(voice.lang))
    return without_empty(Grid(columns, rows, title=title, unit_note=_tier_note(readings, voice)))


def _tier_note(readings: Sequence[TierReading], voice: Voice) -> str:
    """The units of the table in one line, so that its header needs none."""
    people = unit_note_of(PERSON, [one.users for one in readings], voice)
    has_changes = any(not one.share_change.is_missing for one in readings)
    has_actions = any(not one.per_user.is_missing for one in readings)
    notes = (people, voice.term("unit.points") if has_changes else "", voice.term("unit.times") if has_actions else "")
    return voice.term("label.list_mark").join(note for note in notes if note)


def _tactic_columns(voice: Voice) -> tuple[Column, ...]:
    return (column(voice, "user.tactic", "text", 2.45),)


def _change_columns(voice: Voice) -> tuple[Column, ...]:
    return (
        column(voice, "user.users_change", "change", 0.9, ColumnLook(RATE, signed=True)),
        column(voice, "user.per_user_change", "change", 0.9, ColumnLook(RATE, signed=True)),
    )


def _tier_cells(one: TierReading, tactic: str, has_tactics: bool) -> tuple[GridCell, ...]:
    numbers = (one.users, one.share, one.share_change, one.per_user, one.revenue_share)
    tail: tuple[GridCell, ...] = (one.change, one.per_user_change)
    if has_tactics:
        tail = (Words(tactic) if tactic else None,)
    return (Words(one.name, strong=True), *numbers, *tail)
