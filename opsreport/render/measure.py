"""How much room text takes, without fonts at hand: Han is one em, Latin has the widths of Arial (`widths.json`).

The estimate errs to the wide side: a text never needs more lines than
predicted, in PowerPoint or LibreOffice. Sizes and widths are in points.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

TITLE_WIDTH = 888.0
TITLE_SIZES = (22.0, 20.0)
_SAFE = 0.985
_SINGLE = 0.94
_BEST_BREAK = 0.58
_AUTOSPACE = 0.25
_UNKNOWN = 0.6
_QUOTES = frozenset("“”‘’")
_SYMBOLS = frozenset("●■▲▼◆○▽◀▶")
_START = ""
_HANGING = frozenset("，。、；：")
_CLOSERS = frozenset("，。、；：！？）》」』】〉〕”’…％%°℃·,.;:!?)]}")
_OPENERS = frozenset("（《「『【〈〔“‘([{￥¥$#")
_CLAUSE = {"，": 0.0, "；": 0.0, "：": 0.0, "。": 0.0, ",": 0.0, ";": 0.0, ":": 0.0, "、": 0.25}
_WORD = re.compile(r"(?:[^\s\u2e80-\U0010ffff]|\u00a0)+|\s|[\u2e80-\U0010ffff]")
_BOLD_MARK = re.compile(r"\*\*(.+?)\*\*")


class Unit(NamedTuple):
    """A stretch no line may break inside: its text, its width in em, and the part of it that may hang."""

    text: str
    width: float
    hanging: float


def is_wide(character: str) -> bool:
    """Whether the character takes a full em beside Han text (ambiguous ones do)."""
    return unicodedata.east_asian_width(character) in "WFA"


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a single line of the text, **bold** marks counted as bold."""
    return _em(text, bold) * size


def cut_to(text: str, ems: float) -> str:
    """The text where it is no wider than so many ems; else its beginning with "…"."""
    if _em(text, False) <= ems:
        return text
    kept = next((n for n in range(len(text) - 1, 0, -1) if _em(text[:n], False) <= ems - 1), 1)
    return text[:kept].rstrip() + "…"


def lines_needed(text: str, size: float, width_pt: float, bold: bool = False) -> int:
    """How many lines the text takes at that width; an empty text takes one."""
    return sum(_wrapped_count(part, width_pt * _SAFE / size, bold) for part in text.split("\n"))


def longest_word(text: str, size: float, bold: bool = False) -> float:
    """The width of the longest stretch that a line break cannot divide."""
    return max((unit.width for unit in _units(text, bold)), default=0.0) * size


def height(texts: Sequence[str], size: float, width_pt: float, *, leading: float = 1.28, after: float = 0) -> float:
    """The height of paragraphs at a leading (× size) with space after each, in points."""
    return sum(lines_needed(text, size, width_pt) * size * leading + after for text in texts)


def fitted_size(
    texts: Sequence[str],
    room: tuple[float, float],
    sizes: Sequence[float],
    *,
    leading: float = 1.28,
    after: float = 0,
    hanging_indent: float = 0,
) -> float | None:
    """The first of the sizes at which the paragraphs fit the room (width, height); None where none does.

    `hanging_indent` is the bullets' indent in em.
    """
    wide, high = room
    for size in sizes:
        if height(texts, size, wide - hanging_indent * size, leading=leading, after=after) <= high + 0.5:
            return size
    return None


def shortened(text: str, size: float, width_pt: float, *, lines: int = 1, bold: bool = False) -> str:
    """The text, or as much of it as fits the lines with "…" at its end."""
    if lines_needed(text, size, width_pt, bold) <= lines:
        return text
    plain = _BOLD_MARK.sub(r"\1", text)
    low, high = 0, len(plain)
    while low < high:
        middle = (low + high + 1) // 2
        fits = lines_needed(plain[:middle].rstrip() + "…", size, width_pt, bold) <= lines
        low, high = (middle, high) if fits else (low, middle - 1)
    return plain[:low].rstrip(" ，、；：,;:") + "…"


def title_lines(text: str) -> tuple[str, ...] | None:
    """The title in one or two lines, broken at a clause mark; None where it does not fit even at 20 points."""
    found = fitted_title(text)
    return found[1] if found else None


def fitted_title(text: str, width_pt: float = TITLE_WIDTH) -> tuple[float, tuple[str, ...]] | None:
    """(size, lines) of a title: two lines at most, the larger size first; None where none fits."""
    for size in TITLE_SIZES:
        if lines := _title_at(text, size, width_pt):
            return size, lines
    return None


