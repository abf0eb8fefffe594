"""Draft → Slide: title, subtitle, note, source, described blocks, speaker notes; every sentence proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from opsreport.analysis.cells import typed_text
from opsreport.compose.conclude import concluded, one_line
from opsreport.compose.notes import source_line, speaker_notes
from opsreport.errors import TemplateError
from opsreport.model.block import Block, Insight
from opsreport.model.report import Draft, Fact, Slide
from opsreport.model.table import Dataset
from opsreport.recipe import Chapter
from opsreport.render.measure import cut_to, title_lines
from opsreport.wording.alt import described
from opsreport.wording.proof import page_figures, stray_figures, unproved_superlative, unsummed_parts
from opsreport.wording.voice import Wording

_NAME_EMS = 12.0
_MOST_EMS = 90


@dataclass(frozen=True, slots=True)
class Desk:
    """What wording a page takes besides its draft; `found` are the numbers that the findings speak of."""

    dataset: Dataset
    voice: Wording
    with_notes: bool = True
    found: frozenset[str] = frozenset()


def slide_of(draft: Draft, chapter: Chapter, desk: Desk) -> Slide:
    """The finished page.

    TemplateError when its title does not fit in its long nor its short form, or
    when a computed sentence writes a number that is not a fact of the page, a
    superlative that no strict fact speaks for, or parts that miss their whole.
    """
    voice = desk.voice
    draft = replace(draft, blocks=concluded(draft.blocks, draft.id, desk.dataset, voice))
    title, subtitle = _title(draft, desk), voice.line(f"{draft.id}.subtitle", draft.facts)
    _prove(draft, (("subtitle", subtitle), *_computed(draft.blocks)), desk)
    slide = Slide(
        id=draft.id,
        chapter=chapter.number,
        tracker=tracker(draft.id, chapter, voice),
        title=title,
        subtitle=subtitle,
        arrangement=draft.arrangement,
        blocks=tuple(described(block, voice) for block in draft.blocks),
        note=_note(draft, voice),
        source=source_line(draft, desk.dataset, voice),
        facts=draft.facts,
        tables=draft.tables,
    )
    return replace(slide, speaker_notes=speaker_notes(slide, desk.dataset, voice)) if desk.with_notes else slide


def tracker(page: str, chapter: Chapter, voice: Wording) -> str:
    """Where the reader is: "01 核心指标 | 收入目标与实际"; the front and unnumbered chapters without a number."""
    section, _, name = page.partition("/")
    shape = "page.tracker" if 0 < chapter.number < 7 else "page.tracker_plain"
    words = {"chapter": voice.term(f"chapter.{chapter.key}"), "topic": voice.term(f"topic.{section}.{name}")}
    if words["chapter"] == words["topic"]:
        return words["topic"]
    return voice.term(shape).format(number=f"{chapter.number:02d}", **words)


def _note(draft: Draft, voice: Wording) -> str:
    text = voice.line(f"{draft.id}.note", draft.facts)
    return voice.term("page.note").format(text=text) if text else ""


def _title(draft: Draft, desk: Desk) -> str:
    """What a person typed as title, else the long computed one, else the short one, else that with long names cut.

    Month and topic where the numbers of both are missing.
    """
    if written := typed_text(desk.dataset, "page", draft.id, "title"):
        return fitting(one_line(written))
    short_names = replace(draft, facts={name: _cut(fact) for name, fact in draft.facts.items()})
    said = []
    for page, form in ((draft, "title"), (draft, "short"), (short_names, "short")):
        text = desk.voice.line(f"{draft.id}.{form}", page.facts)
        _prove(page, [("title", text)], desk)
        if text and title_lines(text):
            return text
        said.append(text)
    if any(said):
        raise TemplateError(f"the title of {draft.id} does not fit two lines, long or short: {' | '.join(said)}")
    return _plain_title(draft, desk)


def fitting(title: str) -> str:
    """A title that somebody typed, cut with "…" where two lines do not hold it."""
    widths = (ems / 2 for ems in range(_MOST_EMS * 2, 0, -1))
    return title if title_lines(title) else next(cut for ems in widths if title_lines(cut := cut_to(title, ems)))


def with_topic(slide: Slide, voice: Wording) -> Slide:
    """The page with its topic behind its title, which another page has too."""
    section, _, name = slide.id.partition("/")
    words = {"title": slide.title, "topic": voice.term(f"topic.{section}.{name}")}
    return replace(slide, title=fitting(voice.term("page.same_title").format(**words)))


def _plain_title(draft: Draft, desk: Desk) -> str:
    section, _, name = draft.id.partition("/")
    words = {"month": desk.dataset.period.short_label(desk.voice.lang)}
    return desk.voice.term("page.plain_title").format(topic=desk.voice.term(f"topic.{section}.{name}"), **words)


def _cut(fact: Fact) -> Fact:
    """The fact with its long names cut, as far as they leave room for a sentence."""
    match fact:
        case str():
            return cut_to(fact, _NAME_EMS)
        case tuple():
            return tuple(_cut(part) for part in fact)
        case Mapping():
            return {key: _cut(part) for key, part in fact.items()}
    return fact


def _computed(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Insight):
            yield from (("insight", note.text) for note in block.notes if not note.typed)


def _prove(draft: Draft, sentences: Iterable[tuple[str, str]], desk: Desk) -> None:
    allowed = page_figures(draft.facts, draft.blocks, desk.voice.lang) | desk.found
    facts, lang = draft.facts, desk.voice.lang
    for part, text in sentences:
        if strays := stray_figures(text, allowed):
            numbers = ", ".join(strays)
            raise TemplateError(f"the {part} of {draft.id} says {numbers}, which is no fact of its page: {text}")
        if word := unproved_superlative(text, facts, lang):
            raise TemplateError(f"the {part} of {draft.id} says “{word}”, which no strict fact of its page is: {text}")
        if unsummed_parts(text, facts, lang):
            raise TemplateError(f"the {part} of {draft.id} quotes parts that do not add up to their whole: {text}")
