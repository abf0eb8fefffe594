"""The summary picture: as wide as promised, long names kept in their column, a font that holds its signs."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from matplotlib import font_manager

from opsreport.model.block import Grid, Words
from opsreport.model.report import Report, Slide
from opsreport.render.picture import WIDTH, chosen_font, render_picture, wrapped
from tests.sample_report import report_of

NEEDS_FONT = pytest.mark.skipif(chosen_font("zh") is None, reason="no font with Han is installed")


def _size(png: bytes) -> tuple[int, int]:
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def _renamed(slide: Slide, name: str) -> Slide:
    """The slide with every first cell of its tables reading `name`."""
    blocks = tuple(
        replace(b, rows=tuple(replace(r, cells=(Words(name), *r.cells[1:])) for r in b.rows))
        if isinstance(b, Grid)
        else b
        for b in slide.blocks
    )
    return replace(slide, blocks=blocks)


def _long_names(report: Report) -> Report:
    sections = tuple(
        replace(s, slides=tuple(_renamed(slide, "很长的指标名称" * 8) for slide in s.slides)) for s in report.sections
    )
    return replace(report, sections=sections)


@NEEDS_FONT
def test_the_picture_is_1080_wide_and_the_same_each_time() -> None:
    first, second = render_picture(report_of()), render_picture(report_of())
    assert first is not None
    assert _size(first)[0] == WIDTH
    assert first == second


@NEEDS_FONT
def test_long_names_change_nothing_but_their_column() -> None:
    usual, long = render_picture(report_of()), render_picture(_long_names(report_of()))
    assert usual is not None
    assert long is not None
    assert _size(usual) == _size(long)


@NEEDS_FONT
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sign_is_in_the_font_or_the_one_behind_it(lang: str) -> None:
    held: set[int] = set()
    for name in (chosen_font(lang), "DejaVu Sans"):
        held |= set(font_manager.get_font(font_manager.findfont(name)).get_charmap())
    assert {ord(sign) for sign in "●◆■○▽▲▼→−–·≥÷×"} <= held


def test_lines_keep_words_whole_and_marks_off_their_start() -> None:
    lines = list(wrapped("总营收872万元，完成目标109%；ROI of paid channels 1:3.27", 20, 130))
    assert "".join(lines).replace(" ", "") == "总营收872万元，完成目标109%；ROIofpaidchannels1:3.27"
    assert not any(line[0] in "，；。）%" for line in lines)
