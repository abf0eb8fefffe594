"""The small print of a page: where its data stand, and where each of its numbers comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from opsreport.model.block import Block, Grid, shown_numbers
from opsreport.model.number import Cells, Number
from opsreport.model.report import Draft, fact_numbers
from opsreport.model.table import Dataset, Place, Table
from opsreport.model.trace import cell_ranges, formula_words
from opsreport.templating import spoken
from opsreport.wording.voice import Wording

MOST_LINES = 80
MOST_FILES = 2


def source_line(draft: Draft, dataset: Dataset, voice: Wording) -> str:
    """数据来源：运营数据.xlsx › 渠道、核心指标；截至2025-06-30. "" where no table of the page has rows."""
    sheets: dict[str, list[str]] = {}
    for place in _places(draft, dataset):
        found = sheets.setdefault(place.file, [])
        if place.sheet and place.sheet not in found:
            found.append(place.sheet)
    if not sheets:
        return ""
    mark = voice.term("label.list_mark")
    places = [f"{file} › {mark.join(names)}" if names else file for file, names in sheets.items()]
    if len(places) > MOST_FILES:
        places = [voice.term("page.files_more").format(file=next(iter(sheets)), count=len(places))]
    cutoff = dataset.meta.get("data_cutoff", "")
    return voice.term("page.source_until" if cutoff else "page.source").format(places=mark.join(places), cutoff=cutoff)


def _places(draft: Draft, dataset: Dataset) -> Iterator[Place]:
    for name in draft.tables:
        if name in dataset.tables:
            table = dataset[name]
            yield from (table.places[row] for row in _rows(table, dataset) if row in table.places)


def _rows(table: Table, dataset: Dataset) -> list[int]:
    """The rows of the report's month where there are any, else all rows."""
    frame = table.frame
    now = frame[frame["month"] == str(dataset.period)] if "month" in frame else frame
    return [int(row) for row in (frame if now.empty else now).index]


def speaker_notes(draft: Draft, blocks: Sequence[Block], dataset: Dataset, voice: Wording) -> str:
    """A line a number: its place on the page, value, formula in words and cells; those of sentences last."""
    lines = list(dict.fromkeys(_lines(draft, blocks, dataset, voice)))
    if not lines:
        return ""
    rest = len(lines) - MOST_LINES
    tail = [voice.term("notes.more").format(count=rest)] if rest > 0 else []
    return "\n".join([voice.term("notes.heading"), *lines[:MOST_LINES], *tail])


def _lines(draft: Draft, blocks: Sequence[Block], dataset: Dataset, voice: Wording) -> Iterator[str]:
    shown = [pair for block in blocks for pair in shown_numbers(_without_sparks(block))]
    seen = {(number.value, number.unit) for _, number in shown}
    for name, number in shown:
        yield from _line(name.strip(" ·"), number, dataset, voice)
    for _, number in fact_numbers(draft.facts):
        if (number.value, number.unit) not in seen:
            yield from _line(voice.term("notes.sentence"), number, dataset, voice)


def _without_sparks(block: Block) -> Block:
    """A Grid without its columns of small lines, whose dozens of points the workbook lists."""
    if not isinstance(block, Grid):
        return block
    kept = [index for index, column in enumerate(block.columns) if column.kind != "spark"]
    rows = tuple(replace(row, cells=tuple(row.cells[index] for index in kept)) for row in block.rows)
    return Grid(tuple(block.columns[index] for index in kept), rows)


def _line(name: str, number: Number, dataset: Dataset, voice: Wording) -> Iterator[str]:
    cells = cell_ranges(number.source, dataset)
    if number.is_missing or not cells:
        return
    is_made = not isinstance(number.source, Cells)
    words = formula_words(number.source, dataset, voice.terms, voice.lang) if is_made else ""
    value = spoken(number, voice.lang, voice.terms)
    term = voice.term("notes.formula" if words else "notes.plain")
    yield term.format(name=name, value=value, formula=words, cells=voice.term("label.list_mark").join(cells))
