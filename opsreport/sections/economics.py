"""Chapter 4, what campaigns cost and brought: ROI against break-even, the main one as a bridge, cost against budget."""

from __future__ import annotations

from dataclasses import dataclass, replace

from opsreport.analysis.campaigns import UNDIVIDED, Economics, campaigns, economics_total
from opsreport.analysis.campaigns import economics as economics_of
from opsreport.analysis.rank import strict_best
from opsreport.analysis.returns import break_even
from opsreport.model.block import Bars, Block, Grid, GridCell, Insight, Note, Row, Step, Waterfall, Words
from opsreport.model.formula import Formula
from opsreport.model.number import Number, Role, Series, Tone, derived
from opsreport.model.report import Draft, Fact, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, RATE, RATIO, Unit
from opsreport.sections.labels import ColumnLook, Offer, column, highlight, insight, time_facts, unit_note_of
from opsreport.sections.layout import grid_height, units_said, without_empty

OUT = Formula("0 - cost")
ROOM_FOR_CHARTS = 6
MOST_BARS = 5
MOST_TYPED = 2
SHARE = 0.10
Page = tuple[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class _View:
    """The campaigns with a cost, all of them together, and break-even (missing without a margin)."""

    dataset: Dataset
    voice: Voice
    rows: tuple[Economics, ...]
    total: Economics
    line: Number

    @property
    def main(self) -> Economics:
        return max(self.rows, key=lambda one: one.cost.amount)

    @property
    def money(self) -> Unit:
        """The unit of all amounts of the page that are not by head: one scale."""
        found = (n for one in (*self.rows, self.total) for n in (one.cost, one.budget, one.revenue, one.surplus))
        return MONEY.shared((number.value for number in found), self.voice.lang)

    @property
    def variance(self) -> Unit:
        """The unit of the distances from budget: as many decimals in sentences as in the table."""
        found = (one.budget_variance.value for one in (*self.rows, self.total))
        return replace(RATE, decimals=RATE.scale(found, self.voice.lang).decimals)

    def is_below(self, one: Economics) -> bool:
        return not one.roi.is_missing and one.roi.amount < self.line.amount


def economics(dataset: Dataset, voice: Voice) -> Draft | None:
    """A table of cost and return over the bridge of the main campaign; None where no campaign has a cost."""
    rows, total = economics_of(dataset), economics_total(dataset)
    if not rows or total is None:
        return None
    view = _View(dataset, voice, rows, total, break_even(dataset) or Number(None, RATIO))
    facts = _facts(view)
    arrangement, blocks = _arranged(view, facts)
    tables = ("campaigns", "campaign_costs")
    return Draft("campaign/economics", facts, arrangement, blocks, tables, _highlights(view))


def _facts(view: _View) -> dict[str, Fact]:
    best, dear = (strict_best([getattr(one, field) for one in view.rows]) for field in ("roi", "cost"))
    below = tuple(one.id for one in view.rows if view.is_below(one))
    known = [one for one in view.rows if not one.roi.is_missing]
    over = (one for one in view.rows if one.budget_variance.tone is Tone.bad)
    return {
        **time_facts(view.dataset),
        "count": len(view.rows),
        "total": _row_facts(view.total, view.variance),
        "main": _row_facts(view.main, view.variance),
        "largest": _row_facts(view.rows[dear], view.variance) if dear is not None else None,
        "best": _row_facts(view.rows[best], view.variance) if best is not None else None,
        "only": _row_facts(view.rows[0], view.variance) if len(view.rows) == 1 else None,
        "line": None if view.line.is_missing else view.line,
        "below": below,
        "above": tuple(one.id for one in known if one.id not in below),
        "parts": _parts(view.rows),
        "over_budget": tuple(_row_facts(one, view.variance) for one in over),
    }


def _parts(rows: tuple[Economics, ...]) -> str:
    """Whether "all", "some" or "none" of the campaigns have their cost by its parts."""
    whole = [any(kind == UNDIVIDED for kind, _ in one.by_type) for one in rows]
    return "none" if all(whole) else "some" if any(whole) else "all"


def _row_facts(one: Economics, variance: Unit) -> dict[str, Fact]:
    return {
        "name": one.id,
        "cost": one.cost,
        "budget": one.budget,
        "budget_variance": replace(one.budget_variance, unit=variance),
        "revenue": one.revenue,
        "surplus": one.surplus,
        "roi": one.roi,
        "net_roi": one.net_roi,
        "per_conversion": one.per_conversion,
    }


# -- the page


def _arranged(view: _View, facts: dict[str, Fact]) -> Page:
    grid = economics_grid(view)
    panel = _panel(view, facts)
    if len(view.rows) > ROOM_FOR_CHARTS:
        return "12", (grid,)
    row = 0.5 if len(grid.rows) <= 3 else 0.4 if len(grid.rows) <= MOST_BARS else 0.34
    height = f"12:{grid_height(grid, row):.2f}"
    bridge, bars = _bridge(view) or _cost_bars(view), _budget_bars(view)
    below = tuple(block for block in (bridge, bars, panel) if block)
    split = {1: "12", 2: "7+5", 3: "5+3+4"}
    return f"{height}/{split[len(below)]}" if below else "12", (grid, *below)


def economics_grid(view: _View) -> Grid:
    """A row a campaign, and their total where they are several; ROI bars stand against break-even."""
    rows, line, voice = view.rows, view.line, view.voice
    money, by_head = ColumnLook(view.money), ColumnLook(MONEY)
    axis = None if line.is_missing else line.amount
    columns = (
        column(voice, "column.campaign", "text", 1.9),
        column(voice, "campaign.cost", "number", 0.95, money),
        column(voice, "campaign.budget", "number", 0.95, money),
        column(voice, "campaign.over_budget", "number", 0.95, ColumnLook(view.variance, signed=True)),
        column(voice, "campaign.revenue", "number", 0.95, money),
        column(voice, "campaign.surplus", "number", 0.95, ColumnLook(view.money, signed=True)),
        column(voice, "campaign.roi", "bar", 2.0, ColumnLook(RATIO, axis=axis)),
        column(voice, "campaign.net_roi", "number", 0.95, ColumnLook(RATE, signed=True)),
        column(voice, "campaign.per_participant", "number", 1.1, by_head),
        column(voice, "campaign.per_conversion", "number", 1.1, by_head),
    )
    found = [Row(_cells(one, one.id, line)) for one in rows]
    if len(rows) > 1:
        found.append(Row(_cells(view.total, voice.term("mark.total"), line), style="total"))
    grid = without_empty(Grid(columns, tuple(found), voice.term("campaign.costs_table"), register=True))
    return replace(grid, unit_note=units_said(grid, voice))


def _cells(one: Economics, name: str, line: Number) -> tuple[GridCell, ...]:
    is_below = not one.roi.is_missing and one.roi.amount < line.amount
    roi = one.roi.toned(Tone.bad if is_below else Tone.neutral)
    money = (one.cost, one.budget, one.budget_variance, one.revenue, one.surplus)
    return (Words(name, strong=True), *money, roi, one.net_roi, one.per_participant, one.per_conversion)


def _bridge(view: _View) -> Waterfall | None:
    """Revenue of the main campaign less each kind of its cost; None without revenue."""
    one, voice, money = view.main, view.voice, view.money
    if one.revenue.is_missing:
        return None
    costs = [(kind, cost) for kind, cost in one.by_type if cost.amount]
    parts = tuple(
        Step(voice.term(f"choice.campaign_costs.cost_type.{kind}"), derived(OUT, money, {"cost": cost}, Tone.bad))
        for kind, cost in costs
    )
    first = Step(voice.term("campaign.revenue"), replace(one.revenue, unit=money), total=True)
    last = Step(voice.term("campaign.surplus"), replace(one.surplus, unit=money), total=True)
    title = voice.term("campaign.bridge").format(name=one.id)
    return Waterfall((first, *parts, last), money, title)


def _cost_bars(view: _View) -> Bars | None:
    """The kinds of cost of the main campaign; None where it has one kind only."""
    costs = [(kind, replace(cost, unit=view.money)) for kind, cost in view.main.by_type if cost.amount]
    if len(costs) < 2:
        return None
    names = tuple(view.voice.term(f"choice.campaign_costs.cost_type.{kind}") for kind, _ in costs)
    series = Series(view.voice.term("campaign.cost"), tuple(cost for _, cost in costs))
    title = view.voice.term("campaign.cost_kinds").format(name=view.main.id)
    return Bars(names, (series,), view.money, title, unit_note_of(view.money, series.numbers, view.voice))


def _budget_bars(view: _View) -> Bars | None:
    """Cost beside its budget by campaign; None where fewer than two campaigns have a budget, or more than fit."""
    voice, money = view.voice, view.money
    shown = [one for one in view.rows if not one.budget.is_missing]
    if not 2 <= len(shown) <= MOST_BARS:
        return None
    budget = Series(voice.term("campaign.budget"), tuple(replace(one.budget, unit=money) for one in shown), Role.target)
    cost = Series(voice.term("campaign.cost"), tuple(replace(one.cost, unit=money) for one in shown), Role.actual)
    note = unit_note_of(money, (*budget.numbers, *cost.numbers), voice)
    return Bars(tuple(one.id for one in shown), (cost, budget), money, voice.term("campaign.against_budget"), note)


def _panel(view: _View, facts: dict[str, Fact]) -> Insight | None:
    """The computed lines, then the typed next steps of campaigns under break-even."""
    pattern = view.voice.term("remark.named")
    steps = {one.id: one.next_step for one in campaigns(view.dataset) if one.next_step}
    ordered = sorted((one for one in view.rows if view.is_below(one)), key=lambda one: one.roi.amount)
    chosen = [one.id for one in ordered if one.id in steps][:MOST_TYPED]
    notes = tuple(Note(pattern.format(name=name, text=steps[name]), typed=True) for name in chosen)
    return insight(view.voice, "campaign/economics.insight", facts, notes)


# -- what it offers


def _highlights(view: _View) -> tuple[Highlight, ...]:
    """All campaigns' ROI against break-even; weight 0.10 × the relative distance."""
    if view.line.is_missing or view.total.roi.is_missing:
        return ()
    size = view.total.roi.amount / view.line.amount - 1
    is_good = size >= 0
    total = _row_facts(view.total, view.variance)
    facts: dict[str, Fact] = {"total": total, "line": view.line, "count": len(view.rows)}
    offer = Offer("good" if is_good else "watch", SHARE * min(abs(size), 1.0), is_good)
    return highlight(view.voice, "campaign/economics.highlight", facts, offer)
