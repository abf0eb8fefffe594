"""Chapter 2, lead page: the channels of the month by visits, with what they brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.analysis.attain import target_status
from opsreport.analysis.cells import typed_text
from opsreport.analysis.channels import ChannelRow, all_but, channel_of, channels, group_of, unattributed
from opsreport.analysis.channels import ranking as ranked_channels
from opsreport.analysis.compare import calm, change_code
from opsreport.analysis.cutoff import is_partial
from opsreport.analysis.figures import actual_of, metric_of, target_of
from opsreport.analysis.rank import ranks, strict_best, strict_worst
from opsreport.analysis.rules import rules_of
from opsreport.analysis.scorecard import reading_of
from opsreport.analysis.summarise import ratio
from opsreport.model.block import Block, Conclusion, Grid, GridCell, Insight, Row, RowStyle, Words
from opsreport.model.number import Method, Number
from opsreport.model.period import Period
from opsreport.model.report import Draft, Fact, Facts, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import INDEX, PERSON, RATE, TIMES, Unit
from opsreport.sections.channel_shares import NO_RATE, with_shown_shares
from opsreport.sections.labels import (
    ColumnLook,
    Offer,
    column,
    highlight,
    insight,
    reading,
    said,
    time_facts,
    typed_notes,
)
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts
from opsreport.sections.readings import change_facts

TOP, MOST = 8, 11
ROOM_FOR_NOTES = 4
MOST_SAID = 2
FINE_RATE, FINE_BELOW = Unit("percent", "rate", decimals=2), 0.01
STANCE = {"up": "good", "multiple": "good", "stable": "good", "down": "watch"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the ranking with its rank (None for 其他 and the total)."""

    row: ChannelRow
    rank: Number | None

    @property
    def is_single(self) -> bool:
        return self.row.kind == "row"

    @property
    def code(self) -> str:
        """How visits moved on last month; "none" without a change."""
        return "none" if self.row.change.is_missing else change_code(self.row.visits, self.row.before)

    @property
    def gain(self) -> float:
        """Visits won (lost, where negative) on last month; 0 where nothing can be compared."""
        return 0.0 if self.row.change.is_missing else self.row.visits.amount - self.row.before.amount


def ranking(dataset: Dataset, voice: Voice) -> Draft | None:
    """The top channels, 其他 and the total; columns without any number are left out. None without visits."""
    lines = _lines(dataset)
    if not lines or lines[-1].row.visits.is_missing:
        return None
    facts = _facts(dataset, lines, voice)
    arrangement, blocks = _arranged(dataset, lines, facts, voice)
    return Draft(
        "channel/ranking",
        facts,
        arrangement,
        blocks,
        ("channels",),
        _highlights(dataset, lines, facts, voice),
        reading(voice, "channel/ranking.reading", facts, *_stances(dataset, lines[-1])),
    )


def _lines(dataset: Dataset) -> tuple[_Line, ...]:
    """The ranking; in a partial month nothing is compared with a full one."""
    rows = with_shown_shares(ranked_channels(dataset, top=TOP, most=MOST), unattributed(dataset))
    if is_partial(dataset):
        rows = tuple(replace(row, change=NO_RATE, year_change=NO_RATE) for row in rows)
    everyone = all_but(dataset, dataset.period, ())
    places = dict(
        zip(everyone, ranks([group_of(dataset, dataset.period, (n,))["visits"] for n in everyone]), strict=True)
    )
    return tuple(_Line(row, _rank(row, places[row.id]) if row.kind == "row" else None) for row in rows)


def _rank(row: ChannelRow, place: int | None) -> Number:
    sources = (row.visits.source,) if row.visits.source else ()
    return Number(place, source=Method("rank", sources))


def _facts(dataset: Dataset, lines: Sequence[_Line], voice: Voice) -> dict[str, Fact]:
    parts, total = lines[:-1], lines[-1]
    return {
        **time_facts(dataset),
        "channels": len(total.row.members),
        "shown": sum(line.is_single for line in parts),
        "total": _line_facts(total, voice),
        "leader": _picked(parts, strict_best([line.row.visits for line in parts]), voice),
        "fall": _moved(parts, strict_worst([line.row.change for line in parts]), "down", voice),
        "rise": _moved(parts, strict_best([line.row.change for line in parts]), "up", voice),
        "efficient": _picked(parts, strict_best([line.row.efficiency for line in parts]), voice),
        "folded": next((_line_facts(line, voice) for line in parts if line.row.kind == "other"), None),
        "unattributed": next((line.row.revenue_share for line in parts if line.row.kind == "unattributed"), None),
        "natural": _natural(dataset),
        "said": _said(dataset, parts),
    }


