"""One table of a sheet → what it is, and its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.table import Cell, Sheet, cells_text
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, tab_named
from opsreport.schemas.starter import CHANNELS
from opsreport.schemas.subjects import is_of_part
from opsreport.shaping.areas import Area
from opsreport.shaping.grid import Grid
from opsreport.shaping.laying import layout_of
from opsreport.shaping.layout import Layout, fits, is_split, main_key, score
from opsreport.shaping.long import Asked, Long, long_of
from opsreport.shaping.match import Ignored
from opsreport.shaping.moments import with_moments, with_same_months, with_years_ago, without_pasts_of_rows
from opsreport.shaping.planned import NO_PLAN, PLAN, Plan, base_of, plan_of
from opsreport.shaping.platforms import name_platforms
from opsreport.shaping.records import Reader, Record, Twice, words_of_months
from opsreport.shaping.regular import KPI, own_title, title_tab
from opsreport.shaping.remarks import last_month_only
from opsreport.shaping.slots import KEPT_OUT
from opsreport.shaping.standing import BY_PLACE, is_about_channels, lists_finer, stood, with_lone_month
from opsreport.shaping.tabwords import Words
from opsreport.shaping.titlemeasure import default_measure, with_target_of_year
from opsreport.shaping.userbases import completed
from opsreport.shaping.userwords import layout_said, of_whole, passes_for, said_of_area
from opsreport.shaping.words import is_dated, is_remark, month_in, special_of
from opsreport.shaping.years import Years, with_runs, years_around

_BANNER_CELLS = 12
_RESULTS = frozenset(("target", "actual"))
FORMS = frozenset(
    (
        "months_across",
        "measures_down",
        "metrics_across",
        "names_across",
        "header_rows",
        "headings",
        "no_header",
        "plain_values",
        BY_PLACE,
    )
)


@dataclass(frozen=True, slots=True)
class Read:
    """A table that was understood: its layout, why it was taken for that tab, its records, what was left out.

    `long`: a great many records are not listed but kept in columns. `twice` are cells
    whose place another had. `plan`: whose plan the table is. `month` is that
    of all its rows, where something around it says it.
    """

    layout: Layout
    why: tuple[str, ...]
    records: tuple[Record, ...]
    ignored: tuple[Ignored, ...]
    years: Years
    long: Long | None = None
    twice: tuple[Twice, ...] = ()
    plan: Plan = NO_PLAN
    month: str = ""

    @property
    def range(self) -> str:
        """The cells of the table."""
        area = self.layout.area
        return cells_text(((area.top, area.left), (area.bottom, area.right))) if not area.body else _box(area)


def _box(area: Area) -> str:
    corners = {(row, column) for row in (area.top, area.bottom) for column in (area.left, area.right)}
    first, last = min(corners), max(corners)
    return f"{cells_text((first,))}:{cells_text((last,))}"


def chosen(grid: Grid, area: Area) -> tuple[Layout, tuple[str, ...]] | None:
    """The tab that a table is, by the lines above it, its sheet's title, else by its headers; None where none fits."""
    said = said_of_area(grid, area)
    if of_users := layout_said(grid, area, said):
        whole = of_whole(of_users)
        return (whole, (said.why,)) if whole else None
    plain = {tab.name: layout_of(grid, area, Words(tab)) for tab in TABS if not tab.pairs}
    titled = tuple(_titled(grid, area))
    layouts, placed = _by_place(grid, area, plain, titled)
    good = {name: one for name, one in layouts.items() if fits(one) and not passes_for(one, said.kind)}
    if is_split(plain[KPI]):
        named = {tab.name for _, tab in titled if tab}
        good = {name: layout for name, layout in good.items() if name in named and name != KPI}
    if KPI in good and _is_of_part(good[KPI]):
        good = {name: layout for name, layout in good.items() if name != KPI and not layout.crosses_keys}
    for why, tab in titled:
        if tab and tab.name in good:
            return good[tab.name], (why, *placed.get(tab.name, ()))
    good = {name: layout for name, layout in good.items() if not lists_finer(layout)}
    ranked = sorted(good.values(), key=score, reverse=True)
    if not ranked or (len(ranked) > 1 and score(ranked[0]) == score(ranked[1])):
        return None
    better = stood(grid, area, ranked[0])
    return better or ranked[0], ("headers", *((BY_PLACE,) if better else placed.get(ranked[0].tab.name, ())))


