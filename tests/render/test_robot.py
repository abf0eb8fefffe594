"""The chat message: the digest's words in the little markdown that all robots show alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from opsreport.deliver.robots.wecom import MOST_TEXT
from opsreport.errors import TemplateError
from opsreport.render.digest import digest
from opsreport.render.robot import render_robot
from tests.sample_report import report_of


def of(lang: str) -> Mapping[str, object]:
    """The sample's digest as the ledger gives it back."""
    found = json.loads(json.dumps(digest(report_of(lang=lang))))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_of_the_digest_is_there(lang: str) -> None:
    said = of(lang)
    headline, text = render_robot(said, lang)
    assert headline == said["headline"]
    flat = text.replace("**", "")
    for kpi in (kpi for kpi in said["kpis"] if kpi["leads"]):
        line = next(line for line in flat.splitlines() if kpi["name"] in line and kpi["actual"] in line)
        assert kpi["attainment"] in line
        assert kpi["status"]["symbol"] in line
        assert kpi["status"]["label"] in line
    for card in (*said["good"], *said["gaps"]):
        assert card["headline"] in flat
        assert card["evidence"] in flat
    for action in said["actions"]:
        assert action["action"] in flat
        assert action["owner"] in flat
    assert all(ask in flat for ask in said["asks"])
    assert flat.endswith(str(said["footer"]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_samples_message_fits_every_chat(lang: str) -> None:
    headline, text = render_robot(of(lang), lang)
    assert len(f"## {headline}\n{text}".encode()) <= MOST_TEXT
    assert "\n\n\n" not in text
    assert "\n" not in headline


def test_an_empty_digest_leaves_no_empty_headings() -> None:
    empty = {
        "headline": "标题",
        "subtitle": "",
        "organisation": "公司",
        "title": "月报",
        "period": "2025年6月",
        "footer": "",
    }
    lists = {key: [] for key in ("kpis", "good", "gaps", "readings", "actions", "asks")}
    assert render_robot({**empty, **lists, "kpis_more": 0, "actions_more": 0}, "zh") == ("标题", "公司 月报 2025年6月")


def test_what_is_missing_leaves_no_marks() -> None:
    kpi = {"name": "会员数", "actual": "", "target": "", "attainment": "", "change": {"text": ""}, "status": None}
    action = {"action": "盘点", "owner": "", "due": "", "status": "", "symbol": "○"}
    _, text = render_robot({**of("zh"), "kpis": [kpi], "actions": [action]}, "zh")
    assert "○ 会员数 **–**\n" in text
    assert "\n○ 盘点\n" in text


HOSTILE = '<@all> [点这里](http://evil.example) **重要** `x` <font color="red">!</font>\n# 假标题\u2028\x1b[2J\u202e'


def test_a_text_from_a_cell_cannot_mention_link_or_colour() -> None:
    said = of("zh")
    plain = {**said, "headline": HOSTILE, "asks": [HOSTILE], "organisation": HOSTILE, "footer": HOSTILE}
    headline, text = render_robot(plain, "zh")
    assert "\n" not in headline
    for sign in "<[]`\u2028\x1b\u202e":
        assert sign not in headline + text
    assert "重要" in headline
    assert "# 假标题" not in [line[: len("# 假标题")] for line in text.splitlines()]
    assert text.count("**") == render_robot({**said, "asks": ["x"]}, "zh")[1].count("**")


def test_template_code_in_a_cell_is_text() -> None:
    assert "{{ 7 * 7 }}".replace("*", "＊") in render_robot({**of("zh"), "subtitle": "{{ 7 * 7 }}"}, "zh")[1]


def test_a_users_own_template_wins(tmp_path: Path) -> None:
    (tmp_path / "robot.md.j2").write_text('{{ title }}：{{ kpis|length }} {{ term("mail.heading.kpis") }}', "utf-8")
    assert render_robot(of("zh"), "zh", tmp_path)[1] == "运营月报：8 核心指标"
    (tmp_path / "robot.md.j2").write_text("{{ nonsense }}", "utf-8")
    with pytest.raises(TemplateError):
        render_robot(of("zh"), "zh", tmp_path)
