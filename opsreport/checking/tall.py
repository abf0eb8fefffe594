"""Numbers that are merged over several things, down or along: of the first of them, or of all together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from opsreport.checking.cells import seen_in
from opsreport.checking.codes import found
from opsreport.checking.lines import Line, Rows
from opsreport.model.cellnames import cells_text
from opsreport.model.finding import Finding
from opsreport.model.table import Spot

_NUMBERS = ("int", "money", "share", "measure")
# of longer lists the first rows tell, of a taller number those right below
_MOST_ROWS, _TALLEST = 5_000, 50
_MONTH = "month"


def tall_findings(sheets: Sequence[Rows]) -> Iterator[Finding]:
    """A block for each such number, with the rows that it stands beside; none where these are of one thing."""
    for rows in sheets:
        if rows.sheet.sheet.tall and len(rows):
            first = rows[:_MOST_ROWS]
            names = [one for one in rows.sheet.columns if rows.sheet.tab.column(one).kind in _NUMBERS]
            used = {_spot(line, name)[1] for line in first for name in names if name in line.cells}
            for name in names:
                yield from _over_others(first, name)
                yield from _over_columns(first, name, used)


def _over_others(rows: Rows, name: str) -> Iterator[Finding]:
    tall, by_row = rows.sheet.sheet.tall, _by_row(rows, name)
    for line in rows:
        at = _spot(line, name)
        if name in line.cells and at in tall:
            below = range(at[0] + 1, min(tall[at][0], at[0] + _TALLEST) + 1)
            names = _names(line, [other for row in below for other in by_row.get(row, ())])
            if len(names) > 1:
                yield _finding(line, name, names)


def _over_columns(rows: Rows, name: str, used: Collection[int]) -> Iterator[Finding]:
    """The numbers that lie over columns which hold numbers of their own in other rows: of one month, or of several."""
    tall = rows.sheet.sheet.tall
    for line in rows:
        at = _spot(line, name)
        if name in line.cells and at in tall and any(at[1] < column <= tall[at][1] for column in used):
            seen, along = seen_in(line.cells[name]), [(at[0], column) for column in range(at[1], tall[at][1] + 1)]
            readings = {"one": f"{cells_text(along[:1])} {seen}", "other": f"{cells_text(along)} {seen}"}
            form = f"{readings['one']}、{cells_text(along[1:])} 0"
            header = line.sheet.header(name)
            where = (line.origin(name),)
            yield found("ambiguous_value", where, line.sheet.tab, column=header, seen=seen, form=form, **readings)


def _by_row(rows: Rows, name: str) -> Mapping[int, Sequence[Line]]:
    found: defaultdict[int, list[Line]] = defaultdict(list)
    for line in rows:
        found[_spot(line, name)[0]].append(line)
    return found


def _names(line: Line, others: Sequence[Line]) -> Sequence[str]:
    """What a row and those below it are of, each once: their names, else their months."""
    keys = [key for key in line.sheet.tab.keys if key in line.sheet.columns and key != _MONTH]
    named = dict.fromkeys(" ".join(filter(None, map(one.text, keys))) for one in (line, *others))
    found = [text for text in named if text]
    return found if len(found) > 1 else list(dict.fromkeys(one.text(_MONTH) for one in (line, *others)))


def _finding(line: Line, name: str, names: Sequence[str]) -> Finding:
    """The block with both readings of a number."""
    seen, header = seen_in(line.cells[name]), line.sheet.header(name)
    readings = {"one": f"{names[0]} {seen}", "other": f"{' + '.join(names)} {seen}"}
    form = f"{names[0]} {seen}、{names[1]} 0"
    return found(
        "ambiguous_value", (line.origin(name),), line.sheet.tab, column=header, seen=seen, form=form, **readings
    )


def _spot(line: Line, name: str) -> Spot:
    """Where a cell really stands, a blank one beside what its row is named by."""
    at = line.row, line.sheet.columns[name]
    return (line.sheet.sheet.spots.get(at) or (at,))[0]
