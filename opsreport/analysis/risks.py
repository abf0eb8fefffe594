"""The risks of a plan, scored."""

from __future__ import annotations

from dataclasses import dataclass

from opsreport.analysis.cells import int_at, rows_for, rows_of, text_at
from opsreport.analysis.rules import Rules, rules_of
from opsreport.model.period import Period
from opsreport.model.table import Dataset, Table


@dataclass(frozen=True, slots=True)
class RiskReading:
    """One risk, 1 to 5 each way: score = probability × impact, `level` high | medium | low.

    Without one of the two there is no score (0) and no level ("").
    """

    name: str
    probability: int | None
    impact: int | None
    score: int
    level: str
    mitigation: str
    owner: str


def risks(dataset: Dataset, period: Period | None = None) -> tuple[RiskReading, ...]:
    """The risks of a period (next month by default) by score, highest first, those without one last."""
    table = rows_for(dataset, "risks", period=period or dataset.period.plus(1))
    if table is None:
        return ()
    read = [_risk(table, row, rules_of(dataset)) for row in rows_of(table)]
    return tuple(sorted(read, key=lambda risk: -risk.score))


def _risk(table: Table, row: int, rules: Rules) -> RiskReading:
    probability, impact = int_at(table, row, "probability"), int_at(table, row, "impact")
    score = (probability or 0) * (impact or 0)
    level = "high" if score >= rules["risk_high"] else "medium" if score >= rules["risk_medium"] else "low"
    level = level if score else ""
    texts = (text_at(table, row, field) for field in ("mitigation", "owner"))
    return RiskReading(text_at(table, row, "name"), probability, impact, score, level, *texts)
