"""A person's changes to a deck → rows of the commentary sheet, with which the next build says the same.

Only words become rows: a text whose numbers differ is listed, never taken over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsreport.compose.conclude import one_line
from opsreport.compose.edits.changes import Change, numbers_of, paired
from opsreport.compose.edits.typed_words import Said, framed, place_typed, remarks_of, shortened
from opsreport.model.table import Dataset
from opsreport.render.measure import title_lines
from opsreport.wording.voice import Wording

_PAGE_MARK = re.compile(r"\s?[（(]\d+/\d+[）)]$")
_LEAD_END = re.compile(r"[：:]\s*")
_COVER = "front/cover"
_HEADINGS = ("label.insight", "appendix.about")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row of the commentary sheet for the report month: codes of object and kind, the words, who wrote them."""

    object_type: str
    object_id: str
    kind: str
    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A change that no row repeats: `reason` is a code (computed, typed_in, chart, added …), `place` a cell or "".

    With other numbers on the two sides it is one that a person must not make this way.
    """

    change: Change
    before: str
    after: str
    reason: str
    place: str = ""

    @property
    def has_digit_change(self) -> bool:
        if self.change.kind != "text":
            return self.change.has_digit_change
        return numbers_of(self.before) != numbers_of(self.after)


@dataclass(frozen=True, slots=True)
class Edits:
    """What becomes of the changes of a deck."""

    rows: tuple[Repeated, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """One change and what it is judged by."""

    change: Change
    dataset: Dataset
    voice: Wording
    remarks: Sequence[Said]

    @property
    def page(self) -> str:
        return self.change.page

    @property
    def is_whole_page(self) -> bool:
        """Whether the page has a name of its own: a continued or copied one has not."""
        return f"topic.{self.page.replace('/', '.')}" in self.voice.terms

    def left(self, reason: str, before: str = "", after: str = "", place: str = "") -> Left:
        """The change, or these parts of it, as one that no row repeats."""
        if before or after:
            return Left(self.change, before, after, reason, place)
        return Left(self.change, self.change.before, self.change.after, reason, place)

    def of_page(self, kind: str) -> Said | None:
        """What a person typed of the page already."""
        wanted = ("page", self.page, kind)
        return next((one for one in self.remarks if (one.object_type, one.object_id, one.kind) == wanted), None)

    def unmarked(self, line: str) -> str:
        """The line without the mark of a person's words."""
        return re.sub(rf"^[〔\[]{re.escape(self.voice.term('mark.typed'))}[^〕\]]*[〕\]]\s*", "", line)


Outcome = Repeated | Left


def edits_of(changes: Sequence[Change], dataset: Dataset, voice: Wording) -> Edits:
    """The rows that repeat the changes, each once, and the changes that none repeats."""
    rows: dict[tuple[str, str, str], Repeated] = {}
    left: list[Left] = []
    remarks = remarks_of(dataset)
    for change in changes:
        case = _Case(change, dataset, voice, remarks)
        for one in _outcomes(case):
            if isinstance(one, Left):
                left.append(one)
            elif rows.setdefault((one.object_type, one.object_id, one.kind), one).text != one.text:
                left.append(case.left("twice"))
    return Edits(tuple(rows.values()), tuple(left))


def _outcomes(case: _Case) -> Iterator[Outcome]:
    change = case.change
    slot = change.shape.removeprefix(f"{case.page}/")
    if change.kind != "text":
        yield case.left(change.kind)
    elif not change.before or not change.after:
        yield case.left("removed" if change.before else "added")
    elif ": " in slot:
        yield case.left("chart")
    else:
        yield from _TELLERS.get(slot.rpartition("/")[2] if slot != "title" else "page title", _lines)(case)


def _title(case: _Case) -> Iterator[Outcome]:
    before, after = (_PAGE_MARK.sub("", one_line(text)) for text in (case.change.before, case.change.after))
    if before == after:
        return
    if not case.is_whole_page:
        yield case.left("computed")
    elif numbers_of(before) != numbers_of(after):
        yield case.left("computed", before, after)
    elif case.page != _COVER and not title_lines(after):
        yield case.left("title_long", before, after)
    else:
        yield Repeated("page", case.page, "title", after)


def _insight(case: _Case) -> Iterator[Outcome]:
    """Lines typed beside a number each for themselves; the page's own ones together, as its conclusion."""
    before: list[str] = []
    after: list[str] = []
    for one, other in _paired_lines(case.change):
        if _is_own(case, one):
            before += [case.unmarked(one)] if one else []
            after += [case.unmarked(other)] if other else []
        elif one != other:
            yield from _line(case, one, other)
    if before != after:
        yield _concluded(case, "\n".join(before), "\n".join(after))


