"""Any column that is optional may be absent, any row or cell may be missing: there are findings, or a review."""

from __future__ import annotations

from itertools import zip_longest

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.books import ABOUT, CORE, Book, last_months, made, optional_columns, pages, reviewed, sample, sheets_of


def short_sample() -> Book:
    """Two months: enough for every page, quick to compose."""
    book = sample()
    last_months(book, "2025-05")
    return book


FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # a smaller example is not worth the minutes it takes to find
)


def without(*columns: tuple[str, str]) -> list[str]:
    """The pages of two months of the sample without these columns."""
    book = short_sample()
    for tab, header in columns:
        if header == "维度":  # without it, the goals of parts are goals of the whole, several times over
            book[tab].keep(lambda row: "维度" not in row)
        book[tab].drop_column(header)
    return pages(made(sheets_of(book)))


def rounds() -> list[list[tuple[str, str]]]:
    """All optional columns, one of each tab at a time."""
    tabs = [[pair for pair in optional_columns() if pair[0] == tab] for tab in sample()]
    return [[pair for pair in one if pair] for one in zip_longest(*tabs)]


def needed(*columns: tuple[str, str]) -> set[str]:
    """The pages that must be there: two months without targets make no page of targets."""
    return set(CORE) - ({"target/revenue"} if ("核心指标", "目标") in columns else set())


@pytest.mark.slow
@pytest.mark.parametrize("columns", rounds(), ids=lambda columns: "-".join(header for _, header in columns))
def test_an_optional_column_of_each_tab_may_be_left_out(columns: list[tuple[str, str]]) -> None:
    assert needed(*columns) <= set(without(*columns))


@pytest.mark.slow
@pytest.mark.parametrize("column", optional_columns(), ids="-".join)
def test_an_optional_column_may_be_left_out(column: tuple[str, str]) -> None:
    assert needed(column) <= set(without(column))


@given(st.data())
@FEW
def test_rows_that_are_missing_give_findings_or_a_review(data: st.DataObject) -> None:
    book = short_sample()
    for title, page in book.items():
        if title == ABOUT:
            continue
        kept = data.draw(st.lists(st.booleans(), min_size=len(page.rows), max_size=len(page.rows)))
        page.rows = [row for row, keep in zip(page.rows, kept, strict=True) if keep]
    report, findings = reviewed(sheets_of(book))
    assert report is not None or findings.are_blocking


@pytest.mark.slow
@given(st.data())
@FEW
def test_cells_that_are_missing_give_findings_or_a_review(data: st.DataObject) -> None:
    book = short_sample()
    optional = set(optional_columns())
    for title, page in book.items():
        droppable = [(row, header) for row in page.rows for header in row if (title, header) in optional]
        for row, header in data.draw(st.lists(st.sampled_from(droppable), max_size=60)) if droppable else ():
            row.pop(header, None)
    report, findings = reviewed(sheets_of(book))
    assert report is not None or findings.are_blocking
