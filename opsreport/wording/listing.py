"""Findings as plain text, grouped by tab, ready to paste into a group chat."""

from __future__ import annotations

from collections.abc import Iterator

from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.period import Period
from opsreport.wording.voice import Wording, finding_text

MOST_CELLS = 3
_MARKS = {Severity.block: "✗", Severity.warn: "!", Severity.note: "·"}


def listing(findings: Findings, period: Period, voice: Wording) -> str:
    """A heading with the counts, then tab by tab each finding with its cell and its cure."""
    if not len(findings):
        return voice.term("check.clean").format(period=period)
    counts = {level.name: sum(f.severity is level for f in findings) for level in Severity}
    lines = [voice.term("check.title").format(period=period, **counts)]
    for tab in dict.fromkeys(finding.tab for finding in findings):
        lines += ["", f"【{tab or voice.term('check.general')}】"]
        lines += [line for finding in findings if finding.tab == tab for line in _said(finding, voice)]
    return "\n".join(lines)


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
    """The first cells of the finding, and how many there are when they are more."""
    places = [str(origin) for origin in finding.origins]
    shown = voice.term("label.list_mark").join(places[:MOST_CELLS])
    rest = voice.term("check.more").format(count=len(places)) if len(places) > MOST_CELLS else ""
    return shown + rest


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
