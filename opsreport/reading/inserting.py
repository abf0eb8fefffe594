"""Rows or columns put into a sheet of a workbook, with everything that refers to what stood there moved on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils import quote_sheetname
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.dimensions import ColumnDimension, RowDimension
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from opsreport.model.table import Spot, column_letter

_REF = re.compile(r"(\$?)([A-Z]{1,3})?(\$?)(\d+)?")
_SIMPLE = re.compile(
    r"=(?:SUM|AVERAGE|MAX|MIN|COUNT|COUNTA|SUBTOTAL)\((?:\d+,)?\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+\)", re.IGNORECASE
)
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([\w.:]+))!")
_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_FEWEST_LISTED = 3
_ADDED = re.compile(rf"=(?:SUM\({_CELL}(?:,{_CELL})+\)|{_CELL}(?:\+{_CELL})+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gap:
    """`count` rows (or columns) put in front of the one that was number `at`."""

    axis: Literal["row", "column"]
    at: int
    count: int

    def moved(self, spot: Spot) -> Spot:
        """Where a cell stands afterwards."""
        row, column = spot
        return (self._on(row), column) if self.axis == "row" else (row, self._on(column))

    def _on(self, number: int) -> int:
        return number + self.count if number >= self.at else number


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a gap did to formulas: those whose sum takes the new cells in, those that may have to."""

    grown: frozenset[Spot]
    short: tuple[str, ...]


def opened(book: Workbook, sheet: Worksheet, gap: Gap) -> Opened:
    """Put a gap into a sheet: cells, merged ranges, heights and widths, rules, names and formulas move on.

    A plain sum (or mean, …) of cells that end where the gap begins takes it in, so
    does one of every third cell (D4+G4+J4) with a gap of three; any other formula
    of such cells is told by its cell, as only a person can know.
    """
    if gap.axis == "row":
        sheet.insert_rows(gap.at, gap.count)
    else:
        sheet.insert_cols(gap.at, gap.count)
    for merged in sheet.merged_cells.ranges:
        _shift(merged, gap)
    _move_sizes(sheet, gap)
    _move_rules(sheet, gap)
    _move_names(book, sheet, gap)
    grown: set[Spot] = set()
    short: list[str] = []
    for other in book.worksheets:
        for spot, state in _move_formulas(other, sheet, gap):
            if state == "grown" and other is sheet:
                grown.add(spot)
            elif state == "short":
                short.append(f"{other.title}!{column_letter(spot[1])}{spot[0]}")
    return Opened(frozenset(grown), tuple(short))


def copied(book: Workbook, sheet: Worksheet, title: str) -> Worksheet:
    """A copy of a sheet right behind it: cells, looks, rules, drop-downs, panes; no charts and no pictures."""
    new = book.copy_worksheet(sheet)
    new.title = title
    book.move_sheet(new, book.index(sheet) + 1 - book.index(new))
    for one in sheet.conditional_formatting:
        for rule in one.rules:
            new.conditional_formatting.add(str(one.sqref), copy(rule))
    for drop_down in sheet.data_validations.dataValidation:
        new.add_data_validation(copy(drop_down))
    new.freeze_panes, new.auto_filter.ref = sheet.freeze_panes, sheet.auto_filter.ref
    return new


def _shift(part: CellRange, gap: Gap) -> None:
    first, last = (part.min_row, part.max_row) if gap.axis == "row" else (part.min_col, part.max_col)
    is_row = gap.axis == "row"
    if first >= gap.at:
        part.shift(row_shift=gap.count if is_row else 0, col_shift=0 if is_row else gap.count)
    elif last >= gap.at:
        part.expand(down=gap.count if is_row else 0, right=0 if is_row else gap.count)


def _move_sizes(sheet: Worksheet, gap: Gap) -> None:
    if gap.axis == "row":
        heights = {row: one.height for row, one in sheet.row_dimensions.items() if one.height and row >= gap.at}
        for row in heights:
            sheet.row_dimensions[row] = RowDimension(sheet, index=row)
        for row, height in heights.items():
            sheet.row_dimensions[row + gap.count].height = height
        return
    spans = [
        (one.min, one.max or one.min, one.width, one.hidden) for one in sheet.column_dimensions.values() if one.min
    ]
    for letter in list(sheet.column_dimensions):
        del sheet.column_dimensions[letter]
    for first, last, width, hidden in spans:
        for column in range(first, min(last, first + 100) + 1):
            letter = column_letter(gap.moved((1, column))[1])
            sheet.column_dimensions[letter] = ColumnDimension(sheet, index=letter, width=width, hidden=hidden)


