"""Names of bubbles: on the page, off other bubbles and lines, never nearer to another bubble without a leader."""

from __future__ import annotations

import random

import pytest

from opsreport.render.deck.charts.bubble_names import Named, placed_names
from opsreport.render.deck.grid import Box, inches

ROOM = Box(inches(1), inches(2), inches(6), inches(4))


def _marks(seed: int, count: int) -> list[Named]:
    dice = random.Random(seed)
    return [
        Named(
            ROOM.x + round(ROOM.w * dice.uniform(0.1, 0.9)),
            ROOM.y + round(ROOM.h * dice.uniform(0.15, 0.85)),
            inches(dice.uniform(0.05, 0.45)),
            f"渠道名称{i}",
            "1:2.50",
        )
        for i in range(count)
    ]


def _area_in_common(one: Box, other: Box) -> int:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(0, across) * max(0, down)


@pytest.mark.parametrize("seed", range(12))
def test_a_name_belongs_to_its_own_bubble(seed: int) -> None:
    marks, line = _marks(seed, 9), Box(ROOM.x, inches(4), ROOM.w, inches(0.04))
    _, places = placed_names(marks, ROOM, [line])
    for index, place in enumerate(places):
        if place is None:
            continue
        own = max(0.0, marks[index].apart(place.box))
        others = [mark.apart(place.box) for i, mark in enumerate(marks) if i != index]
        assert min(others) > 0
        assert place.leader is not None or own < min(others)
        assert _area_in_common(place.box, line) == 0
        assert _area_in_common(place.box, ROOM) == place.box.w * place.box.h


@pytest.mark.parametrize("seed", range(12))
def test_names_do_not_meet(seed: int) -> None:
    _, places = placed_names(_marks(seed, 12), ROOM, [])
    boxes = [place.box for place in places if place]
    assert all(_area_in_common(a, b) == 0 for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_large_bubble_holds_its_name_over_its_value() -> None:
    large = Named(ROOM.x + inches(3), ROOM.y + inches(2), inches(0.8), "社交裂变", "1:0.74")
    _, (place,) = placed_names([large], ROOM, [])
    assert place is not None
    assert (place.words, place.spot, place.move) == ("社交裂变\n1:0.74", "ctr", (0, 0))


def test_few_bubbles_apart_are_all_named_at_full_size() -> None:
    marks = [Named(ROOM.x + inches(1 + i), ROOM.y + inches(0.6 + i), inches(0.1), f"渠道{i}", "1:2") for i in range(3)]
    size, places = placed_names(marks, ROOM, [])
    assert size == 10.5
    assert all(place and not place.leader for place in places)


def test_without_a_name_nothing_is_placed() -> None:
    assert placed_names([Named(ROOM.x, ROOM.y, 9)], ROOM, [])[1] == [None]
