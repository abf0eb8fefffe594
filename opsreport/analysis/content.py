"""Content: platforms, publishing slots, hits and what they have in common, feedback words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median, quantiles
from typing import Literal

from opsreport.analysis.cells import distinct, number_at, rows_for, rows_of, text_at
from opsreport.analysis.compare import MULTIPLE, change
from opsreport.analysis.once import once
from opsreport.analysis.rank import strict_best
from opsreport.analysis.rules import Rules, rules_of
from opsreport.analysis.summarise import added, ratio
from opsreport.model.number import Cells, Method, Number
from opsreport.model.table import Dataset, Table
from opsreport.model.unit import MONEY, PERSON, PIECES, RATE, TIMES

SLOTS = ((0, 8), (8, 12), (12, 14), (14, 18), (18, 22), (22, 24))
INTERACTIONS = ("likes", "comments", "shares")
Feature = Literal["tag", "format"]


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One platform of the report month, or all of them (name "").

    `interaction_rate` = (likes + comments + shares) ÷ reads; `change` is of the reads.
    """

    name: str
    pieces: Number
    reads: Number
    change: Number
    reads_per_piece: Number
    interaction_rate: Number
    share_rate: Number
    conversions: Number
    conversion_rate: Number
    revenue: Number


@dataclass(frozen=True, slots=True)
class Slot:
    """One weekday (0 Monday) and slot (index into SLOTS): the median reads of its `count` pieces.

    Missing under three pieces.
    """

    weekday: int
    slot: int
    reads: Number
    count: int


@dataclass(frozen=True, slots=True)
class SlotMap:
    """All 42 slots by weekday, then slot; `best` is the one with strictly the highest median, or None."""

    slots: tuple[Slot, ...]
    best: Slot | None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the report month; a hit's reads reach the `threshold` of its platform.

    The threshold is missing where the platform has too few pieces: there the best three are hits.
    """

    row: int
    title: str
    platform: str
    format: str
    tags: tuple[str, ...]
    published: datetime | None
    reads: Number
    interaction_rate: Number
    revenue: Number
    threshold: Number
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more common a feature is among hits: share in hits ÷ share in all; `code` ok | too_few (hits)."""

    feature: str
    lift: Number
    share_in_hits: Number
    share_in_all: Number
    hits: int
    pieces: int
    code: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """One feedback word: count, share of its kind, last month, change; new: last month has words, but not this one."""

    word: str
    count: Number
    share: Number
    before: Number
    change: Number
    is_new: bool
    action: str


def platforms(dataset: Dataset) -> tuple[PlatformRow, ...]:
    """The platforms of the report month by reads, then all of them together (name ""); () without content."""
    now = rows_for(dataset, "contents", month=dataset.period)
    if now is None:
        return ()
    before = rows_for(dataset, "contents", month=dataset.period.previous)
    rows = [
        _platform(name, now.where(platform=name), before.where(platform=name) if before else None)
        for name in distinct(now, "platform")
    ]
    return (*sorted(rows, key=lambda row: -row.reads.amount), _platform("", now, before))


def slot_map(dataset: Dataset) -> SlotMap | None:
    """Median reads by weekday and time of publishing; None without content."""
    table = rows_for(dataset, "contents", month=dataset.period)
    if table is None:
        return None
    least = int(rules_of(dataset)["slot_min"])
    slots = tuple(_slot(table, weekday, slot, least) for weekday in range(7) for slot in range(len(SLOTS)))
    best = strict_best([slot.reads for slot in slots])
    return SlotMap(slots, None if best is None else slots[best])


@once
def pieces(dataset: Dataset) -> tuple[Piece, ...]:
    """Every piece of the report month by reads, largest first, hits marked; () without content."""
    table = rows_for(dataset, "contents", month=dataset.period)
    if table is None:
        return ()
    found: list[Piece] = []
    for platform in distinct(table, "platform"):
        found += _platform_pieces(table.where(platform=platform), rules_of(dataset))
    return tuple(sorted(found, key=lambda piece: (-_known(piece.reads), piece.row)))


def hits(dataset: Dataset) -> tuple[Piece, ...]:
    """The hits of the report month by reads: ≥ max(P90, 2 × median) of their platform, else its best three."""
    return tuple(piece for piece in pieces(dataset) if piece.is_hit)


def lifts(dataset: Dataset, feature: Feature = "tag") -> tuple[Lift, ...]:
    """Each tag's (or format's) lift among the hits, highest first, those with too few hits last."""
    every = pieces(dataset)
    best = tuple(piece for piece in every if piece.is_hit)
    names = dict.fromkeys(name for piece in every for name in _features(piece, feature))
    least = int(rules_of(dataset)["lift_min"])
    read = [_lift(name, _having(best, name, feature), _having(every, name, feature), (best, every)) for name in names]
    coded = [replace(lift, code="ok" if lift.hits >= least else "too_few") for lift in read]
    return tuple(sorted(coded, key=lambda lift: (lift.code != "ok", -_known(lift.lift), -lift.pieces)))


