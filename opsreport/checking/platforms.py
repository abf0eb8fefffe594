"""The platform of articles that no cell says: the one that the sheet or the file is called after, else none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from opsreport.checking.cells import is_absent
from opsreport.checking.codes import found
from opsreport.checking.gather import ranges
from opsreport.checking.lines import Mask, Rows
from opsreport.checking.tabs import PLATFORM
from opsreport.model.finding import Finding
from opsreport.schemas.called import NO_PLATFORM
from opsreport.schemas.starter import CONTENTS


def with_platform(rows: Rows) -> Rows:
    """The rows, each with the platform that the name of their sheet or file says, where no column does.

    One that nothing says is NO_PLATFORM.
    """
    if rows.sheet.tab != CONTENTS:
        return rows
    name, _ = rows.sheet.named_platform
    blank = _blank(rows)
    values = rows.values(PLATFORM).copy() if PLATFORM in rows.typed else np.full(len(rows), None, dtype=object)
    values[blank] = NO_PLATFORM if PLATFORM in rows.sheet.columns else name or NO_PLATFORM
    return replace(rows, typed={**rows.typed, PLATFORM: values})


def _blank(rows: Rows) -> Mask:
    """Which articles say no platform; what a cell says that cannot be read is told already."""
    blank: Mask = ~rows.is_filled(PLATFORM)
    for at in np.flatnonzero(blank & rows.has_cell(PLATFORM)).tolist():
        blank[at] = is_absent(rows[at].cells[PLATFORM], CONTENTS.column(PLATFORM))
    return blank


def platform_findings(rows: Rows) -> Iterator[Finding]:
    """A note that the name of the sheet or file says it, a warning of the articles for which nothing does."""
    if rows.sheet.tab != CONTENTS or not len(rows):
        return
    column, tab = CONTENTS.column(PLATFORM).headers[0], rows.sheet.tab
    name, title = rows.sheet.named_platform
    lacking = [at for at, text in enumerate(rows.texts(PLATFORM)) if text == NO_PLATFORM]
    if PLATFORM not in rows.sheet.columns:
        where = (rows.sheet.sheet.row_origin(rows.sheet.header_row, rows.sheet.columns.values()),)
        if name:
            yield found("platform_from_name", where, tab, column=column, seen=title, meant=name)
        else:
            yield found("platform_unknown", where, tab, column=column, count=str(len(rows)), meant=NO_PLATFORM)
    elif lacking:
        cells = tuple(ranges([rows.sheet.origin(int(rows.numbers[at]), PLATFORM) for at in lacking]))
        yield found("platform_unknown", cells, tab, column=column, count=str(len(lacking)), meant=NO_PLATFORM)
