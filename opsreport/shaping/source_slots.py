"""Where the headers that a [[source]] names stand in a sheet, and which of them do not."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from opsreport.metrics import metric_named
from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab
from opsreport.model.source import Source
from opsreport.model.spelling import header_parts, name_key
from opsreport.model.table import Sheet
from opsreport.schemas import TABS
from opsreport.schemas.matching import column_named, is_guide
from opsreport.shaping.areas import Area, Finder
from opsreport.shaping.continued import continued
from opsreport.shaping.grid import Grid, grid_of
from opsreport.shaping.headish import is_headish
from opsreport.shaping.layout import MONTH_KINDS
from opsreport.shaping.slots import NUMBERS, Slot, slots_of
from opsreport.shaping.source_months import fixed_month
from opsreport.shaping.tables import field_column, tab_of
from opsreport.shaping.tabwords import Words
from opsreport.shaping.words import says_nothing


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet seen with a source: its tables, and by table what their headers say, read as the source has it.

    `below` are the tables of other headers that stand under these.
    """

    source: Source
    words: Words
    grid: Grid
    slots: Mapping[Area, Sequence[Slot]]
    below: tuple[Area, ...] = ()

    @classmethod
    def of(cls, sheet: Sheet, source: Source) -> Headed:
        """The tables of a sheet."""
        tab = tab_of(source.table)
        words, grid = Words(tab, _columns(tab, source)), grid_of(sheet)
        found = [(area, slots_of(grid, area, words)) for area in _areas(grid, source, words)]
        parts = [(_parted(area, slots, tab, grid), slots) for area, slots in found]
        below = tuple(rest for (_, rest), _ in parts if rest)
        return cls(source, words, grid, {area: slots for (area, _), slots in parts}, below)

    @property
    def all_slots(self) -> list[Slot]:
        return [slot for found in self.slots.values() for slot in found]

    @property
    def named(self) -> Mapping[str, str]:
        """The headers that the source names, by their key; those left out need not be there."""
        return _named(self.source, self.words)

    @property
    def missing(self) -> tuple[str, ...]:
        """Those that the sheet lacks."""
        there = {key for slot in self.all_slots for key in slot_keys(slot)}
        return tuple(header for key, header in self.named.items() if key not in there)

    @property
    def month_keys(self) -> set[str]:
        """The keys of the headers that stand over months: as the source says, else as they are known."""
        month = month_column(self.words.tab)
        said = {key for key, name in self.words.columns.items() if month and name == month}
        return said or {key for slot in self.all_slots if month and slot.name == month for key in slot_keys(slot)}

    def near(self, header: str) -> str:
        """The header of the sheet that looks most like one, "" for none."""
        return next(iter(get_close_matches(header, self._texts, n=1, cutoff=0.4)), "")

    def lacking(self) -> Iterator[Finding]:
        """A finding for each header that the source names and the sheet lacks; one where its header row has none."""
        tab, sheet = self.words.tab.titles[0], self.grid.sheet
        is_row_wrong = bool(self.source.header) and len(self.missing) == len(self.named)
        found = Headed.of(sheet, replace(self.source, header=())) if is_row_wrong else self
        rows = sorted({row for area in found.slots for row in area.head}) if is_row_wrong else []
        seen = f"header = {', '.join(map(str, rows))}: " * bool(rows) + " / ".join(found._texts)
        asked = " / ".join(self.missing) + f" (header = {', '.join(map(str, self.source.header))})"
        for header in [asked] if is_row_wrong else self.missing:
            details = {"column": header, "seen": seen, "closest": found.near(header)}
            where = (Origin(sheet.file, sheet.name),)
            yield Finding("source_header_missing", Severity.block, where, {"tab": tab, **details}, tab)

    @property
    def _texts(self) -> list[str]:
        return list(dict.fromkeys(slot.text for slot in self.all_slots if slot.text))


