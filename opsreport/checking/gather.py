"""One finding for one thing: the same trouble down a column becomes a range of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from opsreport.model.finding import Finding
from opsreport.model.origin import Origin
from opsreport.model.table import column_letter

MOST_SEEN = 3
_CELL = re.compile(r"([A-Z]+)(\d+)")
_WHOLE_ROW = re.compile(r"()(\d+):\2")
_ALIKE = {"seen", "closest", "count", "one", "other", "meant"}


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that differ only in their row, and in what was seen there, joined; `count` says of how many cells."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_kind(finding), []).append(finding)
    return tuple(_joined(group) for group in groups.values())


def listed(texts: Iterable[str], most: int = MOST_SEEN) -> str:
    """Different texts in order, the first few: a / b / c …"""
    different = list(dict.fromkeys(text for text in texts if text))
    return " / ".join(different[:most]) + (" …" if len(different) > most else "")


def ranges(origins: Sequence[Origin]) -> tuple[Origin, ...]:
    """The same cells with runs down one column written as one range (E7:E12), in the order given."""
    runs: list[list[Origin]] = []
    for origin in origins:
        if runs and _follows(runs[-1][-1], origin):
            runs[-1].append(origin)
        else:
            runs.append([origin])
    return tuple(run[0] if len(run) == 1 else replace(run[0], cell=_span(run)) for run in runs)


def blocks(origins: Sequence[Origin]) -> tuple[Origin, ...]:
    """The same cells as ranges; those of the same rows in columns side by side as one (D4:G5)."""
    done: list[Origin] = []
    for one in ranges(origins):
        cell = _beside(done[-1], one) if done else ""
        done[-1:] = [replace(one, cell=cell)] if cell else [*done[-1:], one]
    return tuple(done)


def _beside(left: Origin, right: Origin) -> str:
    """The address of both ranges, "" where the second does not stand beside the first."""
    areas, others = list(left.areas), list(right.areas)
    if len(areas) != 1 or len(others) != 1 or (left.file, left.sheet) != (right.file, right.sheet):
        return ""
    (one,), (other,) = areas, others
    is_beside = one.left and (one.top, one.bottom, one.right + 1) == (other.top, other.bottom, other.left)
    return f"{column_letter(one.left)}{one.top}:{column_letter(other.right)}{one.bottom}" if is_beside else ""


def _span(run: Sequence[Origin]) -> str:
    """A run of cells down a column, E7:E12, or of whole rows, 2:5."""
    first, last = run[0].cell, run[-1].cell
    return f"{first.split(':')[0]}:{last.split(':')[-1]}"


def _place(cell: str) -> re.Match[str] | None:
    """The column, "" for a whole row, and the row of a cell; None for any other address."""
    return _CELL.fullmatch(cell) or _WHOLE_ROW.fullmatch(cell)


def _kind(finding: Finding) -> tuple[object, ...]:
    """What two joinable findings share; findings of several or no cells stand alone, equal ones fall together."""
    shared = tuple(sorted((k, v) for k, v in finding.details.items() if k not in _ALIKE))
    match finding.origins:
        case (Origin() as one,) if place := _place(one.cell):
            return finding.code, finding.severity, finding.tab, one.file, one.sheet, place[1], shared
    return finding.code, finding.severity, finding.tab, finding.origins, shared


def _joined(group: Sequence[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1 and "count" in first.details:
        return first
    if len(first.origins) != 1:
        details = {"count": str(len(first.origins)), **first.details}
        return replace(first, origins=ranges(first.origins), details=details)
    cells = sorted({finding.origins[0] for finding in group}, key=_row)
    details = {**first.details, "count": str(len(cells))}
    if "seen" in details:
        details["seen"] = listed(finding.details["seen"] for finding in group)
    return replace(first, origins=ranges(cells), details=details)


def _row(origin: Origin) -> int:
    place = _place(origin.cell)
    return int(place[2]) if place else 0


def _follows(above: Origin, below: Origin) -> bool:
    first, second = _place(above.cell), _place(below.cell)
    if not first or not second or (above.file, above.sheet) != (below.file, below.sheet):
        return False
    return first[1] == second[1] and int(second[2]) == int(first[2]) + 1
