"""Single pieces of content: as a table, as bars, and by a title short enough for a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from opsreport.analysis.content import Piece
from opsreport.model.block import Bars, Grid, Row, Words
from opsreport.model.number import Series
from opsreport.model.report import Voice
from opsreport.model.unit import RATE, TIMES
from opsreport.sections.labels import ColumnLook, column, unit_note_of
from opsreport.sections.layout import without_empty

LABEL_EMS = 10
LEAST_BARS = 2
FEW_PIECES = 2
"""Up to so many pieces stand with their platforms: a page of their own has nothing to compare."""
CLAUSE_ENDS = re.compile("[，。：；？！｜,:;?!|]")


def piece_bars(some: Sequence[Piece], field: Literal["reads", "interaction_rate"], voice: Voice) -> Bars | None:
    """One measure of single pieces by title; None where fewer than two pieces have it."""
    numbers = tuple(one.reads if field == "reads" else one.interaction_rate for one in some)
    if sum(not number.is_missing for number in numbers) < LEAST_BARS:
        return None
    unit, label = (TIMES if field == "reads" else RATE), voice.term(f"content.{field}")
    note = unit_note_of(unit, numbers, voice)
    return Bars(tuple(short_title(one.title) for one in some), (Series(label, numbers),), unit, label, note)


def piece_grid(some: Sequence[Piece], voice: Voice, title: str) -> Grid:
    """A row a piece: title, platform, reads, rate."""
    columns = (
        column(voice, "content.piece", "text", 2.6),
        column(voice, "column.platform", "text", 0.9),
        column(voice, "content.reads", "number", 0.95, ColumnLook(TIMES)),
        column(voice, "content.interaction_rate", "number", 0.8, ColumnLook(RATE)),
    )
    rows = tuple(Row((Words(one.title), Words(one.platform), one.reads, one.interaction_rate)) for one in some)
    return without_empty(Grid(columns, rows, voice.term(title)))


def short_title(title: str) -> str:
    """The title for a label: all of it where it is short, else its first clause, else its beginning with "…"."""
    clause = CLAUSE_ENDS.split(title)[0].strip()
    for text in (title, clause):
        if text and _ems(text) <= LABEL_EMS and (len(text) > 2 or text == title):
            return text
    kept = next(n for n in range(len(title), 0, -1) if _ems(title[:n]) <= LABEL_EMS - 1)
    return title[:kept].rstrip() + "…"


def _ems(text: str) -> float:
    """About how wide a text is: 1 for a Han character, half of it for a Latin one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)