def _is_of_part(layout: Layout) -> bool:
    """Whether metrics are not the company's, but those of campaigns or of a platform."""
    area, sheet = layout.area, layout.grid.sheet
    head = [cell for row in area.head for cell in layout.grid.within(row, area.left, area.right)]
    titles = (*(str(cell.value) for cell in reversed(area.above)), own_title(sheet))
    return any(is_of_part(sheet, head, title) for title in titles)


def _titled(grid: Grid, area: Area) -> Iterator[tuple[str, Tab | None]]:
    """The tabs that the lines above and the sheet's title name, then channels where these say whence people come."""
    above = [str(cell.value) for cell in reversed(area.above)]
    for text in above:
        yield "line_above", tab_named(text)
    yield "sheet_title", title_tab(grid.sheet)
    if is_about_channels((*above, own_title(grid.sheet))):
        yield "sheet_title", CHANNELS


def _by_place(
    grid: Grid, area: Area, plain: Mapping[str, Layout], titled: Iterable[tuple[str, Tab | None]]
) -> tuple[Mapping[str, Layout], Mapping[str, tuple[str, ...]]]:
    """The layouts, those of tabs that titles name with headers understood by their place, and which these are."""
    named = dict.fromkeys(tab.name for _, tab in titled if tab and tab.name in plain)
    if plain[KPI].measures >= _RESULTS:  # 科目 beside 预算 and 实际
        named[KPI] = None
    better = {name: one for name in named if (one := stood(grid, area, plain[name]))}
    return {**plain, **better}, dict.fromkeys(better, (BY_PLACE,))


def forced(grid: Grid, area: Area, words: Words) -> Layout:
    """The table as the tab that a source names, its headers read as the source says."""
    return layout_of(grid, area, words)


def tab_of(name: str) -> Tab:
    """The tab of that name or title, or the first one that feeds the table of that name; KeyError for none."""
    for tab in TABS:
        if name in (tab.name, *tab.titles):
            return tab
    for tab in TABS:
        if any(feed.table == name for feed in tab.feeds):
            return tab
    raise KeyError(name)


def field_column(tab: Tab, field: str) -> str:
    """The tab's column of that name, or the one that fills a table's field of that name, or bears it as a header.

    "" is what a header is left out with; KeyError for a name that the tab has not.
    """
    if not field or any(column.name == field for column in tab.columns):
        return field
    fed = (feed.columns[field] for feed in tab.feeds if field in feed.columns)
    headed = column_named(tab, field)
    found = next(fed, headed.name if headed else "")
    if not found:
        raise KeyError(field)
    return found


def read(layout: Layout, why: tuple[str, ...], meta: Iterable[str], period: Period, year: int | None = None) -> Read:
    """The records of a table, the years of its months settled."""
    grid, area = layout.grid, layout.area
    banner = [cell for row in islice(grid.above(area.top), _BANNER_CELLS) for cell in reversed(grid.rows[row])]
    banner = banner[_BANNER_CELLS - 1 :: -1]
    around = years_around(banner, grid.sheet.name, grid.sheet.file, meta, period)
    around = around if year is None else Years({"source": year}, period)
    layout = with_moments(with_years_ago(layout, around), _now(layout, around, meta))
    dated, layout = layout, with_lone_month(layout, around, period)
    is_lone = layout is not dated
    why = tuple(dict.fromkeys((*why, BY_PLACE))) if is_lone else why
    is_plan = layout.tab.name == PLAN
    years = replace(around, is_ahead=True) if is_plan else with_runs(around, words_of_months(layout))
    layout = with_same_months(layout, years)
    default = default_measure(layout, area.above)
    layout = with_target_of_year(layout, default)
    ignored = list(_ignored(layout))
    reader = Reader.of(layout, years, default, ignored)
    records = last_month_only(layout, reader.records(), period) if layout.has_months else reader.records()
    why = (*why, *_forms(layout, records))
    name_platforms(layout, records, is_by_place=BY_PLACE in why)
    records = completed(layout, records)
    plan = plan_of(layout.tab, texts_around(layout), around, base_of(grid.sheet, tuple(meta), period))
    month = str(period) if is_lone else _month_of_all(layout, years, tuple(meta))
    return Read(
        layout, why, records, tuple(dict.fromkeys(ignored)), years, twice=tuple(reader.twice), plan=plan, month=month
    )


