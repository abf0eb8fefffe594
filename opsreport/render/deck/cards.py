"""The Cards painter: finding cards (status, link), action and campaign cards (coloured top edge)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opsreport.model.block import Card, Cards, Status
from opsreport.model.number import Tone
from opsreport.render import measure
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, alt, block_title, rectangle, text_box
from opsreport.render.deck.text import Para, plain

EDGE = inches(0.05)
GAP = inches(0.12)
PAD = inches(0.14)
NARROW = inches(5)
_ABOVE = inches(0.07)
_CHIP = (inches(0.92), inches(0.27))
_CHIP_SIZE = 10.5
_LINK = inches(0.2)
_LINK_SIZE = 10.0
_BETWEEN = inches(0.04)
_SIZES = ((15, 12), (15, 11.5), (14, 11.5), (14, 11), (13, 12), (13, 11.5), (13, 11), (13, 10.5), (12, 10.5), (12, 10))
_FINDING_HEADING, _OTHER_HEADING = 15, 13
_LEADING = 1.27


@dataclass(frozen=True, slots=True)
class _Fit:
    """A card's heading and body with the boxes they stand in."""

    heading: Para
    head: Box
    body: tuple[Para, ...]
    rest: Box


def paint_cards(stage: Stage, box: Box, block: Cards) -> None:
    """Paint cards of equal size, `across` columns wide, in reading order (down the columns where `down`)."""
    area = block_title(stage, box, block.title)
    deep = -(-len(block.cards) // block.across)
    columns = [column.rows(deep, GAP) for column in area.columns(block.across, GAP)]
    by_row = [columns[i % block.across][i // block.across] for i in range(len(block.cards))]
    by_column = [columns[i // deep][i % deep] for i in range(len(block.cards))]
    spots = by_column if block.down else by_row
    sizes = _common_sizes(stage, block.cards, spots)
    for number, (card, spot) in enumerate(zip(block.cards, spots, strict=True), 1):
        _paint_card(stage.at(f"card{number}"), spot, card, sizes)


def _paint_card(stage: Stage, box: Box, card: Card, sizes: tuple[float, float]) -> None:
    edge, ground = _parts(box, card)
    rectangle(stage, edge, name="edge", fill=_edge_color(stage, card))
    rectangle(stage, ground, name="ground/overlay", fill=stage.theme.PANEL)
    fit = _sized(stage, ground.inset(PAD, _ABOVE), card, sizes)
    body = fit.body if _fits(fit) else _shortened(stage, fit.body, fit.rest)
    head = text_box(stage, fit.head, fit.heading, name="heading", anchor="middle" if card.status else "top")
    alt(head, card.heading)
    if body:
        text_box(stage, fit.rest, body, name="text")
    if card.status:
        _paint_chip(stage, ground, card.status, card.link)
    if _is_linked(stage, card):
        _paint_link(stage, ground, card)


def _parts(box: Box, card: Card) -> tuple[Box, Box]:
    """Edge and ground: the edge at the left of findings, on top of other cards."""
    return box.split_left(EDGE) if card.status else box.split_top(EDGE)


def _edge_color(stage: Stage, card: Card) -> str:
    tone = card.status.tone if card.status else card.tone
    calm = stage.theme.MUT if card.status else stage.theme.HI
    return calm if tone is Tone.neutral else stage.theme.tone_fill(tone)


def _is_linked(stage: Stage, card: Card) -> bool:
    return bool(card.link and card.link_label and stage.link(card.link))


def _paint_chip(stage: Stage, ground: Box, status: Status, page: str) -> None:
    """The status, which leads to the card's page where there is one."""
    fill, ink = stage.theme.chip(status.tone)
    wide = _chip_width(status)
    spot = Box(ground.right - PAD - wide, ground.y + _ABOVE, wide, _CHIP[1])
    para = Para(f"{status.symbol} {status.label}", _CHIP_SIZE, ink, bold=True, align="center")
    chip = rectangle(stage, spot, name="chip", fill=fill, geometry="roundRect", paragraphs=para)
    if page and stage.link(page):
        chip.click_action.target_slide = stage.pages[page]


def _chip_width(status: Status) -> int:
    text = measure.width(f"{status.symbol} {status.label}", _CHIP_SIZE, True)
    return max(_CHIP[0], points(text) + inches(0.2))


def _link_width(card: Card) -> int:
    return points(measure.width(card.link_label, _LINK_SIZE) * 1.03) + inches(0.04)


def _paint_link(stage: Stage, ground: Box, card: Card) -> None:
    """The words that lead to the page: under the chip, else in the lower right corner."""
    wide = _link_width(card)
    left, top = ground.right - PAD - wide, ground.bottom - _LINK - _BETWEEN
    if card.status:
        left -= max(0, (_chip_width(card.status) - wide) // 2)
        top = ground.y + _ABOVE + _CHIP[1] + _BETWEEN
    spot = Box(left, top, wide, _LINK)
    color = stage.theme.HI
    text_box(stage, spot, card.link_label, name="link", size=_LINK_SIZE, color=color, align="right", link=card.link)


def _common_sizes(stage: Stage, cards: Sequence[Card], spots: Sequence[Box]) -> tuple[float, float]:
    """The largest (heading, body) sizes at which every card fits; the smallest where one never does."""
    largest = _FINDING_HEADING if any(card.status for card in cards) else _OTHER_HEADING
    inners = [_parts(spot, card)[1].inset(PAD, _ABOVE) for card, spot in zip(cards, spots, strict=True)]
    for sizes in (sizes for sizes in _SIZES if sizes[0] <= largest):
        if all(_fits(_sized(stage, inner, card, sizes)) for card, inner in zip(cards, inners, strict=True)):
            return sizes
    return _SIZES[-1]


def _fits(fit: _Fit) -> bool:
    is_short = _lines(fit.heading, fit.head.width_pt) <= 2
    return is_short and _height(fit.body, fit.rest.width_pt) <= fit.rest.height_pt


def _sized(stage: Stage, inner: Box, card: Card, sizes: tuple[float, float]) -> _Fit:
    """Heading left of chip and link, body below it: full width in narrow cards, in wide ones beside them too."""
    side = _side(stage, card)
    left = inner.w - side - (inches(0.12) if side else 0)
    heading = Para(card.heading, sizes[0], stage.theme.NAVY, bold=True)
    high = points(_lines(heading, left / points(1)) * heading.line + 2)
    is_narrow = inner.w < NARROW
    if side and is_narrow:
        high = max(high, _CHIP[1] + (_BETWEEN + _LINK if card.link_label else 0))
    lines = tuple(replace(para, size=sizes[1], leading=sizes[1] * _LEADING, after=1) for para in _body(stage, card))
    rest = Box(inner.x, inner.y + high + _BETWEEN, inner.w if is_narrow else left, inner.h - high - _BETWEEN)
    return _Fit(heading, Box(inner.x, inner.y, left, high), lines, rest)


def _side(stage: Stage, card: Card) -> int:
    """The width that chip and link take at the right; 0 without a chip."""
    if not card.status:
        return 0
    return max(_chip_width(card.status), _link_width(card) if _is_linked(stage, card) else 0)


def _body(stage: Stage, card: Card) -> tuple[Para, ...]:
    arrow = "→ " if card.status else ""
    mark = stage.theme.HI if card.status else stage.theme.NAVY
    lines = [Para(line) for line in card.lines]
    rows = [Para(text, lead=f"{arrow}{label}  ", lead_color=mark) for label, text in card.rows]
    return (*lines, *rows)


def _height(paras: Sequence[Para], wide: float) -> float:
    return sum(_lines(para, wide) * para.line + para.after for para in paras)


def _lines(para: Para, wide: float) -> int:
    text = f"**{para.lead}**{para.text}" if para.lead else para.text
    return measure.lines_needed(text, para.size, wide, para.bold)


def _shortened(stage: Stage, lines: Sequence[Para], rest: Box) -> tuple[Para, ...]:
    """The lines cut to the height there is, fairly: the longest gives up its last line first."""
    allowed = [_lines(para, rest.width_pt) for para in lines]
    while lines and _allowed_height(lines, allowed) > rest.height_pt and max(allowed) > 1:
        allowed[allowed.index(max(allowed))] -= 1
    kept = []
    for para, most in zip(lines, allowed, strict=True):
        lead = measure.width(para.lead, para.size, True) / most
        text = measure.shortened(para.text, para.size, rest.width_pt - lead, lines=most)
        if text != para.text:
            stage.cut.append(plain(para.lead + para.text))
        kept.append(replace(para, text=text))
    return tuple(kept)


def _allowed_height(lines: Sequence[Para], allowed: Sequence[int]) -> float:
    return sum(count * para.line + para.after for count, para in zip(allowed, lines, strict=True))
