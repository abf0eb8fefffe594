"""[[source]] of opsreport.toml → Sources, with a line for everything that is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from opsreport.model.source import Source

_MONTH = re.compile(r"20\d{2}\s*[-./年]?\s*(\d{1,2})\s*月?")
Fields = Mapping[str, Mapping[str, str]]
# each key of a [[source]], and what it is
SOURCE_KEYS: Mapping[str, str] = {
    "file": 'the name of a file, with * and ? where it changes, like "投放*.xlsx"',
    "sheet": "the name of a sheet, with * and ?",
    "table": "a tab or a table",
    "header": "the row of the header, 3, or its rows, [2, 3]",
    "columns": 'headers with the field each fills, like {"消耗额" = "spend", "备注" = ""}; "" leaves a header out',
    "unit": 'fields with their unit, like {spend = "万元"}',
    "where": 'headers with the value, or the values, that are taken, like {"平台" = ["全部", "合计"]}',
    "constants": 'fields with what is the same in all rows, like {family = "付费"}; {row} is the number of the row',
    "month": 'the header of the column of months, or one month like "2025-06"',
    "year": "a year like 2025",
    "add_up": "true or false",
}


@dataclass(frozen=True, slots=True)
class SourceReader:
    """Reads the [[source]] tables of one file; `fields` lists, by the name of a tab or table, what a header may fill.

    Each name of a field stands with that of its column. Without `fields` any name will do. `mistakes`
    gathers a line by key.
    """

    fields: Fields
    mistakes: dict[str, str] = field(default_factory=dict)

    def sources(self, raw: object) -> tuple[Source, ...]:
        """The sources, those with mistakes left out."""
        if not isinstance(raw, list) or not all(isinstance(one, Mapping) for one in raw):
            self.mistakes["source"] = "source: write each as a table that starts with [[source]]"
            return ()
        read = [self._source(one, f"source[{number}]") for number, one in enumerate(raw, 1)]
        return tuple(one for one in read if one)

    def _source(self, raw: Mapping[str, object], name: str) -> Source | None:
        before = len(self.mistakes)
        for key in raw:
            if key not in SOURCE_KEYS:
                self._note(f"{name}.{key}", f"no such key; {_near(key, SOURCE_KEYS)}")
        for key in ("file", "table"):
            if key not in raw:
                self._note(f"{name}.{key}", f"is missing; write {SOURCE_KEYS[key]}{self._tables(key)}")
        values = {key: self._value(key, raw[key], f"{name}.{key}") for key in SOURCE_KEYS if key in raw}
        if len(self.mistakes) == before:
            self._check_names(values, name)
        return Source(**values) if len(self.mistakes) == before else None  # type: ignore[arg-type]

    def _tables(self, key: str) -> str:
        return f": {', '.join(self.fields)}" if key == "table" and self.fields else ""

    def _value(self, key: str, value: object, name: str) -> object:
        read = _READERS.get(key, _text)(value)
        is_no_month = key == "month" and read is not None and _is_no_month(str(read))
        if read is None or is_no_month:
            self._note(name, f'"{value}" is no month; ' * is_no_month + f"write {SOURCE_KEYS[key]}")
        return read

    def _check_names(self, values: Mapping[str, object], name: str) -> None:
        """The names of table and fields; those of headers and sheets are known only to the workbook."""
        table = str(values["table"])
        if not self.fields:
            return
        if table not in self.fields:
            self._note(f"{name}.table", f'"{table}" is no tab and no table; {_near(table, self.fields)}')
            return
        for key, asked in _asked_fields(values):
            if asked and asked not in self.fields[table]:
                self._note(f"{name}.{key}", f'"{asked}" is no field of {table}; {_near(asked, self.fields[table])}')
        for asked, header in _filled_twice(values, self.fields[table]):
            told = f'"{asked}" is what the header "{header}" fills in columns; leave one of the two out'
            self._note(f"{name}.constants", told)

    def _note(self, key: str, line: str) -> None:
        self.mistakes[f"{key} {line}"] = f"{key}: {line}"


def _asked_fields(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The key and name of each field that a source speaks of; "" leaves a header out."""
    columns, unit, constants = (values.get(key) for key in ("columns", "unit", "constants"))
    if isinstance(columns, Mapping):
        yield from (("columns", asked) for asked in columns.values())
    for key, named in (("unit", unit), ("constants", constants)):
        if isinstance(named, Mapping):
            yield from ((key, asked) for asked in named)


def _filled_twice(values: Mapping[str, object], columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fields of constants that a header fills too, each with that header."""
    mapped, constants = values.get("columns"), values.get("constants")
    if isinstance(mapped, Mapping) and isinstance(constants, Mapping):
        headers = {columns.get(asked): header for header, asked in mapped.items() if asked}
        pairs = ((asked, headers.get(columns.get(asked))) for asked in constants if asked in columns)
        yield from ((asked, header) for asked, header in pairs if header)


def _near(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]}? " if near else ""
    codes = [one for one in known if one.isascii() and one == one.casefold()]  # headers are known to do as well
    return f"{meant}there is {', '.join(codes or known)}"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _is_no_month(text: str) -> bool:
    """Whether a text is written as a month that no calendar has: 2025-13."""
    found = _MONTH.fullmatch(text.strip())
    return found is not None and not 1 <= int(found[1]) <= 12


def _texts(value: object) -> Mapping[str, str] | None:
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        return None
    return dict(value)


def _constants(value: object) -> Mapping[str, str] | None:
    """Texts and numbers by field."""
    if not isinstance(value, Mapping) or not all(_is_plain(one) for one in value.values()):
        return None
    return {name: str(one) for name, one in value.items()}


def _where(value: object) -> Mapping[str, tuple[str, ...]] | None:
    if not isinstance(value, Mapping):
        return None
    wanted = {name: one if isinstance(one, list) else [one] for name, one in value.items()}
    if not all(options and all(map(_is_plain, options)) for options in wanted.values()):
        return None
    return {name: tuple(map(str, options)) for name, options in wanted.items()}


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _header(value: object) -> tuple[int, ...] | None:
    written = value if isinstance(value, list) else [value]
    rows = [row for row in written if isinstance(row, int) and not isinstance(row, bool) and row > 0]
    is_sound = bool(rows) and len(set(rows)) == len(written)
    return tuple(sorted(rows)) if is_sound else None


def _year(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2099 else None


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


_READERS: Mapping[str, Callable[[object], object]] = {
    "columns": _texts,
    "unit": _texts,
    "constants": _constants,
    "where": _where,
    "header": _header,
    "year": _year,
    "add_up": _switch,
}
