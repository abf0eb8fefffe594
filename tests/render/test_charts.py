"""Every chart: its cache equals its workbook, its XML is legal, and nothing odd in the data breaks it."""

from __future__ import annotations

import io
import itertools
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.oxml.ns import qn

from opsreport.model.block import (
    Bars,
    Block,
    Bubble,
    Funnel,
    FunnelStep,
    Lines,
    Pareto,
    Point,
    Scatter,
    Stacked,
    Step,
    VarianceTiers,
    Waterfall,
)
from opsreport.model.number import Number, Series, Tone
from opsreport.model.unit import ATTAINMENT, MONEY, PERSON, POINTS, RATE, TIMES, Unit
from opsreport.render.deck.charts.bridge import bridge_of
from opsreport.render.deck.charts.incell import paint_axis_bars, paint_column_bars, paint_sparkline, paint_variance_bars
from opsreport.render.deck.charts.place import Dot, best_places, spread
from opsreport.render.deck.charts.scale import Measure, limits, room_across
from opsreport.render.deck.charts.ticks import ticks
from opsreport.render.deck.grid import CANVAS, Box, inches
from opsreport.render.deck.stage import Stage
from opsreport.render.deck.theme import Theme
from tests.render.charts_gallery import (
    PAINTERS,
    TERMS,
    gallery,
    pareto,
    scatter,
    tiers,
    waterfall_cut,
    waterfall_through_zero,
)

_LEGAL = {
    "clustered": {"ctr", "inEnd", "inBase", "outEnd"},
    "stacked": {"ctr", "inEnd", "inBase"},
    "percentStacked": {"ctr", "inEnd", "inBase"},
    "points": {"t", "b", "l", "r", "ctr"},
}


@pytest.fixture(scope="module")
def deck() -> Any:
    return gallery()


def _frames(deck: Any) -> Iterator[Any]:
    return (shape for slide in deck.slides for shape in slide.shapes if shape.has_chart)


def _charts(deck: Any) -> Iterator[Chart]:
    return (shape.chart for shape in _frames(deck))


def _workbook(chart: Chart, *, values: bool = True) -> Any:
    blob = chart.part.chart_workbook.xlsx_part.blob
    return openpyxl.load_workbook(io.BytesIO(blob), data_only=values).active


def _painted(block: Block, lang: str = "zh", box: Box = CANVAS, deck: Any = None) -> Any:
    deck = deck or Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    stage = Stage(slide, Theme(), lang, "kpi/page/1", TERMS[lang])
    PAINTERS[type(block)](stage, box, block)
    return slide


def _chart(slide: Any) -> Chart:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def _caches(chart: Chart) -> Iterator[tuple[list[Any], list[Any]]]:
    """(cached values, workbook values) of every range a chart refers to."""
    sheet = _workbook(chart)
    for reference in chart._chartSpace.iter(qn("c:numRef"), qn("c:strRef")):
        address = reference.find(qn("c:f")).text.split("!")[1].replace("$", "")
        cells = sheet[address]
        rows = [cell for row in cells for cell in row] if isinstance(cells, tuple) else [cells]
        cached: list[Any] = [None] * len(rows)
        is_number = reference.tag == qn("c:numRef")
        for point in reference.iter(qn("c:pt")):
            text = point.find(qn("c:v")).text
            cached[int(point.get("idx"))] = float(text) if is_number else text
        yield cached, [cell.value for cell in rows]


def test_every_cache_equals_the_workbook(deck: Any) -> None:
    compared = 0
    for chart in _charts(deck):
        for cached, stored in _caches(chart):
            assert cached == [v if v is None or isinstance(v, str) else float(v) for v in stored] or cached == [""]
            compared += len(cached)
    assert compared > 500


