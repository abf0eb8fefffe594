"""Any layout of a table, with anything around it, reads back equal or is refused with the cell; never otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mess.layouts import LAYOUTS
from tests.mess.operators import AROUND, WITHIN
from tests.mess.plain import Page, Plain, as_typed
from tests.shaping.back import CHANNELS, METRICS, alike, expected, numbers, read_back, strayed

TABLES = {"channels": CHANNELS, "metrics": METRICS}
# what says that numbers are missing, not that cells could not be read
ABOUT_THE_REST = {"missing_tab", "no_such_month"}


def pages_of(table: str, layout: str, operators: Sequence[str]) -> tuple[Page, ...]:
    pages = LAYOUTS[layout](TABLES[table], as_typed)
    for name in operators:
        pages = tuple({**WITHIN, **AROUND}[name](page) for page in pages)
    return pages


def refusals(plain: Plain, pages: Sequence[Page]) -> tuple[bool, list[str]]:
    """Whether everything came back, and the codes with cells that refuse it otherwise."""
    _, dataset, findings = read_back(pages)
    refused = [finding.code for finding in findings if finding.is_blocking and finding.code not in ABOUT_THE_REST]
    is_whole = alike(numbers(dataset, plain), expected(plain)) and not strayed(dataset, plain, pages)
    return is_whole, refused


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("table", TABLES)
def test_a_layout_reads_back(table: str, layout: str) -> None:
    pages = pages_of(table, layout, ())
    _, dataset, _ = read_back(pages)
    assert alike(numbers(dataset, TABLES[table]), expected(TABLES[table]))
    assert not strayed(dataset, TABLES[table], pages)


@pytest.mark.parametrize("operator", [*WITHIN, *AROUND])
@pytest.mark.parametrize("table", TABLES)
def test_what_stands_around_a_table_changes_nothing(table: str, operator: str) -> None:
    for layout in ("long", "months_over_measures", "measures_down", "stacked"):
        pages = pages_of(table, layout, [operator])
        _, dataset, _ = read_back(pages)
        assert alike(numbers(dataset, TABLES[table]), expected(TABLES[table])), layout
        assert not strayed(dataset, TABLES[table], pages), layout


ANY = (
    st.sampled_from(sorted(TABLES)),
    st.sampled_from(sorted(LAYOUTS)),
    st.lists(st.sampled_from(sorted(WITHIN)), max_size=1),
    st.lists(st.sampled_from(sorted(AROUND)), max_size=4),
)


@settings(max_examples=30, deadline=None)
@given(*ANY)
def test_combinations_read_back_or_are_refused(table: str, layout: str, within: list[str], around: list[str]) -> None:
    is_whole, refused = refusals(TABLES[table], pages_of(table, layout, [*within, *around]))
    assert is_whole or refused


@pytest.mark.slow
@settings(max_examples=2_000, deadline=None)
@given(*ANY)
def test_thousands_of_combinations(table: str, layout: str, within: list[str], around: list[str]) -> None:
    is_whole, refused = refusals(TABLES[table], pages_of(table, layout, [*within, *around]))
    assert is_whole or refused