def _line_facts(line: _Line, voice: Voice) -> dict[str, Fact]:
    row = line.row
    return {
        "name": _name(row, voice),
        "members": len(row.members),
        "visits": row.visits,
        "share": row.share,
        "revenue_share": row.revenue_share,
        "efficiency": row.efficiency,
        "conv": row.visit_pay_conv,
        "month": change_facts(row.visits, row.before, row.change, line.code, "up"),
        "year": change_facts(row.visits, row.year_before, row.year_change, _year_code(line), "up"),
    }


def _year_code(line: _Line) -> str:
    return "none" if line.row.year_change.is_missing else change_code(line.row.visits, line.row.year_before)


def _picked(parts: Sequence[_Line], index: int | None, voice: Voice) -> dict[str, Fact] | None:
    """The row's facts where it stands strictly out and is a single channel."""
    return None if index is None or not parts[index].is_single else _line_facts(parts[index], voice)


def _moved(parts: Sequence[_Line], index: int | None, code: str, voice: Voice) -> dict[str, Fact] | None:
    """The facts of the row whose visits moved most, where they moved that way."""
    return None if index is None or parts[index].code != code else _picked(parts, index, voice)


def _natural(dataset: Dataset) -> dict[str, Fact] | None:
    """The share of natural channels in all visits, this month and last; None where no channel is natural."""
    if not any(channel.is_natural for channel in channels(dataset)):
        return None
    now, before = (_natural_share(dataset, month) for month in (dataset.period, dataset.period.previous))
    return {"share": now, "before": Number(None, RATE) if is_partial(dataset) else before}


def _natural_share(dataset: Dataset, month: Period) -> Number:
    everyone = all_but(dataset, month, ())
    names = tuple(name for name in everyone if channel_of(dataset, name).is_natural)
    return ratio(group_of(dataset, month, names)["visits"], group_of(dataset, month, everyone)["visits"])


def _said(dataset: Dataset, parts: Sequence[_Line]) -> tuple[dict[str, Fact], ...]:
    """What owners typed: of the channel that lost most visits first (with its cause), then of the largest ones."""
    singles = [line for line in parts if line.is_single]
    lost = min(singles, key=lambda line: line.gain, default=None)
    order = [lost, *(line for line in singles if line is not lost)] if lost and lost.gain < 0 else singles
    found = [_said_of(dataset, line, with_cause=line is lost and line.gain < 0) for line in order if line]
    return tuple(one for one in found if one["cause"] or one["next"])[:MOST_SAID]


def _said_of(dataset: Dataset, line: _Line, *, with_cause: bool) -> dict[str, Fact]:
    cause = typed_text(dataset, "channel", line.row.id, "cause") if with_cause else ""
    return {"name": line.row.name, "cause": cause, "next": typed_text(dataset, "channel", line.row.id, "next")}


def _stances(dataset: Dataset, total: _Line) -> tuple[str, str]:
    """Visits against target now and last month; without a target how they moved (good or watch)."""
    metric = metric_of(dataset, "visits")
    last, now = dataset.period.previous, reading_of(dataset, "visits").status
    sides = actual_of(dataset, metric, last), target_of(dataset, metric, last)
    before = target_status(*sides, metric.polarity, rules_of(dataset))
    return (STANCE.get(total.code, "none") if now == "none" else now), before


def _highlights(
    dataset: Dataset, lines: Sequence[_Line], facts: dict[str, Fact], voice: Voice
) -> tuple[Highlight, ...]:
    """The channels that won and lost most visits, weighed by that against all visits of last month."""
    singles, whole = [line for line in lines if line.is_single], lines[-1].row.before.amount
    offers: tuple[Highlight, ...] = ()
    for pick, is_good in ((max, True), (min, False)):
        line = pick(singles, key=lambda one: one.gain, default=None)
        if line is None or (line.gain > 0) != is_good or line.code not in ("up", "down") or not whole > 0:
            continue
        next_step = typed_text(dataset, "channel", line.row.id, "next")
        offer = Offer("good" if is_good else "watch", 0.1 * min(abs(line.gain) / whole, 1.0), is_good, next_step)
        own: Facts = {**facts, "line": _line_facts(line, voice)}
        offers += highlight(voice, "channel/ranking.highlight", own, offer)
    return offers


