"""A short list of metrics never hides one that is off its target."""

from __future__ import annotations

from opsreport.model.block import Row, Status, Words
from opsreport.render.telling import telling_rows


def rows(*codes: str) -> list[Row]:
    return [Row((Words(f"{at}"), Status(code, code))) for at, code in enumerate(codes)]


def names(shown: tuple[Row, ...]) -> list[str]:
    return [cell.text for row in shown for cell in row.cells if isinstance(cell, Words)]


def test_all_are_shown_in_their_order_where_there_is_room() -> None:
    assert names(telling_rows(rows("on_target", "missed", "none"), 8)) == ["0", "1", "2"]


def test_those_off_target_come_before_those_that_reached_it() -> None:
    listed = rows("on_target", "on_target", "near", "none", "far_below", "missed")
    assert names(telling_rows(listed, 4)) == ["0", "2", "4", "5"]
    assert names(telling_rows(listed, 2)) == ["4", "5"]
