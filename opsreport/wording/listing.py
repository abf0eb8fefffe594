"""Findings as plain text, grouped by tab, ready to paste into a group chat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.period import Period
from opsreport.wording.agreement import STATEMENT, statement_rows
from opsreport.wording.table import text_table
from opsreport.wording.voice import Wording, finding_text

MOST_CELLS = 3
_MARKS = {Severity.block: "✗", Severity.warn: "!", Severity.note: "·"}


def listing(findings: Findings, period: Period, voice: Wording) -> str:
    """A heading with the counts, then tab by tab each finding with its cell and its cure.

    The routine notes on how values were read are counted in the last line.
    """
    shown = findings.told
    lines = [_heading(shown, period, voice)]
    for tab in dict.fromkeys(finding.tab for finding in shown):
        lines += ["", f"【{tab or voice.term('check.general')}】"]
        lines += [line for finding in shown if finding.tab == tab for line in _said(finding, voice)]
    if rest := len(findings) - len(shown):
        lines += ["", voice.term("check.routine").format(count=rest)]
    return "\n".join(lines)


def full_listing(findings: Findings, period: Period, voice: Wording, width: int) -> str:
    """Everything as tables `width` wide: the findings by tab, how values were read, what was reconciled."""
    told = findings.told
    lines = [_heading(told, period, voice)]
    for tab in dict.fromkeys(finding.tab for finding in told):
        found = [finding for finding in told if finding.tab == tab]
        lines += ["", f"【{tab or voice.term('check.general')}】", *_table(found, voice, width)]
    if routine := [finding for finding in findings if finding.is_routine]:
        cells = sum(int(finding.details.get("count", "1")) for finding in routine)
        lines += ["", voice.term("check.routine_title").format(count=cells), *_table(routine, voice, width)]
    if findings.identities:
        head = [voice.term(f"book.{name}") for name in STATEMENT]
        count, met = len(findings.identities), sum(one.is_met for one in findings.identities)
        lines += ["", voice.term("check.statement").format(count=count, met=met, unmet=count - met)]
        lines += text_table(head, statement_rows(findings.identities, voice), width)
    return "\n".join(lines)


def _heading(shown: Findings, period: Period, voice: Wording) -> str:
    counts = {level.name: sum(f.severity is level for f in shown) for level in Severity}
    return voice.term("check.title" if len(shown) else "check.clean").format(period=period, **counts)


def _table(findings: Sequence[Finding], voice: Wording, width: int) -> tuple[str, ...]:
    head = ["", *(voice.term(f"book.{name}") for name in ("place", "finding", "hint"))]
    rows = [(_MARKS[one.severity], place_text(one, voice), *finding_text(one, voice)) for one in findings]
    return text_table(head, rows, width)


def finding_line(finding: Finding, voice: Wording) -> str:
    """Mark, place and message of a finding in one line."""
    message, place = finding_text(finding, voice)[0], place_text(finding, voice)
    shape = voice.term("check.line" if place else "check.placeless")
    return shape.format(mark=_MARKS[finding.severity], place=place, message=message)


def _said(finding: Finding, voice: Wording) -> Iterator[str]:
    yield finding_line(finding, voice)
    if hint := finding_text(finding, voice)[1]:
        yield "  " + voice.term("check.hint").format(hint=hint)


def place_text(finding: Finding, voice: Wording) -> str:
    """The first cells of the finding, and how many there are when they are more; a sheet is named once."""
    places: list[str] = []
    last: tuple[str, str] | None = None
    for origin in finding.origins[:MOST_CELLS]:
        places.append(origin.cell if origin.cell and last == (origin.file, origin.sheet) else str(origin))
        last = origin.file, origin.sheet
    rest = len(finding.origins) > MOST_CELLS
    more = voice.term("check.more").format(count=len(finding.origins)) if rest else ""
    return voice.term("label.list_mark").join(places) + more


def findings_values(findings: Findings, voice: Wording) -> list[dict[str, object]]:
    """The findings as plain values for JSON: code, severity, tab, cells, message, hint, details."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity.name,
            "tab": finding.tab,
            "origins": [str(origin) for origin in finding.origins],
            **dict(zip(("message", "hint"), finding_text(finding, voice), strict=True)),
            "details": dict(finding.details),
        }
        for finding in findings
    ]
