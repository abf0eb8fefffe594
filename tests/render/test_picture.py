"""The summary picture: as wide as promised, long names kept in their column, a font that holds its signs."""

from __future__ import annotations

import struct
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib import font_manager

from opsreport.model.block import Grid, Words
from opsreport.model.report import Report, Slide
from opsreport.render.picture import CJK_FONTS, PLAIN_FONT, WIDTH, chosen_font, render_picture, wrapped
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


FONTS = font_manager.fontManager


def _file_of(family: str) -> Path:
    return Path(next(entry.fname for entry in FONTS.ttflist if entry.name == family))


def _extra(folder: Path, font: Path) -> Path:
    """A folder of packages with the extra's in it, which holds `font` and must not be imported."""
    package = folder / "mplfonts"
    (package / "fonts").mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('the package of the fonts was imported')", "utf-8")
    (package / "fonts" / "NotoSansCJKsc-Regular.otf").symlink_to(font)
    return folder


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without any font that holds Han."""
    plain = [entry for entry in FONTS.ttflist if entry.name.startswith("DejaVu")]
    monkeypatch.setattr(FONTS, "ttflist", plain)
    monkeypatch.setitem(sys.modules, "mplfonts", None)
    return monkeypatch


@NEEDS_FONT
def test_the_font_of_the_extra_is_found_without_importing_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _extra(tmp_path, _file_of(chosen_font("zh") or ""))
    monkeypatch.setattr(FONTS, "ttflist", [entry for entry in FONTS.ttflist if entry.name.startswith("DejaVu")])
    monkeypatch.delitem(sys.modules, "mplfonts", raising=False)
    monkeypatch.syspath_prepend(folder)
    found = chosen_font("zh")
    assert found == font_manager.get_font(folder / "mplfonts/fonts/NotoSansCJKsc-Regular.otf").family_name
    assert "mplfonts" not in sys.modules
    count = len(FONTS.ttflist)
    assert chosen_font("zh") in CJK_FONTS
    assert len(FONTS.ttflist) == count


@NEEDS_FONT
def test_a_family_without_a_bold_face_draws_without_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    regular = [entry for entry in FONTS.ttflist if entry.weight == 400 or entry.name.startswith("DejaVu")]
    monkeypatch.setattr(FONTS, "ttflist", regular)
    font_manager.fontManager._findfont_cached.cache_clear()
    assert render_picture(report_of()) is not None
    assert caplog.text == ""


def test_a_font_of_the_extra_without_han_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _extra(tmp_path, _file_of(PLAIN_FONT))
    monkeypatch.setattr(FONTS, "ttflist", [entry for entry in FONTS.ttflist if entry.name.startswith("DejaVu")])
    monkeypatch.delitem(sys.modules, "mplfonts", raising=False)
    monkeypatch.syspath_prepend(folder)
    assert chosen_font("zh") is None


@pytest.mark.usefixtures("bare")
def test_an_installed_font_that_lacks_han_or_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    for path in (str(broken), str(_file_of(PLAIN_FONT))):
        FONTS.ttflist.append(font_manager.FontEntry(fname=path, name="SimHei"))
        assert chosen_font("zh") is None


@pytest.mark.usefixtures("bare")
def test_without_a_font_no_picture_draws_boxes() -> None:
    assert chosen_font("zh") is None
    assert chosen_font("en") == PLAIN_FONT
    assert render_picture(report_of()) is None
    assert render_picture(report_of(lang="en")) is None  # its people typed Chinese
