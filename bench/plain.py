"""The month as a plain script makes it: pandas reads, python-pptx and openpyxl write; no checks, words, fit or trace.

`python bench/plain.py FOLDER OUT`: as many slides, charts, tables, workbook rows as the review of the sample.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from pptx import Presentation
from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE as KIND
from pptx.util import Inches, Pt

BAR, COLUMN, STACK, LINE = KIND.BAR_CLUSTERED, KIND.COLUMN_CLUSTERED, KIND.COLUMN_STACKED, KIND.LINE
# title, sheet, charts (kind, categories, series), tables (rows, columns)
PAGES: tuple[tuple[str, str, list[tuple[Any, int, int]], list[tuple[int, int]]], ...] = (
    ("运营月报", "报告信息", [], []),
    ("本月要点", "核心指标", [], [(7, 4)]),
    ("行动回顾", "计划", [], [(11, 7)]),
    ("核心指标", "核心指标", [(BAR, 13, 1)] + [(LINE, 13, 2)] * 13, [(14, 12)]),
    ("收入目标", "核心指标", [(LINE, 12, 3), (COLUMN, 12, 1), (COLUMN, 12, 3)], []),
    ("收入分解", "核心指标", [(STACK, 5, 11)] * 2, [(5, 6)]),
    ("渠道排名", "渠道", [(BAR, 10, 1)] * 2, [(11, 10)]),
    ("渠道投入", "渠道", [(KIND.BUBBLE, 13, 3)], [(15, 7)]),
    ("留存", "用户", [(STACK, 7, 3)], [(14, 7), (4, 7)]),
    ("漏斗", "用户", [(BAR, 5, 2), (COLUMN, 8, 2)], [(6, 3), (5, 6)]),
    ("活动达成", "活动", [(BAR, 4, 1)] * 5, [(5, 11)]),
    ("活动收益", "活动", [(BAR, 5, 1), (STACK, 5, 11), (BAR, 4, 2)], [(6, 10)]),
    ("内容平台", "内容", [(BAR, 6, 1)] * 3, [(7, 7), (8, 7)]),
    ("爆款", "内容", [(KIND.XY_SCATTER, 186, 2), (BAR, 5, 1)], [(12, 5)]),
    ("目标", "计划", [(BAR, 12, 1)], [(7, 7), (7, 9), (13, 5)]),
    ("资源与风险", "计划", [], [(6, 6), (7, 6), (6, 7)]),
    ("口径", "报告信息", [], [(14, 5), (8, 2)]),
)
# the rows and columns of the workbook's other sheets: contents, one a chapter, trace, methods, findings
SHEETS = {"目录": (32, 1), "核心指标表": (78, 24), "渠道表": (62, 10), "用户表": (76, 7), "活动表": (63, 11)}
SHEETS |= {"内容表": (244, 7), "计划表": (72, 7), "附录": (34, 5), "出处": (1498, 9), "方法": (73, 5), "检查": (1, 5)}


def main(folder: Path, out: Path, month: str) -> None:
    sheets: dict[str, pd.DataFrame] = {}
    for path in sorted(folder.glob("*.xlsx")):
        sheets |= pd.read_excel(path, sheet_name=None, engine="openpyxl")
    sheets = {name: sheet.rename(columns=lambda head: str(head).rstrip("＊")) for name, sheet in sheets.items()}
    sheets["渠道汇总"] = by_channel(sheets["渠道"], month)
    shown: list[list[object]] = []
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for number, (title, name, charts, tables) in enumerate(PAGES, 1):
        sheet = sheets[name]
        data = sheet[sheet["月份"].astype(str) == month] if "月份" in sheet and len(sheet) > 100 else sheet
        add_page(deck, number, title, data, (charts, tables), shown)
    deck.save(str(out / "plain.pptx"))
    write_book(sheets, shown).save(out / "plain.xlsx")


def by_channel(channels: pd.DataFrame, month: str) -> pd.DataFrame:
    """Channels of the month with shares, ROI and change on the month before."""
    now = channels[channels["月份"] == month].groupby("渠道")[["访问量", "付费用户", "收入", "费用"]].sum()
    months = sorted(channels["月份"].unique())
    before = channels[channels["月份"] == months[months.index(month) - 1]].groupby("渠道")["访问量"].sum()
    now["占比"], now["ROI"] = now["访问量"] / now["访问量"].sum(), now["收入"] / now["费用"]
    now["环比"] = now["访问量"] / before - 1
    return now.sort_values("访问量", ascending=False).reset_index()


def add_page(deck: Any, number: int, title: str, data: pd.DataFrame, parts: Any, shown: list[list[object]]) -> None:
    """A slide with its title, charts side by side above tables, and the numbers in its notes."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text_frame.text = f"{title}：{len(data)}行"
    charts, tables = parts
    first = len(shown)
    for index, (kind, count, series) in enumerate(charts):
        width = 12.3 / len(charts)
        add_chart(slide, kind, figures(data, count, series), (0.5 + index * width, width))
    for index, size in enumerate(tables):
        width = 12.3 / len(tables)
        add_table(slide, data, size, (0.5 + index * width, width))
    for column in data.select_dtypes("number").columns:
        shown += [[number, title, column, f"{v:,.1f}", float(v)] for v in data[column].dropna().head(30)]
    lines = [f"{place}：{text}" for _, _, place, text, _ in shown[first : first + 80]]
    slide.notes_slide.notes_text_frame.text = "\n".join(lines)


