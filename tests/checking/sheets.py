"""Sheets made of plain rows, and the shortest way through `check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opsreport.checking import check
from opsreport.model.finding import Finding, Findings
from opsreport.model.period import Period
from opsreport.model.table import Cell, Dataset, Sheet

JUNE = Period.parse("2025-06")
KPI_HEADER = (
    "月份＊",
    "指标＊",
    "单位",
    "目标",
    "实际＊",
    "分子",
    "分母",
    "越低越好",
    "权重",
    "原因",
    "下一步",
    "负责人",
)
CHANNEL_HEADER = ("月份", "渠道", "类型", "访问量", "新增用户", "付费用户", "收入", "费用", "费用预算", "测试中")
USER_HEADER = ("月份", "类别", "名称", "人数", "基数", "互动次数", "收入", "原因或对策")
PLAN_HEADER = (
    "类型", "事项", "月份", "维度", "数值", "单位", "负责人", "开始", "截止", "进度", "状态",
    "概率1–5", "影响1–5", "说明或应对",
)  # fmt: skip


@dataclass(frozen=True)
class As:
    """A number in a number format, e.g. As(0.048, "0.0%")."""

    value: float
    format: str


def sheet(name: str, *rows: Sequence[object], file: str = "运营.xlsx", merged: tuple[str, ...] = ()) -> Sheet:
    """A sheet of these rows from A1; None is a blank cell."""
    cells = {
        (row, column): _cell(row, column, value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value is not None
    }
    return Sheet(file, name, cells, merged)


def _cell(row: int, column: int, value: object) -> Cell:
    if isinstance(value, As):
        return Cell(row, column, "number", value.value, value.format)
    if isinstance(value, bool):
        return Cell(row, column, "flag", value)
    if isinstance(value, int | float):
        return Cell(row, column, "number", float(value))
    if isinstance(value, date):
        return Cell(row, column, "date", value, "yyyy-mm-dd")
    return Cell(row, column, "text", str(value))


def kpi(*rows: Sequence[object], file: str = "运营.xlsx") -> Sheet:
    """A 核心指标 sheet."""
    return sheet("核心指标", KPI_HEADER, *rows, file=file)


def metric(name: str, actual: object, **more: object) -> tuple[object, ...]:
    """One row of 核心指标 for June (or `month`): unit, target, numerator, denominator, lower, weight, cause."""
    order = ("unit", "target")
    parts = ("numerator", "denominator", "lower", "weight", "cause")
    head = (more.get("month", "2025-06"), name, *(more.get(key) for key in order), actual)
    return (*head, *(more.get(key) for key in parts))


def checked(*sheets: Sheet, month: Period = JUNE) -> tuple[Dataset, Findings]:
    """The sheets checked for June 2025."""
    return check(sheets, month)


def codes(findings: Findings) -> list[str]:
    """The codes found, without the notes about tabs that are not there and how values were read."""
    unheard = ("tab_left_out", "value_coerced", "value_absent")
    return [finding.code for finding in findings if finding.code not in unheard]


def only(findings: Findings, code: str) -> Finding:
    """The one finding of that code."""
    (one,) = [finding for finding in findings if finding.code == code]
    return one


def places(finding: Finding) -> list[str]:
    """The cells of a finding."""
    return [origin.cell for origin in finding.origins]
