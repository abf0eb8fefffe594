"""Arrangements become boxes on the canvas."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from opsreport.errors import TemplateError
from opsreport.render.deck.grid import CANVAS, PAGE, Box, Zones, boxes, inches

EVERY = (
    "12",
    "8+4",
    "9+3(1.62,*)",
    "12:2.9/7+5",
    "8+4(2.4,*)+bar",
    "4+4+4",
    "5+7(2.9,*)",
    "12:1.05/12+bar",
    "4(*,*)+8/12",
)


def in_inches(box: Box) -> tuple[float, ...]:
    return tuple(round(value / inches(1), 2) for value in (box.x, box.y, box.w, box.h))


@pytest.mark.parametrize("arrangement", EVERY)
def test_boxes_stay_on_the_canvas_and_apart(arrangement: str) -> None:
    found = boxes(arrangement)
    for box in found:
        assert box.x >= CANVAS.x
        assert box.right <= CANVAS.right
        assert box.y >= CANVAS.y
        assert box.bottom <= CANVAS.bottom
    for one, other in combinations(found, 2):
        across = min(one.right, other.right) - max(one.x, other.x)
        down = min(one.bottom, other.bottom) - max(one.y, other.y)
        assert across <= 0 or down <= 0


def test_the_splits_of_the_specification() -> None:
    assert [in_inches(b) for b in boxes("8+4")] == [(0.5, 1.74, 8.17, 4.9), (8.89, 1.74, 3.94, 4.9)]
    upper, bar = boxes("12+bar")
    assert in_inches(bar) == (0.5, 6.22, 12.33, 0.42)
    assert upper.bottom < bar.y


def test_a_stack_gives_the_rest_to_the_star() -> None:
    _, callout, panel = boxes("9+3(1.62,*)")
    assert callout.h == inches(1.62)
    assert panel.bottom == CANVAS.bottom
    assert callout.x == panel.x


@pytest.mark.parametrize("wrong", ["8+5", "", "8+x", "12:9", "9+3(1,2,7)", "9+3(a,*)", "12:4.8/12"])
def test_what_cannot_be_read_is_refused_with_its_text(wrong: str) -> None:
    with pytest.raises(TemplateError, match="arrangement"):
        boxes(wrong)


def test_a_smaller_page_keeps_the_proportions() -> None:
    zones = Zones(Box(0, 0, inches(10), inches(7.5)))
    placed = zones.place(CANVAS)
    assert placed.right / inches(10) == pytest.approx(CANVAS.right / PAGE.w)
    assert all(box.right <= inches(10) for box in zones.segments(6))


def test_rows_and_columns_share_a_box_exactly() -> None:
    box = Box(0, 0, 1000, 997)
    rows = box.rows(3, 10)
    assert rows[-1].bottom == box.bottom
    assert all(below.y - above.bottom == 10 for above, below in pairwise(rows))
    assert box.columns(4, 8)[-1].right == box.right