def figures(data: pd.DataFrame, count: int, series: int) -> list[list[float]]:
    numeric = data.select_dtypes("number").dropna(axis=1, how="all").fillna(0)
    found = [numeric.iloc[:, index % numeric.shape[1]].tolist() for index in range(series)]
    return [(values * (count // max(len(values), 1) + 1))[:count] for values in found]


def add_chart(slide: Any, kind: Any, values: list[list[float]], place: tuple[float, float]) -> None:
    if kind in (KIND.BUBBLE, KIND.XY_SCATTER):
        data: Any = BubbleChartData() if kind == KIND.BUBBLE else XyChartData()
        line = data.add_series("系列")
        for point in zip(*values, strict=True):
            line.add_data_point(*point)
    else:
        data = CategoryChartData()
        data.categories = [f"项目{index}" for index in range(1, len(values[0]) + 1)]
        for index, one in enumerate(values, 1):
            data.add_series(f"系列{index}", one)
    box = (Inches(place[0]), Inches(1.4), Inches(place[1]), Inches(2.8))
    chart = slide.shapes.add_chart(kind, *box, data).chart
    chart.has_legend, chart.font.size = False, Pt(9)
    if kind not in (KIND.BUBBLE, KIND.XY_SCATTER):
        chart.plots[0].has_data_labels = True


def add_table(slide: Any, data: pd.DataFrame, size: tuple[int, int], place: tuple[float, float]) -> None:
    rows, columns = size
    box = (Inches(place[0]), Inches(4.3), Inches(place[1]), Inches(2.8))
    table = slide.shapes.add_table(rows, columns, *box).table
    texts = [list(data.columns), *data.head(rows - 1).to_numpy().tolist()]
    for row in range(rows):
        for column in range(columns):
            run = table.cell(row, column).text_frame.paragraphs[0].add_run()
            run.text = str(texts[row % len(texts)][column % len(texts[0])])
            run.font.size, run.font.bold = Pt(10), row == 0


def write_book(sheets: dict[str, pd.DataFrame], shown: list[list[object]]) -> Workbook:
    """A sheet an input tab, and the others with as many rows as ours, from the numbers shown."""
    book = Workbook()
    for name, sheet in sheets.items():
        fill(
            book.create_sheet(name), [list(sheet.columns), *sheet.astype(object).where(sheet.notna(), None).to_numpy()]
        )
    for name, (rows, columns) in SHEETS.items():
        fill(book.create_sheet(name), ((shown[row % len(shown)] * 5)[:columns] for row in range(rows)))
    del book["Sheet"]
    return book


def fill(target: Any, rows: Iterable[Any]) -> None:
    for row in rows:
        target.append(list(row))
    for cell in target[1]:
        cell.font = Font(bold=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "2025-06")
