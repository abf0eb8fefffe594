"""What every page says the same way: unit notes, status words, typed notes, insight panels, offers to the summary.

Words come from `labels.<lang>.toml` and the terms; nothing here knows a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsreport.analysis.cells import rows_for, rows_of, text_at
from opsreport.analysis.cutoff import cutoff, is_partial, month_progress
from opsreport.model.block import Column, ColumnKind, Insight, Note, Status
from opsreport.model.number import Number
from opsreport.model.period import Period
from opsreport.model.report import Fact, Facts, Highlight, Reading, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import BARE, Scale, Unit

MOST_NOTES = 5
DUE = frozenset(("near", "missed", "far_below"))


def time_facts(dataset: Dataset) -> dict[str, Fact]:
    """The months every sentence may name, and the cut-off.

    `period`, `before`, `year_before`, `january` (of the report's year); `cutoff`
    (month: Period, day: int) or None where nobody said; `is_partial` when the
    data end before the month does; `month_progress` the share of its days passed, None in a whole month.
    """
    period, day = dataset.period, cutoff(dataset)
    is_said = bool(dataset.meta.get("data_cutoff"))
    return {
        "period": period,
        "before": period.previous,
        "year_before": period.year_before,
        "january": Period.month(period.year, 1),
        "cutoff": {"month": Period.of(day), "day": day.day} if is_said else None,
        "is_partial": is_partial(dataset),
        "month_progress": month_progress(dataset) if is_partial(dataset) else None,
    }


def unit_word(unit: Unit, voice: Voice) -> str:
    """The unit as people write it (元, 人, %); "" for a bare number."""
    return "" if unit == BARE else voice.term(f"unit.{unit.name}")


def unit_note(unit: Unit, scale: Scale, voice: Voice) -> str:
    """The muted tail of a block's title: scale and unit in one word (万元, CNY m)."""
    word, suffix = unit_word(unit, voice), scale.suffix(voice.lang)
    if not (word and suffix):
        return suffix or word
    kind = "money" if unit.kind == "money" else "other"
    return voice.term(f"measure.{kind}").format(number=suffix, unit=word)


def unit_note_of(unit: Unit, numbers: Sequence[Number], voice: Voice) -> str:
    """The unit note of a block whose numbers share one scale."""
    return unit_note(unit, unit.scale((n.value for n in numbers), voice.lang), voice)


def status(code: str, voice: Voice) -> Status:
    """The judgement `code` (on_target, near, missed, far_below, none, good, watch, bad, neutral) with its word."""
    return Status(code, voice.term(f"status.{code}"))


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """How a column is drawn beside its label: the optional fields of `Column` in one value."""

    unit: Unit = BARE
    axis: float | None = None
    lower_is_better: bool = False
    signed: bool = False


def column(voice: Voice, key: str, kind: ColumnKind, width: float, look: ColumnLook | None = None) -> Column:
    """A Grid column whose label is the term `key` ("column.actual"); its own key is the last part of it."""
    own = look or ColumnLook()
    return Column(
        key.rpartition(".")[2],
        voice.term(key),
        kind,
        width,
        own.unit,
        own.axis,
        lower_is_better=own.lower_is_better,
        signed=own.signed,
    )


def typed(dataset: Dataset, object_type: str, object_id: str, kind: str) -> tuple[str, str]:
    """What a person typed about one object this month: (text, author); ("", "") where nothing stands."""
    wanted = {"object_type": object_type, "object_id": object_id, "kind": kind}
    table = rows_for(dataset, "commentary", month=dataset.period, **wanted)
    if table is None:
        return "", ""
    row = rows_of(table)[0]
    return text_at(table, row, "text"), text_at(table, row, "author")


def typed_notes(
    dataset: Dataset, object_type: str, names: Mapping[str, str], voice: Voice, kinds: Sequence[str] = ("cause", "next")
) -> tuple[Note, ...]:
    """The typed sentences about the objects, in the order of `names` (id → the name to print), cause before next.

    Each note reads "name · kind：text as typed"; the text is never changed.
    """
    notes = []
    for object_id, name in names.items():
        for kind in kinds:
            text, author = typed(dataset, object_type, object_id, kind)
            if text:
                notes.append(Note(_said(voice, name, kind, text), typed=True, author=author))
    return tuple(notes)


def _said(voice: Voice, name: str, kind: str, text: str) -> str:
    lead = voice.term(f"label.typed.{kind}")
    pattern = voice.term("label.typed.named" if name else "label.typed.unnamed")
    return pattern.format(name=name, kind=lead, text=text)


def owed_note(names: Sequence[str], voice: Voice) -> tuple[Note, ...]:
    """One note that names whose cause is still to be written; empty when none is."""
    if not names:
        return ()
    listed, owed = voice.term("label.list_mark").join(names), voice.term("mark.missing_cause")
    return (Note(voice.term("label.typed.owed").format(names=listed, owed=owed)),)


def insight(voice: Voice, name: str, facts: Facts, notes: Sequence[Note] = ()) -> Insight | None:
    """The panel of a page: the lines of block `name` first, then typed notes; None when there is nothing to say.

    At most five bullets stand; typed ones are kept before computed ones.
    """
    kept = tuple(notes)[: MOST_NOTES - 1]
    computed = tuple(Note(line) for line in voice.lines(name, facts))[: MOST_NOTES - len(kept)]
    if not (computed or kept):
        return None
    return Insight(voice.term("label.insight"), computed + kept)


def said(voice: Voice, name: str, facts: Facts) -> str:
    """The first line of block `name`; "" where it has none."""
    return next(iter(voice.lines(name, facts)), "")


@dataclass(frozen=True, slots=True)
class Offer:
    """What ranks a highlight: its judgement code, weight (importance × distance from the yardstick), side, next step.

    `label` is the term of its status word where that is not the code's own, `about` the metric it is of.
    """

    status: str
    weight: float
    is_good: bool
    action: str = ""
    label: str = ""
    about: str = ""


def highlight(voice: Voice, name: str, facts: Facts, offer: Offer) -> tuple[Highlight, ...]:
    """The offer to the summary: line 1 of block `name` is its headline, line 2 its evidence; () where it has none."""
    lines = voice.lines(name, facts)
    if not lines:
        return ()
    evidence = lines[1] if len(lines) > 1 else ""
    mark = Status(offer.status, voice.term(offer.label or f"status.{offer.status}"))
    return (Highlight(lines[0], evidence, offer.action, mark, offer.weight, offer.is_good, offer.about),)


def reading(voice: Voice, name: str, facts: Facts, now: str, before: str = "none") -> Reading:
    """How the chapter stands this month and stood last month (codes), with its key reading (first line of `name`)."""
    return Reading(status(now, voice), status(before, voice), said(voice, name, facts))
