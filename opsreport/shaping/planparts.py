"""Tables of a plan that stand by themselves, with no column that says what their rows are: 下月目标, 重点行动, 风险."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid as Packed
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.spelling import header_parts, name_key, units_said
from opsreport.model.table import Cell, Sheet, Spot, Spots, cells_text
from opsreport.schemas.choices import PLAN_ROW
from opsreport.schemas.matching import column_named, is_counter, is_guide
from opsreport.schemas.plankinds import kind_of_items, plan_kind, plan_role
from opsreport.schemas.starter import PLAN as TAB
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.making import header_text, made_sheets
from opsreport.shaping.match import Ignored, Match, Shaped
from opsreport.shaping.planned import PLAN, Plan, base_of, plan_findings, plan_of
from opsreport.shaping.records import Record
from opsreport.shaping.regular import own_title, title_tab
from opsreport.shaping.rows import Filled, made
from opsreport.shaping.slots import label_month
from opsreport.shaping.words import is_amount, is_money, is_remark, is_unit, month_in, special_of
from opsreport.shaping.years import Years, years_around

MOST_CELLS = 5_000
_ROW_WORDS = frozenset(name_key(word) for words in PLAN_ROW.values() for word in words)
_FEWEST, _LOOKED_AT = 2, 40


@dataclass(frozen=True, slots=True)
class PlanTable:
    """One such table: its kind, the line that says it, its header by role and its rows; whose plan it is.

    `months` are those of lines of their own, by the rows below them, `lines` such rows and those of the header again.
    """

    kind: str
    line: Cell | None
    head: tuple[Cell, ...]
    roles: Mapping[str, Cell]
    body: tuple[int, ...]
    plan: Plan
    months: Mapping[int, Filled]
    lines: tuple[int, ...]

    def holds(self, spot: Spot) -> bool:
        """Whether a cell is one of the table's."""
        row, column = spot
        rows = (self.head[0].row, *self.body, *self.lines)
        is_own = row in rows and self.head[0].column <= column <= self.head[-1].column
        return is_own or (self.line is not None and spot == (self.line.row, self.line.column))


@dataclass(frozen=True, slots=True)
class PlanParts:
    """Such tables of one sheet, and the sheet without their cells (None where nothing else is in it)."""

    sheet: Sheet
    rest: Sheet | None
    tables: tuple[PlanTable, ...]

    def beside(self, other: Shaped, start: int) -> Shaped:
        """What was made of the rest of the sheet, with these, whose rows are counted from `start`."""
        sheets: list[Sheet] = []
        for table in self.tables:
            dated = Sheet(
                self.sheet.file, self.sheet.name, {}, date_1904=self.sheet.date_1904, planned=table.plan.period
            )
            heads: dict[str, Spots] = {name: ((cell.row, cell.column),) for name, cell in table.roles.items()}
            records = tuple(_records(self.sheet, table))
            made = made_sheets(dated, TAB, records, start, money=_money(self, table), heads=heads)
            sheets += (_with_unit(one, table) for one in made)
            start = max(row for sheet in sheets for row, _ in sheet.spots) + 1
        findings = (one for table in self.tables for one in _findings(self.sheet, table))
        matches = (_match(self.sheet, table) for table in self.tables)
        return Shaped((*other.sheets, *sheets), (*other.findings, *findings), (*other.matches, *matches))


def plan_parts(sheet: Sheet, meta: Sequence[str], period: Period) -> PlanParts | None:
    """The tables of a plan in a sheet that say their kind in a title or a header; None for a sheet that has none."""
    if not sheet.cells or sheet.hidden or isinstance(sheet.cells, Packed) or len(sheet.cells) > MOST_CELLS:
        return None
    if is_guide(sheet.name):
        return None
    grid = grid_of(sheet)
    years = years_around((), sheet.name, sheet.file, meta, period)
    tables = tuple(_tables(grid, years, base_of(sheet.file, meta, period)))
    return PlanParts(sheet, _without(sheet, tables), tables) if tables else None


def _tables(grid: Grid, years: Years, base: Period) -> Iterator[PlanTable]:
    known: set[int] = set()
    for place, row in enumerate(grid.order[:-1]):
        for cells in _runs(grid.rows[row]) if row not in known else ():
            is_head = len(cells) >= _FEWEST and all(cell.kind == "text" and not is_amount(cell) for cell in cells)
            if is_head and (table := _table(grid, place, cells, (years, base))):
                known.update(table.lines)
                yield table


