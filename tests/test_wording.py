"""The Voice, the proof of its sentences, descriptions of blocks, and findings as text."""

from __future__ import annotations

import typing
from datetime import date
from pathlib import Path

import pytest

from opsreport.analysis.compare import FINE_POINTS
from opsreport.errors import TemplateError
from opsreport.model import block as blocks
from opsreport.model.block import (
    Bars,
    Block,
    Bubble,
    Callout,
    Callouts,
    Card,
    Cards,
    Column,
    Conclusion,
    Cover,
    Funnel,
    FunnelStep,
    Grid,
    Insight,
    Lines,
    Matrix,
    Note,
    Panel,
    Pareto,
    Point,
    Risk,
    Row,
    Scatter,
    Stacked,
    Step,
    Task,
    Timeline,
    VarianceTiers,
    Waterfall,
    Words,
)
from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.number import Number, Series
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.unit import MONEY, PERSON, POINTS, RATE, RATIO, Unit
from opsreport.templating import Sentences, filters
from opsreport.wording.alt import described
from opsreport.wording.listing import findings_values, listing
from opsreport.wording.proof import (
    causal_patterns,
    causal_word,
    page_figures,
    stray_figures,
    unproved_superlative,
    unsummed_parts,
)
from opsreport.wording.voice import Wording, finding_text, wording

JUNE = Period.parse("2025-06")
YUAN, PEOPLE, SHARE = Number(8_720_000, MONEY), Number(150_080, PERSON), Number(0.0096, RATE)


def voice_of(folder: Path, macro: str, **terms: str) -> Wording:
    (folder / "x.zh.j2").write_text(f"{{% macro m(f) %}}{macro}{{% endmacro %}}", "utf-8")
    return Wording("zh", terms, Sentences("zh", folder))


@pytest.mark.parametrize(
    ("lang", "sentence", "word"),
    [
        ("zh", "收入上升，得益于搜索广告", "得益于"),
        ("zh", "受五一假期因素影响，访问量下降", "受五一假期因素影响"),
        ("zh", "收入872万元，完成109%", ""),
        ("zh", "流失原因前三项占七成", ""),
        ("en", "Revenue rose, driven by search", "driven by"),
        ("en", "Led to a loss", "Led to"),
        ("en", "Scheduled topics; residue toward", ""),
    ],
)
def test_causal_words_are_found_and_their_lookalikes_are_not(lang: str, sentence: str, word: str) -> None:
    assert causal_word(sentence, causal_patterns(lang)) == word


def test_a_computed_cause_is_an_error_that_quotes_the_sentence(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"x/m.*带动.*收入增长由搜索带动"):
        voice_of(tmp_path, "收入增长由搜索带动").lines("x/m", {})


def test_a_typed_cause_may_be_repeated(tmp_path: Path) -> None:
    typed = "因为仓库搬迁"
    assert voice_of(tmp_path, "配送时长上升（{{ f.cause }}）").lines("x/m", {"cause": typed}) == (
        f"配送时长上升（{typed}）",
    )


def test_an_unknown_term_names_itself() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        wording("zh").term("no.such")


def test_metrics_have_names_in_both_languages() -> None:
    assert (wording("zh").term("metric.revenue"), wording("en").term("metric.cac")) == ("总营收", "Cost per new user")


@pytest.mark.parametrize(
    ("text", "strays"),
    [
        ("6月总营收872万元，环比增长9.3%", ()),
        ("3个渠道", ()),
        ("2025年6月", ()),
        ("7日留存", ()),
        ("共2项", ()),
        ("收入873万元", ("873万",)),
        ("提升2.5个百分点", ()),
        ("访问付费转化率0.96%", ()),
        ("前9名，1:4.3", ("9", "1:4.3")),
    ],
)
def test_a_number_must_be_a_fact_of_its_page(text: str, strays: tuple[str, ...]) -> None:
    facts = {
        "revenue": YUAN,
        "change": Number(0.0926, RATE),
        "gain": Number(0.025, POINTS),
        "period": JUNE,
        "channels": 3,
        "name": "7日留存",
        "rows": ("a", "b"),
    }
    shown = (Callout("转化率", SHARE),)
    assert stray_figures(text, page_figures(facts, shown, "zh")) == strays


