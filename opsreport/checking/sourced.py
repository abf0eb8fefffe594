"""What a person may write in opsreport.toml in place of a column that a sheet lacks."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.table import Sheet
from opsreport.model.toml import quoted

_TIMES = ("month", "period")


def source_said(sheet: Sheet, tab: Tab, missing: Sequence[TabColumn]) -> str:
    """The source of a sheet, a line a key, with its month, what all its rows have in common, and headers to name.

    The texts are those of the empty workbook's example.
    """
    same = [f"{column.name} = {quoted(_example(column))}" for column in missing if column.kind in ("text", "choice")]
    heads = [f'"…" = "{one.name}"' for one in missing if one.kind not in ("text", "choice", *_TIMES)]
    said = {
        "file": quoted(sheet.file),
        "sheet": quoted(sheet.name),
        "table": quoted(tab.name),
        "month": '"2025-06"' if any(column.kind in _TIMES for column in missing) else "",
        "columns": f"{{{', '.join(heads)}}}" if heads else "",
        "constants": f"{{{', '.join(same)}}}" if same else "",
    }
    return "\n".join(("[[source]]", *(f"{name} = {text}" for name, text in said.items() if text)))


def _example(column: TabColumn) -> str:
    return next(iter(column.choices.values()))[0] if column.choices else str(column.example)
