"""The platform of articles whose sheet has no column for it: the one that the sheet or the file is called after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.lines import Rows
from opsreport.checking.tabs import PLATFORM
from opsreport.model.finding import Finding


def with_platform(rows: Rows) -> Rows:
    """The rows, each with the platform that the name of their sheet or file says, where no column does."""
    name, _ = rows.sheet.named_platform
    if not name or PLATFORM in rows.sheet.columns:
        return rows
    return replace(rows, typed={**rows.typed, PLATFORM: np.full(len(rows), name, dtype=object)})


def platform_findings(rows: Rows) -> Iterator[Finding]:
    """A note that says so."""
    name, title = rows.sheet.named_platform
    if name and PLATFORM not in rows.sheet.columns and len(rows):
        where = (rows.sheet.sheet.row_origin(rows.sheet.header_row, rows.sheet.columns.values()),)
        column = rows.sheet.tab.column(PLATFORM).headers[0]
        yield found("platform_from_name", where, rows.sheet.tab, column=column, seen=title, meant=name)