def _title_at(text: str, size: float, width_pt: float) -> tuple[str, ...] | None:
    room = width_pt * _SAFE / size
    total = _em(text, True)
    if total <= width_pt * _SINGLE / size:
        return (text,)
    units = tuple(_units(text, True))
    ends = _ends(units)
    cuts = [(_cut_cost(units[i].text, share / total), i + 1) for i, share in enumerate(ends[:-1])]
    for _, cut in sorted(cuts):
        halves = ("".join(u.text for u in units[:cut]).rstrip(), "".join(u.text for u in units[cut:]).lstrip())
        if all(_em(half, True) <= room for half in halves):
            return halves
    return None


def _ends(units: Sequence[Unit]) -> list[float]:
    ends, total = [], 0.0
    for unit in units:
        total += unit.width
        ends.append(total)
    return ends


def _cut_cost(left: str, share: float) -> float:
    """How bad a break after `left` is: clause marks near the best share first, any other place far behind."""
    mark = left.rstrip()[-1:]
    return abs(share - _BEST_BREAK) + _CLAUSE.get(mark, 2.0)


def _wrapped_count(text: str, room: float, bold: bool) -> int:
    if _em(text, bold) <= room:
        return 1
    count, line, before = 1, 0.0, _START
    for unit in _units(text, bold):
        scripts = _scripts(unit.text, before)
        gap = _gap(before, scripts[0]) if line else 0.0
        if line and line + gap + unit.width - unit.hanging > room:
            count, line, gap = count + 1, 0.0, 0.0
            if unit.text.isspace():
                continue
        if unit.width - unit.hanging > room:
            extra, line = _broken(unit.text, room, bold)
            count += extra
        else:
            line += gap + unit.width
        before = scripts[-1]
    return count


def _broken(text: str, room: float, bold: bool) -> tuple[int, float]:
    """A word longer than a line: how often it breaks between its characters, and the width of its last part."""
    count, line = 0, 0.0
    for character in text:
        wide = _em(character, bold)
        if line and line + wide > room:
            count, line = count + 1, 0.0
        line += wide
    return count, line


def _gap(one: str, other: str) -> float:
    """The space that renderers put where Han meets Latin or quotes, a typed space or not."""
    return 0.0 if one == other or _START in (one, other) else _AUTOSPACE


def _scripts(text: str, before: str) -> list[str]:
    """The script of every character; a space has that of the character before it (Latin after a symbol)."""
    found = []
    for character in text:
        if character.isspace():
            before = before or "latin"
        elif not (before == "latin" and _follows(character)):
            before = _script(character)
        found.append(before)
    return found


def _follows(character: str) -> bool:
    """Whether the character (– × ± …) takes the face of the Latin before it, though it is wide after Han."""
    is_ambiguous = unicodedata.east_asian_width(character) == "A"
    return is_ambiguous and character not in _SYMBOLS and character not in _QUOTES


def _script(character: str) -> str:
    if character in _SYMBOLS:
        return _START
    return "quote" if character in _QUOTES else "wide" if is_wide(character) else "latin"


def _units(text: str, bold: bool) -> Iterator[Unit]:
    """The unbreakable stretches: a Han character or Latin word with the marks that cling to it."""
    pending = ""
    for plain, strong in _stretches(text, bold):
        for piece in _clinging(_WORD.findall(plain)):
            if piece[-1] in _OPENERS:
                pending += piece
                continue
            yield _unit(pending + piece, strong)
            pending = ""
    if pending:
        yield _unit(pending, bold)


def _clinging(pieces: Sequence[str]) -> list[str]:
    """Pieces joined where a line may not break: before closing marks, after opening ones, between Latin and these."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _clings(joined[-1][-1], piece[0]):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _clings(left: str, right: str) -> bool:
    if left.isspace():
        return False
    return right in _CLOSERS or left in _OPENERS or (right in _OPENERS and not is_wide(left))


def _unit(text: str, bold: bool) -> Unit:
    """A stretch whose last mark may hang, where it follows a Han character."""
    hangs = len(text) > 1 and text[-1] in _HANGING and is_wide(text[-2])
    return Unit(text, _em(text, bold), float(hangs))


def _stretches(text: str, bold: bool) -> Iterator[tuple[str, bool]]:
    for index, part in enumerate(_BOLD_MARK.split(text)):
        if part:
            yield part, bold or bool(index % 2)


@lru_cache(maxsize=4096)
def _em(text: str, bold: bool) -> float:
    return sum(_plain_em(part, strong) for part, strong in _stretches(text, bold))


def _plain_em(text: str, bold: bool) -> float:
    table = _widths("bold" if bold else "regular")
    scripts = _scripts(text, _START)
    letters = (
        table.get(c, _UNKNOWN) if script == "latin" or c.isspace() else 1.0
        for c, script in zip(text, scripts, strict=True)
    )  # fmt: skip
    return sum(letters) + sum(_gap(one, other) for one, other in pairwise(scripts))


@cache
def _widths(weight: str) -> Mapping[str, float]:
    data = json.loads(files("opsreport.render").joinpath("widths.json").read_text(encoding="utf-8"))
    return {character: units / data["units_per_em"] for character, units in data[weight].items()}
