"""Chapter 3, where users are lost: the funnel's biggest break, and the reasons of those who left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.analysis.allocate import running_shares
from opsreport.analysis.churn import Reason, Reasons, churn_reasons
from opsreport.analysis.funnel import FunnelReading, StepReading, funnel
from opsreport.analysis.rank import strict_best
from opsreport.model.block import Block, Callouts, Funnel, FunnelStep, Grid, Insight, Pareto, Row, Words
from opsreport.model.number import Number, Role, Series, Tone
from opsreport.model.report import Draft, Fact, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import PERSON, POINTS, RATE
from opsreport.sections.labels import ColumnLook, Offer, column, highlight, insight, time_facts, unit_note_of
from opsreport.sections.layout import (
    LARGE,
    TALLEST_ROW,
    grid_height,
    large_numbers,
    side_by_side,
    stacked,
    without_empty,
)
from opsreport.sections.remarks import comparable, remark, remarks

MOST_REASONS = 7
TYPED_REASONS = 2
LEADING = 0.8
LEAST_BARS = 3
LOW_ROW, HIGH_ROW = 0.32, 0.45
PARETO = 2.45
SHARE = 0.10
FUNNELS = ("purchase", "register", "funnel")
Page = tuple[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class _View:
    """What the page is made of: the main funnel, the other one as facts, the reasons; None where not filled."""

    dataset: Dataset
    voice: Voice
    main: FunnelReading | None
    side: FunnelReading | None
    reasons: Reasons | None


def breaks(dataset: Dataset, voice: Voice) -> Draft | None:
    """The purchase funnel (else the registration one, or another) beside the reasons; None with neither of them."""
    view = _view(comparable(dataset, "funnels", "churn_reasons"), voice)
    if not (view.main or view.reasons):
        return None
    facts = _facts(view)
    arrangement, blocks = _arranged(view, facts)
    tables = (("funnels",) if view.main else ()) + (("churn_reasons",) if view.reasons else ())
    return Draft("churn/funnel", facts, arrangement, blocks, tables, _highlights(view))


def _view(dataset: Dataset, voice: Voice) -> _View:
    first, second, *_ = (*(one for code in FUNNELS if (one := funnel(dataset, code))), None, None)
    return _View(dataset, voice, first, second, churn_reasons(dataset))


def _facts(view: _View) -> dict[str, Fact]:
    return {
        **time_facts(view.dataset),
        "main": _funnel_facts(view.main, view.voice) if view.main else None,
        "side": _funnel_facts(view.side, view.voice) if view.side else None,
        "reasons": _reason_facts(view.reasons, view.main) if view.reasons else None,
        "tested": _test_facts([one for one in (view.main, view.side) if one]),
    }


def _test_facts(funnels: Sequence[FunnelReading]) -> dict[str, Fact]:
    """The steps whose rate differs from last month's, those where it may be chance, and how many are not tested."""
    steps = [step for one in funnels for step in one.steps[1:]]
    names = {code: tuple(s.name for s in steps if s.verdict == code) for code in ("significant", "not_significant")}
    return {**names, "rest": len(steps) - sum(map(len, names.values()))}


def _funnel_facts(read: FunnelReading, voice: Voice) -> dict[str, Fact]:
    moved = strict_best([_size(step.rate_change) for step in read.steps])
    return {
        "name": voice.term(f"choice.funnels.funnel_id.{read.funnel}"),
        "steps": len(read.steps),
        "overall": read.overall,
        "overall_change": read.overall_change,
        "lost": read.lost,
        "worst": _step_facts(read, worst) if (worst := _worst(read)) else None,
        "moved": _step_facts(read, moved) if moved else None,
    }


def _worst(read: FunnelReading) -> int | None:
    """The step where most are lost; None where nobody is known to be."""
    return read.biggest if read.biggest and read.steps[read.biggest].lost.amount > 0 else None


def _step_facts(read: FunnelReading, index: int) -> dict[str, Fact]:
    step = read.steps[index]
    return {
        "above": read.steps[index - 1].name,
        "name": step.name,
        "lost": step.lost,
        "lost_share": step.lost_share,
        "rate": step.rate,
        "rate_before": step.rate_before,
        "rate_change": step.rate_change,
        "loss": step.loss,
        "loss_change": step.loss_change,
    }


