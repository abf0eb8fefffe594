"""Where the tables of a plan stand that say in a title, a header or their columns what their rows are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import PurePath

from opsreport.model.period import Period
from opsreport.model.spelling import name_key
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.schemas.choices import PLAN_ROW
from opsreport.schemas.matching import column_named, is_counter
from opsreport.schemas.plankinds import AIM, kind_of_columns, kind_of_items, plan_kind, plan_role, speaks_of_next
from opsreport.schemas.starter import PLAN as TAB
from opsreport.shaping.grid import Grid
from opsreport.shaping.planned import PLAN, Plan, plan_of
from opsreport.shaping.regular import own_title, title_tab
from opsreport.shaping.rows import Filled, made
from opsreport.shaping.slots import label_month
from opsreport.shaping.words import is_amount, is_remark, month_in, special_of
from opsreport.shaping.years import Years

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
    _rows: list[frozenset[int]] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def rows(self) -> frozenset[int]:
        """Its rows, that of the header too."""
        if not self._rows:  # asked for every cell
            self._rows.append(frozenset((self.head[0].row, *self.body, *self.lines)))
        return self._rows[0]

    def holds(self, spot: Spot) -> bool:
        """Whether a cell is one of the table's."""
        row, column = spot
        is_own = row in self.rows and self.head[0].column <= column <= self.head[-1].column
        return is_own or (self.line is not None and spot == (self.line.row, self.line.column))


def plan_tables(grid: Grid, years: Years, base: Period) -> Iterator[PlanTable]:
    """The tables of a plan in a sheet, from the first on; `base` is the month of the workbook."""
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
    roles = _roles(grid, kind, head) if kind else {}
    body = tuple(_body(grid, place, head, roles["item"].column)) if len(roles) >= _FEWEST and "item" in roles else ()
    texts = [str(cell.value) for cell in ((line,) if line else ())] + [grid.sheet.name, grid.sheet.file]
    roles.pop(AIM, None)
    if kind == "goal" and "value" in roles:
        texts.insert(0, _goal_said(roles["value"]))
    plan = plan_of(TAB, texts, *around)
    said = [cell.value for cell in head]
    again = [row for row in body if [cell.value for cell in _cells(grid, row, head)] == said]
    dated = [] if "month" in roles else [row for row in body if _month_line(grid, row, head)]
    months = _months(grid, body, head, around[0]) if dated else {}
    lines = (*again, *dated)
    table = PlanTable(kind, line, head, roles, tuple(row for row in body if row not in lines), plan, months, lines)
    is_goal = kind != "goal" or _is_ahead(table, around[1])
    return table if table.body and is_goal and not _names_kinds(grid, table) else None


def _roles(grid: Grid, kind: str, head: Sequence[Cell]) -> dict[str, Cell]:
    """The header of each column of 计划 that a table of a kind has."""
    # 备注 is the note where 目标 stands beside it, unless nobody wrote one
    rows = range(head[0].row + 1, head[0].row + _LOOKED_AT)
    blank = {cell for cell in head if not any(grid.sheet.cells.get((row, cell.column)) for row in rows)}
    ordered = sorted(head, key=lambda cell: column_named(TAB, str(cell.value)) is None or cell in blank)
    said = [(cell, plan_role(kind, str(cell.value))) for cell in ordered if not special_of(str(cell.value))]
    roles: dict[str, Cell] = {}
    for cell, role in said:
        if role:
            roles.setdefault(role, cell)
    if kind == "goal":
        return {**roles, **_goal_columns(head)}
    items = [cell for cell, role in said if role == "item"]
    return _with_item(grid, roles, items or [cell for cell, role in said if not role]) if kind == "action" else roles


def _goal_columns(head: Sequence[Cell]) -> Mapping[str, Cell]:
    """The names and the one month of 目标 | 7月, where no header says it plainer; {} for others."""
    months = [cell for cell in head if label_month(cell)]
    said = [plan_role("goal", str(cell.value)) for cell in head[1:]]
    is_pair = len(months) == 1 and "value" not in said and plan_role("goal", str(head[0].value)) in ("item", "value")
    return {"item": head[0], "value": months[0]} if is_pair else {}


