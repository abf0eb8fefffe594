"""Chapter 2, what the spend of channels brought back: ROI against break-even, what the rule says, what people say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsreport.analysis.cells import typed_text
from opsreport.analysis.compare import change_code
from opsreport.analysis.cutoff import is_partial
from opsreport.analysis.rank import strict_best, strict_worst
from opsreport.analysis.returns import RoiRow, break_even, roi_band, roi_rows, roi_total, share_below
from opsreport.analysis.rules import rules_of
from opsreport.model.block import Bars, Block, Bubble, Insight, Point
from opsreport.model.number import Number, Role, Series, Tone
from opsreport.model.report import Draft, Fact, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, PERSON, RATIO
from opsreport.sections.labels import Offer, highlight, insight, time_facts, typed_notes, unit_note_of
from opsreport.sections.paid_table import table
from opsreport.sections.readings import change_facts

BUBBLES_FROM = 8
LEAST_POINTS = 3
WEIGHT = 0.1
ROOMY_ROWS, TIGHT_ROW = 8, 0.25


@dataclass(frozen=True, slots=True)
class _Returns:
    """Everything the page looks at: the rows, what they make together, the paid ones together, break-even."""

    rows: tuple[RoiRow, ...]
    total: RoiRow
    paid: RoiRow | None
    line: Number | None

    @property
    def drawn(self) -> tuple[RoiRow, ...]:
        """The rows a chart shows: all with an ROI but natural ones, whose ROI is of another size."""
        there = [row for row in self.rows if not row.roi.is_missing]
        won = tuple(row for row in there if not row.is_natural)
        return won if len(won) >= LEAST_POINTS else tuple(there)

    @property
    def lead(self) -> RoiRow:
        """What the title speaks of: the paid channels together where there are any, else all with spend."""
        return self.paid if self.paid and not self.paid.roi.is_missing else self.total


def roi(dataset: Dataset, voice: Voice) -> Draft | None:
    """Spend against ROI as bubbles (bars below eight channels), a table and a reading. None without spend."""
    rows, total = roi_rows(dataset), roi_total(dataset)
    if total is None:
        return None
    found = _Returns(rows, total, roi_total(dataset, only_paid=True), break_even(dataset))
    facts = _facts(dataset, found, voice)
    chart = _chart(found, voice)
    grid, panel = table(dataset, rows, total, voice), _panel(dataset, found, facts, voice)
    side: tuple[Block, ...] = (grid, *((panel,) if panel else ()))
    blocks = (*((chart,) if chart else ()), *side)
    arrangement = _arrangement(len(grid.rows), has_chart=chart is not None, has_panel=panel is not None)
    return Draft("paid/roi", facts, arrangement, blocks, ("channels",), _highlights(dataset, found, facts, voice))


def _arrangement(rows: int, *, has_chart: bool, has_panel: bool) -> str:
    if not has_chart:
        return f"12:{min(0.72 + 0.5 * rows, 3.1):.2f}/12" if has_panel else "12"
    row = 0.32 if rows <= ROOMY_ROWS else TIGHT_ROW
    height = max(0.55 + row * rows, 2.0)
    return f"6+6({height:.2f},*)" if has_panel else "6+6"


def _facts(dataset: Dataset, found: _Returns, voice: Voice) -> dict[str, Fact]:
    paid = [row for row in found.rows if row.is_paid]
    below = sorted((row for row in found.rows if row.below), key=lambda row: -row.spend.amount)
    return {
        **time_facts(dataset),
        "channels": len(found.rows),
        "unspent": sum(row.spend.is_missing for row in found.rows),
        "judged": sum(not row.roi.is_missing for row in found.rows),
        "paid": len(paid),
        "lead": _row_facts(dataset, found, found.lead),
        "total": _row_facts(dataset, found, found.total),
        "break_even": found.line,
        "judgement": _judgement(found),
        "below": {
            "share": share_below(dataset),
            "count": len(below),
            "names": tuple(row.name for row in below),
            "largest": _largest(below),
        },
        "best": _picked(dataset, found, strict_best([row.roi for row in paid])),
        "worst": _picked(dataset, found, strict_worst([row.roi for row in paid])),
        "bands": tuple(_bands(dataset, paid)),
        "left_out": tuple({"name": row.name, "roi": row.roi} for row in found.rows if _is_left_out(found, row)),
        "chart": _chart_kind(found),
        "unit": unit_note_of(MONEY, [row.spend for row in found.rows], voice),
    }


def _largest(below: Sequence[RoiRow]) -> dict[str, Fact] | None:
    """The one row of strictly the most spend, or the only one."""
    index = 0 if len(below) == 1 else strict_best([row.spend for row in below])
    return None if index is None else {"name": below[index].name, "roi": below[index].roi}


def _row_facts(dataset: Dataset, found: _Returns, row: RoiRow) -> dict[str, Fact]:
    before = Number(None, RATIO) if is_partial(dataset) else row.roi_before
    code = change_code(row.roi, before, "absolute", rules_of(dataset))
    return {
        "name": row.name,
        "spend": row.spend,
        "revenue": row.revenue,
        "roi": row.roi,
        "cac": row.cac,
        "month": change_facts(row.roi, before, row.roi_change, code, "up"),
        "side": _side(row, found.line),
    }


def _side(row: RoiRow, line: Number | None) -> str:
    """above | at | below break-even; "" where either is unknown."""
    if line is None or row.roi.is_missing:
        return ""
    return "below" if row.below else "at" if row.roi.amount == line.amount else "above"


def _judgement(found: _Returns) -> str:
    """no_roi | no_line | all_above | some_below | all_below."""
    judged = [row for row in found.rows if not row.roi.is_missing]
    below = [row for row in judged if row.below]
    if not judged:
        return "no_roi"
    if found.line is None:
        return "no_line"
    return "all_above" if not below else "all_below" if len(below) == len(judged) else "some_below"


def _picked(dataset: Dataset, found: _Returns, index: int | None) -> dict[str, Fact] | None:
    paid = [row for row in found.rows if row.is_paid]
    return None if index is None else _row_facts(dataset, found, paid[index])


def _bands(dataset: Dataset, paid: Sequence[RoiRow]) -> list[dict[str, Fact]]:
    """The paid channels whose ROI has kept within a band for at least half a year, the narrowest band first."""
    bands = ((row.name, roi_band(dataset, row.id)) for row in paid)
    steady = [(name, band) for name, band in bands if band.code == "steady" and band.mean.amount]
    steady.sort(key=lambda pair: (pair[1].high.amount - pair[1].low.amount) / pair[1].mean.amount)
    return [{"name": name, "low": band.low, "high": band.high, "months": band.months} for name, band in steady]


def _is_left_out(found: _Returns, row: RoiRow) -> bool:
    return _chart_kind(found) != "none" and not row.roi.is_missing and row not in found.drawn


def _chart_kind(found: _Returns) -> str:
    """bubble | bars | none."""
    count = len(found.drawn)
    return "bubble" if count >= BUBBLES_FROM else "bars" if count >= LEAST_POINTS else "none"


def _chart(found: _Returns, voice: Voice) -> Bubble | Bars | None:
    match _chart_kind(found):
        case "bubble":
            return _bubble(found, voice)
        case "bars":
            return _bars(found, voice)
    return None


def _line(found: _Returns, voice: Voice) -> tuple[float, str] | None:
    if found.line is None:
        return None
    value = RATIO.sentence(found.line.amount, voice.lang)
    return found.line.amount, voice.term("paid.line").format(value=value)


def _bubble(found: _Returns, voice: Voice) -> Bubble:
    is_judged = found.line is not None
    has_size = all(row.new_users.amount > 0 for row in found.drawn)
    points = tuple(
        Point(
            row.name,
            row.spend,
            row.roi,
            row.new_users if has_size else None,
            _tone(row, is_judged=is_judged),
        )
        for row in found.drawn
    )
    note = unit_note_of(PERSON, [row.new_users for row in found.drawn], voice)
    return Bubble(
        points,
        voice.term("paid.spend"),
        voice.term("paid.roi"),
        MONEY,
        RATIO,
        _line(found, voice),
        voice.term("paid.bubble"),
        voice.term("paid.area").format(unit=note) if has_size else "",
    )


def _tone(row: RoiRow, *, is_judged: bool) -> Tone:
    """Paid channels by the side of break-even they are on; what other channels spend is not judged."""
    if not (is_judged and row.is_paid):
        return Tone.neutral
    return Tone.bad if row.below else Tone.good


def _bars(found: _Returns, voice: Voice) -> Bars:
    numbers = tuple(_bar(row, is_judged=found.line is not None) for row in found.drawn)
    names = tuple(row.name for row in found.drawn)
    series = (Series(voice.term("paid.roi"), numbers, Role.previous),)
    return Bars(names, series, RATIO, voice.term("paid.bars"), line=_line(found, voice))


def _bar(row: RoiRow, *, is_judged: bool) -> Number:
    tone = _tone(row, is_judged=is_judged)
    return row.roi.toned(Tone.bad) if tone is Tone.bad else row.roi.strongly() if row.is_paid else row.roi


def _panel(dataset: Dataset, found: _Returns, facts: dict[str, Fact], voice: Voice) -> Insight | None:
    """Spend under break-even, the ends and the bands of the paid channels; what owners typed of the one below."""
    row = _to_explain(found)
    notes = typed_notes(dataset, "channel", {row.id: row.name}, voice) if row else ()
    return insight(voice, "paid/roi.insight", facts, notes)


def _to_explain(found: _Returns) -> RoiRow | None:
    """The channel that spends most under break-even, paid ones first; without any the largest spender."""
    below = [row for row in found.rows if row.below]
    pool = [row for row in below if row.is_paid] or below or list(found.rows)
    return max(pool, key=lambda row: row.spend.amount, default=None)


def _highlights(dataset: Dataset, found: _Returns, facts: dict[str, Fact], voice: Voice) -> tuple[Highlight, ...]:
    """Paid channels above break-even, weighed by their share of all spend; spend under break-even."""
    if found.line is None:
        return ()
    offers: tuple[Highlight, ...] = ()
    if _side(found.lead, found.line) == "above":
        part = found.lead.spend.amount / found.total.spend.amount
        size = WEIGHT * part * min(found.lead.roi.amount / found.line.amount - 1, 1.0)
        best = max((row for row in found.rows if row.is_paid or not found.paid), key=lambda row: row.roi.amount)
        step = typed_text(dataset, "channel", best.id, "next")
        offers += highlight(voice, "paid/roi.highlight", facts, Offer("good", size, True, step))
    share = share_below(dataset)
    if share.amount > 0:
        most = max((row for row in found.rows if row.below), key=lambda row: row.spend.amount)
        offer = Offer("watch", WEIGHT * share.amount, False, typed_text(dataset, "channel", most.id, "next"))
        offers += highlight(voice, "paid/roi.gap", {**facts, "most": _row_facts(dataset, found, most)}, offer)
    return offers
