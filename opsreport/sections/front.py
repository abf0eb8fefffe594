"""The opening: cover, and the summary made of what the other pages offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from opsreport.analysis.cutoff import cutoff
from opsreport.analysis.plan import Action, Ask, actions, asks
from opsreport.model.block import Block, Card, Cards, Cover, Grid, Panel, Row, Status, Words
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.report import Draft, Fact, Facts, Highlight, Reading, Voice
from opsreport.model.table import Dataset
from opsreport.sections.chapters import CHAPTER_TABLES, CHAPTERS, chapter_of
from opsreport.sections.labels import column, said, status, time_facts

SCOREBOARD = "kpi/scoreboard"
MOST_CARDS = 3
MOST_LINES = 4
CARD_TITLE, CARD_HEIGHT = 0.22, 1.54
ROOM_FOR_LINK: Mapping[str, int] = MappingProxyType({"zh": 62, "en": 80})
CHAPTER_KEYS = ("kpi", "channel", "user", "campaign", "content", "plan")
JUDGED = frozenset(("on_target", "near", "missed", "far_below"))
SETTLED = frozenset(("approved", "done", "cancelled"))
Offered = tuple[str, Highlight]


def cover(drafts: tuple[Draft, ...], dataset: Dataset, findings: Findings, voice: Voice) -> Draft | None:
    """The front page from the report information, naming the chapters there are; it needs no table."""
    there = {chapter_of(draft.id) for draft in drafts}
    chapters = tuple(voice.term(f"front.cover.{key}") for key in CHAPTER_KEYS if CHAPTERS[key] in there)
    facts = {**time_facts(dataset), **_identity(dataset), "chapters": chapters}
    block = Cover(
        organisation=dataset.meta.get("company", ""),
        subtitle=said(voice, "front/cover.subtitle", facts),
        meta=voice.lines("front/cover.meta", facts),
    )
    return Draft("front/cover", facts, "12", (block,), ("meta",))


def _identity(dataset: Dataset) -> dict[str, str]:
    names = ("company", "department", "presenter", "confidential")
    return {name: dataset.meta.get(name, "") for name in names}


def summary(drafts: tuple[Draft, ...], dataset: Dataset, findings: Findings, voice: Voice) -> Draft | None:
    """What went well, what fell short, how the chapters stand, what is to be decided. None without any offer."""
    offers = _ranked(drafts)
    if not offers:
        return None
    facts = _facts(drafts, offers, dataset)
    cards = tuple(_offered(offers, is_good=side) for side in (True, False))
    arrangement, blocks = _arranged(cards, _chapters(drafts, dataset, voice), _decisions(facts, voice), voice)
    return Draft("front/summary", facts, arrangement, _evenly_linked(blocks), ("kpi", "asks"))


def _evenly_linked(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with the words of the link on every card, or on none where one has no room; all cards link."""
    cards = [card for block in blocks if isinstance(block, Cards) for card in block.cards]
    if all(card.link_label for card in cards):
        return blocks
    return tuple(_unlabelled(block) if isinstance(block, Cards) else block for block in blocks)


def _unlabelled(block: Cards) -> Cards:
    return replace(block, cards=tuple(replace(card, link_label="") for card in block.cards))


def _arranged(
    offers: tuple[list[Offered], ...], chapters: Grid, decisions: Panel | None, voice: Voice
) -> tuple[str, tuple[Block, ...]]:
    """Three and three in columns of their own; fewer gaps over the decisions; else all in one block of two columns."""
    good, gaps = offers
    if len(good) == MOST_CARDS and gaps and (decisions or len(gaps) == MOST_CARDS):
        sides = (_cards("good", good, voice), _cards("gaps", gaps, voice))
        if len(gaps) < MOST_CARDS and decisions:
            height = CARD_TITLE + len(gaps) * CARD_HEIGHT
            return f"4+4({height:.2f},*)+4", (*sides, decisions, chapters)
        return _with_decisions("4+4", sides, chapters, decisions)
    every = [*good, *gaps]
    is_plain = all(offer.weight == 0 for _, offer in every)
    side = "readings" if is_plain else "both" if good and gaps else "good" if good else "gaps"
    block = _cards(side, every, voice, across=2 if len(every) in (4, 6) else 1)
    return _with_decisions("8", (block,), chapters, decisions)


def _with_decisions(
    left: str, sides: tuple[Block, ...], chapters: Grid, decisions: Panel | None
) -> tuple[str, tuple[Block, ...]]:
    if decisions is None:
        return f"{left}+4", (*sides, chapters)
    return f"{left}+4(3.0,*)", (*sides, chapters, decisions)


def _ranked(drafts: Sequence[Draft]) -> list[Offered]:
    """Every offer with the page it comes from, the weightiest first; ties in page order.

    What the scoreboard offers of a metric, no other page offers again.
    """
    found = [(draft.id, offer) for draft in drafts for offer in draft.highlights]
    told = {offer.about for page, offer in found if page == SCOREBOARD}
    once = [(page, offer) for page, offer in found if page == SCOREBOARD or offer.about not in told]
    return sorted(once, key=lambda pair: -pair[1].weight)


def _offered(offers: Sequence[Offered], *, is_good: bool) -> list[Offered]:
    """The three of one side: two core metrics and the weightiest of the other pages, or what there is of either."""
    own = [pair for pair in offers if pair[1].is_good is is_good]
    metrics, others = ([pair for pair in own if (pair[0] == SCOREBOARD) is lead] for lead in (True, False))
    first = metrics[: MOST_CARDS - 1] + others[:1]
    return [*first, *(pair for pair in own if pair not in first)][:MOST_CARDS]


