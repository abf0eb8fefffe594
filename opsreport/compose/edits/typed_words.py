"""The words that people typed, found again in the lines of a deck."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsreport.analysis.cells import rows_of, text_at
from opsreport.model.table import Dataset, Table
from opsreport.wording.voice import Wording

_SHORTEST, _SHORTEST_NAME = 4, 2
_CUT, _CUT_HEAD = "…", 6


@dataclass(frozen=True, slots=True)
class Said:
    """A remark of the report month: what it is about, its words, who wrote them and the cell they stand in."""

    object_type: str
    object_id: str
    kind: str
    text: str
    author: str
    place: str


@dataclass(frozen=True, slots=True)
class Framed:
    """A line taken apart into the remarks it quotes and the words around them."""

    remarks: tuple[Said, ...]
    pattern: re.Pattern[str]

    def new_texts(self, line: str) -> tuple[str, ...] | None:
        """What another line says in the remarks' places; None where the words around them differ too."""
        found = self.pattern.fullmatch(line)
        return tuple(text.strip() for text in found.groups()) if found else None


def remarks_of(dataset: Dataset) -> tuple[Said, ...]:
    """The remarks of the report month, the longest first."""
    table = dataset["commentary"].where(month=dataset.period) if dataset.has("commentary") else None
    found = [] if table is None else [_said(table, row) for row in rows_of(table)]
    return tuple(sorted((one for one in found if one.text), key=lambda one: -len(one.text)))


def framed(line: str, remarks: Sequence[Said], voice: Wording) -> Framed | None:
    """The line with the remarks it quotes taken out; None where it quotes none.

    Of remarks with the same words the one whose object the line names is taken.
    """
    named = sorted(remarks, key=lambda one: (-len(one.text), object_name(one, voice) not in line))
    spots: dict[int, Said] = {}
    for one in named:
        start = line.find(one.text)
        if len(one.text) >= _SHORTEST and start >= 0 and not _covers(spots, start, start + len(one.text)):
            spots[start] = one
    if not spots:
        return None
    ordered = sorted(spots.items())
    ends = [0, *(start + len(one.text) for start, one in ordered)]
    around = [line[end:start] for end, (start, _) in zip(ends, ordered, strict=False)]
    body = "(.+?)".join(map(re.escape, (*around, line[ends[-1] :])))
    return Framed(tuple(one for _, one in ordered), re.compile(body))


def shortened(line: str, remarks: Sequence[Said]) -> Said | None:
    """The remark of which the line shows only the beginning."""
    shown, mark, _ = line.partition(_CUT)
    for one in remarks if mark else ():
        start = shown.find(one.text[:_CUT_HEAD])
        if start >= 0 and len(shown) - start < len(one.text) and one.text.startswith(shown[start:].rstrip()):
            return one
    return None


def place_typed(before: str, after: str, dataset: Dataset) -> str:
    """The cell of the longest typed text that the line had and has no more; "" where there is none."""
    texts = ((text, place) for text, place in _typed_texts(dataset) if text in before and text not in after)
    return max(texts, key=lambda pair: len(pair[0]), default=("", ""))[1]


def object_name(one: Said, voice: Wording) -> str:
    """What a remark speaks of, by the name that people read."""
    return voice.terms.get(f"{one.object_type}.{one.object_id}", one.object_id)


def _covers(spots: dict[int, Said], start: int, end: int) -> bool:
    return any(first < end and start < first + len(one.text) for first, one in spots.items())


def _said(table: Table, row: int) -> Said:
    fields = ("object_type", "object_id", "kind", "text", "author")
    place = str(table.origin(row, "text")) if row in table.places else ""
    return Said(**{field: text_at(table, row, field) for field in fields}, place=place)


def _typed_texts(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Every typed text with its cell."""
    for table in dataset.tables.values():
        fields = [field.name for field in table.schema.fields if field.kind == "text"]
        for row in table.places:
            for name in fields:
                text = text_at(table, row, name)
                if len(text) >= _SHORTEST_NAME:
                    yield text, str(table.origin(row, name))
