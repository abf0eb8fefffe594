"""A person's words about a whole page, in the place of the computed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from opsreport.model.block import Block, Conclusion, Insight, Note
from opsreport.model.table import Dataset
from opsreport.sections.labels import typed
from opsreport.wording.voice import Wording


def concluded(blocks: Sequence[Block], page: str, dataset: Dataset, voice: Wording) -> tuple[Block, ...]:
    """The blocks of the page, with what a person typed as its conclusion.

    It takes the place of the computed lines of the page's reading, else of the
    bar under it, and is marked as a person's, but for lines that say just what
    is computed. Typed causes stay, and so does the note of a cause that is
    still to be written.
    """
    text, author = typed(dataset, "page", page, "conclusion")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    home = _home(blocks) if lines else None
    return tuple(_said(block, lines, author, voice) if block is home else block for block in blocks)


def one_line(text: str) -> str:
    """The lines of a text as one, with a space only between two that need it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    joined = "".join(line + _gap(line, after) for line, after in pairwise(lines))
    return joined + lines[-1] if lines else ""


def _gap(line: str, after: str) -> str:
    return " " if line[-1].isascii() and after[0].isascii() else ""


def _home(blocks: Sequence[Block]) -> Block | None:
    """The reading of a page, else its bar; a strip of causes, which has no heading, is neither."""
    readings: list[Block] = [block for block in blocks if isinstance(block, Insight) and block.heading]
    bars: list[Block] = [block for block in blocks if isinstance(block, Conclusion)]
    return next(iter(readings + bars), None)


def _said(block: Block, lines: Sequence[str], author: str, voice: Wording) -> Block:
    if isinstance(block, Conclusion):
        return replace(block, lead=voice.term("remark.lead"), text=one_line("\n".join(lines)))
    if not isinstance(block, Insight):
        return block
    owed = voice.term("mark.missing_cause")
    kept = tuple(note for note in block.notes if note.typed or owed in note.text)
    computed = {note.text.replace("**", ""): note for note in block.notes if note not in kept}
    said = tuple(computed.get(line) or Note(line, typed=True, author=author) for line in lines)
    return replace(block, notes=said + kept)
