"""Numbers as sentences print them: the figures of a text, and which of them a Number may stand behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from opsreport.model.block import (
    Block,
    Callout,
    Callouts,
    Cards,
    Conclusion,
    Insight,
    Panel,
    shown_numbers,
)
from opsreport.model.number import Number
from opsreport.model.report import Slide, fact_numbers
from opsreport.model.unit import MINUS, POINTS, Unit

_FIGURE = re.compile(
    r"(?P<sign>[+−])?(?P<body>(?:1:)?\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?P<tail>%|万|亿|×|倍|\s?个百分点|\spp\b|(?:bn|[mk])(?![A-Za-z]))?"
)
_TAILS = {"倍": "×", "个百分点": "pp"}


def figures(text: str) -> Iterator[str]:
    """Every figure of a text with its sign and its unit's form: "+34.1万", "109%", "1:4.3", "2.5pp", "13"."""
    for found in _FIGURE.finditer(text.replace("**", "")):
        tail = (found["tail"] or "").strip()
        yield f"{found['sign'] or ''}{found['body']}{_TAILS.get(tail, tail)}"


def written(number: Number, lang: str) -> frozenset[str]:
    """The figures a sentence may write for a number: its size in its own unit's form, with no sign or its own.

    A rate may be written in points as well: a difference of rates is one.
    """
    return _written(number.value, number.unit, lang)


@lru_cache(maxsize=8192)
def _written(value: float | None, unit: Unit, lang: str) -> frozenset[str]:
    if value is None:
        return frozenset()
    forms = [form for text in (unit.text(value, lang), unit.sentence(value, lang)) for form in figures(text)]
    if unit.kind in ("points", "rate"):
        own = unit if unit.kind == "points" else POINTS
        points = [f"{form}pp" for text in (own.text(value, lang), own.sentence(value, lang)) for form in figures(text)]
        forms = points if unit.kind == "points" else forms + points
    if unit.kind == "plain":  # a bare factor is said with its sign: 1.5倍
        forms += [f"{form}×" for form in forms]
    sizes = {form.lstrip("+" + MINUS) for form in forms}
    return frozenset(sizes | {f"{MINUS if value < 0 else '+'}{size}" for size in sizes if value})


def slide_texts(slide: Slide) -> Iterator[tuple[str, str]]:
    """Every computed text of a slide under its place: title, subtitle, reading, card or note."""
    yield "title", slide.title
    yield "subtitle", slide.subtitle
    for block in slide.blocks:
        yield from _block_texts(block)
    yield "note", slide.note


def _block_texts(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Insight(notes=notes):
            yield from (("reading", note.text) for note in notes if not note.typed)
        case Conclusion(text=text):
            yield "reading", text
        case Cards(cards=cards):
            yield from (("card", text) for card in cards for text in (card.heading, *card.lines))
        case Callout(lines=lines) | Panel(lines=lines):
            yield from (("card", line) for line in lines)
        case Callouts(items=items):
            yield from (("card", line) for item in items for line in item.lines)


def printed_numbers(slide: Slide, lang: str, labels: Mapping[str, str]) -> Iterator[tuple[str, str, Number]]:
    """(place, figure, number) of every number that a sentence of the slide prints, in reading order, each once a place.

    The number is a fact of the slide, else one of its blocks. A bare whole
    number (13 metrics, June) is taken for a count unless its unit stands by it;
    `labels` are terms, `unit.<name>` names a unit.
    """
    known = [number for _, number in fact_numbers(slide.facts)]
    known += [number for block in slide.blocks for _, number in shown_numbers(block)]
    known = [number for number in known if not number.is_missing]
    seen = set()
    for place, text in slide_texts(slide):
        plain = text.replace("**", "")
        for figure in figures(plain):
            found = next((n for n in known if _stands(n, figure, plain, lang, labels)), None)
            if found and (place, figure) not in seen:
                seen.add((place, figure))
                yield place, figure, found


def _stands(number: Number, figure: str, text: str, lang: str, labels: Mapping[str, str]) -> bool:
    """Whether the number may be what this figure of the text is."""
    if figure not in written(number, lang):
        return False
    return not figure.isdigit() or _has_unit(number.unit, figure, text, labels)


def _has_unit(unit: Unit, figure: str, text: str, labels: Mapping[str, str]) -> bool:
    word = labels.get(f"unit.{unit.name}", "")
    if not word:
        return False
    shape = labels["measure.money" if unit.kind == "money" else "measure.other"]
    return re.search(rf"(?<![\d.,]){re.escape(shape.format(number=figure, unit=word))}", text) is not None
