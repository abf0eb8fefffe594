"""The proof of sentences: no claimed cause, no number that is no fact, no superlative that is not strict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache

from opsreport.model.block import Block, Conclusion, Insight, shown_numbers
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.printed import figures, written
from opsreport.model.report import Facts
from opsreport.templating import load_toml

ROUNDING = 0.005
STRICT = frozenset(
    [
        *("best", "worst", "highest", "lowest", "largest", "longest", "leader", "top", "top_score", "up", "down"),
        *("fall", "rise", "rising", "grown", "fastest", "moved", "efficient", "engaged", "slot", "extreme"),
    ]
)
"""The keys of facts that hold the one thing strictly above or below the others of its table; None on a tie."""


def causal_patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    """The words of `wording/causal.toml` that claim a cause in that language, ready to search."""
    return _patterns("causal", lang)


@lru_cache(maxsize=8)
def _patterns(file: str, lang: str) -> tuple[re.Pattern[str], ...]:
    words = load_toml(f"wording/{file}.toml").get(lang, ())
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
            allowed |= written(number, lang)
    return frozenset(allowed)


def stray_figures(text: str, allowed: frozenset[str]) -> tuple[str, ...]:
    """The numbers of a text that are not among the allowed ones, in order."""
    return tuple(figure for figure in figures(text) if figure not in allowed)


def _figures_of(node: object, lang: str) -> Iterator[str]:
    match node:
        case Number():
            yield from written(node, lang)
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


def unproved_superlative(sentence: str, facts: Facts, lang: str) -> str:
    """The first word of `wording/superlative.toml` of a sentence that no strict fact speaks for; "" where all are true.

    A strict fact (`STRICT`) speaks for a sentence that names it or writes one of
    its numbers; words that a person typed are passed over.
    """
    patterns = _patterns("superlative", lang)
    typed = [text for text in said_texts(facts) if not any(pattern.fullmatch(text) for pattern in patterns)]
    if not (word := causal_word(sentence, patterns, typed)):
        return ""
    shown = frozenset(figures(sentence))
    return "" if any(_speaks(fact, sentence, shown, lang) for fact in _strict(facts)) else word


def _strict(facts: Facts) -> Iterator[object]:
    for key, fact in facts.items():
        if key in STRICT and fact:
            yield fact
        for part in fact if isinstance(fact, tuple) else (fact,):
            if isinstance(part, Mapping):
                yield from _strict(part)


def _speaks(fact: object, sentence: str, shown: frozenset[str], lang: str) -> bool:
    match fact:
        case Number():
            return bool(written(fact, lang) & shown)
        case str():
            return fact in ("highest", "lowest") or fact in sentence
        case int():
            return str(fact) in shown
        case Mapping():
            return any(_speaks(part, sentence, shown, lang) for part in fact.values())
    return False


def unsummed_parts(sentence: str, facts: Facts, lang: str) -> tuple[Number, ...]:
    """The parts that a sentence quotes with their whole without adding up to it; () where all do, or one stands alone.

    Facts mark them: any mapping with `whole` (a Number) and `parts_of_whole`
    (Numbers). They add up when they do as printed, within rounding.
    """
    shown = frozenset(figures(sentence))
    for marked in _marked(facts):
        whole, parts = marked["whole"], marked["parts_of_whole"]
        if not (isinstance(whole, Number) and isinstance(parts, tuple) and written(whole, lang) & shown):
            continue
        quoted = tuple(part for part in parts if isinstance(part, Number) and written(part, lang) & shown)
        short = sum(part.amount for part in quoted) - whole.amount
        if len(quoted) > 1 and abs(short) > max(abs(whole.amount), *(abs(part.amount) for part in quoted)) * ROUNDING:
            return quoted
    return ()


def _marked(fact: object) -> Iterator[Facts]:
    match fact:
        case Mapping():
            if "parts_of_whole" in fact:
                yield fact
            for part in fact.values():
                yield from _marked(part)
        case tuple():
            for part in fact:
                yield from _marked(part)
