"""Report → one tall picture for phones and chat groups: headline, up to eight KPIs, three + three findings, asks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from opsreport.model.block import Block, Card, Cards, Grid, Panel, Row, Status, Words, row_scale
from opsreport.model.number import Number, Tone
from opsreport.model.report import Report, Slide
from opsreport.render.measure import shortened, width
from opsreport.render.telling import telling_rows

WIDTH, MARGIN, DPI = 1080, 56, 100
MOST_KPIS, MOST_CARDS = 8, 3
CJK_FONTS = (
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans SC",
    "Hiragino Sans GB",
    "Noto Sans CJK JP",  # the first face of Noto's collection, the only one older matplotlib reads
)
PLAIN_FONT = "DejaVu Sans"
_BROUGHT = ("mplfonts", "fonts/NotoSansCJKsc-Regular.otf")
_BOLD = 600
_SAMPLE = frozenset(map(ord, "运营月报收入渠道留存"))
INK, NAVY, MUTED, LINE, PANEL, WHITE, BLUE = "#1B2733", "#0B2A4A", "#5B6B7B", "#D5DCE3", "#F4F6F9", "#FFFFFF", "#1E73BE"
_HEADS = (("actual", 640), ("attainment", 860), ("status", WIDTH - MARGIN))
_LEADING, _BASELINE = 1.45, 1.08
_KPI_ROW, _NAME_ROOM = 58, 440
_NAME_SIZES = (28, 26, 24, 22)
TONES = {Tone.good: "#0A7D60", Tone.watch: "#8A5A00", Tone.bad: "#C8402A", Tone.neutral: MUTED}


@dataclass(frozen=True, slots=True)
class Mark:
    """One text to draw: x and its baseline in pixels from the top left, size in pixels, colour, weight, side."""

    x: float
    y: float
    text: str
    size: float
    color: str = INK
    bold: bool = False
    side: str = "left"


class Sheet:
    """What is drawn so far, and the y where the next thing goes."""

    def __init__(self) -> None:
        self.y: float = MARGIN
        self.marks: list[Mark] = []
        self.boxes: list[tuple[float, float, float, float, str]] = []

    def paragraph(self, text: str, size: float, *, color: str = INK, bold: bool = False, inset: float = 0) -> None:
        """The text wrapped to the picture's width, and the pen below it."""
        for line in wrapped(text.replace("**", ""), size, WIDTH - 2 * MARGIN - 2 * inset, bold):
            self.marks.append(Mark(MARGIN + inset, self.y + size * _BASELINE, line, size, color, bold))
            self.y += size * _LEADING


def render_picture(report: Report) -> bytes | None:
    """A PNG 1080 pixels wide; None where the machine has no font for what the picture says."""
    font = chosen_font(report.lang)
    if font is None:
        return None
    sheet = Sheet()
    _head(sheet, report)
    for slide in report.slides:
        if slide.id == "kpi/scoreboard":
            _kpis(sheet, slide, report.lang)
    for slide in report.slides:
        if slide.id == "front/summary":
            _summary(sheet, slide)
    sheet.y += 10
    sheet.paragraph(report.footer, 20, color=MUTED)
    if font == PLAIN_FONT and any(_is_han(mark.text) for mark in sheet.marks):
        return None
    return _drawn(sheet, font)


def chosen_font(lang: str) -> str | None:
    """The family of the first font that holds Han: an installed one, else the one of the extra `fonts`.

    Without either a plain font for English, None for Chinese.
    """
    installed = {entry.name: entry.fname for entry in font_manager.fontManager.ttflist}
    found = next((name for name in CJK_FONTS if name in installed and _holds_han(installed[name])), None)
    return found or _brought_font() or (None if lang == "zh" else PLAIN_FONT)


def _holds_han(path: str | Path) -> bool:
    """Whether the font file can be read and has the characters a review is made of."""
    try:
        return set(font_manager.get_font(path).get_charmap()) >= _SAMPLE
    except (OSError, RuntimeError):
        return False


def _brought_font() -> str | None:
    """The family of the font file in the package of the extra `fonts`, made known to matplotlib.

    The package is looked up, not imported: importing it changes matplotlib's settings.
    """
    package, file = _BROUGHT
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    for path in (Path(folder) / file for folder in folders or ()):
        if path.is_file() and _holds_han(path):
            font_manager.fontManager.addfont(path)
            return str(font_manager.get_font(path).family_name)
    return None


def _is_han(text: str) -> bool:
    return any(character >= "\u2e80" for character in text)


