"""Any sample table in any layout, typed in any way, with anything around it, reads back equal or is refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mess.mixing import WORKBOOK, Mess, layouts_of
from tests.mess.operators import AROUND, WITHIN
from tests.mess.samples import SAMPLES
from tests.mess.styles import BLANKS, DAYS, HEADED, MONTHS, NUMBERS, Style
from tests.shaping.back import read

SPELLINGS = sorted(set(chain.from_iterable(NUMBERS.values())))
# tables of which a workbook has the one or the other
TOGETHER = ([names[0] for names in WORKBOOK], [names[1] for names in WORKBOOK if len(names) > 1])
MANY = 300
WIDE = {
    "retention": "measures_down", "funnel": "measures_over_months", "tiers": "one_header",
    "own_funnel": "measures_over_months", "own_tiers": "one_header",
}  # fmt: skip


def a_mess(table: str, kind: str, name: str) -> Mess:
    """The table with one thing done to it, months across where that is about months across."""
    is_wide = "months_over_measures" in layouts_of(table)
    match kind:
        case "layout":
            return Mess(table, name)
        case "number":
            return Mess(table, style=Style(rest=(name,)))
        case "blank":
            return Mess(table, style=Style(blanks=dict.fromkeys(SAMPLES[table].optional, name)))
        case "month":
            return Mess(table, style=Style(month=name))
        case "month across" if is_wide:
            return Mess(table, WIDE.get(table, "months_over_measures"), Style(headed=name))
        case "day":
            return Mess(table, style=Style(day=name))
        case "unit in the header":
            return Mess(table, in_ten_thousands=table != "plan")  # its column of units would say another one
        case "operator":
            return Mess(table, operators=(name,))
        case "operator across" if is_wide:
            return Mess(table, WIDE.get(table, "months_over_measures"), operators=(name,))
    return Mess(table)


THINGS: Sequence[tuple[str, str]] = [
    *(("layout", name) for name in dict.fromkeys(chain.from_iterable(map(layouts_of, SAMPLES)))),
    *(("number", name) for name in SPELLINGS),
    *(("blank", name) for name in BLANKS),
    *(("month", name) for name in MONTHS),
    *(("month across", name) for name in HEADED),
    *(("day", name) for name in DAYS),
    ("unit in the header", "万元"),
    *(("operator", name) for name in (*WITHIN, *AROUND)),
    *(("operator across", name) for name in (*WITHIN, *AROUND)),
]


def does_something(table: str, kind: str, name: str) -> bool:
    """Whether there is such a layout, or the thing changes a sheet; cells are looked at in one form of a table."""
    if kind == "layout":
        return name in layouts_of(table)
    if kind in ("number", "blank") and table not in TOGETHER[0]:
        return False
    mess = a_mess(table, kind, name)
    return mess.pages() != Mess(table, mess.layout).pages()


CASES = [(kind, name, table) for kind, name in THINGS for table in SAMPLES if does_something(table, kind, name)]
# what the combinations of the default run see as well
SLOW = ("operator across",)


@cache
def troubles(kind: str, name: str) -> Mapping[str, str]:
    """What is wrong with each table when this one thing is done to all of a workbook, which costs little more."""
    found: dict[str, str] = {}
    for tables in TOGETHER:
        messes = [a_mess(table, kind, name) for table in tables if (kind, name, table) in CASES]
        found |= {table: "; ".join((*wrong, *no)) for table, (wrong, no) in read(messes).items()}
    return found


@pytest.mark.parametrize(
    ("kind", "name", "table"),
    [pytest.param(*case, marks=[pytest.mark.slow] if case[0] in SLOW else []) for case in CASES],
)
def test_one_thing_is_read(kind: str, name: str, table: str) -> None:
    assert troubles(kind, name)[table] == ""


def a_style(draw: Random, table: str) -> Style:
    """A way to type each column of a table, one or two at a time."""
    plain = SAMPLES[table]
    return Style(
        numbers={measure: draw.choices(SPELLINGS, k=2) for measure in plain.measures},
        blanks={measure: draw.choice(BLANKS) for measure in plain.optional},
        month=draw.choice(sorted(MONTHS)),
        headed=draw.choice(sorted(HEADED)),
        day=draw.choice(sorted(DAYS)),
    )


def any_mess(draw: Random, table: str) -> Mess:
    """Everything that may be done to a table at once: what writes into it comes first."""
    within = draw.sample(sorted(WITHIN), k=draw.randrange(2))
    around = draw.sample(sorted(AROUND), k=draw.randrange(4))
    is_scaled = table != "plan" and draw.random() < 0.5
    return Mess(table, draw.choice(sorted(layouts_of(table))), a_style(draw, table), (*within, *around), is_scaled)


def workbook(seed: int) -> Sequence[Mess]:
    """A mess of every kind of table."""
    draw = Random(seed)
    return [any_mess(draw, draw.choice(names)) for names in WORKBOOK]


def tally(examples: int) -> tuple[Counter[str], Counter[str]]:
    """How many tables were read by what was done to them, and how many of them were refused."""
    seen, no = Counter[str](), Counter[str]()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32 - 1))
    def run(seed: int) -> None:
        messes = workbook(seed)
        for mess, (wrong, why) in zip(messes, read(messes).values(), strict=True):
            said = [mess.layout, *mess.operators, "all"]
            seen.update(said)
            no.update(said if why else ())
            assert why or not wrong, f"{mess}: {wrong}"

    run()
    return seen, no


def too_often(seen: Counter[str], no: Counter[str]) -> Mapping[str, str]:
    """What is refused in more than one of twenty tables, by what was done to them, where that is known of many."""
    return {one: f"{no[one]} of {many}" for one, many in seen.items() if many >= MANY and no[one] * 20 > many}


def test_hundreds_of_combinations_read_back_or_are_refused() -> None:
    assert not too_often(*tally(25))


@pytest.mark.slow
def test_thousands_of_combinations_read_back_or_are_refused() -> None:
    assert not too_often(*tally(600))
