"""Messy pages through shaping and checking, and what must come back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from opsreport.checking import check
from opsreport.model.finding import Findings
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import Cell, Dataset, Sheet, column_letter
from opsreport.shaping import Shaped, shaped
from tests.mess.plain import Page, Plain, Value

JUNE = Period.parse("2025-06")
CHANNELS = Plain(
    "渠道数据",
    {
        "月份": ["2025-04"] * 3 + ["2025-05"] * 3 + ["2025-06"] * 3,
        "渠道": ["搜索引擎广告", "自然搜索", "社交裂变"] * 3,
        "类型": ["付费", "自然", "裂变私域"] * 3,
        "访问量": [20_100, 31_200, 8_300, 21_400, 32_500, 8_600, 22_700, 33_800, 9_900],
        "新增用户": [601, 402, 203, 651, 442, 213, 701, 482, 223],
        "收入": [60_100.5, 30_200, 9_300, 64_100, 31_200, 9_900, 70_100, 33_200, 11_300],
        "费用": [15_000, None, 1_200, 16_000, None, 1_300, 17_000, None, 1_450],
    },
    ("渠道", "类型"),
    ("访问量", "新增用户", "收入", "费用"),
)
METRICS = Plain(
    "核心指标",
    {
        "月份": ["2025-04"] * 3 + ["2025-05"] * 3 + ["2025-06"] * 3,
        "指标": ["总营收", "新增注册用户数", "月活跃用户"] * 3,
        "目标": [90_000, 1_000, 9_000, 95_000, 1_100, 9_500, 99_000, 1_200, 9_900],
        "实际": [99_600.5, 1_206, 9_400, 105_200, 1_306, 9_800, 114_600, 1_406, 10_050],
    },
    ("指标",),
    ("目标", "实际"),
)
FIELDS = {
    "渠道数据": (
        "channels",
        "channel_id",
        {"访问量": "visits", "新增用户": "new_users", "收入": "revenue", "费用": "spend"},
    ),
    "核心指标": ("kpi", "metric_id", {"目标": "target", "实际": "actual"}),
}
IDS = {"总营收": "revenue", "新增注册用户数": "new_users", "月活跃用户": "mau"}


def sheet_of(page: Page) -> Sheet:
    """The page as reading gives it."""
    cells = {at: _cell(at, value) for at, value in sorted(page.cells.items())}
    merged = tuple(f"{column_letter(b)}{a}:{column_letter(d)}{c}" for a, b, c, d in page.merged)
    return Sheet(page.file, page.sheet, cells, merged)


def _cell(at: tuple[int, int], value: Value) -> Cell:
    return Cell(*at, "text", value) if isinstance(value, str) else Cell(*at, "number", float(value or 0))


def read_back(pages: Sequence[Page]) -> tuple[Shaped, Dataset, Findings]:
    """The pages shaped and checked for June 2025."""
    done = shaped([sheet_of(page) for page in pages], period=JUNE)
    return done, *check(done.sheets, JUNE, done.findings)


Numbers = Mapping[tuple[str, str, str], float]


def expected(plain: Plain) -> Numbers:
    """Every number of the plain table by month, id and field."""
    _, _, fields = FIELDS[plain.title]
    found: dict[tuple[str, str, str], float] = {}
    for month in plain.months:
        for name in plain.names:
            for measure, field in fields.items():
                value = plain.value(month, name, measure)
                if isinstance(value, int | float):
                    found[month, IDS.get(str(name[0]), str(name[0])), field] = float(value)
    return found


def numbers(dataset: Dataset, plain: Plain) -> Numbers:
    """Every number of the table that was read, the same way."""
    table_name, key, fields = FIELDS[plain.title]
    table = dataset[table_name]
    return {
        (str(table.value(row, "month")), str(table.value(row, key)), field): float(value)
        for row in table.frame.index.tolist()
        for field in fields.values()
        if (value := table.value(row, field)) is not None
    }


def strayed(dataset: Dataset, plain: Plain, pages: Sequence[Page]) -> list[str]:
    """The numbers whose address does not hold them."""
    table_name, _, fields = FIELDS[plain.title]
    table = dataset[table_name]
    wrong = []
    for row in table.frame.index.tolist():
        for field in fields.values():
            value = table.value(row, field)
            if value is not None and not _is_close(_at(pages, table.origin(row, field)), value):
                wrong.append(f"{table.origin(row, field)} is not {value}")
    return wrong


def _at(pages: Sequence[Page], origin: Origin) -> Value:
    found = re.fullmatch(r"([A-Z]+)(\d+)", origin.cell)
    page = next(page for page in pages if (page.file, page.sheet) == (origin.file, origin.sheet))
    if found is None:
        return None
    letters = {column_letter(column): column for column in range(1, page.right + 1)}
    return page.cells.get((int(found[2]), letters.get(found[1], 0)))


def _is_close(typed: Value, value: float) -> bool:
    """Whether a cell holds the value, in 万 or as it is."""
    return isinstance(typed, int | float) and any(abs(typed * by - value) < 1e-6 for by in (1, 10_000))


def alike(one: Numbers, other: Numbers) -> bool:
    """Whether the same numbers were read, but for the last bits of a division."""
    return one.keys() == other.keys() and all(abs(one[key] - other[key]) < 1e-6 for key in one)
