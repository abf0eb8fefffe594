"""Sentences without the numbers that nobody gave: the words around such a number go with it."""

from __future__ import annotations

import re

GAP = "\ue000"
"""What a filter writes for a missing number; it never leaves this package."""
_NOTES = (re.compile(rf"\s*（[^（）]*{GAP}[^（）]*）"), re.compile(rf"\s*\([^()]*{GAP}[^()]*\)"))
_PARTS = re.compile(r"(；|; | \| |。|(?<=[a-z%])\. )")
_CLAUSES = re.compile(r"(，|, )")
_BOLD = "**"


def without_gaps(line: str) -> str:
    """The line without its brackets and clauses that would say a missing number; "" where nothing else is said.

    Of a part between semicolons or bars the clauses before the first such one
    stay, as those behind it may lean on it.
    """
    for note in _NOTES:
        line = note.sub("", line)
    if GAP not in line:
        return line
    end = line[-1] if line[-1] in "。." else ""
    pieces = _PARTS.split(line.removesuffix(end))
    said, marks = [_said(part) for part in pieces[::2]], ["", *pieces[1::2]]
    kept = [(mark, part) for mark, part in zip(marks, said, strict=True) if part]
    text = "".join(part if at == 0 else mark + part for at, (mark, part) in enumerate(kept))
    return f"{text[0].upper()}{text[1:]}{end}" if text and line[0].isupper() else text and text + end


def _said(part: str) -> str:
    """The clauses of a part up to the first that holds a gap; "" where they would tear a bold run apart."""
    clauses = _CLAUSES.split(part)
    first = next((at for at, clause in enumerate(clauses) if GAP in clause), len(clauses))
    kept = "".join(clauses[: max(first - 1, 0)]) if first < len(clauses) else part
    return "" if kept.count(_BOLD) % 2 else kept
