"""Rows of a sheet's XML as columns of numbers: where each cell stands, its type and style, where its value is.

All cells of a slice are looked at together, as arrays of bytes: that costs a
fifth of looking at them one by one. It is right only for cells written exactly
as programs write them; anything else in a slice is said, and read by patterns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsreport.model.grid import Floats, Ints

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Bounds = tuple[int, int, int, int]

# as many blanks as any look ahead of a tag may pass the end
_PADDING = b" " * 32
_SENTINELS = 8
_MOST_DIGITS = 7
_TYPES = ("n", "s", "b", "e", "d", "str", "inlineStr")
NUMBER, SHARED, INLINE = 0, 1, 6


class NotPlain(Exception):
    """A slice holds a cell that is written in another way."""


@dataclass(frozen=True, slots=True)
class PlainRows:
    """The cells of a slice, one place an array for each.

    `kinds` are types (see `kind_name`), `starts` and `ends` bound the value in
    the slice (equal: none), `formulas` the attributes and the text of a formula.
    """

    rows: Ints
    columns: Ints
    styles: Ints
    kinds: Ints
    starts: Ints
    ends: Ints
    formulas: dict[int, Bounds]


def kind_name(kind: int) -> str:
    """The type as the file writes it."""
    return _TYPES[kind]


def plain_rows(xml: bytes) -> PlainRows:
    """The cells of whole rows; NotPlain where one is written otherwise."""
    text = np.frombuffer(xml + _PADDING, np.uint8)
    tags = _Tags.of(text)
    at = tags.cells()
    ends = tags.ends[at]
    rows, columns, after = _addresses(text, tags.starts[at] + 6)
    styles, after = _styles(text, after)
    kinds, after = _kinds(text, after)
    is_closed = text[ends - 1] == 47
    _demand(after + is_closed == ends)
    starts, stops, formulas = tags.values(at, is_closed | tags.closes(at + 1, b"c"))
    return PlainRows(rows, columns, styles, kinds, starts, stops, formulas)


def numbers(xml: bytes, starts: Ints, ends: Ints) -> Floats:
    """The numbers at these places, none of them empty; NotPlain where one is no number."""
    text = np.frombuffer(xml, np.uint8)
    bounds = np.zeros(len(text) + 1, np.int8)
    bounds[starts], bounds[ends] = 1, -1
    inside = np.cumsum(bounds[:-1], dtype=np.int8).view(bool)
    inside[ends] = True  # the "<" after each, which becomes the blank between two
    alone = text[inside]
    _demand(not np.any(alone <= 32))
    alone[alone == 60] = 32
    return _listed(alone.tobytes(), len(starts))


def _listed(text: bytes, count: int) -> Floats:
    import warnings  # only here, where numpy says by a warning that it stopped at what is no number

    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        try:
            found = np.fromstring(text, sep=" ")
        except (DeprecationWarning, ValueError) as error:
            raise NotPlain from error
    _demand(len(found) == count)
    return found


@dataclass(frozen=True, slots=True)
class _Tags:
    """Every tag of a slice: where it begins and ends, and its first letters."""

    text: Bytes
    starts: Ints
    ends: Ints
    first: Bytes
    second: Bytes

    @classmethod
    def of(cls, text: Bytes) -> _Tags:
        starts, ends = np.flatnonzero(text == 60), np.flatnonzero(text == 62)
        _demand(len(starts) == len(ends))
        _demand(starts < ends)
        _demand(ends[:-1] < starts[1:])
        last = np.full(_SENTINELS, len(text) - len(_PADDING))
        starts, ends = np.concatenate((starts, last)), np.concatenate((ends, last))
        return cls(text, starts, ends, text[starts + 1], text[starts + 2])

    def cells(self) -> Ints:
        """The tags that open a cell, all of which begin with its address."""
        is_cell = self.first == 99
        at = np.flatnonzero(is_cell)
        _demand(self.text[self.starts[at][:, None] + np.arange(2, 6)] == np.frombuffer(b' r="', np.uint8))
        return at

    def closes(self, at: Ints, name: bytes) -> Mask:
        """Which of these tags close an element that begins so."""
        does: Mask = (self.first[at] == 47) & (self.second[at] == name[0])
        return does

    def values(self, at: Ints, is_blank: Mask) -> tuple[Ints, Ints, dict[int, Bounds]]:
        """The bounds of the value of each of these cells, and those of their formulas by place."""
        starts, stops = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
        filled = np.flatnonzero(~is_blank)
        inner, formulas = self._past_formulas(filled, at[filled] + 1)
        has_value = ~self.closes(inner, b"c")
        filled, inner = filled[has_value], inner[has_value]
        is_inline = (self.first[inner] == 105) & (self.second[inner] == 115)
        _demand(is_inline | ((self.first[inner] == 118) & (self.ends[inner] - self.starts[inner] == 2)))
        inner = inner + is_inline
        _demand((self.first[inner] == 116) | ~is_inline)
        _demand(self.text[self.ends[inner] - 1] != 47)
        _demand(self.closes(inner + 1, b"t") | ~is_inline)
        _demand(self.closes(inner + 1, b"v") | is_inline)
        _demand(self.closes(inner + 2, b"i") | ~is_inline)
        _demand(self.closes(inner + 2 + is_inline, b"c"))
        starts[filled], stops[filled] = self.ends[inner] + 1, self.starts[inner + 1]
        return starts, stops, formulas

    def _past_formulas(self, places: Ints, inner: Ints) -> tuple[Ints, dict[int, Bounds]]:
        """The tag after the formula where the cell has one, else the same one."""
        has = np.flatnonzero(self.first[inner] == 102)
        if not len(has):
            return inner, {}
        opened = inner[has]
        is_closed = self.text[self.ends[opened] - 1] == 47
        _demand(self.closes(opened + 1, b"f") | is_closed)
        moved = inner.copy()
        moved[has] = opened + np.where(is_closed, 1, 2)
        texts = self.ends[opened] + 1
        ends = np.where(is_closed, texts, self.starts[opened + 1])
        bounds = np.stack((self.starts[opened] + 2, self.ends[opened] - is_closed, texts, ends), axis=1).tolist()
        return moved, dict(zip(places[has].tolist(), map(tuple, bounds), strict=True))


def _demand(holds: Mask | bool) -> None:
    if not np.all(holds):
        raise NotPlain


def _addresses(text: Bytes, at: Ints) -> tuple[Ints, Ints, Ints]:
    """Row, column and the place after the closing quote of each address."""
    letters = text[at].astype(np.int64) - 64
    _demand((letters > 0) & (letters < 27))
    columns, at = letters, at + 1
    is_letter = np.ones(len(at), bool)
    for _ in range(2):
        letters = text[at].astype(np.int64) - 64
        is_letter = is_letter & (letters > 0) & (letters < 27)
        columns = np.where(is_letter, columns * 26 + letters, columns)
        at = at + is_letter
    rows, after = _digits(text, at)
    _demand((after > at) & (rows > 0) & (text[after] == 34))
    return rows, columns, after + 1


def _digits(text: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """The number that begins at each place, of at most seven digits, and the place after it."""
    found = np.zeros(len(at), np.int64)
    is_digit = np.ones(len(at), bool)
    for _ in range(_MOST_DIGITS):
        digits = text[at] - np.uint8(48)
        is_digit = is_digit & (digits < 10)
        if not is_digit.any():
            break
        found = np.where(is_digit, found * 10 + digits, found)
        at = at + is_digit
    return found, at


def _named(text: Bytes, at: Ints, name: bytes) -> Mask:
    """Where these letters stand."""
    found: Mask = text[at] == name[0]
    for offset, letter in enumerate(name[1:], 1):
        found &= text[at + offset] == letter
    return found


def _styles(text: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """The style of each cell, 0 where none is said, and the place after it."""
    has = _named(text, at, b' s="')
    styles, after = _digits(text, at + 4)
    _demand(~has | (text[after] == 34))
    return np.where(has, styles, 0), np.where(has, after + 1, at)


def _kinds(text: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """The type of each cell as a place in the types, and the place after it."""
    kinds, after = np.zeros(len(at), np.int64), at.copy()
    said = np.flatnonzero(_named(text, at, b' t="'))
    place = at[said] + 4
    known = np.zeros(len(said), bool)
    for kind, name in enumerate(_TYPES):
        # two letters tell all types apart, so the whole name is looked at only where they fit
        fits = np.flatnonzero((text[place] == ord(name[0])) & (text[place + 1] == ord((name + '"')[1])))
        if len(fits) and np.all(_named(text, place[fits], f'{name}"'.encode())):
            kinds[said[fits]], after[said[fits]] = kind, place[fits] + len(name) + 1
            known[fits] = True
    _demand(known)
    return kinds, after