def wrapped(text: str, size: float, room: float, bold: bool = False) -> Iterator[str]:
    """The text in lines no wider than `room`, broken between Han characters or at spaces."""
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece, size, bold) > room:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line:
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a Latin word with its space, or a Han character with the mark after it."""
    piece = ""
    for character in text:
        joins = character.isascii() and not character.isspace() and piece[-1:].isascii() and not piece[-1:].isspace()
        if piece and not joins and character not in "，。；：、）》”%％！？ ":
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _head(sheet: Sheet, report: Report) -> None:
    sheet.paragraph(f"{report.organisation} {report.title} {report.period.label(report.lang)}", 26, color=MUTED)
    summary = next((slide for slide in report.slides if slide.id == "front/summary"), report.slides[0])
    sheet.y += 8
    sheet.paragraph(summary.title, 42, color=NAVY, bold=True)
    sheet.y += 22


def _kpis(sheet: Sheet, slide: Slide, lang: str) -> None:
    grid = next((block for block in slide.blocks if isinstance(block, Grid)), None)
    if grid is None:
        return
    columns = {column.key: index for index, column in enumerate(grid.columns)}
    rows = telling_rows([row for row in grid.rows if row.style == "body"], MOST_KPIS)
    for key, right in _HEADS:
        if key in columns:
            label = grid.columns[columns[key]].label
            sheet.marks.append(Mark(right, sheet.y + 20, label, 20, MUTED, side="right"))
    sheet.y += 32
    sheet.boxes.append((MARGIN, sheet.y, WIDTH - 2 * MARGIN, 2, NAVY))
    for row in rows:
        _kpi(sheet, grid, row, lang)
    sheet.y += 30


def _kpi(sheet: Sheet, grid: Grid, row: Row, lang: str) -> None:
    """One line: name, actual with its unit, attainment, status word with its symbol."""
    columns = {column.key: index for index, column in enumerate(grid.columns)}
    base = sheet.y + 39
    sheet.boxes.append((MARGIN, sheet.y + _KPI_ROW - 1, WIDTH - 2 * MARGIN, 1, LINE))
    sheet.marks.append(_name(next((cell.text for cell in row.cells if isinstance(cell, Words)), ""), base))
    for (key, right), color in zip(_HEADS, (NAVY, INK), strict=False):
        cell = row.cells[columns[key]] if key in columns else None
        if isinstance(cell, Number):
            own = cell.unit.text(cell.value, lang, scale=row_scale(grid.columns, row, cell.unit, lang))
            sheet.marks.append(Mark(right, base, own, 28, color, key == "actual", "right"))
    unit = row.cells[columns["unit"]] if "unit" in columns else None
    if isinstance(unit, Words) and unit.text != "%":
        sheet.marks.append(Mark(_HEADS[0][1] + 12, base, unit.text, 22, MUTED))
    judged = next((cell for cell in row.cells if isinstance(cell, Status)), None)
    if judged and judged.code != "none":
        text = f"{judged.symbol} {judged.label}"
        sheet.marks.append(Mark(WIDTH - MARGIN, base, text, 26, TONES[judged.tone], True, "right"))
    sheet.y += _KPI_ROW


def _name(text: str, base: float) -> Mark:
    """A metric's name in its column: smaller where it is long, cut where even that is too wide."""
    size = next((s for s in _NAME_SIZES if width(text, s, True) <= _NAME_ROOM), _NAME_SIZES[-1])
    return Mark(MARGIN, base, shortened(text, size, _NAME_ROOM, bold=True), size, INK, True)


def _summary(sheet: Sheet, slide: Slide) -> None:
    for block in slide.blocks:
        _summary_block(sheet, block)


def _summary_block(sheet: Sheet, block: Block) -> None:
    match block:
        case Cards(cards=cards, title=title):
            if title:
                sheet.paragraph(title, 30, color=NAVY, bold=True)
                sheet.y += 6
            for card in cards[: 2 * MOST_CARDS]:
                _card(sheet, card)
            sheet.y += 16
        case Panel(heading=heading, lines=lines):
            _panel(sheet, heading, lines)


def _card(sheet: Sheet, card: Card) -> None:
    top = sheet.y
    sheet.y += 14
    sheet.paragraph(card.heading, 28, bold=True, inset=26)
    for text in (*card.lines, *(f"{label} {value}".strip() for label, value in card.rows)):
        sheet.paragraph(text, 24, color=MUTED, inset=26)
    sheet.y += 8
    sheet.boxes.append((MARGIN, top, WIDTH - 2 * MARGIN, sheet.y - top, PANEL))
    sheet.boxes.append((MARGIN, top, 8, sheet.y - top, TONES[card.tone]))
    sheet.y += 14


def _panel(sheet: Sheet, heading: str, lines: Sequence[str]) -> None:
    top = sheet.y
    sheet.y += 20
    sheet.paragraph(heading, 30, color=WHITE, bold=True, inset=26)
    for number, line in enumerate(lines, 1):
        sheet.paragraph(f"{number}. {line}", 26, color=WHITE, inset=26)
    sheet.y += 14
    sheet.boxes.append((MARGIN, top, WIDTH - 2 * MARGIN, sheet.y - top, NAVY))
    sheet.y += 14


def _drawn(sheet: Sheet, font: str) -> bytes:
    height = sheet.y + MARGIN
    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=WHITE)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    for x, y, wide, high, color in sheet.boxes:
        axes.add_patch(Rectangle((x, y), wide, high, facecolor=color, linewidth=0))
    has_bold = _has_bold(font)
    for mark in sheet.marks:
        _write(axes, mark if has_bold else replace(mark, bold=False), font)
    target = io.BytesIO()
    figure.savefig(target, format="png", metadata={"Software": None})
    return target.getvalue()


def _has_bold(font: str) -> bool:
    """Whether the family has a bold face; matplotlib warns on the console when asked for one in vain."""
    weights = (entry.weight for entry in font_manager.fontManager.ttflist if entry.name == font)
    return any((font_manager.weight_dict[w] if isinstance(w, str) else w) >= _BOLD for w in weights)


def _write(axes: Axes, mark: Mark, font: str) -> None:
    axes.text(
        mark.x,
        mark.y,
        mark.text,
        fontsize=mark.size * 72 / DPI,
        family=[font, PLAIN_FONT],
        color=mark.color,
        weight="bold" if mark.bold else "normal",
        ha=mark.side,
        va="baseline",
        parse_math=False,
    )
