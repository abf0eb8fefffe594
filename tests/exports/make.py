"""Exports as the programs of a team write them, with invented data: `python tests/exports/make.py` writes them here.

Every export has its records first, as plain values; how its program writes
them stands beside. Tests compare what opsreport reads with the records.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
JUNE = [date(2025, 6, 1) + timedelta(days=day) for day in range(30)]
TASKS_FILE = "重点任务表_全部任务_20250703.xlsx"
ADS_FILE = "推广计划报表_20250601-20250630.csv"
SHOP_FILE = "店铺核心数据_日报_2025-06.csv"
ARTICLES_FILE = "公众号内容分析_20250601_20250630.csv"


@dataclass(frozen=True)
class Task:
    """A record of the collaborative table; people are joined as the export joins them."""

    title: str
    people: str
    month: str
    status: str
    start: datetime
    due: datetime
    progress: float
    attachments: str
    remark: str


@dataclass(frozen=True)
class AdDay:
    """A plan's day in the advertising back end; None: the back end has no figure."""

    day: date
    plan: str
    plan_id: str
    cost: float
    views: int
    clicks: int
    sign_ups: int | None
    buyers: int | None
    sales: float | None


@dataclass(frozen=True)
class ShopDay:
    """A day of the shop as seen on one kind of device."""

    day: date
    device: str
    visitors: int
    new_members: int
    buyers: int
    paid: float


@dataclass(frozen=True)
class Article:
    """An article of the official account."""

    title: str
    published: datetime
    reads: int
    shares: int
    saves: int
    likes: int


def tasks() -> list[Task]:
    june, july = "2025年6月", "2025年7月"
    files, remark = "方案v3.docx, 原型.png", "分两步：\n1. 灰度\n2. 全量"
    return [
        Task("上线新人任务", "张三, 李四", july, "进行中", _at(7, 1), _at(7, 20), 0.3, files, remark),
        Task("接入备用支付通道", "王五", july, "未开始", _at(7, 1), _at(7, 15), 0.0, "", "等合同"),
        Task("会员案例栏目", "李四", june, "已完成", _at(6, 9), _at(6, 27), 1.0, "首期.pdf", ""),
        Task("结算页提示运费", "赵六, 张三", june, "延期", _at(6, 3), _at(6, 20), 0.6, "", "两个机型不兼容"),
        Task('短视频 "一分钟" 系列', "孙七", july, "进行中", _at(7, 5), _at(7, 31), 0.125, "脚本.xlsx", "每周两条"),
    ]


def _at(month: int, day: int) -> datetime:
    return datetime(2025, month, day, 18, 30)


def ad_days() -> list[AdDay]:
    chance = random.Random(20250601)
    plans = (
        ("品牌词", "1739482650193847561"),
        ("通用词-收纳", "1739482650193847562"),
        ("竞品词", "1739482650193847563"),
    )
    found = []
    for day in JUNE[:10]:
        for number, (plan, plan_id) in enumerate(plans):
            views = chance.randint(8_000, 60_000)
            clicks = views * chance.randint(20, 60) // 1000
            has_sales = number < 2
            found.append(
                AdDay(
                    day,
                    plan,
                    plan_id,
                    round(clicks * chance.uniform(1.1, 2.4), 2),
                    views,
                    clicks,
                    clicks // chance.randint(12, 30) if has_sales else None,
                    clicks // chance.randint(40, 90) if has_sales else None,
                    round(clicks * chance.uniform(3, 9), 2) if has_sales else None,
                )
            )
    return found


def shop_days() -> list[ShopDay]:
    chance = random.Random(20250602)
    found = []
    for day in JUNE[:12]:
        mobile = (chance.randint(9_000, 15_000), chance.randint(90, 300), chance.randint(200, 480))
        desktop = (chance.randint(900, 2_000), chance.randint(5, 40), chance.randint(10, 60))
        paid = [round(buyers * chance.uniform(150, 260), 2) for buyers in (mobile[2], desktop[2])]
        both = tuple(a + b for a, b in zip(mobile, desktop, strict=True))
        found += [
            ShopDay(day, "所有终端", *both, round(sum(paid), 2)),
            ShopDay(day, "无线端", *mobile, paid[0]),
            ShopDay(day, "PC端", *desktop, paid[1]),
        ]
    return found


