"""What is said of the units of a table around it: the money that its rows are in, and what cannot be used."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, product

from opsreport.metrics import is_foreign_money, unit_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.spelling import header_parts, name_key, unit_word
from opsreport.model.table import Cell, Sheet, Spot
from opsreport.model.unit import BARE
from opsreport.model.unitlines import apart_said, speaks_for_all, statement, units_said
from opsreport.schemas.matching import tab_named
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.layout import Column
from opsreport.shaping.tables import Read
from opsreport.shaping.words import is_amount, is_money, is_unit, says_nothing, without_scale

# so many lines above and below a table, and at the top of its sheet, may speak of its units
# the number of a part: 一、 （二） 3.
_NUMBERED = re.compile(r"[(（]?(?:[一二三四五六七八九十]+|[1-9])[)）、.．](?!\d)")
_MOST_LINES = 40


def money_said(one: Read, areas: Sequence[Area]) -> str:
    """The unit of money that the lines around a table state, those above it first, the nearest first, else its sheet's
    title; "" for none. `areas` are all tables of its sheet."""
    return next((unit for _, unit in _said(one, areas) if _is_yuan(unit)), _titled(one.layout.grid.sheet))


def apart_from(one: Read, areas: Sequence[Area]) -> tuple[str, ...]:
    """The keys of the names that these lines say their unit does not hold for."""
    said = (name for cell in _around(one, areas) for name in apart_said(str(cell.value)))
    return tuple(dict.fromkeys(map(name_key, said)))


def _is_yuan(unit: str) -> bool:
    return is_unit(unit) and is_money(unit)


def _said(one: Read, areas: Sequence[Area]) -> Sequence[tuple[Cell, str]]:
    """The units stated for a table; money that is stated for it alone counts, and no other around it then."""
    around = [(cell, unit) for cell in _around(one, areas) for unit in units_said(str(cell.value))]
    area = one.layout.area
    own = [cell.row for cell, unit in around if _is_yuan(unit) and area in _owners(areas, cell.row)]
    heard = [(cell, unit) for cell, unit in around if cell.row in own or not (own and _is_yuan(unit))]
    return (*heard, *_headed(one))


def _owners(areas: Sequence[Area], row: int) -> tuple[Area, ...]:
    """The tables that a line between tables is of: those below it, if it does not stand right under one and apart from
    them; () for a line above or below them all, which is of each."""
    before = max((area.bottom for area in areas if area.top < row), default=0)
    after = min((area.top for area in areas if area.top > row), default=0)
    if not (before and after):
        return ()
    is_foot = before >= row - 1 and after > row + 1
    return tuple(area for area in areas if (area.bottom == before if is_foot else area.top == after))


def _headed(one: Read) -> Iterator[tuple[Cell, str]]:
    """The units of money in a header that are of all of its table: 指标（万元）."""
    grid, area = one.layout.grid, one.layout.area
    named = {column.slot.spots[-1] for column in one.layout.columns if _names_rows(one, column)}
    for row in area.head:
        for cell in grid.rows.get(row, ()):
            text = str(cell.value) if cell.kind == "text" else ""
            is_name = (cell.row, cell.column) in named
            words = units_said(text) if statement(text) else header_parts(text)[1:] if is_name else ()
            yield from ((cell, word) for word in words if is_money(word))


def _names_rows(one: Read, column: Column) -> bool:
    """Whether a column holds the names of the rows."""
    is_key = column.role == "label" and column.name in one.layout.tab.keys
    return is_key and one.layout.tab.column(column.name).kind == "text" and bool(column.slot.spots)


def _titled(sheet: Sheet) -> str:
    """The unit of money in the brackets of a sheet's title: 收入（万元）."""
    unit = header_parts(sheet.name)[1]
    return unit if _is_yuan(unit) else ""


def _around(one: Read, areas: Sequence[Area]) -> Iterator[Cell]:
    """The texts that speak of it in the lines above a table, the nearest first, then in those below its rows.

    A line below it that is of another table is none.
    """
    grid, area = one.layout.grid, one.layout.area
    above = islice(grid.above(area.top), _MOST_LINES)
    first = (row for row in reversed(grid.order[:_MOST_LINES]) if row < area.top)
    inside = {*area.head, *area.body[:-1]}
    after = islice(grid.order, bisect_right(grid.order, area.top), None)
    others = (row for row in after if row not in inside)
    below = (row for row in islice(others, _MOST_LINES) if area in (_owners(areas, row) or (area,)))
    for row in dict.fromkeys((*above, *first, *below)):
        texts = [cell for cell in grid.rows[row] if cell.kind == "text" and not is_amount(cell)]
        if row < area.top and _titles_another(one, areas, texts):
            continue
        is_other = any(row in other.body for other in areas if other != area)  # 总营收（万元）, not filled in yet
        is_row = is_other or any(map(is_amount, grid.rows[row])) or _heads_amounts(grid, texts)
        told = speaks_for_all([str(cell.value) for cell in texts], has_numbers=is_row)
        yield from (cell for cell in texts if str(cell.value) in told)


def _titles_another(one: Read, areas: Sequence[Area], texts: Sequence[Cell]) -> bool:
    """Whether a line is the title of the table below it, 一、渠道（万元）, and this is another with its own title."""
    if len(texts) != 1 or not (named := _title_of(str(texts[0].value))):
        return False
    row, area = texts[0].row, one.layout.area
    below = min((other.top for other in areas if other.top > row), default=area.top)
    own = [named_here for cell in area.above if cell.row >= below and (named_here := _title_of(str(cell.value)))]
    return below < area.top and bool(own) and named not in own


