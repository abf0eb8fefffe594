"""A table as plain text for a terminal: columns in line whatever mixes Han with Latin, long cells wrapped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

GAP = "  "
LEAST = 8
_WIDE = ("W", "F")
_CLOSING, _OPENING = "，。、；：！？）》】”", "（《【“"


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """The lines of the table, the head underlined; no line wider than `width` half-width cells where that can be.

    A column is as wide as its widest cell; where all of them together are too
    wide, the wide ones share what the narrow ones leave, down to eight each.
    """
    widths = _widths([head, *rows], width - len(GAP) * (len(head) - 1))
    lines = [*_lines(head, widths), GAP.join("─" * size for size in widths)]
    lines += [line for row in rows for line in _lines(row, widths)]
    return tuple(line.rstrip() for line in lines)


def text_width(text: str) -> int:
    """How many half-width cells a terminal needs for the text: two a Han character."""
    return len(text) if text.isascii() else sum(map(_size, text))


@lru_cache(maxsize=8192)
def _size(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The widest cell of each column; where there is too little room, the narrow ones are served first."""
    widths = [max(map(text_width, cells)) for cells in zip(*rows, strict=True)]
    for done, index in enumerate(sorted(range(len(widths)), key=lambda index: widths[index])):
        widths[index] = min(widths[index], max(LEAST, room // (len(widths) - done)))
        room -= widths[index]
    return widths


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """The lines of one row: each cell wrapped to its column and filled up with blanks."""
    pairs = list(zip(row, widths, strict=True))
    cells = [[line for part in text.split("\n") for line in wrapped(part, width)] for text, width in pairs]
    for line in zip_longest(*cells, fillvalue=""):
        parts = zip(line, widths, strict=True)
        yield GAP.join(text + " " * (width - text_width(text)) for text, width in parts)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of that width; broken between words where Latin ones fit, anywhere in Han."""
    if text_width(text) <= width:
        yield text.strip()
        return
    line = ""
    for piece in _glued(_pieces(text)):
        if line and text_width(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        while text_width(piece.rstrip()) > width:
            fitting = _fitting(piece, width)
            yield fitting
            piece = piece[len(fitting) :]
        line += piece if line else piece.lstrip()
    if line or not text:
        yield line.rstrip()


def _glued(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, with marks that begin no line at the end of the one before, and those that end none before theirs."""
    held = ""
    for piece in pieces:
        if held and not (piece[0] in _CLOSING or held[-1] in _OPENING):
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    """What must not be torn apart: runs of Latin letters and digits with the blanks behind them, single Han."""
    word = ""
    for letter in text:
        if _size(letter) == 2 or (word and word[-1] == " " and letter != " "):
            if word:
                yield word
            word = letter
            if _size(letter) == 2:
                yield word
                word = ""
        else:
            word += letter
    if word:
        yield word


def _fitting(text: str, width: int) -> str:
    """The first characters of a text that fill the width; at least one."""
    used = 0
    for index, letter in enumerate(text):
        used += _size(letter)
        if used > width:
            return text[: max(index, 1)]
    return text