@pytest.mark.parametrize(
    ("text", "strays"),
    [
        ("收入872元", ("872",)),
        ("增长0.96万", ("0.96万",)),
        ("提升2.5%", ("2.5%",)),
        ("差额+1.6万元", ("+1.6万",)),
        ("差额−1.6万元，环比−9.3%", ("−9.3%",)),
        ("ROI 4.3", ("4.3",)),
        ("ROI 1:4.3，为上月的2倍", ()),
    ],
)
def test_a_number_stands_in_the_form_of_its_fact(text: str, strays: tuple[str, ...]) -> None:
    facts = {
        "revenue": YUAN,
        "change": Number(0.0926, RATE),
        "gain": Number(0.025, POINTS),
        "gap": Number(-16_000, MONEY),
        "roi": Number(4.3, RATIO),
        "multiple": Number(2.0, Unit("multiple", "multiple")),
    }
    assert stray_figures(text, page_figures(facts, (), "zh")) == strays


@pytest.mark.parametrize(
    ("lang", "text", "word"),
    [
        ("zh", "搜索ROI最高", ""),
        ("zh", "展示ROI最高", "最高"),
        ("zh", "ROI 1:4.3为各渠道最高", ""),
        ("zh", "第一财经收入上升", ""),
        ("en", "搜索 has the highest ROI", ""),
        ("en", "Display has the highest ROI", "highest"),
        ("en", "firstly, mostly fine", ""),
    ],
)
def test_a_superlative_needs_a_strict_fact_that_speaks_for_it(lang: str, text: str, word: str) -> None:
    facts = {"best": {"name": "搜索", "roi": Number(4.3, RATIO)}, "worst": None, "names": ("第一财经", "展示")}
    assert unproved_superlative(text, facts, lang) == word
    assert not unproved_superlative(text.replace("最高", "较高").replace("highest", "high"), facts, lang)


@pytest.mark.parametrize(
    ("text", "is_short"),
    [
        ("高于上月74万元（访问量+88万元，均收−59.6万元）", True),
        ("高于上月74万元（访问量+88万元、转化率+45.6万元、均收−59.6万元）", False),
        ("高于上月74万元，其中访问量+88万元", False),
        ("访问量+88万元，均收−59.6万元", False),
    ],
)
def test_parts_quoted_with_their_whole_add_up(text: str, is_short: bool) -> None:
    parts = tuple(Number(value, MONEY) for value in (879_904, 456_057, -595_961))
    facts = {"bridges": {"month": {"whole": Number(740_000, MONEY), "parts_of_whole": parts}}}
    assert bool(unsummed_parts(text, facts, "zh")) is is_short


def test_one_change_is_rounded_the_same_in_words_and_table() -> None:
    change = Number(0.0005, FINE_POINTS)
    said = filters("zh", wording("zh").terms)
    assert (said["pp"](change), said["pp_signed"](change), said["u"](change)) == (
        "0.05个百分点", "+0.05个百分点", "0.05个百分点"
    )  # fmt: skip
    allowed = page_figures({"change": change}, (), "zh")
    assert (stray_figures("上升0.05个百分点", allowed), stray_figures("上升0.1个百分点", allowed)) == ((), ("0.1pp",))


def series(*values: float, name: str = "实际") -> Series:
    return Series(name, tuple(Number(value, MONEY) for value in values))


