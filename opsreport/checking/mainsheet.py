"""Sheets nobody wants to miss that were not understood, the main one, 内容, recaps: a warning, not a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsreport.checking.codes import found
from opsreport.metrics import metric_named
from opsreport.model.finding import Finding
from opsreport.model.grid import Grid
from opsreport.model.origin import Origin
from opsreport.model.spelling import header_parts
from opsreport.model.table import Sheet
from opsreport.schemas.matching import tab_named
from opsreport.schemas.naming import is_bare, sort_in
from opsreport.schemas.subjects import names_channel, platform_in

_LEAST_NUMBERS, _LEAST_NAMED, _FEWEST_NUMBERS = 6, 3, 2
# what people wrote of the month in whole sentences
_RECAP = re.compile(
    r"复盘|总结|小结|问题[与和及](?:措施|对策|改进)|经验教训|retrospective|recap|lessons", re.IGNORECASE
)
_KPI, _UNKNOWN = "kpi", "unknown_sheet"


def with_main_said(seen: Sequence[Finding], sheets: Sequence[Sheet], tabs: Sequence[str]) -> Iterator[Finding]:
    """The findings, recaps warned of, and sheets of numbers called after one of ours.

    Where no known sheet is one of key metrics, the likeliest unknown one is, too.
    """
    unknown = {origin for one in seen if one.code == _UNKNOWN for origin in one.origins}
    left = [sheet for sheet in sheets if Origin(sheet.file, sheet.name) in unknown]
    likely = [sheet for sheet in left if _names_measures(sheet)] if _KPI not in tabs else []
    main = max(likely, key=_numbers, default=None)
    missed = {Origin(one.file, one.name) for one in left if one is main or _RECAP.search(one.name) or _is_ours(one)}
    for one in seen:
        if one.code == _UNKNOWN and missed.intersection(one.origins):
            yield found("unknown_table", one.origins, sheet=one.origins[0].sheet)
        else:
            yield one


def _is_ours(sheet: Sheet) -> bool:
    """Whether a sheet with numbers is called after one of ours, or a channel: 内容, 内容运营, 抖音."""
    is_named = tab_named(sheet.name) is not None or bool(platform_in(sheet.name)) or names_channel(sheet.name)
    return is_named and not isinstance(sheet.cells, Grid) and _numbers(sheet) >= _FEWEST_NUMBERS


def _numbers(sheet: Sheet) -> int:
    return sum(cell.kind == "number" for cell in sheet.cells.values())


def _names_measures(sheet: Sheet) -> bool:
    """Whether a sheet with numbers has several names of what is measured."""
    if isinstance(sheet.cells, Grid) or _numbers(sheet) < _LEAST_NUMBERS:
        return False
    texts = {str(cell.value) for cell in sheet.cells.values() if cell.kind == "text"}
    return sum(map(_is_measure, texts)) >= _LEAST_NAMED


def _is_measure(text: str) -> bool:
    return metric_named(text) is not None or (bool(sort_in(header_parts(text)[0])) and not is_bare(text))
