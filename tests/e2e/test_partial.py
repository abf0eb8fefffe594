"""A review is made of what is there: less, more, longer, other than the sample, and always whole."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from pathlib import Path

import pytest
from pptx import Presentation

from opsreport.model.report import Report
from opsreport.model.table import Sheet
from opsreport.reading import read_folder
from tests.e2e.books import (
    ABOUT,
    CORE,
    Book,
    Row,
    amount,
    cell,
    last_months,
    made,
    month_of,
    pages,
    put,
    rendered,
    reviewed,
    sample,
    set_about,
    sheets_of,
    write,
)

KPI, CHANNEL, USER, CAMPAIGN, CONTENT, PLAN = "核心指标", "渠道", "用户", "活动", "内容", "计划"
CHANNEL_COUNTS = ("访问量", "新增用户", "付费用户", "收入", "费用", "费用预算")
LONG = "华东一区线下门店与社区团购联合会员招募计划"[:20]
Change = Callable[[Book], None]


def channel_rows(book: Book, month: str) -> list[Row]:
    return [row for row in book[CHANNEL].rows if row["月份"].value == month]


# --- less ------------------------------------------------------------------------------------------------------------


def without(tab: str) -> Change:
    return lambda book: book.pop(tab)


def only_core(book: Book) -> None:
    for title in (CHANNEL, USER, CAMPAIGN, CONTENT, PLAN):
        del book[title]


def one_month(book: Book) -> None:
    last_months(book, "2025-06")
    book[KPI].keep(lambda row: row["月份"].value == "2025-06")


def no_targets(book: Book) -> None:
    for row in book[KPI].rows:
        row.pop("目标", None)
    book[KPI].keep(lambda row: "实际" in row)


def no_spend(book: Book) -> None:
    for row in book[CHANNEL].rows:
        put(row, "费用", 0)
        row.pop("费用预算", None)


def unknown_spend(book: Book) -> None:
    for row in book[CHANNEL].rows:
        row.pop("费用", None)


def five_pieces(book: Book) -> None:
    june = [row for row in book[CONTENT].rows if month_of(row) == "2025-06"]
    book[CONTENT].rows = june[:5]


def one_campaign(book: Book) -> None:
    book[CAMPAIGN].rows = book[CAMPAIGN].rows[-1:]


def one_channel(book: Book) -> None:
    """Each month's channels added up into one."""
    rows = []
    for month in book[CHANNEL].texts("月份"):
        whole = channel_rows(book, month)
        row = dict(whole[0])
        for header in CHANNEL_COUNTS:
            put(row, header, sum(amount(one, header) for one in whole))
        rows.append(row)
    book[CHANNEL].rows = rows


def only_user_rows(*kinds: str) -> Change:
    return lambda book: book[USER].keep(lambda row: str(row["类别"].value) in kinds)


def only_plan_rows(*kinds: str) -> Change:
    return lambda book: book[PLAN].keep(lambda row: str(row["类型"].value) in kinds)


# --- more ------------------------------------------------------------------------------------------------------------


def thirty_channels(book: Book) -> None:
    """The largest channel of each month split into as many as make thirty."""
    rows = []
    for month in book[CHANNEL].texts("月份"):
        whole = sorted(channel_rows(book, month), key=lambda row: -amount(row, "新增用户"))
        rows += whole[1:]
        parts = 31 - len(whole)
        for number in range(parts):
            row = dict(whole[0])
            row["渠道"] = cell(f"细分渠道{number + 1:02d}")
            for header in CHANNEL_COUNTS:
                share = amount(whole[0], header) // parts
                rest = amount(whole[0], header) - share * parts
                put(row, header, share + (rest if number == 0 else 0))
            rows.append(row)
    book[CHANNEL].rows = rows


def twelve_campaigns(book: Book) -> None:
    june = [row for row in book[CAMPAIGN].rows if month_of(row) == "2025-06"]
    rows = []
    for number, row in enumerate(islice(cycle(june), 12)):
        rows.append({**row, "活动": cell(f"{row['活动'].value}第{number + 1}场")})
    book[CAMPAIGN].rows = rows


