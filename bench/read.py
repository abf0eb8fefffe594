"""Reading, as CPU ratios of interleaved rounds: workbooks of a month with every fact (P3), and large sheets.

Run `python bench/read.py [FOLDER]`; without a folder the sample is read, 24
times as one month's workbook each. The large sheets are 200,000 rows × 12
columns of several shapes, read and checked; one is a text in GB18030, beside
decoding it and splitting it by the csv module. Prints the median ratio of each pair.
"""

from __future__ import annotations

import csv
import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import python_calamine
import xlsxwriter

from opsreport.checking import check
from opsreport.model.period import Period
from opsreport.model.source import Source
from opsreport.reading import read_file
from opsreport.shaping import shaped

ROUNDS, LARGE_ROUNDS = 7, 3
WORKBOOKS = 24
LARGE_ROWS = 200_000
SAMPLE = Path(__file__).parents[1] / "sample_data" / "starter"
JUNE = Period.parse("2025-06")
HEADERS = ("发布时间", "平台", "形式", "标题", "阅读播放", "点赞", "评论", "转发", "转化", "成交额", "标签", "备注")

CHANNELS = (
    "月份",
    "渠道",
    "类型",
    "访问量",
    "曝光量",
    "点击量",
    "新增用户",
    "付费用户",
    "收入",
    "费用",
    "费用预算",
    "备注",
)
GROUPS = {"基本信息": (0, 2), "流量": (3, 5), "用户": (6, 7), "金额": (8, 10)}
METRICS = ("月份", "指标", "单位", "目标", "实际", "分子", "分母", "越低越好", "权重", "原因", "下一步", "负责人")
ABOVE = {"基本信息": (0, 3), "互动": (4, 7), "成交": (8, 9), "其他": (10, 11)}
CAMPAIGNS = (
    "活动",
    "形式",
    "开始",
    "结束",
    "曝光目标",
    "曝光",
    "参与人数",
    "转化人数",
    "收入目标",
    "收入",
    "费用",
    "下一步",
)
PLAN = ("类型", "事项", "负责人", "月份", "开始", "截止", "进度", "状态", "说明或应对", "部门", "优先级", "备注")
STATES = (("进行中", 0.5), ("已完成", 1), ("未开始", 0))
USERS = ("月份", "类别", "名称", "人数", "基数", "互动次数", "收入", "原因或对策", "备注", "负责人", "地区", "来源")
DAYS = ("日期", "媒体", "计划", "展现", "点击", "访问数", "激活", "付费数", "流水", "消耗", "预算", "备注")
BY_DAY = Source(
    "*",
    "channels",
    "数据",
    columns={"媒体": "channel", "访问数": "visits", "激活": "new_users", "付费数": "payers", "流水": "revenue",
             "消耗": "spend", "预算": "spend_budget", "计划": "", "展现": "", "点击": "", "备注": ""},
    month="日期",
    add_up=True,
    constants={"family": "付费"},
)  # fmt: skip
MONTHS = [f"{number // 12}年{number % 12 + 1}月" for number in range(2017 * 12 + 2, 2025 * 12 + 6)]

Reader = Callable[[Path], None]
Sheet = xlsxwriter.worksheet.Worksheet


def ours(path: Path) -> None:
    """Address, type, format, error, formula, merge and visibility of every cell."""
    read_file(path)


def ours_checked(path: Path) -> None:
    """The same, then understood, typed and checked."""
    sheets, found = read_file(path)
    regular = shaped(sheets, (BY_DAY,), period=JUNE)
    check(regular.sheets, JUNE, (*found, *regular.findings))


