"""One measure a sheet: the sheets 目标 and 实际, or 费用 and 收入, of the same names and months become one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, Spot, Spots
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.slots import NUMBERS

Key = tuple[str, ...]


def with_joined(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets, those made ones joined that each hold other measures of rows of the same keys.

    Only sheets that do not all have the measures that their tab asks for, and no
    two the same one; cells that came from another sheet say so (`Sheet.elsewhere`).
    """
    groups: dict[tuple[str, str], list[Part]] = {}
    for sheet in sheets:
        if sheet.spots and isinstance(sheet.cells, dict) and not (sheet.is_mapped or sheet.is_earlier):
            groups.setdefault((sheet.tab, sheet.month), []).append(Part.of(sheet))
    found: dict[int, Sheet | None] = {}
    for parts in (parts for parts in groups.values() if _belong_together(parts)):
        found |= {id(part.sheet): None for part in parts}
        found[id(parts[0].sheet)] = _joined(parts, sheets)
    named = (found.get(id(sheet), sheet) for sheet in sheets)
    return tuple(sheet for sheet in named if sheet is not None)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the sheets: its tab, its columns by name (the header of figures made of others), its rows by key."""

    sheet: Sheet
    tab: Tab
    head: int
    columns: Mapping[str, int]
    rows: Mapping[Key, int]

    @classmethod
    def of(cls, sheet: Sheet) -> Part:
        tab = next(tab for tab in TABS if tab.name == sheet.tab)
        head = min(row for row, _ in sheet.spots)
        heads = {column: str(cell.value) for (row, column), cell in sheet.cells.items() if row == head}
        columns = {(one.name if (one := column_named(tab, text)) else text): at for at, text in heads.items()}
        keys = dict.fromkeys((*(c.name for c in tab.columns if c.kind in MONTH_KINDS), *tab.keys))
        at = [columns.get(name, 0) for name in keys]
        rows: dict[Key, int] = {}
        for row in sorted({row for row, _ in sheet.spots if row > head}):
            cells = (sheet.cells.get((row, column)) for column in at)
            rows.setdefault(tuple(str(cell.value).strip() if cell else "" for cell in cells), row)
        return cls(sheet, tab, head, columns, rows)

    @property
    def measures(self) -> frozenset[str]:
        kinds = {column.name: column.kind for column in self.tab.columns}
        return frozenset(name for name in self.columns if kinds.get(name) in NUMBERS)

    @property
    def is_whole(self) -> bool:
        """Whether it has all the measures that its tab asks for."""
        needed = {one.name for one in self.tab.columns if one.required and one.kind in NUMBERS}
        return needed <= self.measures

    def text(self, key: Key, name: str) -> str:
        cell = self.sheet.cells.get((self.rows[key], self.columns.get(name, 0))) if key in self.rows else None
        return str(cell.value).strip() if cell else ""


def _belong_together(parts: Sequence[Part]) -> bool:
    """Whether the sheets are parts of one table: other measures of the same keys, no unit told twice differently."""
    if len(parts) < 2 or len({(one.sheet.file, one.sheet.name) for one in parts}) < len(parts):
        return False
    measures = [name for part in parts for name in part.measures]
    if len(set(measures)) < len(measures) or all(part.is_whole for part in parts):
        return False
    shared = set.intersection(*(set(part.rows) for part in parts))
    return bool(shared) and not any(len({part.text(key, "unit") for part in parts} - {""}) > 1 for key in shared)


def _joined(parts: Sequence[Part], sheets: Sequence[Sheet]) -> Sheet:
    """The first sheet with the columns of the others, and the rows that only they have below its own."""
    base = parts[0]
    columns = {name: at for at, name in enumerate(dict.fromkeys(n for p in parts for n in p.columns), 1)}
    rows = _rows(parts, sheets)
    cells: dict[Spot, Cell] = {}
    spots: dict[Spot, Spots] = {}
    elsewhere: dict[Spot, tuple[str, str]] = {}
    for part in parts:
        for spot, cell, places in _moved(part, rows, columns):
            if spot in cells or (cell is None and spot in spots):
                continue
            spots[spot] = places
            elsewhere[spot] = (part.sheet.file, part.sheet.name)
            if cell is not None:
                cells[spot] = cell
    home = (base.sheet.file, base.sheet.name)
    away = {spot: sheet for spot, sheet in elsewhere.items() if sheet != home}
    return replace(base.sheet, cells=dict(sorted(cells.items())), spots=spots, elsewhere=away)


def _rows(parts: Sequence[Part], sheets: Sequence[Sheet]) -> Mapping[Key, int]:
    """The row of each key, () for the header; those that the first sheet lacks come below all of its name."""
    base = parts[0]
    same = [one for one in sheets if (one.file, one.name) == (base.sheet.file, base.sheet.name)]
    last = max(row for one in same for row, _ in (one.spots or one.cells))
    more = dict.fromkeys(key for part in parts[1:] for key in part.rows if key not in base.rows)
    return {(): base.head, **base.rows} | {key: last + at for at, key in enumerate(more, 1)}


def _moved(
    part: Part, rows: Mapping[Key, int], columns: Mapping[str, int]
) -> Iterator[tuple[Spot, Cell | None, Spots]]:
    """The cells of a sheet in their new places; where a row has none of a column, its name's place stands for it."""
    sheet = part.sheet
    for key, old in {(): part.head, **part.rows}.items():
        named = next((sheet.spots[old, at] for at in part.columns.values() if sheet.spots.get((old, at))), ())
        for name, at in columns.items():
            spot, column = (rows[key], at), part.columns.get(name, 0)
            cell = sheet.cells.get((old, column))
            if cell is not None:
                yield (
                    spot,
                    Cell(*spot, cell.kind, cell.value, cell.number_format, cell.formula),
                    sheet.spots[old, column],
                )
            elif column:
                yield spot, None, sheet.spots.get((old, column), named)