def articles() -> list[Article]:
    return [
        Article('厨房收纳："少即是多"的五个办法', datetime(2025, 6, 2, 20, 0, 35), 18234, 412, 655, 301),
        Article("端午出行清单\n（含亲子版）", datetime(2025, 6, 5, 8, 15, 2), 9321, 120, 98, 77),
        Article("618怎么买才不后悔, 一张表看懂", datetime(2025, 6, 12, 20, 1, 10), 40218, 1893, 2210, 902),
        Article("=会员日= 预告", datetime(2025, 6, 24, 12, 30, 0), 5120, 33, 12, 41),
        Article("梅雨季，衣柜这样除湿", datetime(2025, 6, 29, 21, 45, 59), 100_872, 5031, 7240, 2103),
    ]


def tasks_file() -> bytes:
    """A table of records as a collaborative document exports it: all texts, people joined, percents as text."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime(2025, 7, 3)})
    sheet = book.add_worksheet("全部任务")
    header = ["编号", "任务名称", "负责人", "所属月份", "任务状态", "优先级", "开始时间", "截止时间", "完成进度",
              "附件", "备注", "创建人", "最后更新时间"]  # fmt: skip
    sheet.write_row(0, 0, header)
    for row, task in enumerate(tasks(), 1):
        times = [f"{moment:%Y/%m/%d %H:%M}" for moment in (task.start, task.due)]
        share = f"{task.progress * 100:g}%"
        cells = [f"REC-{row:04d}", task.title, task.people, task.month, task.status, "P0", *times, share,
                 task.attachments, task.remark, "张三", "2025/07/03 09:12"]  # fmt: skip
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)
    book.close()
    return made.getvalue()


def ads_file() -> bytes:
    """Lines before the header, thousands in quotes, -- for none, a tab behind long ids, a 合计 line; GB18030."""
    rows = ad_days()
    lines: list[Sequence[str]] = [
        ["推广计划报表"],
        ["账户：云杉生活-搜索推广", "账户ID：20398475\t"],
        ["统计时间：2025-06-01 至 2025-06-30", "数据更新时间：2025-07-01 06:00"],
        [],
        ["日期", "推广计划ID", "推广计划", "展现量", "点击量", "点击率", "消费(元)", "平均点击价格(元)", "注册数",
         "付费人数", "成交金额(元)"],
    ]  # fmt: skip
    for one in rows:
        lines.append([
            f"{one.day:%Y-%m-%d}", f"{one.plan_id}\t", one.plan, f"{one.views:,}", f"{one.clicks:,}",
            f"{one.clicks / one.views:.2%}", f"{one.cost:,.2f}", f"{one.cost / one.clicks:.2f}", _or_none(one.sign_ups),
            _or_none(one.buyers), _or_none(one.sales),
        ])  # fmt: skip
    lines.append([
        "合计", "--", "--", f"{sum(one.views for one in rows):,}", f"{sum(one.clicks for one in rows):,}", "--",
        f"{sum(one.cost for one in rows):,.2f}", "--", f"{sum(one.sign_ups or 0 for one in rows):,}",
        f"{sum(one.buyers or 0 for one in rows):,}", f"{sum(one.sales or 0 for one in rows):,.2f}",
    ])  # fmt: skip
    return _csv(lines).encode("gb18030")


def _or_none(value: float | None) -> str:
    return "--" if value is None else f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def shop_file() -> bytes:
    """A row a day and device, ids as =\"…\", 元 behind amounts; UTF-8 with a byte order mark."""
    lines: list[Sequence[str]] = [
        ["统计日期", "店铺ID", "终端类型", "访客数", "新增会员数", "支付买家数", "支付金额", "支付转化率"]
    ]
    for one in shop_days():
        lines.append([
            f"{one.day:%Y-%m-%d}", '="1029384756473829"', one.device, f"{one.visitors:,}", str(one.new_members),
            str(one.buyers), f"{one.paid:,.2f}元", f"{one.buyers / one.visitors:.2%}",
        ])  # fmt: skip
    return _csv(lines).encode("utf-8-sig")


def articles_file() -> bytes:
    """Titles with quotes, commas and line breaks; the newest first."""
    lines: list[Sequence[str]] = [
        ["内容标题", "发表时间", "总阅读人数", "分享人数", "收藏人数", "点赞人数", "内容链接"]
    ]
    for number, one in enumerate(reversed(articles())):
        counts = [str(count) for count in (one.reads, one.shares, one.saves, one.likes)]
        lines.append([one.title, f"{one.published:%Y-%m-%d %H:%M:%S}", *counts, f"https://example.com/s/{number}"])
    return _csv(lines).encode("utf-8-sig")


def _csv(lines: Sequence[Sequence[str]]) -> str:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(lines)
    return made.getvalue()


FILES = {TASKS_FILE: tasks_file, ADS_FILE: ads_file, SHOP_FILE: shop_file, ARTICLES_FILE: articles_file}

if __name__ == "__main__":
    for name, written in FILES.items():
        (HERE / name).write_bytes(written())