def bare_calamine(path: Path) -> None:
    """The values alone."""
    book = python_calamine.load_workbook(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def openpyxl_with_formats(path: Path) -> None:
    """openpyxl's fast mode, values and formats: still no merged cells and no formulas."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    _ = cell.coordinate, cell.data_type, cell.number_format
    book.close()


def seconds(reader: Reader, paths: Sequence[Path]) -> float:
    """The CPU seconds of one round."""
    started = time.process_time()
    for path in paths:
        reader(path)
    return time.process_time() - started


def medians(readers: Sequence[Reader], paths: Sequence[Path], rounds: int) -> list[float]:
    """The median ratio of each reader to the last, in turn round after round."""
    spent = [[seconds(reader, paths) for reader in readers] for _ in range(rounds)]
    return [statistics.median(one[at] / one[-1] for one in spent) for at in range(len(readers))]


def plain_csv(path: Path) -> None:
    """The texts alone."""
    list(csv.reader(io.StringIO(path.read_bytes().decode("gb18030"), newline="")))


def content(row: int, chance: random.Random) -> tuple[datetime, Sequence[str], Sequence[float], Sequence[str]]:
    """An article as a back end exports it: its moment, texts, numbers and texts."""
    at = datetime(2025, 1, 1) + timedelta(minutes=chance.randrange(181 * 1440))
    texts = chance.choice(("公众号", "抖音", "小红书")), chance.choice(("图文", "视频")), f"标题{row}"
    numbers = *(chance.randrange(100_000) for _ in range(5)), round(chance.random() * 1e5, 2)
    return at, texts, numbers, (chance.choice(("实用，热点", "教程")), "无")


def contents(sheet: Sheet, chance: random.Random, head: int = 0) -> None:
    """Contents under a header in that row."""
    sheet.write_row(head, 0, HEADERS)
    for row in range(1, LARGE_ROWS + 1):
        at, *others = content(row, chance)
        sheet.write_datetime(head + row, 0, at)
        sheet.write_row(head + row, 1, [one for part in others for one in part])


def contents_below(sheet: Sheet, chance: random.Random) -> None:
    """Contents under a header of two rows."""
    for text, (first, last) in ABOVE.items():
        sheet.merge_range(0, first, 0, last, text)
    contents(sheet, chance, 1)


def text_of_contents(path: Path, chance: random.Random) -> None:
    """Contents as a text in GB18030, its numbers with thousands separators."""
    with path.open("w", encoding="gb18030", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADERS)
        for row in range(1, LARGE_ROWS + 1):
            at, texts, numbers, rest = content(row, chance)
            rows.writerow((f"{at:%Y-%m-%d %H:%M}", *texts, *(f"{one:,}" for one in numbers), *rest))


def campaigns(sheet: Sheet, chance: random.Random) -> None:
    """A campaign a row."""
    sheet.write_row(0, 0, CAMPAIGNS)
    for row in range(1, LARGE_ROWS + 1):
        start, count = datetime(2022, 1, 1) + timedelta(chance.randrange(1_200)), chance.randrange(1_000, 10_000)
        sheet.write_row(row, 0, (f"活动{row}", ("直播", "满减", "抽奖")[row % 3]))
        sheet.write_datetime(row, 2, start)
        sheet.write_datetime(row, 3, start + timedelta(chance.randrange(1, 9)))
        numbers = count * 10, count * 11, count, count // 5, count * 3, round(count * 3.07, 2), count * 1.5
        sheet.write_row(row, 4, (*numbers, "继续" if row % 3 else ""))


def plan(sheet: Sheet, chance: random.Random) -> None:
    """A task a row."""
    sheet.write_row(0, 0, PLAN)
    for row in range(1, LARGE_ROWS + 1):
        start, (state, progress) = datetime(2024, 7, 1) + timedelta(chance.randrange(365)), STATES[row % 3]
        sheet.write_row(row, 0, ("行动", f"优化落地页{row}", f"员工{row % 50}", f"{start:%Y-%m}"))
        sheet.write_datetime(row, 4, start)
        sheet.write_datetime(row, 5, start + timedelta(chance.randrange(1, 40)))
        sheet.write_row(row, 6, (progress, state, "按计划推进", "市场部", ("高", "中")[row % 2], "无"))


def channels(sheet: Sheet, chance: random.Random) -> None:
    """Channels under a header of two rows, with a 小计 every thirty rows and a 合计."""
    for text, (first, last) in GROUPS.items():
        sheet.merge_range(0, first, 0, last, text)
    sheet.write_row(1, 0, CHANNELS)
    added, whole = [0] * 8, [0] * 8
    for row in range(2, LARGE_ROWS + 1):
        month = MONTHS[-40 + row * 40 // (LARGE_ROWS + 1)]
        if row % 31 == 0:
            sheet.write_row(row, 0, (month, "小计", "", *added))
            added = [0] * 8
            continue
        numbers = [chance.randrange(1, 100_000) for _ in range(8)]
        added, whole = ([a + b for a, b in zip(some, numbers, strict=True)] for some in (added, whole))
        sheet.write_row(row, 0, (month, f"计划{row % 5_000}", ("付费", "自然")[row % 2], *numbers, "无"))
    sheet.write_row(LARGE_ROWS + 1, 0, ("", "合计", "", *whole))


def metrics(sheet: Sheet, chance: random.Random) -> None:
    """As many core metrics as are read, every month of a hundred."""
    sheet.write_row(0, 0, METRICS)
    for row in range(1, LARGE_ROWS + 1):
        month, name = divmod(row - 1, LARGE_ROWS // len(MONTHS))
        target, unit = chance.randrange(1_000, 100_000), ("元", "人", "次")[name % 3]
        numbers = target, chance.randrange(1_000, 100_000), "", "", "否", ""
        sheet.write_row(
            row, 0, (MONTHS[month], f"指标{name}", unit, *numbers, "渠道变化", "继续观察", f"员工{name % 50}")
        )


def users(sheet: Sheet, chance: random.Random) -> None:
    """Tiers, a funnel and reasons to leave, eight hundred of each a month."""
    sheet.write_row(0, 0, USERS)
    for row in range(1, LARGE_ROWS + 1):
        month, at = divmod(row - 1, LARGE_ROWS // len(MONTHS))
        kind, count = ("分层", "购买漏斗", "流失原因")[at % 3], 1_000_000 - at * 100
        numbers = chance.randrange(1_000) if kind == "流失原因" else count, 10_000_000, "", ""
        sheet.write_row(row, 0, (MONTHS[month], kind, f"{kind}{at}", *numbers, "继续观察", "无", "李", "华东", "问卷"))


def days(sheet: Sheet, chance: random.Random) -> None:
    """Plans by day, which a mapping adds up to channels and months."""
    sheet.write_row(0, 0, DAYS)
    for row in range(1, LARGE_ROWS + 1):
        sheet.write_datetime(row, 0, datetime(2025, 1, 1) + timedelta(days=(row - 1) * 181 // LARGE_ROWS))
        sheet.write_row(row, 1, (f"媒体{chance.randrange(8)}", f"计划{row % 500}"))
        sheet.write_row(row, 3, [*(chance.randrange(1, 100_000) for _ in range(8)), "无"])


SHAPES: Mapping[str, tuple[str, Callable[[Sheet, random.Random], None]]] = {
    "contents": ("内容", contents),
    "contents, two header rows": ("内容", contents_below),
    "campaigns": ("活动", campaigns),
    "tasks": ("计划", plan),
    "channels, two header rows and subtotals": ("渠道", channels),
    "metrics": ("核心指标", metrics),
    "users": ("用户", users),
    "days, added up through a mapping": ("数据", days),
}


def large(name: str, place: Path) -> list[float]:
    """The median ratios of a large sheet of that shape, invented by a fixed seed: checked, read and bare."""
    title, write = SHAPES[name]
    book = xlsxwriter.Workbook(place / "large.xlsx", {"default_date_format": "yyyy-mm-dd hh:mm"})
    write(book.add_worksheet(title), random.Random(1))
    book.close()
    return medians((ours_checked, ours, bare_calamine), (place / "large.xlsx",), LARGE_ROUNDS)


def large_text(place: Path) -> list[float]:
    """The same of a text, bare being what Python itself needs to split it."""
    text_of_contents(place / "内容.csv", random.Random(1))
    return medians((ours_checked, ours, plain_csv), (place / "内容.csv",), LARGE_ROUNDS)


def main() -> None:
    """Measure and report."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    found = sorted(folder.glob("*.xlsx"))
    paths = (found * WORKBOOKS)[: max(WORKBOOKS, len(found))]
    own, other, _ = medians((ours, openpyxl_with_formats, bare_calamine), paths, ROUNDS)
    say(f"{len(paths)} workbooks, {ROUNDS} interleaved rounds")
    say(f"ours / bare calamine: {own:.2f} (goal 2.6 or less)")
    say(f"openpyxl read_only with formats / ours: {other / own:.2f} (goal 3 or more)")
    say(f"{LARGE_ROWS:,} rows x 12 columns, {LARGE_ROUNDS} interleaved rounds, / bare calamine (goal 2.5 or less)")
    with tempfile.TemporaryDirectory() as place:
        for name in SHAPES:
            checked, read, _ = large(name, Path(place))
            say(f"{name}: read {read:.2f}, read and checked {checked:.2f}")
        checked, read, _ = large_text(Path(place))
        say(f"contents as .csv, / the csv module: read {read:.2f}, read and checked {checked:.2f}")


def say(line: str) -> None:
    """Print a line at once: the whole takes many minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
