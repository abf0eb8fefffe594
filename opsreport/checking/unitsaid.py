"""Units said in two ways, or such as nothing can be done with: headers, names, unit cells and lines around a table."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

import numpy as np

from opsreport.checking.about import About
from opsreport.checking.banners import Said
from opsreport.checking.codes import found
from opsreport.checking.gather import ranges
from opsreport.checking.known import Context, said_by
from opsreport.checking.lines import Line, Rows
from opsreport.checking.stated import header_unit, is_alike, unit_in
from opsreport.checking.tabs import TabSheet
from opsreport.checking.units import SECONDS_OF, Measure, is_of_unknown, measure_of
from opsreport.metrics import is_foreign_money, metric_named
from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.spelling import header_parts
from opsreport.model.table import cells_text
from opsreport.model.unit import BARE, DAYS, Unit

_NUMBERS = ("int", "money", "share", "measure")
_MEASURES = ("target", "actual", "value")


def sheet_units(tabs: Sequence[TabSheet], abouts: Mapping[str, About]) -> Iterator[Finding]:
    """What headers and the lines around a table say that cannot be used, or that contradicts itself."""
    for one in tabs:
        if not one.tab.pairs:
            yield from _headers(one)
            yield from _banner(one, abouts.get(one.sheet.file, About()))


def _headers(one: TabSheet) -> Iterator[Finding]:
    for name, word in one.units.items():
        column, measure = one.tab.column(name), header_unit(one, name)
        if column.kind not in _NUMBERS:
            continue
        where = (one.origin(one.header_row, name),)
        if measure is None and (is_foreign_money(word) or is_of_unknown(word)):
            yield found("unit_unknown", where, one.tab, column=one.header(name), seen=word)
        elif measure and not _fits(measure, column.kind):
            yield found("unit_unfit", where, one.tab, column=one.header(name), seen=word)


def _fits(measure: Measure, kind: str) -> bool:
    """Whether a column of that kind can be in that unit: no money in people, no people in yuan."""
    unit = measure.unit
    is_time = unit in SECONDS_OF and unit != DAYS  # 访问量（日） is that of a day
    if kind == "share":
        return unit.kind == "rate"
    if kind == "money":
        return unit.kind not in ("count", "rate", "points", "ratio") and not is_time
    return kind == "measure" or (unit.kind not in ("money", "rate", "points", "ratio") and not is_time)


def _banner(one: TabSheet, about: About) -> Iterator[Finding]:
    banner = one.banner
    for where, word in banner.unclear:
        yield found("unit_unknown", (where,), one.tab, column=word, seen=word)
    said: list[Said] = list(banner.told)
    if banner.money and "money_unit" in about.values and about.money != banner.money:
        place = about.places["money_unit"]
        said.append((Origin(place.file, place.sheet, cells_text(place.cells("value"))), _money_word(about)))
    if banner.is_contradicted or len(said) > len(banner.told):
        yield _conflict(one, dict.fromkeys(where for where, _ in said), [word for _, word in said])


def _money_word(about: About) -> str:
    return "万元" if about.money != 1 else "元"


def row_units(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """The rows whose name, unit cell and header do not say one unit, and names that say one where others say none."""
    told: dict[tuple[str, ...], list[Origin]] = {}
    of_key: dict[tuple[str, ...], TabSheet] = {}
    asked = [_telling(rows) for rows in sheets]
    for rows in asked:
        for line in rows.lines_like(said_by(rows), lambda line: any(_contradicted(line, _MEASURES))):
            for words, places in _contradicted(line, line.values):
                key = (rows.sheet.sheet.file, rows.sheet.sheet.name, *words)
                told.setdefault(key, []).extend(places)
                of_key[key] = rows.sheet
    for key, where in told.items():
        yield _conflict(of_key[key], dict.fromkeys(where), key[2:])
    for rows in asked:
        for line in rows.lines_like(said_by(rows), _is_unfit):
            seen = f"{line.text(line.sheet.tab.metric)} {_unit_text(line)}"
            cell, header = (line.origin("unit"),), line.sheet.header("unit")
            yield found("unit_unfit", cell, line.sheet.tab, column=header, seen=seen)
    yield from _other_sorts(sheets, context)
    yield from _names([rows for rows in sheets if rows.sheet.tab.name == "kpi"], context)


def _telling(rows: Rows) -> Rows:
    """The rows whose units may disagree: all under a header that says one, else those with one beside their name."""
    typed = rows.is_filled("unit")
    is_headed = any(header_unit(rows.sheet, column) for column in _MEASURES)
    return rows if is_headed or typed.all() else rows.taken(np.flatnonzero(typed))


def _is_unfit(line: Line) -> bool:
    """Whether the unit beside a metric cannot be its own."""
    own = line.values.get("unit")
    return isinstance(own, Measure) and "unit" in line.cells and not _suits_name(own, line.text(line.sheet.tab.metric))


def _contradicted(line: Line, columns: Container[str]) -> Iterator[tuple[tuple[str, ...], tuple[Origin, ...]]]:
    """Each pair of units of one row with numbers in those columns that are not the same, with their words and cells."""
    sheet, name = line.sheet, line.sheet.tab.metric
    named, own = unit_in(line.text(name)), line.values.get("unit")
    typed = own if isinstance(own, Measure) and "unit" in line.cells else None
    if not (named or typed):
        return
    if named and typed and not _agree(named, typed):
        yield (header_parts(line.text(name))[1], _unit_text(line)), (line.origin(name), line.origin("unit"))
    for column in _MEASURES:
        header, row = header_unit(sheet, column) if column in columns else None, named or typed
        if header and row and is_alike(header, measure_of("", row, 1.0)) and not _agree(header, row):
            place = line.origin(name if named else "unit")
            words = sheet.units[column], header_parts(line.text(name))[1] if named else _unit_text(line)
            yield words, (sheet.origin(sheet.header_row, column), place)


def _unit_text(line: Line) -> str:
    return str(line.cells["unit"].value).strip()


def _agree(one: Measure, other: Measure) -> bool:
    """Whether two units are one: the same, or one a bare 万 of the other."""
    if BARE in (one.unit, other.unit):
        return one.factor == other.factor or 1.0 in (one.factor, other.factor)
    return one == other or (is_alike(one, measure_of("", other, 1.0)) and one.factor == other.factor)


def _names(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Of one metric, rows whose name says a unit and rows that say none and are read otherwise."""
    groups: dict[str, list[Line]] = {}
    for line in (line for rows in sheets for line in rows.firsts(*said_by(rows)) if line.text("metric")):
        groups.setdefault(context.metrics[line.text("metric")], []).append(line)
    for group in groups.values():
        named = next((line for line in group if unit_in(line.text("metric"))), None)
        measure = unit_in(named.text("metric")) if named else None
        bare = [line for line in group if not unit_in(line.text("metric")) and "unit" not in line.values]
        other = [line for line in bare if measure and _is_read_otherwise(line, measure, context)]
        if named and other:
            where = dict.fromkeys(line.origin("metric") for line in (named, *_all_like(sheets, other)))
            yield _conflict(named.sheet, where, [named.text("metric"), other[0].text("metric")])
    for text, line in {line.text("metric"): line for group in groups.values() for line in reversed(group)}.items():
        word = header_parts(text)[1]
        if is_foreign_money(word) or is_of_unknown(word):
            yield found("unit_unknown", (line.origin("metric"),), line.sheet.tab, column=text, seen=word)
        elif not _suits(text):
            yield found("unit_unfit", (line.origin("metric"),), line.sheet.tab, column=text, seen=word)