def test_label_positions_are_legal_for_their_kind_of_chart(deck: Any) -> None:
    seen = set()
    for chart in _charts(deck):
        for plot in chart._chartSpace.chart.plotArea.xpath("c:barChart | c:lineChart | c:scatterChart | c:bubbleChart"):
            grouping = plot.find(qn("c:grouping"))
            kind = grouping.get("val") if plot.tag == qn("c:barChart") else "points"
            found = {place.get("val") for place in plot.iter(qn("c:dLblPos"))}
            assert found <= _LEGAL[kind]
            seen |= {kind} if found else set()
    assert seen == set(_LEGAL)


def test_chart_xml_keeps_the_promises_of_the_visual_spec(deck: Any) -> None:
    for chart in _charts(deck):
        space = chart._chartSpace
        assert all(int(axis.get("val")) > 0 for axis in space.iter(qn("c:axId"), qn("c:crossAx")))
        assert space.xpath("c:roundedCorners/@val") == ["0"]
        assert space.xpath("c:chart/c:autoTitleDeleted/@val") == ["1"]
        lines = [s for plot in space.iter(qn("c:lineChart"), qn("c:scatterChart")) for s in plot.iter(qn("c:ser"))]
        assert all(series.find(qn("c:smooth")).get("val") == "0" for series in lines)
        assert all(int(size) >= 900 for size in space.xpath(".//@sz"))
        assert space.xpath(".//a:ea/@typeface")


def test_every_chart_has_a_name_and_a_description(deck: Any) -> None:
    frames = list(_frames(deck))
    assert all(frame.name.startswith("gallery/") for frame in frames)
    assert all(frame._element.xpath(".//p:cNvPr/@descr")[0] for frame in frames)


def test_shapes_over_others_say_so(deck: Any) -> None:
    for slide in deck.slides:
        solid = [s for s in slide.shapes if s.name.split("/")[-1] != "overlay"]
        boxes = [(s.name, Box(s.left, s.top, s.width, s.height)) for s in solid if "/cells" not in s.name]
        for i, (name, one) in enumerate(boxes):
            for other_name, other in boxes[i + 1 :]:
                across = min(one.right, other.right) - max(one.x, other.x)
                down = min(one.bottom, other.bottom) - max(one.y, other.y)
                assert not (across > 20_000 and down > 20_000), (name, other_name)


