"""Triangles of retention: a row a month of registration, the days side by side."""

from __future__ import annotations

from collections.abc import Mapping

from opsreport.metrics import metric_named
from opsreport.model.table import Cell
from opsreport.schemas.choices import USER_ROW
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled, made
from opsreport.shaping.slots import label_month
from opsreport.shaping.usermade import UserRows, Wording, made_rows
from opsreport.shaping.usertable import UserTable, is_number, is_percent


def triangle(table: UserTable, wording: Wording, roles: Mapping[int, str]) -> UserRows | None:
    """A row a month of registration, the days side by side; young months have blanks, which are no rows.

    Counts are rows beside the users they are of; rates are metrics of their month.
    """
    month = next((at for at, role in roles.items() if role == "month"), 0)
    base = next((at for at, role in roles.items() if role == "base"), 0)
    days = _chosen_days(table)
    is_rate = all(is_percent(cell) for at in days for cell in table.column_cells(at) if is_number(cell))
    if not month or not days or not (base or is_rate):
        return None
    records: list[Record] = []
    for row in table.body:
        said = table.grid.cell(row, month)
        if said is None or (word := label_month(said)) is None:
            return None
        when = made(str(wording.years.period_of(word)), ((said.row, said.column),))
        for at, day in days.items():
            cell = table.grid.sheet.cells.get((row, at))
            if cell is None or not is_number(cell):
                continue
            if is_percent(cell) != is_rate:
                return None
            known = _rate(table, when, cell, day) if is_rate else _retained(table, when, cell, base)
            records.append(Record((0, len(records)), known))
    return (
        made_rows(table, wording, records, roles, "metrics_across" if is_rate else "names_across") if records else None
    )


def _chosen_days(table: UserTable) -> Mapping[int, int]:
    """The column of each day, that of people where the share of them stands beside it."""
    chosen: dict[int, int] = {}
    for at, day in table.days.items():
        is_share = any(is_percent(cell) for cell in table.column_cells(at))
        if day not in chosen or not is_share:
            chosen[day] = at
    return {at: day for day, at in chosen.items()}


def _rate(table: UserTable, when: Filled, cell: Cell, day: int) -> dict[str, Filled]:
    return {
        "month": when,
        "metric": made(rate_name(day), ((table.head, cell.column),)),
        "actual": Filled(cell, ((cell.row, cell.column),)),
    }


def rate_name(day: int) -> str:
    """The metric of the retention of a day: 次日留存率, 7日留存率."""
    name = "次日留存率" if day == 1 else f"{day}日留存率"
    metric = metric_named(name)
    return metric.labels[0] if metric else name


def _retained(table: UserTable, when: Filled, cell: Cell, base: int) -> dict[str, Filled]:
    head = table.cells[cell.column - table.cells[0].column]
    return {
        "month": when,
        "row_type": made(USER_ROW["retention"][0], (table.spot,)),
        "name": Filled(head, ((head.row, head.column),)),
        "count": Filled(cell, ((cell.row, cell.column),)),
        "base": Filled(table.grid.sheet.cells.get((cell.row, base)), ((cell.row, base),)),
    }
