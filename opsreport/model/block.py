"""The closed union of things a slide may hold.

Blocks carry numbers with units and sources, never formatted text for numbers;
their words arrive ready (labels from terms, sentences from Jinja). `title` is
the line above the block ("" for none), `unit_note` its muted tail (万元).
`alt` is the description for people who cannot see it; compose fills it from
the block's data. In sentences **bold** is the only mark-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from opsreport.model.number import Number, Series, Tone
from opsreport.model.unit import BARE, Scale, Unit

ColumnKind = Literal[
    "text",  # Words or plain str, left
    "number",  # Number at the column's scale, right; ●/■ where marked best/worst
    "change",  # Number with ▲▼● by its sign, coloured by its tone
    "bar",  # Number drawn as a bar from 0 with its label
    "variance",  # Number drawn as a bar left or right of an axis at 0, coloured by tone
    "spark",  # Series drawn as a small line with its last point marked
    "status",  # Status: symbol and word, centred
    "chip",  # Status on a tinted chip
    "heat",  # Number on a single-hue tint by its value
    "progress",  # Number 0…1 drawn as a bar with its percentage
]


@dataclass(frozen=True, slots=True)
class Status:
    """A judgement in a word: `code` on_target | near | missed | far_below | none, or good | watch | bad | neutral."""

    code: str
    label: str

    @property
    def tone(self) -> Tone:
        tones = {"on_target": Tone.good, "near": Tone.watch, "missed": Tone.bad, "far_below": Tone.bad}
        return tones.get(self.code) or (Tone(self.code) if self.code in set(Tone) else Tone.neutral)

    @property
    def symbol(self) -> str:
        return {Tone.good: "●", Tone.watch: "◆", Tone.bad: "■", Tone.neutral: "○"}[self.tone]


@dataclass(frozen=True, slots=True)
class Words:
    """A text cell; `muted` is a second, quieter line; `link` the id of the slide it leads to."""

    text: str
    strong: bool = False
    muted: str = ""
    tone: Tone = Tone.neutral
    link: str = ""


GridCell = Words | Number | Status | Series | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a Grid: `width` is a relative weight (inches on a full canvas).

    `axis` is the value a bar column marks with a line (1.0 for an index);
    `lower_is_better` prints ▽ after the label.
    """

    key: str
    label: str
    kind: ColumnKind
    width: float
    unit: Unit = BARE
    axis: float | None = None
    lower_is_better: bool = False
    signed: bool = False


