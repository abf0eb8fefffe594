"""Tables of users that were understood and are not read: the same people are counted elsewhere, no month is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid as Packed
from opsreport.model.origin import Origin
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.starter import USERS
from opsreport.schemas.userkinds import family_of, role_of
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.regular import cells_under, regular_tab
from opsreport.shaping.tables import Read
from opsreport.shaping.usersplit import split_of
from opsreport.shaping.usertitles import titled_kind
from opsreport.shaping.userwords import layout_said, names_of, said_of_area
from opsreport.shaping.words import is_amount

_COUNTED_ONCE = frozenset(("tier", "purchase", "register", "funnel"))
_MOST_CELLS = 5_000
_LEAST_NUMBERS, _MOST_SEEN = 2, 4
_FEEDBACK = "反馈"
_KINDS = {name_key(word): kind for kind, words in USER_ROW.items() for word in words}
_CODES = {words[0]: code for code, words in USER_ROW.items()}


def kinds_listed(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The kinds of rows that the users' tab itself lists in any sheet: tier, purchase."""
    small = (one for one in sheets if one.cells and not isinstance(one.cells, Packed) and len(one.cells) <= _MOST_CELLS)
    cells = (cell for one in small if regular_tab(one) == USERS for cell in cells_under(one, USERS, "row_type"))
    return frozenset(_KINDS.get(name_key(str(cell.value)), "") for cell in cells)


@dataclass(frozen=True, slots=True)
class Seen:
    """A table of users: its first and last cell, its headers, how many rows it has."""

    sheet: Sheet
    corners: tuple[Spot, Spot]
    headers: Sequence[str]
    count: int

    @property
    def where(self) -> Origin:
        """Its cells."""
        found = self.sheet.origin_of(*self.corners)
        return replace(found, cell=found.cell.replace(",", ":"))


def listed_again(kinds: frozenset[str], listed: frozenset[str], why: str) -> str:
    """The kind of rows that the users' tab lists already, so that a sheet of that title counts people once more."""
    again = kinds & listed & _COUNTED_ONCE if why == "sheet_title" else frozenset()
    return min(again, default="")


def rows_elsewhere(seen: Seen, kind: str) -> Finding:
    """The warning that the users' tab has such rows already."""
    title = USERS.titles[0]
    details = {"sheet": seen.sheet.name, "kind": USER_ROW[kind][0], "tab": title}
    return Finding("rows_elsewhere", Severity.warn, (seen.where,), details, title)


def undated(seen: Seen) -> Finding:
    """The warning that nothing says the month of a table, so that it is left out."""
    details = {"tab": USERS.titles[0], "sheet": seen.sheet.name, "file": seen.sheet.file, "count": str(seen.count)}
    details["columns"] = USERS.column("month").headers[0]
    details["seen"] = " / ".join(" ".join(text.split()) for text in seen.headers)
    return Finding("month_unknown", Severity.warn, (seen.where,), details, USERS.titles[0])


def is_undated(finding: Finding) -> bool:
    """Whether a finding is that warning."""
    return finding.code == "month_unknown"


def without_users(reads: Sequence[Read], listed: frozenset[str]) -> tuple[list[Read], list[Finding]]:
    """The tables of a sheet without those of users that are left aside, and why each is."""
    kept: list[Read] = []
    findings: list[Finding] = []
    for one in reads:
        if found := _against(one, listed) or _again(one, kept):
            findings.append(found)
        else:
            kept.append(one)
    return kept, findings


def _against(one: Read, listed: frozenset[str]) -> Finding | None:
    """Why a table of users that a title names is left aside, None for any other table."""
    if one.layout.words.spot is None:
        return None
    area, sheet = one.layout.area, one.layout.grid.sheet
    headers = [column.slot.text for column in one.layout.columns if column.slot.text]
    seen = Seen(sheet, ((area.top, area.left), (area.bottom, area.right)), headers, len(area.body))
    if again := listed_again(_kinds(one), listed, one.why[0]):
        return rows_elsewhere(seen, again)
    is_dated = one.month or all("month" in record.filled for record in one.records)
    return None if is_dated else undated(seen)


