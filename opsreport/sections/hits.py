"""Chapter 5, what the most read pieces have in common, and what users say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from opsreport.analysis.compare import MULTIPLE, change_code, judged
from opsreport.analysis.content import Keyword, Lift, Piece, feedback, lifts, pieces
from opsreport.analysis.rank import strict_best
from opsreport.analysis.summarise import added, ratio
from opsreport.model.block import Bars, Block, Grid, GridCell, Insight, Point, Row, Scatter, Words
from opsreport.model.metric import Polarity
from opsreport.model.number import Cells, Number, Series, Tone
from opsreport.model.report import Draft, Fact, Highlight, Voice
from opsreport.model.table import Dataset
from opsreport.model.unit import PIECES, RATE, TIMES
from opsreport.sections.labels import ColumnLook, Offer, column, highlight, insight, time_facts, unit_note_of
from opsreport.sections.layout import grid_height, side_by_side, without_empty
from opsreport.sections.pieces import FEW_PIECES, piece_bars, piece_grid, short_title
from opsreport.sections.readings import change_facts
from opsreport.sections.remarks import comparable

SENTIMENTS: tuple[tuple[str, Polarity, Tone], ...] = (
    ("need", "none", Tone.neutral),
    ("negative", "down", Tone.bad),
    ("positive", "up", Tone.good),
)
MOST_POINTS = 200
LEAST_POINTS = 10
MOST_LABELS = 6
MOST_LIFTS = 5
LEAST_LIFTS = 2
MOST_PIECES = 7
WORDS_BESIDE, WORDS_ALONE = 3, 4
SHORT_FEEDBACK = 6
SCATTER = 3.25
SHARE = 0.10
Page = tuple[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class _View:
    """The pieces of the month, the features' lifts, the words of each kind; each empty where nothing was filled."""

    dataset: Dataset
    voice: Voice
    pieces: tuple[Piece, ...]
    lifts: tuple[Lift, ...]
    words: dict[str, tuple[Keyword, ...]]

    @property
    def hits(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.is_hit)

    @property
    def has_words(self) -> bool:
        return any(self.words.values())


def hits(dataset: Dataset, voice: Voice) -> Draft | None:
    """The pieces as points with the features of hits, beside the feedback; None with neither of the two."""
    view = _view(dataset, voice)
    if not (len(view.pieces) > FEW_PIECES or view.has_words):
        return None
    facts = _facts(view)
    arrangement, blocks = _arranged(view, facts)
    tables = (("contents",) if view.pieces else ()) + (("feedback",) if view.has_words else ())
    return Draft("content/hits", facts, arrangement, blocks, tables, _highlights(view))


def _view(dataset: Dataset, voice: Voice) -> _View:
    every = (*lifts(dataset, "tag"), *lifts(dataset, "format"))
    spoken = sorted((one for one in every if one.code == "ok"), key=lambda one: -one.lift.amount)
    whole = comparable(dataset, "feedback")
    said = {kind: feedback(whole, kind) for kind, _, _ in SENTIMENTS}
    words = {kind: tuple(one for one in found if one.count.value or one.action) for kind, found in said.items()}
    return _View(dataset, voice, pieces(dataset), tuple(spoken), words)


def _facts(view: _View) -> dict[str, Fact]:
    best = view.lifts[0] if view.lifts and view.lifts[0].lift.amount > 1 else None
    return {
        **time_facts(view.dataset),
        "pieces": len(view.pieces),
        "hits": len(view.hits),
        "shown": min(len(view.pieces), MOST_POINTS),
        "is_drawn": len(_known(view)) >= LEAST_POINTS,
        "hit_share": ratio(_count(view.hits), _count(view.pieces)),
        "read_share": ratio(_reads(view.hits), _reads(view.pieces)),
        "hit_reads": _reads(view.hits),
        "stand_out": 0 < len(view.hits) <= len(view.pieces) / 2,
        "is_top_three": any(piece.threshold.is_missing for piece in view.pieces),
        "highest": view.pieces[0].reads if view.pieces else None,
        "leader": _leader(view.pieces),
        "lift": _lift_facts(best) if best else None,
        "listed": _most(view),
        "is_cut": any(len(_chosen(words, _most(view))) < len(words) for words in view.words.values()),
        "unseen": tuple(one.word for words in view.words.values() for one in words if one.is_new),
        "words": {kind: _words_facts(view.words[kind]) for kind in view.words},
    }


