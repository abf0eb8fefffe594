"""The index: every page once, in a known chapter, with a title in both languages."""

from __future__ import annotations

import pytest

from opsreport.sections import SECTIONS
from opsreport.templating import Sentences

PAGES = [page for section in SECTIONS for page in (*section.pages, *section.second)]


def test_pages_are_listed_once_under_their_section() -> None:
    assert len(set(PAGES)) == len(PAGES)
    for section in SECTIONS:
        assert 0 <= section.number <= 7
        assert all(page.startswith(f"{section.key}/") for page in (*section.pages, *section.second))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_long_and_a_short_title_and_a_subtitle(page: str, lang: str) -> None:
    section, _, name = page.partition("/")
    for part in ("title", "short", "subtitle"):
        assert Sentences(lang).has(section, f"{name}_{part}")