def twenty_han(book: Book) -> None:
    """Every name a team gives is twenty Han characters long."""
    for title, header in ((CHANNEL, "渠道"), (CAMPAIGN, "活动"), (CONTENT, "标题"), (CONTENT, "平台"), (PLAN, "事项")):
        lengthen(book, title, header)
    for kind in ("购买漏斗", "注册漏斗", "流失原因", "反馈-负面", "反馈-正面", "反馈-需求", "分层"):
        lengthen(book, USER, "名称", lambda row, kind=kind: row["类别"].value == kind)  # type: ignore[misc]
    for header in ("负责人",):
        lengthen(book, KPI, header)
    set_about(book, "公司", LONG)


def lengthen(book: Book, tab: str, header: str, wanted: Callable[[Row], bool] = lambda row: True) -> None:
    named = [row for row in book[tab].rows if header in row and wanted(row)]
    known = dict.fromkeys(str(row[header].value) for row in named)
    for row in named:
        name = str(row[header].value)
        if tab == PLAN and str(row["类型"].value) in ("目标", "里程碑"):
            continue
        number = f"{list(known).index(name) + 1:02d}"
        row[header] = cell((name + LONG)[: 20 - len(number)] + number)


def own_metrics(book: Book) -> None:
    """Six metrics nobody knows, with units of their own."""
    units = ("人", "元", "%", "次", "小时", "件")
    for number, unit in enumerate(units, 1):
        for month in ("2025-05", "2025-06"):
            typed = cell(0.1 * number, "0.0%") if unit == "%" else cell(1000 * number, "#,##0")
            row = {"月份": cell(month), "指标": cell(f"自定义第{number}项"), "单位": cell(unit), "实际": typed}
            book[KPI].rows.append(row)


# --- other -----------------------------------------------------------------------------------------------------------


def all_at(share: float) -> Change:
    """Every actual at a share of its target (the other way round where low is good): all on, or all off target."""

    def change(book: Book) -> None:
        for row in book[KPI].rows:
            if "目标" not in row or "实际" not in row:
                continue
            is_low = any(word in str(row["指标"].value) for word in ("成本", "流失", "时长", "投诉", "退"))
            put(row, "目标", amount(row, "实际") * share if is_low else amount(row, "实际") / share)

    return change


def in_ten_thousands(book: Book) -> None:
    """The same money, typed in 万元."""
    set_about(book, "金额单位", "万元")
    money = {
        CHANNEL: ("收入", "费用", "费用预算"),
        USER: ("收入",),
        CAMPAIGN: ("收入目标", "收入", "费用预算", "推广费", "奖品补贴", "人力及其他"),
        CONTENT: ("成交额",),
    }
    for title, headers in money.items():
        for row in book[title].rows:
            for header in headers:
                if header in row:
                    row[header] = cell(amount(row, header) / 10_000, "#,##0.00")
    for row in book[KPI].rows:
        scale_metric(row)
    for row in book[PLAN].rows:
        if "单位" in row and row["单位"].value == "元":
            put(row, "单位", "万元")
            row["数值"] = cell(amount(row, "数值") / 10_000, "#,##0.00")


def scale_metric(row: Row) -> None:
    """总营收 follows the workbook's unit; amounts a head stay in 元, what they are a share of does not."""
    name = str(row["指标"].value)
    headers = {"总营收": ("目标", "实际"), "客单价": ("分子",), "付费用户均收": ("分子",), "获客成本": ("分子",)}
    for header in headers.get(name, ()):
        if header in row:
            row[header] = cell(amount(row, header) / 10_000, "#,##0.00")
    if name == "总营收" and "单位" in row:
        put(row, "单位", "万元")


TABS = {f"no_{title}": without(title) for title in (ABOUT, CHANNEL, USER, CAMPAIGN, CONTENT, PLAN)}
CHANGES: dict[str, Change] = {
    **TABS,
    "only_core": only_core,
    "one_month": one_month,
    "two_months": lambda book: last_months(book, "2025-05"),
    "no_targets": no_targets,
    "all_on": all_at(0.9**-1),
    "all_off": all_at(0.8),
    "no_spend": no_spend,
    "unknown_spend": unknown_spend,
    "five_pieces": five_pieces,
    "one_campaign": one_campaign,
    "one_channel": one_channel,
    "only_retention": only_user_rows("留存"),
    "only_tiers": only_user_rows("分层"),
    "only_funnels": only_user_rows("购买漏斗", "注册漏斗"),
    "only_churn": only_user_rows("流失原因"),
    "only_feedback": only_user_rows("反馈-负面", "反馈-正面", "反馈-需求"),
    "only_goals": only_plan_rows("目标"),
    "only_actions": only_plan_rows("行动"),
    "only_risks": only_plan_rows("风险"),
    "thirty_channels": thirty_channels,
    "twelve_campaigns": twelve_campaigns,
    "twenty_han": twenty_han,
    "own_metrics": own_metrics,
    "ten_thousands": in_ten_thousands,
}
DRAWN = ("only_core", "one_month", "thirty_channels", "twenty_han")
QUICK = (*DRAWN[:2], "no_渠道", "no_targets", "no_spend", "one_campaign", "only_funnels", "own_metrics")


