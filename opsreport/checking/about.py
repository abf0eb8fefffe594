"""报告信息: the pairs of each workbook, and what they mean for the sheets beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

import pandas as pd

from opsreport.checking.cells import Asked, Coerced, Seen, Trouble, amount_of, is_example, read_cell, seen_in
from opsreport.checking.codes import found
from opsreport.checking.coerced import coercion_finding, read_once
from opsreport.checking.days import Calendar
from opsreport.checking.gather import listed
from opsreport.checking.lines import Value
from opsreport.checking.tabs import TabSheet
from opsreport.checking.text import Years, years_named
from opsreport.checking.units import measure_named
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import TabColumn
from opsreport.model.table import Cell, Place, Sheet, Spot, Table, cells_text
from opsreport.model.unitlines import money_in
from opsreport.schemas.kpi import META
from opsreport.schemas.matching import tab_named
from opsreport.schemas.pairing import pairs_in
from opsreport.schemas.starter import ABOUT

_MONEY = {"yuan": 1.0, "thousand": 1e3, "ten_thousand": 1e4, "million": 1e6, "ten_million": 1e7, "hundred_million": 1e8}
_FIGURES = ("gross_margin",)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_OF_A_MONTH = ("report_month", "data_cutoff")
# what a report has one of; presenters and departments may be several
_ONE_VALUE = ("company", "report_month", "data_cutoff", "gross_margin")


@dataclass(frozen=True, slots=True)
class About:
    """What one workbook says of itself: its values as text, and where each stands."""

    values: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def money(self) -> float:
        """What one typed 1 of money is worth in 元."""
        return _MONEY.get(self.values.get("money_unit", ""), 1.0)

    @property
    def month(self) -> str:
        """The report month it names, "" where it names none."""
        return self.values.get("report_month", "")


def about_of(sheet: TabSheet, period: Period) -> tuple[About, tuple[Finding, ...]]:
    """The filled pairs of one sheet; an example's text counts as blank, and a bare 6月 is of the year that it says
    elsewhere, its name or its file's says, else that of the period."""
    calendar = _calendar(sheet.sheet, period)
    values: dict[str, str] = {}
    places: dict[str, Place] = {}
    findings: list[Finding] = []
    for column, label, cell in pairs_in(sheet.sheet, sheet.tab):
        if isinstance(cell.value, str) and (not cell.value.strip() or is_example(cell.value)):
            continue
        read = _read(column, cell, calendar)
        where, header = (sheet.sheet.origin(cell.row, cell.column),), column.headers[0]
        if isinstance(read, Trouble):
            findings.append(found(read.code, where, sheet.tab, **{"column": header, **read.details}))
            continue
        if isinstance(read, Coerced):
            findings.append(coercion_finding(where, sheet.tab, header, *read_once(where[0], cell, read)))
            read = read.value
        if text := _stored(read):
            if column.name == "money_unit" and values.get(column.name, text) != text:
                findings.append(_two_units(sheet, places[column.name], cell))
                continue
            values[column.name] = text
            places[column.name] = _place(sheet.sheet, label, cell)
    return About(values, places), tuple(findings)


def merged(abouts: Sequence[About], period: Period) -> About:
    """All workbooks' pairs together; the first that fills a key wins, those of the month asked for before others.

    Its month and its last day of data are those of one month: another month's workbook does not fill them.
    """
    ranked = sorted(abouts, key=lambda about: _rank(about, period))
    fit = _of_one_month(ranked)
    values: dict[str, str] = {}
    places: dict[str, Place] = {}
    for about in ranked:
        for key in about.values.keys() - values.keys():
            if key not in _OF_A_MONTH or about in fit:
                values[key], places[key] = about.values[key], about.places[key]
    order = [column.name for column in ABOUT.columns if column.name in values]
    return About({key: values[key] for key in order}, places)


def _rank(about: About, period: Period) -> tuple[int, int]:
    """The month asked for, workbooks that name none, earlier months newest first, later ones."""
    if about.month in ("", str(period)):
        return int(not about.month), 0
    return 2 + (about.month > str(period)), -int(about.month.replace("-", ""))


def _of_one_month(ranked: Sequence[About]) -> list[About]:
    """The workbooks of the best month of those named, and those that name none."""
    month = next((about.month for about in ranked if about.month), "")
    return [about for about in ranked if about.month in ("", month)]


