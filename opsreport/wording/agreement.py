"""The reconciliation statement as text: what must agree, both sides, how far apart they are and may be."""

from __future__ import annotations

from opsreport.model.finding import Findings, Identity
from opsreport.model.unit import Scale, Unit
from opsreport.wording.voice import Wording

_LARGE = 1_000
STATEMENT = ("verdict", "identity", "left", "right", "apart", "allowed")


def statement_rows(findings: Findings, voice: Wording) -> list[tuple[str, ...]]:
    """A row of texts an identity, under the heads of STATEMENT: those that do not hold, those that do, the rest."""
    rows = [_row(one, voice) for one in findings.compared]
    return rows + [_left_out(one, voice) for one in findings.not_applicable]


def _row(one: Identity, voice: Wording) -> tuple[str, ...]:
    unit, apart = one.left.unit, one.left.amount - one.right.amount
    sides = [_exact(unit, number.amount) for number in (one.left, one.right)]
    verdict = voice.term("verdict.met" if one.is_met else "verdict.unmet")
    allowed = _exact(unit, one.slack) if one.slack else "0"
    return verdict, identity_text(one, voice), *sides, _exact(unit, apart), allowed


def _left_out(one: Identity, voice: Wording) -> tuple[str, ...]:
    """What could not be looked at, and what is missing for it."""
    mark = voice.term("label.list_mark")
    what = mark.join(voice.term(f"lacks.{name}").format(gaps=mark.join(one.gaps)) for name in one.lacks)
    said = voice.term("verdict.lacks").format(what=what)
    text = voice.term("check.left_out").format(name=identity_text(one, voice), reason=said)
    return voice.term("verdict.out"), text, *([""] * (len(STATEMENT) - 2))


def _exact(unit: Unit, value: float) -> str:
    """The number in full: no 万, a decimal only where it is small and has some."""
    is_whole = unit.kind != "rate" and (float(value).is_integer() or abs(value) >= _LARGE)
    return unit.text(value, scale=Scale(decimals=0 if is_whole else 2))


def identity_text(one: Identity, voice: Wording) -> str:
    """What must agree, with the month and the thing it is about: "2025-06 付费转化率：实际 = 分子 ÷ 分母"."""
    subject = voice.term("check.of_many").format(subject=one.subject, count=one.count) if one.count > 1 else one.subject
    about = " ".join(word for word in (one.month, subject) if word)
    name = voice.term(f"identity.{one.key}")
    return voice.term("check.about").format(about=about, name=name) if about else name
