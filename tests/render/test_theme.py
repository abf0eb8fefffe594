"""Colours: readable by computation, whatever the template brings."""

from __future__ import annotations

import pytest
from pptx import Presentation

from opsreport.model.number import Tone
from opsreport.render.deck.theme import Theme, contrast, mixed, readable
from tests.render.gallery import HOUSE


def test_contrast_has_the_published_ends() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21.0)
    assert contrast("777777", "777777") == pytest.approx(1.0)
    assert contrast("767676", "FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_readable_takes_the_first_that_is() -> None:
    assert readable(("777777", "000000"), "FFFFFF") == "000000"
    assert readable(("AAAAAA", "BBBBBB"), "FFFFFF") == "AAAAAA"


@pytest.mark.parametrize("tone", list(Tone))
def test_chips_and_judged_texts_can_be_read(tone: Tone) -> None:
    theme = Theme()
    fill, ink = theme.chip(tone)
    assert contrast(fill, ink) >= 4.5
    assert contrast(theme.tone_text(tone), theme.PANEL) >= 4.5


@pytest.mark.parametrize("share", [step / 40 for step in range(41)])
def test_heat_can_be_read_at_every_step(share: float) -> None:
    fill, ink = Theme().heat(share)
    assert contrast(fill, ink) >= 4.5


def test_heat_darkens_with_the_value() -> None:
    light = [int(Theme().heat(step / 10)[0], 16) for step in range(11)]
    assert light == sorted(light, reverse=True)


def test_the_house_template_carries_the_tokens() -> None:
    assert Theme.of(Presentation(str(HOUSE))) == Theme()


def test_a_foreign_theme_gives_its_brand_but_never_the_status_colours() -> None:
    foreign = Theme.of(Presentation())
    assert foreign.HI != Theme().HI
    assert contrast(foreign.HI, "FFFFFF") >= 4.5
    assert (foreign.GOOD, foreign.WARN, foreign.BAD) == (Theme().GOOD, Theme().WARN, Theme().BAD)


def test_mixed_goes_from_one_to_the_other() -> None:
    assert mixed("000000", "FFFFFF", 0) == "000000"
    assert mixed("000000", "FFFFFF", 1) == "FFFFFF"
