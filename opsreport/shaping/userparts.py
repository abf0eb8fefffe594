"""Tables of users that stand by themselves: a title says what they are, 留存 or 漏斗, and rows only a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePath

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid as Packed
from opsreport.model.period import Period
from opsreport.model.spelling import name_key, plain
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas import TABS
from opsreport.schemas.choices import USER_ROW
from opsreport.schemas.matching import is_guide
from opsreport.schemas.userkinds import day_said, user_kind
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.headish import is_headish
from opsreport.shaping.match import Match, Shaped
from opsreport.shaping.outside import unknown_table
from opsreport.shaping.regular import GENERIC, cells_under, regular_tab, title_tab
from opsreport.shaping.usermade import UserRows, Wording
from opsreport.shaping.userrows import user_rows
from opsreport.shaping.usertable import UserTable, is_remark_row
from opsreport.shaping.versions import months_said
from opsreport.shaping.words import is_amount, month_in, month_of
from opsreport.shaping.years import Years, years_around

MOST_CELLS = 5_000
_KINDS = {name_key(word): kind for kind, words in USER_ROW.items() for word in words}
_COUNTED_ONCE = frozenset(("tier", "purchase", "register"))
_MOST_LINES = 4  # so far above a table its title may stand
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_./年]?(0[1-9]|1[0-2]|[1-9](?!\d))(?=\d\d(?!\d)|\D|$)")


@dataclass(frozen=True, slots=True)
class UserParts:
    """Such tables of one sheet as records, and the sheet without their cells (None where nothing else is in it)."""

    rest: Sheet | None
    found: tuple[UserRows, ...]
    findings: tuple[Finding, ...]
    matches: tuple[Match, ...]

    def beside(self, other: Shaped, start: int) -> Shaped:
        """What was made of the rest of the sheet, with these, whose rows are counted from `start`."""
        made: list[Sheet] = []
        for one in self.found:
            made += one.sheets(start)
            start = max([start - 1, *(row for sheet in made for row, _ in sheet.spots)]) + 1
        findings = (*other.findings, *self.findings)
        return Shaped((*other.sheets, *made), findings, (*other.matches, *self.matches))


def kinds_listed(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The kinds of rows that the users' tab itself lists in any sheet: tier, purchase."""
    tab = next(tab for tab in TABS if tab.name == "users")
    small = (one for one in sheets if one.cells and not isinstance(one.cells, Packed) and len(one.cells) <= MOST_CELLS)
    cells = (cell for one in small if regular_tab(one) == tab for cell in cells_under(one, tab, "row_type"))
    return frozenset(_KINDS.get(name_key(str(cell.value)), "") for cell in cells)


def user_parts(sheet: Sheet, meta: Sequence[str], period: Period, listed: frozenset[str]) -> UserParts | None:
    """The tables of users of a sheet; None for a sheet that has none.

    Tiers and funnels under the title of a sheet are left aside where the users' tab lists such rows (`listed`),
    as they count the same people once more; a table of which nothing says the month is left aside too.
    """
    if not sheet.cells or sheet.hidden or isinstance(sheet.cells, Packed) or len(sheet.cells) > MOST_CELLS:
        return None
    if is_guide(sheet.name):
        return None
    grid = grid_of(sheet)
    found: list[tuple[UserTable, UserRows]] = []
    aside: list[tuple[UserTable, Finding]] = []
    for table in _tables(grid):
        if table.has_days:
            aside.append((table, unknown_table(sheet, *table.corners)))
        elif rows := user_rows(table, _wording(table, meta, period)):
            again = rows.kinds & listed & _COUNTED_ONCE if table.why == "sheet_title" else frozenset()
            if again:
                aside.append((table, _elsewhere(table, min(again))))
            elif dated := _dated(rows, meta):
                found.append((table, dated))
            else:
                aside.append((table, _undated(table, rows)))
    if not (found or aside):
        return None
    rest = _without(sheet, [table for table, _ in (*found, *aside)])
    said = (finding for table, rows in found for finding in rows.findings(table))
    findings = (*said, *(finding for _, finding in aside))
    return UserParts(
        rest, tuple(rows for _, rows in found), findings, tuple(rows.match(table) for table, rows in found)
    )


