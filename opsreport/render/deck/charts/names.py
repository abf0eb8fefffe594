"""The names of categories, made to fit beside or under their bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsreport.render.deck.grid import Box
from opsreport.render.deck.stage import Stage
from opsreport.render.measure import is_wide, shortened

_PAD = 8.0
_LEADING = 1.28
_MOST_LINES = 3
_LEAST = 4


def fitted_names(stage: Stage, names: Sequence[str], room: Box, size: float) -> tuple[str, ...]:
    """The names, each cut to the lines that its part of the height holds; what was cut goes to the notes."""
    most = max(1, int(room.height_pt / (size * _LEADING)))
    found = tuple(shortened(name, size, room.width_pt - _PAD, lines=most) for name in names)
    stage.cut.extend(name for name, text in zip(names, found, strict=True) if text != name)
    return found


def evenly_broken(stage: Stage, names: Sequence[str], room_pt: float, size: float) -> tuple[str, ...]:
    """The names in three lines at most, none of which leaves a single Han character alone.

    What was cut goes to the notes.
    """
    found = []
    for name in names:
        text = shortened(name, size, room_pt, lines=_MOST_LINES)
        if text != name:
            stage.cut.append(name)
        found.append("\n".join(_pieces(text, int(room_pt / size))))
    return tuple(found)


def _pieces(name: str, most: int) -> Iterator[str]:
    """Stretches of at most `most` characters, of even length as most Han words are, the last of two or more."""
    lines = -(-len(name) // max(1, most))
    while len(name) > most >= _LEAST and all(is_wide(character) for character in name):
        cuts = [n for n in range(2, most + 1, 2) if len(name) - n != 1]
        cut = next((n for n in reversed(cuts) if len(name) - n <= (lines - 1) * most), most)
        yield name[:cut]
        name, lines = name[cut:], lines - 1
    yield name