def _goal_said(value: Cell) -> str:
    """What the header of goals says, 7月 that the goals are of July."""
    return f"{value.value}目标" if label_month(value) else str(value.value)


def _with_item(grid: Grid, roles: dict[str, Cell], items: Sequence[Cell]) -> dict[str, Cell]:
    """The columns of work to do, its names those that say most of several; what they are parts of is their note.

    Without a header that says so, names are the first column of different texts beside an owner and a day.
    """
    texts = {cell: _texts(grid, cell) for cell in items}
    if "item" in roles:
        item = max(items, key=lambda cell: sum(map(len, texts[cell])))
        whole = next((other for other in items if other is not item and texts[other]), None)
        return ({"note": whole} if whole else {}) | roles | {"item": item}
    is_work = "owner" in roles and not roles.keys().isdisjoint(("due", "span", "start"))
    named = [cell for cell in items if texts[cell] and len(set(texts[cell])) == len(texts[cell])]
    named = [cell for cell in named if not is_counter(str(cell.value))]
    first = min(named, key=lambda cell: cell.column, default=None)
    return {**roles, "item": first} if is_work and first else roles


def _texts(grid: Grid, head: Cell) -> Sequence[str]:
    """What stands under a header, down to the first blank."""
    found: list[str] = []
    for row in range(head.row + 1, head.row + _LOOKED_AT):
        cell = grid.sheet.cells.get((row, head.column))
        if cell is None:
            break
        found.append(str(cell.value))
    return found


def _is_ahead(table: PlanTable, base: Period) -> bool:
    """Whether goals are those of a month to come; others are targets of the metrics."""
    goals = [cell for cell in table.head if plan_role("goal", str(cell.value)) == "value"]
    is_one = len(goals) == 1 or bool(_goal_columns(table.head))
    period = table.plan.period
    return is_one and len(period) == len("2025-06") and Period.parse(period) > base


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
    month = month_in(sheet.name)
    title = PurePath(sheet.file).stem if month and not month[1] else own_title(sheet)
    if tab is None and (kind := plan_kind(title)):
        return kind
    named = (kind_of_items(str(cell.value)) for cell in head)
    if tab is not None and tab.name == PLAN and (kind := next(filter(None, (*named, _first_kind(head))), "")):
        return kind
    is_ahead = (tab.name == PLAN if tab else speaks_of_next(title)) or (line and speaks_of_next(str(line.value)))
    return _kind_of_columns(head) if is_ahead else "" if line else _own_kind(sheet, head)


def _own_kind(sheet: Sheet, head: Sequence[Cell]) -> str:
    """What a table without a title below a blank row says by its headers alone: 风险点 | 应对措施 | 负责人."""
    first = head[0]
    if first.row < 2 or any((first.row - 1, cell.column) in sheet.cells for cell in head):
        return ""
    kind = kind_of_items(str(first.value))
    roles = {plan_role(kind, str(cell.value)) for cell in head[1:]} if kind else set()
    is_work = "owner" in roles and not roles.isdisjoint(("due", "span", "start"))
    return kind if is_work or (kind in ("risk", "ask") and roles - {"", "value"}) else ""


def _kind_of_columns(head: Sequence[Cell]) -> str:
    """What only the columns of a table in a plan tell."""
    return "goal" if _goal_columns(head) else kind_of_columns([str(cell.value) for cell in head])


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
    """Whether a column says of each row what it is, as 计划 has it: 目标, 行动; or is there to say it."""
    for head in table.head:
        cells = (grid.sheet.cells.get((row, head.column)) for row in table.body)
        texts = {name_key(str(cell.value)) for cell in cells if cell}
        column = column_named(TAB, str(head.value))
        if column and column.name == "row_type" and (not texts or texts & _ROW_WORDS):
            return True
        if texts and texts <= _ROW_WORDS:
            return True
    return False
