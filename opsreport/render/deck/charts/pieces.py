"""The small pieces of chart XML: inks, text looks, cached values, labels, marks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from opsreport.render.deck.charts.spec import Ink, Labels, Mark, PointLabel, Type
from opsreport.render.deck.charts.workbook import number_text
from opsreport.render.deck.text import escaped

C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
_LABEL_EXT = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_RANGE_EXT = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_UNWRAPPED = ' wrap="none"'
_FONTS = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
_NOTHING = "<a:noFill/>"
_SYMBOLS = re.compile("([●■▲▼◆]+)")


def shape_xml(ink: Ink) -> str:
    """The c:spPr of an ink."""
    return f"<c:spPr>{_fill(ink)}{line_xml(ink)}</c:spPr>"


def stroke_xml(ink: Ink) -> str:
    """The c:spPr of a mark that is only a line."""
    return f"<c:spPr>{line_xml(ink)}</c:spPr>"


def line_xml(ink: Ink) -> str:
    """The a:ln of an ink; no line where it has none."""
    if not ink.line:
        return f"<a:ln>{_NOTHING}</a:ln>"
    dash = f'<a:prstDash val="{ink.dash}"/>' if ink.dash else ""
    return f'<a:ln w="{round(ink.weight * 12_700)}" cap="flat">{_solid(ink.line)}{dash}<a:round/></a:ln>'


def _fill(ink: Ink) -> str:
    if not ink.fill:
        return _NOTHING
    if ink.hatched:
        colours = f"<a:fgClr>{_colour(ink.fill)}</a:fgClr><a:bgClr>{_colour('FFFFFF')}</a:bgClr>"
        return f'<a:pattFill prst="wdUpDiag">{colours}</a:pattFill>'
    return _solid(ink.fill, ink.alpha)


def _solid(colour: str, alpha: int = 100) -> str:
    return f"<a:solidFill>{_colour(colour, alpha)}</a:solidFill>"


def _colour(colour: str, alpha: int = 100) -> str:
    inner = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return f'<a:srgbClr val="{colour}">{inner}</a:srgbClr>' if inner else f'<a:srgbClr val="{colour}"/>'


def text_xml(kind: Type, body: str = "") -> str:
    """The c:txPr of a text look; `body` are attributes of its a:bodyPr."""
    return (
        f'<c:txPr><a:bodyPr{body}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(kind.size * 100)}" '
        f'b="{int(kind.bold)}">{_solid(kind.color)}{_FONTS}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def name_xml(name: str, address: str) -> str:
    """The c:tx of a series named by a cell."""
    return f"<c:tx>{texts_xml((name,), address)}</c:tx>"


def texts_xml(texts: Sequence[str], address: str) -> str:
    """Cached texts of a range."""
    points = "".join(f'<c:pt idx="{i}"><c:v>{escaped(text)}</c:v></c:pt>' for i, text in enumerate(texts))
    cache = f'<c:ptCount val="{len(texts)}"/>{points}'
    return f"<c:strRef><c:f>{address}</c:f><c:strCache>{cache}</c:strCache></c:strRef>"


def values_xml(values: Sequence[float | None], address: str, number_format: str) -> str:
    """Cached numbers of a range; a missing one has no point."""
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{number_text(v)}</c:v></c:pt>' for i, v in enumerate(values) if v is not None
    )
    cache = f'<c:formatCode>{escaped(number_format)}</c:formatCode><c:ptCount val="{len(values)}"/>{points}'
    return f"<c:numRef><c:f>{address}</c:f><c:numCache>{cache}</c:numCache></c:numRef>"


def mark_xml(mark: Mark) -> str:
    """The c:marker of a point or series."""
    if mark.shape == "none":
        return '<c:marker><c:symbol val="none"/></c:marker>'
    return f'<c:marker><c:symbol val="{mark.shape}"/><c:size val="{mark.size}"/>{shape_xml(mark.ink)}</c:marker>'


def pin_xml(ink: Ink) -> str:
    """Error bars from each point down to the axis: the stem of a pin."""
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/>'
        f'<c:noEndCap val="1"/><c:val val="100"/>{stroke_xml(ink)}</c:errBars>'
    )


def labels_xml(labels: Labels | None, lang: str) -> str:
    """The c:dLbls of a series."""
    if labels is None:
        return ""
    own = "".join(_point_label(i, labels, lang) for i in sorted(_labelled(labels)))
    if not labels.shown:
        return f"<c:dLbls>{own}{_FLAGS_OFF}{_label_extension(labels)}</c:dLbls>"
    extension = _label_extension(labels)
    flags = _FLAGS_OFF if labels.cells else _FLAGS_ON
    return f"<c:dLbls>{own}{_look(labels, labels.type)}{_spot(labels.spot)}{flags}{extension}</c:dLbls>"


def _label_extension(labels: Labels) -> str:
    """Labels from cells; else no leader lines to labels that were moved (one element an extension)."""
    if labels.cells:
        return _extension(_SHOW_RANGE)
    moved = any(point.shift != (0.0, 0.0) for point in labels.points.values())
    return _extension(_NO_LEADERS) if moved else ""


def _labelled(labels: Labels) -> set[int]:
    return set(labels.points) | {i for i, _ in enumerate(labels.cells)}


def _point_label(index: int, labels: Labels, lang: str) -> str:
    point = labels.points.get(index, PointLabel())
    text = point.text or (labels.cells[index] if index < len(labels.cells) else "")
    if point.hidden or (labels.cells and not text):
        return f'<c:dLbl><c:idx val="{index}"/><c:delete val="1"/></c:dLbl>'
    kind = point.type or labels.type
    rich = _rich(text, kind, lang, field=bool(labels.cells), seed=f"{index} {text}") if text else ""
    ground = f"<c:spPr>{_solid(point.ground)}</c:spPr>" if point.ground else ""
    look = ground if rich else _look(labels, kind, ground)
    extension = _extension(_SHOW_RANGE) if labels.cells else ""
    flags = _FLAGS_OFF if labels.cells else _FLAGS_ON
    place = f"{_shift(point)}{rich}{look}{_spot(point.spot or labels.spot)}"
    return f'<c:dLbl><c:idx val="{index}"/>{place}{flags}{extension}</c:dLbl>'


def _rich(text: str, kind: Type, lang: str, *, field: bool, seed: str) -> str:
    """Static text, a paragraph a line; a `field` holds the text of its cell."""
    own = "zh-CN" if lang == "zh" else "en-US"
    look = (
        f'<a:rPr lang="{own}" sz="{round(kind.size * 100)}" b="{int(kind.bold)}">{_solid(kind.color)}{_FONTS}</a:rPr>'
    )
    body = "".join(f"<a:p>{_runs(line, look)}</a:p>" for line in text.split("\n"))
    if field:
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, seed)).upper()
        cell = f'<a:fld id="{{{key}}}" type="CELLRANGE">{look}<a:pPr/><a:t>{escaped(text)}</a:t></a:fld>'
        body = f"<a:p>{cell}</a:p>"
    return f'<c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{body}</c:rich></c:tx>'


def _runs(text: str, look: str) -> str:
    symbol = look.replace("+mn-lt", "+mn-ea")
    parts = [part for part in _SYMBOLS.split(text) if part]
    return "".join(f"<a:r>{symbol if _SYMBOLS.match(p) else look}<a:t>{escaped(p)}</a:t></a:r>" for p in parts)


def _look(labels: Labels, kind: Type, ground: str = "") -> str:
    number_format = f'<c:numFmt formatCode="{escaped(labels.format)}" sourceLinked="0"/>'
    return f"{number_format}{ground or '<c:spPr><a:noFill/></c:spPr>'}{text_xml(kind, _UNWRAPPED)}"


def _spot(spot: str) -> str:
    return f'<c:dLblPos val="{spot}"/>'


def _shift(point: PointLabel) -> str:
    if point.shift == (0.0, 0.0):
        return ""
    x, y = point.shift
    return f'<c:layout><c:manualLayout><c:x val="{x:.5f}"/><c:y val="{y:.5f}"/></c:manualLayout></c:layout>'


def _flags(value: int) -> str:
    names = ("showCatName", "showSerName", "showPercent", "showBubbleSize")
    others = "".join(f'<c:{name} val="0"/>' for name in names)
    return f'<c:showLegendKey val="0"/><c:showVal val="{value}"/>{others}'


_FLAGS_ON = _flags(1)
_FLAGS_OFF = _flags(0)


_SHOW_RANGE = '<c15:showDataLabelsRange val="1"/>'
_NO_LEADERS = '<c15:showLeaderLines val="0"/>'


def _extension(inner: str) -> str:
    return f'<c:extLst><c:ext uri="{_LABEL_EXT}" xmlns:c15="{C15}">{inner}</c:ext></c:extLst>'


def label_range_xml(texts: Sequence[str], address: str) -> str:
    """The series extension that says which cells hold its labels."""
    points = "".join(f'<c:pt idx="{i}"><c:v>{escaped(t)}</c:v></c:pt>' for i, t in enumerate(texts) if t)
    cache = f'<c15:dlblRangeCache><c:ptCount val="{len(texts)}"/>{points}</c15:dlblRangeCache>'
    inner = f"<c15:datalabelsRange><c15:f>{address}</c15:f>{cache}</c15:datalabelsRange>"
    return f'<c:extLst><c:ext uri="{_RANGE_EXT}" xmlns:c15="{C15}">{inner}</c:ext></c:extLst>'