def feedback(dataset: Dataset, sentiment: str) -> tuple[Keyword, ...]:
    """The words of one kind of feedback (need, negative, positive) by count; () without rows."""
    table = rows_for(dataset, "feedback", month=dataset.period, sentiment=sentiment)
    if table is None:
        return ()
    before = rows_for(dataset, "feedback", month=dataset.period.previous, sentiment=sentiment)
    words = (_keyword(table, row, before) for row in rows_of(table))
    return tuple(sorted(words, key=lambda keyword: -_known(keyword.count)))


def _platform(name: str, now: Table, before: Table | None) -> PlatformRow:
    reads, count = now.total("reads", TIMES), now.total("title", PIECES, "count")
    interactions = added([now.total(field, TIMES) for field in INTERACTIONS], TIMES)
    old = before.total("reads", TIMES) if before else Number(None, TIMES)
    conversions = now.total("conversions", PERSON)
    return PlatformRow(
        name=name,
        pieces=count,
        reads=reads,
        change=change(reads, old, "relative", "up"),
        reads_per_piece=ratio(reads, count, TIMES),
        interaction_rate=ratio(interactions, reads),
        share_rate=ratio(now.total("shares", TIMES), reads),
        conversions=conversions,
        conversion_rate=ratio(conversions, reads),
        revenue=now.total("revenue", MONEY),
    )


def _slot(table: Table, weekday: int, slot: int, least: int) -> Slot:
    moments, (start, end) = table.frame["publish_at"], SLOTS[slot]
    inside = [
        row
        for row, moment in zip(rows_of(table), moments, strict=True)
        if isinstance(moment, datetime) and moment.weekday() == weekday and start <= moment.hour < end
    ]
    own = replace(table, frame=table.frame.loc[inside])
    count = int(own.frame["reads"].count())
    return Slot(weekday, slot, own.total("reads", TIMES, "median") if count >= least else Number(None, TIMES), count)


def _platform_pieces(table: Table, rules: Rules) -> list[Piece]:
    reads = [float(value) for value in table.frame["reads"].dropna()]
    threshold = _threshold(table, reads, rules)
    top = sorted(reads, reverse=True)[: int(rules["hit_top"])]
    least = threshold.amount if not threshold.is_missing else top[-1] if top else 0.0
    return [_piece(table, row, threshold, least) for row in rows_of(table)]


def _threshold(table: Table, reads: Sequence[float], rules: Rules) -> Number:
    if len(reads) < rules["hit_pieces"]:
        return Number(None, TIMES)
    value = max(_quantile(reads, rules["hit_quantile"]), rules["hit_median"] * median(reads))
    return Number(value, TIMES, Method("hit_threshold", (Cells(table.name, "reads", rows_of(table)),)))


def _quantile(values: Sequence[float], share: float) -> float:
    """The linear quantile (type 7, the usual one of spreadsheets) in whole percents."""
    return quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def _piece(table: Table, row: int, threshold: Number, least: float) -> Piece:
    reads = number_at(table, row, "reads", TIMES)
    moment = table.frame.at[row, "publish_at"]
    tags = (tag.strip() for tag in text_at(table, row, "tags").split("、"))
    interactions = added([number_at(table, row, field, TIMES) for field in INTERACTIONS], TIMES)
    return Piece(
        row=row,
        title=text_at(table, row, "title"),
        platform=text_at(table, row, "platform"),
        format=text_at(table, row, "format"),
        tags=tuple(tag for tag in tags if tag),
        published=moment if isinstance(moment, datetime) else None,
        reads=reads,
        interaction_rate=ratio(interactions, reads),
        revenue=number_at(table, row, "revenue", MONEY),
        threshold=threshold,
        is_hit=not reads.is_missing and reads.amount >= least,
    )


def _features(piece: Piece, feature: Feature) -> tuple[str, ...]:
    return piece.tags if feature == "tag" else (piece.format,) if piece.format else ()


def _having(some: Sequence[Piece], name: str, feature: Feature) -> tuple[Piece, ...]:
    return tuple(piece for piece in some if name in _features(piece, feature))


def _lift(
    name: str, own_hits: Sequence[Piece], own: Sequence[Piece], wholes: tuple[Sequence[Piece], Sequence[Piece]]
) -> Lift:
    best, every = wholes
    source = Method("lift", (Cells("contents", "title", tuple(piece.row for piece in own), "count"),))
    in_hits = len(own_hits) / len(best) if best else None
    in_all = len(own) / len(every)
    value = None if in_hits is None else in_hits / in_all
    shares = (Number(in_hits, RATE, source), Number(in_all, RATE, source))
    return Lift(name, Number(value, MULTIPLE, source), *shares, len(own_hits), len(own), "")


def _keyword(table: Table, row: int, before: Table | None) -> Keyword:
    word, count = text_at(table, row, "keyword"), number_at(table, row, "count", TIMES)
    old = before.where(keyword=word).total("count", TIMES) if before else Number(None, TIMES)
    return Keyword(
        word=word,
        count=count,
        share=ratio(count, table.total("count", TIMES)),
        before=old,
        change=change(count, old, "relative"),
        is_new=before is not None and old.is_missing,
        action=text_at(table, row, "action"),
    )


def _known(number: Number) -> float:
    return -1.0 if number.is_missing else number.amount
