"""Messy pages through shaping and checking: what was read of a plain table, what it means, and what refused it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.period import Period
from opsreport.model.table import Cell, Dataset, Sheet, Table, column_letter
from opsreport.shaping import shaped
from tests.mess.mixing import Mess
from tests.mess.plain import Page, Plain, Typed, Value

JUNE = Period.parse("2025-06")
# what says that something is missing, not that a cell could not be read
ABOUT_THE_REST = {"missing_tab", "no_such_month"}
# what warns that a sheet, a table of it, or what it says of its unit was not read at all; a note does not
UNREAD = {"unknown_table", "users_unread", "users_split", "unit_unheeded"}
# tables that repeat names, say something of a row, or add rows up where no sheet has the metrics
BESIDE = {"channel_defs", "metric_defs", "commentary", "kpi"}


@dataclass(frozen=True)
class Kept:
    """Where the rows of a plain table are kept: headers by field, the rows that go there, names that change."""

    table: str
    fields: Mapping[str, str]
    only: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)


_METRIC_IDS = {
    "总营收": "revenue",
    "新增注册用户数": "new_users",
    "月活跃用户": "mau",
    "付费转化率": "pay_conv",
    "投入产出比": "roi",
}
_STATUS = {"status": {"已完成": "done", "进行中": "doing", "未开始": "todo", "已批": "approved"}}
_METRIC = {"metric_id": _METRIC_IDS}


def _funnel(step: str) -> Kept:
    numbered = {"访问": 1, "加购": 2, "下单": 3, "支付": 4}
    return Kept(
        "funnels",
        {"month": "月份", "step_name": step, "step_no": step, "users": "人数"},
        words={"step_no": numbered},
    )


def _tiers(tier: str) -> Kept:
    fields = {"users": "人数", "interactions": "互动次数", "revenue": "收入"}
    return Kept("activity_tiers", {"month": "月份", "tier": tier} | fields)


KEPT: Mapping[str, Sequence[Kept]] = {
    "核心指标": [
        Kept("kpi", {"month": "月份", "metric_id": "指标", "target": "目标", "actual": "实际"}, words=_METRIC)
    ],
    "经营指标": [Kept("kpi", {"month": "月份", "metric_id": "指标", "actual": "实际"}, words=_METRIC)],
    "渠道数据": [
        Kept(
            "channels",
            {"month": "月份", "channel_id": "渠道"}
            | {"visits": "访问量", "new_users": "新增用户", "revenue": "收入", "spend": "费用"},
        ),
    ],
    "用户留存": [
        Kept(
            "retention",
            {"cohort_month": "月份", "day_n": "名称", "retained": "人数", "observed": "基数"},
            words={"day_n": {"次日": 1, "7日": 7, "30日": 30}},
        )
    ],
    "用户漏斗": [_funnel("名称")],
    "购买漏斗": [_funnel("步骤")],
    "用户数据": [_tiers("名称")],
    "用户分层": [_tiers("分层")],
    "活动数据": [
        Kept(
            "campaigns",
            {"month": "月份", "campaign_id": "活动", "mode": "形式", "start": "开始", "end": "结束"}
            | {"participants": "参与人数", "revenue_target": "收入目标", "revenue": "收入"},
        ),
        *(
            Kept("campaign_costs", {"month": "月份", "campaign_id": "活动", "actual": header, "cost_type": f"={kind}"})
            for header, kind in (("推广费", "promotion"), ("奖品补贴", "prizes"))
        ),
    ],
    "内容数据": [
        Kept(
            "contents",
            {"month": "发布月份", "publish_at": "发布时间", "platform": "平台", "title": "标题"}
            | {"reads": "阅读播放", "likes": "点赞", "comments": "评论", "revenue": "成交额"},
        )
    ],
    "工作计划": [
        Kept(
            "actions",
            {"month": "月份", "action": "事项", "owner": "负责人", "start": "开始", "due": "截止"}
            | {"status": "状态", "progress": "进度"},
            {"类型": "行动"},
            _STATUS,
        ),
        Kept(
            "goals",
            {"period": "月份", "metric_id": "事项", "owner": "负责人", "value": "数值"},
            {"类型": "目标"},
            _METRIC,
        ),
        Kept(
            "resources",
            {"period": "月份", "item": "事项", "owner": "负责人", "due": "截止", "status": "状态", "amount": "数值"},
            {"类型": "资源"},
            _STATUS,
        ),
    ],
}


def sheet_of(page: Page) -> Sheet:
    """The page as reading gives it."""
    cells = {at: _cell(at, value) for at, value in sorted(page.cells.items()) if value is not None}
    merged = tuple(f"{column_letter(b)}{a}:{column_letter(d)}{c}" for a, b, c, d in page.merged)
    return Sheet(page.file, page.sheet, cells, merged, date_1904=page.is_1904)


def _cell(at: tuple[int, int], value: Value) -> Cell:
    shown, form = (value.shown, value.form) if isinstance(value, Typed) else (value, "")
    if isinstance(shown, date):
        return Cell(*at, "date", shown, "yyyy-mm-dd")
    return Cell(*at, "text", shown) if isinstance(shown, str) else Cell(*at, "number", float(shown or 0), form)


def read_back(pages: Sequence[Page]) -> tuple[Dataset, Findings]:
    """The pages shaped and checked for June 2025."""
    done = shaped([sheet_of(page) for page in pages], period=JUNE)
    return check(done.sheets, JUNE, done.findings)


Row = tuple[tuple[str, str], ...]


def expected(plain: Plain) -> list[Row]:
    """Every row that the plain table means: the table it belongs in, and each filled field as text."""
    rows = []
    for month, name, values in plain.rows():
        line = dict(zip((*plain.keys, *plain.measures), (*name, *values), strict=True)) | {plain.month: month}
        for kept in KEPT[plain.title]:
            row = _meant(kept, line)
            if all(line[header] == word for header, word in kept.only.items()) and _says_something(kept, row, plain):
                rows.append((("", kept.table), *sorted(row.items())))
    return sorted(rows)


def _meant(kept: Kept, line: Mapping[str, Value]) -> dict[str, str]:
    found = {}
    for name, header in kept.fields.items():
        value = header[1:] if header.startswith("=") else line[header]
        if value is not None:
            found[name] = _text(kept.words.get(name, {}).get(str(value), value))
    return found


def _says_something(kept: Kept, row: Mapping[str, str], plain: Plain) -> bool:
    return any(name in row for name, header in kept.fields.items() if header in plain.measures)


def _text(value: object) -> str:
    """A value as it is compared: numbers but for the last bits of a division, days without their hour."""
    if isinstance(value, date | pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return f"{value:.8g}" if isinstance(value, int | float) else str(value)


def rows_read(dataset: Dataset, plain: Plain, pages: Sequence[Page]) -> Iterator[tuple[Table, int]]:
    """Every row of every table that was read from these pages, names, remarks and sums apart."""
    beside = BESIDE - {kept.table for kept in KEPT[plain.title]}
    sheets = {(page.file, page.sheet) for page in pages}
    for table in dataset.tables.values():
        for row in table.frame.index.tolist() if table.name not in beside else ():
            if any((one.file, one.sheet) in sheets for one in table.places[row].whole):
                yield table, row


def actual(dataset: Dataset, plain: Plain, pages: Sequence[Page]) -> list[Row]:
    """Every row that was read from the pages, the same way; those of a table it does not belong in as well."""
    fields: dict[str, set[str]] = {}
    for kept in KEPT[plain.title]:
        fields.setdefault(kept.table, set()).update(kept.fields)
    rows = []
    for table, row in rows_read(dataset, plain, pages):
        filled = {name: table.value(row, name) for name in sorted(fields.get(table.name, ()))}
        rows.append((("", table.name), *((name, _text(value)) for name, value in filled.items() if value is not None)))
    return sorted(rows)


def strayed(dataset: Dataset, plain: Plain, pages: Sequence[Page]) -> list[str]:
    """The numbers whose address does not hold them."""
    headers = {(kept.table, name): header for kept in KEPT[plain.title] for name, header in kept.fields.items()}
    wrong = []
    for table, row in rows_read(dataset, plain, pages):
        for name in (name for name in table.frame.columns if headers.get((table.name, name)) in plain.measures):
            value = table.value(row, name)
            if value is not None and abs(_at(pages, table, row, name) - value) > 1e-6:
                wrong.append(f"{table.origin(row, name)} is not {value}")
    return wrong


def _at(pages: Sequence[Page], table: Table, row: int, name: str) -> float:
    """The number that stands where the row of a table says it was read."""
    origin = table.origin(row, name)
    found = re.fullmatch(r"([A-Z]+)(\d+)", origin.cell)
    page = next(page for page in pages if (page.file, page.sheet) == (origin.file, origin.sheet))
    letters = {column_letter(column): column for column in range(1, page.right + 1)}
    cell = page.cells.get((int(found[2]), letters.get(found[1], 0))) if found else None
    meant = cell.means if isinstance(cell, Typed) else cell
    return float(meant) if isinstance(meant, int | float) else float("inf")


def refused(findings: Findings, pages: Sequence[Page]) -> list[str]:
    """What refuses cells of these pages, or leaves a whole sheet of them unread, by name."""
    sheets = {(page.file, page.sheet) for page in pages} | {(page.file, "") for page in pages}
    return [
        f"{finding.code} {origin}"
        for finding in findings
        if finding.code in UNREAD or (finding.is_blocking and finding.code not in ABOUT_THE_REST)
        for origin in finding.origins[:1]
        if (origin.file, origin.sheet) in sheets
    ]


def read(messes: Sequence[Mess]) -> Mapping[str, tuple[list[str], list[str]]]:
    """The messes in one folder, read: by table what came back otherwise than it was meant, and what was refused."""
    pages = {mess.table: mess.pages() for mess in messes}
    dataset, findings = read_back([page for found in pages.values() for page in found])
    return {
        mess.table: (_wrong(dataset, mess.plain, pages[mess.table]), refused(findings, pages[mess.table]))
        for mess in messes
    }


def _wrong(dataset: Dataset, plain: Plain, pages: Sequence[Page]) -> list[str]:
    want, have = expected(plain), actual(dataset, plain, pages)
    lost = [f"not read: {dict(row)}" for row in want if row not in have]
    strange = [f"read: {dict(row)}" for row in have if row not in want]
    twice = ["rows read twice"] if len(have) > len(set(have)) else []
    return [*lost[:2], *strange[:2], *twice, *strayed(dataset, plain, pages)[:2]]
