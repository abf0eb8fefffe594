"""What a person changed in a deck: the outlines of two decks, compared shape by shape."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from opsreport.model.printed import figures

Kind = Literal["text", "slide_added", "slide_removed", "slide_moved"]
Outline = Mapping[str, str]
_SLIDES = "slides"
_CELL = re.compile(r"((?:(?!: ).)*)\[(\d+),(\d+)\]")
_LONGEST_COMPARED = 400
_HYPHEN = re.compile(r"(?<![0-9A-Za-z])-(?=\d)")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `before` is "" for what was added, `after` for what was removed.

    `shape` is the name of the shape (section/slide/slot), of a table cell with
    the labels of its row and column; for slides the page's id, their texts all
    their lines, or their places where one moved. `has_digit_change`: the
    numbers of the text are not the same ones in the same order.
    """

    shape: str
    before: str
    after: str
    has_digit_change: bool
    kind: Kind = "text"

    @property
    def page(self) -> str:
        """The id of the page it stands on."""
        return self.shape if self.kind != "text" else "/".join(self.shape.split("/")[: 1 + (self.shape[:1] != "+")])


def changes(built: Outline, edited: Outline) -> tuple[Change, ...]:
    """All differences of what is read: of slides first, then of shapes in the order of the built deck.

    Moved line breaks and spaces are none. A slide that is only in one of the decks is one change.
    """
    before, after = _pages(built), _pages(edited)
    pages = [page for page in before if page in after]
    texts = [one for page in pages for one in _text_changes(before[page], after[page])]
    return (*_slide_changes(before, after), *texts)


def numbers_of(text: str) -> tuple[str, ...]:
    """The numbers of a text in order, full-width digits and hyphens for minus read as what they mean."""
    return tuple(figures(_HYPHEN.sub("−", unicodedata.normalize("NFKC", text))))


def number_changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """(old, new) of each number that is not the same; "" on the side that lacks it."""
    return tuple(pair for pair in paired(numbers_of(before), numbers_of(after)) if pair[0] != pair[1])


def paired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The texts side by side: equal ones, then what took each one's place; "" where there is no partner."""
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = before[start:end], after[first:last]
        yield from zip(old, new, strict=True) if kind == "equal" else _alike(old, new)


def _alike(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Lines that took each other's place: in order where there are as many, else each with the likest one left."""
    if len(old) == len(new) or not (old and new):
        yield from zip_longest(old, new, fillvalue="")
        return
    few, many = (old, new) if len(old) < len(new) else (new, old)
    spots = _likest(few, many)
    partner = dict(zip(spots, few, strict=True))
    for spot, text in enumerate(many):
        other = partner.get(spot, "")
        yield (other, text) if few is old else (text, other)


def _likest(few: Sequence[str], many: Sequence[str]) -> list[int]:
    """The rising places in `many` of those lines that are most like `few`, one each."""
    spots: list[int] = []
    for number, text in enumerate(few):
        first, last = spots[-1] + 1 if spots else 0, len(many) - len(few) + number + 1
        spots.append(max(range(first, last), key=lambda spot: (_likeness(text, many[spot]), -spot)))
    return spots


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:_LONGEST_COMPARED], other[:_LONGEST_COMPARED], autojunk=False).ratio()


def _pages(outline: Outline) -> dict[str, dict[str, str]]:
    """The entries of each page by name, in the order of the deck."""
    pages: dict[str, dict[str, str]] = {page: {} for page in outline.get(_SLIDES, "").split("\n") if page}
    heads = {f"{page}/": page for page in pages}
    for name, text in outline.items():
        if page := _head_of(name, heads):
            pages[page][name] = text
    return pages


def _head_of(name: str, heads: Mapping[str, str]) -> str:
    """The page an entry belongs to; "" for none."""
    parts = name.split("/")
    return next((heads[head] for n in (2, 1) if (head := "/".join(parts[:n]) + "/") in heads and len(parts) > n), "")


def _slide_changes(before: Mapping[str, Outline], after: Mapping[str, Outline]) -> Iterator[Change]:
    for page in (page for page in before if page not in after):
        text = "\n".join(before[page].values())
        yield Change(page, text, "", bool(numbers_of(text)), "slide_removed")
    for page in (page for page in after if page not in before):
        text = "\n".join(after[page].values())
        yield Change(page, "", text, bool(numbers_of(text)), "slide_added")
    old, new = ([page for page in one if page in other] for one, other in ((before, after), (after, before)))
    moved, places = _moved(old, new), {page: number for number, page in enumerate(after, 1)}
    for number, page in enumerate(before, 1):
        if page in moved:
            yield Change(page, str(number), str(places[page]), False, "slide_moved")


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The pages that left the order of the others."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {page for block in blocks for page in old[block.a : block.a + block.size]}
    return frozenset(old) - kept


def _text_changes(before: Outline, after: Outline) -> Iterator[Change]:
    """The shapes of one page: those of the built one first, each table in one go, then the added ones."""
    tables: set[str] = set()
    for name in (*before, *(name for name in after if name not in before)):
        cell = _CELL.fullmatch(name)
        if cell is None:
            yield from _differing(name, before.get(name, ""), after.get(name, ""))
        elif cell[1] not in tables:
            tables.add(cell[1])
            yield from _table_changes(cell[1], _rows(cell[1], before), _rows(cell[1], after))


def _differing(shape: str, before: str, after: str) -> Iterator[Change]:
    if before == after:
        return
    has_digit_change = numbers_of(before) != numbers_of(after)
    if has_digit_change or "".join(before.split()) != "".join(after.split()):
        yield Change(shape, before, after, has_digit_change)


Row = Mapping[int, str]


def _rows(table: str, outline: Outline) -> list[Row]:
    """The cells of a table, row by row and by column; rows without text are left out."""
    rows: dict[int, dict[int, str]] = {}
    for name, text in outline.items():
        if (cell := _CELL.fullmatch(name)) and cell[1] == table:
            rows.setdefault(int(cell[2]), {})[int(cell[3])] = text
    return list(rows.values())


def _table_changes(name: str, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Change]:
    """Cell by cell, a row with the row that took its place; the labels are those of the built table."""
    heads = next(iter(before or after), {})
    old, new = ({_joined(row): row for row in rows} for rows in (before, after))
    lines = paired([_joined(row) for row in before], [_joined(row) for row in after])
    for one, other in lines:
        was, now = old.get(one, {}), new.get(other, {})
        for column in sorted(was.keys() | now.keys()) if one != other else ():
            place = f"{_head(was or now)} · {' '.join(heads.get(column, str(column)).split())}"
            yield from _differing(f"{name}[{place}]", was.get(column, ""), now.get(column, ""))


def _joined(row: Row) -> str:
    return " | ".join(f"{column} {text}" for column, text in row.items())


def _head(row: Row) -> str:
    """What names a row: its first text that is no bare number."""
    texts = [" ".join(text.split()) for _, text in sorted(row.items())]
    return next((text for text in texts if not text.isdigit()), "")
