"""The appendix: what each metric means, where the data stand, what is missing and what was noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from opsreport.analysis.compare import FINE_BELOW
from opsreport.analysis.rules import rules_of
from opsreport.analysis.scorecard import MetricReading, scorecard
from opsreport.metrics import formula_words
from opsreport.model.block import Block, Grid, Insight, Note, Row, Words
from opsreport.model.finding import Finding, Findings, said_details
from opsreport.model.number import Cells, Constant, Method, Number, Source
from opsreport.model.report import Draft, Fact, Voice
from opsreport.model.table import Dataset, Place, Table
from opsreport.model.unit import POINTS, RATE
from opsreport.schemas import STARTER
from opsreport.schemas.kinds import kind_of
from opsreport.sections.labels import column, time_facts, unit_word

MOST_FINDINGS = 4
MOST_SHEETS = 8
MOST_RESTATED = 2
SOURCE_HEAD, SOURCE_ROW = 0.75, 0.28
RULES = {"green": RATE, "near": RATE, "amber": RATE, "stable_points": POINTS, "stable_relative": RATE}
_NUMBERS = ("int", "number", "money", "rate")
Sheets = Mapping[tuple[str, str], Number]


def definitions(drafts: tuple[Draft, ...], dataset: Dataset, findings: Findings, voice: Voice) -> Draft | None:
    """Definitions (a register), sources with their rows, and what the reader should know. None without pages."""
    readings, sheets, told = scorecard(dataset), _sheets(dataset), findings.told
    if not drafts:
        return None
    facts = {**_facts(dataset, readings, sheets, told), "handled": _handled(findings), "pages": _pages(findings, voice)}
    notes = _notes(dataset, told, facts, voice)
    side: tuple[Block, ...] = (_sources(sheets, voice),) if sheets else ()
    if notes:
        side += (Insight(voice.term("appendix.about"), notes),)
    blocks = (_register(readings, voice), *side) if readings else side
    tables = tuple(name for name, table in dataset.tables.items() if len(table))
    return Draft("appendix/definitions", facts, _arrangement(len(readings), len(side), len(sheets)), blocks, tables)


def _arrangement(metrics: int, side: int, sheets: int) -> str:
    height = SOURCE_HEAD + SOURCE_ROW * min(sheets, MOST_SHEETS)
    right = f"({height:.2f},*)" if side == 2 else ""
    return f"7+5{right}" if metrics and side else f"12{right}"


def _facts(
    dataset: Dataset, readings: tuple[MetricReading, ...], sheets: Sheets, findings: Findings
) -> dict[str, Fact]:
    rules = rules_of(dataset)
    return {
        **time_facts(dataset),
        "metrics": len(readings),
        "files": len({file for file, _ in sheets}),
        "sheets": len(sheets),
        "findings": len(findings),
        "identities": len(findings.compared),
        "restated": sum(int(one.details["count"]) for one in findings if one.code == "restated"),
        "restatements": _restatements(findings),
        "agreed": sum(one.is_met for one in findings.compared),
        "alike": tuple(Counter(finding.code for finding in findings).values()),
        "missing": _missing_tabs(dataset),
        "fine_below": Number(FINE_BELOW, RATE, Constant(FINE_BELOW)),
        "rules": {name: Number(rules[name], unit, Constant(rules[name])) for name, unit in RULES.items()},
    }


def _restatements(findings: Findings) -> tuple[dict[str, Fact], ...]:
    """The first numbers of earlier months that are others now: of which month and column, old and new."""
    told = [finding for finding in findings if finding.code == "restated"][:MOST_RESTATED]
    return tuple({name: one.details[name] for name in ("month", "column", "changes")} for one in told)


def _handled(findings: Findings) -> dict[str, Fact]:
    """How many findings tell that something was corrected, ignored or is missing."""
    counts = Counter(kind_of(finding.code) for finding in findings)
    return {kind: counts[kind] for kind in ("corrected", "ignored", "missing")}


def _pages(findings: Findings, voice: Voice) -> dict[str, Fact]:
    """The pages that each of these kinds touches, "" for none."""
    kinds = ("corrected", "ignored", "missing")
    return {kind: _page_runs((n for one in findings if one.kind == kind for n in one.pages), voice) for kind in kinds}


def _page_runs(pages: Iterable[int], voice: Voice) -> str:
    """Page numbers in order, neighbours joined (第3–5、8页); "" for none."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    said = voice.term("label.list_mark").join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    is_one = [len(run) for run in runs] == [1]
    return voice.term("appendix.page" if is_one else "appendix.pages").format(pages=said) if runs else ""


def _sheets(dataset: Dataset) -> Sheets:
    """How many rows of each sheet of each file are used, in the order of the tables; traced to the rows."""
    rows: dict[tuple[str, str], set[int]] = {}
    ids: dict[tuple[str, str], dict[str, list[int]]] = {}
    for table in dataset.tables.values():
        for row, place in ((row, part) for row, one in table.places.items() for part in one.whole):
            rows.setdefault((place.file, place.sheet), set()).update(_rows_of(table, place))
            ids.setdefault((place.file, place.sheet), {}).setdefault(table.name, []).append(row)
    return {place: _count(len(rows[place]), _whole_rows(ids[place])) for place in rows}


