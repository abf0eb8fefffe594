"""Draft (a page before its title), Slide, Section, Report, and the Voice that words them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from opsreport.model.block import Block, Status
from opsreport.model.finding import Findings
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.table import Dataset

Fact = Number | Period | str | int | bool | None | tuple["Fact", ...] | Mapping[str, "Fact"]
Facts = Mapping[str, Fact]


class Voice(Protocol):
    """Words for keys and facts, in one language; sections are handed one and never see a template."""

    @property
    def lang(self) -> str: ...

    def term(self, key: str) -> str:
        """The label of a key of terms ("column.target"); KeyError for an unknown one."""
        ...

    def lines(self, name: str, facts: Facts) -> tuple[str, ...]:
        """The non-empty lines that block `name` ("kpi/scoreboard.insight") makes of the facts; () where it has none."""
        ...


@dataclass(frozen=True, slots=True)
class Highlight:
    """What a page offers the summary: worded already; `weight` ranks it; `is_good` picks its column.

    `about` is the id of the metric whose whole it speaks of, "" where of none: the summary shows each once.
    """

    headline: str
    evidence: str
    action: str
    status: Status
    weight: float
    is_good: bool
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a chapter stands: status of this and last month, and its key reading in a few words."""

    status: Status
    before: Status
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before its title: facts + blocks.

    `id` is section/page ("kpi/scoreboard"). `blocks` stand in reading order in
    the boxes of `arrangement`, the canvas split: rows separated by "/", each
    optionally ":height" in inches; columns of a row joined by "+" (they add up
    to 12 grid columns); a column may be stacked, its heights in parentheses,
    "*" for the rest; a final "+bar" adds the conclusion bar. Examples:
    "12", "8+4", "9+3(1.62,*)", "12:2.9/7+5", "8+4(2.4,*)+bar".
    `facts` hold every number the title, note and insight may speak of.
    `tables` are the names of the tables used, for the source line.
    """

    id: str
    facts: Facts
    arrangement: str
    blocks: tuple[Block, ...]
    tables: tuple[str, ...]
    highlights: tuple[Highlight, ...] = ()
    reading: Reading | None = None

    @property
    def section(self) -> str:
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Slide:
    """A finished page: every word final, every number still a number."""

    id: str
    chapter: int
    tracker: str
    title: str
    subtitle: str
    arrangement: str
    blocks: tuple[Block, ...]
    note: str
    source: str
    speaker_notes: str = ""
    facts: Facts = field(default_factory=dict)
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter: its key, its number (0 for the front, 7 for the appendix), title, message and pages."""

    key: str
    number: int
    title: str
    message: str
    slides: tuple[Slide, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The finished review, the same for every output: what renderers get, with no word left to choose."""

    title: str
    period: Period
    lang: str
    organisation: str
    footer: str
    author: str
    sections: tuple[Section, ...]
    dataset: Dataset
    findings: Findings
    terms: Mapping[str, str]
    is_final: bool = False

    @property
    def slides(self) -> tuple[Slide, ...]:
        return tuple(slide for section in self.sections for slide in section.slides)


def fact_numbers(facts: Facts, path: str = "") -> tuple[tuple[str, Number], ...]:
    """Every Number among the facts with its dotted name, in the order written."""
    found: list[tuple[str, Number]] = []
    for name, fact in facts.items():
        found += _numbers_of(f"{path}{name}", fact)
    return tuple(found)


def _numbers_of(name: str, fact: Fact) -> list[tuple[str, Number]]:
    match fact:
        case Number():
            return [(name, fact)]
        case tuple():
            return [pair for index, part in enumerate(fact, 1) for pair in _numbers_of(f"{name}.{index}", part)]
        case Mapping():
            return list(fact_numbers(fact, f"{name}."))
    return []