GRID = Grid(
    (Column("name", "渠道", "text", 1), Column("revenue", "收入", "number", 1)),
    (Row((Words("直播电商"), YUAN)), Row((Words("短视频"), None))),
    title="渠道收入",
)
STEP = FunnelStep("下单", PEOPLE, None, SHARE, SHARE, PEOPLE)
SAMPLES: tuple[Block, ...] = (
    GRID,
    Bars(("一店", "二店"), (series(1e6, 2e6),), MONEY, "门店", "万元"),
    Stacked(("5月", "6月"), (series(1e6, 2e6),), MONEY),
    Lines(tuple(f"{n}月" for n in range(1, 10)), (series(1, 2, 3, 9, 5, 6, 0, 8, 7),), MONEY),
    Waterfall((Step("5月", YUAN), Step("访问", Number(-10_000, MONEY))), MONEY),
    VarianceTiers(("6月",), series(1), series(2), series(-1), series(-0.5), MONEY, ("a", "b", "c")),
    Bubble((Point("搜索", YUAN, SHARE),), "费用", "回报", MONEY, RATE),
    Scatter((Point("搜索", YUAN, SHARE),), "阅读", "转化", MONEY, RATE, (1, 1), ("a", "b", "c", "d")),
    Pareto(("运费",), series(3), None, PERSON),
    Funnel((STEP,), ("本月", "上月", "率", "变化", "流失"), PERSON),
    Insight("解读", (Note("一句"),)),
    Callout("1–6月累计", YUAN),
    Callouts((Callout("访问量", PEOPLE),)),
    Cards((Card("亮点"),), 1),
    Panel("提请决策", ("一",)),
    Conclusion("动作：", "继续"),
    Matrix((Risk("1", "延迟", 3, 4),), "概率", "影响", (8, 15)),
    Timeline((Task("上线", "产品组", date(2025, 7, 1), date(2025, 7, 9)),), ("a", "b", "c", "d")),
    Cover("云杉生活", "副题"),
)


def test_every_kind_of_block_has_a_sample_here() -> None:
    assert {type(sample) for sample in SAMPLES} == set(typing.get_args(blocks.Block))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda block: type(block).__name__)
def test_a_block_is_described_from_its_data(sample: Block, lang: str) -> None:
    alt = described(sample, wording(lang)).alt
    assert alt
    assert not [bad for bad in ("None", "nan", "{{", "  ", "Number(") if bad in alt]


def test_a_description_names_what_is_shown() -> None:
    assert described(GRID, wording("zh")).alt == "表格“渠道收入”：2行，栏目为渠道、收入；行为直播电商、短视频。"
    assert described(SAMPLES[1], wording("zh")).alt == (
        "条形图“门店”（万元）：一店至二店，共2项。实际：一店 100万元，二店 200万元。"
    )


def test_a_long_line_is_described_by_its_ends_and_extremes() -> None:
    assert "共9项。实际：1月 1元，4月 9元，7月 0元，9月 7元。" in described(SAMPLES[3], wording("zh")).alt


def test_a_description_that_is_there_stays() -> None:
    assert described(Callout("a", YUAN, alt="自己的"), wording("zh")).alt == "自己的"


FINDING = Finding(
    "x_code", Severity.warn, tuple(Origin("a.xlsx", "渠道", f"E{n}") for n in range(1, 6)), {"seen": "12"}, "渠道"
)
WORDS = {
    **wording("zh").terms,
    "finding.x_code.message": "看到{seen}",
    "finding.x_code.hint": "改一改",
    "finding.y_code.message": "文件坏了",
    "finding.y_code.hint": "",
}


@pytest.fixture
def voice() -> Wording:
    return Wording("zh", WORDS, Sentences("zh"))


def test_a_finding_is_worded_with_its_details(voice: Wording) -> None:
    assert finding_text(FINDING, voice) == ("看到12", "改一改")


def test_a_detail_that_is_missing_is_an_error(voice: Wording) -> None:
    with pytest.raises(TemplateError, match=r"x_code.*seen"):
        finding_text(Finding("x_code", Severity.warn), voice)


def test_the_listing_says_what_blocks_first_by_tab_with_place_and_cure(voice: Wording) -> None:
    findings = Findings.collect([FINDING, Finding("y_code", Severity.block)])
    assert listing(findings, JUNE, voice).splitlines() == [
        "运营月报 2025-06 数据核对：须处理 1 项，请核对 1 项，备注 0 项",
        "",
        "须先处理，不然出不了月报（1项）",
        "【整个文件夹】",
        "✗ 文件坏了",
        "",
        "请核对（1项）",
        "【渠道】",
        "! a.xlsx › 渠道!E1、E2、E3等5处：看到12",
        "  处理：改一改",
    ]


def test_nothing_found_says_so(voice: Wording) -> None:
    assert listing(Findings(), JUNE, voice) == "运营月报 2025-06 数据核对：没有问题"


def test_findings_for_programs_carry_code_and_words(voice: Wording) -> None:
    (value,) = findings_values(Findings((FINDING,)), voice)
    assert (value["code"], value["severity"], value["message"]) == ("x_code", "warn", "看到12")
    assert value["origins"] == [f"a.xlsx › 渠道!E{n}" for n in range(1, 6)]
