"""Tables of a plan that stand by themselves, with no column that says what their rows are: 下月目标, 重点行动, 风险."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from opsreport.model.finding import Finding, Severity
from opsreport.model.grid import Grid as Packed
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.spelling import header_parts
from opsreport.model.table import Cell, Sheet, Spots, cells_text
from opsreport.model.unitlines import units_said
from opsreport.schemas.choices import PLAN_ROW
from opsreport.schemas.matching import column_named, is_counter, is_guide
from opsreport.schemas.plankinds import plan_kind, speaks_of_next
from opsreport.schemas.starter import PLAN as TAB
from opsreport.shaping.grid import grid_of
from opsreport.shaping.long import MOST_CELLS, unpacked
from opsreport.shaping.making import header_text, made_sheets
from opsreport.shaping.match import Ignored, Match, Shaped, unread
from opsreport.shaping.outside import unknown_table
from opsreport.shaping.planned import PLAN, base_of, plan_findings
from opsreport.shaping.plantables import PlanTable, plan_tables
from opsreport.shaping.records import Record
from opsreport.shaping.regular import own_title, title_tab
from opsreport.shaping.rows import Filled, made
from opsreport.shaping.words import is_money, is_unit, special_of
from opsreport.shaping.years import years_around

MOST_UNTITLED = 5_000
_FEWEST = 2
_OF_BUDGET = ("item", "value", "owner", "month", "unit")


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
    if not sheet.cells or sheet.hidden or is_guide(sheet.name) or len(sheet.cells) > _most_cells(sheet):
        return None
    sheet = unpacked(sheet)
    grid = grid_of(sheet)
    years = years_around((), sheet.name, sheet.file, meta, period)
    tables = tuple(plan_tables(grid, years, base_of(sheet, meta, period)))
    return PlanParts(sheet, _without(sheet, tables), tables) if tables else None


def _most_cells(sheet: Sheet) -> int:
    """Of how many cells a sheet is looked at: one that its title says to be such a table may have a great many."""
    return MOST_CELLS if title_tab(sheet) is None and plan_kind(own_title(sheet)) else MOST_UNTITLED


def without_kinds(sheet: Sheet, part: Shaped) -> Shaped:
    """What was made of a plan's sheet; nothing, which is said, where no column or title tells what its rows are."""
    tab = title_tab(sheet)
    kinds = [one.tab == PLAN and "row_type" not in one.columns.values() for one in part.matches]
    if tab is None or tab.name != PLAN or sheet.hidden or not sheet.cells or isinstance(sheet.cells, Packed):
        return part
    if not all(kinds) or is_guide(sheet.name) or any(map(_names_kinds, sheet.cells.values())):
        return part
    return Shaped((unread(sheet),), (unknown_table(sheet, min(sheet.cells), max(sheet.cells)),))


def _names_kinds(cell: Cell) -> bool:
    """Whether a cell is the header of the column that says what each row is."""
    column = column_named(TAB, cell.value) if isinstance(cell.value, str) else None
    return column is not None and column.name == "row_type"


def _without(sheet: Sheet, tables: Sequence[PlanTable]) -> Sheet | None:
    """The sheet without the cells of some tables and the lines that name them; None where no table is left."""
    cells = {at: cell for at, cell in sheet.cells.items() if not any(table.holds(at) for table in tables)}
    return replace(sheet, cells=cells) if max(Counter(row for row, _ in cells).values(), default=0) > 1 else None


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
    at, head = next(((at, cell) for at, cell in made.cells.items() if cell.value == column.headers[0]), (None, None))
    if at is None or head is None:
        return made
    return replace(made, cells={**made.cells, at: head._replace(value=header_text(column, {"value": "/".join(units)}))})


def _records(sheet: Sheet, table: PlanTable) -> Iterator[Record]:
    """The rows of a table; the budget of work to do is a row of its own, what it needs."""
    for at, row in enumerate(table.body):
        yield _record(sheet, table, at, row, table.kind)
        if table.kind == "action" and _has_budget(sheet, table, row):
            yield _record(sheet, table, at, row, "resource")


def _has_budget(sheet: Sheet, table: PlanTable, row: int) -> bool:
    """Whether a row says what it costs."""
    head = table.roles.get("value")
    cell = sheet.cells.get((row, head.column)) if head else None
    return cell is not None and bool(cell.value)


def _record(sheet: Sheet, table: PlanTable, at: int, row: int, kind: str) -> Record:
    spot: Spots = (((table.line or table.head[0]).row, (table.line or table.head[0]).column),)
    filled: dict[str, Filled] = {"row_type": made(PLAN_ROW[kind][0], spot)}
    for name, head in table.roles.items():
        if name in _OF_BUDGET if kind != table.kind else kind != "action" or name != "value":
            filled[name] = Filled(sheet.cells.get((row, head.column)), ((row, head.column),))
    if row in table.months:
        filled["month"] = table.months[row]
    return Record((0, at), filled)


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
    line = str(table.line.value) if table.line else ""
    why = "line_above" if plan_kind(line) or speaks_of_next(line) else "sheet_title"
    columns = {str(cell.value): name for name, cell in table.roles.items()}
    where = Origin(sheet.file, sheet.name, cells_text(corners).replace(",", ":"))
    return Match(where, PLAN, (why,), columns, _ignored(table))
