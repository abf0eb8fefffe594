"""No two rows of a table may share a key; two files that do are one finding."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.feed import Records, Tables
from opsreport.checking.gather import listed
from opsreport.checking.lines import Line, Mask, Value
from opsreport.model.finding import Finding
from opsreport.model.grid import Ints
from opsreport.model.origin import Origin
from opsreport.model.unit import MISSING
from opsreport.schemas import SCHEMAS

_SILENT = ("campaign_costs",)
_UNSAID = ("None", "total")
_MOST_CELLS = 3
# worked out from the place of the row in its file
_COUNTED = ("step_no", "content_id")


class _Row(NamedTuple):
    """One row of a table."""

    records: Records
    at: int

    @property
    def line(self) -> Line:
        return self.records.rows[self.at]

    def value(self, field: str) -> Value:
        """What is stored of a field, None where blank."""
        value: Value = self.records.objects(field)[self.at]
        return value


@dataclass(frozen=True, slots=True)
class _Doubles:
    inside: dict[tuple[str, ...], list[Line]] = field(default_factory=dict)
    between: dict[tuple[str, str], list[tuple[_Row, _Row]]] = field(default_factory=dict)

    def note(self, key: tuple[str, ...], first: _Row, again: _Row) -> None:
        """A row whose key an earlier row has."""
        files = first.line.sheet.sheet.file, again.line.sheet.sheet.file
        if files[0] == files[1]:
            self.inside.setdefault(key, [first.line]).append(again.line)
        else:
            self.between.setdefault(files, []).append((first, again))


def unique(tables: Tables) -> tuple[Tables, tuple[Finding, ...]]:
    """Every table without the rows whose key an earlier row has, and the findings about these."""
    doubles = _Doubles()
    kept = {name: _firsts(name, records, doubles) for name, records in tables.items()}
    return kept, (*_inside(doubles), *_between(doubles))


def _firsts(name: str, records: Sequence[Records], doubles: _Doubles) -> Sequence[Records]:
    if not SCHEMAS[name].key or not records:
        return records
    records = sorted(records, key=_is_earlier)
    codes = _codes(records, SCHEMAS[name].key)
    is_again: Mask = pd.Series(codes).duplicated().to_numpy()
    if not is_again.any():
        return records
    if name not in _SILENT:
        _note_doubles(name, records, codes, doubles)
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


def _note_doubles(name: str, records: Sequence[Records], codes: Ints, doubles: _Doubles) -> None:
    rows = [_Row(part, at) for part in records for at in range(len(part))]
    keys = [[value for part in records for value in part.objects(field).tolist()] for field in SCHEMAS[name].key]
    firsts: dict[int, int] = {}
    for at in np.flatnonzero(pd.Series(codes).duplicated(keep=False)).tolist():
        first = firsts.setdefault(int(codes[at]), at)
        if first != at and not _is_earlier(rows[at].records):
            doubles.note((name, *(str(values[first]) for values in keys)), rows[first], rows[at])


def _inside(doubles: _Doubles) -> Iterator[Finding]:
    for (name, *values), lines in doubles.inside.items():
        tab = lines[0].sheet.tab
        column = tab.keys[-1]
        origins = tuple(line.origin(column) for line in lines)
        names = " = ".join(dict.fromkeys(line.text(column) for line in lines))
        said = zip(SCHEMAS[name].key, values, strict=True)
        words = (names if part == "metric_id" and names else value for part, value in said if value not in _UNSAID)
        yield found("duplicate_key", origins, tab, key=" · ".join(words), table=SCHEMAS[name].titles[0])


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
        is_typed = name in second.records.columns and name not in _COUNTED
        if is_typed and not _is_same(first.value(name), second.value(name)):
            (one, said), (other, then) = (_cell(row, row.records.columns[name]) for row in (first, second))
            yield one, other, f"{said} ≠ {then}"


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-9)
    return one == other


def _cell(place: _Row, column: int) -> tuple[Origin, str]:
    sheet, row = place.line.sheet.sheet, place.line.row
    cell = sheet.cells.get((row, column))
    return sheet.origin(row, column), seen_in(cell) if cell else MISSING
