"""Rows that are inside other rows, or made of them, though none says 合计: 其中：直播, ├ 直播, 线上渠道 above 抖音."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.lines import Mask, Rows, Values, object_array
from opsreport.checking.partsums import Figures, Made, figures_of, sums_in
from opsreport.model.finding import Finding
from opsreport.model.spelling import plain

# the column that names a row of the tables whose rows may be added up, and those in which rows must be alike
_NAMED = {"channels": "channel", "users": "name", "campaigns": "name", "contents": "title"}
_ALIKE = {"channels": ("month",), "users": ("month", "row_type")}
_ADDED_USERS = ("tier",)
_SAID = re.compile(r"[\s\-—–·•├└│┣┗>]*其\s*中")
_DRAWN = re.compile(r"[\s│┃]*(?:[├└┣┗╰╚]+[─━—–\-]*|[-–—·•]+(?=\s*[^\d\s]))\s*")
_BEFORE = re.compile(rf"(?:{_DRAWN.pattern}|{_SAID.pattern}\s*[:：]?)")
_INDENT = re.compile(r"(?: {2,}|\u3000|\t|\u00a0{2,})\s*")
_MOST_ROWS, _LEAST_ROWS = 2_000, 3
_MOST_NAMED = 6
Mark = Literal["", "said", "drawn", "indent"]


@dataclass(frozen=True, slots=True)
class Nested:
    """Which rows are counted in others, the names of the rows without what draws them under one, and what is told."""

    out: Mask
    names: dict[str, Values]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A row and those it is of: whether it is left out, they are, or none is."""

    whole: int
    parts: tuple[int, ...]
    how: Literal["whole_out", "parts_out", "sum_open", "parts_open"]


def nested(rows: Rows) -> Nested:
    """The rows of a table that others already count.

    Rows said or drawn to be a part of the row above them are left out where they
    fit into it; a row that in every column comes to the rows right below or above
    it is left out, as a subtotal is. Where that may be chance, none is, and it is told.
    """
    out, told = np.zeros(len(rows), bool), []
    tab = rows.sheet.tab.name
    name = _NAMED.get(tab, "")
    if not name or not _LEAST_ROWS <= len(rows) <= _MOST_ROWS:
        return Nested(out, {}, ())
    texts, figures = _texts(rows, name), figures_of(rows)
    for group in _groups(rows):
        marks = [_mark(texts[at]) for at in group]
        some = [*_marked(figures, group, marks, texts), *_unmarked(rows, figures, group, marks)]
        told += some
        for one in some:
            out[list(_left_out(one))] = True
    return Nested(out, _bare_names(rows, name, texts, told), tuple(_findings(rows, name, texts, told)))


def _left_out(one: _Told) -> tuple[int, ...]:
    return (one.whole,) if one.how == "whole_out" else one.parts if one.how == "parts_out" else ()


def _texts(rows: Rows, name: str) -> list[str]:
    """The names as they stand in the sheet, with what stands before them."""
    typed = iter(rows.cells(name)) if name in rows.places else iter(())
    cells = [next(typed) if has else None for has in rows.has_cell(name).tolist()]
    return [cell.value if cell is not None and isinstance(cell.value, str) else "" for cell in cells]


def _groups(rows: Rows) -> Iterator[list[int]]:
    """The rows that add up with each other: of one month and, in the table of users, one sort, tiers alone."""
    names = _ALIKE.get(rows.sheet.tab.name, ())
    by: dict[tuple[object, ...], list[int]] = {}
    for at in range(len(rows)):
        by.setdefault(tuple(rows.value(name, at) for name in names), []).append(at)
    for key, group in by.items():
        if len(group) >= _LEAST_ROWS and (rows.sheet.tab.name != "users" or key[-1] in _ADDED_USERS):
            yield group


def _mark(text: str) -> Mark:
    if _SAID.match(text):
        return "said"
    if _DRAWN.match(text):
        return "drawn"
    return "indent" if _INDENT.match(text) else ""


