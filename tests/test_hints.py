"""What a finding tells to write in opsreport.toml can be pasted as it stands."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from string import Formatter

import openpyxl
import pytest

from opsreport.checking import CODES
from opsreport.checking.sourced import source_said
from opsreport.model.finding import Finding, Findings, Severity, said_details
from opsreport.model.table import Sheet
from opsreport.render.book import render_book
from opsreport.schemas import TABS
from opsreport.wording.voice import finding_text, wording
from tests.sample_report import report_of

ODD = '投放费"甲"(万) \\ 6月.xlsx'
CHANNELS = next(tab for tab in TABS if tab.name == "channels")
LACKING = [CHANNELS.column(name) for name in ("month", "channel", "family", "spend")]
TOML = source_said(Sheet(ODD, ODD, {}), CHANNELS, LACKING)


def of_every_code(lang: str) -> list[Finding]:
    """A finding of every code, with a detail for every place in its words."""
    voice, found = wording(lang), []
    for code in CODES:
        shapes = (voice.term(f"finding.{code}.{part}") for part in ("message", "hint"))
        names = {name for shape in shapes for _, name, _, _ in Formatter().parse(shape) if name}
        found.append(Finding(code, Severity.warn, (), dict.fromkeys(names, ODD) | {"toml": TOML}))
    return found


def snippets(hint: str) -> list[str]:
    """The runs of lines of a hint that are no prose."""
    runs = groupby(hint.split("\n"), lambda line: " = " in line or line == "[[source]]")
    return ["\n".join(lines) for is_toml, lines in runs if is_toml]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_line_of_settings_in_a_hint_is_toml(lang: str) -> None:
    hints = {one.code: snippets(finding_text(one, wording(lang))[1]) for one in of_every_code(lang)}
    shown = {code: [tomllib.loads(one) for one in found] for code, found in hints.items() if found}
    assert shown["column_close_miss"] == [{ODD: ODD}]
    assert shown["missing_column"][0]["source"][0]["month"] == "2025-06"
    assert shown["rows_by_day"] == [{"source": [{"file": ODD, "sheet": ODD, "table": ODD, "add_up": True}]}]
    assert {"users_split", "users_unread", "sheet_left_aside", "rows_by_week"} <= set(shown)


def test_the_workbook_lists_every_finding_in_its_words() -> None:
    found = of_every_code("zh")
    made = render_book(replace(report_of(), findings=Findings(tuple(found))), datetime(2025, 7, 1))
    book = openpyxl.load_workbook(io.BytesIO(made), read_only=True)
    rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    assert {finding_text(one, wording("zh"))[0] for one in found} <= {row[4] for row in rows if len(row) > 4}


def test_a_code_among_the_details_is_said_in_words() -> None:
    finding = Finding("mapped_unlike", Severity.block, (), {"holds": "months", "column": "渠道"})
    details = said_details(finding, wording("zh").term)
    assert details == {"holds": wording("zh").term("detail.holds.months"), "column": "渠道"}
