"""Figures made of others that were typed beside the data: kept out of them, worked out anew, compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from opsreport.checking.cells import amount_of, seen_in
from opsreport.checking.codes import found
from opsreport.checking.gather import listed, ranges
from opsreport.checking.ground import Ground
from opsreport.checking.readings import Made, Question, question_of
from opsreport.checking.saying import Said, excess, fitting_cells, said_by, slack_of, worth_of
from opsreport.checking.tabs import TabSheet
from opsreport.checking.typed import Typed
from opsreport.model.finding import Finding, Identity
from opsreport.model.grid import WIDTH
from opsreport.model.number import Number, leaves
from opsreport.model.origin import Origin
from opsreport.model.table import Cell, Dataset

# a column of more that do not fit at first sight is one of another meaning: the first ones show it
MOST_COMPARED = 500
# an open question is answered by a column most of whose figures fit
_MOST = 0.5


class Compared(NamedTuple):
    """A typed figure beside what the data give for it, and every reading in words.

    `ours` is what the report says where the figure fits a foreign reading alone,
    `pairs` every way to read the figure beside every reading of the report's own.
    """

    cell: Cell
    one: Identity
    readings: tuple[str, ...]
    ours: Made | None = None
    pairs: tuple[tuple[Said, Made], ...] = ()


def typed_figures(dataset: Dataset, typed: Sequence[Typed]) -> Iterator[Identity]:
    """Every figure that can be worked out, those that differ with their finding; the others together a month.

    Of the figures of one column and month that agree, the one furthest apart stands for all.
    """
    ground = Ground(dataset, typed)
    for one in typed:
        for column in one.sheet.derived:
            question, below = question_of(one.sheet, column), _below(one, column)
            found_out = tuple(_told(ground, one.sheet, question, below)) if question else ()
            yield from found_out or _not_compared(one.sheet, column, below)


def _below(typed: Typed, column: int) -> list[Cell]:
    """The cells of a column under its header."""
    grid = typed.data.grid
    rows, columns = np.divmod(grid.places, WIDTH)
    return list(grid.cells(np.flatnonzero((columns == column) & (rows > typed.sheet.header_row))))


def _not_compared(sheet: TabSheet, column: int, cells: Sequence[Cell]) -> Iterator[Identity]:
    """That the numbers of a column are neither taken as data nor compared with any."""
    if any(amount_of(cell) for cell in cells):
        where, header = (sheet.sheet.origin(sheet.header_row, column),), sheet.derived[column]
        note = found("figure_not_compared", where, sheet.tab, column=header)
        blank = Identity("typed_rate", Number(None), Number(None), subject=header, cells=where)
        yield replace(blank, lacks=("parts",), finding=note)


def _told(ground: Ground, sheet: TabSheet, question: Question, cells: Sequence[Cell]) -> Iterator[Identity]:
    fitting, rest = fitting_cells(ground, sheet, cells, question)
    fits = [(fit.cell, fit.many) for fit in fitting]
    each = [*((cell, 1) for cell in rest[:MOST_COMPARED]), *fits]
    compared = as_most_fit([one for cell, many in each if (one := _compared(ground, sheet, cell, question, many))])
    foreign = [one for one in compared if one.ours]
    agreed = [one.one for one in compared if one.one.is_met and not one.ours]
    differing = [one for one in compared if not one.one.is_met]
    yield from _furthest(agreed)
    yield from _with_note(sheet, foreign)
    count, more = sum(one.count for one in agreed), max(0, len(rest) - MOST_COMPARED)
    if not question.is_open or count > _MOST * (count + len(differing) + more):
        yield from with_finding(ground.dataset, sheet, differing, more)


def _furthest(agreed: Sequence[Identity]) -> Iterator[Identity]:
    """For each month the identity that comes nearest to its limit, and how many it stands for."""
    months: dict[str, list[Identity]] = {}
    for one in agreed:
        months.setdefault(one.month, []).append(one)
    for some in months.values():
        yield replace(max(some, key=_nearness), count=sum(one.count for one in some))


def _nearness(one: Identity) -> float:
    return abs(one.left.amount - one.right.amount) / one.slack


def _compared(ground: Ground, sheet: TabSheet, cell: Cell, question: Question, many: int) -> Compared | None:
    """The figure of a cell that stands for so many; None where it is none, or the data give nothing for it."""
    about = ground.about(sheet, cell.row)
    if about is None:
        return None
    month, name = about
    subject = f"{sheet.derived[cell.column]} · {name}"
    blank = Identity(question.key, Number(None), Number(None), month=month, subject=subject, count=many)
    worth = worth_of(ground, sheet, cell, question)
    return weighed(sheet, cell, blank, tuple(question.makes(ground, sheet, cell.row)), worth)


def weighed(sheet: TabSheet, cell: Cell, blank: Identity, made: Sequence[Made], worth: float = 1.0) -> Compared | None:
    """The identity filled with the reading that the figure of a cell fits, else with the nearest.

    `worth` is what a bare 1 stands for. None where the cell holds no number, or the data give none.
    """
    amount = amount_of(cell)
    pairs = [(said, one) for one in made if amount for said in said_by(cell, amount, one.number.unit, worth)]
    own = [pair for pair in pairs if not (pair[1].is_foreign or pair[1].is_silent)]
    if not own:
        return None
    said, nearest = min(own, key=lambda pair: excess(*pair))
    ours = None
    if excess(said, nearest) > 0 and (fit := next((pair for pair in pairs if excess(*pair) <= 0), None)):
        said, nearest = fit
        ours = own[0][1] if nearest.is_foreign else None
    where = [sheet.sheet.origin(cell.row, cell.column)]
    if not any(leaves(nearest.number.source)):  # made of what its own row says, which is a total
        where.append(sheet.sheet.row_origin(cell.row, sheet.columns.values()))
    one = _beside(replace(blank, cells=tuple(where)), said, nearest)
    return Compared(cell, one, tuple(dict.fromkeys(made.words for _, made in own)), ours, tuple(own))


def _beside(one: Identity, said: Said, made: Made) -> Identity:
    left, slack = Number(said.value, made.number.unit), slack_of(said, made)
    return replace(one, left=left, right=made.number, slack=slack)


def as_most_fit(compared: Sequence[Compared]) -> list[Compared]:
    """The same figures, those that differ beside the reading that most of them fit; of equal ones the nearest."""
    fits: Counter[str] = Counter()
    for one in compared:
        for way in {_way(made) for said, made in one.pairs if excess(said, made) <= 0}:
            fits[way] += one.one.count
    return [one if one.one.is_met else _as_most_fit(one, fits) for one in compared]


def _as_most_fit(one: Compared, fits: Mapping[str, int]) -> Compared:
    said, made = min(one.pairs, key=lambda pair: (-fits[_way(pair[1])], pair[1].rank, excess(*pair)))
    return one._replace(one=_beside(one.one, said, made))


def _way(made: Made) -> str:
    return made.way or made.words


def _with_note(sheet: TabSheet, foreign: Sequence[Compared]) -> Iterator[Identity]:
    """The figures that fit a foreign reading, the first of them with the one note of them all."""
    ours = [one.ours for one in foreign if one.ours]
    for at, one in enumerate(foreign):
        if at:
            yield one.one
            continue
        column, _, _ = one.one.subject.partition(" · ")
        details = {
            "column": column,
            "what": listed(other.one.subject.partition(" · ")[2] for other in foreign),
            "seen": listed(map(_seen, foreign)),
            "expected": listed(_said(made.number) for made in ours),
            "rule": ours[0].words,
            "count": str(len(foreign)),
        }
        cells = ranges([origin for other in foreign for origin in other.one.cells])
        yield replace(one.one, finding=found("attainment_plain", cells, sheet.tab, **details))


def with_finding(dataset: Dataset, sheet: TabSheet, differing: Sequence[Compared], more: int = 0) -> Iterator[Identity]:
    """The identities that do not hold, each with the one finding of them all, and of so many more."""
    if differing:
        finding = _finding(dataset, sheet, differing, more)
        yield from (replace(one.one, finding=finding) for one in differing)


def _finding(dataset: Dataset, sheet: TabSheet, differing: Sequence[Compared], more: int) -> Finding:
    """One finding for a column: its cells that differ, then those they are made of."""
    typed = ranges([origin for one in differing for origin in one.one.cells])
    made = ranges(list(dict.fromkeys(origin for one in differing for origin in _cells(dataset, one.one.right))))
    rights = [one.one.right for one in differing]
    details = {
        "column": differing[0].one.subject.partition(" · ")[0],
        "month": listed(one.one.month for one in differing),
        "what": listed(one.one.subject.partition(" · ")[2] for one in differing),
        "seen": listed(_seen(one) for one in differing),
        "expected": listed(map(_said, rights)),
        "readings": listed(reading for one in differing[:1] for reading in one.readings),
        "count": str(len(differing) + more),
    }
    code = "previous_differs" if differing[0].one.key == "previous" else "figure_differs"
    return found(code, (*typed, *made), sheet.tab, **details)


def _cells(dataset: Dataset, number: Number) -> Iterator[Origin]:
    for leaf in leaves(number.source):
        yield from (dataset[leaf.table].origin(row, leaf.field) for row in leaf.rows)


def _seen(one: Compared) -> str:
    return seen_in(one.cell) if isinstance(one.cell.value, str) else _said(one.one.left)


def _said(number: Number) -> str:
    """The number in full: no 万, two decimals where it has some."""
    unit, value = number.unit, number.amount
    if unit.kind in ("rate", "points"):
        return f"{value:.2%}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.2f}"
