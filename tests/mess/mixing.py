"""One mess of many: a sample table, a layout that makes sense for it, how cells are typed, and what stands around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.mess.across import ACROSS, NAMES_ACROSS
from tests.mess.layouts import LISTS, NAMED, PAIRS
from tests.mess.operators import AROUND, SUMMED, WITHIN
from tests.mess.plain import Layout, Pages, Plain
from tests.mess.samples import SAMPLES
from tests.mess.styles import AS_TYPED, Style, dressed
from tests.mess.sums import ADDED, COMPARED, RATED

# what says two things: 本月 heads the numbers of users, 类别 says what a sheet is of
_TWOFOLD = {
    "retention": {"this_and_last", "measure_per_sheet"},
    "tiers": {"this_and_last", "measure_per_sheet"},
    "funnel": {"this_and_last", "measure_per_sheet"},
    "own_tiers": {"this_and_last", "measure_per_sheet"},
    "own_funnel": {"this_and_last", "measure_per_sheet"},
}
_ONE_A_ROW = ("campaigns", "contents", "plan")


def layouts_of(table: str) -> Mapping[str, Layout]:
    """Every layout that people keep such a table in."""
    plain = SAMPLES[table]
    groups = [LISTS]
    if table not in _ONE_A_ROW:
        groups += [ACROSS, COMPARED]
        groups += [ADDED] if plain.adds_up else []
        groups += [NAMES_ACROSS] if len(plain.keys) == 1 else []
        groups += [NAMED, RATED] if table in ("metrics", "channels") else []
        groups += [PAIRS] if table == "actuals" else []
    return {name: made for group in groups for name, made in group.items() if name not in _TWOFOLD.get(table, ())}


# tables that one workbook has side by side; of each group it has one
WORKBOOK = (
    ("metrics", "actuals"),
    ("channels",),
    ("retention",),
    ("funnel", "own_funnel"),
    ("tiers", "own_tiers"),
    ("campaigns",),
    ("contents",),
    ("plan",),
)


@dataclass(frozen=True)
class Mess:
    """What is done to a table: its layout, the units in its headers, its cells, and operators in their order."""

    table: str
    layout: str = "long"
    style: Style = AS_TYPED
    operators: Sequence[str] = ()
    in_ten_thousands: bool = False

    @property
    def plain(self) -> Plain:
        return SAMPLES[self.table]

    def pages(self) -> Pages:
        """The sheets that it makes."""
        plain = scaled(self.plain) if self.in_ten_thousands else self.plain
        pages = layouts_of(self.table)[self.layout](dressed(plain, self.style))
        for name in self.operators:
            if self._fits(name):
                pages = tuple({**WITHIN, **AROUND}[name](page) for page in pages)
        style = self.style
        is_1904 = style.month == "serial of 1904" or (style.day == "serial of 1904" and style.month != "serial")
        return tuple(replace(page, is_1904=is_1904) for page in pages)

    def _fits(self, operator: str) -> bool:
        """Whether it leaves the sheet with one meaning: sums of what adds up, months where they hold for rows."""
        if operator in SUMMED:
            return self.plain.adds_up and self.layout in _SUMMABLE
        return (operator, self.layout) not in _APART


# what leaves a sheet without its meaning, or, where names stand in the header, with names of other letters
_APART = {
    *(("unmerged", "month_merged"), ("repeated_header", "transposed"), ("numbered", "transposed")),
    *(("traditional", "names_over_measures"), ("traditional", "measures_over_names")),
}
# layouts whose columns may be added up below
_SUMMABLE = {
    *("long", "month_last", "month_once", "sheet_per_month", "file_per_month"),
    *("months_over_measures", "measures_over_months", "one_header", "measure_per_sheet", "this_and_last"),
}


def scaled(plain: Plain) -> Plain:
    """The table with its money in 万元, as the headers say."""
    money = [measure for measure in plain.measures if plain.kinds.get(measure) == "money"]
    headed = {measure: f"{measure}（万元）" for measure in money}
    values = {
        measure: [value / 10_000 if isinstance(value, int | float) else value for value in plain.columns[measure]]
        for measure in money
    }
    columns = {headed.get(name, name): values.get(name, cells) for name, cells in plain.columns.items()}

    def named(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(headed.get(name, name) for name in names)

    kinds = dict(zip(named(list(plain.kinds)), plain.kinds.values(), strict=True))
    return replace(plain, columns=columns, measures=named(plain.measures), optional=named(plain.optional), kinds=kinds)