def test_shapes_stay_on_the_page(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_same_chart_gives_the_same_bytes() -> None:
    first, second = (_chart(_painted(waterfall_cut())) for _ in range(2))
    assert first.part.blob == second.part.blob
    assert first.part.chart_workbook.xlsx_part.blob == second.part.chart_workbook.xlsx_part.blob
    with zipfile.ZipFile(io.BytesIO(first.part.chart_workbook.xlsx_part.blob)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def _calculated(formula: str, sheet: Any) -> float:
    """The value of a waterfall formula, by an evaluator of our own for the few functions it uses."""
    text = formula.lstrip("=").replace("$", "").replace(">=", "<ge>")

    def cells(address: str) -> list[float]:
        rows = sheet[address]
        return [float(c.value or 0) for row in (rows if isinstance(rows, tuple) else ((rows,),)) for c in row]

    text = re.sub(r"SUM\((\w+:\w+)\)", lambda m: repr(sum(cells(m[1]))), text).replace("<ge>", ">=")
    names = {"MAX": max, "MIN": min, "IF": lambda test, yes, no: yes if test else no, "__builtins__": {}}
    return float(eval(text, names))


@pytest.mark.parametrize("make", [waterfall_cut, waterfall_through_zero])
def test_a_waterfall_workbook_is_live(make: Callable[[], Block]) -> None:
    chart = _chart(_painted(make()))
    formulas, cached = _workbook(chart, values=False), _workbook(chart)
    live = 0
    for row in formulas.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=") and "TEXT" not in cell.value:
                assert _calculated(cell.value, cached) == pytest.approx(cached[cell.coordinate].value, abs=1e-9)
                live += 1
    assert live > 30


def test_editing_one_change_moves_the_last_level() -> None:
    chart = _chart(_painted(waterfall_cut()))
    formulas, cached = _workbook(chart, values=False), _workbook(chart)
    inputs = max(c.column for c in formulas[1] if c.value == "±")
    last = next(c for c in formulas[formulas.max_row] if isinstance(c.value, str) and c.value.startswith("=SUM"))
    assert cached[last.coordinate].value == pytest.approx(8642)
    cached.cell(3, inputs).value = -100.0
    assert _calculated(last.value, cached) == pytest.approx(8756)


def test_bridge_parts_add_up_to_the_levels() -> None:
    for block in (waterfall_cut(), waterfall_through_zero()):
        assert isinstance(block, Waterfall)
        measure = Measure.of(MONEY, [s.number for s in block.steps], "zh")
        bridge = bridge_of(block.steps, measure)
        for i, step in enumerate(block.steps):
            if not step.total:
                drawn = sum(abs(values[i] or 0.0) for name, values in bridge.bars.items() if name != "·")
                assert drawn == pytest.approx(abs(measure.shown(step.number) or 0.0))
    assert bridge.ends == (pytest.approx(92.0), pytest.approx(-25.0))


def test_axis_is_cut_only_for_small_changes_of_large_levels() -> None:
    cut, whole = waterfall_cut(), waterfall_through_zero()
    names = [shape.name for shape in _painted(cut).shapes]
    assert sum("axis break" in name for name in names) == 2
    assert not any("axis break" in shape.name for shape in _painted(whole).shapes)


def test_tiers_share_one_plot_width() -> None:
    frames = [shape for shape in _painted(tiers()).shapes if shape.has_chart]
    assert len(frames) == 3
    assert len({(frame.left, frame.width) for frame in frames}) == 1
    layouts = [
        frame.chart._chartSpace.xpath(".//c:plotArea/c:layout//c:x/@val | .//c:layout//c:w/@val") for frame in frames
    ]
    assert layouts[0][:2] == layouts[1][:2] == layouts[2][:2]


def test_tiers_show_differences_at_a_scale_that_keeps_them() -> None:
    sheet = _workbook([s for s in _painted(tiers()).shapes if s.has_chart][1].chart)
    assert sheet["B10"].value == pytest.approx(-288.0)


def test_scatter_axes_cross_at_the_medians() -> None:
    block = scatter()
    assert isinstance(block, Scatter)
    space = _chart(_painted(block))._chartSpace
    crossings = [float(value) for value in space.xpath(".//c:valAx/c:crossesAt/@val")]
    assert crossings == [pytest.approx(0.053), pytest.approx(2.7)]


def test_bars_over_cells_keep_the_order_and_the_height_of_the_rows() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    stage = Stage(slide, Theme(), "zh", "a/b/1/share")
    box = Box(0, 0, inches(3), inches(2))
    numbers = [Number(3.0, PERSON, mark="best"), Number(2.0, PERSON), Number(None, PERSON)]
    paint_column_bars(stage, box, numbers, unit=PERSON, scale=PERSON.scale([3.0], "zh"), alt_text="x")
    frame = next(shape for shape in slide.shapes if shape.has_chart)
    assert frame.name == "a/b/1/share/overlay"
    assert (frame.left, frame.top, frame.width, frame.height) == (box.x, box.y, box.w, box.h)
    space = frame.chart._chartSpace
    assert space.xpath(".//c:layout//c:h/@val") == ["1.000000"]
    assert space.xpath(".//c:catAx/c:scaling/c:orientation/@val") == ["maxMin"]
    assert "".join(space.xpath(".//c:dLbl[c:idx/@val='0']//a:t/text()")) == "● 3"


@pytest.mark.parametrize(("wide", "moved"), [(3.0, 0), (1.1, 2)])
def test_variance_labels_cross_the_axis_only_in_narrow_columns(wide: float, moved: int) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    numbers = [Number(0.18, POINTS, tone=Tone.good), Number(-0.231, POINTS, tone=Tone.bad), Number(0.0, POINTS)]
    box = Box(0, 0, inches(wide), inches(1))
    paint_variance_bars(Stage(slide, Theme(), "zh", "a"), box, numbers, unit=POINTS, scale=POINTS.scale([0.2], "zh"))
    shifts = [float(x) for x in _chart(slide)._chartSpace.xpath(".//c:dLbl/c:layout/c:manualLayout/c:x/@val")]
    assert len(shifts) == moved
    assert [x < 0 for x in shifts] == [True, False][:moved]


def test_a_label_never_rounds_over_a_line() -> None:
    block = Bars(("甲", "乙"), (Series("达成率", (Number(0.99996, ATTAINMENT), Number(0.9, ATTAINMENT))),), ATTAINMENT)
    texts = _chart(_painted(block))._chartSpace.xpath(".//c:dLbl//a:t/text()")
    assert texts == [ATTAINMENT.text(0.99996, scale=ATTAINMENT.scale([0.99996, 0.9], "zh"))]
    assert "100" not in texts[0]


def test_no_chart_says_nan_or_none(deck: Any) -> None:
    for chart in _charts(deck):
        text = chart.part.blob.decode()
        assert not any(word in text for word in (">nan<", ">None<", ">inf<", "{{"))


def test_a_pareto_line_begins_on_the_first_column() -> None:
    space = _chart(_painted(pareto()))._chartSpace
    first, second = (float(axis.xpath("c:scaling/c:max/@val")[0]) for axis in space.iter(qn("c:valAx")))
    sheet = _workbook(_chart(_painted(pareto())))
    assert sheet["B2"].value / first == pytest.approx(sheet["C2"].value / second)


def test_shares_that_leave_a_rest_are_not_blown_up() -> None:
    parts = (Series("甲", (Number(0.5, RATE),) * 3), Series("乙", (Number(0.4, RATE),) * 3))
    space = _chart(_painted(Stacked(("一", "二", "三"), parts, RATE, share=True)))._chartSpace
    assert space.xpath(".//c:barChart/c:grouping/@val") == ["stacked"]
    assert space.xpath(".//c:valAx/c:scaling/c:max/@val") == ["1"]


def test_differences_of_rates_are_points() -> None:
    rates = tuple(Number(v, RATE) for v in (0.2, 0.25, 0.3))
    points = tuple(Number(v, POINTS, tone=Tone.good) for v in (0.01, 0.02, 0.015))
    one, other = Series("实际", rates), Series("差额", points)
    block = VarianceTiers(("一", "二", "三"), one, one, other, other, RATE, ("甲", "乙", "丙"))
    sheets = [_workbook(shape.chart) for shape in _painted(block).shapes if shape.has_chart]
    assert [sheet["B3"].value for sheet in sheets] == [2.0, 2.0, 0.25]


# -- odd data

_ODD: tuple[tuple[float | None, ...], ...] = (
    (5.0,), (None,), (0.0, 0.0), (7.0, 7.0, 7.0), (None, None), (-3.0, -1.0), (-2.0, 0.0, 4.0), (1e12, 1.0),
    (math.nan, 2.0),
)  # fmt: skip


def _numbers(values: tuple[float | None, ...], unit: Unit = MONEY) -> tuple[Number, ...]:
    return tuple(Number(v, unit, tone=list(Tone)[i % 4]) for i, v in enumerate(values))


def _blocks(values: tuple[float | None, ...]) -> Iterator[Block]:
    names = tuple(f"名{i}" for i in range(len(values)))
    numbers = _numbers(values)
    one = Series("甲", numbers)
    rates = Series("乙", _numbers(values, RATE))
    yield from (Bars(names, (one, one), MONEY, across=a, line=(2.0, "线")) for a in (True, False))
    yield from (Stacked(names, (one, one), MONEY, s) for s in (True, False))
    yield Lines(names, (one, one), MONEY)
    steps = tuple(Step(n, v, i in (0, len(names) - 1)) for i, (n, v) in enumerate(zip(names, numbers, strict=True)))
    yield from (Waterfall(steps, MONEY, difference=d) for d in (None, Number(-1.0, MONEY)))
    yield VarianceTiers(
        names, one, one, one, rates, MONEY, ("一", "二", "三"), highlight=len(names) - 1 if names else None
    )
    marks = tuple(Point(n, v, v, v) for n, v in zip(names, numbers, strict=True))
    yield Bubble(marks, "x", "y", MONEY, MONEY, (2.0, "线"))
    yield Scatter(tuple(replace(m, size=None) for m in marks), "x", "y", MONEY, MONEY, (1.0, 1.0), ("a", "b", "c", ""))
    yield from (Pareto(names, one, c, MONEY, 1) for c in (rates, None))
    levels = zip(names, numbers, rates.numbers, strict=True)
    funnel = tuple(FunnelStep(n, v, None, r, Number(None, POINTS), v) for n, v, r in levels)
    yield Funnel(funnel, ("今", "昔", "率", "变", "失"), MONEY, worst=0 if funnel else None)


@pytest.mark.parametrize("values", _ODD)
def test_odd_data_is_painted_all_the_same(values: tuple[float | None, ...]) -> None:
    deck = Presentation()
    for block in _blocks(values):
        slide = _painted(block, box=Box(CANVAS.x, CANVAS.y, inches(4), inches(2.2)), deck=deck)
        for shape in slide.shapes:
            if shape.has_chart:
                assert "nan" not in shape.chart.part.blob.decode()
                assert all(cached == stored or cached == [""] for cached, stored in _caches(shape.chart))


@pytest.mark.parametrize("values", _ODD)
def test_odd_data_in_cells_is_painted_all_the_same(values: tuple[float | None, ...]) -> None:
    deck = Presentation()
    stage = Stage(deck.slides.add_slide(deck.slide_layouts[6]), Theme(), "en", "a/b/c")
    box, numbers = Box(0, 0, inches(2), inches(1)), _numbers(values)
    scale = MONEY.scale([v for v in values if v is not None], "en")
    paint_column_bars(stage, box, numbers, unit=MONEY, scale=scale, alt_text="x")
    paint_axis_bars(stage, box, numbers, unit=MONEY, scale=scale, axis=1.0, alt_text="x")
    paint_variance_bars(stage, box, numbers, unit=MONEY, scale=scale, alt_text="x")
    paint_sparkline(stage, box, Series("x", numbers), alt_text="x")
    assert sum(shape.has_chart for shape in stage.slide.shapes) == 4


# -- small parts


def test_names_are_spread_apart_and_stay_inside() -> None:
    room = Box(0, 0, 100, 1000)
    tops = spread([500, 510, 505, 990], [100] * 4, room)
    ordered = sorted(tops)
    assert all(b - a >= 100 for a, b in itertools.pairwise(ordered))
    assert min(tops) >= 0
    assert max(tops) <= 900


def test_labels_of_near_marks_do_not_cover_each_other() -> None:
    room = Box(0, 0, inches(6), inches(4))
    dots = [
        Dot(inches(3), inches(2), inches(0.1), "名字一二三"),
        Dot(inches(3.1), inches(2.05), inches(0.1), "名字四五六"),
    ]
    first, second = best_places(dots, 10, room)
    assert first is not None
    assert second is not None
    assert first != second


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.013, 0.27), (-5, 1200), (1e7, 9e7), (3, 3)])
def test_ticks_hold_both_ends_in_whole_steps(low: float, high: float) -> None:
    start, end, step = ticks(low, high)
    assert start <= low
    assert end >= high
    assert (end - start) / step == pytest.approx(round((end - start) / step))


