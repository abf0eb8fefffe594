"""What the cells of a workbook refer to, and what their attributes and values come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite

from opsreport.model.package import Unreadable
from opsreport.model.table import CellKind, Raw
from opsreport.reading.formats import GENERAL, Format, Shape, moment
from opsreport.reading.markup import illegal_in, typed_text

_STYLE = re.compile(r' s="(\d+)"')
_KIND = re.compile(r' t="(\w+)"')

# up to it a moment is a time of day alone, by the date system
_LAST_DAY_OF_NONE = {False: date(1899, 12, 31), True: date(1904, 1, 1)}

Typed = tuple[CellKind, Raw]
Look = tuple[str, str, Shape]


@dataclass(frozen=True, slots=True)
class Book:
    """Shared strings and formats by number, and the date system.

    The dictionaries remember what attributes and values came to, as few of them differ.
    """

    strings: Sequence[str] = ()
    formats: Sequence[Format] = ()
    is_1904: bool = False
    looks: dict[str, Look] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    known: dict[tuple[str, Shape, str], Typed] = field(default_factory=dict)

    def form(self, style: int) -> Format:
        """The number format of a style."""
        return self.formats[style] if style < len(self.formats) else GENERAL

    def look(self, attributes: str) -> Look:
        """The type of cells with these attributes ("n" number, "moment", else as written), format code and shape."""
        style, kind = _STYLE.search(attributes), _KIND.search(attributes)
        form = self.form(int(style[1]) if style else 0)
        plain = "moment" if form.shape else "n"
        self.looks[attributes] = look = (kind[1] if kind and kind[1] != "n" else plain, form.code, form.shape)
        return look

    def string(self, number: str) -> str:
        """The shared string of a number as cells write it; Unreadable where there is none."""
        if not number.isdecimal() or int(number) >= len(self.strings):
            raise Unreadable("unreadable_file", {"part": "sharedStrings"})
        self.shared[number] = text = self.strings[int(number)]
        return text

    def text(self, raw: str) -> str:
        """What was typed as this inline text, which is not empty."""
        self.texts[raw] = text = typed_text(raw)
        return text

    def typed(self, kind: str, shape: Shape, value: str) -> Typed:
        """The kind and value of a cell that is no plain number and no shared string; an empty text means blank."""
        key = (kind, shape, value)
        if key not in self.known:
            self.known[key] = self.read(kind, shape, value)
        return self.known[key]

    def read(self, kind: str, shape: Shape, value: str) -> Typed:
        """What `typed` says, not remembered."""
        if kind == "d" and value:
            return _iso(value, shape, self.is_1904)
        return _moment(value, shape, self.is_1904) if kind == "moment" and value else _other(kind, value)

    def illegal_texts(self) -> frozenset[str]:
        """The texts met so far that hold characters XML cannot carry."""
        typed = [value for _, value in self.known.values() if isinstance(value, str)]
        return frozenset(text for texts in (self.strings, [*self.texts.values()], typed) for text in illegal_in(texts))


def _moment(value: str, shape: Shape, is_1904: bool) -> Typed:
    number = float(value)
    if not isfinite(number):
        return "text", value
    at = moment(number, shape, is_1904)
    return ("number", number) if at is None else ("date", at)


def _other(kind: str, value: str) -> Typed:
    if kind == "e":
        return "error", typed_text(value) or "#VALUE!"
    if kind == "b" and value:
        return "flag", value.lower() in ("1", "true")
    return "text", typed_text(value)


def _iso(value: str, shape: Shape, is_1904: bool) -> Typed:
    """A moment that is written out, as its serial number would be in that format; a text where it is none."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return _clock(value)
    if at.date() <= _LAST_DAY_OF_NONE[is_1904]:
        return "date", at.time()
    is_day = shape == "date" or (shape != "datetime" and "T" not in value)
    return "date", at.date() if is_day and at.time() == time() else at.replace(tzinfo=None)


def _clock(value: str) -> Typed:
    try:
        # without a colon 2025-06 would be 20:25, six hours west of Greenwich
        return ("date", time.fromisoformat(value).replace(tzinfo=None)) if ":" in value else ("text", value)
    except ValueError:
        return "text", value
