"""The appendix: definitions, sources, what is missing, what was noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsreport.model.block import Grid, Insight, Words
from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.origin import Origin
from opsreport.model.report import Draft
from opsreport.sections.appendix import definitions
from opsreport.sections.kpi import scoreboard
from tests.sections.factory import company, voice

FOUND = Finding("hidden_sheet", Severity.note, (Origin("test.xlsx", "旧表"),), {"sheet": "旧表", "tab": ""})
_RESTATED = {"what": "总营收 实际", "seen": "9,500", "expected": "9,000", "built": "2025-06-05"}


def _draft(findings: Findings, lang: str = "zh") -> Draft:
    words, data = voice(lang), company()
    board = scoreboard(data, words)
    assert board is not None
    draft = definitions((board,), data, findings, words)
    assert draft is not None
    return draft


def test_every_metric_is_defined_with_its_formula() -> None:
    register = _draft(Findings()).blocks[0]
    assert isinstance(register, Grid)
    assert register.register
    rows = {row.cells[0].text: row.cells for row in register.rows if isinstance(row.cells[0], Words)}
    assert len(rows) == 8
    assert isinstance(rows["获客成本"][1], Words)
    assert "÷" in rows["获客成本"][1].text


def test_sources_count_each_row_once() -> None:
    draft = _draft(Findings())
    sources = draft.blocks[1]
    assert isinstance(sources, Grid)
    places = {row.cells[0].text for row in sources.rows if isinstance(row.cells[0], Words)}
    assert places == {"test.xlsx › metric_defs", "test.xlsx › kpi", "test.xlsx › commentary"}
    assert draft.facts["sheets"] == 3
    assert draft.facts["files"] == 1


def test_missing_tabs_and_findings_are_said() -> None:
    panel = _draft(Findings.collect([FOUND, FOUND])).blocks[2]
    assert isinstance(panel, Insight)
    assert "渠道" in panel.notes[0].text
    assert panel.notes[-1].text.startswith("test.xlsx › 旧表")
    assert "2" in panel.notes[-1].text


def test_a_restated_number_is_named_with_its_month_and_both_values() -> None:
    details = {"month": "2025-05", "column": "实际", "changes": "总营收 9,000 → 9,500", "count": "1"}
    told = Finding("restated", Severity.warn, (Origin("a.xlsx", "核心指标", "E3"),), details | _RESTATED)
    (note, *_) = next(block for block in _draft(Findings((told,))).blocks if isinstance(block, Insight)).notes
    assert "往月的数与上次生成时不一致1处：2025-05 总营收 9,000 → 9,500（实际）" in note.text


@pytest.mark.parametrize(
    ("pages", "lang", "said"),
    [
        ((3, 4, 5, 8), "zh", "（涉及第3–5、8页）"),
        ((4,), "zh", "（涉及第4页）"),
        ((4,), "en", "(page 4)"),
        ((), "zh", ""),
    ],
)
def test_the_pages_that_findings_touch_are_named(pages: tuple[int, ...], lang: str, said: str) -> None:
    panel = _draft(Findings((replace(FOUND, kind="ignored", pages=pages),)), lang).blocks[2]
    assert isinstance(panel, Insight)
    assert said in panel.notes[-1].text
    assert ("涉及" in panel.notes[-1].text) == (bool(said) and lang == "zh")
    assert said.replace("涉及", "").strip() in panel.notes[0].text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("findings", [Findings(), Findings.collect([FOUND])])
def test_words_are_complete(lang: str, findings: Findings) -> None:
    draft = _draft(findings, lang)
    for part in ("title", "short", "subtitle", "note"):
        assert len(voice(lang).lines(f"appendix/definitions.{part}", draft.facts)) == 1
