"""The digest: plain JSON, the same words and numbers as the pages it is taken from, nothing where a page is absent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from opsreport.model.block import Cards, Grid, Panel, Row, Status, Words
from opsreport.model.number import Number, Tone
from opsreport.model.report import Report, Slide
from opsreport.model.unit import PERSON, POINTS, RATE
from opsreport.render.digest import MOST_ACTIONS, MOST_KPIS, digest
from tests.sample_report import report_of


def plain(report: Report) -> dict[str, Any]:
    return json.loads(json.dumps(digest(report)))


def slide_of(report: Report, page: str) -> Slide:
    return next(slide for slide in report.slides if slide.id == page)


def grid_of(report: Report, page: str) -> Grid:
    return next(block for block in slide_of(report, page).blocks if isinstance(block, Grid))


def without(report: Report, *pages: str) -> Report:
    kept = (replace(s, slides=tuple(x for x in s.slides if x.id not in pages)) for s in report.sections)
    return replace(report, sections=tuple(section for section in kept if section.slides))


def with_rows(report: Report, page: str, rows: tuple[Row, ...]) -> Report:
    """The report with other rows in the first table of a page."""
    slide = slide_of(report, page)
    first = grid_of(report, page)
    blocks = tuple(replace(first, rows=rows) if block is first else block for block in slide.blocks)
    changed = replace(slide, blocks=blocks)
    sections = (replace(s, slides=tuple(changed if x.id == page else x for x in s.slides)) for s in report.sections)
    return replace(report, sections=tuple(sections))


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for part in value.values():
                yield from texts(part)
        case list():
            for part in value:
                yield from texts(part)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_plain_json(lang: str) -> None:
    found = digest(report_of(lang=lang))
    assert json.loads(json.dumps(found)) == found
    assert (found["lang"], found["month"]) == (lang, "2025-06")


def test_both_languages_have_the_same_keys_and_counts() -> None:
    zh, en = plain(report_of()), plain(report_of(lang="en"))
    assert list(zh) == list(en)
    assert {k: len(v) for k, v in zh.items() if isinstance(v, list)} == {
        k: len(v) for k, v in en.items() if isinstance(v, list)
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_shows_a_mark_or_a_missing_value(lang: str) -> None:
    for text in texts(digest(report_of(lang=lang))):
        assert "**" not in text
        assert not {"None", "nan", "inf", "–"} & set(text.split())


def test_the_metrics_are_those_of_the_scoreboard_in_its_order() -> None:
    report = report_of()
    rows = grid_of(report, "kpi/scoreboard").rows
    found = plain(report)
    names = [cell.text for row in rows for cell in row.cells[:1] if isinstance(cell, Words)]
    assert [kpi["name"] for kpi in found["kpis"]] == names
    judged = [next(cell for cell in row.cells if isinstance(cell, Status)) for row in rows]
    assert [(kpi["status"]["symbol"], kpi["status"]["label"]) for kpi in found["kpis"]] == [
        (status.symbol, status.label) for status in judged
    ]


def test_the_first_metric_is_said_with_its_units() -> None:
    assert plain(report_of())["kpis"][0] == {
        "name": "总营收",
        "actual": "872万元",
        "target": "800万元",
        "attainment": "109%",
        "change": {"text": "▲ 9.3%", "tone": "good"},
        "status": {"code": "on_target", "symbol": "●", "label": "达成", "tone": "good"},
        "leads": True,
    }
    assert plain(report_of(lang="en"))["kpis"][0]["actual"] == "CNY 8.72m"


def test_metrics_beyond_the_room_are_counted() -> None:
    report = report_of()
    rows = grid_of(report, "kpi/scoreboard").rows * 2
    found = plain(with_rows(report, "kpi/scoreboard", rows))
    assert len(found["kpis"]) == MOST_KPIS
    assert found["kpis_more"] == len(rows) - MOST_KPIS


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Number(0.093, RATE, tone=Tone.good), "▲ 9.3%"),
        (Number(-0.069, RATE, tone=Tone.bad), "▼ 6.9% 差"),
        (Number(0.002, POINTS, tone=Tone.bad), "▲ 0.2个百分点 差"),
        (Number(-0.013, RATE), "● −1.3%"),
        (Number(0.013, RATE), "● +1.3%"),
        (Number(-0.2, RATE), "▼ 20%"),
        (Number(0.0, RATE), "● 0%"),
        (Number(None, RATE), ""),
        (Words("由负转正", tone=Tone.good), "由负转正"),
        (None, ""),
    ],
)
def test_a_change_shows_its_direction_and_says_when_it_is_worse(number: Number | Words | None, text: str) -> None:
    report = report_of()
    grid = grid_of(report, "kpi/scoreboard")
    place = [column.key for column in grid.columns].index("month_on_month")
    cells = list(grid.rows[0].cells)
    cells[place] = number
    found = plain(with_rows(report, "kpi/scoreboard", (Row(tuple(cells)),)))
    assert found["kpis"][0]["change"]["text"] == text


def test_a_metric_that_nobody_judged_has_no_status_and_no_target() -> None:
    report = report_of()
    row = Row((Words("访客"), None, Number(1200.0, PERSON), None, None, None, None, None, None, None, None, None))
    (kpi,) = plain(with_rows(report, "kpi/scoreboard", (row,)))["kpis"]
    assert (kpi["actual"], kpi["target"], kpi["attainment"], kpi["status"]) == ("1,200人", "", "", None)


def test_good_and_gaps_are_the_cards_of_the_summary() -> None:
    report = report_of()
    blocks = [block for block in slide_of(report, "front/summary").blocks if isinstance(block, Cards)]
    cards = [card for block in blocks for card in block.cards]
    found = plain(report)
    assert [one["headline"] for one in found["good"]] == [c.heading for c in cards if c.tone is Tone.good]
    assert [one["headline"] for one in found["gaps"]] == [c.heading for c in cards if c.tone in (Tone.bad, Tone.watch)]
    assert (len(found["good"]), len(found["gaps"]), found["readings"]) == (3, 3, [])
    assert found["gaps"][0]["action"].startswith("7月启用华南备用仓")


def test_only_open_actions_are_listed_overdue_ones_first() -> None:
    report = report_of()
    frame = report.dataset["actions"].frame
    month = frame[frame["month"] == "2025-06"]
    still = set(month[~month["status"].isin(["done", "cancelled"])]["action"])
    actions = plain(report)["actions"]
    assert {one["action"] for one in actions} == still
    assert [one["overdue"] for one in actions] == ["10天", "3天", ""]


def test_actions_beyond_the_room_are_counted() -> None:
    report = report_of()
    late = grid_of(report, "plan/actions").rows[0]
    found = plain(with_rows(report, "plan/actions", (late,) * 9))
    assert (len(found["actions"]), found["actions_more"]) == (MOST_ACTIONS, 3)


def test_asks_are_the_decisions_and_never_the_overdue_actions_in_their_place() -> None:
    report = report_of()
    slide = slide_of(report, "front/summary")
    panel = next(block for block in slide.blocks if isinstance(block, Panel))
    assert plain(report)["asks"] == list(panel.lines)
    other = replace(panel, heading=report.terms["front.overdue"])
    changed = replace(slide, blocks=tuple(other if block is panel else block for block in slide.blocks))
    sections = (replace(s, slides=tuple(changed if x.id == slide.id else x for x in s.slides)) for s in report.sections)
    assert plain(replace(report, sections=tuple(sections)))["asks"] == []


def test_what_has_no_page_is_empty() -> None:
    report = without(report_of(), "front/summary", "kpi/scoreboard", "plan/actions")
    found = plain(report)
    empty = ("kpis", "good", "gaps", "readings", "actions", "asks")
    assert not [key for key in empty if found[key]]
    assert found["headline"] == report.slides[0].title


def test_the_subtitle_leaves_the_period_to_the_heading() -> None:
    found = plain(report_of())
    assert found["period"] == "2025年6月"
    assert found["subtitle"].startswith("全年进度")
