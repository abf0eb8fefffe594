"""Registers continue on further pages; everything else stays."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from opsreport.model.block import Grid, Row, Words
from opsreport.model.report import Slide
from opsreport.render.flow import pages_of, paginated
from tests.render import gallery


def register_slide(grid: Grid, arrangement: str = "12") -> Slide:
    return Slide("appendix/definitions", 7, "附录", "附录：指标定义", "", arrangement, (grid,), "", "", "讲稿")


def heads(pages: tuple[Slide, ...]) -> list[str]:
    grids = [page.blocks[0] for page in pages]
    return [row.cells[0].text for grid in grids for row in grid.rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [1, 9, 14, 15, 26, 27, 61])
def test_every_row_stands_once_and_in_order(count: int) -> None:
    grid = gallery.register(count)
    pages = pages_of(register_slide(grid), gallery.report())
    assert heads(pages) == [row.cells[0].text for row in grid.rows]  # type: ignore[union-attr]


def test_pages_are_counted_in_the_title_and_differ_in_id() -> None:
    pages = pages_of(register_slide(gallery.register(40)), gallery.report())
    assert len(pages) > 2
    assert [page.title for page in pages] == [f"附录：指标定义（{i}/{len(pages)}）" for i in range(1, len(pages) + 1)]
    assert len({page.id for page in pages}) == len(pages)
    assert [bool(page.speaker_notes) for page in pages] == [True] + [False] * (len(pages) - 1)


def test_pages_are_evenly_filled() -> None:
    pages = pages_of(register_slide(gallery.register(40)), gallery.report())
    sizes = [len(page.blocks[0].rows) for page in pages]  # type: ignore[union-attr]
    assert max(sizes) - min(sizes) <= 3


def test_a_total_is_repeated_on_every_page() -> None:
    grid = gallery.register(40)
    total = Row((Words("合计"), *(None,) * 4), "total")
    pages = pages_of(register_slide(replace(grid, rows=(*grid.rows, total))), gallery.report())
    assert all(page.blocks[0].rows[-1] == total for page in pages)  # type: ignore[union-attr]


def test_a_ranking_is_never_cut() -> None:
    slide = register_slide(replace(gallery.register(40), register=False))
    assert pages_of(slide, gallery.report()) == (slide,)


def test_pagination_is_done_once() -> None:
    once = paginated(gallery.report())
    assert len(once.slides) > len(gallery.report().slides)
    assert paginated(once) == once


def test_flow_needs_no_pptx() -> None:
    code = "import sys, opsreport.render.flow; sys.exit('pptx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