RowStyle = Literal["body", "total", "outlined", "muted"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a Grid: a cell per column, None for an empty one; `group` prints a rule above its first row."""

    cells: tuple[GridCell, ...]
    style: RowStyle = "body"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A native table; `register` rows all matter and may continue on a next page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    unit_note: str = ""
    register: bool = False
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Categories × one or more series, clustered; horizontal when `across`.

    `line` is a value drawn across (break-even) with its name; `tones` colours
    single categories of the first series (else the role's ink).
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    title: str = ""
    unit_note: str = ""
    across: bool = True
    line: tuple[float, str] | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Stacked:
    """Stacked columns, absolute or as shares of 100 %; series from the bottom up, named at the right."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    share: bool = False
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over periods; gaps stay gaps; the last point of each is labelled with its name."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a waterfall: a change (or a level where `total`)."""

    label: str
    number: Number
    total: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From a first level over changes to a last level; the steps add up exactly. The chart workbook is live.

    `span` is the value axis in base units (model/span.py) where waterfalls share one; None: its own.
    """

    steps: tuple[Step, ...]
    unit: Unit
    title: str = ""
    unit_note: str = ""
    difference: Number | None = None
    span: tuple[float, float] | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class VarianceTiers:
    """Three tiers over one time axis: relative variance (pins), absolute variance (bars), actual over target.

    A period without target has missing target and variances. `names` label
    the three tiers; `highlight` is the position of the report's month.
    """

    categories: tuple[str, ...]
    actual: Series
    target: Series
    difference: Series
    relative: Series
    unit: Unit
    names: tuple[str, str, str]
    highlight: int | None = None
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One named mark of a Bubble or Scatter; `size` is an area; `labelled` points print their name."""

    name: str
    x: Number
    y: Number
    size: Number | None = None
    tone: Tone = Tone.neutral
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Bubble:
    """x against y with area; the x axis crosses at `line` (value, name): break-even."""

    points: tuple[Point, ...]
    x_label: str
    y_label: str
    x_unit: Unit
    y_unit: Unit
    line: tuple[float, str] | None = None
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Scatter:
    """x against y; the axes cross at the medians, whose quadrants have names.

    `quadrants`: top left, top right, bottom left, bottom right.
    """

    points: tuple[Point, ...]
    x_label: str
    y_label: str
    x_unit: Unit
    y_unit: Unit
    crossing: tuple[float, float]
    quadrants: tuple[str, str, str, str]
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Pareto:
    """Columns by size and a cumulative line; no line where answers may be multiple."""

    categories: tuple[str, ...]
    amounts: Series
    cumulative: Series | None
    unit: Unit
    leading: int = 0
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step: people now and before (None where unknown), the rate from the step above and its change."""

    label: str
    now: Number
    before: Number | None
    rate: Number
    rate_change: Number
    lost: Number


@dataclass(frozen=True, slots=True)
class Funnel:
    """Bars per step, this period against last, with an aligned table; `worst` is the index of the outlined step.

    `labels`: now, before, step rate, change, lost.
    """

    steps: tuple[FunnelStep, ...]
    labels: tuple[str, str, str, str, str]
    unit: Unit
    worst: int | None = None
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A bullet of an Insight: computed, or typed by a person (then `author` says who, or "" for unsigned)."""

    text: str
    typed: bool = False
    author: str = ""


@dataclass(frozen=True, slots=True)
class Insight:
    """A panel of two to five bullets under a heading; typed ones carry the owner's mark."""

    heading: str
    notes: tuple[Note, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Callout:
    """One large number with its label and up to three lines of context."""

    label: str
    number: Number
    lines: tuple[str, ...] = ()
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Callouts:
    """Up to five callouts side by side."""

    items: tuple[Callout, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A headed card; `rows` are (label, sentence) pairs; tone colours its edge; `link` leads to a slide."""

    heading: str
    rows: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    tone: Tone = Tone.neutral
    status: Status | None = None
    link: str = ""
    link_label: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards of equal height, `across` columns wide, in reading order (down the first column where `down`)."""

    cards: tuple[Card, ...]
    across: int
    title: str = ""
    down: bool = False
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """The dark box: a heading and short numbered lines (what is asked of management)."""

    heading: str
    lines: tuple[str, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The bar under a page: one sentence, with a bold lead (动作：)."""

    lead: str
    text: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """A numbered mark of a Matrix at probability × impact, 1 to 5 each."""

    mark: str
    name: str
    probability: int
    impact: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The 5 × 5 risk matrix: score printed in each cell, risks as numbered marks."""

    risks: tuple[Risk, ...]
    x_label: str
    y_label: str
    bands: tuple[int, int]
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of a Timeline: from the first to the last day, with its owner and how far it is."""

    label: str
    owner: str
    start: date
    end: date
    progress: Number | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Tasks over weeks or months, each with a milestone at its end; `today` is the line of the report date.

    `labels` head the four text columns: task, owner, progress, status ("" leaves a column out).
    """

    tasks: tuple[Task, ...]
    labels: tuple[str, str, str, str]
    today: date | None = None
    title: str = ""
    unit_note: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The front page: everything sits in the layout's placeholders."""

    organisation: str
    subtitle: str
    meta: tuple[str, ...] = field(default_factory=tuple)
    alt: str = ""


Block = (
    Grid | Bars | Stacked | Lines | Waterfall | VarianceTiers | Bubble | Scatter | Pareto | Funnel
    | Insight | Callout | Callouts | Cards | Panel | Conclusion | Matrix | Timeline | Cover
)  # fmt: skip


def column_scale(grid: Grid, index: int, lang: str) -> Scale:
    """The one display scale of a grid's column, from all its numbers (total rows too)."""
    cells = (row.cells[index] for row in grid.rows)
    return grid.columns[index].unit.scale((c.value for c in cells if isinstance(c, Number)), lang)


def row_scale(columns: Sequence[Column], row: Row, unit: Unit, lang: str) -> Scale:
    """The one display scale of a row's numbers of `unit` in columns whose own unit is BARE (a metric a row).

    Rates that differ and would print alike, 0.96% and 1.0% as 1.0%, get one decimal more.
    """
    bare = (cell for column, cell in zip(columns, row.cells, strict=True) if column.unit == BARE)
    values = {cell.value for cell in bare if isinstance(cell, Number) and cell.unit == unit}
    scale = unit.scale(values, lang)
    finer = replace(scale, decimals=scale.decimals + 1)
    plain, fine = (len({unit.text(value, lang, scale=one) for value in values}) for one in (scale, finer))
    return finer if unit.kind == "rate" and plain < fine else scale


def shown_numbers(block: Block) -> Iterator[tuple[str, Number]]:
    """Every number a block shows with its place in it ("总营收 · 达成率"), for the trace and the checks."""
    match block:
        case Grid(columns=columns, rows=rows):
            for row in rows:
                head = next((cell.text for cell in row.cells if isinstance(cell, Words)), "")
                for column, cell in zip(columns, row.cells, strict=True):
                    yield from _cell_numbers(f"{head} · {column.label}", cell)
        case Bars(series=series) | Stacked(series=series) | Lines(series=series):
            yield from _series_numbers(block.categories, series)
        case VarianceTiers():
            yield from _series_numbers(block.categories, (block.actual, block.target, block.difference, block.relative))
        case Pareto(amounts=amounts, cumulative=cumulative):
            yield from _series_numbers(block.categories, (amounts, cumulative) if cumulative else (amounts,))
        case Waterfall(steps=steps, difference=difference):
            yield from ((step.label, step.number) for step in steps)
            if difference:
                yield "", difference
        case Bubble(points=points) | Scatter(points=points):
            for point in points:
                parts = ((block.x_label, point.x), (block.y_label, point.y), ("", point.size))
                yield from ((f"{point.name} · {label}", n) for label, n in parts if n is not None)
        case Funnel(steps=steps, labels=labels):
            for step in steps:
                parts_ = (step.now, step.before, step.rate, step.rate_change, step.lost)
                pairs = zip(labels, parts_, strict=True)
                yield from ((f"{step.label} · {label}", n) for label, n in pairs if n is not None)
        case Callout(label=label, number=number):
            yield label, number
        case Callouts(items=items):
            yield from ((item.label, item.number) for item in items)
        case Timeline(tasks=tasks, labels=names):
            yield from ((f"{task.label} · {names[2]}", task.progress) for task in tasks if task.progress)


def _cell_numbers(place: str, cell: GridCell) -> Iterator[tuple[str, Number]]:
    if isinstance(cell, Number):
        yield place, cell
    elif isinstance(cell, Series):
        yield from ((f"{place} {index}", number) for index, number in enumerate(cell.numbers, 1))


def _series_numbers(categories: tuple[str, ...], series: tuple[Series, ...]) -> Iterator[tuple[str, Number]]:
    for one in series:
        for category, number in zip(categories, one.numbers, strict=True):
            yield f"{category} · {one.name}", number