def _month_of_all(layout: Layout, years: Years, meta: Iterable[str]) -> str:
    """The month that stands around a table without one; of users that a title names also that of the report."""
    if has_own_month(layout):
        return ""
    said = (str(month) for text in meta if (month := _month_said(text))) if layout.words.spot else ()
    return month_around(layout, years) or next(iter(said), "")


def read_long(sheet: Sheet, first: Read, asked: Asked) -> Read | None:
    """A large sheet's table whose first rows were read; None where it is no plain list."""
    if set(first.why) & FORMS - {"header_rows", "plain_values", BY_PLACE}:
        return None
    layout = without_pasts_of_rows(first.layout)
    default = default_measure(layout, layout.area.above)
    long = long_of(sheet, layout, first.years, default, asked)
    return replace(first, layout=long.layout, records=(), long=long) if long else None


def _now(layout: Layout, years: Years, meta: Iterable[str]) -> Period | None:
    """The month that a table without months is of, where anything around it says so."""
    said = month_around(layout, years) or next((str(month) for text in meta if (month := _month_said(text))), "")
    return Period.parse(said) if said else None


def _month_said(text: str) -> Period | None:
    found = month_in(text)
    return Period.month(found[0].year, found[0].number) if found and found[0].year and not found[1] else None


def _ignored(layout: Layout) -> Iterator[Ignored]:
    """The columns that are kept out: figures made of others, headers that name nothing, amounts of no month."""
    for column in layout.columns:
        slot = column.slot
        if slot.special == "past" and slot.month:
            continue  # it is read as its month's
        is_nameless = slot.other and not (slot.name or slot.metric or layout.crosses_keys)
        if slot.special in (*KEPT_OUT, "total") or (column.role == "none" and slot.text):
            of_none = "no_month" if slot.moment else "unknown"
            yield Ignored(cells_text(slot.spots[-1:]), slot.text, slot.special or of_none)
        elif column.role == "value" and is_nameless:
            yield Ignored(cells_text(slot.spots[-1:]), slot.other, "unknown")
        elif column.role == "value" and layout.has_months and not (slot.month or slot.special or slot.is_whole_year):
            yield Ignored(cells_text(slot.spots[-1:]), slot.text, "no_month")


def _forms(layout: Layout, records: Sequence[Record]) -> tuple[str, ...]:
    """Codes of the layout: months across, measures down, metrics or names across, several header rows."""
    said = {
        "months_across": layout.has_months,
        "measures_down": bool(layout.of("measure")),
        "metrics_across": layout.has_metrics,
        "names_across": layout.crosses_keys,
        "header_rows": len(layout.area.head) > 1,
        "no_header": not layout.area.head,
        "plain_values": any(not (c.slot.name or c.slot.metric or c.slot.special) for c in layout.of("value")),
        "headings": any(one.has_heading for one in records),
    }
    return tuple(code for code, holds in said.items() if holds)


def has_own_month(layout: Layout) -> bool:
    """Whether the table says its months itself."""
    kinds = {column.name: column.kind for column in layout.tab.columns}
    return layout.has_months or any(kinds[name] in ("month", "period") for name in layout.labels)


def _banner(grid: Grid) -> Iterator[Cell]:
    """The texts in the lines of a sheet before the first that is part of a table, which hold for all its tables."""
    for row in grid.order[:_BANNER_CELLS]:
        cells = grid.rows[row]
        if len(cells) > 1:
            return
        yield from (cell for cell in cells if cell.kind == "text")


def month_around(layout: Layout, years: Years) -> str:
    """The month that the lines above a table, its sheet's or its file's name speak of; "" for none."""
    for text in texts_around(layout):
        if (found := month_in(text)) and not (special_of(text) or is_dated(text) or is_remark(text)):
            return str(years.period_of(found[0]))
    return ""


def texts_around(layout: Layout) -> Sequence[str]:
    """What stands above a table, its sheet's and its file's name, the nearest first."""
    names = [one.slot.text for one in layout.of("label") if one.slot.name == main_key(layout.tab)]
    texts = [*names, *(str(cell.value) for cell in reversed((*_banner(layout.grid), *layout.area.above)))]
    return (*texts, layout.grid.sheet.name, layout.grid.sheet.file)


__all__ = ["Read", "chosen", "field_column", "forced", "has_own_month", "main_key", "month_around", "read", "tab_of"]
