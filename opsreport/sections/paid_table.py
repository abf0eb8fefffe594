"""The table beside the ROI chart: paid channels with their verdicts, other spenders, the rest, the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opsreport.analysis.channels import group_of
from opsreport.analysis.compare import difference
from opsreport.analysis.cutoff import is_partial
from opsreport.analysis.returns import RoiRow
from opsreport.model.block import Grid, Row, RowStyle, Words
from opsreport.model.number import Number, Tone
from opsreport.model.report import Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import INDEX, MONEY, RATIO
from opsreport.sections.labels import ColumnLook, column, unit_note_of
from opsreport.sections.parts import Part, cells_of, columns_of, filled_parts

ROWS = 14
MOST_PAID = 10
MOST_NATURAL = 2
FINE_MONEY = replace(MONEY, decimals=1)
VERDICT_TONES: Mapping[str, Tone] = {
    "increase": Tone.good,
    "optimise": Tone.watch,
    "reduce": Tone.bad,
    "stop": Tone.bad,
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed row: one channel or several together; `kind` paid | other | natural | rest | total."""

    name: str
    kind: str
    spend: Number
    roi: Number
    change: Number
    cac: Number
    below: bool
    verdict: str = ""
    override: str = ""


def table(dataset: Dataset, rows: Sequence[RoiRow], total: RoiRow, voice: Voice) -> Grid:
    """Every channel with spend and the total; beyond fourteen the smaller other spenders in one row."""
    single, folded = _split(rows)
    lines = [_single(dataset, row, voice) for row in single]
    if folded:
        at = next((i for i, line in enumerate(lines) if line.kind == "natural"), len(lines))
        lines.insert(at, _rest(dataset, folded, voice))
    if len(rows) > 1:
        lines.append(_line(dataset, total, (voice.term("mark.total"), "total")))
    parts = filled_parts(_parts(voice), lines)
    styles: dict[str, RowStyle] = {"total": "total", "rest": "muted"}
    printed = tuple(Row(cells_of(parts, one), styles.get(one.kind, "body"), _group(one)) for one in lines)
    return Grid(columns_of(parts), printed, voice.term("paid.table"), _note(lines, voice))


def _note(lines: Sequence[_Line], voice: Voice) -> str:
    spend = unit_note_of(MONEY, [line.spend for line in lines], voice)
    cac = unit_note_of(MONEY, [line.cac for line in lines], voice)
    key = "paid.table_note" if any(line.kind == "paid" for line in lines) else "paid.table_units"
    return voice.term(key).format(spend=spend, cac=cac)


def _group(line: _Line) -> str:
    return {"rest": "other", "total": ""}.get(line.kind, line.kind)


def _split(rows: Sequence[RoiRow]) -> tuple[list[RoiRow], list[RoiRow]]:
    """The rows printed one by one (paid by ROI, others by spend, natural last) and those folded into one."""
    paid = [row for row in rows if row.is_paid]
    natural = [row for row in rows if row.is_natural and not row.is_paid]
    others = sorted((row for row in rows if row not in paid and row not in natural), key=lambda row: -row.spend.amount)
    if len(rows) <= ROWS:
        return [*paid, *others, *natural], []
    paid_kept, natural = paid[:MOST_PAID], natural[:MOST_NATURAL]
    room = max(ROWS - 1 - len(paid_kept) - len(natural), 0)
    kept = [*paid_kept, *others[:room], *natural]
    return kept, [row for row in rows if row not in kept]


def _kind(row: RoiRow) -> str:
    return "paid" if row.is_paid else "natural" if row.is_natural else "other"


def _single(dataset: Dataset, row: RoiRow, voice: Voice) -> _Line:
    name = voice.term("channel.in_test").format(name=row.name) if row.is_test else row.name
    return _line(dataset, row, (name, _kind(row)))


def _line(dataset: Dataset, row: RoiRow, labels: tuple[str, str]) -> _Line:
    change = Number(None, INDEX) if is_partial(dataset) else row.roi_change
    rule = "" if row.roi.is_missing else row.verdict
    return _Line(*labels, row.spend, row.roi, change, row.cac, row.below, rule, row.override)


def _rest(dataset: Dataset, folded: Sequence[RoiRow], voice: Voice) -> _Line:
    """Several channels together, their ratios from their sums."""
    names = tuple(row.id for row in folded)
    now = group_of(dataset, dataset.period, names)
    before = group_of(dataset, dataset.period.previous, names)
    change = Number(None, INDEX) if is_partial(dataset) else difference(now["roi"], before["roi"], "up")
    label = voice.term("channel.folded").format(count=len(folded))
    return _Line(label, "rest", now["spend"], now["roi"], change, now["cac"], below=False)


def _parts(voice: Voice) -> tuple[Part[_Line], ...]:
    return (
        Part(column(voice, "column.channel", "text", 3.0), lambda line: Words(line.name, line.kind == "paid")),
        Part(column(voice, "paid.spend", "number", 0.68, ColumnLook(MONEY)), lambda line: line.spend),
        Part(column(voice, "paid.roi", "number", 0.68, ColumnLook(RATIO)), _roi),
        Part(column(voice, "paid.on_last_month", "change", 0.95, ColumnLook(INDEX)), lambda line: line.change),
        Part(column(voice, "paid.cac", "number", 0.74, ColumnLook(FINE_MONEY)), lambda line: line.cac),
        Part(column(voice, "paid.rule", "text", 0.82), lambda line: _verdict(line.verdict, voice)),
        Part(column(voice, "paid.by_hand", "text", 1.12), lambda line: _override(line.override, voice)),
    )


def _roi(line: _Line) -> Number:
    return line.roi.toned(Tone.bad) if line.below and line.kind == "paid" else line.roi


def _verdict(code: str, voice: Voice) -> Words | None:
    if not code:
        return None
    text = voice.term(f"choice.channels.verdict_override.{code}")
    return Words(text, strong=True, tone=VERDICT_TONES.get(code, Tone.neutral))


def _override(code: str, voice: Voice) -> Words | None:
    """A person's choice, marked as such."""
    if not code:
        return None
    text = voice.term(f"choice.channels.verdict_override.{code}")
    return Words(voice.term("paid.chosen").format(verdict=text), tone=VERDICT_TONES.get(code, Tone.neutral))
