"""Exports of one month in several files, as 1-15 and 16-30: where no day is in two of them, their rows are added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.shaping.adding import amount_of, total_of
from opsreport.shaping.by_source import Mapped
from opsreport.shaping.joining import Part
from opsreport.shaping.match import Shaped
from opsreport.shaping.rows import Filled, is_total
from opsreport.shaping.slots import NUMBERS
from opsreport.shaping.words import says_nothing

Key = tuple[str, ...]
Days = Mapping[Key, frozenset[str]]
_ADDED = ("int", "money")


def with_files_added(parts: Sequence[Shaped], found: Sequence[Sequence[Mapped]]) -> list[Shaped]:
    """What was made of sheets; rows that a source adds up and that stand in two of its files are one, in the first.

    Only where each day of them is in one of the files.
    """
    made = list(parts)
    days = {at: mapped[0].days for at, mapped in enumerate(found) if len(mapped) == 1 and mapped[0].source.add_up}
    for first in days:
        for second in (at for at in days if at > first and found[at][0].source == found[first][0].source):
            sums = _sums(made[first], made[second], days[first], days[second])
            if sums:
                made[first], made[second] = (replace(made[at], sheets=sums[at == second]) for at in (first, second))
                days[first] = {key: days[first].get(key, _NONE) | days[second].get(key, _NONE) for key in days[first]}
    return made


_NONE: frozenset[str] = frozenset()


def _sums(one: Shaped, other: Shaped, days: Days, others: Days) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...]] | None:
    """The sheets of both, the second without the rows that went into the first; None where nothing can be added."""
    if len(one.sheets) != 1 or len(other.sheets) != 1 or one.sheets[0].tab != other.sheets[0].tab:
        return None
    into, away = Part.of(one.sheets[0]), Part.of(other.sheets[0])
    shared = [key for key in away.rows if key in into.rows]
    if not shared or _headers(into) != _headers(away) or not all(_are_apart(key, days, others) for key in shared):
        return None
    rows = [_added(into, away, key) for key in shared]
    if None in rows:
        return None
    sheet = _with_rows(into, away, {key: row for key, row in zip(shared, rows, strict=True) if row is not None})
    gone = {away.rows[key] for key in shared}
    cells = {at: cell for at, cell in away.sheet.cells.items() if at[0] not in gone}
    spots = {at: places for at, places in away.sheet.spots.items() if at[0] not in gone}
    rest = () if len(shared) == len(away.rows) else (replace(away.sheet, cells=cells, spots=spots),)
    return (sheet,), rest


def _headers(part: Part) -> Mapping[str, str]:
    """The header of each number, its unit too."""
    return {name: _text(part.sheet.cells.get((part.head, part.columns[name]))) for name in part.measures}


def _are_apart(key: Key, days: Days, others: Days) -> bool:
    """Whether the rows of a key are of days, none of which is in both files; totals are of the rows."""
    own, more = days.get(key, _NONE), others.get(key, _NONE)
    return any(map(is_total, key)) or (bool(own) and bool(more) and "" not in own | more and not own & more)


@dataclass(frozen=True, slots=True)
class _Sum:
    """What stands in a column of a row now (None: nothing), and whether the other file has a part in it."""

    cell: Cell | None
    is_of_both: bool


def _added(into: Part, away: Part, key: Key) -> Mapping[str, _Sum] | None:
    """What the cells of a key come to in both files; None where they cannot be added."""
    sums: dict[str, _Sum] = {}
    for name in into.columns:
        one, other = (_filled(part, key, name) for part in (into, away))
        kind = _kind(into.tab, name)
        if kind not in NUMBERS:
            is_same = _text(one.cell) in ("", _text(other.cell)) or says_nothing(other.cell)
            sums[name] = _Sum(one.cell or other.cell if is_same else None, is_of_both=False)
        elif kind not in _ADDED:
            sums[name] = _Sum(None, is_of_both=False)  # a rate of some days is not that of all
        elif not (one.spots or other.spots):
            sums[name] = _Sum(one.cell, is_of_both=False)  # a constant
        else:
            told = [part for part in (one, other) if not says_nothing(part.cell)]
            total = total_of(told, "", is_money=kind == "money") if all(amount_of(p.cell) for p in told) else None
            if total is None:
                return None
            sums[name] = _Sum(total.cell, is_of_both=not says_nothing(other.cell))
    return sums


def _with_rows(into: Part, away: Part, rows: Mapping[Key, Mapping[str, _Sum]]) -> Sheet:
    """The first sheet with the sums in its rows, each beside the cells of the other file that have a part in it."""
    sheet = into.sheet
    cells, besides = dict(sheet.cells), {at: list(more) for at, more in sheet.besides.items()}
    for (row, column), one, spots in _places(into, away, rows):
        cells.pop((row, column), None)
        if one.cell is not None:
            cells[row, column] = one.cell._replace(row=row, column=column)
        if one.is_of_both:
            besides.setdefault((row, column), []).append((away.sheet.file, away.sheet.name, spots))
    return replace(sheet, cells=cells, besides={at: tuple(more) for at, more in besides.items()})


def _places(
    into: Part, away: Part, rows: Mapping[Key, Mapping[str, _Sum]]
) -> Iterator[tuple[Spot, _Sum, tuple[Spot, ...]]]:
    for key, sums in rows.items():
        for name, one in sums.items():
            yield (into.rows[key], into.columns[name]), one, _filled(away, key, name).spots


def _filled(part: Part, key: Key, name: str) -> Filled:
    """What stands in a column of the row of a key, and where."""
    at = (part.rows[key], part.columns.get(name, 0))
    return Filled(part.sheet.cells.get(at), part.sheet.spots.get(at, ()))


def _kind(tab: Tab, name: str) -> str:
    return next((column.kind for column in tab.columns if column.name == name), "")


def _text(cell: Cell | None) -> str:
    return str(cell.value).strip() if cell else ""
