"""Chapter 6, what the plan needs and what may go wrong: a risk matrix, risks with their answers, resources, asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.analysis.plan import Ask, Resource, asks, resource_total, resources
from opsreport.analysis.risks import RiskReading, risks
from opsreport.analysis.rules import rules_of
from opsreport.analysis.summarise import added
from opsreport.model.block import Block, Conclusion, Grid, Matrix, Risk, Row, RowStyle, Status, Words
from opsreport.model.number import Constant, Number, Tone
from opsreport.model.report import Draft, Fact, Facts, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import HEADS, MONEY, SCORE
from opsreport.sections.labels import ColumnLook, Offer, column, highlight, said, time_facts
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts, words
from opsreport.sections.plan_actions import day_facts, day_words, state

SETTLED = frozenset(("approved", "done"))
LEVEL_TONES = {"high": Tone.bad, "medium": Tone.watch, "low": Tone.good}
ROOM_BESIDE, ROOM_OVER_ASKS, ROOM_ALONE = (6, 4), 6, 12
MOST_ASKS = 4
ASKS_HEAD, ASKS_ROW = 0.64, 0.4


@dataclass(frozen=True, slots=True)
class _Needs:
    """What next month needs, risks and asks for."""

    resources: tuple[Resource, ...]
    risks: tuple[RiskReading, ...]
    asks: tuple[Ask, ...]

    @property
    def shape(self) -> str:
        """both | risks | resources."""
        if self.resources and self.risks:
            return "both"
        return "risks" if self.risks else "resources"

    @property
    def rooms(self) -> tuple[int, int]:
        """How many risks and how many rows of resources the page holds."""
        if self.shape == "both":
            return ROOM_BESIDE
        room = ROOM_OVER_ASKS if self.asks else ROOM_ALONE
        return room, room


def needed(dataset: Dataset, voice: Voice) -> Draft | None:
    """Matrix and risks beside resources, asks below. None without risks and resources: asks stand in the summary."""
    pending = tuple(one for one in asks(dataset) if one.status not in (*SETTLED, "cancelled"))
    found = _Needs(tuple(one for one in resources(dataset) if one.status != "cancelled"), risks(dataset), pending)
    if not (found.resources or found.risks):
        return None
    facts = _facts(dataset, found)
    arrangement, blocks = _arranged(dataset, found, facts, voice)
    tables = ("resources", "risks", "asks")
    return Draft("plan/resources", facts, arrangement, blocks, tables, _highlights(dataset, found, facts, voice))


def _facts(dataset: Dataset, found: _Needs) -> dict[str, Fact]:
    rules, waiting = rules_of(dataset), [one for one in found.resources if one.status == "pending"]
    amount, heads = resource_total(found.resources)
    open_amount, open_heads = resource_total(waiting)
    high = [one for one in found.risks if one.level == "high"]
    scored = [one for one in found.risks if one.score]
    return {
        **time_facts(dataset),
        "next": dataset.period.plus(1),
        "resources": len(found.resources),
        "amount": amount,
        "heads": heads,
        "open_amount": open_amount,
        "open_heads": open_heads,
        "open": len(waiting),
        "risks": len(found.risks),
        "scored": len(scored),
        "high": tuple({"name": one.name, "score": one.score, "owner": one.owner} for one in high),
        "top_score": scored[0].score if scored else None,
        "hidden_risks": max(len(found.risks) - found.rooms[0], 0),
        "scale": (1, 5),
        "bands": {name: Number(rules[name], SCORE, Constant(rules[name])) for name in ("risk_high", "risk_medium")},
        "folded": len(found.resources) > found.rooms[1],
        "asks": tuple(_ask_facts(one) for one in found.asks),
        "shape": found.shape,
    }


def _ask_facts(one: Ask) -> dict[str, Fact]:
    return {"item": one.item, "amount": one.amount, "heads": one.heads, "due": day_facts(one.due), "owner": one.owner}


def _arranged(dataset: Dataset, found: _Needs, facts: Facts, voice: Voice) -> tuple[str, tuple[Block, ...]]:
    """Matrix beside the tables; asks in the bar where both tables stand, as a table where one does."""
    match found.shape:
        case "both":
            return _with_both(dataset, found, facts, voice)
        case "risks":
            asked = _asks_grids(found, voice)
            heights = f"(*,{_asks_height(asked[0]):.2f})" if asked else ""
            matrix = _matrices(dataset, found, voice)
            left = "4+8" if matrix else "12"
            return f"{left}{heights}", (*matrix, _risk_grid(found, voice), *asked)
    grids = (_resource_grid(found, voice), *_asks_grids(found, voice))
    return (f"12/12:{_asks_height(grids[1]):.2f}" if len(grids) > 1 else "12"), grids


def _with_both(dataset: Dataset, found: _Needs, facts: Facts, voice: Voice) -> tuple[str, tuple[Block, ...]]:
    tables = (_risk_grid(found, voice), _resource_grid(found, voice))
    text = said(voice, "plan/resources.asks", facts) if found.asks else ""
    bar = (Conclusion(voice.term("plan.asks_lead"), text),) if text else ()
    room = 4.22 if bar else 4.76
    first, second = (len(grid.rows) for grid in tables)
    height = 0.64 + (room - 1.28) * first / (first + second)
    tail = "+bar" if bar else ""
    matrix = _matrices(dataset, found, voice)
    left = "4+8" if matrix else "12"
    return f"{left}({height:.2f},*){tail}", (*matrix, *tables, *bar)


def _matrices(dataset: Dataset, found: _Needs, voice: Voice) -> tuple[Matrix, ...]:
    """The matrix of the scored risks; () where none is."""
    rules = rules_of(dataset)
    marks = tuple(
        Risk(f"R{number}", one.name, one.probability, one.impact)
        for number, one in enumerate(found.risks, 1)
        if one.probability and one.impact
    )
    if not marks:
        return ()
    bands = (round(rules["risk_medium"]), round(rules["risk_high"]))
    labels = (voice.term("plan.impact"), voice.term("plan.probability"))
    return (Matrix(marks, *labels, bands, voice.term("plan.matrix"), voice.term("plan.matrix_note")),)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A risk with the mark it has in the matrix."""

    mark: str
    risk: RiskReading


