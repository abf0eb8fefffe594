"""What a review used of each month, and where a later one finds another number there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from opsreport.analysis.figures import metric_of
from opsreport.checking.codes import found
from opsreport.checking.copied import MEASURES, month_field
from opsreport.checking.gather import MOST_SEEN, listed, ranges
from opsreport.checking.reconcile import number, rows, tab_of
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import DAYS, MISSING, RATE

FIELDS: Mapping[str, Sequence[str]] = {
    "kpi": ("actual", "target", "numerator", "denominator"),
    "channels": ("impressions", "clicks", *MEASURES["channels"]["channels"], "spend_budget"),
    **MEASURES["users"],
    "campaigns": ("impressions", "participants", "conversions", "revenue", "cost_budget"),
    "campaign_costs": ("actual",),
}
# a list without lasting names: its sums by these instead
SUMMED: Mapping[str, tuple[str, Sequence[str]]] = {"contents": ("platform", ("reads",))}
# a cohort's later days come due month by month: a number more is no correction
GROWING = ("retention",)
SAME = 1e-9
# a name that changed in so many months is told once, with all of them
MONTHS_OF_ONE_NAME = 3
_MARK = "|"
_MOST_SAID = 2
# no number, now or then
_GONE, _NONE = "gone", "none_then"

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Used:
    """What an earlier build used, "table|field|key|month" → number, and the day it was built as text."""

    values: Mapping[str, float]
    built: str


class _Change(NamedTuple):
    """One number that is another now: what it is of, old and new (NaN: none), its cell, the day of the old one."""

    table: str
    field: str
    name: str
    month: str
    before: float
    now: float
    origin: Origin | None
    built: str


def values_of(dataset: Dataset) -> Mapping[str, float]:
    """Every monthly number up to the month of the dataset, by "table|field|key|month"."""
    until = str(dataset.period)
    return {_MARK.join(key): value for key, (value, _) in _cells(dataset).items() if key[3] <= until}


def restated(dataset: Dataset, *befores: Used) -> Iterator[Finding]:
    """A warning where numbers of an earlier build are others now, gone or new; the latest months first.

    A name that is another now, with the same numbers, is one finding; so is a name
    that changed in several months, and what changed in one column in one month.
    Where several builds say so the first of them is told.
    """
    changed: dict[Key, _Change] = {}
    cells = _cells(dataset)
    for before in befores:
        for change in _changes(dataset, cells, before):
            changed.setdefault((change.table, change.field, change.name, change.month), change)
    renamed = dict(_renamed(changed.values(), cells))
    left = [change for change in changed.values() if (change.table, change.name) not in renamed]
    groups = sorted(_groups(left), key=_recent, reverse=True)
    yield from (_finding(dataset, group) for group in groups)
    for (table, old), (new, changes) in renamed.items():
        if new:
            yield _other_name(dataset, (table, old, new), changes)


def _changes(dataset: Dataset, cells: Mapping[Key, tuple[float, Origin | None]], before: Used) -> Iterator[_Change]:
    """What differs from one build: numbers changed or gone, and new ones in a column and month it had."""
    olds = {_key(text): value for text, value in before.values.items() if _table(text) in {*FIELDS, *SUMMED}}
    for key, old in olds.items():
        value, origin = cells.get(key, (math.nan, None))
        if not math.isclose(old, value, rel_tol=SAME):
            yield _Change(*key, old, value, origin, before.built)
    had = {(table, field, month) for table, field, _, month in olds}
    for key, (value, origin) in cells.items():
        table, field, _, month = key
        is_earlier = month < str(dataset.period) and table not in GROWING
        if is_earlier and key not in olds and (table, field, month) in had:
            yield _Change(*key, math.nan, value, origin, before.built)


def _key(text: str) -> Key:
    table, field, rest = text.split(_MARK, 2)
    name, _, month = rest.rpartition(_MARK)
    return table, field, name, month


def _table(text: str) -> str:
    return text.partition(_MARK)[0]


def _renamed(
    changes: Iterable[_Change], cells: Mapping[Key, object]
) -> Iterator[tuple[tuple[str, str], tuple[str, Sequence[_Change]]]]:
    """Names that are gone while a new one has all their numbers: old → new and its changes; new → ""."""
    names: dict[tuple[str, str], list[_Change]] = {}
    for change in changes:
        names.setdefault((change.table, change.name), []).append(change)
    there = {(table, name) for table, _, name, _ in cells}
    gone = {key: _numbers(group, "before") for key, group in names.items() if key not in there}
    new = {key: _numbers(group, "now") for key, group in names.items() if all(math.isnan(one.before) for one in group)}
    for old, numbers in gone.items():
        alike = [key for key in new if key[0] == old[0] and key != old and numbers.items() <= new[key].items()]
        if len(alike) == 1:
            yield old, (alike[0][1], names[alike[0]])
            yield alike[0], ("", ())


def _numbers(changes: Iterable[_Change], side: str) -> dict[tuple[str, str], float]:
    return {(change.field, change.month): getattr(change, side) for change in changes}


def _groups(changes: Sequence[_Change]) -> Iterator[Sequence[_Change]]:
    """Changes told together: of a name in several months; all that is gone, or new, in a month; of a column in one.

    Names that are gone in the same months, as with their whole sheet, are one.
    """
    names: dict[tuple[str, str], list[_Change]] = {}
    for change in changes:
        names.setdefault((change.table, change.name), []).append(change)
    groups: dict[tuple[str, ...], list[_Change]] = {}
    for change in changes:
        last = _lasting(names[change.table, change.name]) or (change.month, _kind(change))
        groups.setdefault((change.table, change.built, *last), []).append(change)
    yield from groups.values()


def _lasting(changes: Sequence[_Change]) -> tuple[str, ...]:
    """What changes of one name in several months are told by: the months it is gone in, or the name; else nothing."""
    months = sorted({change.month for change in changes})
    if len(months) < MONTHS_OF_ONE_NAME:
        return ()
    kinds = {_kind(change) for change in changes}
    return ("-", *months) if kinds == {"-"} else (changes[0].name,)


def _kind(change: _Change) -> str:
    """That it is new, that it is gone, or the column in which it changed."""
    return "+" if math.isnan(change.before) else "-" if math.isnan(change.now) else change.field


def _recent(group: Sequence[_Change]) -> tuple[str, int]:
    """The latest month first, and of those what changed in fewer months."""
    months = {change.month for change in group}
    return max(months), -len(months)


def _finding(dataset: Dataset, changes: Sequence[_Change]) -> Finding:
    table = changes[0].table
    column = listed(_header(dataset, table, change.field) for change in changes)
    names = listed(_label(dataset, table, change.name) for change in changes)
    return _told(
        dataset,
        changes,
        what=f"{names} {column}",
        column=column,
        count=str(len(changes)),
        seen=_aligned([_text(dataset, change, change.now) for change in changes], _GONE),
        expected=_aligned([_text(dataset, change, change.before) for change in changes], _NONE),
        changes=listed((_said(dataset, change) for change in changes), _MOST_SAID),
    )


def _other_name(dataset: Dataset, names: tuple[str, str, str], changes: Sequence[_Change]) -> Finding:
    """The name that stands now, the one that stood there, and that this is one change."""
    table, old, new = (names[0], *(_label(dataset, names[0], name) for name in names[1:]))
    key = next(part for part in dataset[table].schema.key if part != month_field(dataset[table]))
    column = _header(dataset, table, key)
    said = {"what": column, "column": column, "count": "1"}
    return _told(dataset, changes, **said, seen=new, expected=old, changes=f"{old} → {new}")


def _told(dataset: Dataset, changes: Sequence[_Change], /, **details: str) -> Finding:
    months = sorted({change.month for change in changes})
    month = months[0] if len(months) == 1 else f"{months[0]}–{months[-1]}"
    origins = ranges([origin for change in changes for origin in _where(dataset, change)])
    origins = origins or _sheets(dataset[changes[0].table])
    return found("restated", origins, tab_of(changes[0].table), month=month, built=changes[0].built, **details)


def _where(dataset: Dataset, change: _Change) -> Sequence[Origin]:
    """The cells of a number as it is now; of a sum all that are in it."""
    if change.origin or change.table not in SUMMED:
        return [change.origin] if change.origin else []
    table, (by, _) = dataset[change.table], SUMMED[change.table]
    of_month = table.frame[table.frame[month_field(table)] == change.month]
    ids = of_month.index[(of_month[by] == change.name) & of_month[change.field].notna()]
    return [table.origin(int(row), change.field) for row in ids]


def _sheets(table: Table) -> tuple[Origin, ...]:
    """The sheets in which the rows of a table stand, where what is gone is likely to have stood."""
    return tuple(dict.fromkeys(Origin(place.file, place.sheet) for place in table.places.values()))


def _aligned(texts: Sequence[str], none: str) -> str:
    """The first few in order, so that old and new stand in the same places; one if they are all the same."""
    if len(set(texts)) == 1:
        return none if texts[0] == MISSING else texts[0]
    return " / ".join(texts[:MOST_SEEN]) + (" …" if len(texts) > MOST_SEEN else "")


def _header(dataset: Dataset, table: str, field: str) -> str:
    return dataset[table].schema.field(field).headers[0]


def _said(dataset: Dataset, change: _Change) -> str:
    """总营收 9,000 → 9,500."""
    before, now = (_text(dataset, change, value) for value in (change.before, change.now))
    return f"{_label(dataset, change.table, change.name)} {before} → {now}"


def _cells(dataset: Dataset) -> dict[Key, tuple[float, Origin | None]]:
    """Every monthly number by its key, with its cell; sums have none."""
    cells: dict[Key, tuple[float, Origin | None]] = {}
    for name, fields in FIELDS.items():
        table = dataset[name]
        keys = _keys(table)
        for index, row in rows(table):
            for field in fields:
                if math.isfinite(value := number(row, field)):
                    cells[name, field, *keys[index]] = value, table.origin(index, field)
    for name, (by, fields) in SUMMED.items():
        cells.update({(name, *key): (value, None) for key, value in _sums(dataset[name], by, fields)})
    return cells


def _sums(table: Table, by: str, fields: Sequence[str]) -> Iterator[tuple[tuple[str, str, str], float]]:
    """(field, what, month) and the sum of the numbers there."""
    if not len(table):
        return
    keys = [by, month_field(table)]
    sums = table.frame.groupby(keys)[list(fields)].sum(min_count=1).reset_index()
    for field in fields:
        for what, month, value in sums[[*keys, field]].dropna().itertuples(index=False, name=None):
            yield (field, str(what), str(month)), float(value)


def _keys(table: Table) -> Mapping[int, tuple[str, str]]:
    """What each row is of, in one text, and its month."""
    month = month_field(table)
    parts = [part for part in table.schema.key if part != month]
    return {index: (" ".join(str(row[part]) for part in parts), str(row[month])) for index, row in rows(table)}


def _label(dataset: Dataset, table: str, name: str) -> str:
    """A metric by its name, the day of a cohort by its header, 第7日, a choice by its own word, the rest as typed."""
    if table == "kpi":
        return metric_of(dataset, name).labels[0]
    fields = [dataset[table].schema.field(part) for part in dataset[table].schema.key]
    if day := next((field for field in fields if field.unit == DAYS), None):
        return day.headers[0].replace("N", name)
    words = {code: texts[0] for field in fields for code, texts in field.choices.items()}
    return " ".join(words.get(part, part) for part in name.split(" "))


def _text(dataset: Dataset, change: _Change, value: float) -> str:
    if math.isnan(value):
        return MISSING
    is_metric = change.table == "kpi" and change.field in ("actual", "target")
    is_rate = is_metric and metric_of(dataset, change.name).unit.kind == RATE.kind
    return f"{value:.2%}" if is_rate else f"{value:,.10g}"
