"""The sample review as text. A change of what it says is seen here; `pytest --update-golden` takes it over."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsreport.model.report import Report
from tests.e2e.books import made, rendered, sample, sheets_of
from tests.e2e.outline import book_outline, deck_outline

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sample_review_says_what_it_said(lang: str, request: pytest.FixtureRequest) -> None:
    report: Report = made(sheets_of(sample()), lang=lang)
    deck, book = rendered(report)
    texts = {f"deck.{lang}.txt": deck_outline(deck, report), f"book.{lang}.txt": book_outline(book, report)}
    if request.config.getoption("--update-golden"):
        for name, text in texts.items():
            (GOLDEN / name).write_text(text, "utf-8")
    missing = [name for name in texts if not (GOLDEN / name).is_file()]
    assert not missing, "run `pytest --update-golden tests/e2e/test_golden.py` and look at what it writes"
    for name, text in texts.items():
        assert text == (GOLDEN / name).read_text("utf-8"), f"tests/golden/{name} differs"
