"""The Voice: terms and sentences of one language, every computed sentence linted on its way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from opsreport.errors import TemplateError
from opsreport.metrics import METRICS
from opsreport.model.finding import Finding, said_details
from opsreport.model.report import Facts
from opsreport.templating import LANGUAGES, Sentences, load_terms
from opsreport.wording.proof import causal_patterns, causal_word, said_texts


@dataclass(frozen=True, slots=True)
class Wording:
    """The `Voice` that the wording files give one language."""

    lang: str
    terms: Mapping[str, str]
    sentences: Sentences

    def term(self, key: str) -> str:
        """The label of a key of terms; KeyError for an unknown one."""
        if key not in self.terms:
            raise KeyError(f"no term {key!r} in templates/wording/*.{self.lang}.toml")
        return self.terms[key]

    def lines(self, name: str, facts: Facts) -> tuple[str, ...]:
        """The non-empty lines of `name` ("kpi/scoreboard.insight": macro scoreboard_insight of kpi.<lang>.j2).

        () where there is no such macro. TemplateError for a sentence that
        claims a cause in words that no fact typed.
        """
        file, _, block = name.partition("/")
        written = self.sentences.lines(file, block.replace(".", "_"), facts)
        typed = said_texts(facts) if written else ()
        lines = tuple(parted(line, typed) for line in written)
        for line in lines:
            if word := causal_word(line, causal_patterns(self.lang), typed):
                raise TemplateError(f"{name} ({self.lang}) claims a cause with “{word}”: {line}")
        return lines

    def line(self, name: str, facts: Facts) -> str:
        """The lines of `name` joined into one sentence; "" where there are none."""
        return (" " if self.lang == "en" else "").join(self.lines(name, facts))


def parted(line: str, names: Iterable[str]) -> str:
    """The line with a space between a name that ends in a digit and a number or a × right behind it (渠道2 35万元)."""
    for name in names:
        if name[-1].isdigit() and any(letter.isalpha() for letter in name) and name in line:
            line = re.sub(re.escape(name) + r"(?=[\d×])", f"{name} ", line)
    return line


@lru_cache(maxsize=4)
def wording(lang: str) -> Wording:
    """The Voice of "zh" or "en", in which `metric.<id>` names every metric of the catalogue.

    TemplateError for another language or faulty wording files.
    """
    if lang not in LANGUAGES:
        raise TemplateError(f"no wording for language {lang!r}; there is {', '.join(LANGUAGES)}")
    names = {f"metric.{metric.id}": metric.label(lang) for metric in METRICS}
    return Wording(lang, MappingProxyType({**names, **load_terms(lang)}), Sentences(lang))


def _of_one(shape: str, details: Mapping[str, str]) -> str:
    """The English words with a noun in the singular behind a place that holds a 1: {count} cells, 1 cell."""
    return _COUNTED.sub(lambda found: found[0][:-1] if details.get(found[1]) == "1" else found[0], shape)


_COUNTED = re.compile(r"\{(\w+)\} \w+s\b")


def finding_text(finding: Finding, voice: Wording) -> tuple[str, str]:
    """What a finding says and what to do about it; TemplateError when its words need a detail it lacks."""
    details = said_details(finding, voice.term)
    shapes = [voice.term(f"finding.{finding.code}.{part}") for part in ("message", "hint")]
    shapes = [_of_one(shape, details) for shape in shapes] if voice.lang == "en" else shapes
    try:
        message, hint = (shape.format_map(details) for shape in shapes)
    except (KeyError, ValueError, IndexError) as error:
        raise TemplateError(f"the words of finding {finding.code!r} ({voice.lang}): {error}") from error
    return message, hint