def _runs(cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """The cells of a row that stand side by side; a remark may stand beside a header, or another table."""
    starts = [at for at, cell in enumerate(cells) if not at or cell.column > cells[at - 1].column + 1]
    for first, end in pairwise((*starts, len(cells))):
        yield tuple(cells[first:end])


def _table(grid: Grid, place: int, head: tuple[Cell, ...], around: tuple[Years, Period]) -> PlanTable | None:
    """The table under a header; None where nothing says its kind, or it lists nothing."""
    line = _line_above(grid, place, head)
    kind = _kind(grid.sheet, line, head)
    roles: dict[str, Cell] = {}
    # 备注 is the note where 目标 stands beside it, unless nobody wrote one
    rows = range(head[0].row + 1, head[0].row + _LOOKED_AT)
    blank = {cell for cell in head if not any(grid.sheet.cells.get((row, cell.column)) for row in rows)}
    for cell in (
        sorted(head, key=lambda cell: column_named(TAB, str(cell.value)) is None or cell in blank) if kind else ()
    ):
        if not special_of(str(cell.value)) and (role := plan_role(kind, str(cell.value))):
            roles.setdefault(role, cell)
    body = tuple(_body(grid, place, head, roles["item"].column)) if len(roles) >= _FEWEST and "item" in roles else ()
    texts = [str(cell.value) for cell in ((line,) if line else ())] + [grid.sheet.name, grid.sheet.file]
    plan = plan_of(TAB, [str(roles["value"].value), *texts] if kind == "goal" and "value" in roles else texts, *around)
    said = [cell.value for cell in head]
    again = [row for row in body if [cell.value for cell in _cells(grid, row, head)] == said]
    dated = [] if "month" in roles else [row for row in body if _month_line(grid, row, head)]
    months = _months(grid, body, head, around[0]) if dated else {}
    lines = (*again, *dated)
    table = PlanTable(kind, line, head, roles, tuple(row for row in body if row not in lines), plan, months, lines)
    is_goal = kind != "goal" or _is_ahead(table, around[1])
    return table if table.body and is_goal and not _names_kinds(grid, table) else None


def _is_ahead(table: PlanTable, base: Period) -> bool:
    """Whether goals are those of a month to come; others are targets of the metrics."""
    goals = [cell for cell in table.head if plan_role("goal", str(cell.value)) == "value"]
    period = table.plan.period
    return len(goals) == 1 and len(period) == len("2025-06") and Period.parse(period) > base


def _line_above(grid: Grid, place: int, head: Sequence[Cell]) -> Cell | None:
    """The line of one text right above a header, a blank row between at most, whatever is noted beside the table."""
    if not place:
        return None
    row = grid.order[place - 1]
    cells = _cells(grid, row, head) or grid.rows[row]
    return cells[0] if row >= head[0].row - _FEWEST and len(cells) == 1 and cells[0].kind == "text" else None


def _cells(grid: Grid, row: int, head: Sequence[Cell]) -> Sequence[Cell]:
    return grid.within(row, head[0].column, head[-1].column)


def _month_line(grid: Grid, row: int, head: Sequence[Cell]) -> Cell | None:
    """The month that is all a row of a table says, for the rows below it."""
    cells = _cells(grid, row, head)
    return cells[0] if len(cells) == 1 and label_month(cells[0]) else None


def _months(grid: Grid, body: Sequence[int], head: Sequence[Cell], years: Years) -> Mapping[int, Filled]:
    """The month of each row below such a line."""
    found: dict[int, Filled] = {}
    above: Filled | None = None
    for row in body:
        cell = _month_line(grid, row, head)
        word = label_month(cell) if cell else None
        if cell and word:
            month = replace(years, is_ahead=True).period_of(word)
            above = made(str(month), ((cell.row, cell.column),))
        elif above:
            found[row] = above
    return found


def _kind(sheet: Sheet, line: Cell | None, head: Sequence[Cell]) -> str:
    """What the rows are: as the line above says, the sheet's title, or in a plan's sheet the header of the names."""
    if line and (kind := plan_kind(str(line.value))):
        return kind
    tab = title_tab(sheet)
    if tab is None:
        month = month_in(sheet.name)
        return plan_kind(PurePath(sheet.file).stem if month and not month[1] else own_title(sheet))
    named = (kind_of_items(str(cell.value)) for cell in head)
    return next(filter(None, (*named, _first_kind(head))), "") if tab.name == PLAN else ""


def _first_kind(head: Sequence[Cell]) -> str:
    """资源 as the first header of a table in a plan's sheet."""
    return "resource" if name_key(str(head[0].value)) in map(name_key, ("资源", "资源类型")) else ""


def _body(grid: Grid, place: int, head: Sequence[Cell], item: int) -> Iterator[int]:
    """The rows right below a header that name something, up to a blank row or a line of one text."""
    last = head[0].row
    for row in grid.order[place + 1 :]:
        cells = _cells(grid, row, head)
        if row > last + 1 or not cells or (len(cells) == 1 and is_title(cells[0])) or is_remark(str(cells[0].value)):
            return
        last = row
        if grid.sheet.cells.get((row, item)):
            yield row


def is_title(cell: Cell) -> bool:
    """Whether a line of one text heads another table."""
    return cell.kind == "text" and bool(plan_kind(str(cell.value)))


def _names_kinds(grid: Grid, table: PlanTable) -> bool:
    """Whether a column says of each row what it is, as 计划 has it: 目标, 行动."""
    for head in table.head:
        cells = (grid.sheet.cells.get((row, head.column)) for row in table.body)
        texts = {name_key(str(cell.value)) for cell in cells if cell}
        if texts and texts <= _ROW_WORDS:
            return True
    return False


def _without(sheet: Sheet, tables: Sequence[PlanTable]) -> Sheet | None:
    """The sheet without the cells of some tables and the lines that name them; None where no table is left."""
    cells = {at: cell for at, cell in sheet.cells.items() if not any(table.holds(at) for table in tables)}
    rows = [row for row, _ in cells]
    return replace(sheet, cells=cells) if any(rows.count(row) > 1 for row in set(rows)) else None


def _money(parts: PlanParts, table: PlanTable) -> str:
    """The unit of money that the line above a table, or one that is no other table's, states; "" for none."""
    rows: dict[int, list[Cell]] = {}
    for (row, _), cell in parts.sheet.cells.items():
        rows.setdefault(row, []).append(cell)
    free = [row for row in rows.values() if len(row) <= _FEWEST and not any(_is_held(parts, cell) for cell in row)]
    lines = [*((table.line,) if table.line else ()), *(cell for row in free for cell in row)]
    said = (unit for cell in lines if cell.kind == "text" for unit in units_said(str(cell.value)))
    return next((unit for unit in said if is_unit(unit) and is_money(unit)), "")


def _is_held(parts: PlanParts, cell: Cell) -> bool:
    return any(table.holds((cell.row, cell.column)) for table in parts.tables)


def _with_unit(made: Sheet, table: PlanTable) -> Sheet:
    """The sheet with the units that the header of its numbers says: 金额（万元） → 数值（万元）."""
    typed, column = table.roles.get("value"), TAB.column("value")
    text = str(typed.value) if typed else ""
    units = [unit for unit in units_said(text) or header_parts(text)[1:] if is_unit(unit)]
    if not units:
        return made
    at, head = next((at, cell) for at, cell in made.cells.items() if cell.value == column.headers[0])
    return replace(made, cells={**made.cells, at: head._replace(value=header_text(column, {"value": "/".join(units)}))})


def _records(sheet: Sheet, table: PlanTable) -> Iterator[Record]:
    for at, row in enumerate(table.body):
        spot: Spots = (
            ((table.line.row, table.line.column),) if table.line else ((table.head[0].row, table.head[0].column),)
        )
        filled: dict[str, Filled] = {"row_type": made(PLAN_ROW[table.kind][0], spot)}
        for name, head in table.roles.items():
            place = (row, head.column)
            filled[name] = Filled(sheet.cells.get(place), (place,))
        if row in table.months:
            filled["month"] = table.months[row]
        yield Record((0, at), filled)


def _findings(sheet: Sheet, table: PlanTable) -> Iterator[Finding]:
    """What is said of last month's plan; a note of the headers that name nothing."""
    yield from plan_findings(sheet, TAB, table.plan)
    if left := [one for one in _ignored(table) if one.reason == "unknown"]:
        where = Origin(sheet.file, sheet.name, ",".join(one.cell for one in left))
        details = {"columns": " / ".join(one.text for one in left), "tab": TAB.titles[0]}
        yield Finding("unknown_column", Severity.note, (where,), details, TAB.titles[0])


def _ignored(table: PlanTable) -> tuple[Ignored, ...]:
    used = {cell.column for cell in table.roles.values()}
    left = [cell for cell in table.head if cell.column not in used and not is_counter(str(cell.value))]
    return tuple(
        Ignored(cells_text(((cell.row, cell.column),)), str(cell.value), special_of(str(cell.value)) or "unknown")
        for cell in left
    )


def _match(sheet: Sheet, table: PlanTable) -> Match:
    """What the table was taken for."""
    corners = ((table.head[0].row, table.head[0].column), (table.body[-1], table.head[-1].column))
    why = "line_above" if table.line and plan_kind(str(table.line.value)) else "sheet_title"
    columns = {str(cell.value): name for name, cell in table.roles.items()}
    where = Origin(sheet.file, sheet.name, cells_text(corners).replace(",", ":"))
    return Match(where, PLAN, (why,), columns, _ignored(table))
