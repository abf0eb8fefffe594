"""Rows typed below the data that are made of it: changes and shares, and the stated total of the resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.checking.codes import found
from opsreport.checking.figures import Compared, as_most_fit, weighed, with_finding
from opsreport.checking.gather import ranges
from opsreport.checking.ground import Ground, Part, fields_of
from opsreport.checking.lines import Line
from opsreport.checking.madeof import made_of
from opsreport.checking.readings import YEAR_MARKS, Made, moved, shares
from opsreport.checking.tabs import TabSheet
from opsreport.checking.totals import is_stated
from opsreport.checking.typed import Typed
from opsreport.checking.units import Measure, measure_named
from opsreport.model.amount import Amount
from opsreport.model.finding import Identity
from opsreport.model.number import Number
from opsreport.model.precision import as_typed, rounding
from opsreport.model.spelling import name_key
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import BARE, HEADS, PERSON
from opsreport.schemas.choices import SHARE_WORDS

_SHARES = frozenset(map(name_key, SHARE_WORDS))
_HALF = 0.5


def footing(dataset: Dataset, typed: Sequence[Typed], money: Mapping[str, float]) -> Iterator[Identity]:
    """Every figure of such a row that can be worked out, those that differ with their finding.

    `money` is the worth of a typed 1 of money by file.
    """
    ground = Ground(dataset)
    for one in typed:
        for line in one.derived:
            compared = as_most_fit(list(_compared(ground, one.sheet, line.row)))
            yield from (each.one for each in compared if each.one.is_met)
            yield from with_finding(dataset, one.sheet, [each for each in compared if not each.one.is_met])
        if one.sheet.tab.name == "plan":
            yield from _stated(dataset, one, money)


def _compared(ground: Ground, sheet: TabSheet, row: int) -> Iterator[Compared]:
    """The figures of one row, worked out of the rows above it that speak of one month."""
    above = next((at for at in range(row - 1, sheet.header_row, -1) if ground.at(sheet, at)), None)
    word = _word(sheet, row)
    if above is None or not word:
        return
    at = ground.at(sheet, above)
    for column in fields_of(sheet.tab.name):
        cell = sheet.sheet.cells.get((row, sheet.columns.get(column, 0)))
        if at and cell:
            is_share = name_key(word) in _SHARES
            made = shares(ground, sheet, above, column) if is_share else _changes(ground, sheet, above, column, word)
            key = "typed_share" if is_share else "typed_change"
            blank = Identity(
                key, Number(None), Number(None), month=at.month, subject=f"{sheet.header(column)} · {word}"
            )
            if one := weighed(sheet, cell, blank, tuple(made)):
                yield one


def _word(sheet: TabSheet, row: int) -> str:
    """What the row calls itself: 环比, 占比."""
    cells = (sheet.sheet.cells.get((row, sheet.columns.get(key, 0))) for key in sheet.tab.keys)
    texts = (str(cell.value).strip() for cell in cells if cell)
    return next((text for text in texts if made_of(text)), "")


def _changes(ground: Ground, sheet: TabSheet, row: int, column: str, word: str) -> Iterator[Made]:
    """How the month moved: all rows of it together, or the row above alone."""
    months = 12 if any(mark in name_key(word) for mark in YEAR_MARKS) else 1
    at = ground.at(sheet, row)
    before = at.before(months) if at else ""
    fields = [field for table, field in fields_of(sheet.tab.name)[column] if at and table == at.table.name]
    if at and before and fields and at.table.name != "kpi":
        sums = [ground.sum_of(at.table.name, fields[0], month) for month in (at.month, before)]
        names = [f"{month} Σ {sheet.header(column)}" for month in (at.month, before)]
        if not any(number.is_missing for number in sums):
            yield from moved(*(Part(number, 0.0, name) for number, name in zip(sums, names, strict=True)))
    now, then = ground.part(sheet, row, column), ground.earlier(sheet, row, column, months)
    if now and then:
        yield from moved(now, then)


def _stated(dataset: Dataset, typed: Typed, money: Mapping[str, float]) -> Iterator[Identity]:
    """R16: what a total row says of the resources of a period, in money or in people."""
    for total in typed.totals:
        amount, unit = total.values.get("value"), total.values.get("unit")
        if is_stated(total) and isinstance(amount, Amount):
            measure = unit if isinstance(unit, Measure) else Measure(BARE)
            table = dataset["resources"].where(period=total.text("month") or str(dataset.period.plus(1)))
            field = "heads" if measure.unit in (PERSON, HEADS) else "amount"
            around = total.sheet.banner.money or money.get(total.sheet.sheet.file, 1.0)
            said = total.sheet.units.get("value", "")
            own = (measure_named(said) if said else None) or Measure(BARE, around)
            worth = measure.factor if unit or field == "heads" else own.factor
            worth = 1.0 if amount.scale else worth
            yield from _stated_total(total, table, field, amount.value * worth)


def _stated_total(total: Line, table: Table, field: str, stated: float) -> Iterator[Identity]:
    summed = table.total(field, table.schema.field(field).unit)
    if summed.is_missing:
        return
    where, period = total.origin("value"), str(table.frame["period"].iloc[0])
    right, slack = Number(stated, summed.unit), rounding(total.cells["value"], stated) + _HALF
    one = Identity("resources_total", summed, right, slack, month=period, cells=(where,))
    finding = found("total_row", (where,), total.sheet.tab)
    if not one.is_met:
        rows = (row for row in table.frame.index.tolist() if table.value(row, field) is not None)
        origins = (where, *ranges([table.origin(row, field) for row in rows]))
        seen, made = as_typed(total.cells["value"], stated, summed.amount)
        numbers = {"seen": seen, "sum": made, "period": period}
        finding = found("resources_total_differs", origins, total.sheet.tab, **numbers)
    yield replace(one, finding=finding)
