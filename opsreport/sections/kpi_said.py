"""What owners typed of the metrics off target: one note a metric, cause before next step, owed ones named."""

from __future__ import annotations

from collections.abc import Sequence

from opsreport.analysis.scorecard import MetricReading
from opsreport.model.block import Insight, Note
from opsreport.model.report import Voice
from opsreport.model.table import Dataset
from opsreport.sections.labels import DUE, owed_note, typed

MOST_SAID = 4
STRIP_MARGIN, STRIP_LINE = 0.08, 0.215
ENDS = ("。", "！", "？", "；", ".", "!", "?", ";")


def off_target_notes(dataset: Dataset, readings: Sequence[MetricReading], voice: Voice) -> tuple[Note, ...]:
    """A note for each metric off target with a cause or a next step, lowest attainment first; one for the others."""
    off = sorted((one for one in readings if one.status in DUE), key=lambda one: _attained(one))
    said = tuple(_note(dataset, one, voice) for one in off if one.cause or one.next_step)
    silent = [one.metric.label(voice.lang) for one in off if not (one.cause or one.next_step)]
    return said + owed_note(silent, voice)


def strip_of(notes: Sequence[Note], voice: Voice) -> tuple[Insight, float]:
    """The notes as a strip without a heading, and its height in inches; of more than four the last ones stay away.

    Who owes a cause stays named: that note is the last of them and takes the fourth line.
    """
    kept = tuple(notes) if len(notes) <= MOST_SAID else (*notes[: MOST_SAID - 1], notes[-1])
    alt = f"{voice.term('kpi.said')}：{len(kept)}" if voice.lang == "zh" else f"{voice.term('kpi.said')}: {len(kept)}"
    return Insight("", kept, alt), STRIP_MARGIN + STRIP_LINE * len(kept)


def _attained(one: MetricReading) -> float:
    return 0.0 if one.attainment.is_missing else one.attainment.amount


def _note(dataset: Dataset, one: MetricReading, voice: Voice) -> Note:
    authors = (typed(dataset, "metric", one.metric.id, kind)[1] for kind in ("cause", "next"))
    author = one.owner or next((name for name in authors if name), "")
    return Note(_sentence(one, voice), typed=True, author=author)


def _sentence(one: MetricReading, voice: Voice) -> str:
    """Cause (or that it is owed) and next step behind the name, as typed."""
    name, cause = one.metric.label(voice.lang), voice.term("label.typed.cause")
    pattern, owed = voice.term("label.typed.named"), voice.term("mark.missing_cause")
    first = pattern.format(name=name, kind=cause, text=one.cause) if one.cause else f"**{name}**{_gap(voice)}{owed}"
    if not one.next_step:
        return first
    join = "label.typed.after_stop" if first.endswith(ENDS) else "label.typed.after"
    return voice.term(join).format(first=first, kind=voice.term("label.typed.next"), text=one.next_step)


def _gap(voice: Voice) -> str:
    return "" if voice.lang == "zh" else " "
