"""Report → digest: what a mail or a chat message says of the review, as plain JSON values with every word ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opsreport.model.block import Block, Card, Cards, Grid, GridCell, Panel, Row, Status, Words
from opsreport.model.number import Number, Tone
from opsreport.model.report import Report, Slide
from opsreport.model.unit import MISSING
from opsreport.render.deck.cells import CALM
from opsreport.render.telling import telling_rows
from opsreport.templating import spoken

SCOREBOARD, SUMMARY, ACTIONS = "kpi/scoreboard", "front/summary", "plan/actions"
MOST_KPIS, MOST_LEADING, MOST_CARDS, MOST_ACTIONS = 18, 8, 3, 6
_HEADS = ("metric", "actual", "target", "attainment", "month_on_month", "status")
_CLOSED = ("done", "cancelled")
FLAT = "●"
Values = dict[str, object]


def digest(report: Report) -> Mapping[str, object]:
    """The review in a few words, ready for JSON; every number is text with its unit, as the deck shows it.

    organisation, title, period ("2025年6月"), month ("2025-06"), lang, is_final, footer: whose and when.
    headline, subtitle: the summary's, the period left off.
    heads: the labels of the metrics' columns by key (metric, actual, …).
    kpis: at most 18, each {name, actual, target, attainment, change {text, tone}, status {code, symbol, label,
    tone} or None, leads: whether it is one of the 8 for where room is short}; kpis_more: how many are left out.
    good, gaps, readings: at most 3 each, {headline, evidence, action, symbol, label, tone}.
    actions: those still open, at most 6, {action, owner, due, status, symbol, tone, overdue, note}; actions_more:
    how many follow them; actions_headline: the title of their page.
    asks: what is to be decided, a text each. alt: the summary picture in words.
    What is missing is "" or [].
    """
    slides = {slide.id: slide for slide in report.slides}
    lead = slides.get(SUMMARY) or report.slides[0]
    return {
        "organisation": report.organisation,
        "title": report.title,
        "period": report.period.label(report.lang),
        "month": str(report.period),
        "lang": report.lang,
        "is_final": report.is_final,
        "headline": _plain(lead.title),
        "subtitle": _plain(lead.subtitle).removeprefix(f"{report.period.label(report.lang)} | "),
        **_scores(slides.get(SCOREBOARD), report),
        **_cards(slides.get(SUMMARY)),
        **_actions(slides.get(ACTIONS), report),
        "asks": _asks(slides.get(SUMMARY), report),
        "footer": report.footer,
        "alt": report.terms["mail.alt"].format(headline=_plain(lead.title)),
    }


def _plain(text: str) -> str:
    return text.replace("**", "")


def _grid(slide: Slide | None) -> Grid | None:
    return next((block for block in slide.blocks if isinstance(block, Grid)), None) if slide else None


def _by_key(grid: Grid, row: Row) -> dict[str, GridCell]:
    return {column.key: cell for column, cell in zip(grid.columns, row.cells, strict=True)}


def _scores(slide: Slide | None, report: Report) -> Values:
    grid = _grid(slide)
    if grid is None:
        return {"heads": {}, "kpis": [], "kpis_more": 0}
    rows = [row for row in grid.rows if row.style == "body"]
    shown, leading = telling_rows(rows, MOST_KPIS), telling_rows(rows, MOST_LEADING)
    return {
        "heads": {column.key: column.label for column in grid.columns if column.key in _HEADS},
        "kpis": [{**_kpi(_by_key(grid, row), report), "leads": row in leading} for row in shown],
        "kpis_more": len(rows) - len(shown),
    }


def _kpi(cells: Mapping[str, GridCell], report: Report) -> Values:
    return {
        "name": _said(cells.get("metric"), report),
        "actual": _said(cells.get("actual"), report),
        "target": _said(cells.get("target"), report),
        "attainment": _said(cells.get("attainment"), report),
        "change": _change(cells.get("month_on_month"), report),
        "status": _status(cells.get("status")),
    }


def _said(cell: GridCell, report: Report) -> str:
    """The text of a cell, a number with its unit; "" for an empty cell and a missing number."""
    match cell:
        case Number():
            text = spoken(cell, report.lang, report.terms)
            return "" if text == MISSING else text
        case Words(text=text):
            return _plain(text)
        case Status(label=label):
            return label
    return ""


def _change(cell: GridCell, report: Report) -> Values:
    """The month's change: ▲ or ▼ with its size, ● with its sign where it is flat; an unfavourable one says so."""
    tone = cell.tone if isinstance(cell, Number | Words) else Tone.neutral
    text = _said(cell, report)
    if isinstance(cell, Number) and text:
        size = _said(Number(abs(cell.amount), cell.unit), report)
        worse = f" {report.terms['mark.worse']}" if tone is Tone.bad else ""
        symbol = _direction(cell, size)
        text = f"{symbol} {_signed(cell, text) if symbol == FLAT else size}{worse}"
    return {"text": text, "tone": str(tone)}


