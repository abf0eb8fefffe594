"""No two rows of a table may share a key; two files that do are one finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsreport.checking.codes import found
from opsreport.checking.feed import Record
from opsreport.checking.gather import listed
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.schemas import SCHEMAS

_SILENT = ("campaign_costs",)


@dataclass(frozen=True, slots=True)
class Unique:
    """The rows of all tables with the first of each key, and the findings about the others."""

    tables: Mapping[str, tuple[Record, ...]]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Doubles:
    inside: dict[tuple[str, ...], list[Record]] = field(default_factory=dict)
    between: dict[tuple[str, str], list[Record]] = field(default_factory=dict)


def unique(tables: Mapping[str, Sequence[Record]]) -> Unique:
    """Every table without the rows whose key an earlier row has."""
    doubles = _Doubles()
    kept = {name: _firsts(name, records, doubles) for name, records in tables.items()}
    return Unique(kept, (*_inside(doubles), *_between(doubles)))


def _firsts(name: str, records: Sequence[Record], doubles: _Doubles) -> tuple[Record, ...]:
    key = SCHEMAS[name].key
    if not key:
        return tuple(records)
    firsts: dict[tuple[str, ...], Record] = {}
    for record in records:
        values = tuple(str(record.values.get(part)) for part in key)
        first = firsts.setdefault(values, record)
        if first is not record and name not in _SILENT:
            _note(doubles, (name, *values), first, record)
    return tuple(firsts.values())


def _note(doubles: _Doubles, key: tuple[str, ...], first: Record, record: Record) -> None:
    files = first.line.sheet.sheet.file, record.line.sheet.sheet.file
    if files[0] == files[1]:
        doubles.inside.setdefault(key, [first]).append(record)
    else:
        doubles.between.setdefault(files, []).append(record)


def _inside(doubles: _Doubles) -> Iterator[Finding]:
    for (name, *values), records in doubles.inside.items():
        tab = records[0].line.sheet.tab
        column = tab.keys[-1]
        origins = tuple(record.line.origin(column) for record in records)
        words = (value for value in values if value not in ("None", "total"))
        yield found("duplicate_key", origins, tab, key=" · ".join(words), table=SCHEMAS[name].titles[0])


def _between(doubles: _Doubles) -> Iterator[Finding]:
    for (first, second), records in doubles.between.items():
        tabs = listed((record.line.sheet.tab.titles[0] for record in records), 7)
        files = (Origin(first), Origin(second))
        yield found("duplicate_file", files, first=first, second=second, tabs=tabs, rows=str(len(records)))