def _move_rules(sheet: Worksheet, gap: Gap) -> None:
    """Drop-downs, conditional formats, filters, tables, links, the print area."""
    for rule in sheet.data_validations.dataValidation:
        for part in rule.sqref.ranges:
            _shift(part, gap)
    formats = [(list(one.sqref.ranges), one.rules) for one in sheet.conditional_formatting]
    sheet.conditional_formatting = ConditionalFormattingList()
    for parts, rules in formats:
        for part in parts:
            _shift(part, gap)
        for rule in rules:
            rule.formula = [_shifted(f"={text}", sheet.title, sheet.title, gap)[1:] for text in rule.formula]
            sheet.conditional_formatting.add(" ".join(part.coord for part in parts), rule)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _area(sheet.auto_filter.ref, gap)
    for table in sheet.tables.values():
        if gap.axis == "row":
            table.ref = _area(table.ref, gap)
            if table.autoFilter:
                table.autoFilter.ref = _area(table.autoFilter.ref, gap)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink:
                cell.hyperlink.ref = cell.coordinate
    if sheet.print_area:
        areas = sheet.print_area if isinstance(sheet.print_area, list) else sheet.print_area.split(",")
        sheet.print_area = [_area(area.rpartition("!")[2].replace("$", ""), gap) for area in areas]


def _area(ref: str, gap: Gap) -> str:
    part = CellRange(ref)
    _shift(part, gap)
    return str(part.coord)


def _move_names(book: Workbook, sheet: Worksheet, gap: Gap) -> None:
    for names in (book.defined_names, *(one.defined_names for one in book.worksheets)):
        for name in names.values():
            if name.attr_text:
                name.attr_text = _shifted(f"={name.attr_text}", "", sheet.title, gap)[1:]


def _move_formulas(other: Worksheet, sheet: Worksheet, gap: Gap) -> Iterator[tuple[Spot, str]]:
    """Every formula that ends at the gap, and whether it took the gap in."""
    for at, row in enumerate(other.iter_rows(), 1):
        for column, cell in enumerate(row, 1):
            value = cell.value
            if isinstance(value, ArrayFormula):
                value.text = _shifted(value.text or "", other.title, sheet.title, gap)
                if other is sheet:
                    value.ref = cell.coordinate if ":" not in value.ref else _area(value.ref, gap)
            elif cell.data_type == "f" and isinstance(value, str):
                cell.value = new = _grown(value, other.title, sheet.title, gap, (at, column))
                if new != _shifted(value, other.title, sheet.title, gap):
                    yield (at, column), "grown"
                elif _may_be_short(value, other.title, sheet.title, gap, (at, column)):
                    yield (at, column), "short"


def _grown(formula: str, home: str, title: str, gap: Gap, at: Spot) -> str:
    """The formula moved on; a plain sum that ends at the gap, or lists months one by one, with the new one in it."""
    plain = formula.replace(" ", "")
    new = _shifted(formula, home, title, gap, grows=home == title and bool(_SIMPLE.fullmatch(plain)))
    listed = _listed(formula, home, title, gap, at) if home == title and _ADDED.fullmatch(plain) else ()
    if len(listed) >= _FEWEST_LISTED:  # of two cells nobody knows whether they are all or the last two
        next_one = _moved_corner(listed[-1], Gap(gap.axis, 1, gap.count))
        return f"{new.rstrip(' )')},{next_one})" if plain.endswith(")") else f"{new}+{next_one}"
    return new


def _may_be_short(formula: str, home: str, title: str, gap: Gap, at: Spot) -> bool:
    """Whether a formula asks for cells the last of which stand before the gap, as one range or one by one."""
    is_plain = home == title and bool(_SIMPLE.fullmatch(formula.replace(" ", "")))
    ends_there = not is_plain and _ends_there(formula, home, title, gap)
    return ends_there or bool(_listed(formula, home, title, gap, at))