def _size(number: Number) -> Number:
    return Number(abs(number.amount), number.unit, number.source)


def _reason_facts(read: Reasons, main: FunnelReading | None) -> dict[str, Fact]:
    """The reasons with the largest first; `of_all_lost` when their base is everybody the main funnel lost."""
    top, moved = (strict_best([getattr(one, name) for one in read.reasons]) for name in ("count", "share_change"))
    top = 0 if len(read.reasons) == 1 else top
    rising = read.reasons[moved] if moved is not None and read.reasons[moved].share_change.amount > 0 else None
    return {
        "count": len(read.reasons),
        "base": read.base,
        "is_multiple": read.is_multiple,
        "is_sample": read.is_sample,
        "of_all_lost": main is not None and main.lost.value == read.base.value,
        "top": _one_reason(read.reasons[top]) if top is not None else None,
        "second": _one_reason(read.reasons[1]) if top is not None and len(read.reasons) > 1 else None,
        "rising": _one_reason(rising) if rising else None,
        "other_share": read.other_share,
    }


def _one_reason(one: Reason) -> dict[str, Fact]:
    return {
        "name": one.name,
        "count": one.count,
        "share": one.share,
        "share_change": one.share_change,
        "cumulative": one.cumulative,
    }


# -- the page


def _arranged(view: _View, facts: dict[str, Fact]) -> Page:
    panel, side = _panel(view, facts), _side_grid(view)
    main = funnel_block(view.main, view.voice) if view.main else None
    reasons = _reasons_block(view.reasons, view.voice) if view.reasons else None
    if main and reasons:
        left = ((main, None), (side, grid_height(side, LOW_ROW) if side else None))
        return side_by_side((7, left), (5, ((reasons, _height(reasons) if panel else None), (panel, None))))
    if main:
        left = ((main, None), (side, grid_height(side, LOW_ROW) if side else None))
        return side_by_side((8, left), (4, ((panel, None),))) if panel else side_by_side((12, left))
    large = large_numbers([(one.name, one.count) for one in view.reasons.reasons]) if view.reasons else None
    return _reasons_alone(reasons, large, panel) if reasons else ("12", ())


def _height(reasons: Pareto | Grid) -> float:
    return grid_height(reasons, HIGH_ROW) if isinstance(reasons, Grid) else PARETO


def _reasons_alone(reasons: Pareto | Grid, large: Callouts | None, panel: Insight | None) -> Page:
    if isinstance(reasons, Grid):
        return stacked((large, LARGE), (reasons, grid_height(reasons, TALLEST_ROW)), (panel, None))
    return ("8+4", (reasons, panel)) if panel else ("12", (reasons,))


def funnel_block(read: FunnelReading, voice: Voice) -> Funnel:
    """The funnel this month against last, its biggest loss outlined."""
    people = [number for step in read.steps for number in (step.users, step.before)]
    labels = ("column.current", "column.previous", "churn.rate", "churn.rate_change", "churn.lost")
    now, before, rate, change, lost = (voice.term(key) for key in labels)
    return Funnel(
        tuple(_step(step) for step in read.steps),
        (now, before, rate, change, lost),
        PERSON,
        _worst(read),
        voice.term(f"choice.funnels.funnel_id.{read.funnel}"),
        unit_note_of(PERSON, people, voice),
    )


def _step(step: StepReading) -> FunnelStep:
    return FunnelStep(
        step.name,
        step.users,
        None if step.before.is_missing else step.before,
        step.rate,
        step.rate_change,
        step.lost,
    )


def _side_grid(view: _View) -> Grid | None:
    """The registration funnel as a table of its steps."""
    if view.side is None:
        return None
    voice = view.voice
    columns = (
        column(voice, "churn.step", "text", 1.4),
        column(voice, "column.current", "number", 0.9, ColumnLook(PERSON)),
        column(voice, "column.previous", "number", 0.9, ColumnLook(PERSON)),
        column(voice, "churn.rate", "number", 1.0, ColumnLook(RATE)),
        column(voice, "churn.rate_change", "change", 1.0, ColumnLook(POINTS, signed=True)),
        column(voice, "churn.lost", "number", 1.0, ColumnLook(PERSON)),
    )
    rows = tuple(
        Row((Words(one.name, strong=True), one.users, one.before, one.rate, one.rate_change, one.lost))
        for one in view.side.steps
    )
    return without_empty(Grid(columns, rows, voice.term(f"choice.funnels.funnel_id.{view.side.funnel}")))