def test_limits_leave_room_for_labels_on_the_sides_that_have_bars() -> None:
    low, high = limits([10.0, 4.0], 0.1)
    assert low == 0.0
    assert high == pytest.approx(10 / 0.9)
    low, high = limits([10.0, -10.0], 0.1)
    assert low == pytest.approx(-high)
    assert room_across([10.0], [20.0], 100.0) == (0.0, pytest.approx(12.5))


def test_number_formats_print_a_true_minus() -> None:
    measure = Measure.of(MONEY, [Number(8.7e6, MONEY)], "zh", signed=True)
    assert measure.format == '+#,##0.0;"−"#,##0.0;#,##0.0'
    assert Measure.of(RATE, [Number(0.2, RATE)], "zh").format == '0.0%;"−"0.0%;0.0%'


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_an_edited_waterfall(tmp_path: Path) -> None:
    """The first change edited from −214 to −100 万 moves the last level from 8,642 to 8,756."""
    blob = _chart(_painted(waterfall_cut())).part.chart_workbook.xlsx_part.blob
    book = openpyxl.load_workbook(io.BytesIO(blob))  # saving drops the cached results, so all is calculated anew
    sheet = book.active
    sheet.cell(3, max(c.column for c in sheet[1] if c.value == "±")).value = -100.0
    book.save(tmp_path / "edited.xlsx")
    out = tmp_path / "out"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), str(tmp_path / "edited.xlsx")], check=True, timeout=120)
    heads, *rows = openpyxl.load_workbook(out / "edited.xlsx", data_only=True).active.iter_rows(values_only=True)
    labels, levels = heads.index("#"), heads.index("=")
    assert [row[labels] for row in rows] == ["8,930", "−100", "−256", "+148", "+96", "−62", "8,756"]
    assert rows[-1][levels] == pytest.approx(8756)


