"""What a person may write in opsreport.toml in place of a column that a sheet lacks."""

from __future__ import annotations

import json
from collections.abc import Sequence

from opsreport.model.schema import Tab, TabColumn
from opsreport.model.table import Sheet

_TIMES = ("month", "period")


def source_said(sheet: Sheet, tab: Tab, missing: Sequence[TabColumn]) -> str:
    """The source of a sheet in one line, with its month, what all its rows have in common, and headers to name.

    The texts are those of the empty workbook's example.
    """
    same = [f"{column.name} = {_quoted(_example(column))}" for column in missing if column.kind in ("text", "choice")]
    heads = [f'"…" = "{one.name}"' for one in missing if one.kind not in ("text", "choice", *_TIMES)]
    said = {
        "file": _quoted(sheet.file),
        "sheet": _quoted(sheet.name),
        "table": _quoted(tab.name),
        "month": '"2025-06"' if any(column.kind in _TIMES for column in missing) else "",
        "columns": f"{{{', '.join(heads)}}}" if heads else "",
        "constants": f"{{{', '.join(same)}}}" if same else "",
    }
    return "[[source]] " + ", ".join(f"{name} = {text}" for name, text in said.items() if text)


def _example(column: TabColumn) -> str:
    return next(iter(column.choices.values()))[0] if column.choices else str(column.example)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