def _risk_grid(found: _Needs, voice: Voice) -> Grid:
    listed = [_Numbered(f"R{number}", one) for number, one in enumerate(found.risks, 1)]
    listed = listed[: found.rooms[0]]
    parts = filled_parts(_risk_parts(voice), listed)
    return Grid(columns_of(parts), tuple(Row(cells_of(parts, one)) for one in listed), voice.term("plan.risks"))


def _risk_parts(voice: Voice) -> tuple[Part[_Numbered], ...]:
    return (
        Part(column(voice, "plan.mark", "text", 0.55), lambda one: Words(one.mark, strong=True)),
        Part(column(voice, "plan.risk", "text", 1.7), lambda one: Words(one.risk.name)),
        Part(column(voice, "plan.score", "number", 0.6), lambda one: _score(one.risk)),
        Part(column(voice, "plan.level", "status", 0.7), lambda one: _level(one.risk, voice)),
        Part(column(voice, "plan.answer", "text", 3.3), lambda one: words(one.risk.mitigation)),
        Part(column(voice, "column.owner", "text", 0.7), lambda one: words(one.risk.owner)),
    )


def _score(one: RiskReading) -> Words | None:
    return Words(str(one.score)) if one.score else None


def _level(one: RiskReading, voice: Voice) -> Status | None:
    if not one.level:
        return None
    return Status(LEVEL_TONES[one.level], voice.term(f"plan.levels.{one.level}"))


@dataclass(frozen=True, slots=True)
class _Need:
    """A printed row of the resources: one item, or several of one kind and status together."""

    kind: str
    item: str
    heads: Number
    amount: Number
    resource: Resource | None = None
    status: str = ""
    is_total: bool = False


def _resource_grid(found: _Needs, voice: Voice) -> Grid:
    lines = [line for group in _visible(found.resources, found.rooms[1]) for line in _needs_of(*group, voice)]
    if len(found.resources) > 1:
        amount, heads = resource_total(found.resources)
        lines.append(_Need(voice.term("mark.total"), "", heads, amount, is_total=True))
    parts = filled_parts(_resource_parts(voice), lines)
    rows = tuple(Row(cells_of(parts, one), _style(one)) for one in lines)
    return Grid(columns_of(parts), rows, voice.term("plan.resources"))


def _style(one: _Need) -> RowStyle:
    return "total" if one.is_total else "body"