def _marked(figures: Figures, group: Sequence[int], marks: Sequence[Mark], texts: Sequence[str]) -> Iterator[_Told]:
    """What each row says with the marked rows right below it."""
    for whole, parts in _runs(group, marks):
        kinds = {_mark(texts[at]) for at in parts}
        if not figures.has_any(whole):
            continue
        if kinds == {"said"}:
            yield _Told(whole, parts, "parts_out" if figures.are_inside(whole, parts) else "parts_open")
        elif figures.come_to(whole, parts):
            yield _Told(whole, parts, "whole_out")
        elif figures.fit_in(whole, parts) and ("indent" not in kinds or len(parts) > 1):
            yield _Told(whole, parts, "parts_open" if "indent" in kinds else "parts_out")


def _runs(group: Sequence[int], marks: Sequence[Mark]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each unmarked row that marked ones follow, and these."""
    firsts = [at for at, mark in enumerate(marks) if not mark]
    for first, last in zip(firsts, [*firsts[1:], len(group)], strict=True):
        if last > first + 1:
            yield group[first], tuple(group[first + 1 : last])


def _unmarked(rows: Rows, figures: Figures, group: Sequence[int], marks: Sequence[Mark]) -> Iterator[_Told]:
    """The rows without a mark that the unmarked rows beside them come to."""
    if any(mark == "drawn" or mark == "indent" for mark in marks):
        return
    plain_rows = [at for at, mark in zip(group, marks, strict=True) if not mark]
    for made in sums_in(figures, plain_rows):
        yield _Told(made.whole, made.parts, _how(made, is_mapped=rows.sheet.sheet.is_mapped))


def _how(made: Made, *, is_mapped: bool) -> Literal["whole_out", "sum_open", "parts_open"]:
    if not made.is_whole:
        return "parts_open"
    return "whole_out" if made.is_sure and not is_mapped else "sum_open"


def _bare_names(rows: Rows, name: str, texts: Sequence[str], told: Sequence[_Told]) -> dict[str, Values]:
    """The column of names without the marks of those that are rows of their own."""
    drawn = {at for one in told if one.how == "whole_out" for at in one.parts if _mark(texts[at]) == "drawn"}
    kept = drawn | _below_totals(rows, texts)
    if not kept:
        return {}
    values = rows.values(name).tolist()
    bare = [_BEFORE.sub("", texts[at]).strip() if at in kept else value for at, value in enumerate(values)]
    return {name: object_array(bare)}


def _below_totals(rows: Rows, texts: Sequence[str]) -> set[int]:
    """The rows said to be a part, 其中：SEM, right below one that is no data: 付费小计."""
    found: set[int] = set()
    for at, text in enumerate(texts):
        follows = at > 0 and rows.numbers[at] == rows.numbers[at - 1] + 1
        if _mark(text) == "said" and (at - 1 in found or not follows):
            found.add(at)
    return found


def _findings(rows: Rows, name: str, texts: Sequence[str], told: Sequence[_Told]) -> Iterator[Finding]:
    """What is told of the same rows in several months, once."""
    same: dict[tuple[str, tuple[str, ...], str], list[_Told]] = {}
    for one in told:
        names = tuple(plain(texts[at]) for at in one.parts)
        same.setdefault((plain(texts[one.whole]), names, one.how), []).append(one)
    for (whole, names, how), some in same.items():
        yield _finding(rows, name, (whole, names, how), some)


def _finding(rows: Rows, name: str, said: tuple[str, tuple[str, ...], str], some: Sequence[_Told]) -> Finding:
    (whole, names, how), tab = said, rows.sheet.tab
    wholes = ranges([rows.origin(one.whole, name) for one in some])
    parts = ranges([rows.origin(at, name) for one in some for at in one.parts])
    if how == "parts_out":
        return found("derived_row", parts, tab, seen=listed(names, _MOST_NAMED), made="part")
    details = {"name": whole, "names": listed(names, _MOST_NAMED), "count": str(len(some))}
    if how == "parts_open":
        return found("part_unclear", (*parts, *wholes), tab, **details)
    return found("row_equals_sum", (*wholes, *parts), tab, **details, taken="out" if how == "whole_out" else "own")
