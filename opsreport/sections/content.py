"""Chapter 5, lead page: what each platform brought, and when publishing was read the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.analysis.compare import change_code
from opsreport.analysis.content import SLOTS, PlatformRow, Slot, SlotMap, pieces, platforms, slot_map
from opsreport.analysis.rank import marked, strict_best
from opsreport.analysis.rules import rules_of
from opsreport.analysis.summarise import ratio
from opsreport.model.block import Bars, Block, Callouts, Column, Grid, GridCell, Row, Words
from opsreport.model.number import Number, Series, Tone
from opsreport.model.report import Draft, Fact, Highlight, Reading, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import MONEY, PIECES, RATE, TIMES
from opsreport.sections.labels import ColumnLook, Offer, column, highlight, insight, reading, time_facts, unit_note_of
from opsreport.sections.layout import (
    LARGE,
    blank,
    grid_height,
    large_numbers,
    side_by_side,
    stacked,
    units_said,
    without_empty,
)
from opsreport.sections.pieces import FEW_PIECES, LEAST_BARS, piece_bars, piece_grid
from opsreport.sections.readings import change_facts
from opsreport.sections.remarks import comparable, month_before

MOST_PLATFORMS = 8
MOST_PIECES = 7
LEAST_SLOTS = 6
SHARE = 0.10
CODES = {"up": "good", "multiple": "good", "down": "watch", "stable": "neutral"}
Page = tuple[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class _View:
    """The platforms by reads, all of them together, and the slots."""

    dataset: Dataset
    voice: Voice
    rows: tuple[PlatformRow, ...]
    total: PlatformRow
    slots: SlotMap | None

    @property
    def filled_slots(self) -> int:
        return 0 if self.slots is None else sum(not slot.reads.is_missing for slot in self.slots.slots)


def platforms_page(dataset: Dataset, voice: Voice) -> Draft | None:
    """The platforms with their bars beside the map of publishing slots; None without content this month."""
    view = _view(dataset, voice)
    if view is None:
        return None
    facts = _facts(view)
    arrangement, blocks = _arranged(view, facts)
    return Draft(
        "content/platforms", facts, arrangement, blocks, ("contents",), _highlights(view), _reading(view, facts)
    )


def _view(dataset: Dataset, voice: Voice) -> _View | None:
    found = platforms(comparable(dataset, "contents"))
    return _View(dataset, voice, found[:-1], found[-1], slot_map(dataset)) if found else None


def _facts(view: _View) -> dict[str, Fact]:
    total, rows = view.total, view.rows
    engaged = strict_best([one.interaction_rate for one in rows])
    top = strict_best([one.reads for one in rows])
    fastest = strict_best([one.change for one in rows])
    return {
        **time_facts(view.dataset),
        "count": len(rows),
        "shown": min(len(rows), MOST_PLATFORMS),
        "pieces": total.pieces,
        "reads": total.reads,
        "month": _month_facts(view),
        "interaction_rate": total.interaction_rate,
        "revenue": total.revenue,
        "top": _platform_facts(rows[top], total) if top is not None else None,
        "engaged": _platform_facts(rows[engaged], total) if engaged is not None else None,
        "fastest": _platform_facts(rows[fastest], total) if fastest is not None else None,
        "fell": tuple(_platform_facts(one, total) for one in rows if one.change.tone is Tone.bad),
        "slot": _slot_facts(view.slots.best, view.voice) if view.slots and view.slots.best else None,
        "slots": view.filled_slots,
        "least": int(rules_of(view.dataset)["slot_min"]),
    }


def _month_facts(view: _View) -> dict[str, Fact]:
    """All reads against last month."""
    earlier = platforms(month_before(view.dataset))
    before = earlier[-1].reads if earlier else Number(None, TIMES)
    return change_facts(view.total.reads, before, view.total.change, _change_code(view), "up")


def _change_code(view: _View) -> str:
    earlier = platforms(month_before(view.dataset))
    if view.total.change.is_missing or not earlier:
        return "none"
    return change_code(view.total.reads, earlier[-1].reads, "relative", rules_of(view.dataset))


def _platform_facts(one: PlatformRow, total: PlatformRow) -> dict[str, Fact]:
    return {
        "name": one.name,
        "reads": one.reads,
        "share": ratio(one.reads, total.reads),
        "change": one.change,
        "interaction_rate": one.interaction_rate,
    }


def _slot_facts(slot: Slot, voice: Voice) -> dict[str, Fact]:
    return {
        "weekday": voice.term(f"content.weekday.{slot.weekday}"),
        "hours": voice.term(f"content.slot.{slot.slot}"),
        "reads": slot.reads,
        "count": slot.count,
    }


# -- the page


def _arranged(view: _View, facts: dict[str, Fact]) -> Page:
    grid = platform_grid(view.rows, view.total, view.voice)
    panel = insight(view.voice, "content/platforms.insight", facts)
    if view.slots and view.filled_slots >= LEAST_SLOTS:
        height = min(3.3, grid_height(grid, 0.5)) if panel else None
        return side_by_side((7, ((grid, height), (panel, None))), (5, ((_slot_grid(view.slots, view.voice), None),)))
    found = pieces(view.dataset)
    bars = _read_bars(view) or piece_bars(found[:MOST_PIECES], "reads", view.voice)
    if len(found) <= FEW_PIECES:
        listed = piece_grid(found, view.voice, "content.pieces_title")
        tables = ((grid, grid_height(grid, 0.4)), (listed, grid_height(listed, 0.4)))
        return stacked((_large(view), LARGE), *tables, (panel, None))
    below = tuple(block for block in (bars, panel) if block)
    if not below:
        return "12", (grid,)
    split = "7+5" if len(below) == 2 else "12"
    return f"12:{min(2.9, grid_height(grid, 0.5)):.2f}/{split}", (grid, *below)


def _large(view: _View) -> Callouts | None:
    """What all content brought in large."""
    names, total = ("reads", "interaction_rate", "revenue"), view.total
    numbers = (total.reads, total.interaction_rate, total.revenue)
    return large_numbers([(view.voice.term(f"content.{name}"), one) for name, one in zip(names, numbers, strict=True)])


def platform_grid(rows: Sequence[PlatformRow], total: PlatformRow, voice: Voice) -> Grid:
    """A row a platform with bars, best and worst marked, and their total where they are several."""
    shown = rows[:MOST_PLATFORMS]
    columns = (
        column(voice, "column.platform", "text", 0.95),
        column(voice, "content.pieces", "number", 0.6, ColumnLook(PIECES)),
        column(voice, "content.reads", "bar", 1.5, ColumnLook(TIMES)),
        column(voice, "column.month_on_month", "change", 0.95, ColumnLook(RATE, signed=True)),
        column(voice, "content.per_piece", "bar", 1.2, ColumnLook(TIMES)),
        column(voice, "content.interaction_rate", "bar", 1.2, ColumnLook(RATE)),
        column(voice, "content.revenue", "number", 0.9, ColumnLook(MONEY)),
    )
    found = [Row(cells) for cells in _body(shown)]
    if len(rows) > 1:
        found.append(Row((Words(voice.term("mark.total"), strong=True), *_numbers(total)), style="total"))
    grid = without_empty(Grid(columns, tuple(found), voice.term("content.by_platform")))
    return replace(grid, unit_note=units_said(grid, voice))


def _body(shown: Sequence[PlatformRow]) -> list[tuple[GridCell, ...]]:
    """The cells by row, the bars' best and worst marked by column."""
    reads, per_piece, rates = (
        marked(numbers)
        for numbers in (
            [one.reads for one in shown],
            [one.reads_per_piece for one in shown],
            [one.interaction_rate for one in shown],
        )
    )
    return [
        (Words(one.name, strong=True), one.pieces, reads[i], one.change, per_piece[i], rates[i], one.revenue)
        for i, one in enumerate(shown)
    ]


