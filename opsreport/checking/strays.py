"""Campaigns and articles that the dates of a month's list put into another month: what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.reconcile import tab_of
from opsreport.checking.typed import Typed
from opsreport.model.finding import Finding
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table

# what each row is called
_NAMES = {"campaigns": "campaign_id", "contents": "title"}
_MOST_ROWS = 2_000  # a list of more is none of one month
_MOST_NAMED = 6
_FEW = 3  # the strays of the month before are at most so small a part of the month's own
_DIGITS = "〇一二三四五六七八九十"


def stray_rows(dataset: Dataset, typed: Sequence[Typed]) -> Iterator[Finding]:
    """A note for each sheet of a list of the report month of the rows that are of the month before, or of later ones.

    None of a list over several months, of one that says the month of its rows, of a whole month before listed as well,
    and of rows whose names say theirs.
    """
    said = {_sheet(one) for one in typed if one.data.is_filled("month").any()}
    for name, called in _NAMES.items():
        table = dataset[name]
        if len(table) > _MOST_ROWS:
            continue
        for sheet, rows in _by_sheet(table).items():
            strays = [] if sheet in said else _strays(table, rows, called, dataset.period)
            if strays:
                yield _told(table, strays, called, dataset.period)


def _sheet(one: Typed) -> tuple[str, str]:
    return one.sheet.sheet.file, one.sheet.sheet.name


def _by_sheet(table: Table) -> dict[tuple[str, str], list[int]]:
    found_in: dict[tuple[str, str], list[int]] = {}
    for row in table.frame.index.tolist():
        place = table.places[row]
        found_in.setdefault((place.file, place.sheet), []).append(row)
    return found_in


def _strays(table: Table, rows: Sequence[int], called: str, period: Period) -> list[int]:
    months = {row: str(table.value(row, "month")) for row in rows}
    earlier = {month for month in months.values() if month < str(period)}
    if str(period) not in months.values() or len(earlier) > 1:
        return []
    others = [row for row, month in months.items() if month != str(period)]
    strays = [row for row in others if not _says(str(table.value(row, called)), int(months[row][-2:]))]
    before = {row for row in strays if months[row] < str(period)}
    is_whole = len(before) > max(1, (len(rows) - len(others)) // _FEW)  # the month before is listed as well
    return [row for row in strays if not (is_whole and row in before)]


def _says(name: str, month: int) -> bool:
    """Whether a name says a month: 5月上新, 五月会员日."""
    tens = "十" if month >= 10 else ""
    word = f"{tens}{_DIGITS[month % 10]}" if month % 10 else "十"
    return f"{month}月" in name or f"{word}月" in name


def _told(table: Table, strays: Sequence[int], called: str, period: Period) -> Finding:
    where = ranges([table.origin(row, called) for row in strays])
    seen = listed((f"{table.value(row, called)} → {table.value(row, 'month')}" for row in strays), _MOST_NAMED)
    details = {"seen": seen, "month": str(period), "count": str(len(strays)), "belongs": table.name}
    return found("other_month", where, tab_of(table.name), **details)
