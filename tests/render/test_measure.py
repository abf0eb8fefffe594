"""Text measure: widths, wrapping, titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsreport.render.measure import (
    TITLE_SIZES,
    TITLE_WIDTH,
    fitted_size,
    fitted_title,
    height,
    lines_needed,
    shortened,
    title_lines,
    width,
)

TEXT = st.text(st.sampled_from("总营收达成率环比，。；（）“”ab1 2.5%+−GMV"), min_size=1, max_size=60)


def test_han_is_one_em_and_latin_has_the_widths_of_arial() -> None:
    assert width("营收", 10) == pytest.approx(20.0)
    assert width("AB", 10) == pytest.approx(13.34, abs=0.01)
    assert width("AB", 10, bold=True) > width("AB", 10)


def test_renderers_put_space_between_han_and_latin() -> None:
    assert width("月6", 10) > width("月", 10) + width("6", 10)
    assert width("月 6", 10) > width("月", 10) + width(" ", 10) + width("6", 10)
    assert width("▲ 6", 10) == pytest.approx(width("▲", 10) + width(" ", 10) + width("6", 10))


def test_bold_marks_take_no_room_but_their_text_is_bold() -> None:
    assert width("**AB**", 10) == width("AB", 10, bold=True)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 100, 1),
        ("十个汉字正好一行了吧", 102, 1),
        ("十个汉字正好一行了吧", 99, 2),
        ("九个汉字后有句号呢。", 93, 1),  # the mark hangs
        ("数据截至30。", 56, 2),  # not after Latin
        ("一行\n两行", 200, 2),
        ("unbreakableword", 44, 2),
    ],
)
def test_lines(text: str, room: float, lines: int) -> None:
    assert lines_needed(text, 10, room) == lines


def test_a_line_never_begins_with_a_closing_mark() -> None:
    assert lines_needed("四个汉字）", 10, 41.5) == 2
    assert lines_needed("三个字）", 10, 31) == 2


@given(TEXT, st.floats(30, 300), st.sampled_from((10.0, 11.5, 15.0)))
def test_more_room_never_needs_more_lines(text: str, room: float, size: float) -> None:
    assert lines_needed(text, size, room + 60) <= lines_needed(text, size, room)


@given(TEXT, st.floats(40, 300), st.integers(1, 3))
def test_shortened_fits_and_keeps_the_beginning(text: str, room: float, lines: int) -> None:
    found = shortened(text, 10, room, lines=lines)
    assert found == text or lines_needed(found, 10, room) <= lines
    assert found == text or (found.endswith("…") and text.replace("**", "").startswith(found[:-1]))


def test_fitted_size_steps_down_and_gives_up() -> None:
    texts = ["二十个汉字的一句话用来测试换行二十个汉字"]
    sizes = (12.0, 11.0, 10.0)
    assert fitted_size(texts, (250, 20), sizes) == 12.0
    assert fitted_size(texts, (225, 16), sizes) == 11.0
    assert fitted_size(texts, (100, 16), sizes) is None
    assert height(texts, 10, 300, leading=1.5) == pytest.approx(15.0)


def test_a_short_title_stays_in_one_line() -> None:
    assert title_lines("总营收872万元，达成率109%") == ("总营收872万元，达成率109%",)


def test_a_long_title_breaks_at_a_clause_mark() -> None:
    text = "短视频阅读量与互动率双第一；公众号停留最长但阅读下滑，站内图文跳出率58%需优化"
    lines = title_lines(text)
    assert lines is not None
    assert len(lines) == 2
    assert lines[0][-1] in "；，"
    assert "".join(lines) == text


def test_a_longer_title_takes_the_smaller_size() -> None:
    found = fitted_title("字" * 82)
    assert found is not None
    assert found[0] == TITLE_SIZES[1]


def test_a_title_that_does_not_fit_is_said_so() -> None:
    assert title_lines("字" * 100) is None


@given(st.text(st.sampled_from("营收达成率，；：、 ab12%"), min_size=1, max_size=90))
def test_title_lines_fit_the_line_and_lose_nothing(text: str) -> None:
    found = fitted_title(text)
    if found:
        size, lines = found
        assert len(lines) <= 2
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(width(line, size, bold=True) <= TITLE_WIDTH for line in lines)