def changed(name: str) -> tuple[Sheet, ...]:
    book = sample()
    CHANGES[name](book)
    return sheets_of(book)


def slides_of(deck: bytes) -> int:
    return len(Presentation(io.BytesIO(deck)).slides)


def is_whole(report: Report) -> bool:
    """Deck and workbook pass the guard, and no page is lost."""
    deck, _ = rendered(report)
    return slides_of(deck) >= len(report.slides)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in CHANGES]
)
def test_what_is_there_makes_a_review(name: str) -> None:
    report = made(changed(name))
    assert set(CORE) <= set(pages(report))
    if name in DRAWN:
        assert is_whole(report)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CHANGES if name not in DRAWN])
def test_what_is_there_makes_a_deck_and_a_workbook(name: str) -> None:
    assert is_whole(made(changed(name)))


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_the_same_in_english(name: str) -> None:
    assert is_whole(made(changed(name), lang="en"))


def test_the_metrics_tab_alone_makes_five_pages() -> None:
    assert pages(made(changed("only_core"))) == CORE


@pytest.mark.slow
@pytest.mark.parametrize("month", ["2024-05", pytest.param("2025-02", marks=pytest.mark.slow)])
def test_an_earlier_month_is_reviewed_as_it_was(month: str) -> None:
    report = made(sheets_of(sample()), month)
    assert report.period.label("zh") in report.slides[0].title + report.footer
    assert is_whole(report)


@pytest.mark.slow
def test_the_unit_money_is_typed_in_changes_nothing_that_is_said() -> None:
    plain, scaled = made(changed("one_campaign")), made(in_wan())
    assert [slide.title for slide in scaled.slides] == [slide.title for slide in plain.slides]


def in_wan() -> tuple[Sheet, ...]:
    book = sample()
    one_campaign(book)
    in_ten_thousands(book)
    return sheets_of(book)


def split_by_tab(book: Book) -> Iterable[tuple[str, Book]]:
    return ((title, {title: page}) for title, page in book.items())


def split_by_month(book: Book) -> Iterable[tuple[str, Book]]:
    months = sorted({month_of(row) for title in (KPI, CHANNEL, USER, CAMPAIGN, CONTENT) for row in book[title].rows})
    yield "公共", {title: book[title] for title in (ABOUT, PLAN)}
    for month in months:
        own = {title: page for title, page in sample().items() if title not in (ABOUT, PLAN)}
        for page in own.values():
            page.keep(lambda row, month=month: month_of(row) == month)  # type: ignore[misc]
        yield month, {title: page for title, page in own.items() if page.rows}


@pytest.mark.slow
@pytest.mark.parametrize("split", [pytest.param(split_by_tab, marks=pytest.mark.slow), split_by_month])
def test_many_files_say_what_one_says(split: Callable[[Book], Iterable[tuple[str, Book]]], tmp_path: Path) -> None:
    for name, part in split(sample()):
        write(part, tmp_path / f"{name}.xlsx")
    sheets, found = read_folder(tmp_path)
    assert not found
    report, whole = made(sheets), made(sheets_of(sample()))
    assert [slide.title for slide in report.slides[:-1]] == [slide.title for slide in whole.slides[:-1]]
    assert f"{len(list(tmp_path.iterdir()))}个文件" in report.slides[-1].title


def test_without_the_metrics_and_all_that_stands_in_for_them_nothing_is_made() -> None:
    book = sample()
    for tab in (KPI, "渠道", "内容"):
        del book[tab]
    report, findings = reviewed(sheets_of(book))
    assert report is None
    assert "missing_tab" in [finding.code for finding in findings]
