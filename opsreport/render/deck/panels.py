"""Painters of worded panels: insight, callouts, the dark box, the conclusion bar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from opsreport.model.block import Callout, Callouts, Conclusion, Insight, Note, Panel
from opsreport.model.number import Tone
from opsreport.render import measure
from opsreport.render.deck.grid import Box, inches, points
from opsreport.render.deck.stage import Stage, alt, rectangle
from opsreport.render.deck.text import Para, plain
from opsreport.render.deck.theme import readable
from opsreport.render.units import said_with_unit

EDGE = inches(0.05)
PAD = inches(0.16)
_ABOVE, _TIGHT, _LOW = inches(0.13), inches(0.04), inches(0.8)
_SIZES = (11.5, 11.0, 10.5, 10.0)
_HEADING = 13.0
_AFTER_HEADING = 5.0
_BULLET_LEADING = 1.38
_BULLET_AFTER = 4.5
_BULLET_INDENT = 1.3
_BOLD_HEAD = re.compile(r"\*\*(.+?)\*\*")
_STRIP_LEADING, _STRIP_AFTER = 1.3, 1.5
_WIDE, _LARGE, _HALF = inches(8.0), 14.0, 0.5
_FIGURES = (28.0, 24.0, 20.0, 18.0)
_BETWEEN = inches(0.14)


def paint_insight(stage: Stage, box: Box, block: Insight) -> None:
    """Paint a heading and bullets; the text steps down to 10 pt, then the last bullets go to the notes.

    A low box has no room for the heading: its bullets stand alone. A panel
    without one is a strip: every bullet stands, a long one shortened. Few words
    in a wide box are set larger, on a ground no higher than they need.
    """
    if not block.heading:
        _paint_strip(stage, box, block)
        return
    own = Para(block.heading, _HEADING, stage.theme.NAVY, bold=True, after=_AFTER_HEADING)
    head, above = ((own,), _ABOVE) if box.h > _LOW else ((), _TIGHT)
    taken = sum(para.line + para.after for para in head)
    room = ((box.w - EDGE - 2 * PAD) / 12_700, (box.h - 2 * above) / 12_700 - taken)
    notes = {id(note): _bullet(stage, note) for note in block.notes}
    size, kept = _fitted_bullets([notes[id(note)] for note in _by_worth(block.notes)], room)
    body = _sized(stage, [para for para in notes.values() if para in kept], size, room)
    if head and box.w > _WIDE and _height(body, room[0]) < room[1] * _HALF:
        body = [replace(para, size=_LARGE, leading=_LARGE * _BULLET_LEADING) for para in body]
        box, _ = box.split_top(2 * above + points(taken + _height(body, room[0])))
    stage.cut.extend(plain(para.lead + para.text) for para in notes.values() if para not in kept)
    shape = _panel(stage, box, (*head, *body), stage.theme.HI, name="insight", anchored_middle=not head)
    if block.alt:
        alt(shape, block.alt)


def _height(paras: Sequence[Para], wide: float) -> float:
    """How high bullets stand at that width, in points."""
    sizes = (
        (measure.lines_needed(_marked(para), para.size, wide - para.size * _BULLET_INDENT), para) for para in paras
    )
    return sum(lines * para.line + para.after for lines, para in sizes)


def _paint_strip(stage: Stage, box: Box, block: Insight) -> None:
    """Bullets close together at 10 pt, each as many lines as there are for it; full texts go to the notes."""
    size, leading = _SIZES[-1], _SIZES[-1] * _STRIP_LEADING
    wide = (box.w - EDGE - 2 * PAD) / 12_700 - size * _BULLET_INDENT
    count = max(1, int((box.h - 2 * _TIGHT) / 12_700 / (leading + _STRIP_AFTER)))
    lines = max(1, count // len(block.notes))
    body = []
    for para in (_bullet(stage, note) for note in block.notes):
        room = wide - measure.width(para.lead, size, True)
        text = measure.shortened(para.text, size, room, lines=lines)
        if text != para.text:
            stage.cut.append(plain(para.lead + para.text))
        text = _with_head(para.text, text)
        body.append(replace(para, text=text, size=size, leading=leading, after=_STRIP_AFTER))
    shape = _panel(stage, box, body, stage.theme.HI, name="insight", anchored_middle=True)
    if block.alt:
        alt(shape, block.alt)


def _with_head(text: str, short: str) -> str:
    """The shortened text with the bold head of the full one."""
    head = _BOLD_HEAD.match(text)
    return f"**{head[1]}**{short[len(head[1]) :]}" if head and short.startswith(head[1]) else short


def paint_callout(stage: Stage, box: Box, block: Callout) -> None:
    """Paint one large number under its label, over its lines of context."""
    theme = stage.theme
    tone = theme.NAVY if block.number.tone is Tone.neutral else theme.tone_text(block.number.tone)
    text = said_with_unit(block.number, stage.lang, stage.terms)
    wide, high = (box.w - EDGE - 2 * PAD) / 12_700, (box.h - inches(0.16)) / 12_700
    label = Para(block.label, 11, theme.MUT, bold=True, after=2)
    lines = [Para(line, 10.5, after=1) for line in block.lines]
    rest = label.line + sum(p.line * measure.lines_needed(p.text, p.size, wide) + 3 for p in lines)
    fitting = (s for s in _FIGURES if measure.width(text, s, True) <= wide and s * 1.28 + rest <= high)
    figure = Para(text, next(fitting, _FIGURES[-1]), tone, bold=True, after=2)
    shape = _panel(stage, box, (label, figure, *lines), theme.NAVY, anchored_middle=True)
    if block.alt:
        alt(shape, block.alt)


def paint_callouts(stage: Stage, box: Box, block: Callouts) -> None:
    """Paint callouts of equal width side by side."""
    spots = box.columns(len(block.items), _BETWEEN)
    for number, (item, spot) in enumerate(zip(block.items, spots, strict=True), 1):
        paint_callout(stage.at(str(number)), spot, item)


def paint_panel(stage: Stage, box: Box, block: Panel) -> None:
    """Paint the dark box with numbered lines; what does not fit goes to the notes."""
    ground = stage.theme.NAVY
    light = readable((stage.theme.WHITE, stage.theme.INK), ground)
    mark = readable((stage.theme.BLUE2, light), ground)
    head = Para(block.heading, _HEADING, light, bold=True, after=_AFTER_HEADING)
    room = ((box.w - 2 * PAD) / 12_700, (box.h - 2 * _ABOVE) / 12_700 - head.line - _AFTER_HEADING)
    lines = [Para(text, color=light, bullet=True, is_numbered=True, lead_color=mark) for text in block.lines]
    size, kept = _fitted_bullets(lines, room)
    stage.cut.extend(plain(para.text) for para in lines if para not in kept)
    body = _sized(stage, kept, size, room)
    inset = (PAD, _ABOVE)
    paras = (head, *body)
    shape = rectangle(stage, box, name="panel", fill=ground, paragraphs=paras, anchor="top", inset=inset)
    if block.alt:
        alt(shape, block.alt)


def paint_conclusion(stage: Stage, box: Box, block: Conclusion) -> None:
    """Paint the bar under a page: a bold lead and one sentence, two lines at most."""
    room = ((box.w - EDGE - 2 * PAD) / 12_700, box.h / 12_700)
    full = block.lead + block.text
    one_line = (size for size in (12.0, 11.5, 11.0) if measure.lines_needed(full, size, room[0]) == 1)
    size = next(one_line, 10.5)
    text = measure.shortened(block.text, size, room[0] - measure.width(block.lead, size, True), lines=2)
    if text != block.text:
        stage.cut.append(plain(full))
    para = Para(text, size, lead=block.lead, lead_color=stage.theme.NAVY)
    shape = _panel(stage, box, (para,), stage.theme.HI, name="conclusion", anchored_middle=True)
    if block.alt:
        alt(shape, block.alt)


def _panel(
    stage: Stage, box: Box, paras: Sequence[Para], edge: str, *, name: str = "panel", anchored_middle: bool = False
) -> object:
    """A light ground with text and a coloured edge at its left."""
    bar, ground = box.split_left(EDGE)
    rectangle(stage, bar, name="edge", fill=edge)
    above = _TIGHT if anchored_middle else _ABOVE
    return rectangle(
        stage,
        ground,
        name=name,
        fill=stage.theme.PANEL,
        paragraphs=paras,
        anchor="middle" if anchored_middle else "top",
        inset=(PAD, above),
    )


def _bullet(stage: Stage, note: Note) -> Para:
    """A bullet; a person's words carry the owner's mark."""
    if not note.typed:
        return Para(note.text, bullet=True)
    said = stage.terms.get("mark.typed", "") + (f" · {note.author}" if note.author else "")
    mark = f"〔{said}〕" if stage.lang == "zh" else f"[{said}] "
    return Para(note.text, bullet=True, lead=mark if said else "", lead_color=stage.theme.MUT)


def _by_worth(notes: Sequence[Note]) -> list[Note]:
    """The notes in the order they are kept: the first, then what people typed, then the other computed ones."""
    ranked = sorted(enumerate(notes), key=lambda pair: (pair[0] > 0, not pair[1].typed, pair[0]))
    return [note for _, note in ranked]


def _fitted_bullets(bullets: Sequence[Para], room: tuple[float, float]) -> tuple[float, Sequence[Para]]:
    """(text size, the bullets that fit): all at the largest size that holds them, else fewer at the smallest."""
    texts = [_marked(para) for para in bullets]
    for count in range(len(texts), 0, -1):
        size = measure.fitted_size(
            texts[:count],
            room,
            _SIZES,
            leading=_BULLET_LEADING,
            after=_BULLET_AFTER,
            hanging_indent=_BULLET_INDENT,
        )
        if size:
            return size, bullets[:count]
    return _SIZES[-1], bullets[:1]


def _sized(stage: Stage, paras: Sequence[Para], size: float, room: tuple[float, float]) -> list[Para]:
    """The paragraphs at their size; a single one longer than the room is shortened, its full text kept in the notes."""
    leading = size * _BULLET_LEADING
    body = [replace(para, size=size, leading=leading, after=_BULLET_AFTER) for para in paras]
    if len(body) == 1:
        wide = room[0] - size * _BULLET_INDENT - measure.width(body[0].lead, size, True)
        text = measure.shortened(body[0].text, size, wide, lines=max(1, int(room[1] / leading)))
        if text != body[0].text:
            stage.cut.append(plain(body[0].text))
            body = [replace(body[0], text=text)]
    return body


def _marked(para: Para) -> str:
    """The paragraph's text for measuring, its lead counted as bold."""
    return f"**{para.lead}**{para.text}" if para.lead else para.text