def _dated(rows: UserRows, meta: Sequence[str]) -> UserRows | None:
    """The rows with the month that the report information says, where they have none; None where it is silent."""
    if rows.month or "month" in rows.records[0].filled:
        return rows
    if not meta:
        return None
    said = next((found[0] for text in meta if (found := month_in(text))), None)
    return replace(rows, month=str(Period.month(said.year, said.number))) if said and said.year else rows


def _undated(table: UserTable, rows: UserRows) -> Finding:
    """The note that nothing says the month of a table, which the review can do without."""
    sheet = table.grid.sheet
    where = replace(sheet.origin_of(*table.corners), cell=table.range)
    details = {"tab": sheet.name, "columns": rows.tab.column("month").headers[0], "count": str(len(table.body))}
    details["seen"] = " / ".join(map(table.text, table.columns))
    return Finding("missing_column", Severity.note, (where,), details, rows.tab.titles[0])


def with_months_beside(
    parts: Sequence[Shaped],
    sheets: Sequence[Sheet],
    meta: Mapping[str, Sequence[str]],
    period: Period,
    again: Callable[[Sheet, Sequence[str]], Shaped],
) -> list[Shaped]:
    """The parts, each of what a sheet was made into; those that left users aside for want of a month made anew.

    `again` makes them of a sheet and the month told: that of its names, of another file's report information
    or of the other sheets of its workbook, where these say a single one.
    """
    made: list[Shaped] = []
    for sheet, part in zip(sheets, parts, strict=True):
        notes = [one for one in part.findings if _is_undated(one)]
        beside = [one for one, other in zip(parts, sheets, strict=True) if other.file == sheet.file]
        month = _single_month(sheet, beside, meta, period) if notes else ""
        told = again(sheet, (month,)) if month else part
        said = (_taken(one, month) for one in notes if month and not any(map(_is_undated, told.findings)))
        made.append(replace(told, findings=(*told.findings, *said)))
    return made


def _is_undated(finding: Finding) -> bool:
    return finding.code == "missing_column" and finding.severity == Severity.note


def _taken(note: Finding, month: str) -> Finding:
    """The note that rows without a month were taken for those of `month`."""
    details = {"tab": note.tab, "column": note.details["columns"], "form": "above", "count": note.details["count"]}
    return replace(note, code="value_coerced", details={**details, "seen": "–", "meant": month}, is_routine=True)


def _single_month(sheet: Sheet, beside: Sequence[Shaped], meta: Mapping[str, Sequence[str]], period: Period) -> str:
    """The first single month that a sheet's names, any report information or the sheets beside it say, or ""."""
    names = (sheet.name, PurePath(sheet.file).stem)
    named = [{str(Period.month(int(y), int(m))) for y, m in _MONTH_IN_NAME.findall(plain(name))} for name in names]
    about = {
        str(Period.month(one[0].year, one[0].number))
        for said in meta.values()
        for text in said
        if (one := month_in(text)) and one[0].year
    }
    words = {word for part in beside for word in months_said(_results(part))}
    others = {str(Years({}, period).period_of(word)) for word in words}
    return next((min(found) for found in (*named, about, others) if len(found) == 1), "")


def _results(part: Shaped) -> Shaped:
    """A part without sheets that were not read, plans, which are of later months, and columns of earlier ones."""
    first = next((match.tab for match in part.matches), "plan")
    kept = (one for one in part.sheets if one.cells and not one.is_earlier and (one.tab or first) != "plan")
    return replace(part, sheets=tuple(kept))


def _elsewhere(table: UserTable, kind: str) -> Finding:
    """The warning that the users' tab has such rows already."""
    sheet, users = table.grid.sheet, next(tab for tab in TABS if tab.name == "users")
    where = replace(sheet.origin_of(*table.corners), cell=table.range)
    details = {"sheet": sheet.name, "kind": USER_ROW[kind][0], "tab": users.titles[0]}
    return Finding("rows_elsewhere", Severity.warn, (where,), details, users.titles[0])


def _wording(table: UserTable, meta: Sequence[str], period: Period) -> Wording:
    sheet = table.grid.sheet
    banner = [
        cell for row in table.grid.order[:_MOST_LINES] if len(cells := table.grid.rows[row]) < 3 for cell in cells
    ]
    years = years_around([*banner, *table.above], sheet.name, sheet.file, meta, period)
    return Wording(years, (*table.above, *reversed(banner)))