def _facts(drafts: Sequence[Draft], offers: Sequence[Offered], dataset: Dataset) -> dict[str, Fact]:
    """The scoreboard's facts where it is there, the counts of offers, and what is open."""
    scores: Facts = next((draft.facts for draft in drafts if draft.id == SCOREBOARD), {})
    kept = ("lead", "judgement", "metrics", "judged", "met", "progress", "time_progress", "bands")
    overdue = [one for one in actions(dataset, dataset.period, cutoff(dataset)) if one.overdue_days > 0]
    return {
        **time_facts(dataset),
        **{name: scores.get(name) for name in kept},
        "off_target": scores.get("off_target", ()),
        "sides": _sides(offers),
        "good": sum(offer.is_good for _, offer in offers),
        "gaps": sum(not offer.is_good for _, offer in offers),
        "asks": tuple(_ask_facts(one) for one in _open_asks(dataset)),
        "overdue": tuple(_action_facts(one) for one in overdue),
    }


def _sides(offers: Sequence[Offered]) -> str:
    """What the cards are made of: both | metrics (only the scoreboard's) | others."""
    own = {page == SCOREBOARD for page, _ in offers}
    return "both" if len(own) == 2 else "metrics" if own == {True} else "others"


def _open_asks(dataset: Dataset) -> list[Ask]:
    """The undecided asks that stand with next month's plan, else with this month's."""
    found = asks(dataset) or asks(dataset, dataset.period)
    return [one for one in found if one.status not in SETTLED]


def _ask_facts(one: Ask) -> dict[str, Fact]:
    return {"item": one.item, "amount": one.amount, "heads": one.heads, "due": _day(one.due), "owner": one.owner}


def _action_facts(one: Action) -> dict[str, Fact]:
    return {"item": one.text, "owner": one.owner, "days": one.overdue_days}


def _day(day: date | None) -> Mapping[str, Fact] | None:
    return None if day is None else {"month": Period.of(day), "day": day.day}


def _cards(side: str, offered: Sequence[Offered], voice: Voice, across: int = 1) -> Cards:
    key = "top" if across == 1 and len(offered) == MOST_CARDS else "few"
    cards = tuple(_card(page, offer, voice) for page, offer in offered)
    return Cards(cards, across, voice.term(f"front.{side}.{key}"))


def _card(page: str, offer: Highlight, voice: Voice) -> Card:
    """A finding that links to its page; long typed words take the place of the link's own words."""
    chapter = voice.term(f"chapter.{_chapter_key(page)}")
    is_long = len(offer.evidence) + len(offer.action) > ROOM_FOR_LINK[voice.lang]
    return Card(
        offer.headline,
        rows=((voice.term("column.next"), offer.action),) if offer.action else (),
        lines=(offer.evidence,) if offer.evidence else (),
        tone=offer.status.tone,
        status=offer.status,
        link=page,
        link_label="" if is_long else voice.term("front.see").format(chapter=chapter),
    )


def _chapter_key(page: str) -> str:
    return next(key for key in CHAPTER_KEYS if CHAPTERS[key] == chapter_of(page))


def _chapters(drafts: Sequence[Draft], dataset: Dataset, voice: Voice) -> Grid:
    """Six rows: the chapter, its status now and before, its key reading; why it has none where it has no page."""
    columns = (
        column(voice, "front.chapter", "text", 1.15),
        column(voice, "front.now", "status", 1.1),
        column(voice, "front.last", "status", 0.6),
        column(voice, "front.reading", "text", 1.7),
    )
    absent = {key: _absent(key, dataset, voice) for key in CHAPTER_KEYS}
    rows = tuple(_chapter_row(number, key, drafts, (absent[key], voice)) for number, key in enumerate(CHAPTER_KEYS, 1))
    return Grid(columns, rows, voice.term("front.chapters"))


def _absent(key: str, dataset: Dataset, voice: Voice) -> str:
    """Why a chapter has no page: nothing was given, or too little for one."""
    is_given = any(dataset.has(name) for name in CHAPTER_TABLES[key])
    return voice.term("mark.too_little" if is_given else "mark.not_provided")


def _chapter_row(number: int, key: str, drafts: Sequence[Draft], words: tuple[str, Voice]) -> Row:
    absent, voice = words
    own = [draft for draft in drafts if chapter_of(draft.id) == number]
    name = voice.term(f"chapter.{key}")
    found = next((draft for draft in own if draft.reading and draft.reading.text), None)
    if found is None or found.reading is None:
        text = voice.term(f"topic.{own[0].id.replace('/', '.')}") if own else absent
        link = own[0].id if own else ""
        return Row((Words(name, link=link), status("neutral", voice), None, Words(text)), style="muted")
    return Row((Words(name, link=found.id), *_reading_cells(found.reading, voice)))


def _reading_cells(reading: Reading, voice: Voice) -> tuple[Status, Status, Words]:
    return _stand(reading.status, voice), Status(_stand(reading.before, voice).code, ""), Words(reading.text)


def _stand(found: Status, voice: Voice) -> Status:
    """How a chapter stands: its key reading against its target; neutral where it is not judged by one."""
    return found if found.code in JUDGED else status("neutral", voice)


def _decisions(facts: Facts, voice: Voice) -> Panel | None:
    """What management is asked to decide; overdue actions where nothing is asked; None where neither."""
    for name in ("asks", "overdue"):
        if lines := voice.lines(f"front/summary.{name}", facts):
            return Panel(voice.term(f"front.{name}"), lines[:MOST_LINES])
    return None
