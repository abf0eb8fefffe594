"""Rows that hold a measure of what another row names: those below the name, 目标 below a metric, 销售额目标."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.spelling import name_key, name_without_unit, unit_word
from opsreport.schemas.choices import PAST_WORDS
from opsreport.shaping.layout import Layout, main_key
from opsreport.shaping.rows import Row, made

_ALONE = re.compile(
    r"(?:本月|当月|月度)?(?:(?P<target>目标|计划|预算|target|budget)|(?P<actual>实际|实绩|actual))(?:值|数)?"
)
_RATE = re.compile(r"(?:目标|计划|预算)?(?:完成率|达成率|attainment)")
_PAST = frozenset(map(name_key, PAST_WORDS))
_BEHIND = re.compile(r"(.+?)(目标|计划|预算|实际|实绩|完成)(?:值|数|额)?")
_BEFORE = re.compile(r"(目标|实际)(?!值|数|额|完成|达成)(.+)")
_ACTUALS = ("实际", "实绩", "完成")
_AFTER_ACTUAL = ("计划",)  # a target only where the other row says that it is the actual: 会员 and 会员计划 are two
_OWN = frozenset(("metric", "unit"))  # labels that such rows may have


def with_names_down(layout: Layout, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of one measure each, those without a name as of the name above; the same where one stands twice so."""
    key = main_key(layout.tab)
    if not layout.of("measure") or key not in layout.labels:
        return rows
    done: list[Row] = []
    held: set[str] = set()
    for row in rows:
        said = row.measure or row.derived
        if key in row.labels or not done:
            held = set()
        elif key not in done[-1].labels or said in held or not said:
            return rows
        else:
            row = replace(row, labels={**done[-1].labels, **row.labels})
        held.add(said)
        done.append(row)
    return done


@dataclass(frozen=True, slots=True)
class _Named:
    """A row with the name in it: what it is of, and what of that it says."""

    row: Row
    text: str
    name: str
    said: str = ""

    @classmethod
    def of(cls, row: Row) -> _Named:
        found = row.labels.get("metric")
        text = name_without_unit(str(found.cell.value)).strip() if found and found.cell else ""
        if parts := _BEFORE.fullmatch(text):
            return cls(row, text, parts[2], parts[1])
        parts = _BEHIND.fullmatch(text)
        return cls(row, text, parts[1] if parts else text, parts[2] if parts else "")

    @property
    def key(self) -> str:
        return name_key(self.name)

    @property
    def unit(self) -> str:
        """The unit that the row says, in its name or beside it."""
        found = self.row.labels.get("unit")
        return unit_word(str(found.cell.value)) if found and found.cell else self.row.unit


def with_measures(layout: Layout, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, those that hold a measure of another metric as that metric's; the same where none clearly does.

    The columns must be months, or say no measure themselves.
    """
    slots = [one.slot for one in layout.of("value")]
    is_open = layout.tab.name == "kpi" and "metric" in layout.labels and not layout.of("measure")
    if not is_open or any(slot.name or slot.metric for slot in slots):
        return rows
    named = [_Named.of(row) for row in rows]
    if any(_alone(one) or _is_made(one) for one in named):
        return _below(named) or rows
    return _beside(named) or rows


def _alone(one: _Named) -> str:
    """The measure that a row is named by, and nothing else; "" for none."""
    found = _ALONE.fullmatch(name_key(one.text))
    return "" if found is None else "target" if found["target"] else "actual"


def _is_made(one: _Named) -> bool:
    """Whether a row is named by figures that are worked out of others, or of an earlier time, and nothing else."""
    key = name_key(one.text)
    return bool(_RATE.fullmatch(key)) or key in _PAST


def _below(rows: Sequence[_Named]) -> list[Row]:
    """The rows, 目标 and 完成率 as those of the metric above; none where one has none, stands twice, or says more."""
    done: list[Row] = []
    above: _Named | None = None
    held: set[str] = set()
    for one in rows:
        measure = _alone(one)
        said = measure or (one.text if _is_made(one) else "")
        if not said:
            above, held = one, {"actual"}
            done.append(replace(one.row, measure="actual"))
        elif above is None or said in held or not _may_be_of(one, above):
            return []
        else:
            held.add(said)
            done.append(replace(one.row, labels=above.row.labels, measure=measure, derived="" if measure else said))
    return done


def _may_be_of(one: _Named, other: _Named) -> bool:
    """Whether a row says nothing that only a metric of its own would, and no other unit than the metric's."""
    return one.row.labels.keys() <= _OWN and (one.unit in ("", other.unit) or _is_made(one))


def _beside(rows: Sequence[_Named]) -> list[Row]:
    """The rows, 销售额目标 as the target of 销售额 where that, or 销售额实际, has a row; none where no row is such."""
    plain = {name_key(one.text): at for at, one in enumerate(rows)}
    actual = {one.key: at for at, one in enumerate(rows) if one.said in _ACTUALS}
    done = [one.row for one in rows]
    for at, one in enumerate(rows):
        if not one.said or one.said in _ACTUALS:
            continue
        other = actual.get(one.key, -1 if one.said in _AFTER_ACTUAL else plain.get(one.key, -1))
        if other >= 0 and not done[other].measure and _may_be_of(one, rows[other]):
            told = rows[other].row.labels
            labels = {**told, "metric": made(one.name, told["metric"].spots)}
            done[other] = replace(done[other], labels=labels, measure="actual")
            done[at] = replace(one.row, labels=labels, measure="target")
    return done if any(row.measure for row in done) else []
