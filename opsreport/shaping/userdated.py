"""Tables of users and channels that say no month: that of their names, of the report or of the sheets beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from opsreport.model.finding import Finding
from opsreport.model.grid import Grid as Packed
from opsreport.model.period import Period
from opsreport.model.spelling import plain
from opsreport.model.table import Sheet
from opsreport.schemas.matching import column_named
from opsreport.schemas.starter import CHANNELS
from opsreport.shaping.match import Shaped
from opsreport.shaping.useraside import is_undated
from opsreport.shaping.versions import months_said
from opsreport.shaping.words import month_in
from opsreport.shaping.years import Years

_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_./年]?(0[1-9]|1[0-2]|[1-9](?!\d))(?=\d\d(?!\d)|\D|$)")


def with_months_beside(
    parts: Sequence[Shaped],
    sheets: Sequence[Sheet],
    meta: Mapping[str, Sequence[str]],
    period: Period,
    again: Callable[[Sheet, Sequence[str]], Shaped],
) -> list[Shaped]:
    """The parts, each of what a sheet was made into; those that left users aside for want of a month made anew.

    `again` makes them of a sheet and the month told: that of its names, of another file's report information
    or of the other sheets of its workbook, where these say a single one.
    """
    made: list[Shaped] = []
    for sheet, part in zip(sheets, parts, strict=True):
        notes = [one for one in part.findings if is_undated(one)]
        beside = [one for one, other in zip(parts, sheets, strict=True) if other.file == sheet.file]
        month = _single_month(sheet, beside, meta, period) if notes else ""
        told = again(sheet, (month,)) if month else part
        said = (_taken(one, month) for one in notes if month and not any(map(is_undated, told.findings)))
        made.append(replace(told, findings=(*told.findings, *said)))
    return made


def with_months_of_others(
    parts: Sequence[Shaped], sheets: Sequence[Sheet], meta: Mapping[str, Sequence[str]], period: Period
) -> list[Shaped]:
    """The parts, channels that say no month as of the single one that the other sheets of their workbook say."""
    made: list[Shaped] = []
    for sheet, part in zip(sheets, parts, strict=True):
        is_of_channels = any(match.tab == CHANNELS.name for match in part.matches) and not meta.get(sheet.file)
        undated = [one for one in part.sheets if is_of_channels and _is_open(one)]
        beside = [one for one, other in zip(parts, sheets, strict=True) if other.file == sheet.file and one is not part]
        month = _single_month(sheet, beside, meta, period) if undated else ""
        dated = (
            tuple(replace(one, month=month) if one in undated else one for one in part.sheets) if month else part.sheets
        )
        made.append(replace(part, sheets=dated))
    return made


def _is_open(sheet: Sheet) -> bool:
    """Whether a short sheet of channels says no month, in a column or otherwise."""
    if sheet.month or not sheet.cells or isinstance(sheet.cells, Packed) or sheet.tab not in ("", CHANNELS.name):
        return False
    named = (column_named(CHANNELS, cell.value) for cell in sheet.cells.values() if isinstance(cell.value, str))
    return all(column is None or column.kind != "month" for column in named)


def _taken(note: Finding, month: str) -> Finding:
    """The note that rows without a month were taken for those of `month`."""
    details = {"tab": note.tab, "column": note.details["columns"], "form": "above", "count": note.details["count"]}
    return replace(note, code="value_coerced", details={**details, "seen": "–", "meant": month}, is_routine=True)


def _single_month(sheet: Sheet, beside: Sequence[Shaped], meta: Mapping[str, Sequence[str]], period: Period) -> str:
    """The first single month that a sheet's names, any report information or the sheets beside it say, or ""."""
    names = (sheet.name, PurePath(sheet.file).stem)
    named = [{str(Period.month(int(y), int(m))) for y, m in _MONTH_IN_NAME.findall(plain(name))} for name in names]
    about = {
        str(Period.month(one[0].year, one[0].number))
        for said in meta.values()
        for text in said
        if (one := month_in(text)) and one[0].year
    }
    words = {word for part in beside for word in months_said(_results(part))}
    others = {str(Years({}, period).period_of(word)) for word in words}
    return next((min(found) for found in (*named, about, others) if len(found) == 1), "")


def _results(part: Shaped) -> Shaped:
    """A part without sheets that were not read, plans, which are of later months, and columns of earlier ones."""
    first = next((match.tab for match in part.matches), "plan")
    kept = (one for one in part.sheets if one.cells and not one.is_earlier and (one.tab or first) != "plan")
    return replace(part, sheets=tuple(kept))