def _visible(listed: Sequence[Resource], limit: int) -> list[tuple[list[Resource], int]]:
    """The resources by kind and status, what waits for approval first; each group with how many rows it gets.

    Rows go while there are too many: from the longest group, of settled ones first.
    """
    groups: dict[tuple[str, str], list[Resource]] = {}
    for one in sorted(listed, key=_size, reverse=True):
        groups.setdefault((one.kind, one.status), []).append(one)
    order = sorted(groups, key=lambda key: (key[1] in SETTLED, key[0] != "people", key[0]))
    rows = {key: len(groups[key]) for key in order}
    while sum(rows.values()) > limit and max(rows.values()) > 1:
        longest = max(reversed(order), key=lambda key: rows[key])
        rows[longest] -= 1
    return [(groups[key], rows[key]) for key in order]


def _size(one: Resource) -> float:
    return sum(number.amount for number in (one.amount, one.heads) if not number.is_missing)


def _needs_of(group: list[Resource], count: int, voice: Voice) -> list[_Need]:
    """`count` rows of a group: the largest items one by one, the rest in one row."""
    single = group if len(group) <= count else group[: count - 1]
    rest = group[len(single) :]
    kind = voice.term(f"choice.resources.res_type.{group[0].kind}")
    lines = [_Need(kind, one.item, one.heads, one.amount, one, one.status) for one in single]
    if rest:
        heads, amount = added([one.heads for one in rest], HEADS), added([one.amount for one in rest], MONEY)
        item = voice.term("plan.and_more").format(item=rest[0].item, count=len(rest))
        lines.append(_Need(kind, item, heads, amount, status=group[0].status))
    return lines


def _resource_parts(voice: Voice) -> tuple[Part[_Need], ...]:
    people, money = ColumnLook(HEADS), ColumnLook(MONEY)
    return (
        Part(column(voice, "plan.kind", "text", 0.7), lambda one: words(one.kind)),
        Part(column(voice, "plan.need", "text", 2.3), lambda one: words(one.item)),
        Part(column(voice, "plan.heads", "number", 0.7, people), lambda one: one.heads),
        Part(column(voice, "plan.amount", "number", 1.1, money), lambda one: one.amount),
        Part(column(voice, "plan.in_place", "text", 0.95), lambda one: day_words(one.resource and one.resource.due)),
        Part(column(voice, "column.status", "chip", 0.9), lambda one: state("resources", one.status, voice)),
        Part(column(voice, "column.owner", "text", 0.7), lambda one: words(one.resource.owner if one.resource else "")),
    )


def _asks_height(grid: Grid) -> float:
    return ASKS_HEAD + ASKS_ROW * len(grid.rows)


def _asks_grids(found: _Needs, voice: Voice) -> tuple[Grid, ...]:
    """The asks as a table; () where nothing is asked."""
    listed = found.asks[:MOST_ASKS]
    if not listed:
        return ()
    parts = filled_parts(_ask_parts(voice), listed)
    rows = tuple(Row(cells_of(parts, one)) for one in listed)
    return (Grid(columns_of(parts), rows, voice.term("plan.asks")),)


def _ask_parts(voice: Voice) -> tuple[Part[Ask], ...]:
    people, money = ColumnLook(HEADS), ColumnLook(MONEY)
    return (
        Part(column(voice, "column.item", "text", 2.3), lambda one: Words(one.item, strong=True)),
        Part(column(voice, "plan.amount", "number", 0.8, money), lambda one: one.amount),
        Part(column(voice, "plan.heads", "number", 0.6, people), lambda one: one.heads),
        Part(column(voice, "column.due", "text", 0.7), lambda one: day_words(one.due)),
        Part(column(voice, "plan.basis", "text", 3.6), lambda one: words(one.basis)),
        Part(column(voice, "column.owner", "text", 0.7), lambda one: words(one.owner)),
    )


def _highlights(dataset: Dataset, found: _Needs, facts: Facts, voice: Voice) -> tuple[Highlight, ...]:
    """The high risks, weighed by how far the highest score is above where high begins."""
    if not facts["high"]:
        return ()
    top = found.risks[0]
    size = 0.1 * (top.score - rules_of(dataset)["risk_high"]) / 25
    offer = Offer("watch", size, False, top.mitigation, "plan.risk_mark")
    return highlight(voice, "plan/resources.highlight", facts, offer)