def _is_own(case: _Case, line: str) -> bool:
    """Whether a line of a reading is computed, a person's conclusion of the page, or new."""
    if line in (case.voice.term(key) for key in _HEADINGS) or case.voice.term("mark.missing_cause") in line:
        return False
    bare, said = case.unmarked(line), case.of_page("conclusion")
    return bare == line or (said is not None and bare in said.text.split("\n"))


def _bar(case: _Case) -> Iterator[Outcome]:
    """The remarks that the bar quotes, else its sentence as the conclusion of the page."""
    change = case.change
    quoted = framed(change.before, case.remarks, case.voice)
    if quoted and quoted.new_texts(change.after):
        yield from _line(case, change.before, change.after)
        return
    lead = _LEAD_END.search(change.before)
    start = lead.end() if lead and change.after.startswith(lead.string[: lead.end()]) else 0
    yield _concluded(case, *(case.unmarked(text[start:]) for text in (change.before, change.after)))


def _concluded(case: _Case, before: str, after: str) -> Outcome:
    """The page's reading as a person left it; what cannot be its conclusion as a change that is left."""
    if not (before and after):
        return case.left("removed" if before else "added", before, after)
    if numbers_of(before) != numbers_of(after) or not case.is_whole_page:
        return case.left("computed", before, after)
    said = case.of_page("conclusion")
    return Repeated("page", case.page, "conclusion", after, said.author if said else "")


def _lines(case: _Case) -> Iterator[Outcome]:
    for before, after in _paired_lines(case.change):
        if before != after:
            yield from _line(case, before, after)


def _line(case: _Case, before: str, after: str) -> Iterator[Outcome]:
    """One line: the remarks in it, the cause that was owed in it, or why nothing of it can be repeated."""
    old, new = case.unmarked(before), case.unmarked(after)
    quoted = framed(old, case.remarks, case.voice)
    texts = quoted.new_texts(new) if quoted else None
    cut = shortened(old, case.remarks)
    if quoted and texts:
        yield from _reworded(case, quoted.remarks, texts)
    elif owed := _owed(case, old, new):
        yield owed
    elif cut:
        yield case.left("shortened", before, after, cut.place)
    elif quoted and new:
        yield case.left("frame", before, after, quoted.remarks[0].place)
    elif before and after:
        place = place_typed(before, after, case.dataset)
        yield case.left("typed_in" if place else "computed", before, after, place)
    else:
        yield case.left("removed" if before else "added", before, after)


def _reworded(case: _Case, remarks: Sequence[Said], texts: Sequence[str]) -> Iterator[Outcome]:
    for said, text in zip(remarks, texts, strict=True):
        if numbers_of(said.text) != numbers_of(text):
            yield case.left("typed_in", said.text, text, said.place)
        elif said.text != text:
            yield Repeated(said.object_type, said.object_id, said.kind, text, said.author)


def _owed(case: _Case, before: str, after: str) -> Outcome | None:
    """The cause that a person wrote over "cause to be added", where the line names a single metric."""
    head, mark, tail = before.partition(case.voice.term("mark.missing_cause"))
    if not mark or not (after.startswith(head) and after.endswith(tail)):
        return None
    lead = re.escape(case.voice.term("label.typed.cause"))
    text = re.sub(rf"^[,，]?\s*{lead}\s*[：:]\s*", "", after[len(head) : len(after) - len(tail)].strip())
    name = head.strip(" ：:,，")
    metric = next(
        (key for key in _metric_ids(case.dataset) if name in (key, case.voice.terms.get(f"metric.{key}"))), ""
    )
    if not metric or not text or numbers_of(text):
        return case.left("computed", mark, text)
    return Repeated("metric", metric, "cause", text)


def _metric_ids(dataset: Dataset) -> Sequence[str]:
    return [str(name) for name in dataset["kpi"].frame["metric_id"].unique()] if dataset.has("kpi") else []


def _paired_lines(change: Change) -> Iterator[tuple[str, str]]:
    return paired(change.before.split("\n"), change.after.split("\n"))


_TELLERS: Mapping[str, Callable[[_Case], Iterator[Outcome]]] = {
    "page title": _title,
    "insight": _insight,
    "conclusion": _bar,
}
