"""Whose plan a title says a table is: 6月计划 that of June, 下月目标 that of the month after its workbook's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import NamedTuple

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.schema import Tab
from opsreport.model.spelling import plain, simplified
from opsreport.model.table import Sheet
from opsreport.schemas.starter import PLAN as _TAB
from opsreport.shaping.words import is_dated, month_in
from opsreport.shaping.years import Years, years_around

PLAN = "plan"
_SPEAKS = re.compile(
    r"计划|规划|行动|目标|任务|安排|工作|事项|重点|资源|风险|决策|总结|复盘|进展|完成情况|plan|action|goal|target|risk|review"
)
# what is named so is the month's report, its plan that of the next
_REPORT = re.compile(r"月报|报告|数据|report")
_PARTS = re.compile(r"[及和与、，,/+&]|(?<![a-z])and(?![a-z])")
_MONTHS_OFF = {"上": 0, "本": 0, "当": 0, "下": 1, "last": 0, "this": 0, "next": 1}
_MONTH = re.compile(r"([上本当下])个?月|(last|this|next) month")
_LAST = re.compile(r"上个?月|last month")
_QUARTER = re.compile(r"([本当下])个?季度?|(this|next) quarter")
_NAMED_QUARTER = re.compile(r"(?:(20\d\d)年?)?(?:q([1-4])|第?([一二三四1-4])季度)")
_WHOLE_YEAR = re.compile(r"(?:(20\d\d)年)?(?:全年|年度)")
# a day in a file's name is that of its export
_DAY = re.compile(r"20\d\d[-_./年]?\d{1,2}[-_./月]?\d{2}(?!\d)|\d日")
_HAN = "一二三四"
_HALF = 6


class Plan(NamedTuple):
    """The period whose plan a table is, "" where nothing says it, and the text that says it of last month."""

    period: str = ""
    last_month: str = ""


NO_PLAN = Plan()


def plan_of(tab: Tab, texts: Iterable[str], years: Years, base: Period) -> Plan:
    """What the first text that says whose plan a table is says of one period; one that says several says none.

    `base` is the month of the workbook. What was planned last month is what its report looks back on: that month's.
    The last two texts are the names of sheet and file: 6月 in a file 2025年工作计划 is the plan of June.
    """
    for text in _together(list(texts)) if tab.name == PLAN else ():
        half = simplified(plain(text)).casefold()
        if not is_dated(text) and _SPEAKS.search(half):
            found = dict.fromkeys(one for part in _PARTS.split(half) if (one := _said(part, years, base)))
            if found:
                last = text if _LAST.search(half) else ""
                return Plan(str(next(iter(found))), last) if len(found) == 1 else NO_PLAN
    return NO_PLAN


def _together(texts: Sequence[str]) -> Sequence[str]:
    """The texts, the file's name with a sheet's that is no more than a month."""
    *others, sheet, file = texts
    month = month_in(sheet)
    return [*others, sheet, f"{PurePath(file).stem}{sheet}"] if month and not month[1] else texts


def month_asked(sheet: Sheet, period: str) -> str:
    """The month that a plan's sheet is likeliest of, seen from a month: that of its title, else the one after."""
    base = base_of(sheet, (), Period.parse(period))
    years = years_around((), sheet.name, sheet.file, (), base)
    return plan_of(_TAB, (sheet.name, sheet.file), years, base).period or str(base.plus(1))


def plan_findings(sheet: Sheet, tab: Tab, plan: Plan) -> tuple[Finding, ...]:
    """A warning that 上月计划 is read as what the report's month was to do, which a reader may mean otherwise."""
    if not plan.last_month:
        return ()
    details = {"tab": tab.titles[0], "seen": plan.last_month, "month": plan.period}
    return (Finding("plan_month_read", Severity.warn, (Origin(sheet.file, sheet.name),), details, tab.titles[0]),)


def base_of(sheet: Sheet, meta: Sequence[str], period: Period) -> Period:
    """The month that a sheet's workbook is of: its file's name says so, its report information, or the report's month.

    A sheet of a workbook with one for each month is of its own: 6月.
    """
    months = (month_in(text) for text in (PurePath(sheet.file).stem, *meta) if not _DAY.search(text))
    base = next((Period.month(one[0].year, one[0].number) for one in months if one and one[0].year), period)
    own = None if is_dated(sheet.name) or _SPEAKS.search(simplified(plain(sheet.name))) else month_in(sheet.name)
    return _near(own[0].number, own[0].year, base) if own else base


def _said(part: str, years: Years, base: Period) -> Period | None:
    if _REPORT.search(part):
        return None
    if found := _MONTH.search(part):
        return base.plus(_MONTHS_OFF[found[1] or found[2]])
    if found := _QUARTER.search(part):
        return _quarter(base).plus(_MONTHS_OFF[found[1] or found[2]])
    if found := _NAMED_QUARTER.search(part):
        number = int(found[2] or 0) or (_HAN.find(found[3]) + 1 or int(found[3]))
        return Period.parse(f"{found[1] or years.year or base.year}Q{number}")
    if found := _WHOLE_YEAR.search(part):
        return Period.parse(str(found[1] or years.year or base.year))
    month = month_in(part)
    return _near(month[0].number, month[0].year or years.year, base) if month else None


def _quarter(base: Period) -> Period:
    return Period.parse(f"{base.year}Q{(base.number + 2) // 3}")


def _near(number: int, year: int | None, base: Period) -> Period:
    """The month of a year that is said of it or around it, next to the workbook's month where that is of the year."""
    if year is not None and year != base.year:
        return Period.month(year, number)
    ahead = (number - base.number + _HALF) % 12 - _HALF
    return base.plus(ahead)