def disagreements(abouts: Sequence[About], about: About, period: Period) -> Iterator[Finding]:
    """A warning for what the workbooks of one month say differently; for the month where none is that asked for."""
    same = [one for one in abouts if one.month in ("", about.month)]
    for key in _ONE_VALUE:
        among = abouts if key == "report_month" and about.month != str(period) else same
        others = [one for one in among if one.values.get(key, about.values.get(key)) != about.values.get(key)]
        if others:
            places = [one.places[key] for one in (about, *others)]
            where = tuple(Origin(one.file, one.sheet, cells_text(one.cells("value"))) for one in places)
            seen = listed(one.values[key] for one in others)
            header = ABOUT.column(key).headers[0]
            yield found("about_differs", where, ABOUT, item=header, expected=about.values[key], seen=seen)


def about_table(about: About) -> Table:
    """The pairs as a table: one row a filled key, its value a number where formulas count with it."""
    values = [float(text) if key in _FIGURES else text for key, text in about.values.items()]
    frame = pd.DataFrame({"key": list(about.values), "value": values}, dtype=object)
    return Table(META, frame, {index: about.places[key] for index, key in enumerate(about.values)})


def about_findings(about: About, sheets: Sequence[TabSheet], period: Period) -> Iterator[Finding]:
    """No company, or a report month other than the one asked for."""
    tab = next((sheet for sheet in sheets if sheet.tab.pairs and tab_named(sheet.sheet.name) == sheet.tab), None)
    if tab and "company" not in about.values:
        yield found("missing_company", (Origin(tab.sheet.file, tab.sheet.name),), tab.tab)
    if tab and about.month and about.month != str(period):
        where = (about_table(about).origin(list(about.values).index("report_month"), "value"),)
        yield found("report_month_differs", where, tab.tab, seen=about.month, month=str(period))


def _calendar(sheet: Sheet, period: Period) -> Calendar:
    """The years that a sheet of pairs and the names around it say."""
    named = years_named(sheet.name, PurePath(sheet.file).stem)
    texts = (
        f"{cell.value:.0f}年" if isinstance(cell.value, float) else str(cell.value) for cell in sheet.cells.values()
    )
    own = {int(found) for text in texts for found in _YEAR.findall(text)}
    return Calendar(Years(named, tuple(sorted(own)), str(period)), sheet.date_1904)


def _read(column: TabColumn, cell: Cell, calendar: Calendar) -> Seen:
    """The value of a pair; a gross margin must be more than none and no more than all, and 50 says neither."""
    amount = amount_of(cell) if column.name in _FIGURES else None
    if amount and not 0 < amount.value <= 1:
        return Trouble("gross_margin_range", {"seen": seen_in(cell)})
    return (
        _read_unit(column, cell) if column.name == "money_unit" else read_cell(cell, Asked(column, calendar=calendar))
    )


def _read_unit(column: TabColumn, cell: Cell) -> Seen:
    """The money unit of the whole workbook; an entry that names none, or two, stops: all money rests on it."""
    said = money_in(str(cell.value))
    measures = {measure for word in said if (measure := measure_named(word))}
    factor = measures.pop().factor if len(measures) == 1 else 0.0
    if code := next((code for code, worth in _MONEY.items() if worth == factor), ""):
        return code
    read = read_cell(cell, Asked(column))
    if isinstance(read, Trouble):
        return Trouble("unknown_category", {**read.details, "seen": seen_in(cell)})
    return read


def _place(sheet: Sheet, label: Spot, value: Cell) -> Place:
    """Where a pair stands: side by side in a row, or each in its own cell."""
    columns = {"key": label[1], "value": value.column}
    if label[0] == value.row:
        return sheet.place(value.row, columns)
    spots = {"key": (label,), "value": ((value.row, value.column),)}
    return Place(sheet.file, sheet.name, value.row, columns, spots)


def _two_units(sheet: TabSheet, first: Place, cell: Cell) -> Finding:
    """The finding of a sheet that says two units of money for all of its workbook."""
    spots = first.cells("value")
    words = [str(sheet.sheet.cells[spot].value).strip() for spot in spots] + [str(cell.value).strip()]
    where = (Origin(first.file, first.sheet, cells_text(spots)), sheet.sheet.origin(cell.row, cell.column))
    return found("unit_conflict", where, sheet.tab, seen=" / ".join(words))


def _stored(read: Value) -> str:
    """The value as meta text: "yes" or "" for a flag, ISO for a day, a plain fraction for a share."""
    if isinstance(read, bool):
        return "yes" if read else ""
    if isinstance(read, datetime):
        return read.date().isoformat()
    return "" if read is None else f"{read:.10g}" if isinstance(read, float) else str(read)
