"""A chart specification as a native chart on the slide: chart XML, its workbook, its frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from opsreport.render.deck.charts import axes
from opsreport.render.deck.charts.pieces import (
    label_range_xml,
    labels_xml,
    mark_xml,
    name_xml,
    pin_xml,
    shape_xml,
    stroke_xml,
    text_xml,
    texts_xml,
    values_xml,
)
from opsreport.render.deck.charts.spec import CategoryChart, Chart, Cloud, Group, PointChart, Trace, Type
from opsreport.render.deck.charts.workbook import Cell, Column, reference, workbook
from opsreport.render.deck.grid import Box
from opsreport.render.deck.stage import Stage, shape_name
from opsreport.render.deck.text import escaped, legal

_HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_TEXT = Type(10, "1B2733")


@dataclass(frozen=True, slots=True)
class _Written:
    """What python-pptx asks of chart data: the part's XML and the workbook's bytes."""

    xml: str
    xlsx_blob: bytes

    def xml_bytes(self, _kind: object) -> bytes:
        return self.xml.encode("utf-8")


def paint_chart(stage: Stage, box: Box, chart: Chart, *, name: str = "chart", alt: str = "") -> None:
    """Put the chart on the slide: its frame is the box, its plot stands at `chart.inner`."""
    if isinstance(chart, CategoryChart):
        body, columns = _category_plot(chart, stage.lang), _category_columns(chart)
    else:
        body, columns = _point_plot(chart, stage.lang), _point_columns(chart)
    written = _Written(_space(_layout(chart.inner, box) + body), workbook(columns))
    rid = stage.slide.part.add_chart_part(None, written)  # type: ignore[arg-type]
    stage.slide.shapes._spTree.append(parse_xml(_frame(shape_name(stage, name), alt, box, rid)))


def _frame(name: str, alt: str, box: Box, rid: str) -> str:
    text = escaped(" ".join(legal(alt).split()))
    return (
        f'<p:graphicFrame {nsdecls("p", "a", "r")}><p:nvGraphicFramePr><p:cNvPr id="0" name="{escaped(name)}" '
        f'descr="{text}"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f'</p:nvGraphicFramePr><p:xfrm><a:off x="{box.x}" y="{box.y}"/><a:ext cx="{box.w}" cy="{box.h}"/></p:xfrm>'
        f'<a:graphic><a:graphicData uri="{_URI}"><c:chart {nsdecls("c")} r:id="{rid}"/></a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )


def _space(plot: str) -> str:
    return (
        f'{_HEAD}<c:chartSpace {nsdecls("c", "a", "r")}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea>{plot}<c:spPr><a:noFill/></c:spPr></c:plotArea>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text_xml(_TEXT)}</c:chartSpace>"
    )


def _layout(inner: Box, box: Box) -> str:
    parts = {
        "x": (inner.x - box.x) / box.w,
        "y": (inner.y - box.y) / box.h,
        "w": inner.w / box.w,
        "h": inner.h / box.h,
    }
    sizes = "".join(f'<c:{key} val="{value:.6f}"/>' for key, value in parts.items())
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    return f"<c:layout><c:manualLayout>{modes}{sizes}</c:manualLayout></c:layout>"


# -- over categories


@dataclass(frozen=True, slots=True)
class _Placed:
    """A trace with its order in the chart and the workbook columns of its values and its label texts."""

    trace: Trace
    order: int
    column: int
    label_column: int


def _placed(chart: CategoryChart) -> list[_Placed]:
    traces = [trace for group in chart.groups for trace in group.traces]
    free = len(traces) + 1
    found = []
    for order, trace in enumerate(traces):
        kept = bool(trace.labels and trace.labels.cells)
        found.append(_Placed(trace, order, order + 1, free))
        free += kept
    return found


def _category_plot(chart: CategoryChart, lang: str) -> str:
    placed = iter(_placed(chart))
    plots = "".join(_group(chart, group, [next(placed) for _ in group.traces], lang) for group in chart.groups)
    second = next((group.second for group in chart.groups if group.second), None)
    return (
        plots
        + axes.category_axes(chart.x, chart.y, across=chart.across, to_edges=chart.to_edges)
        + (axes.second_axes(second) if second else "")
    )


def _group(chart: CategoryChart, group: Group, placed: Sequence[_Placed], lang: str) -> str:
    series = "".join(_series(chart, group, one, lang) for one in placed)
    ids = (axes.X2, axes.Y2) if group.second else (axes.X, axes.Y)
    tail = "".join(f'<c:axId val="{i}"/>' for i in ids)
    head = f'<c:grouping val="{group.grouping}"/><c:varyColors val="0"/>'
    if group.kind == "line":
        return f'<c:lineChart>{head}{series}<c:marker val="1"/>{tail}</c:lineChart>'
    turn = f'<c:barDir val="{"bar" if chart.across else "col"}"/>'
    spacing = f'<c:gapWidth val="{group.gap}"/><c:overlap val="{group.overlap}"/>'
    return f"<c:barChart>{turn}{head}{series}{spacing}{tail}</c:barChart>"


def _series(chart: CategoryChart, group: Group, placed: _Placed, lang: str) -> str:
    trace, count = placed.trace, len(chart.categories)
    is_bar = group.kind == "bar"
    name = name_xml(trace.name, reference(placed.column, 1, 1))
    parts = [f'<c:idx val="{placed.order}"/><c:order val="{placed.order}"/>{name}']
    parts.append(shape_xml(trace.ink) + '<c:invertIfNegative val="0"/>' if is_bar else stroke_xml(trace.ink))
    parts.append("" if is_bar else mark_xml(trace.mark))
    parts.append("".join(_bar_points(trace) if is_bar else _line_points(trace)))
    parts.append(labels_xml(trace.labels, lang))
    parts.append(pin_xml(trace.pin) if trace.pin else "")
    parts.append(f"<c:cat>{texts_xml(chart.categories, reference(0, 2, count + 1))}</c:cat>")
    parts.append(f"<c:val>{values_xml(trace.values, reference(placed.column, 2, count + 1), trace.format)}</c:val>")
    parts.append("" if is_bar else '<c:smooth val="0"/>')
    if trace.labels and trace.labels.cells:
        parts.append(label_range_xml(trace.labels.cells, reference(placed.label_column, 2, count + 1)))
    return f"<c:ser>{''.join(parts)}</c:ser>"


def _bar_points(trace: Trace) -> Iterator[str]:
    for index, ink in sorted(trace.points.items()):
        plain = '<c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        yield f'<c:dPt><c:idx val="{index}"/>{plain}{shape_xml(ink)}</c:dPt>'


def _line_points(trace: Trace) -> Iterator[str]:
    for index, mark in sorted(trace.marks.items()):
        yield f'<c:dPt><c:idx val="{index}"/>{mark_xml(mark)}<c:bubble3D val="0"/>{stroke_xml(trace.ink)}</c:dPt>'


def _category_columns(chart: CategoryChart) -> list[Column]:
    placed = _placed(chart)
    columns = [Column("", tuple(Cell(text) for text in chart.categories), width=18)]
    columns += [Column(p.trace.name, tuple(_cells(p.trace.values, p.trace.formulas)), p.trace.format) for p in placed]
    for one in placed:
        labels = one.trace.labels
        if labels and labels.cells:
            texts = tuple(text or None for text in labels.cells)
            columns.append(Column("#", tuple(_cells(texts, labels.formulas))))
    return columns + [Column(head, tuple(_cells(v, ())), fmt, input=True) for head, v, fmt in chart.inputs]


def _cells(values: Sequence[float | str | None], formulas: Sequence[str]) -> Iterator[Cell]:
    for index, value in enumerate(values):
        yield Cell(value, formulas[index] if index < len(formulas) else "")


# -- over points


def _point_plot(chart: PointChart, lang: str) -> str:
    first, parts = 2, []
    for order, cloud in enumerate(chart.clouds):
        parts.append(_cloud(chart, cloud, order, first, lang))
        first += len(cloud.xs)
    ids = f'<c:axId val="{axes.X}"/><c:axId val="{axes.Y}"/>'
    body = "".join(parts)
    if chart.bubbles:
        size = '<c:bubbleScale val="100"/><c:showNegBubbles val="0"/><c:sizeRepresents val="area"/>'
        plot = f'<c:bubbleChart><c:varyColors val="0"/>{body}{size}{ids}</c:bubbleChart>'
    else:
        style = '<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        plot = f"<c:scatterChart>{style}{body}{ids}</c:scatterChart>"
    return plot + axes.point_axes(chart.x, chart.y)


def _cloud(chart: PointChart, cloud: Cloud, order: int, first: int, lang: str) -> str:
    last = first + len(cloud.xs) - 1
    head = f'<c:idx val="{order}"/><c:order val="{order}"/>{name_xml(chart.heads[2], reference(2, 1, 1))}'
    look = (
        f'{shape_xml(cloud.ink)}<c:invertIfNegative val="0"/>'
        if chart.bubbles
        else f"{stroke_xml(cloud.ink)}{mark_xml(cloud.mark)}"
    )
    data = (
        f"<c:xVal>{values_xml(cloud.xs, reference(1, first, last), chart.formats[0])}</c:xVal>"
        f"<c:yVal>{values_xml(cloud.ys, reference(2, first, last), chart.formats[1])}</c:yVal>"
    )
    tail = '<c:smooth val="0"/>'
    if chart.bubbles:
        sizes = values_xml(cloud.sizes, reference(3, first, last), chart.formats[2])
        tail = f'<c:bubbleSize>{sizes}</c:bubbleSize><c:bubble3D val="0"/>'
    return f"<c:ser>{head}{look}{labels_xml(cloud.labels, lang)}{data}{tail}</c:ser>"


def _point_columns(chart: PointChart) -> list[Column]:
    rows = [row for cloud in chart.clouds for row in zip(cloud.names, cloud.xs, cloud.ys, strict=True)]
    sizes = [size for cloud in chart.clouds for size in cloud.sizes]
    formats = ("General", *chart.formats)
    columns = [
        Column(chart.heads[i], tuple(Cell(row[i]) for row in rows), formats[i], width=18 if i == 0 else 12)
        for i in range(3)
    ]
    return [*columns, Column(chart.heads[3], tuple(Cell(s) for s in sizes), formats[3])] if chart.bubbles else columns
