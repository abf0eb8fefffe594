"""Chapter 4, lead page: what each campaign of the month reached of its targets, and what its owner says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from opsreport.analysis.attain import tone_of
from opsreport.analysis.campaigns import Aim, CampaignReading, campaigns
from opsreport.analysis.rank import strict_worst
from opsreport.model.block import Bars, Block, Callouts, Card, Cards, Column, Grid, GridCell, Insight, Note, Row, Words
from opsreport.model.number import Constant, Number, Role, Series, Tone
from opsreport.model.report import Draft, Fact, Highlight, Reading, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import ATTAINMENT, MONEY, PERSON, RATE, TIMES, Unit
from opsreport.sections.labels import ColumnLook, Offer, column, highlight, insight, reading, time_facts, unit_note_of
from opsreport.sections.layout import LARGE, grid_height, large_numbers, stacked, units_said, without_empty
from opsreport.sections.remarks import month_before

HEADS = Unit("person", decimals=0)
"""People in full, as a column of 万 would print 2,872 and 3,000 alike."""
ATTAINED = replace(ATTAINMENT, decimals=0)
MEASURES: Mapping[str, Unit] = MappingProxyType(
    {"impressions": TIMES, "participants": HEADS, "conversions": HEADS, "rate": RATE, "revenue": MONEY}
)
JUDGED_BY = ("revenue", "conversions", "participants", "impressions")
WORDED = ("highlight", "issue", "next")
MOST_CARDS = 5
ONE_LINE = 11
"""Characters a name may have to leave room for its days below it."""
ROOM_FOR_NOTES = 8
FEW = 2
LEAST_BARS = 2
SHARE = 0.10
Page = tuple[str, tuple[Block, ...]]


def attainment(dataset: Dataset, voice: Voice) -> Draft | None:
    """A table of every campaign that ended in the month over a card for each; None without campaigns."""
    read = campaigns(dataset)
    if not read:
        return None
    facts = _facts(dataset, read, voice)
    arrangement, blocks = _arranged(read, facts, voice)
    highlights = tuple(offer for one in read for offer in _highlights(one, voice))
    return Draft(
        "campaign/attainment", facts, arrangement, blocks, ("campaigns",), highlights, _reading(dataset, facts, voice)
    )


def _facts(dataset: Dataset, read: Sequence[CampaignReading], voice: Voice) -> dict[str, Fact]:
    judged = [one for one in read if _main_aim(one)[1].status != "none"]
    met = [one for one in judged if _main_aim(one)[1].status == "on_target"]
    lead = _lead(read)
    return {
        **time_facts(dataset),
        "count": len(read),
        "judged": len(judged),
        "met": len(met),
        "missed": tuple(one.id for one in judged if one not in met),
        "lead": {"name": lead.id, **_aim_facts(*_main_aim(lead), voice)},
        "lowest": _lowest(read, voice),
        "has_targets": any(not _aim(one, name).attainment.is_missing for one in read for name in MEASURES),
        "has_rate": any(not one.rate.actual.is_missing for one in read),
        "full": Number(1.0, ATTAINMENT, Constant(1.0)),
    }


def _aim(one: CampaignReading, name: str) -> Aim:
    aims = {
        "impressions": one.impressions,
        "participants": one.participants,
        "conversions": one.conversions,
        "rate": one.rate,
        "revenue": one.revenue,
    }
    return aims[name]


def _main_aim(one: CampaignReading) -> tuple[str, Aim]:
    """What a campaign is judged by: its revenue where that has a target, else the next measure that has one."""
    named = [(name, _aim(one, name)) for name in JUDGED_BY]
    there = [pair for pair in named if not pair[1].actual.is_missing] or named
    return next((pair for pair in there if pair[1].status != "none"), there[0])


def _lead(read: Sequence[CampaignReading]) -> CampaignReading:
    """The campaign with the most revenue, else with the most participants, else the first."""

    def rank(one: CampaignReading) -> tuple[float, float]:
        return _known(one.revenue.actual), _known(one.participants.actual)

    return max(read, key=rank)


def _known(number: Number) -> float:
    return -1.0 if number.is_missing else number.amount


def _aim_facts(name: str, aim: Aim, voice: Voice) -> dict[str, Fact]:
    return {
        "measure": voice.term(f"campaign.{name}"),
        "actual": aim.actual,
        "target": aim.target,
        "attainment": aim.attainment,
        "status": aim.status,
    }


def _lowest(read: Sequence[CampaignReading], voice: Voice) -> dict[str, Fact] | None:
    """The one measure of one campaign with strictly the lowest attainment of the table, if that missed its target."""
    cells = [(one.id, name, _aim(one, name)) for one in read for name in MEASURES]
    index = strict_worst([aim.attainment for _, _, aim in cells])
    if index is None or cells[index][2].status == "on_target":
        return None
    campaign, name, aim = cells[index]
    return {"name": campaign, **_aim_facts(name, aim, voice)}


# -- the page


def _arranged(read: Sequence[CampaignReading], facts: dict[str, Fact], voice: Voice) -> Page:
    grid = attainment_grid(read, voice)
    if len(read) > ROOM_FOR_NOTES:
        return "12", (grid,)
    if len(read) > MOST_CARDS:
        panel = insight(voice, "campaign/attainment.insight", facts, _next_steps(read, voice))
        return _over(grid, 0.36, (panel,))
    cards = _cards(read, voice)
    if len(read) <= FEW:
        aside = _bars(read, voice)
        panel = None if cards else insight(voice, "campaign/attainment.insight", facts)
        if aside is None:
            return stacked((_large(read, voice), LARGE), (grid, grid_height(grid, 0.62)), (cards or panel, None))
        return _over(grid, 0.62, (aside, cards or panel))
    below = cards or insight(voice, "campaign/attainment.insight", facts)
    return _over(grid, 0.43 if cards else 0.62, (below,))


def _large(read: Sequence[CampaignReading], voice: Voice) -> Callouts | None:
    """What a single campaign reached in large; None for several."""
    named = [(voice.term(f"campaign.{name}"), _aim(one, name).actual) for one in read for name in MEASURES]
    return large_numbers(named) if len(read) == 1 else None


def _over(grid: Grid, row: float, below: Sequence[Cards | Bars | Insight | None]) -> Page:
    kept = tuple(block for block in below if block)
    if not kept:
        return "12", (grid,)
    return f"12:{grid_height(grid, row):.2f}/{'6+6' if len(kept) == 2 else '12'}", (grid, *kept)


def attainment_grid(read: Sequence[CampaignReading], voice: Voice) -> Grid:
    """A row a campaign: each measure's actual and its attainment as a bar from 100 %."""
    columns = [column(voice, "column.campaign", "text", 1.75)]
    for name, unit in MEASURES.items():
        own = unit.shared((_aim(one, name).actual.value for one in read), voice.lang)
        columns += [column(voice, f"campaign.{name}", "number", 0.8, ColumnLook(own)), _bar_column(name, voice)]
    is_dated = len(read) <= MOST_CARDS and max(len(one.id) for one in read) <= ONE_LINE
    rows = tuple(Row((_name(one, voice if is_dated else None), *_cells(one))) for one in read)
    grid = without_empty(Grid(tuple(columns), rows, voice.term("campaign.table"), register=True))
    return replace(grid, unit_note=units_said(grid, voice))