def _columns(tab: Tab, source: Source) -> Mapping[str, str]:
    """The tab's column by the key of each header that the source names, that of the months too."""
    columns = {name_key(header): field_column(tab, field) for header, field in source.columns.items()}
    month = month_column(tab)
    if source.month and not fixed_month(source) and month:
        columns[name_key(source.month)] = month
    return columns


def month_column(tab: Tab) -> str:
    """The tab's column of months, "" for a tab that has days."""
    return next((column.name for column in tab.columns if column.kind in MONTH_KINDS), "")


def _areas(grid: Grid, source: Source, words: Words) -> tuple[Area, ...]:
    """The tables, as the header rows say, else as they are found, else under the row that has most of the headers."""
    finder = Finder(grid, lambda text: bool(header_keys(text) & words.columns.keys()) or _is_known(text))
    if source.header:
        return (finder.under(source.header),) if any(row in grid.rows for row in source.header) else ()
    found = finder.areas()
    wanted = set(_named(source, words))
    if any(wanted <= _texts_of(grid, area.head) for area in found) or not grid.rows:
        return continued(found, [area for area in found if not wanted & _texts_of(grid, area.head)], grid)
    best = max(grid.rows, key=lambda row: (len(wanted & _texts_of(grid, (row,))), -row))
    return (finder.under((best,)),) if wanted & _texts_of(grid, (best,)) else found


def _parted(area: Area, slots: Sequence[Slot], tab: Tab, grid: Grid) -> tuple[Area, Area | None]:
    """A table down to where another begins, after a blank row with known headers over what are numbers here; that."""
    numbers = {slot.column for slot in slots if slot.month or (slot.name and tab.column(slot.name).kind in NUMBERS)}
    own = _texts_of(grid, area.head)
    end = next((row for row in area.body if _heads_another(grid, row, numbers, own)), None)
    if end is None:
        return area, None
    upper = replace(area, body=tuple(row for row in area.body if row < end - 1))
    return upper, replace(area, head=(end,), body=tuple(row for row in area.body if row > end))


def _heads_another(grid: Grid, row: int, numbers: Container[int], own: Container[str]) -> bool:
    cells, above = grid.rows[row], grid.rows.get(row - 1, ())
    is_apart = not above or (len(above) == 1 and row - 2 not in grid.rows)
    if not is_apart or len(cells) < 2 or not all(map(is_headish, cells)):
        return False
    texts = [str(cell.value) for cell in cells]
    is_other = len(set(texts)) == len(texts) and not any(name_key(text) in own for text in texts)
    is_over = any(cell.column in numbers and not says_nothing(cell) for cell in cells)
    return is_other and is_over and any(map(_is_known, texts))


def _named(source: Source, words: Words) -> dict[str, str]:
    month = [source.month] if name_key(source.month) in words.columns else []
    wanted = (*(header for header, field in source.columns.items() if field), *source.where, *month)
    return {name_key(header): header for header in wanted}


def _is_known(text: str) -> bool:
    return bool(metric_named(text)) or any(column_named(tab, text) for tab in TABS if not tab.pairs)


def header_keys(text: str) -> set[str]:
    """What a header is known by: with and without its brackets."""
    return {name_key(text), header_parts(text)[0]}


def _texts_of(grid: Grid, rows: Sequence[int]) -> set[str]:
    return {key for row in rows for cell in grid.rows.get(row, ()) for key in header_keys(str(cell.value))}


def slot_keys(slot: Slot) -> set[str]:
    """What the header of a column is known by, as a whole and each of its cells."""
    return {key for text in (slot.text, *slot.parts) for key in header_keys(text)}


def is_meant(source: Source, sheet: Sheet) -> bool:
    """Whether the patterns of a source fit a sheet that has cells."""
    is_named = _fits(sheet.file, source.file) and _fits(sheet.name, source.sheet or "*")
    return is_named and bool(sheet.cells) and not (is_guide(sheet.name) and not source.sheet)


def _fits(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern in which nothing but * and ? is special: 投放[2025].xlsx has plain brackets."""
    return fnmatchcase(name, pattern.replace("[", "[[]"))
