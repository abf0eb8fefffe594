"""Sheets whose title says that they are of the year before: read as that where nothing contradicts it."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import Sheet
from opsreport.shaping.match import Shaped, unread
from opsreport.shaping.titles import is_past
from opsreport.shaping.versions import months_said
from opsreport.shaping.years import years_around


def past_only(sheet: Sheet, part: Shaped, meta: Sequence[str], period: Period) -> Shaped:
    """What was made of a sheet; a finding in its place where it calls itself last year's and its months do not."""
    if not part.sheets or not part.matches or not is_past(sheet.name):
        return part
    year, months = years_around((), sheet.name, sheet.file, meta, period).year, months_said(part)
    if months and all(word.year == year for word in months):
        return part
    said = sorted(f"{word.year}-{word.number:02}" if word.year else f"{word.number}月" for word in months)
    details = {"tab": "", "sheet": sheet.name, "seen": " / ".join(said[:6]) or "–", "year": str(year)}
    where = (Origin(sheet.file, sheet.name, part.matches[0].origin.cell),)
    return Shaped((unread(sheet),), (Finding("past_unclear", Severity.block, where, details),), part.matches)
