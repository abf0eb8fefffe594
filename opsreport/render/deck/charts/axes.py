"""The axes of a chart as XML. Hidden axes stay in place without line and labels: LibreOffice misplots deleted ones."""

from __future__ import annotations

from opsreport.render.deck.charts.pieces import stroke_xml, text_xml
from opsreport.render.deck.charts.spec import Axis, Ink
from opsreport.render.deck.charts.workbook import number_text
from opsreport.render.deck.text import escaped

X, Y, X2, Y2 = 11, 12, 13, 14
_LEVEL = ' rot="0" vert="horz"'


def category_axes(x: Axis, y: Axis, *, across: bool, to_edges: bool = False) -> str:
    """The category and the value axis."""
    sides = ("l", "b") if across else ("b", "l")
    between = f'<c:crossBetween val="{"midCat" if to_edges else "between"}"/>'
    return _category(x, sides[0]) + _value(y, (Y, X), sides[1], between)


def second_axes(y: Axis) -> str:
    """A second value axis, invisible at the right, with the deleted category axis it needs."""
    hidden = (
        f'<c:catAx><c:axId val="{X2}"/>{_scaling(Axis())}<c:delete val="1"/><c:axPos val="b"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:crossAx val="{Y2}"/><c:crosses val="autoZero"/></c:catAx>'
    )
    return _value(y, (Y2, X2), "r", '<c:crossBetween val="between"/>', stands='<c:crosses val="max"/>') + hidden


def point_axes(x: Axis, y: Axis) -> str:
    """The two value axes of a scatter or bubble chart."""
    middle = '<c:crossBetween val="midCat"/>'
    return _value(x, (X, Y), "b", middle) + _value(y, (Y, X), "l", middle)


def _category(axis: Axis, side: str) -> str:
    return (
        f'<c:catAx><c:axId val="{X}"/>{_scaling(axis)}<c:delete val="0"/><c:axPos val="{side}"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{_ticks(axis)}{_look(axis)}'
        f'<c:crossAx val="{Y}"/>{_crosses(axis)}<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="60"/>'
        f'<c:tickLblSkip val="{axis.skip}"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value(axis: Axis, ids: tuple[int, int], side: str, between: str, *, stands: str = "") -> str:
    step = f'<c:majorUnit val="{number_text(axis.step)}"/>' if axis.step else ""
    return (
        f'<c:valAx><c:axId val="{ids[0]}"/>{_scaling(axis)}<c:delete val="0"/><c:axPos val="{side}"/>{_grid(axis)}'
        f'<c:numFmt formatCode="{escaped(axis.format)}" sourceLinked="0"/>{_ticks(axis)}{_look(axis)}'
        f'<c:crossAx val="{ids[1]}"/>{stands or _crosses(axis)}{between}{step}</c:valAx>'
    )


def _scaling(axis: Axis) -> str:
    turn = "maxMin" if axis.backwards else "minMax"
    high = f'<c:max val="{number_text(axis.high)}"/>' if axis.high is not None else ""
    low = f'<c:min val="{number_text(axis.low)}"/>' if axis.low is not None else ""
    return f'<c:scaling><c:orientation val="{turn}"/>{high}{low}</c:scaling>'


def _grid(axis: Axis) -> str:
    ink = stroke_xml(Ink(line=axis.grid, weight=0.5))
    return f"<c:majorGridlines>{ink}</c:majorGridlines>" if axis.grid else ""


def _ticks(axis: Axis) -> str:
    place = "low" if axis.labels else "none"
    return f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{place}"/>'


def _look(axis: Axis) -> str:
    return stroke_xml(axis.line) + (text_xml(axis.labels, _LEVEL if axis.wraps else "") if axis.labels else "")


def _crosses(axis: Axis) -> str:
    if axis.crosses is None:
        return '<c:crosses val="autoZero"/>'
    return f'<c:crossesAt val="{number_text(axis.crosses)}"/>'