def _bar_column(name: str, voice: Voice) -> Column:
    made = column(voice, "campaign.attained", "bar", 1.3, ColumnLook(ATTAINED, axis=1.0))
    return replace(made, key=f"{name}_attained")


def _cells(one: CampaignReading) -> tuple[GridCell, ...]:
    found: list[GridCell] = []
    for name in MEASURES:
        aim = _aim(one, name)
        found += [aim.actual, _inked(aim)]
    return tuple(found)


def _inked(aim: Aim) -> Number:
    """The attainment: coloured where the target was missed, in plain ink where it was met."""
    tone = tone_of(aim.status)
    return aim.attainment.toned(Tone.neutral if tone is Tone.good else tone)


def _name(one: CampaignReading, voice: Voice | None) -> Words:
    """The campaign, its form and days in a second line; without a voice the name alone."""
    if voice is None:
        return Words(one.id, strong=True)
    days = ""
    if one.start and one.end:
        days = voice.term("campaign.days").format(
            start=f"{one.start.month}/{one.start.day}", end=f"{one.end.month}/{one.end.day}"
        )
    parts = [part for part in (one.mode, days) if part]
    return Words(one.id, strong=True, muted=voice.term("campaign.joint").join(parts))


def _bars(read: Sequence[CampaignReading], voice: Voice) -> Bars | None:
    """The attainments of one or two campaigns side by side; without targets the people they reached, or None."""
    names = [name for name in MEASURES if any(not _aim(one, name).attainment.is_missing for one in read)]
    if len(names) * len(read) < LEAST_BARS:
        return None if names else _people_bars(read, voice)
    series = _by_campaign(read, lambda one: [_aim(one, name).attainment for name in names])
    line = (1.0, voice.term("column.target"))
    labels = tuple(voice.term(f"campaign.{name}") for name in names)
    return Bars(labels, series, ATTAINMENT, voice.term("campaign.attained"), voice.term("unit.percent"), line=line)


