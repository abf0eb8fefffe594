"""Dataset → Drafts: one file a section, one public function a page, SECTIONS the index of them all.

How a page is written (kpi.py is the worked example):

1. `def scoreboard(dataset, voice) -> Draft | None`. Return None where the main
   table has nothing for the month. Numbers come from `opsreport.analysis`; a
   section adds up nothing itself.
2. Facts first: `{**time_facts(dataset), ...}` with every Number, Period, name and
   judgement code a sentence may use. A judgement is a code ("mixed", "all_good",
   "no_target"), chosen here; its words are chosen in the template.
3. Blocks: labels through `column(voice, "column.actual", ...)` and
   `voice.term("kpi.variance")`; a section's own terms live in
   `wording/<section>.zh.toml` under a table of its name. A Grid column with a unit and a chart write their
   unit themselves; rows of mixed units (columns BARE) name theirs by `unit_note_of`.
4. Sentences: macros in `wording/<section>.<lang>.j2` named <page>_title, _short,
   _subtitle, _note (read by compose), and _insight, _highlight, _reading (read
   here through `insight`, `highlight`, `reading`). A macro gets the facts as `f`.
   _highlight has two lines: headline, evidence. Two pages of a file share small
   macros.
5. Typed words: `typed_notes(dataset, "channel", {id: name}, voice)` behind the
   computed lines; `owed_note` names the objects whose cause is missing.
6. Offers to the summary: weight = weight of the thing (a metric's share of all
   weights; elsewhere 0.10) × |distance from its yardstick| as a fraction, at
   most 1. The lead page of a chapter carries `reading`.
7. Arrangements change with what is there: no insight, no empty panel.

A second-pass page sees the other drafts: `(drafts, dataset, findings, voice)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from opsreport.model.finding import Findings
from opsreport.model.report import Draft, Voice
from opsreport.model.table import Dataset
from opsreport.sections import (
    appendix,
    campaign,
    channel,
    churn,
    content,
    driver,
    economics,
    front,
    hits,
    kpi,
    paid,
    plan_actions,
    plan_goals,
    plan_resources,
    target,
    user,
)
from opsreport.sections.chapters import CHAPTERS

Page = Callable[[Dataset, Voice], Draft | None]
SecondPage = Callable[[tuple[Draft, ...], Dataset, Findings, Voice], Draft | None]


@dataclass(frozen=True, slots=True)
class SectionIndex:
    """The pages of one section by id ("kpi/scoreboard"); `second` holds those that look at the other drafts."""

    key: str
    pages: Mapping[str, Page] = field(default_factory=dict)
    second: Mapping[str, SecondPage] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The chapter of the tracker; 0 for the front, 7 for the appendix."""
        return CHAPTERS[self.key]


SECTIONS: tuple[SectionIndex, ...] = (
    SectionIndex("front", second={"front/cover": front.cover, "front/summary": front.summary}),
    SectionIndex("kpi", {"kpi/scoreboard": kpi.scoreboard}),
    SectionIndex("target", {"target/revenue": target.revenue}),
    SectionIndex("driver", {"driver/revenue": driver.revenue}),
    SectionIndex("channel", {"channel/ranking": channel.ranking}),
    SectionIndex("paid", {"paid/roi": paid.roi}),
    SectionIndex("user", {"user/retention": user.retention}),
    SectionIndex("churn", {"churn/funnel": churn.breaks}),
    SectionIndex("campaign", {"campaign/attainment": campaign.attainment, "campaign/economics": economics.economics}),
    SectionIndex("content", {"content/platforms": content.platforms_page, "content/hits": hits.hits}),
    SectionIndex(
        "plan",
        {
            "plan/actions": plan_actions.reviewed,
            "plan/goals": plan_goals.next_month,
            "plan/resources": plan_resources.needed,
        },
    ),
    SectionIndex("appendix", second={"appendix/definitions": appendix.definitions}),
)
