"""What `edits` and `approve` print: rows ready to paste, what is left to a person, and every changed number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from opsreport.compose.edits.changes import Change, number_changes
from opsreport.compose.edits.rows import Left, Repeated, edits_of
from opsreport.model.table import Dataset
from opsreport.schemas.starter import REMARKS
from opsreport.wording.voice import Wording

_FORMULA_STARTS = ("=", "+", "-", "@")
_MOST_SHOWN, _AROUND = 160, 12
_ROW_NUMBER = {"zh": 0, "en": 1}


def edits_text(changes: Sequence[Change], dataset: Dataset, voice: Wording) -> str:
    """The commentary rows as a tab-separated block with its header line, then what no row repeats.

    One line that says so where nothing changed. Changed numbers stand first
    among what is left, with their old and new text.
    """
    edits, sheet = edits_of(changes, dataset, voice), REMARKS.titles[_ROW_NUMBER[voice.lang]]
    if not changes:
        return voice.term("edits.none") + "\n"
    head = _block(edits.rows, dataset, voice) if edits.rows else voice.term("edits.no_rows").format(sheet=sheet) + "\n"
    parts = [head]
    for key, wanted in (("apart", True), ("others", False)):
        left = [one for one in edits.left if one.has_digit_change is wanted]
        lines = [line for one in left for line in _left_lines(one, voice)]
        parts += ["\n".join((voice.term(f"edits.{key}").format(sheet=sheet), *lines)) + "\n"] if lines else []
    return "\n".join(parts)


def approval_text(changes: Sequence[Change], voice: Wording) -> str:
    """Which shapes differ from the built deck, then a loud line for each number that does."""
    if not changes:
        return voice.term("approval.same") + "\n"
    lines = [voice.term("approval.changed").format(count=len(changes))]
    lines += [_change_line(change, voice) for change in changes]
    digits = [line for change in changes if change.has_digit_change for line in _digit_lines(change, voice)]
    if digits:
        lines += ["", voice.term("approval.warning").format(count=len(digits)), *digits]
    return "\n".join(lines) + "\n"


def _block(rows: Sequence[Repeated], dataset: Dataset, voice: Wording) -> str:
    """Tab-separated values as spreadsheets paste them: a cell of several lines in quotes."""
    out = io.StringIO()
    writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    writer.writerow([column.headers[_ROW_NUMBER[voice.lang]] for column in REMARKS.columns])
    writer.writerows([_plain(cell) for cell in _cells(row, dataset, voice)] for row in rows)
    return out.getvalue()


def _cells(row: Repeated, dataset: Dataset, voice: Wording) -> tuple[str, ...]:
    name = voice.terms.get(f"{row.object_type}.{row.object_id}", row.object_id)
    about = voice.term(f"choice.commentary.object_type.{row.object_type}")
    kind = voice.term(f"choice.commentary.kind.{row.kind}")
    return str(dataset.period), about, name, kind, row.text, row.author


def _plain(cell: str) -> str:
    """The cell with a space before what a spreadsheet would take for a formula; reading drops it again."""
    return f" {cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _left_lines(one: Left, voice: Wording) -> Iterator[str]:
    change = one.change
    details = {"place": one.place, "before": one.before, "after": one.after}
    reason = voice.term(f"edits.reason.{one.reason}").format_map(details)
    yield voice.term("edits.line").format(where=place_of(change, voice), shape=change.shape, reason=reason)
    if change.kind == "text":
        before, after = _excerpts(one.before, one.after, voice)
        yield voice.term("edits.before").format(text=before)
        yield voice.term("edits.after").format(text=after)


def _change_line(change: Change, voice: Wording) -> str:
    where = {"where": place_of(change, voice), "shape": change.shape}
    if change.kind != "text":
        reason = voice.term(f"edits.reason.{change.kind}").format(before=change.before, after=change.after)
        return voice.term("edits.line").format(**where, reason=reason)
    before, after = _excerpts(change.before, change.after, voice)
    return voice.term("approval.line").format(**where, before=before, after=after)


def _digit_lines(change: Change, voice: Wording) -> Iterator[str]:
    gap = voice.term("edits.gap")
    for old, new in number_changes(change.before, change.after):
        where = {"where": place_of(change, voice), "shape": change.shape}
        yield voice.term("approval.digit").format(**where, before=old or gap, after=new or gap)


def place_of(change: Change, voice: Wording) -> str:
    """Where a change stands, as people call it: the page's name and the part of it."""
    section, _, name = change.page.partition("/")
    added = voice.term("edits.added_page") if change.page.startswith("+") else change.page
    topic = voice.terms.get(f"topic.{section}.{name}", added)
    return voice.term("edits.place").format(topic=topic, slot=_slot(change, voice))


def _slot(change: Change, voice: Wording) -> str:
    if change.kind != "text":
        return voice.term("edits.slot.whole")
    slot = change.shape.removeprefix(f"{change.page}/")
    if slot.endswith("]"):
        kind, (_, _, cell) = "chart" if ": " in slot else "table", slot.partition("[")
        return f"{voice.term(f'edits.slot.{kind}')} {cell.rstrip(']')}"
    return voice.terms.get(f"edits.slot.{slot.rpartition('/')[2]}", voice.term("edits.slot.other"))


def _excerpts(before: str, after: str, voice: Wording) -> tuple[str, str]:
    """The stretch in which two texts differ, each in one line with a little of what stands around it."""
    old, new = (" / ".join(text.split("\n")) for text in (before, after))
    same = _shared(old, new)
    tail = min(_shared(old[::-1], new[::-1]), len(old) - same, len(new) - same)
    return _excerpt(old, same, tail, voice), _excerpt(new, same, tail, voice)


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _excerpt(line: str, same: int, tail: int, voice: Wording) -> str:
    first, last = max(0, same - _AROUND), min(len(line), len(line) - tail + _AROUND)
    last = min(last, first + _MOST_SHOWN)
    cut = f"{'…' if first else ''}{line[first:last]}{'…' if last < len(line) else ''}"
    return cut or voice.term("edits.gap")
