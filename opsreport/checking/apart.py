"""Key metrics on a row for each shop, region or product, told apart by a column that no tab has (门店 | 指标)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.gather import listed
from opsreport.checking.lines import Rows
from opsreport.checking.typed import Typed
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.spelling import name_key
from opsreport.model.table import column_letter
from opsreport.schemas.choices import TOTAL_WORDS, WHOLE_WORDS

_SUBTOTALS = ("小计", "subtotal")
_WHOLES = frozenset(map(name_key, (*TOTAL_WORDS, *WHOLE_WORDS))) - frozenset(map(name_key, _SUBTOTALS))
_MOST_NAMED = 6
_MOST_ROWS = 2_000  # no list of key metrics is longer


class _Column(NamedTuple):
    """The column that tells rows apart: where it stands, its header, and its text in each row."""

    at: int
    header: str
    texts: Sequence[str]

    def is_whole(self, row: int) -> bool:
        return name_key(self.texts[row]) in _WHOLES


def without_parts(sheets: Sequence[Typed]) -> tuple[list[Typed], list[Finding]]:
    """The sheets without the rows of single shops where each metric has one of all; what was found.

    Where that row is not there no one knows which of them is the company's: a
    finding says so, and only the first of them stays, which nothing is built on.
    """
    done = [_without(one) for one in sheets]
    return [one for one, _ in done], [finding for _, finding in done if finding]


def not_told(seen: Sequence[Finding], parted: Sequence[Finding]) -> Iterator[Finding]:
    """What was seen of sheets but that a column is unknown by which their rows were told apart."""
    told = {(origin.file, origin.sheet, one.details["column"]) for one in parted for origin in one.origins}
    for one in seen:
        places = {(origin.file, origin.sheet, one.details.get("columns")) for origin in one.origins}
        if one.code != "unknown_column" or not places <= told:
            yield one


def _without(one: Typed) -> tuple[Typed, Finding | None]:
    rows = one.data
    if one.sheet.tab.name != "kpi" or one.sheet.sheet.spots or not 1 < len(rows) <= _MOST_ROWS:
        return one, None
    groups = _groups(rows)
    column = _column(rows, groups) if any(len(group) > 1 for group in groups) else None
    if column is None:
        return one, None
    wholes = [[at for at in group if column.is_whole(at)] for group in groups]
    is_known = all(len(group) == 1 for group in wholes)
    kept = sorted(group[0] for group in (wholes if is_known else groups))
    left = replace(one, data=rows.taken(np.array(kept)))
    return left, _taken(rows, column, kept) if is_known else _open(rows, column)


def _groups(rows: Rows) -> list[list[int]]:
    """The rows of each metric and month."""
    found_in: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, key in enumerate(zip(rows.texts("month"), rows.texts("metric"), strict=True)):
        if key[1]:
            found_in[key].append(at)
    return list(found_in.values())


def _column(rows: Rows, groups: Sequence[Sequence[int]]) -> _Column | None:
    """The first column of texts that no field has and that tells the rows of each group apart."""
    sheet = rows.sheet
    taken, head = {*sheet.columns.values(), *sheet.derived}, sheet.header_row
    for at in sorted(column for row, column in sheet.sheet.cells if row == head and column not in taken):
        texts = [_text(rows, row, at) for row in rows.numbers.tolist()]
        if _tells_apart(texts, groups):
            return _Column(at, str(sheet.sheet.cells[head, at].value).strip(), texts)
    return None


def _tells_apart(texts: Sequence[str], groups: Sequence[Sequence[int]]) -> bool:
    """Whether texts are names of shops: in each row one, in no group twice, and in several groups, unlike remarks.

    A blank may be of the shop above it, or of all.
    """
    said = [{texts[at] for at in group} for group in groups]
    is_apart = all(texts) and all(len(own) == len(group) for own, group in zip(said, groups, strict=True))
    several = [own for own in said if len(own) > 1]
    return is_apart and len(several) > 1 and bool(set.intersection(*several))


def _text(rows: Rows, row: int, column: int) -> str:
    cell = rows.sheet.sheet.cells.get((row, column))
    return cell.value.strip() if cell and isinstance(cell.value, str) else ""


def _parts(column: _Column) -> Iterator[str]:
    yield from dict.fromkeys(text for at, text in enumerate(column.texts) if text and not column.is_whole(at))


def _taken(rows: Rows, column: _Column, kept: Sequence[int]) -> Finding:
    """The note of the rows of single shops that were left out."""
    whole = next((column.texts[at] for at in kept if column.texts[at]), "")
    details = {"column": column.header, "seen": listed(_parts(column), _MOST_NAMED), "name": whole}
    return found("parts_left_out", (_place(rows, column),), rows.sheet.tab, **details)


def _open(rows: Rows, column: _Column) -> Finding:
    sheet = rows.sheet.sheet
    names = list(_parts(column))
    details = {"column": column.header, "seen": listed(names, _MOST_NAMED), "name": names[0], "file": sheet.file}
    details |= {"sheet": sheet.name, "table": rows.sheet.tab.titles[0]}
    return found("rows_of_parts", (_place(rows, column),), rows.sheet.tab, **details)


def _place(rows: Rows, column: _Column) -> Origin:
    """The cells of the column beside the rows."""
    sheet, letter = rows.sheet.sheet, column_letter(column.at)
    return Origin(sheet.file, sheet.name, f"{letter}{rows.numbers.min()}:{letter}{rows.numbers.max()}")