def _people_bars(read: Sequence[CampaignReading], voice: Voice) -> Bars | None:
    """Participants and conversions of one or two campaigns, as far as typed; None for a single bar."""
    named = ("participants", "conversions")
    names = [name for name in named if any(not _aim(one, name).actual.is_missing for one in read)]
    if len(names) * len(read) < LEAST_BARS:
        return None
    series = _by_campaign(read, lambda one: [_aim(one, name).actual for name in names])
    numbers = [number for one in series for number in one.numbers]
    labels = tuple(voice.term(f"campaign.{name}") for name in names)
    return Bars(labels, series, PERSON, voice.term("campaign.people"), unit_note_of(PERSON, numbers, voice))


def _by_campaign(
    read: Sequence[CampaignReading], numbers: Callable[[CampaignReading], list[Number]]
) -> tuple[Series, ...]:
    roles = (Role.actual, Role.previous)
    return tuple(Series(one.id, tuple(numbers(one)), role) for one, role in zip(read, roles, strict=False))


def _cards(read: Sequence[CampaignReading], voice: Voice) -> Cards | None:
    """A card a campaign with what its owner typed; None where nothing was typed."""
    cards = [Card(one.id, _typed(one, voice), tone=tone_of(_main_aim(one)[1].status)) for one in read]
    written = tuple(card for card in cards if card.rows)
    if not written:
        return None
    across = 1 if len(read) <= FEW else len(written)
    return Cards(written, across, voice.term("campaign.cards"))


def _typed(one: CampaignReading, voice: Voice) -> tuple[tuple[str, str], ...]:
    texts = zip(WORDED, (one.highlight, one.issue, one.next_step), strict=True)
    return tuple((voice.term(f"label.typed.{kind}").capitalize(), text) for kind, text in texts if text)


def _next_steps(read: Sequence[CampaignReading], voice: Voice) -> tuple[Note, ...]:
    """The typed next steps of the campaigns that missed, else of all."""
    missed = [one for one in read if tone_of(_main_aim(one)[1].status) in (Tone.bad, Tone.watch)]
    pattern = voice.term("remark.named")
    chosen = [one for one in missed or read if one.next_step]
    return tuple(Note(pattern.format(name=one.id, text=one.next_step), typed=True) for one in chosen)


# -- what it offers


def _highlights(one: CampaignReading, voice: Voice) -> tuple[Highlight, ...]:
    """A campaign against what it is judged by; weight 0.10 × |attainment − 1|."""
    name, aim = _main_aim(one)
    if aim.attainment.is_missing:
        return ()
    is_good = aim.status == "on_target"
    size = SHARE * min(abs(aim.attainment.amount - 1), 1.0)
    facts: dict[str, Fact] = {
        "name": one.id,
        **_aim_facts(name, aim, voice),
        "rate": _aim_facts("rate", one.rate, voice),
        "said": one.highlight if is_good else one.issue,
    }
    offer = Offer(aim.status, size, is_good, one.next_step)
    return highlight(voice, "campaign/attainment.highlight", facts, offer)


def _reading(dataset: Dataset, facts: dict[str, Fact], voice: Voice) -> Reading:
    before = campaigns(month_before(dataset))
    now = _main_aim(_lead(campaigns(dataset)))[1].status
    earlier = _main_aim(_lead(before))[1].status if before else "none"
    return reading(voice, "campaign/attainment.reading", facts, now, earlier)
