"""What every page says the same way."""

from __future__ import annotations

from opsreport.model.block import Insight
from opsreport.model.number import Number
from opsreport.model.unit import BARE, MONEY, PERSON, RATE
from opsreport.sections.labels import (
    Offer,
    highlight,
    insight,
    owed_note,
    status,
    time_facts,
    typed_notes,
    unit_note_of,
)
from tests.sections.factory import company, dataset, said, voice


def test_unit_notes_join_scale_and_word() -> None:
    zh, en = voice(), voice("en")
    assert unit_note_of(MONEY, (Number(8_720_000.0, MONEY),), zh) == "万元"
    assert unit_note_of(MONEY, (Number(8_720_000.0, MONEY),), en) == "CNY m"
    assert unit_note_of(PERSON, (Number(12_000.0, PERSON),), en) == "k people"
    assert unit_note_of(RATE, (Number(0.5, RATE),), zh) == "%"
    assert unit_note_of(BARE, (), zh) == ""


def test_status_words_have_symbols_and_tones() -> None:
    assert (status("near", voice()).label, status("near", voice()).symbol) == ("接近目标", "◆")


def test_typed_notes_keep_the_order_asked_for_and_the_words() -> None:
    rows = [said("channel", "b", "next", "试投"), said("channel", "a", "cause", "停投两周", "周航")]
    notes = typed_notes(dataset({"commentary": rows}), "channel", {"a": "甲", "b": ""}, voice())
    assert [note.text for note in notes] == ["**甲**原因：停投两周", "**下一步**：试投"]
    assert [note.author for note in notes] == ["周航", ""]
    assert all(note.typed for note in notes)


def test_typed_notes_of_another_month_stay_out() -> None:
    row = {**said("metric", "revenue", "cause", "旧话"), "month": "2025-05"}
    assert typed_notes(dataset({"commentary": [row]}), "metric", {"revenue": "总营收"}, voice()) == ()


def test_an_insight_keeps_typed_notes_before_computed_ones() -> None:
    facts = {**time_facts(company())}
    typed = typed_notes(company(), "metric", {"interaction_rate": "互动率"}, voice())
    panel = insight(voice(), "kpi/nothing.insight", facts, typed * 4)
    assert isinstance(panel, Insight)
    assert len(panel.notes) == 4
    assert insight(voice(), "kpi/nothing.insight", facts) is None


def test_owed_note_names_the_objects() -> None:
    (note,) = owed_note(["互动率", "客单价"], voice())
    assert note.text == "**互动率、客单价**：原因待补充"
    assert owed_note([], voice()) == ()


def test_a_highlight_without_words_is_no_offer() -> None:
    assert highlight(voice(), "kpi/nothing.highlight", {}, Offer("near", 0.1, False)) == ()
