"""Titles that somebody typed for pages and that cannot stand as typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from opsreport.checking.codes import found
from opsreport.model.finding import Finding
from opsreport.model.table import Dataset
from opsreport.schemas.starter import REMARKS

# what two lines of a title hold, in characters of full width
_MOST_WIDE = 84.0
_SHOWN = 24


def title_findings(dataset: Dataset) -> Iterator[Finding]:
    """A warning for each title of the month that is longer than two lines, or that another page has too."""
    table = dataset["commentary"].where(month=str(dataset.period), object_type="page", kind="title")
    seen: dict[str, str] = {}
    for row, page, text in zip(table.frame.index, table.frame["object_id"], table.frame["text"], strict=True):
        title = " ".join(str(text).split())
        why = "long" if _width(title) > _MOST_WIDE else "twice" if seen.setdefault(title, page) != page else ""
        if why:
            shown = title if len(title) <= _SHOWN else f"{title[:_SHOWN]}…"
            yield found("title_changed", (table.origin(row, "text"),), REMARKS, seen=shown, why=why)


def _width(text: str) -> float:
    """How wide a text is, ASCII at half a width."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.5 for one in text)
