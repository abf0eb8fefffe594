"""Retention typed as bare numbers far below those who came: 44 of 1,300 is 44 people, or 44 %."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from opsreport.model.amount import amount_in
from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid
from opsreport.model.spelling import header_parts, name_key, plain
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.starter import USERS
from opsreport.schemas.userkinds import day_said
from opsreport.shaping.match import Shaped
from opsreport.shaping.numbercells import is_number, is_percent, number_in
from opsreport.shaping.regular import places_of, regular_tab

_MOST_CELLS = 5_000
_MOST, _HAIR = 100.0, 1e-9  # no percentage is larger
_RETENTION = frozenset(map(name_key, USER_ROW["retention"]))
_RATE = re.compile(r"率|%|％|百分")
_PEOPLE = re.compile(r"人数|人[)）]?$|(?:用户|客户|会员|学员|留存)数|people|users|retained", re.IGNORECASE)


class _Kept(NamedTuple):
    """Who stayed of those who came, as typed: the cell, its name, the texts above it too, and how many came."""

    cell: Cell
    name: str
    said: Sequence[str]
    base: float

    def says(self, words: re.Pattern[str]) -> bool:
        return any(words.search(text) for text in self.said)


def with_cohorts_told(sheet: Sheet, part: Shaped) -> Shaped:
    """What a sheet was made into: its retention as percentages where headers say so, asked about if nothing does."""
    made = [_told(sheet, one) for one in part.sheets]
    findings = tuple(finding for _, said in made for finding in said)
    return replace(part, sheets=tuple(one for one, _ in made), findings=(*part.findings, *findings)) if made else part


def _told(sheet: Sheet, one: Sheet) -> tuple[Sheet, tuple[Finding, ...]]:
    kept = list(_kept(sheet, one)) if _is_asked(one) else []
    if not kept or not _may_be_percent(kept):
        return one, ()
    if all(each.says(_RATE) and not each.says(_PEOPLE) for each in kept):
        return _with_shares(one, [each.cell for each in kept]), ()
    is_told = all(each.says(_PEOPLE) and not each.says(_RATE) for each in kept) or _has_shares(sheet, one, kept)
    return one, () if is_told else (_finding(one, kept),)


def _with_shares(one: Sheet, counts: Sequence[Cell]) -> Sheet:
    """The sheet with these numbers as percentages, under a header that says no unit of its own."""
    head, columns = places_of(one, USERS)
    at = head, columns["count"]
    told = {(cell.row, cell.column): _as_percent(cell) for cell in counts}
    told[at] = one.cells[at]._replace(value=USERS.column("count").headers[0])
    return replace(one, cells={**one.cells, **told})


def _is_asked(one: Sheet) -> bool:
    if not one.cells or isinstance(one.cells, Grid) or len(one.cells) > _MOST_CELLS or one.is_mapped:
        return False
    return one.tab == USERS.name or (not one.tab and regular_tab(one) == USERS)


def _may_be_percent(kept: Sequence[_Kept]) -> bool:
    """Whether some are no people, or all are percentages that people give: of 30 no 12 %, as 4 are 13 and 3 are 10."""
    numbers = [number_in(each.cell) or 0.0 for each in kept]
    are_people = all(map(float.is_integer, numbers))
    are_shares = all(_is_share(number, each.base) for number, each in zip(numbers, kept, strict=True))
    return 1 < max(numbers) <= _MOST and (are_shares or not are_people)


def _is_share(number: float, base: float) -> bool:
    """Whether some people of a base are that many percent, rounded to whole ones; of no base any."""
    people = number * base / 100
    return not base or abs(round(people) - people) * 100 / base <= 0.5 + _HAIR


def _kept(sheet: Sheet, one: Sheet) -> Iterator[_Kept]:
    """The retention that a sheet lists in numbers that say no % themselves, nor stand under a header in 万."""
    head, columns = places_of(one, USERS)
    scale = _scale(one.cells.get((head, columns.get("base", 0))))
    is_scaled = _scale(one.cells.get((head, columns.get("count", 0)))) != 1
    for row in sorted({row for row, _ in one.cells if row > head}) if not is_scaled else ():
        cells = {name: cell for name, at in columns.items() if (cell := one.cells.get((row, at)))}
        kind, name, count = cells.get("row_type"), cells.get("name"), cells.get("count")
        if not (kind and name and count) or name_key(str(kind.value)) not in _RETENTION:
            continue
        if day_said(str(name.value)) is not None and is_number(count) and not is_percent(count):
            base = (number_in(cells.get("base")) or 0.0) * scale
            yield _Kept(count, plain(str(name.value)), _said(sheet, one, name, count), base)


def _said(sheet: Sheet, one: Sheet, name: Cell, count: Cell) -> Sequence[str]:
    """The name of a number and the texts above it where it really stands."""
    row, column = _spot(one, count)
    above = (cell for at in range(1, row) if (cell := sheet.cells.get((at, column))) and cell.kind == "text")
    return [plain(str(cell.value)) for cell in (name, *above)]


def _has_shares(sheet: Sheet, one: Sheet, kept: Sequence[_Kept]) -> bool:
    """Whether shares are typed beside, so that the bare numbers are people."""
    rows = {_spot(one, each.cell)[0] for each in kept}
    return any(at[0] in rows and is_percent(cell) for at, cell in sheet.cells.items())


def _spot(one: Sheet, cell: Cell) -> Spot:
    at = cell.row, cell.column
    return (one.spots.get(at) or (at,))[0]


def _scale(head: Cell | None) -> float:
    """What 1 under a header is worth; 1 where it says nothing of it."""
    unit = header_parts(str(head.value))[1] if head else ""
    amount = amount_in(f"1{unit}") if unit else None
    return amount.scale or 1.0 if amount else 1.0


def _as_percent(cell: Cell) -> Cell:
    return cell._replace(kind="number", value=(number_in(cell) or 0.0) / 100, number_format="0.00%")


def _finding(one: Sheet, kept: Sequence[_Kept]) -> Finding:
    """The block with both readings of the first of the numbers."""
    first, title = kept[0], USERS.titles[0]
    number = number_in(first.cell) or 0.0
    seen = f"{number:.10g}"
    details = {
        "tab": title,
        "column": first.name,
        "day": first.name,
        "seen": seen,
        "form": f"{seen}%、{first.name.removesuffix('率')}（人）",
    }
    details |= {"one": f"{seen}人（{first.base:,.0f}人的 {number / first.base:.2%}）" if first.base else f"{seen}人"}
    where = one.origin_of(*((each.cell.row, each.cell.column) for each in kept))
    return Finding("ambiguous_value", Severity.block, (where,), details | {"other": f"{seen}%"}, title)
