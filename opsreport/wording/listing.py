"""Findings as plain text, what blocks first, by tab, ready to paste into a group chat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.period import Period
from opsreport.wording.agreement import STATEMENT, statement_rows
from opsreport.wording.matched import MATCHED, matched_rows
from opsreport.wording.table import text_table
from opsreport.wording.voice import Wording, finding_text

MOST_CELLS = 3
MOST_READ = 20
ABSENT = "tab_left_out"
_MARKS = {Severity.block: "✗", Severity.warn: "!", Severity.note: "·"}


def listing(findings: Findings, period: Period, voice: Wording) -> str:
    """A heading with the counts, then what blocks, what to look at, notes: by tab, each with its cell and its cure.

    The routine notes on how values were read are counted in the last line.
    """
    told = findings.told
    shown = _together(told, voice)
    lines = [_heading(shown, period, voice)]
    for title, found in _by_severity(shown, voice):
        lines += ["", title]
        for tab in dict.fromkeys(finding.tab for finding in found):
            lines.append(f"【{tab or voice.term('check.general')}】")
            lines += [line for finding in found if finding.tab == tab for line in _said(finding, voice)]
    if rest := len(findings) - len(told):
        lines += ["", voice.term("check.routine").format(count=rest)]
    return "\n".join(lines)


def full_listing(findings: Findings, period: Period, voice: Wording, width: int) -> str:
    """Everything as tables `width` wide: what blocks first, what was matched, how values were read, the statement."""
    told = _together(findings.told, voice)
    lines = [_heading(told, period, voice)]
    for title, found in _by_severity(told, voice):
        lines += ["", title, *_table(found, voice, width)]
    if findings.matches:
        head = [voice.term(f"matched.{name}") for name in MATCHED]
        lines += ["", voice.term("check.matched").format(count=len(findings.matches))]
        lines += text_table(head, matched_rows(findings.matches, voice), width)
    if routine := [finding for finding in findings if finding.is_routine]:
        cells = sum(int(finding.details.get("count", "1")) for finding in routine)
        lines += ["", voice.term("check.routine_title").format(count=cells), *_table(routine, voice, width)]
    if rows := [row for finding in routine for row in _readings(finding, voice)]:
        head = [voice.term(f"check.{name}") for name in ("read_place", "read_seen", "read_meant")]
        lines += ["", voice.term("check.read_title").format(most=MOST_READ), *text_table(head, rows, width)]
    if findings.identities:
        head = [voice.term(f"book.{name}") for name in STATEMENT]
        count, met = len(findings.compared), sum(one.is_met for one in findings.compared)
        counts = {"count": count, "met": met, "unmet": count - met, "out": len(findings.not_applicable)}
        lines += ["", voice.term("check.statement").format(**counts)]
        lines += text_table(head, statement_rows(findings, voice), width)
    return "\n".join(lines)


def _readings(finding: Finding, voice: Wording) -> Iterator[tuple[str, str, str]]:
    """Each text of the finding with its cells and what was read, the first of them."""
    nothing = voice.term("check.read_nothing")
    for one in finding.readings[:MOST_READ]:
        yield one.where.short, one.seen, one.meant or nothing
    if (rest := len(finding.readings) - MOST_READ) > 0:
        yield "…", voice.term("check.read_more").format(count=rest), ""


def _together(findings: Findings, voice: Wording) -> Findings:
    """The same with all the tabs that are simply not there as one note, the last."""
    absent = [finding for finding in findings if finding.code == ABSENT]
    if len(absent) < 2:
        return findings
    details = {**absent[0].details, "tab": voice.term("check.tab_mark").join(one.details["tab"] for one in absent)}
    others = tuple(finding for finding in findings if finding.code != ABSENT)
    return replace(findings, all=(*others, replace(absent[0], tab="", details=details)))


def _heading(shown: Findings, period: Period, voice: Wording) -> str:
    counts = {level.name: sum(f.severity is level for f in shown) for level in Severity}
    return voice.term("check.title" if len(shown) else "check.clean").format(period=period, **counts)


def _by_severity(findings: Findings, voice: Wording) -> Iterator[tuple[str, list[Finding]]]:
    """What blocks, what to look at, notes: each with its title, where there is any."""
    for severity in sorted(Severity, reverse=True):
        if found := [finding for finding in findings if finding.severity is severity]:
            yield voice.term(f"check.of_{severity.name}").format(count=len(found)), found


def _table(findings: Sequence[Finding], voice: Wording, width: int) -> tuple[str, ...]:
    head = [voice.term(f"book.{name}") for name in ("tab", "place", "finding", "hint")]
    general = voice.term("check.general")
    rows = [(one.tab or general, place_text(one, voice), *finding_text(one, voice)) for one in findings]
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
    origins = tuple(dict.fromkeys(finding.origins))
    for origin in origins[:MOST_CELLS]:
        places.append(origin.cell if origin.cell and last == (origin.file, origin.sheet) else origin.short)
        last = origin.file, origin.sheet
    rest = len(origins) > MOST_CELLS
    more = voice.term("check.more").format(count=len(origins)) if rest else ""
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
            **_read_values(finding),
        }
        for finding in findings
    ]


def _read_values(finding: Finding) -> dict[str, object]:
    """What was read of each cell, where that is what the finding is about; null for nothing."""
    read = [{"cells": str(one.where), "seen": one.seen, "read": one.meant or None} for one in finding.readings]
    return {"read": read} if read else {}
