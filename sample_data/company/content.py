"""Tab 内容: every piece of May and June 2025, with the features of the pieces that were read most planted in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp
from random import Random
from statistics import NormalDist
from typing import TypeVar

from company.series import allocate
from company.titles import FRESH, HOT, PRACTICAL, READ, TAGS, VIDEO, Titles
from company.workbook import MINUTE, MONEY, WHOLE, Cell, Col, Tab

COLUMNS = (
    Col("发布时间＊", MINUTE, 17),
    Col("平台＊", width=10),
    Col("形式", width=8),
    Col("标题＊", width=44),
    Col("阅读播放＊", WHOLE),
    Col("点赞", WHOLE, 10),
    Col("评论", WHOLE, 10),
    Col("转发", WHOLE, 10),
    Col("转化", WHOLE, 10),
    Col("成交额", MONEY),
    Col("标签", width=16),
)
SEED = 20250630
MOVING = ("视频", "直播")
Slots = Mapping[int, float]
Name = TypeVar("Name", int, str)


@dataclass(frozen=True, slots=True)
class Platform:
    """How one platform is used: forms and first hours of the slots with their weights, rates of response."""

    forms: dict[str, float]
    slots: Slots
    interaction: float
    conversion: float
    sale: float


PLATFORMS = {
    "公众号": Platform(
        {"图文": 0.85, "图集": 0.15}, {7: 0.08, 8: 0.34, 12: 0.16, 14: 0.12, 18: 0.24, 22: 0.06}, 0.050, 0.024, 16
    ),
    "短视频": Platform({"视频": 1.0}, {8: 0.10, 12: 0.26, 14: 0.18, 18: 0.34, 22: 0.12}, 0.074, 0.019, 13),
    "视频号": Platform({"视频": 0.8, "直播": 0.2}, {8: 0.20, 12: 0.24, 14: 0.16, 18: 0.40}, 0.072, 0.023, 15),
    "社群": Platform(
        {"图文": 0.45, "图集": 0.35, "H5": 0.20}, {8: 0.36, 12: 0.12, 14: 0.30, 18: 0.22}, 0.110, 0.046, 22
    ),
    "App社区": Platform(
        {"图文": 0.45, "图集": 0.35, "视频": 0.20}, {8: 0.30, 12: 0.20, 14: 0.20, 18: 0.30}, 0.092, 0.034, 20
    ),
}
THURSDAY_EVENING = (3, 18)
SLOT_HOURS = {7: 1, 8: 4, 12: 2, 14: 4, 18: 4, 22: 2}


@dataclass(frozen=True, slots=True)
class Month:
    """What is planted in one month: pieces, reads and hits by platform; tags of the hits and of the others."""

    name: str
    pieces: tuple[int, ...]
    reads: tuple[int, ...]
    hits: tuple[int, ...]
    hit_tags: tuple[int, ...]
    other_tags: tuple[int, ...]
    interactions: int
    conversions: int
    sales: int
    thursday: tuple[int, ...]


# Tags in the order of TAGS. June: 热点 10 of 20 hits, 46 of 186 pieces (2.0 times); 干货 10 and 58 (1.6 times).
MONTHS = (
    Month(
        "2025-05",
        (40, 58, 22, 25, 15),
        (842000, 4800000, 1290000, 196600, 256000),
        (4, 6, 3, 3, 2),
        (8, 5, 8, 4, 4),
        (28, 36, 42, 33, 23),
        542000,
        147700,
        2126800,
        (0, 7, 2, 0, 0),
    ),
    Month(
        "2025-06",
        (44, 70, 26, 28, 18),
        (1056000, 6300000, 1690000, 238000, 316000),
        (5, 7, 3, 3, 2),
        (10, 6, 10, 4, 5),
        (36, 44, 48, 36, 29),
        691200,
        201600,
        2832000,
        (0, 9, 2, 0, 0),
    ),
)


@dataclass(slots=True)
class Piece:
    """One piece on its way to a row."""

    platform: str
    is_hit: bool
    tags: tuple[str, ...] = ()
    form: str = ""
    moment: datetime = datetime(2025, 6, 1)
    title: str = ""
    reads: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def tab() -> Tab:
    """Both months in the order of publishing."""
    titles = Titles(Random(SEED))
    pieces = [piece for number, month in enumerate(MONTHS) for piece in _pieces(month, Random(SEED + number), titles)]
    return Tab(
        "内容", COLUMNS, [_cells(piece) for piece in sorted(pieces, key=lambda p: (p.moment, p.platform, p.title))]
    )


def _cells(piece: Piece) -> tuple[Cell, ...]:
    return (
        piece.moment,
        piece.platform,
        piece.form,
        piece.title,
        piece.reads,
        *(piece.counts[name] for name in ("likes", "comments", "shares", "conversions", "sales")),
        "，".join(piece.tags) or None,
    )


def _pieces(month: Month, chance: Random, titles: Titles) -> list[Piece]:
    made = [
        Piece(platform, number < hits)
        for platform, count, hits in zip(PLATFORMS, month.pieces, month.hits, strict=True)
        for number in range(count)
    ]
    _tag([piece for piece in made if piece.is_hit], month.hit_tags, chance)
    _tag([piece for piece in made if not piece.is_hit], month.other_tags, chance)
    _time(made, month, chance)
    for piece in made:
        piece.form = _drawn(PLATFORMS[piece.platform].forms, chance)
        piece.title = titles.title(piece.moment, piece.tags, VIDEO if piece.form in MOVING else READ)
    for platform, reads in zip(PLATFORMS, month.reads, strict=True):
        _read([piece for piece in made if piece.platform == platform], reads, chance)
    _respond(made, month, chance)
    return made


def _tag(pieces: Sequence[Piece], counts: Sequence[int], chance: Random) -> None:
    """Spread the tags so that each count is met and no piece has more than two."""
    for tag, count in zip(TAGS, counts, strict=True):
        free = [piece for piece in pieces if len(piece.tags) < 2]
        chance.shuffle(free)
        free.sort(key=lambda piece: 0.4 * len(piece.tags) + chance.random())
        for piece in free[:count]:
            piece.tags = (*piece.tags, tag)


def _time(pieces: Sequence[Piece], month: Month, chance: Random) -> None:
    """Moments of publishing: the given number of videos on Thursday evenings, never two hits in one slot."""
    hit_slots: set[tuple[int, int]] = set()
    for platform, evenings in zip(PLATFORMS, month.thursday, strict=True):
        own = [piece for piece in pieces if piece.platform == platform]
        for number, piece in enumerate(reversed(own)):
            piece.moment = _moment(month.name, platform, number < evenings, chance)
            while piece.is_hit and _slot(piece.moment) in hit_slots:
                piece.moment = _moment(month.name, platform, number < evenings, chance)
            hit_slots.update([_slot(piece.moment)] if piece.is_hit else ())


def _moment(month: str, platform: str, is_evening: bool, chance: Random) -> datetime:
    first = datetime.strptime(month, "%Y-%m")
    while True:
        start = 18 if is_evening else _drawn(PLATFORMS[platform].slots, chance)
        minutes = 12 * int(chance.random() * SLOT_HOURS[start] * 5)
        moment = first + timedelta(days=int(chance.random() * 31), hours=start, minutes=minutes)
        if moment.month == first.month and (_slot(moment) == THURSDAY_EVENING) == is_evening:
            return moment


def _slot(moment: datetime) -> tuple[int, int]:
    """Weekday (Monday 0) and first hour of the slot."""
    return moment.weekday(), max(start for start in SLOT_HOURS if start <= moment.hour)


def _read(pieces: Sequence[Piece], total: int, chance: Random) -> None:
    """Reads with a heavy tail: hits three to eight times the middle, the others log-normal below twice of it."""
    hits = [piece for piece in pieces if piece.is_hit]
    others = sorted((piece for piece in pieces if not piece.is_hit), key=lambda piece: -_appeal(piece, chance))
    low = [exp(0.34 * NormalDist().inv_cdf(1 - (i + 0.5) / len(others))) for i in range(len(others))]
    high = [3.0 * (8.0 / 3.0) ** (i / max(len(hits) - 1, 1)) * (0.95 + 0.1 * chance.random()) for i in range(len(hits))]
    for piece, reads in zip([*others, *hits], allocate(total, [*low, *high]), strict=True):
        piece.reads = reads


def _appeal(piece: Piece, chance: Random) -> float:
    is_evening = _slot(piece.moment) == THURSDAY_EVENING
    return 2.0 * is_evening + 0.25 * (HOT in piece.tags) + 0.2 * (PRACTICAL in piece.tags) + 0.8 * chance.random()


def _respond(pieces: Sequence[Piece], month: Month, chance: Random) -> None:
    """Likes, comments, shares, conversions and sales in proportion to reads, adding up to the month's totals."""
    weights = [piece.reads * PLATFORMS[piece.platform].interaction * (0.75 + 0.5 * chance.random()) for piece in pieces]
    for piece, count in zip(pieces, allocate(month.interactions, weights), strict=True):
        comments = 0.10 + 0.08 * chance.random() + 0.05 * (FRESH in piece.tags)
        shares = 0.18 + 0.08 * chance.random() + 0.06 * (PRACTICAL in piece.tags)
        parts = allocate(count, (1 - comments - shares, comments, shares))
        piece.counts.update(zip(("likes", "comments", "shares"), parts, strict=True))
    buying = [piece.reads * PLATFORMS[piece.platform].conversion * (0.7 + 0.6 * chance.random()) for piece in pieces]
    converted = allocate(month.conversions, buying)
    selling = [
        n * PLATFORMS[p.platform].sale * (0.7 + 0.6 * chance.random()) for p, n in zip(pieces, converted, strict=True)
    ]
    for piece, people, sales in zip(pieces, converted, allocate(month.sales, selling, 10), strict=True):
        piece.counts.update(conversions=people, sales=sales)


def _drawn(weights: Mapping[Name, float], chance: Random) -> Name:
    point = chance.random() * sum(weights.values())
    for name, weight in weights.items():
        point -= weight
        if point < 0:
            return name
    return name
