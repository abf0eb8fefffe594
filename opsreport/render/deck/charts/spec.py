"""What a native chart is made of: series with their inks, marks and labels, groups, axes. Sizes in points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from opsreport.render.deck.grid import Box

Spot = Literal["outEnd", "inEnd", "inBase", "ctr", "t", "b", "l", "r"]


@dataclass(frozen=True, slots=True)
class Ink:
    """How a mark is filled and outlined: RRGGBB texts, "" for nothing; `hatched` draws the fill as stripes."""

    fill: str = ""
    line: str = ""
    weight: float = 1.0
    hatched: bool = False
    alpha: int = 100
    dash: str = ""


NO_INK = Ink()


@dataclass(frozen=True, slots=True)
class Type:
    """The look of a text inside a chart."""

    size: float
    color: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PointLabel:
    """A label that differs from its series': own text ("" keeps the value), look or place; `hidden` has none.

    `shift` moves it right and down from its place, as fractions of the chart;
    `ground` fills the place behind it.
    """

    text: str = ""
    type: Type | None = None
    spot: Spot | None = None
    hidden: bool = False
    shift: tuple[float, float] = (0.0, 0.0)
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a series: its values in `format`, unless a point says otherwise.

    `cells` (with a formula each, or none) are label texts kept in a column of
    the workbook, so that they follow an edit of the data.
    """

    format: str
    type: Type
    spot: Spot
    points: Mapping[int, PointLabel] = field(default_factory=dict)
    shown: bool = True
    cells: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a point: its shape, size and ink."""

    shape: Literal["circle", "square", "dash", "diamond", "none"] = "none"
    size: int = 5
    ink: Ink = NO_INK


@dataclass(frozen=True, slots=True)
class Trace:
    """One series as drawn: values in display units (None leaves a gap), and the formulas that give them."""

    name: str
    values: tuple[float | None, ...]
    ink: Ink
    format: str = "General"
    points: Mapping[int, Ink] = field(default_factory=dict)
    labels: Labels | None = None
    mark: Mark = Mark()
    marks: Mapping[int, Mark] = field(default_factory=dict)
    pin: Ink | None = None
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Series drawn alike: bars (columns unless the chart lies `across`) or lines; `second` uses its own value axis."""

    kind: Literal["bar", "line"]
    traces: tuple[Trace, ...]
    grouping: Literal["clustered", "stacked", "percentStacked", "standard"] = "clustered"
    gap: int = 60
    overlap: int = 0
    second: Axis | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: limits and step in display units, its tick labels (None: none), its own line and the grid's colour.

    `crosses` is the value of the *other* axis where this one stands. `wraps`
    keeps the labels level and lets them wrap; without it they are short enough.
    """

    low: float | None = None
    high: float | None = None
    step: float | None = None
    labels: Type | None = None
    format: str = "General"
    line: Ink = NO_INK
    grid: str = ""
    crosses: float | None = None
    backwards: bool = False
    skip: int = 1
    wraps: bool = True


@dataclass(frozen=True, slots=True)
class Cloud:
    """Points of one look in a scatter (no sizes) or bubble chart."""

    names: tuple[str, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    sizes: tuple[float, ...]
    ink: Ink
    labels: Labels | None = None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class CategoryChart:
    """A chart over categories; `inner` is where its plot stands on the page, within the chart's own box.

    `inputs` are further workbook columns to type in: head, values, format.
    With `to_edges` the first and last category stand on the plot's edges.
    """

    categories: tuple[str, ...]
    groups: tuple[Group, ...]
    x: Axis
    y: Axis
    inner: Box
    across: bool = False
    inputs: tuple[tuple[str, tuple[float | None, ...], str], ...] = ()
    to_edges: bool = False


@dataclass(frozen=True, slots=True)
class PointChart:
    """A scatter or bubble chart; `heads` name the columns of its workbook: point, x, y, size."""

    clouds: tuple[Cloud, ...]
    x: Axis
    y: Axis
    inner: Box
    heads: tuple[str, str, str, str]
    formats: tuple[str, str, str] = ("General", "General", "General")
    bubbles: bool = False


Chart = CategoryChart | PointChart
