"""The order in which people typed their rows means nothing, but where it is said to."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from opsreport.model.number import Number
from opsreport.model.report import Report
from tests.e2e.books import Book, made, sample, sheets_of

STEPS = ("购买漏斗", "注册漏斗", "分层")


def shuffled(seed: int) -> Book:
    """The sample with its rows in another order.

    Funnels and tiers keep theirs, being steps; metrics and plans too, as people list first what matters first.
    """
    book, chance = sample(), random.Random(seed)
    for title in ("渠道", "用户", "活动", "内容"):
        kept = [row for row in book[title].rows if "类别" in row and row["类别"].value in STEPS]
        rest = [row for row in book[title].rows if row not in kept]
        chance.shuffle(rest)
        book[title].rows = rest + kept
    months = book["核心指标"].texts("月份")
    chance.shuffle(months)
    book["核心指标"].rows.sort(key=lambda row: months.index(str(row["月份"].value)))
    return book


def outline(report: Report) -> dict[str, list[object]]:
    """All that each page shows, without an order: its words and its numbers to nine digits."""
    return {
        slide.id: [slide.title, slide.arrangement, *sorted(_parts(slide.blocks), key=repr)] for slide in report.slides
    }


def _parts(node: object) -> Iterator[object]:
    match node:
        case Number():
            yield "–" if node.is_missing else f"{node.amount:.9g}"
        case tuple():
            for part in node:
                yield from _parts(part)
        case str():
            yield node
        case float() if not math.isnan(node):
            yield f"{node:.9g}"
        case _ if is_dataclass(node) and not isinstance(node, type):
            for field in fields(node):
                yield from _parts(getattr(node, field.name)) if field.name != "alt" else ()


def test_the_order_of_rows_changes_nothing() -> None:
    plain, other = outline(made(sheets_of(sample()))), outline(made(sheets_of(shuffled(1))))
    assert list(other) == list(plain)
    differing = {page: (set(other[page]) ^ set(plain[page])) for page in plain if other[page] != plain[page]}
    assert differing == {}