def _most(view: _View) -> int:
    """How many of the most named words of a kind there is room for."""
    return WORDS_BESIDE if view.pieces else WORDS_ALONE


def _count(some: Sequence[Piece]) -> Number:
    """How many pieces; traced to their titles."""
    rows = tuple(piece.row for piece in some)
    return Number(float(len(rows)), PIECES, Cells("contents", "title", rows, "count"))


def _reads(some: Sequence[Piece]) -> Number:
    return added([piece.reads for piece in some], TIMES)


def _leader(pieces: Sequence[Piece]) -> dict[str, Fact] | None:
    """The one piece strictly read the most."""
    index = strict_best([one.reads for one in pieces])
    return None if index is None else _piece_facts(pieces[index])


def _piece_facts(one: Piece) -> dict[str, Fact]:
    return {
        "title": one.title,
        "platform": one.platform,
        "reads": one.reads,
        "interaction_rate": one.interaction_rate,
    }


def _lift_facts(one: Lift) -> dict[str, Fact]:
    return {"feature": one.feature, "lift": one.lift, "in_hits": one.share_in_hits, "in_all": one.share_in_all}


def _words_facts(words: Sequence[Keyword]) -> dict[str, Fact] | None:
    """The most named word of a kind (None on a tie), what is new, and what grew the most; None without words."""
    if not words:
        return None
    top, grown = strict_best([one.count for one in words]), strict_best([one.change for one in words])
    return {
        "top": _word_facts(words[top]) if top is not None else None,
        "grown": _word_facts(words[grown]) if grown is not None and words[grown].change.amount > 0 else None,
        "new": tuple(one.word for one in words if one.is_new),
    }


def _word_facts(one: Keyword) -> dict[str, Fact]:
    code = change_code(one.count, one.before)
    month = change_facts(one.count, one.before, one.change, code, "none")
    return {"word": one.word, "count": one.count, "share": one.share, "month": month}


# -- the page


def _arranged(view: _View, facts: dict[str, Fact]) -> Page:
    panel = insight(view.voice, "content/hits.insight", facts)
    if not view.pieces:
        grid = feedback_grid(view)
        return side_by_side((9, ((grid, None),)), (3, ((panel, None),))) if panel else ("12", (grid,))
    chart, aside = _points(view), _features(view)
    if isinstance(chart, Grid):
        return _few(view, chart, panel)
    if view.has_words:
        return side_by_side((7, ((chart, SCATTER), (aside, None))), (5, ((feedback_grid(view), None),)))
    return side_by_side((8, ((chart, None),)), (4, ((aside, 2.4 if panel else None), (panel, None))))


def _few(view: _View, table: Grid, panel: Insight | None) -> Page:
    """Few pieces: their table over their rates as bars; the panel under short feedback, or beside the bars."""
    bars = piece_bars(view.pieces[:MOST_PIECES], "interaction_rate", view.voice)
    if view.has_words:
        words = feedback_grid(view)
        is_short = len(words.rows) <= SHORT_FEEDBACK
        right = ((words, grid_height(words, 0.5)), (panel, None)) if is_short else ((words, None),)
        return side_by_side((7, ((table, grid_height(table, 0.4)), (bars or panel, None))), (5, right))
    below = tuple(block for block in (bars, panel) if block)
    split = {0: "", 1: "/12", 2: "/7+5"}[len(below)]
    return f"12:{grid_height(table, 0.4):.2f}{split}" if below else "12", (table, *below)


