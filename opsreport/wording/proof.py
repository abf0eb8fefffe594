"""The proof of sentences: no claimed cause, and no number that is not a fact of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache

from opsreport.model.block import Block, Conclusion, Insight, shown_numbers
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.report import Facts
from opsreport.model.unit import POINTS, Unit
from opsreport.templating import load_toml

_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@lru_cache(maxsize=4)
def causal_patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    """The words of `wording/causal.toml` that claim a cause in that language, ready to search."""
    words = load_toml("wording/causal.toml").get(lang, ())
    assert isinstance(words, Sequence)
    edge = r"\b" if lang == "en" else ""
    return tuple(
        re.compile(edge + ".{0,12}?".join(map(re.escape, str(word).split("…"))) + edge, re.IGNORECASE) for word in words
    )


def causal_word(sentence: str, patterns: Iterable[re.Pattern[str]], typed: Iterable[str] = ()) -> str:
    """The first causal word of a computed sentence, "" for none; parts that a person typed are passed over."""
    for text in sorted(typed, key=len, reverse=True):
        sentence = sentence.replace(text, "□")
    found = (pattern.search(sentence) for pattern in patterns)
    return next((match[0] for match in found if match), "")


def said_texts(fact: object) -> tuple[str, ...]:
    """Every text among the facts: names and typed words, which a sentence may repeat as they are."""
    return tuple(text for text in _texts(fact) if text)


def _texts(fact: object) -> Iterator[str]:
    match fact:
        case str():
            yield fact
        case Mapping():
            for part in fact.values():
                yield from _texts(part)
        case tuple():
            for part in fact:
                yield from _texts(part)


def figures(text: str) -> frozenset[str]:
    """The numbers a text writes, without signs and units: {"872", "4.3"}."""
    return frozenset(_FIGURE.findall(text))


def page_figures(facts: Facts, blocks: Iterable[Block], lang: str) -> frozenset[str]:
    """Every number a sentence of this page may write, in each way a number can be written.

    They are the facts and the shown numbers, names and labels that hold
    digits, periods, and how many items a list of facts or a block has.
    """
    allowed = set(_figures_of(facts, lang))
    for block in blocks:
        if isinstance(block, Insight | Conclusion):  # what is to be proved proves nothing
            continue
        allowed.update(_figures_of(block, lang))
        for _, number in shown_numbers(block):
            allowed |= _number_figures(number, lang)
    return frozenset(allowed)


def stray_figures(text: str, allowed: frozenset[str]) -> tuple[str, ...]:
    """The numbers of a text that are not among the allowed ones, in order."""
    return tuple(figure for figure in _FIGURE.findall(text) if figure not in allowed)


def _figures_of(node: object, lang: str) -> Iterator[str]:
    match node:
        case Number():
            yield from _number_figures(node, lang)
        case Period():
            for text in (node.label(lang), node.short_label(lang), str(node)):
                yield from figures(text)
        case str():
            yield from figures(node)
        case bool() | None | float():
            return
        case int():
            yield str(abs(node))
        case tuple():
            yield str(len(node))
            for part in node:
                yield from _figures_of(part, lang)
        case Mapping():
            for part in node.values():
                yield from _figures_of(part, lang)
        case _ if is_dataclass(node) and not isinstance(node, type):
            for field in fields(node):
                yield from _figures_of(getattr(node, field.name), lang)


@lru_cache(maxsize=8192)
def _value_figures(value: float | None, unit: Unit, lang: str) -> frozenset[str]:
    texts = (unit.text(value, lang), unit.sentence(value, lang), POINTS.text(value, lang), POINTS.sentence(value, lang))
    return frozenset(figure for text in texts for figure in figures(text))


def _number_figures(number: Number, lang: str) -> frozenset[str]:
    return _value_figures(number.value, number.unit, lang)
