"""Unit notes: the scale and unit of a column or chart in one word (万元, CNY m), from the report's terms."""

from __future__ import annotations

from collections.abc import Mapping

from opsreport.model.number import Number
from opsreport.model.unit import BARE, Scale, Unit

NO_BREAK = "\u00a0"
_SILENT = ("rate", "ratio", "multiple")


def unit_note(unit: Unit, scale: Scale, lang: str, terms: Mapping[str, str]) -> str:
    """The scale and unit as people write them; "" where the number itself says its unit (%, 1:x, ×) or has none."""
    if unit == BARE or unit.kind in _SILENT:
        return ""
    word, suffix = terms.get(f"unit.{unit.name}", ""), scale.suffix(lang)
    if not (word and suffix):
        return suffix or word
    pattern = terms.get("measure.money" if unit.kind == "money" else "measure.other", "{number}{unit}")
    return pattern.format(number=suffix, unit=word)


def bracketed(note: str, lang: str) -> str:
    """The note as the tail of a label: （万元） or " (CNY m)", which no line break divides; "" for none."""
    if not note:
        return ""
    return f"（{note}）" if lang == "zh" else f" ({note.replace(' ', NO_BREAK)})"


def said_with_unit(number: Number, lang: str, terms: Mapping[str, str]) -> str:
    """A number as one large figure with its unit word: 872万元, CNY 8.7m, 112%."""
    text = number.unit.sentence(number.value, lang)
    word = "" if number.is_missing or number.unit == BARE else terms.get(f"unit.{number.unit.name}", "")
    if number.unit.kind in _SILENT or not word:
        return text
    pattern = terms.get("measure.money" if number.unit.kind == "money" else "measure.other", "{number}{unit}")
    return pattern.format(number=text, unit=word)
