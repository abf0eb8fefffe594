"""What people typed about tiers, steps and reasons, and months whose data are not complete yet.

The starter's column 原因或对策 says cause or countermeasure alike, so a remark names its object alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from opsreport.analysis.cutoff import is_partial
from opsreport.model.block import Note
from opsreport.model.report import Voice
from opsreport.model.table import Dataset
from opsreport.sections.labels import typed

KINDS = ("cause", "next")


def remark(dataset: Dataset, object_type: str, object_id: str) -> tuple[str, str]:
    """What stands beside one object this month: (text, author); ("", "") where nothing does."""
    found = (typed(dataset, object_type, object_id, kind) for kind in KINDS)
    return next((pair for pair in found if pair[0]), ("", ""))


def remarks(dataset: Dataset, object_type: str, names: Mapping[str, str], voice: Voice) -> tuple[Note, ...]:
    """The remarks about the objects in the order of `names` (id → the name to print), text as typed."""
    pattern = voice.term("remark.named")
    found = ((name, *remark(dataset, object_type, object_id)) for object_id, name in names.items())
    return tuple(Note(pattern.format(name=name, text=text), typed=True, author=by) for name, text, by in found if text)


def comparable(dataset: Dataset, *tables: str) -> Dataset:
    """The dataset; in a partial month without last month's rows of the tables, as a part compares with no whole."""
    if not is_partial(dataset):
        return dataset
    last = str(dataset.period.previous)
    cut = {name: replace(t, frame=t.frame[t.frame["month"] != last]) for name in tables if (t := dataset[name])}
    return replace(dataset, tables={**dataset.tables, **cut})


def month_before(dataset: Dataset) -> Dataset:
    """The same tables, looked at from the month before."""
    return replace(dataset, period=dataset.period.previous)