def _signed(number: Number, text: str) -> str:
    return f"+{text}" if number.amount > 0 and _is_filled(text) else text


def _direction(number: Number, size: str) -> str:
    is_calm = number.tone is Tone.neutral and abs(number.amount) < CALM.get(number.unit.kind, 0.0)
    return FLAT if is_calm or not _is_filled(size) else "▲" if number.amount > 0 else "▼"


def _is_filled(text: str) -> bool:
    """Whether the number is more than zero as it is printed."""
    return any(character in "123456789" for character in text)


def _status(cell: GridCell) -> Values | None:
    if not isinstance(cell, Status) or cell.code == "none":
        return None
    return {"code": str(cell.code), "symbol": cell.symbol, "label": cell.label, "tone": str(cell.tone)}


def _cards(slide: Slide | None) -> Values:
    """The summary's cards by what they say: good, gaps (to watch or bad), readings (not judged)."""
    blocks: tuple[Block, ...] = slide.blocks if slide else ()
    cards = [card for block in blocks if isinstance(block, Cards) for card in block.cards]
    sides = {"good": (Tone.good,), "gaps": (Tone.watch, Tone.bad), "readings": (Tone.neutral,)}
    return {side: [_card(card) for card in cards if card.tone in tones][:MOST_CARDS] for side, tones in sides.items()}


def _card(card: Card) -> Values:
    judged = card.status or Status(card.tone, "")
    return {
        "headline": _plain(card.heading),
        "evidence": _plain(" ".join(card.lines)),
        "action": _plain(" ".join(text for _, text in card.rows)),
        "symbol": judged.symbol,
        "label": judged.label,
        "tone": str(judged.tone),
    }


def _actions(slide: Slide | None, report: Report) -> Values:
    """The month's actions that are not closed, as their page lists them, and the page's title."""
    grid = _grid(slide)
    if slide is None or grid is None:
        return {"actions_headline": "", "actions": [], "actions_more": 0}
    closed = {report.terms[f"choice.actions.status.{code}"] for code in _CLOSED}
    rows = (_by_key(grid, row) for row in grid.rows)
    listed = [_action(cells, report) for cells in rows]
    still = [action for action in listed if action["status"] not in closed]
    return {
        "actions_headline": _plain(slide.title),
        "actions": still[:MOST_ACTIONS],
        "actions_more": max(len(still) - MOST_ACTIONS, 0),
    }


def _action(cells: Mapping[str, GridCell], report: Report) -> Values:
    names = {"action": "action", "owner": "owner", "due": "due", "status": "status", "note": "result"}
    state, overdue = cells.get("status"), cells.get("overdue")
    return {
        **{name: _said(cells.get(key), report) for name, key in names.items()},
        "symbol": state.symbol if isinstance(state, Status) else "",
        "tone": str(state.tone) if isinstance(state, Status) else "neutral",
        "overdue": _said(overdue, report),
    }


def _asks(slide: Slide | None, report: Report) -> list[str]:
    """What management is to decide; empty where the summary's box lists overdue actions instead."""
    blocks: Iterator[Block] = iter(slide.blocks if slide else ())
    panels = (block for block in blocks if isinstance(block, Panel))
    lines = (panel.lines for panel in panels if panel.heading == report.terms["front.asks"])
    return [_plain(line) for line in next(lines, ())]