def _again(one: Read, before: Sequence[Read]) -> Finding | None:
    """The warning that a table counts people of its months once more that one above it counts under other names."""
    kinds = _kinds(one) & _COUNTED_ONCE if one.layout.words.spot else frozenset()
    for other in before if kinds else ():
        is_same = not other.month or not one.month or other.month == one.month
        if other.layout.words.spot and is_same and _kinds(other) == kinds and not _shares_names(one, other):
            sheet = one.layout.grid.sheet
            details = {"sheet": f"{sheet.name}!{one.range}", "tab": f"{sheet.name}!{other.range}"}
            details["kind"] = USER_ROW[min(kinds)][0]
            area = one.layout.area
            seen = Seen(sheet, ((area.top, area.left), (area.bottom, area.right)), (), len(area.body))
            return Finding("rows_elsewhere", Severity.warn, (seen.where,), details, USERS.titles[0])
    return None


def _shares_names(one: Read, other: Read) -> bool:
    return bool({*map(name_key, names_of(one.layout))} & {*map(name_key, names_of(other.layout))})


def _kinds(one: Read) -> frozenset[str]:
    cells = (record.filled["row_type"].cell for record in one.records if "row_type" in record.filled)
    return frozenset(_CODES.get(str(cell.value), "") for cell in cells if cell)


def users_unread(grid: Grid, areas: Sequence[Area], reads: Sequence[Read]) -> Mapping[Area, Finding]:
    """The warnings of tables that something calls ones of users and that were not read, by table."""
    read = {(one.layout.area.top, one.layout.area.left) for one in reads}
    left = (area for area in areas if (area.top, area.left) not in read)
    return {area: found for area in left if (found := _unread(grid, area))}


def _unread(grid: Grid, area: Area) -> Finding | None:
    """Why such a table is not read: its rows are by platform or channel with none of the whole, or nothing is known."""
    said = said_of_area(grid, area)
    if not said.kind or not area.body or (family_of(said.kind) == "feedback" and not _is_counted(grid, area)):
        return None
    layout = layout_said(grid, area, said)
    split = split_of(layout) if layout else None
    details = _details(grid.sheet, said.kind)
    if split:
        details |= {"column": _shown(split.header), "seen": " / ".join(split.parts[:_MOST_SEEN])}
        where = grid.sheet.origin_of((split.header.row, split.header.column))
        return Finding("users_split", Severity.warn, (where,), details, USERS.titles[0])
    seen = [_shown(cell) for row in area.head for cell in grid.within(row, area.left, area.right)]
    corners = (area.top, area.left), (area.bottom, area.right)
    where = Seen(grid.sheet, corners, seen, len(area.body)).where
    return Finding("users_unread", Severity.warn, (where,), details | {"seen": " / ".join(seen)}, USERS.titles[0])


def _is_counted(grid: Grid, area: Area) -> bool:
    """Whether a header is that of what people said and how often, and not of what each of them said."""
    head = (cell for row in area.head for cell in grid.within(row, area.left, area.right))
    return {"name", "count"} <= {role_of("feedback", str(cell.value)) for cell in head}


def sheet_unread(grid: Grid) -> tuple[Finding, ...]:
    """The warning of a sheet whose title names users, in which no table was found though it has numbers."""
    kind = titled_kind(grid.sheet)
    amounts = [cell for cells in grid.rows.values() for cell in cells if is_amount(cell)]
    if not kind or family_of(kind) == "feedback" or len(amounts) < _LEAST_NUMBERS:
        return ()
    cells = [cell for row in {cell.row for cell in amounts} for cell in grid.rows[row]]
    rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
    where = Seen(grid.sheet, ((min(rows), min(columns)), (max(rows), max(columns))), (), 0).where
    details = _details(grid.sheet, kind) | {"seen": "–"}
    return (Finding("users_unread", Severity.warn, (where,), details, USERS.titles[0]),)


def _details(sheet: Sheet, kind: str) -> dict[str, str]:
    known = USER_ROW[kind][0] if kind in USER_ROW else _FEEDBACK
    return {"tab": USERS.titles[0], "sheet": sheet.name, "file": sheet.file, "kind": known, "family": family_of(kind)}


def _shown(cell: Cell) -> str:
    return " ".join(str(cell.value).split())
