"""Colours: the tokens of a deck, taken from its template's theme, and the contrast that picks text on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from opsreport.model.number import Tone

if TYPE_CHECKING:
    from pptx.presentation import Presentation

HOUSE_SCHEME = "Operations review"
READABLE = 4.5
_SLOT = re.compile(r'<a:(dk[12]|lt[12]|accent[1-6])>\s*<a:(?:srgbClr val|sysClr val="\w+" lastClr)="([0-9A-Fa-f]{6})"')
_THEME = "/theme"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colour tokens of one deck as RRGGBB texts.

    Status colours never come from a template. `*_ink` are the darker texts
    for tinted grounds; on white use `tone_text`, on a chip `chip`.
    """

    INK: str = "1B2733"
    WHITE: str = "FFFFFF"
    NAVY: str = "0B2A4A"
    PANEL: str = "F4F6F9"
    AC: str = "1F3A57"
    HI: str = "1E73BE"
    BLUE2: str = "7FAFDB"
    BLUE3: str = "CFE1F2"
    PY: str = "B4C0CC"
    OCH: str = "C58B2A"
    OCH_TEXT: str = "8A5F17"
    MUT: str = "5B6B7B"
    LINE: str = "D5DCE3"
    GOOD: str = "0A7D60"
    WARN: str = "8A5A00"
    WARN_FILL: str = "E3A008"
    BAD: str = "C8402A"
    GOOD_TINT: str = "E3F3EE"
    WARN_TINT: str = "FDF3D9"
    BAD_TINT: str = "FBE8E4"
    GOOD_INK: str = "086B52"
    WARN_INK: str = "7A4F00"
    BAD_INK: str = "A83420"
    HEAT_LOW: str = "EAF2FA"
    HEAT_HIGH: str = "124A80"

    @classmethod
    def of(cls, deck: Presentation) -> Theme:
        """The tokens of a presentation: its theme's own in a house template, from dk2 and accent1 in others."""
        blob = next(r.target_part.blob for r in deck.slide_master.part.rels.values() if r.reltype.endswith(_THEME))
        text = blob.decode("utf-8")
        slots = {name: value.upper() for name, value in _SLOT.findall(text)}
        return _house(cls(), slots) if f'name="{HOUSE_SCHEME}"' in text else _foreign(cls(), slots)

    def tone_text(self, tone: Tone) -> str:
        """The colour of judged text on white or on the panel."""
        return {Tone.good: self.GOOD, Tone.watch: self.WARN, Tone.bad: self.BAD}.get(tone, self.MUT)

    def tone_fill(self, tone: Tone) -> str:
        """The fill of a judged bar or edge; the actual's ink where there is no judgement."""
        return {Tone.good: self.GOOD, Tone.watch: self.WARN_FILL, Tone.bad: self.BAD}.get(tone, self.AC)

    def chip(self, tone: Tone) -> tuple[str, str]:
        """(fill, text) of a status chip, the text readable on the fill."""
        pairs = {
            Tone.good: (self.GOOD_TINT, self.GOOD_INK),
            Tone.watch: (self.WARN_TINT, self.WARN_INK),
            Tone.bad: (self.BAD_TINT, self.BAD_INK),
        }
        fill, ink = pairs.get(tone, (self.PANEL, self.MUT))
        return fill, readable((ink, self.INK), fill)

    def heat(self, share: float) -> tuple[str, str]:
        """(fill, text) of a heat cell, `share` running from 0 (lightest) to 1.

        The ramp leaves out the middle tones on which neither dark nor white text can be read.
        """
        low, high = _ramp_gap(self.HEAT_LOW, self.HEAT_HIGH, self.INK)
        place = share * 2 * low if share <= 0.5 else high + (share - 0.5) * 2 * (1 - high)
        fill = mixed(self.HEAT_LOW, self.HEAT_HIGH, min(max(place, 0.0), 1.0))
        return fill, readable((self.INK, self.WHITE), fill)


@cache
def _ramp_gap(light: str, dark: str, ink: str) -> tuple[float, float]:
    """The last step of the ramp that carries ink, and the first that carries white."""
    steps = [(step / 50, mixed(light, dark, step / 50)) for step in range(51)]
    inked = [place for place, color in steps if contrast(ink, color) >= READABLE + 0.1]
    white = [place for place, color in steps if contrast("FFFFFF", color) >= READABLE + 0.1]
    return max(inked, default=0.0), min(white, default=1.0)


def mixed(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    parts = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (0, 2, 4))
    return "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(candidates: Iterable[str], background: str) -> str:
    """The first candidate with a contrast of 4.5 on the background, else the one with the most."""
    options = tuple(candidates)
    enough = (c for c in options if contrast(c, background) >= READABLE)
    return next(enough, max(options, key=lambda c: contrast(c, background)))


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _house(plain: Theme, slots: Mapping[str, str]) -> Theme:
    names = {"dk1": "INK", "dk2": "NAVY", "lt2": "PANEL", "accent1": "AC", "accent2": "HI"}
    names |= {"accent3": "BLUE2", "accent4": "PY", "accent5": "OCH", "accent6": "MUT"}
    return replace(plain, **{token: slots[slot] for slot, token in names.items() if slot in slots})


def _foreign(plain: Theme, slots: Mapping[str, str]) -> Theme:
    navy = readable((slots.get("dk2", plain.NAVY), plain.NAVY), plain.WHITE)
    high = _darkened(slots.get("accent1", plain.HI))
    return replace(
        plain,
        NAVY=navy,
        AC=mixed(navy, plain.WHITE, 0.08),
        HI=high,
        BLUE2=mixed(high, plain.WHITE, 0.45),
        BLUE3=mixed(high, plain.WHITE, 0.75),
        HEAT_LOW=mixed(high, plain.WHITE, 0.9),
        HEAT_HIGH=mixed(high, "000000", 0.35),
    )


def _darkened(colour: str) -> str:
    """The colour, made darker until it can carry small text on white."""
    steps = (mixed(colour, "000000", step / 20) for step in range(20))
    return next(c for c in steps if contrast(c, "FFFFFF") >= READABLE)
