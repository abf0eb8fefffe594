"""Which chapter of the tracker each section belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FRONT, APPENDIX = 0, 7
CHAPTERS: Mapping[str, int] = MappingProxyType(
    {
        "front": FRONT,
        "kpi": 1,
        "target": 1,
        "driver": 1,
        "channel": 2,
        "paid": 2,
        "user": 3,
        "churn": 3,
        "campaign": 4,
        "content": 5,
        "plan": 6,
        "appendix": APPENDIX,
    }
)

CHAPTER_TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kpi": ("kpi",),
        "channel": ("channels",),
        "user": ("retention", "activity_tiers", "funnels", "churn_reasons"),
        "campaign": ("campaigns",),
        "content": ("contents", "feedback"),
        "plan": ("goals", "actions", "resources", "risks", "asks"),
    }
)
"""The tables that the pages of each chapter of the summary are made of."""


def chapter_of(page_id: str) -> int:
    """The chapter number of a page ("paid/roi" → 2); KeyError for an unknown section."""
    return CHAPTERS[page_id.partition("/")[0]]