def _other_sorts(sheets: Sequence[Rows], context: Context) -> Iterator[Finding]:
    """Metrics in minutes here and in seconds there, or in 分 here and in % there; goals of the plan too."""
    firsts: dict[str, dict[Unit, Line]] = {}
    lines = (line for rows in sheets if rows.sheet.tab.metric for line in rows.firsts(*said_by(rows)))
    for line in lines:
        if known_as := context.metrics.get(line.text(line.sheet.tab.metric)):
            reading = context.said(line, "actual")
            if reading.is_typed and reading.unit != BARE:
                firsts.setdefault(known_as, {}).setdefault(reading.unit, line)
    for first in firsts.values():
        if len(first) > 1 and any(unit.kind == "plain" for unit in first):
            told = [_told_in(line) for line in first.values()]
            yield _conflict(
                next(iter(first.values())).sheet, dict.fromkeys(where for where, _ in told), [one for _, one in told]
            )


def _told_in(line: Line) -> tuple[Origin, str]:
    """The cell that says the unit of a row, and how: its own, else the name."""
    name = line.sheet.tab.metric
    return (line.origin("unit"), _unit_text(line)) if "unit" in line.cells else (line.origin(name), line.text(name))


def _all_like(sheets: Sequence[Rows], lines: Sequence[Line]) -> Iterator[Line]:
    """All rows that say of themselves what some first ones do."""
    for rows in sheets:
        firsts = {line.at for line in lines if line.rows is rows}
        yield from rows.lines_like(said_by(rows), lambda line, firsts=firsts: line.at in firsts)  # type: ignore[misc]


def _is_read_otherwise(line: Line, measure: Measure, context: Context) -> bool:
    reading = context.said(line, "actual")
    return measure.unit.kind in ("money", "count", "plain") and reading.factor != measure.factor


def _suits(text: str) -> bool:
    """Whether a name's unit can be that of the metric: not 新增用户（万元）."""
    measure = unit_in(text)
    return measure is None or _suits_name(measure, text)


def _suits_name(measure: Measure, name: str) -> bool:
    """Whether a known metric can be in that unit: no money in people, no rate in 万, no amount in hours."""
    metric = metric_named(name)
    if metric is None:
        return True
    if measure.unit == BARE:
        return measure.factor == 1 or metric.unit.kind != "rate"
    sorts = {_sort(measure.unit), _sort(metric.unit)}
    return len(sorts) == 1 or not sorts <= {"money", "count", "rate", "time"}


def _sort(unit: Unit) -> str:
    return "time" if unit in SECONDS_OF else unit.kind


def _conflict(one: TabSheet, places: Mapping[Origin, None], words: Sequence[str]) -> Finding:
    seen = " / ".join(dict.fromkeys(words))
    return found("unit_conflict", ranges(tuple(places)), one.tab, seen=seen)