def test_a_pareto_says_each_share_once_and_keeps_its_labels_off_the_guide() -> None:
    shares = Series("占比", tuple(Number(v, RATE) for v in (0.38, 0.25, 0.16, 0.21)))
    running = Series("累计", tuple(Number(v, RATE) for v in (0.38, 0.63, 0.79, 1.0)))
    space = _chart(_painted(Pareto(("甲", "乙", "丙", "丁"), shares, running, RATE)))._chartSpace
    lines = space.xpath(".//c:lineChart/c:ser/c:dLbls")[0]
    assert lines.xpath("c:dLbl[c:idx/@val='0']/c:delete/@val") == ["1"]
    assert lines.xpath("c:dLbl[c:dLblPos/@val='b']/c:idx/@val") == ["2"]


def test_no_point_of_a_scatter_stands_in_the_rows_of_the_quadrants_names() -> None:
    points = tuple(
        Point(str(i), Number(x, TIMES), Number(y, RATE)) for i, (x, y) in enumerate([(1e4, 0.01), (5e4, 0.14)])
    )
    block = Scatter(points, "阅读", "互动率", TIMES, RATE, (2e4, 0.07), ("甲", "乙", "丙", "丁"))
    slide = _painted(block)
    space = _chart(slide)._chartSpace
    low, high = (
        float(space.xpath(f".//c:valAx[c:axPos/@val='l']/c:scaling/c:{end}/@val")[0]) for end in ("min", "max")
    )
    frame = next(shape for shape in slide.shapes if shape.has_chart)
    top, height = (float(space.xpath(f".//c:layout//c:{key}/@val")[0]) * frame.height for key in ("y", "h"))
    rows = [shape for shape in slide.shapes if "/quadrant" in shape.name]
    highest = frame.top + top + height * (high - 0.14) / (high - low)
    lowest = frame.top + top + height * (high - 0.01) / (high - low)
    assert rows[0].top + rows[0].height < highest
    assert rows[2].top > lowest