def _reasons_block(read: Reasons, voice: Voice) -> Pareto | Grid:
    """The reasons' shares with their running total and the unnamed rest last; a table under three reasons."""
    if len(read.reasons) < LEAST_BARS:
        return _reason_grid(read, voice)
    shown = read.reasons if len(read.reasons) <= MOST_REASONS + 1 else read.reasons[:MOST_REASONS]
    rest = _rest(read, len(shown))
    names = [one.name for one in shown] + ([voice.term("churn.rest")] if rest else [])
    shares = (*(one.share for one in shown), *((rest,) if rest else ()))
    running = running_shares(shares)
    line = None if read.is_multiple else Series(voice.term("churn.running"), running, Role.second)
    amounts = Series(voice.term("churn.share"), shares)
    key, people = "churn.base" if read.is_sample else "churn.named", PERSON.sentence(read.base.value, voice.lang)
    note = voice.term(key).format(base=people)
    return Pareto(tuple(names), amounts, line, RATE, _leading(shown), voice.term("churn.reasons"), note)


def _rest(read: Reasons, shown: int) -> Number | None:
    """What the printed shares of the reasons shown leave of 100 %; None where that is nobody."""
    if read.is_multiple:
        return None
    rest = running_shares([*(one.share for one in read.reasons[shown:]), read.other_share])[-1]
    return rest if rest.amount > 0 else None


def _leading(shown: Sequence[Reason]) -> int:
    """How many reasons make up the first 80 %, at least one; the first alone where shares do not add up."""
    return max(1, sum(one.cumulative.amount <= LEADING + 1e-9 for one in shown))


def _reason_grid(read: Reasons, voice: Voice) -> Grid:
    columns = (
        column(voice, "churn.reason", "text", 1.6),
        column(voice, "churn.count", "number", 1.0, ColumnLook(PERSON)),
        column(voice, "churn.share", "number", 1.0, ColumnLook(RATE)),
        column(voice, "churn.share_change", "change", 1.0, ColumnLook(POINTS, signed=True)),
    )
    rows = tuple(Row((Words(one.name, strong=True), one.count, one.share, one.share_change)) for one in read.reasons)
    return without_empty(Grid(columns, rows, voice.term("churn.reasons")))


def _panel(view: _View, facts: dict[str, Fact]) -> Insight | None:
    """The computed lines; then what people typed of the biggest break and of the leading reasons."""
    notes = remarks(view.dataset, "funnel", _broken_steps(view), view.voice)
    if view.reasons:
        names = {one.name: one.name for one in view.reasons.reasons[:MOST_REASONS]}
        notes += remarks(view.dataset, "churn", names, view.voice)[:TYPED_REASONS]
    return insight(view.voice, "churn/funnel.insight", facts, notes)


def _broken_steps(view: _View) -> dict[str, str]:
    read = view.main
    return {read.steps[read.biggest].name: read.steps[read.biggest].name} if read and read.biggest else {}


# -- what it offers


def _highlights(view: _View) -> tuple[Highlight, ...]:
    """Of each funnel the step whose loss moved most against last month."""
    offers: tuple[Highlight, ...] = ()
    for read in (one for one in (view.main, view.side) if one):
        if index := strict_best([_size(step.loss_change) for step in read.steps]):
            offers += _offer(view, read, index)
    return offers


def _offer(view: _View, read: FunnelReading, index: int) -> tuple[Highlight, ...]:
    step = read.steps[index]
    is_good = step.loss_change.tone is Tone.good
    typed_text = remark(view.dataset, "funnel", step.name)[0]
    facts: dict[str, Fact] = {
        "funnel": view.voice.term(f"choice.funnels.funnel_id.{read.funnel}"),
        "step": _step_facts(read, index),
        "said": typed_text,
    }
    weight = SHARE * min(abs(step.loss_change.amount), 1.0)
    offer = Offer("good" if is_good else "watch", weight, is_good, "" if is_good else typed_text)
    return highlight(view.voice, "churn/funnel.highlight", facts, offer)