def _rows_of(table: Table, place: Place) -> Iterable[int]:
    """The rows of a sheet that a row was read from: those of its numbers, not the headers that say the rest of it."""
    if place.spots is None:
        return place.rows
    kinds = {field.name: field.kind for field in table.schema.fields}
    rows = {name: {row for row, _ in spots} for name, spots in place.spots.items() if kinds.get(name) != "month"}
    numbers = [own for name, own in rows.items() if kinds.get(name) in _NUMBERS]
    others = () if table.name == "metric_defs" else rows.values()
    return set().union(*(numbers or others))


def _whole_rows(ids: Mapping[str, Sequence[int]]) -> tuple[Source, ...]:
    return tuple(Cells(table, "", tuple(rows), "count") for table, rows in ids.items())


def _missing_tabs(dataset: Dataset) -> tuple[str, ...]:
    """The tabs of the workbook from which no table has a row."""
    tabs = {tab.titles[0]: {feed.table for feed in tab.feeds} - {"commentary", "meta"} for tab in STARTER}
    return tuple(title for title, names in tabs.items() if names and not any(dataset.has(name) for name in names))


def _register(readings: tuple[MetricReading, ...], voice: Voice) -> Grid:
    columns = (
        column(voice, "column.metric", "text", 1.55),
        column(voice, "appendix.definition", "text", 3.1),
        column(voice, "column.unit", "text", 0.55),
        column(voice, "appendix.direction", "text", 0.85),
        column(voice, "appendix.over_months", "text", 1.05),
    )
    rows = tuple(_definition(one, voice) for one in readings)
    return Grid(columns, rows, register=True)


def _definition(one: MetricReading, voice: Voice) -> Row:
    metric = one.metric
    words = formula_words(metric, voice.lang) or voice.term(_how_measured(one))
    return Row(
        (
            Words(metric.label(voice.lang), strong=True),
            Words(words),
            Words(unit_word(metric.unit, voice)),
            Words(voice.term(f"appendix.better.{metric.polarity}")),
            Words(voice.term(f"appendix.added.{metric.aggregation}")),
        )
    )


def _how_measured(one: MetricReading) -> str:
    """The term for where a figure without a formula comes from: typed, or the rows of another table added up."""
    match one.actual.source:
        case Cells(table=("channels" | "contents") as table):
            return f"appendix.summed.{table}"
    return f"appendix.measured.{one.metric.aggregation}"


def _sources(sheets: Sheets, voice: Voice) -> Grid:
    """The largest sheets first come first served: at most eight rows, the rest in one."""
    columns = (column(voice, "appendix.sheet", "text", 3.4), column(voice, "appendix.rows", "number", 0.9))
    names = list(sheets)
    if len(names) > MOST_SHEETS:
        names = names[: MOST_SHEETS - 1]
    rows = [_source(file, sheet, sheets[file, sheet], voice) for file, sheet in names]
    rest = [count for place, count in sheets.items() if place not in names]
    if rest:
        sources = tuple(count.source for count in rest if count.source)
        rows.append(Row((Words(voice.term("mark.other")), _count(sum(int(count.amount) for count in rest), sources))))
    return Grid(columns, tuple(rows), voice.term("appendix.sources"))


def _source(file: str, sheet: str, rows: Number, voice: Voice) -> Row:
    name = voice.term("appendix.place").format(file=file, sheet=sheet) if sheet else file
    return Row((Words(name), rows))


def _count(rows: int, sources: tuple[Source, ...]) -> Number:
    return Number(float(rows), source=Method("row_count", sources))


def _notes(dataset: Dataset, findings: Findings, facts: dict[str, Fact], voice: Voice) -> tuple[Note, ...]:
    """Typed remarks on sources, tabs not provided, then findings, one note a code, the gravest first."""
    remark = dataset.meta.get("source_note", "")
    said = (Note(remark, typed=True),) if remark else ()
    computed = tuple(Note(line) for line in voice.lines("appendix/definitions.insight", facts))
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    listed = tuple(Note(_finding_words(same, voice)) for same in list(by_code.values())[:MOST_FINDINGS])
    return computed + said + listed


def _finding_words(same: list[Finding], voice: Voice) -> str:
    """What the first finding of a code says, where, and how many more there are."""
    first = same[0]
    text = voice.term(f"finding.{first.code}.message").format_map(said_details(first, voice.term))
    if first.origins:
        text = voice.term("appendix.placed").format(place=first.origins[0], text=text)
    if len(same) > 1:
        text = voice.term("appendix.more").format(text=text, count=len(same))
    pages = _page_runs((page for one in same for page in one.pages), voice)
    return voice.term("appendix.touching").format(text=text, pages=pages) if pages else text
