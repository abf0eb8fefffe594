"""What is known of all rows together: ids of names, units, ways of typing; and how the measures of a row are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from opsreport.checking.lines import Line, Rows
from opsreport.checking.stated import row_unit, under_header
from opsreport.checking.units import Measure, MeasureOf, Way, measure_of
from opsreport.model.grid import Ints
from opsreport.model.period import Period
from opsreport.model.spelling import name_key, name_without_unit

WayKey = tuple[str, str, str, bool]


def said_by(rows: Rows) -> tuple[str, str]:
    """The columns that say how the measures of a row are read."""
    return rows.sheet.tab.metric, "unit"


@dataclass(frozen=True, slots=True)
class Context:
    """What converters know beyond the row: the ids of names, typed units, money units and step numbers.

    `units` holds the unit typed (or betrayed by percent cells) of a metric id,
    `money` the worth of one typed 1 by file, `steps` a funnel row's place in
    its funnel by (file, sheet, row), `ways` how bare rates are typed, by file,
    sheet, metric id and whether their unit is said, `months` the month that the
    report information says by file, `falling` the ids of the unknown metrics
    that are taken as better lower, `told` of which metrics a remark says whether they are.
    """

    period: Period
    metrics: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    platforms: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Measure] = field(default_factory=dict)
    money: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[tuple[str, str, int], int] = field(default_factory=dict)
    ways: Mapping[WayKey, Way] = field(default_factory=dict)
    months: Mapping[str, str] = field(default_factory=dict)
    falling: frozenset[str] = frozenset()
    told: Mapping[str, bool] = field(default_factory=dict)
    _said: dict[tuple[object, ...], MeasureOf] = field(default_factory=dict, init=False, repr=False, compare=False)

    def measure(self, line: Line, column: str = "") -> MeasureOf:
        """How the measures of a row are read: by its header's unit, its own, its metric's, the catalogue's."""
        reading = self.said(line, column)
        if not self.ways or reading.unit.kind != "rate":
            return reading
        return replace(reading, way=self.ways.get(self.way_key(line, reading), ""))

    def way_key(self, line: Line, reading: MeasureOf) -> WayKey:
        """What the rates that are typed in one way share."""
        name = line.text(line.sheet.tab.metric) if line.sheet.tab.metric else ""
        return line.sheet.sheet.file, line.sheet.sheet.name, self.metrics.get(name, name), reading.is_typed

    def measures(self, rows: Rows, column: str) -> tuple[Ints, list[MeasureOf]]:
        """The readings of a column's measures, and of each row which it is: rows of one metric and unit share one."""
        codes, firsts = rows.sorts(*said_by(rows))
        return codes, [self.measure(rows[at], column) for at in firsts]

    def said(self, line: Line, column: str = "") -> MeasureOf:
        """The same as far as units say it."""
        name, unit = line.text(line.sheet.tab.metric), line.values.get("unit")
        # rows of one metric are said the same, and there may be many
        key = line.sheet, column, name, unit if isinstance(unit, Measure) else None
        if key not in self._said:
            self._said[key] = self._of_row(line, column)
        return self._said[key]

    def _of_row(self, line: Line, column: str) -> MeasureOf:
        name, own = line.text(line.sheet.tab.metric), row_unit(line)
        typed = own or self.units.get(self.metrics.get(name, name))
        return under_header(line.sheet, column, measure_of(name, typed, self.stated(line)), is_own=typed is not None)

    def stated(self, line: Line) -> float:
        """What a typed 1 of money is worth, as a row's sheet or else its workbook states; 1 where neither does."""
        apart = line.sheet.banner.apart
        is_apart = bool(apart) and name_key(name_without_unit(line.text(line.sheet.tab.metric))) in apart
        return 1.0 if is_apart else self.around(line)

    def around(self, line: Line) -> float:
        """The same without the names that the sheet says its unit does not hold for."""
        return line.sheet.banner.money or self.money.get(line.sheet.sheet.file, 1.0)