def _listed(formula: str, home: str, title: str, gap: Gap, at: Spot) -> tuple[str, ...]:
    """The references of a formula that lists months one by one up to the last, each a gap's width on; else none.

    A formula of the last month itself is repeated for the new one and lists nothing.
    """
    own = at[0] if gap.axis == "row" else at[1]
    if home == title and gap.at - gap.count <= own < gap.at:
        return ()
    refs = [one.value.rpartition("!")[2] for one in Tokenizer(formula).items if _speaks_of(one, home, title)]
    cells = {number: ref for ref in refs if ":" not in ref and (number := _number(ref, gap))}
    last = next((number for number in cells if gap.at - gap.count <= number < gap.at), 0)
    listed = [number for number in sorted(cells) if number <= last and (last - number) % gap.count == 0]
    is_whole = len(listed) > 1 and listed == list(range(listed[0], last + 1, gap.count))
    return tuple(cells[number] for number in listed) if is_whole else ()


def _shifted(formula: str, home: str, title: str, gap: Gap, *, grows: bool = False) -> str:
    """The formula of a cell of sheet `home` after a gap was put into sheet `title`."""
    if not formula.startswith("="):
        return formula
    parsed = Tokenizer(formula)
    for token in parsed.items:
        if _speaks_of(token, home, title):
            prefix, mark, ref = token.value.rpartition("!")
            token.value = prefix + mark + _moved_ref(ref, gap, grows=grows)
    return "=" + "".join(token.value for token in parsed.items)


def _ends_there(formula: str, home: str, title: str, gap: Gap) -> bool:
    """Whether a formula asks for several cells the last of which stands before the gap."""
    refs = [one.value.rpartition("!")[2] for one in Tokenizer(formula).items if _speaks_of(one, home, title)]
    ranges = [corners for ref in refs if len(corners := ref.split(":")) == 2]
    return any(_number(last, gap) == gap.at - 1 > (_number(first, gap) or 0) for first, last in ranges)


def _speaks_of(token: Token, home: str, title: str) -> bool:
    if token.type != Token.OPERAND or token.subtype != Token.RANGE:
        return False
    prefix = token.value.rpartition("!")[0].strip("'").replace("''", "'")
    return (prefix or home) == title


def _moved_ref(ref: str, gap: Gap, *, grows: bool) -> str:
    """A reference moved on: each corner by itself; the last one also where it stands right before the gap."""
    corners = ref.split(":")
    found = [_REF.fullmatch(corner) for corner in corners if corner]
    is_name = len(corners) == 1 and not (found and found[0] and found[0][2] and found[0][4])
    if len(corners) > 2 or len(found) < len(corners) or not all(found) or is_name:
        return ref
    moved = [_moved_corner(corner, gap) for corner in corners]
    if grows and len(corners) == 2 and _number(corners[1], gap) == gap.at - 1:
        moved[1] = _moved_corner(corners[1], Gap(gap.axis, gap.at - 1, gap.count))
    return ":".join(moved)


def _number(corner: str, gap: Gap) -> int | None:
    found = _REF.fullmatch(corner)
    if found is None:
        return None
    if gap.axis == "row":
        return int(found[4]) if found[4] else None
    return column_index_from_string(found[2]) if found[2] else None


def _moved_corner(corner: str, gap: Gap) -> str:
    number = _number(corner, gap)
    found = _REF.fullmatch(corner)
    if number is None or found is None or number < gap.at:
        return corner
    if gap.axis == "row":
        return f"{found[1]}{found[2] or ''}{found[3]}{number + gap.count}"
    return f"{found[1]}{column_letter(number + gap.count)}{found[3]}{found[4] or ''}"


def pointed(sheet: Worksheet, earlier: Sequence[str], name: str) -> Iterator[str]:
    """Let what a copy says of the month before be of the sheet `name`; yield its formulas of other months."""
    for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str) and earlier):
        formula = str(cell.value)
        named = {one or other for one, other in _SHEET.findall(formula)} if formula.startswith("=") else set()
        if named & {*earlier} == {earlier[-1]} and not any(":" in one for one in named):
            cell.value = _SHEET.sub(lambda found: _renamed(found, earlier[-1], name), formula)
        elif any(one in said for said in named for one in earlier):
            yield f"{sheet.title}!{cell.coordinate}"


def _renamed(found: re.Match[str], old: str, new: str) -> str:
    return f"{quote_sheetname(new)}!" if old in found.groups() else found[0]
