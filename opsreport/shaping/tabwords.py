"""How the headers of a table are read for one tab."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from opsreport.metrics import metric_named
from opsreport.model.schema import Tab, TabColumn
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Spot
from opsreport.schemas.matching import column_named
from opsreport.shaping.words import is_unit


@dataclass(frozen=True, slots=True)
class Words:
    """How headers are read for one tab: its columns, the metrics it may name, and what a source says of headers.

    `spot` is the cell of a title that says what rows of users a table has, None for none; `kind` is that of all rows,
    "" where they say it themselves.
    """

    tab: Tab
    columns: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    spot: Spot | None = None

    def column(self, text: str) -> TabColumn | None:
        """The column a header names: what a source says of it, else a column that no source gives to another header."""
        said = self.columns.get(name_key(text), self.columns.get(header_parts(text)[0]))
        if said is not None:
            return self.tab.column(said) if said else None
        found = column_named(self.tab, text)
        return None if found and found.name in self.columns.values() else found

    def is_left_out(self, text: str) -> bool:
        """Whether a source says that a header is not to be read."""
        return "" in (self.columns.get(name_key(text)), self.columns.get(header_parts(text)[0]))

    def metric(self, text: str) -> str:
        """The metric a text names, as typed without its brackets; "" where the tab lists no metrics or knows it not."""
        return without_brackets(text) if self.tab.name == "kpi" and metric_named(text) else ""


def without_brackets(text: str) -> str:
    """The text without ＊ and a unit in brackets; other brackets stay."""
    half = re.sub(r"[(（\[【]([^)）\]】]*)[)）\]】]", lambda found: "" if is_unit(found[1]) else found[0], text)
    return " ".join(half.split()).strip("*＊ ")