def _arranged(dataset: Dataset, lines: Sequence[_Line], facts: Facts, voice: Voice) -> tuple[str, tuple[Block, ...]]:
    """The grid over a bar; over a panel of what there is to say where few rows leave room."""
    grid = _grid(lines, voice)
    singles = [line for line in lines if line.is_single]
    panel = _panel(dataset, singles, facts, voice) if len(singles) <= ROOM_FOR_NOTES else None
    if panel:
        return f"12:{0.44 + 0.5 * len(grid.rows):.2f}/12", (grid, panel)
    kind = "said" if facts["said"] else "computed"
    text = said(voice, f"channel/ranking.{kind}", facts)
    bar = (Conclusion(voice.term(f"channel.lead.{kind}"), text),) if text else ()
    return "12+bar" if bar else "12", (grid, *bar)


def _panel(dataset: Dataset, singles: Sequence[_Line], facts: Facts, voice: Voice) -> Insight | None:
    notes = typed_notes(dataset, "channel", {line.row.id: line.row.name for line in singles}, voice)
    return insight(voice, "channel/ranking.insight", facts, notes)


def _grid(lines: Sequence[_Line], voice: Voice) -> Grid:
    marked = _marked(lines)
    has_history = any(not line.row.change.is_missing for line in lines)
    fine = FINE_RATE if lines[-1].row.visit_pay_conv.amount < FINE_BELOW else RATE
    parts = filled_parts(_parts(voice, fine, has_history=has_history), marked)
    styles: dict[str, RowStyle] = {"row": "body", "other": "muted", "unattributed": "muted", "total": "total"}
    shown = marked if len(marked) > 2 else marked[:1]
    rows = tuple(Row(cells_of(parts, line), styles[line.row.kind]) for line in shown)
    return Grid(columns_of(parts), rows)


def _marked(lines: Sequence[_Line]) -> tuple[_Line, ...]:
    """The rows with the strictly best number of each measure marked; none where 其他 holds it."""
    found = list(lines)
    for name in ("visit_pay_conv", "new_users", "revenue_share", "efficiency"):
        index = strict_best([getattr(line.row, name) for line in lines[:-1]])
        if index is not None and lines[index].is_single:
            row = found[index].row
            best = replace(getattr(row, name), mark="best")
            found[index] = replace(found[index], row=replace(row, **{name: best}))
    return tuple(found)


def _parts(voice: Voice, fine: Unit, *, has_history: bool) -> tuple[Part[_Line], ...]:
    bar, axis = ColumnLook(TIMES), ColumnLook(INDEX, axis=1.0)
    rate, people = ColumnLook(RATE), ColumnLook(PERSON)

    def moved(line: _Line) -> GridCell:
        is_first = has_history and line.is_single and line.row.is_new and not line.row.visits.is_missing
        return Words(voice.term("channel.new")) if is_first else calm(line.row.change, line.code)

    return (
        Part(column(voice, "channel.rank", "number", 0.35), lambda line: line.rank),
        Part(column(voice, "column.channel", "text", 1.9), lambda line: Words(_name(line.row, voice), line.is_single)),
        Part(column(voice, "channel.visits", "bar", 2.0, bar), lambda line: line.row.visits),
        Part(column(voice, "column.share", "number", 0.75, rate), lambda line: line.row.share),
        Part(column(voice, "column.month_on_month", "change", 1.28, rate), moved),
        Part(column(voice, "column.year_on_year", "change", 1.28, rate), _year_moved),
        Part(column(voice, "channel.conv", "number", 1.2, ColumnLook(fine)), lambda line: line.row.visit_pay_conv),
        Part(column(voice, "channel.new_users", "number", 1.35, people), lambda line: line.row.new_users),
        Part(column(voice, "channel.revenue_share", "number", 0.9, rate), lambda line: line.row.revenue_share),
        Part(column(voice, "channel.efficiency", "bar", 1.8, axis), lambda line: line.row.efficiency),
    )


def _year_moved(line: _Line) -> Number:
    return calm(line.row.year_change, _year_code(line))


def _name(row: ChannelRow, voice: Voice) -> str:
    match row.kind:
        case "total":
            return voice.term("mark.total")
        case "unattributed":
            return voice.term("channel.unattributed")
        case "other":
            return voice.term("channel.folded").format(count=len(row.members))
    return voice.term("channel.in_test").format(name=row.name) if row.is_test else row.name
