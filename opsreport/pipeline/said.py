"""What `check` says: the findings as text, as tables, as JSON, as a message to those who owe something."""

from __future__ import annotations

import json

from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.wording.listing import findings_values, full_listing, listing
from opsreport.wording.matched import matched_values
from opsreport.wording.reminder import reminder
from opsreport.wording.voice import wording


def findings_listing(findings: Findings, period: Period, lang: str) -> str:
    """The findings as text, grouped by tab, in the report's language."""
    return listing(findings, period, wording(lang))


def findings_tables(findings: Findings, period: Period, lang: str, width: int) -> str:
    """Everything as tables of that width: findings, notes on how values were read, the reconciliation statement."""
    return full_listing(findings, period, wording(lang), width)


def findings_json(findings: Findings, period: Period, lang: str) -> str:
    """The findings as JSON: {"period": …, "findings": […], "matches": […]}."""
    values = {
        "period": str(period),
        "findings": findings_values(findings, wording(lang)),
        "matches": matched_values(findings.matches),
    }
    return json.dumps(values, ensure_ascii=False, indent=2)


def findings_reminder(findings: Findings, period: Period, lang: str) -> str:
    """What is still missing as a message to paste into a group chat."""
    return reminder(findings, period, wording(lang))