def _title_of(text: str) -> str:
    """What a title of a table is of: the name of its tab, else its number; "" for a line that is none."""
    if statement(text):
        return ""
    tab, number = tab_named(text), _NUMBERED.match(text.strip())
    return tab.name if tab else number[0] if number else ""


def _heads_amounts(grid: Grid, texts: Sequence[Cell]) -> bool:
    """Whether several texts of a row are the header of a table, with amounts right below."""
    below = (grid.sheet.cells.get((cell.row + 1, cell.column)) for cell in texts)
    return len(texts) > 1 and any(cell is not None and is_amount(cell) for cell in below)


def unit_findings(sheet: Sheet, reads: Sequence[Read], areas: Sequence[Area]) -> Iterator[Finding]:
    """Foreign money in headers and around tables, a 万 that may be of money or of people, and two units of money."""
    for one in reads:
        title = one.layout.tab.titles[0]
        yield from _foreign_headers(sheet, one)
        yield from _strange_units(sheet, one)
        said = _said(one, areas)
        for cell, unit in said:
            if _is_unclear(unit):
                yield _unknown(sheet.origin(cell.row, cell.column), title, unit, unit)
        money = {unit: cell for cell, unit in said if _is_yuan(unit)}
        named = dict.fromkeys((*money, *filter(None, (_titled(sheet),))))
        if len(named) > 1:
            where = tuple(sheet.origin(cell.row, cell.column) for cell in money.values())
            details = {"tab": title, "seen": " / ".join(named)}
            yield Finding("unit_conflict", Severity.block, tuple(dict.fromkeys(where)), details, title)


def _foreign_headers(sheet: Sheet, one: Read) -> Iterator[Finding]:
    """One finding for all headers in one other money."""
    found: dict[str, list[tuple[Spot, str]]] = {}
    for slot in (column.slot for column in one.layout.columns if column.slot.spots):
        if is_foreign_money(word := header_parts(slot.text)[1]):
            found.setdefault(word, []).append((slot.spots[-1], slot.text))
    for word, heads in found.items():
        where = sheet.origin_of(*(spot for spot, _ in heads))
        yield _unknown(where, one.layout.tab.titles[0], " / ".join(dict.fromkeys(text for _, text in heads)), word)


def _strange_units(sheet: Sheet, one: Read) -> Iterator[Finding]:
    """Units beside names of measures that money is not read in, that their measure contradicts, or that some lack."""
    title, said = one.layout.tab.titles[0], _beside_measures(one)
    for (measure, unit), spots in said.items():
        where, others = sheet.origin_of(*spots), [other for name, other in said if name == measure and other != unit]
        if not _is_strange(one, measure, unit, others):
            continue
        if unit and not is_unit(unit):
            yield _unknown(where, title, measure, unit)
        else:
            seen = unit or f"{next(filter(_is_scaled, others))} / –"
            details = {"tab": title, "seen": f"{measure} / {seen}"}
            yield Finding("unit_conflict", Severity.block, (where,), details, title)


def _beside_measures(one: Read) -> dict[tuple[str, str], list[Spot]]:
    """The cells of each measure with each unit beside it, "" where that is blank."""
    found: dict[tuple[str, str], list[Spot]] = {}
    columns = [(a.slot.column, b.slot.column) for a in one.layout.of("measure") for b in one.layout.of("unit")]
    for row, (named, beside) in product(one.layout.area.body, columns):
        name, unit = (one.layout.grid.cell(row, at) for at in (named, beside))
        if name:
            said = str(name.value).strip(), "" if unit is None or says_nothing(unit) else str(unit.value).strip()
            found.setdefault(said, []).extend(((row, named), (row, beside)))
    return found


def _is_strange(one: Read, name: str, unit: str, others: Sequence[str]) -> bool:
    """Whether a measure and the unit beside it cannot be read together; `others` are those of its other rows."""
    measure, own = one.layout.words.column(name), header_parts(name)[1]
    if not unit:
        return measure is not None and not is_unit(own) and any(map(_is_scaled, others))
    if is_unit(unit):
        return is_unit(own) and _worth(own) != _worth(unit)
    return measure is not None and measure.kind == "money"


def _is_scaled(unit: str) -> bool:
    """Whether a unit is of more than one: 万元."""
    return is_unit(unit) and unit_word(unit) != without_scale(unit)


def _worth(unit: str) -> tuple[object, str]:
    """What a unit measures and its scale: 名 and 人 are one, 元 and 万元 are not."""
    bare = without_scale(unit)
    return unit_named(bare), unit_word(unit).removesuffix(bare)


def _is_unclear(unit: str) -> bool:
    """Whether a unit stated for a whole table cannot be used: other money, 万 alone, 万人 for all that is counted."""
    if is_foreign_money(unit):
        return True
    bare = unit_named(without_scale(unit)) if is_unit(unit) and without_scale(unit) != unit else None
    return bare is not None and (bare == BARE or bare.kind == "count")


def _unknown(where: Origin, title: str, column: str, seen: str) -> Finding:
    return Finding("unit_unknown", Severity.block, (where,), {"tab": title, "column": column, "seen": seen}, title)
