"""Recipe + Dataset → Report: the pages in order, worded and proved; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.compose.page import Desk, slide_of, tracker, with_topic
from opsreport.compose.touched import touched
from opsreport.errors import TemplateError
from opsreport.model.block import Panel
from opsreport.model.finding import Findings
from opsreport.model.printed import figures
from opsreport.model.report import Draft, Report, Section, Slide
from opsreport.model.table import Dataset
from opsreport.recipe import Chapter, Recipe
from opsreport.sections import SECTIONS, SectionIndex
from opsreport.wording.voice import Wording, finding_text


def compose(
    recipe: Recipe,
    dataset: Dataset,
    findings: Findings,
    voice: Wording,
    *,
    is_final: bool = False,
    with_notes: bool = True,
    keep_missing: bool = False,
    sections: Sequence[SectionIndex] = SECTIONS,
) -> Report:
    """The finished review. A page without its main table is left out, or stands empty where `keep_missing`.

    TemplateError: a page of the recipe that does not exist, a computed title that
    does not fit, a sentence that its page does not prove.
    """
    drafts, findings = _drafts(recipe, dataset, findings, voice, sections, keep_missing=keep_missing)
    desk = Desk(dataset, voice, with_notes, _found_figures(findings, voice))
    made = [_chapter(chapter, drafts, desk, keep_missing) for chapter in recipe.chapters]
    chapters = tuple(_with_own_titles(made, voice))
    return Report(
        title=voice.term(recipe.title),
        period=dataset.period,
        lang=voice.lang,
        organisation=dataset.meta.get("company", ""),
        footer=footer(voice.term(recipe.title), dataset, voice, is_final),
        author=dataset.meta.get("presenter") or dataset.meta.get("company") or "opsreport",
        sections=tuple(section for section in chapters if section.slides),
        dataset=dataset,
        findings=findings,
        terms=voice.terms,
        is_final=is_final,
    )


def _drafts(
    recipe: Recipe,
    dataset: Dataset,
    findings: Findings,
    voice: Wording,
    sections: Sequence[SectionIndex],
    *,
    keep_missing: bool,
) -> tuple[Mapping[str, Draft], Findings]:
    """The pages that have something to say, by id, and the findings with the pages they touch.

    First those of the data, then those made of the others, last the appendix, which names pages.
    """
    first = {page: make for section in sections for page, make in section.pages.items()}
    second = {page: make for section in sections for page, make in section.second.items()}
    if unknown := [page for page in recipe.pages if page not in first and page not in second]:
        known = ", ".join((*first, *second))
        raise TemplateError(f"recipe {recipe.name} names {', '.join(unknown)}; the pages there are: {known}")
    made = {page: first[page](dataset, voice) for page in recipe.pages if page in first}
    others = tuple(draft for draft in made.values() if draft)
    late = [page for page in recipe.pages if page in second]
    made |= {page: second[page](others, dataset, findings, voice) for page in late if not _is_appendix(page)}
    there = [page for page in recipe.pages if made.get(page) or (keep_missing and not _is_appendix(page))]
    used = {number: made[page] for number, page in enumerate(there, 1) if made.get(page)}
    placed = touched(findings, {number: draft.tables for number, draft in used.items() if draft}, dataset)
    made |= {page: second[page](others, dataset, placed, voice) for page in late if _is_appendix(page)}
    return {page: draft for page, draft in made.items() if draft}, placed


def _is_appendix(page: str) -> bool:
    return page.startswith("appendix/")


def _chapter(chapter: Chapter, drafts: Mapping[str, Draft], desk: Desk, keep_missing: bool) -> Section:
    there = [drafts[page] for page in chapter.pages if page in drafts]
    messages = (desk.voice.line(f"{draft.id}.message", draft.facts) for draft in there)
    slides = [_slide(page, chapter, drafts, desk) for page in chapter.pages if page in drafts or keep_missing]
    return Section(
        chapter.key,
        chapter.number,
        desk.voice.term(f"chapter.{chapter.key}"),
        next((message for message in messages if message), ""),
        tuple(slides),
    )


def _slide(page: str, chapter: Chapter, drafts: Mapping[str, Draft], desk: Desk) -> Slide:
    return slide_of(drafts[page], chapter, desk) if page in drafts else _missing(page, chapter, desk.voice)


def _missing(page: str, chapter: Chapter, voice: Wording) -> Slide:
    """The page of a draft that says its data are not there yet."""
    section, _, name = page.partition("/")
    title = voice.term("page.missing_title").format(topic=voice.term(f"topic.{section}.{name}"))
    panel = Panel(voice.term("mark.not_provided"), (voice.term("page.missing_line"),), alt=title)
    return Slide(page, chapter.number, tracker(page, chapter, voice), title, "", "12", (panel,), "", "")


def _found_figures(findings: Findings, voice: Wording) -> frozenset[str]:
    """The numbers and cells that findings speak of: the page on data quality repeats them."""
    texts = (
        " ".join((*finding_text(finding, voice), *map(str, finding.origins), *map(str, finding.pages)))
        for finding in findings
    )
    return frozenset(figure for text in texts for figure in figures(text))


def footer(title: str, dataset: Dataset, voice: Wording, is_final: bool) -> str:
    """Company · title and month · classification · draft mark · sample mark, as far as they apply."""
    parts = (
        dataset.meta.get("company", ""),
        f"{title} {dataset.period.label(voice.lang)}",
        dataset.meta.get("confidential", ""),
        "" if is_final else voice.term("mark.draft"),
        voice.term("mark.sample") if dataset.is_sample else "",
    )
    return " · ".join(part for part in parts if part)


def _with_own_titles(chapters: Sequence[Section], voice: Wording) -> Iterator[Section]:
    """The chapters, each page whose title an earlier one has with its topic behind it."""
    seen: set[str] = set()
    for chapter in chapters:
        slides = []
        for slide in chapter.slides:
            slides.append(with_topic(slide, voice) if slide.title in seen else slide)
            seen.add(slides[-1].title)
        yield replace(chapter, slides=tuple(slides))
