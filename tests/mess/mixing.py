"""One mess of many: a sample table, a layout that makes sense for it, how cells are typed, and what stands around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.mess.across import ACROSS, NAMES_ACROSS
from tests.mess.layouts import LISTS, NAMED, PAIRS
from tests.mess.operators import AROUND, SUMMED, WITHIN
from tests.mess.plain import Layout, Page, Pages, Plain
from tests.mess.samples import SAMPLES
from tests.mess.styles import AS_TYPED, Style, dressed
from tests.mess.sums import ADDED, COMPARED, DATED, RATED

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
    groups += [DATED] if table in ("campaigns", "contents") else []
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
    """What is done to a table: its layout, the unit that headers or names say, its cells, operators in their order."""

    table: str
    layout: str = "long"
    style: Style = AS_TYPED
    operators: Sequence[str] = ()
    unit: str = ""

    @property
    def plain(self) -> Plain:
        return SAMPLES[self.table]

    def pages(self) -> Pages:
        """The sheets that it makes."""
        pages = self._laid_out(scaled(self.plain, UNITS[self.unit])) if self.unit else ()
        if not self.unit or not all(map(self._says_unit, pages)):
            pages = self._laid_out(self.plain)
        for name in self.operators:
            if self._fits(name):
                pages = tuple({**WITHIN, **AROUND}[name](page) for page in pages)
        style = self.style
        is_1904 = style.month == "serial of 1904" or (style.day == "serial of 1904" and style.month != "serial")
        return tuple(replace(page, is_1904=is_1904) for page in pages)

    def _laid_out(self, plain: Plain) -> Pages:
        return layouts_of(self.table)[self.layout](dressed(plain, self.style))

    def _says_unit(self, page: Page) -> bool:
        """Whether a page has the unit, which it has not where the header of an only measure is left out."""
        texts = (value for value in page.cells.values() if isinstance(value, str))
        return len(self.plain.measures) > 1 or any(UNITS[self.unit].word in text for text in texts)

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


@dataclass(frozen=True)
class Unit:
    """What headers say after the name of something: of which kind of numbers, and what one of it is."""

    kind: str
    by: float
    said: str

    @property
    def word(self) -> str:
        """The unit alone: 万元."""
        return self.said.strip("（()）/")


UNITS: Mapping[str, Unit] = {
    "万元": Unit("money", 10_000, "（万元）"),
    "half brackets": Unit("money", 10_000, "(万元)"),
    "slash": Unit("money", 10_000, "/万元"),
    "千元": Unit("money", 1_000, "（千元）"),
    "百万元": Unit("money", 1_000_000, "（百万元）"),
    "万": Unit("count", 10_000, "（万）"),
    "percent": Unit("rate", 0.01, "（%）"),
    "percent in half brackets": Unit("rate", 0.01, "(%)"),
}


def units_of(table: str) -> Sequence[str]:
    """The units that the headers of a table may say; a plan has a column for that of its numbers."""
    plain = SAMPLES[table]
    return [name for name, unit in UNITS.items() if (table, unit.kind) != ("plan", "money") and _counted(plain, unit)]


def _counted(plain: Plain, unit: Unit) -> frozenset[str]:
    """The headers, or the names where a row is a metric, whose numbers are of a kind."""
    names = [str(name[0]) for name in plain.names]
    is_by_name = any(name in plain.kinds for name in names)
    texts = names if is_by_name else plain.measures
    return frozenset(text for text in texts if plain.kinds.get(text, "count") == unit.kind)


def scaled(plain: Plain, unit: Unit) -> Plain:
    """The table with its numbers of a kind in that unit, as the headers say, or the names of its rows."""
    told = {text: f"{text}{unit.said}" for text in _counted(plain, unit)}
    names = plain.columns[plain.keys[0]]
    columns = {
        told.get(header, header): [
            round(value / unit.by, 9) if isinstance(value, int | float) and {header, str(name)} & {*told}
            else told.get(str(value), value)
            for name, value in zip(names, cells, strict=True)
        ]
        for header, cells in plain.columns.items()
    }  # fmt: skip

    def spelled(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(told.get(text, text) for text in texts)

    kinds = {told.get(text, text): kind for text, kind in plain.kinds.items()}
    parts = {"measures": spelled(plain.measures), "optional": spelled(plain.optional)}
    return replace(plain, columns=columns, kinds=kinds, scales=dict.fromkeys(told.values(), unit.by), **parts)