def _numbers(one: PlatformRow) -> tuple[GridCell, ...]:
    return (one.pieces, one.reads, one.change, one.reads_per_piece, one.interaction_rate, one.revenue)


def _slot_grid(found: SlotMap, voice: Voice) -> Grid:
    """Weekdays by slots of the day: median reads as a heat map, blank under three pieces."""
    columns = (
        column(voice, "content.day", "text", 0.95),
        *(Column(f"slot{i}", voice.term(f"content.slot.{i}"), "heat", 0.75, TIMES) for i in range(len(SLOTS))),
    )
    days = [found.slots[day * len(SLOTS) : (day + 1) * len(SLOTS)] for day in range(7)]
    rows = tuple(
        Row((Words(voice.term(f"content.weekday.{day}"), strong=True), *(_slot_cell(s, found.best) for s in slots)))
        for day, slots in enumerate(days)
    )
    note = unit_note_of(TIMES, [slot.reads for slot in found.slots], voice)
    return Grid(columns, rows, voice.term("content.slots"), note)


def _slot_cell(slot: Slot, best: Slot | None) -> Number | None:
    number = blank(slot.reads)
    return replace(number, strong=True) if number and slot is best else number


def _read_bars(view: _View) -> Bars | None:
    """Reads per piece by platform, where too few pieces make a map of slots; None for a single platform."""
    shown = view.rows[:MOST_PLATFORMS]
    series = Series(view.voice.term("content.per_piece"), tuple(one.reads_per_piece for one in shown))
    if sum(not number.is_missing for number in series.numbers) < LEAST_BARS:
        return None
    note = unit_note_of(TIMES, series.numbers, view.voice)
    return Bars(tuple(one.name for one in shown), (series,), TIMES, view.voice.term("content.per_piece"), note)


# -- what it offers


def _highlights(view: _View) -> tuple[Highlight, ...]:
    """The reads against last month; weight 0.10 × |change|."""
    change = view.total.change
    if change.tone is Tone.neutral:
        return ()
    is_good = change.tone is Tone.good
    size = SHARE * min(abs(change.amount), 1.0)
    offer = Offer("good" if is_good else "watch", size, is_good, about="content_reads")
    return highlight(view.voice, "content/platforms.highlight", _facts(view), offer)


def _reading(view: _View, facts: dict[str, Fact]) -> Reading:
    earlier = _view(month_before(view.dataset), view.voice)
    before = _change_code(earlier) if earlier else "none"
    codes = [CODES.get(code, "neutral") for code in (_change_code(view), before)]
    return reading(view.voice, "content/platforms.reading", facts, codes[0], codes[1])
