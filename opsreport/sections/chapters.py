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


def chapter_of(page_id: str) -> int:
    """The chapter number of a page ("paid/roi" → 2); KeyError for an unknown section."""
    return CHAPTERS[page_id.partition("/")[0]]
