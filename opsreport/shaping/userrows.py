"""A table of users → rows of the users' tab: lists of names, months or steps across, triangles of retention."""

from __future__ import annotations

from collections.abc import Mapping

from opsreport.model.spelling import header_parts
from opsreport.model.table import Cell, Spot, Spots
from opsreport.schemas.choices import SHARE_WORDS, USER_ROW
from opsreport.schemas.userkinds import day_said, family_of, funnel_of, is_sample, is_whole, sentiment_of
from opsreport.shaping.records import Record
from opsreport.shaping.rows import Filled, made
from opsreport.shaping.slots import label_month
from opsreport.shaping.usermade import UserRows, Wording, made_rows
from opsreport.shaping.usertable import UserTable, is_number, is_percent
from opsreport.shaping.usertriangle import triangle
from opsreport.shaping.words import is_unit, special_of

USER_COUNT = "人数"
_NUMBERS = ("count", "base", "interactions", "revenue")


def user_rows(table: UserTable, wording: Wording) -> UserRows | None:
    """The rows of a table of users; None where its shape is none that its kind can have."""
    family = family_of(table.kind)
    roles = table.roles
    months = table.months
    if family == "retention" and table.days:
        return triangle(table, wording, roles)
    if "name" in roles.values() and len(months) > 1:
        return _across(table, wording, roles)
    if family == "funnel" and "name" not in roles.values():
        return _steps_across(table, wording, roles)
    return _listed(table, wording, roles)


def _listed(table: UserTable, wording: Wording, roles: Mapping[int, str]) -> UserRows | None:
    """A row a name."""
    columns = {role: at for at, role in roles.items() if role not in ("", "rate")}
    if not {"name", "count"} <= columns.keys():
        return None
    kinds = _kinds(table, columns)
    sample = _sample(table, columns)
    records: list[Record] = []
    units = _units(table, columns)
    units |= {"base": units["count"]} if sample and "count" in units else {}
    for row in table.body:
        filled = _filled(table, row, columns, wording)
        kind = kinds.get(row, "")
        if (sample and row == sample.row) or (filled and not kind and _is_total(filled)):
            continue
        if filled is None or not kind:
            return None
        if sample:
            filled["base"] = Filled(sample, ((sample.row, sample.column),))
        filled["row_type"] = made(USER_ROW[kind][0], _type_spots(table, row, columns))
        records.append(Record((0, len(records)), filled, dict(units), derived=_derived(table, row, roles)))
    counts = [one.filled["count"].cell for one in records if is_number(one.filled["count"].cell)]
    if not counts or any(cell and is_percent(cell) for cell in counts):
        return None
    if family_of(table.kind) == "retention" and not all(_is_day(one) for one in records):
        return None
    return made_rows(table, wording, records, roles)


def _is_total(filled: Mapping[str, Filled]) -> bool:
    cell = filled["name"].cell
    return cell is not None and special_of(str(cell.value)) == "total"


def _sample(table: UserTable, columns: Mapping[str, int]) -> Cell | None:
    """The number of people asked, where it stands in a row of its own: 样本总数."""
    for row in table.body if table.kind == "churn" and "base" not in columns else ():
        name = table.grid.cell(row, columns["name"])
        if name and is_whole(str(name.value)) and is_sample(str(name.value)):
            return table.grid.sheet.cells.get((row, columns["count"]))
    return None


def _is_day(record: Record) -> bool:
    text = str(cell.value) if (cell := record.filled["name"].cell) else ""
    return day_said(text) is not None or bool(special_of(text))


def _across(table: UserTable, wording: Wording, roles: Mapping[int, str]) -> UserRows | None:
    """A row a name, its count month by month."""
    name = next(at for at, role in roles.items() if role == "name")
    kinds = _kinds(table, {"name": name})
    records: list[Record] = []
    for at in table.months:
        header = table.cells[at - table.cells[0].column]
        word = label_month(header)
        for row in table.body:
            cell = table.grid.sheet.cells.get((row, at))
            named = table.grid.cell(row, name)
            if word is None or named is None or not kinds.get(row) or (cell and is_percent(cell)):
                return None
            if is_number(cell):
                filled = {
                    "month": made(str(wording.years.period_of(word)), ((header.row, header.column),)),
                    "row_type": made(USER_ROW[kinds[row]][0], (table.spot,)),
                    "name": Filled(named, ((named.row, named.column),)),
                    "count": Filled(cell, ((row, at),)),
                }
                records.append(Record((0, len(records)), filled))
    if family_of(table.kind) in ("retention", "feedback") or not records:
        return None
    return made_rows(table, wording, records, roles, "months_across")


