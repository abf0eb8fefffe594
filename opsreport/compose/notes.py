"""The small print of a page: where its data stand, and where each of its numbers comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from opsreport.compose.final import texts_of
from opsreport.model.block import Block, Grid, shown_numbers
from opsreport.model.number import Cells, Number, leaves
from opsreport.model.printed import printed_numbers
from opsreport.model.report import Draft, Slide, fact_numbers
from opsreport.model.table import Dataset, Place, Table
from opsreport.model.trace import cell_ranges, formula_words
from opsreport.templating import spoken
from opsreport.wording.voice import Wording

MOST_LINES = 80
MOST_FILES = 2
REMARKS = ("commentary",)
NAMES = ("_id", "author", "owner", "unit", "key")


def source_line(draft: Draft, dataset: Dataset, voice: Wording) -> str:
    """数据来源：运营数据.xlsx › 渠道、核心指标；截至2025-06-30. "" where nothing of the page was typed in a sheet.

    The sheets are those that the page's numbers were read from, then those of
    its tables that gave only text.
    """
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
    """Where the rows of the page stand, in the order of its tables; what only gave words comes last."""
    read, said = _rows_read(draft), "\n".join(texts_of(draft.blocks))
    names = [name for name in draft.tables if name in read]
    for name in dict.fromkeys((*names, *read, *draft.tables, *REMARKS)):
        if name in dataset.tables:
            table = dataset[name]
            rows = read.get(name) or _rows_quoted(table, dataset, said)
            yield from (part for row in rows if row in table.places for part in table.places[row].whole)


def _rows_read(draft: Draft) -> dict[str, dict[int, None]]:
    """The rows of each table that the page's numbers reach."""
    shown = [number for block in draft.blocks for _, number in shown_numbers(block)]
    shown += [number for _, number in fact_numbers(draft.facts)]
    found: dict[str, dict[int, None]] = {}
    for leaf in (leaf for number in shown if not number.is_missing for leaf in leaves(number.source)):
        found.setdefault(leaf.table, {}).update(dict.fromkeys(leaf.rows))
    return found


def _rows_quoted(table: Table, dataset: Dataset, said: str) -> list[int]:
    """The month's rows with a typed text that the page repeats."""
    fields = [field.name for field in table.schema.fields if field.kind == "text" and not field.name.endswith(NAMES)]
    rows = (row for row in _rows(table, dataset) if table.value(row, "kind") != "owner")
    values = ((row, table.value(row, name)) for row in rows for name in fields)
    return list(dict.fromkeys(row for row, value in values if isinstance(value, str) and _is_quoted(value, said)))


def _is_quoted(value: str, said: str) -> bool:
    """Whether all lines of a typed text stand on the page."""
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    return bool(lines) and all(line in said for line in lines)


def _rows(table: Table, dataset: Dataset) -> list[int]:
    """The rows of the report's month where there are any, else all rows."""
    frame = table.frame
    now = frame[frame["month"] == str(dataset.period)] if "month" in frame else frame
    return [int(row) for row in (frame if now.empty else now).index]


def speaker_notes(slide: Slide, dataset: Dataset, voice: Wording) -> str:
    """A line a number: its place on the page, value, formula in words and cells; those of sentences last."""
    lines = list(dict.fromkeys(_lines(slide, dataset, voice)))
    if not lines:
        return ""
    rest = len(lines) - MOST_LINES
    tail = [voice.term("notes.more").format(count=rest)] if rest > 0 else []
    return "\n".join([voice.term("notes.heading"), *lines[:MOST_LINES], *tail])


def _lines(slide: Slide, dataset: Dataset, voice: Wording) -> Iterator[str]:
    shown = [pair for block in slide.blocks for pair in shown_numbers(_without_sparks(block))]
    seen = {(number.value, number.unit) for _, number in shown}
    for name, number in shown:
        yield from _line(name.strip(" ·"), number, dataset, voice)
    for place, _, number in printed_numbers(slide, voice.lang, voice.terms):
        if (number.value, number.unit) not in seen:
            yield from _line(voice.term(f"notes.{place}"), number, dataset, voice)


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
