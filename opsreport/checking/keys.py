"""No two rows of a table may share a key; two files that do are one finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import NamedTuple

import numpy as np
import pandas as pd

from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.feed import Records, Tables
from opsreport.checking.gather import listed
from opsreport.checking.lines import Line, Mask, Value
from opsreport.checking.same import COUNTED, columns_of, fullest, is_same, same_findings
from opsreport.model.finding import Finding
from opsreport.model.grid import Ints
from opsreport.model.origin import Origin
from opsreport.model.table import column_letter
from opsreport.model.unit import MISSING
from opsreport.schemas import SCHEMAS

_SILENT = ("campaign_costs",)
_UNSAID = ("None", "total")
_MOST_CELLS = 3
# so many rows of one key are told cell by cell, and so many spellings of it
_MOST_APART, _MOST_SPELLINGS = 1_000, 7


class _Row(NamedTuple):
    """One row of a table."""

    records: Records
    at: int

    @property
    def line(self) -> Line:
        return self.records.rows[self.at]

    @property
    def file(self) -> str:
        return self.records.rows.sheet.sheet.file

    @property
    def sheet(self) -> tuple[str, str]:
        return self.file, self.records.rows.sheet.sheet.name

    def text(self, column: str) -> str:
        """A text as typed, "" where blank."""
        return self.records.rows.texts(column)[self.at]

    def value(self, field: str) -> Value:
        """What is stored of a field, None where blank."""
        values = self.records.values.get(field)
        value: Value = None if values is None else values.item(self.at)
        return None if value != value else value


@dataclass(frozen=True, slots=True)
class _Doubles:
    inside: dict[tuple[str, ...], list[_Row]] = field(default_factory=dict)
    between: dict[tuple[str, str], list[tuple[_Row, _Row]]] = field(default_factory=dict)
    same: list[tuple[_Row, _Row]] = field(default_factory=list)

    def note(self, key: tuple[str, ...], first: _Row, others: Sequence[_Row]) -> None:
        """The rows whose key an earlier row has."""
        for again in others:
            if again.file == first.file:
                self.inside.setdefault(key, [first]).append(again)
            else:
                self.between.setdefault((first.file, again.file), []).append((first, again))


def unique(tables: Tables) -> tuple[Tables, tuple[Finding, ...]]:
    """Every table without the rows whose key an earlier row has, and the findings about these."""
    doubles = _Doubles()
    kept = {name: _firsts(name, records, doubles) for name, records in tables.items()}
    same = tuple(_same(doubles))
    return kept, (*_inside(doubles), *_between(doubles), *same)


def _firsts(name: str, records: Sequence[Records], doubles: _Doubles) -> Sequence[Records]:
    if not SCHEMAS[name].key or not records:
        return records
    records = sorted(records, key=_is_earlier)
    codes = _codes(records, SCHEMAS[name].key)
    is_again: Mask = pd.Series(codes).duplicated().to_numpy(copy=True)
    if not is_again.any():
        return records
    if name not in _SILENT:
        for first, fuller in _note_doubles(name, records, codes, doubles):
            is_again[[first, fuller]] = True, False
    ends = np.cumsum([len(part) for part in records])
    return [part.only(~again) for part, again in zip(records, np.split(is_again, ends[:-1]), strict=True)]


def _is_earlier(records: Records) -> bool:
    """Whether rows only say again what an earlier month had."""
    return records.rows.sheet.sheet.is_earlier


def _codes(records: Sequence[Records], key: Sequence[str]) -> Ints:
    """A number a row, the same for rows of one key."""
    codes = np.zeros(sum(map(len, records)), np.int64)
    for name in key:
        values = np.concatenate([part.objects(name) for part in records])
        values[pd.isna(values)] = "None"  # the text None and no text at all are one
        own, different = pd.factorize(values)
        codes = pd.factorize(codes * len(different) + own)[0]
    return codes


def _note_doubles(name: str, records: Sequence[Records], codes: Ints, doubles: _Doubles) -> Iterator[tuple[int, int]]:
    """Notes the rows of each key that several have; gives the first ones for which a fuller one is to stand."""
    rows = [_Row(part, at) for part in records for at in range(len(part))]
    keys = [[value for part in records for value in part.objects(field).tolist()] for field in SCHEMAS[name].key]
    columns = columns_of(name, records)
    for first, *others in _groups(codes):
        again = [at for at in others if not _is_earlier(rows[at].records)]
        sheets = [rows[at].sheet for at in (first, *again)]
        kept = fullest(name, columns, (first, *again), sheets) if again else None
        if kept is None:
            key = (name, *(str(values[first]) for values in keys))
            doubles.note(key, rows[first], [rows[at] for at in again])
        else:
            doubles.same.extend((rows[kept], rows[at]) for at in (first, *again) if at != kept)
            if kept != first:
                yield first, kept


def _groups(codes: Ints) -> Iterable[Sequence[int]]:
    """The rows of each key that several rows have."""
    groups: dict[int, list[int]] = {}
    again = np.flatnonzero(pd.Series(codes).duplicated(keep=False))
    for at, code in zip(again.tolist(), codes[again].tolist(), strict=True):
        groups.setdefault(code, []).append(at)
    return groups.values()


def _same(doubles: _Doubles) -> Iterator[Finding]:
    """The note of rows said twice; those of files that disagree elsewhere are counted there."""
    told: list[tuple[Line, Line]] = []
    for first, again in doubles.same:
        at_odds = doubles.between.get((first.file, again.file), doubles.between.get((again.file, first.file)))
        if at_odds is None:
            told.append((first.line, again.line))
        else:
            at_odds.append((first, again))
    return same_findings(told)


def _inside(doubles: _Doubles) -> Iterator[Finding]:
    for (name, *values), rows in doubles.inside.items():
        tab = rows[0].records.rows.sheet.tab
        column = tab.keys[-1]
        names = " = ".join(islice(dict.fromkeys(row.text(column) for row in rows), _MOST_SPELLINGS))
        said = zip(SCHEMAS[name].key, values, strict=True)
        words = (names if part == "metric_id" and names else value for part, value in said if value not in _UNSAID)
        again = rows[1:] if len(rows) <= _MOST_APART else ()
        apart = (text for row in again for _, _, text in _differing(rows[0], row))
        key = " · ".join((*words, *filter(None, [listed(apart, _MOST_CELLS)])))
        details = {"key": key, "table": SCHEMAS[name].titles[0]}
        if len(rows) > _MOST_APART:
            yield found("duplicate_key", tuple(_together(rows, column)), tab, count=str(len(rows)), **details)
        else:
            yield found("duplicate_key", tuple(row.line.origin(column) for row in rows), tab, **details)


def _together(rows: Sequence[_Row], column: str) -> Iterator[Origin]:
    """The cells of very many rows, those of a sheet as one address."""
    for _, group in groupby(rows, lambda row: id(row.records)):
        own = list(group)
        tab, numbers = own[0].records.rows.sheet, own[0].records.rows.numbers
        sheet, at = tab.sheet, tab.columns.get(column, 1)
        lines = numbers[[row.at for row in own]].tolist()
        if not sheet.spots and lines[-1] - lines[0] == len(lines) - 1:  # one row after another
            yield Origin(sheet.file, sheet.name, f"{column_letter(at)}{lines[0]}:{column_letter(at)}{lines[-1]}")
        else:
            yield sheet.origin_of(*((line, at) for line in lines))


def _between(doubles: _Doubles) -> Iterator[Finding]:
    """A finding two files; where their rows do not say the same, with the first cells that differ."""
    for (first, second), pairs in doubles.between.items():
        tabs = listed((row.line.sheet.tab.titles[0] for _, row in pairs), 7)
        details = {"first": first, "second": second, "tabs": tabs, "rows": str(len(pairs))}
        differing = list(dict.fromkeys(one for pair in pairs for one in _differing(*pair)))
        if not differing:
            yield found("duplicate_file", (Origin(first), Origin(second)), None, **details)
            continue
        told = differing[:_MOST_CELLS]
        places = tuple(origin for one in told for origin in one[:2])
        seen = listed((text for _, _, text in told), _MOST_CELLS)
        yield found("files_disagree", places, None, **details, seen=seen, count=str(len(differing)))


def _differing(first: _Row, second: _Row) -> Iterator[tuple[Origin, Origin, str]]:
    """The cells of two rows of one key that say different things, and what both say."""
    for name in first.records.columns:
        is_typed = name in second.records.columns and name not in COUNTED
        if is_typed and not is_same(first.value(name), second.value(name)):
            (one, said), (other, then) = (_cell(row, row.records.columns[name]) for row in (first, second))
            yield one, other, f"{said} ≠ {then}"


def _cell(place: _Row, column: int) -> tuple[Origin, str]:
    sheet, row = place.line.sheet.sheet, place.line.row
    cell = sheet.cells.get((row, column))
    return sheet.origin(row, column), seen_in(cell) if cell else MISSING