def _steps_across(table: UserTable, wording: Wording, roles: Mapping[int, str]) -> UserRows | None:
    """A row a month, the steps of the funnel side by side."""
    month = next((at for at, role in roles.items() if role == "month"), 0)
    steps = [at for at, role in roles.items() if at != month and role != "rate"]
    names = tuple(table.text(at) for at in steps)
    kind = funnel_of(names) if table.kind == "funnel" else table.kind
    if not month or len(steps) < 2 or not kind or any(table.roles[at] == "note" for at in steps):
        return None
    records: list[Record] = []
    for row in table.body:
        said = table.grid.cell(row, month)
        word = label_month(said) if said else None
        for at, name in zip(steps, names, strict=True):
            cell = table.grid.sheet.cells.get((row, at))
            if said is None or word is None or cell is None or not is_number(cell) or is_percent(cell):
                return None
            filled = {
                "month": made(str(wording.years.period_of(word)), ((said.row, said.column),)),
                "row_type": made(USER_ROW[kind][0], (table.spot,)),
                "name": made(name, ((table.head, at),)),
                "count": Filled(cell, ((row, at),)),
            }
            records.append(Record((0, len(records)), filled))
    return made_rows(table, wording, records, roles, "names_across")


def _kinds(table: UserTable, columns: Mapping[str, int]) -> Mapping[int, str]:
    """What each row is: what the title says, or the steps of a funnel, or a word beside what people said."""
    if table.kind == "funnel":
        steps = tuple(str(cell.value) for cell in table.column_cells(columns["name"]))
        return dict.fromkeys(table.body, funnel_of(steps))
    if family_of(table.kind) != "feedback" or "row_type" not in columns:
        return dict.fromkeys(table.body, "" if table.kind == "feedback" else table.kind)
    cells = {row: table.grid.cell(row, columns["row_type"]) for row in table.body}
    return {row: sentiment_of(str(cell.value)) if cell else "" for row, cell in cells.items()}


def _type_spots(table: UserTable, row: int, columns: Mapping[str, int]) -> Spots:
    """Where it is said what a row is."""
    cell = table.grid.cell(row, columns["row_type"]) if "row_type" in columns else None
    return ((cell.row, cell.column),) if cell else (table.spot,)


def _filled(table: UserTable, row: int, columns: Mapping[str, int], wording: Wording) -> dict[str, Filled] | None:
    """The cells of a row by column; None for one without a name, or with a month that is none."""
    filled: dict[str, Filled] = {}
    for role, at in columns.items():
        cell = table.grid.cell(row, at) if role not in _NUMBERS else _number_cell(table, row, at, role)
        spot: Spot = (cell.row, cell.column) if cell else (row, at)
        if role == "month":
            word = label_month(cell) if cell else None
            if word is None:
                return None
            filled[role] = made(str(wording.years.period_of(word)), (spot,))
        elif role != "row_type":
            filled[role] = Filled(cell, (spot,))
    return filled if filled["name"].cell else None


def _number_cell(table: UserTable, row: int, column: int, role: str) -> Cell | None:
    """A number's cell; one merged over several rows is of each only where it is what they are counted of."""
    return table.grid.cell(row, column) if role == "base" else table.grid.sheet.cells.get((row, column))


def _units(table: UserTable, columns: Mapping[str, int]) -> dict[str, str]:
    said = {role: header_parts(table.text(at))[1] for role, at in columns.items() if role in _NUMBERS}
    return {role: unit for role, unit in said.items() if is_unit(unit)}


def _derived(table: UserTable, row: int, roles: Mapping[int, str]) -> dict[str, Filled]:
    """The shares typed beside a row."""
    count = next((table.text(at) for at, role in roles.items() if role == "count"), "")
    made_of = [at for at, role in roles.items() if role == "rate" and special_of(table.text(at)) == "share"]
    found = {at: cell for at in made_of if (cell := table.grid.sheet.cells.get((row, at)))}
    return {_share_name(table.text(at), count): Filled(cell, ((row, at),)) for at, cell in found.items()}


def _share_name(text: str, count: str) -> str:
    """What a column of shares is of: the people, where it does not say."""
    return USER_COUNT + text if count and text in SHARE_WORDS else text