def _points(view: _View) -> Scatter | Grid:
    """Reads against interaction rate, the most read hits named; a table of pieces where they are few."""
    known = _known(view)
    if len(known) < LEAST_POINTS:
        return piece_grid(view.pieces[:MOST_PIECES], view.voice, "content.pieces_title")
    shown = known[:MOST_POINTS]
    named = {one.row for one in [piece for piece in shown if piece.is_hit][:MOST_LABELS]}
    voice = view.voice
    corners = tuple(voice.term(f"content.quadrant.{place}") for place in ("niche", "hit", "weak", "reach"))
    return Scatter(
        points=tuple(_point(one, one.row in named) for one in shown),
        x_label=voice.term("content.reads"),
        y_label=voice.term("content.interaction_rate"),
        x_unit=TIMES,
        y_unit=RATE,
        crossing=(median(n.reads.amount for n in known), median(n.interaction_rate.amount for n in known)),
        quadrants=(corners[0], corners[1], corners[2], corners[3]),
        title=voice.term("content.scatter"),
        unit_note=voice.term("content.each_point"),
    )


def _known(view: _View) -> list[Piece]:
    """The pieces that can stand as a point."""
    return [one for one in view.pieces if not (one.reads.is_missing or one.interaction_rate.is_missing)]


def _point(one: Piece, is_named: bool) -> Point:
    tone = Tone.good if one.is_hit else Tone.neutral
    return Point(short_title(one.title), one.reads, one.interaction_rate, tone=tone, labelled=is_named)


def _features(view: _View) -> Bars | Grid:
    """The lifts of features with enough hits; the hits themselves where too few features have a lift."""
    shown = view.lifts[:MOST_LIFTS]
    if len(shown) < LEAST_LIFTS:
        rows = view.hits or view.pieces
        return piece_grid(rows[:4], view.voice, "content.hits_title")
    series = Series(view.voice.term("content.lift"), tuple(_inked(one.lift) for one in shown))
    names = tuple(one.feature for one in shown)
    title, note = view.voice.term("content.lift"), view.voice.term("content.lift_note")
    return Bars(names, (series,), MULTIPLE, title, note, line=(1.0, view.voice.term("content.all_pieces")))


def _inked(lift: Number) -> Number:
    """More common among hits than among all: in the accent colour."""
    return replace(lift, strong=lift.amount > 1)


def feedback_grid(view: _View) -> Grid:
    """The chosen words of each kind: count, change (or 新) and the typed improvement."""
    voice, rows = view.voice, []
    for kind, polarity, tone in SENTIMENTS:
        chosen = _chosen(view.words[kind], _most(view))
        for index, word in enumerate(chosen):
            name = voice.term(f"choice.feedback.sentiment.{kind}") if index == 0 else ""
            cells = (Words(name, strong=True, tone=tone), *_word_cells(word, polarity, voice))
            rows.append(Row(cells, group=kind))
    columns = (
        column(voice, "content.kind", "text", 0.6),
        column(voice, "content.word", "text", 0.8),
        column(voice, "content.count", "number", 0.55, ColumnLook(TIMES)),
        column(voice, "column.month_on_month", "change", 0.95, ColumnLook(RATE, signed=True)),
        column(voice, "content.action", "text", 2.4),
    )
    everything = [one.count for words in view.words.values() for one in words]
    return without_empty(
        Grid(columns, tuple(rows), voice.term("content.feedback"), unit_note_of(TIMES, everything, voice))
    )


def _chosen(words: Sequence[Keyword], most: int) -> tuple[Keyword, ...]:
    """The words named the most, and the one that grew the most where it is not among them; by count."""
    grown = sorted((one for one in words if one.change.amount > 0), key=lambda one: -one.change.amount)
    return (*words[:most], *[one for one in words[most:] if one in grown[:1]])


def _word_cells(one: Keyword, polarity: Polarity, voice: Voice) -> tuple[GridCell, ...]:
    change: GridCell = judged(one.change, polarity)
    if one.is_new:
        change = Words(voice.term("content.new"), strong=True)
    return Words(one.word), one.count, change, Words(one.action) if one.action else None


# -- what it offers


def _highlights(view: _View) -> tuple[Highlight, ...]:
    """The negative word that grew the most against last month, with its typed improvement."""
    words = view.words["negative"]
    index = strict_best([one.change for one in words])
    if index is None or words[index].change.amount <= 0:
        return ()
    one = words[index]
    offer = Offer("watch", SHARE * min(one.change.amount, 1.0), False, one.action)
    return highlight(view.voice, "content/hits.highlight", {"word": _word_facts(one)}, offer)
