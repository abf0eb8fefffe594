"""Report → .pptx: slides of native shapes, tables and charts over a template's layouts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from opsreport.model.report import Report


def render_deck(report: Report, template: Path, moment: datetime) -> bytes:
    """The report as a .pptx on the template's master, dated `moment`; the same input gives the same bytes.

    Registers longer than a page continue on further slides. TemplateError
    where the template or an arrangement cannot carry the report.
    """
    from opsreport.render.deck.build import built_deck  # the pure parts (grid, table_plan) load without pptx

    return built_deck(report, template, moment)