def _tables(grid: Grid) -> Iterator[UserTable]:
    """Every table whose title, that of its sheet or its first header names rows of users."""
    taken: set[Spot] = set()
    for place, row in enumerate(grid.order):
        for head in _runs(grid.rows[row]):
            is_head = len(head) > 1 and (row, head[0].column) not in taken and all(map(_may_head, head))
            if is_head and (found := _table_at(grid, place, head)):
                taken.update((one, at) for one in found.body for at in found.columns)
                yield found


def _runs(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    """The cells of a row that stand side by side without a blank between."""
    for _, run in groupby(enumerate(cells), key=lambda one: one[1].column - one[0]):
        yield [cell for _, cell in run]


def _table_at(grid: Grid, place: int, head: Sequence[Cell]) -> UserTable | None:
    """The table under these headers of a filled row; None where they head none of this sort."""
    left, right = head[0].column, head[-1].column
    body = tuple(_body(grid, place, left, right))
    above = tuple(_above(grid, head[0].row, left, right))
    kind, why, spot = _kind(grid, above, head)
    table = UserTable(grid, head[0].row, body, tuple(head), kind, why, spot, above)
    return table if kind and body and not (table.names_rows_itself or _has_second_head(table)) else None


def _has_second_head(table: UserTable) -> bool:
    """Whether the first row leaves its first column to the header, as months under a group of numbers do."""
    first = table.cells[0]
    return table.grid.cell(table.body[0], first.column) in (None, first)


def _may_head(cell: Cell) -> bool:
    is_day = isinstance(cell.value, str) and day_said(cell.value) is not None
    return is_day or (is_headish(cell) and (cell.kind == "text" or month_of(cell) is not None))


def _body(grid: Grid, place: int, left: int, right: int) -> Iterator[int]:
    """The rows right below a header, up to a blank one, a line of one text, or another header."""
    last = grid.order[place]
    for row in grid.order[place + 1 :]:
        cells = grid.within(row, left, right)
        filled = [cell for at in range(left, right + 1) if (cell := grid.cell(row, at))]
        if row > last + 1 or len(filled) < 2 or not any(map(_is_value, filled)) or is_remark_row(cells):
            return
        last = row
        yield row


def _is_value(cell: Cell) -> bool:
    return is_amount(cell) or cell.kind != "text"


def _above(grid: Grid, head: int, left: int, right: int) -> Iterator[Cell]:
    """The lines of one text right above some headers, the nearest first; a blank row may stand between."""
    last = head
    for row in grid.above(head):
        cells = grid.within(row, left, right)
        if row < last - 2 or len(cells) != 1 or cells[0].kind != "text":
            return
        last = row
        yield cells[0]


def _kind(grid: Grid, above: Sequence[Cell], head: Sequence[Cell]) -> tuple[str, str, tuple[int, int]]:
    """What the rows are, what says so, and where: the nearest line above, the sheet's title, the first header."""
    first = (head[0].row, head[0].column)
    for cell in above:
        if kind := user_kind(str(cell.value)):
            return kind, "line_above", (cell.row, cell.column)
    sheet = grid.sheet
    title = PurePath(sheet.file).stem if GENERIC.fullmatch(sheet.name.strip()) else sheet.name
    if kind := user_kind(title):
        return kind, "sheet_title", first
    tab = title_tab(sheet)
    is_users = tab is not None and tab.name == "users"
    kind = user_kind(str(head[0].value)) if is_users else ""
    return kind, "headers", first


def _without(sheet: Sheet, tables: Sequence[UserTable]) -> Sheet | None:
    """The sheet without the cells of some tables and the lines that name them; None where no table is left."""
    rows = {row for table in tables for row in (table.head, *table.body)}
    named = {table.spot for table in tables if table.why == "line_above"}
    cells = {
        at: cell for at, cell in sheet.cells.items()
        if at not in named and not (at[0] in rows and any(table.holds(at) for table in tables))
    }  # fmt: skip
    counts: dict[int, int] = {}
    for row, _ in cells:
        counts[row] = counts.get(row, 0) + 1
    return replace(sheet, cells=cells) if any(count > 1 for count in counts.values()) else None
