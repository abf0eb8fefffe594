"""The mail body: complete as text and as HTML, readable without pictures and in the dark, deaf to what data say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from opsreport.errors import TemplateError
from opsreport.render.digest import digest
from opsreport.render.mail import MOST_FINDINGS, MOST_LOG, MOST_POINTS, MOST_SUBJECT, MOST_TEXT, Body, Kind, render_mail
from opsreport.templating import child, whole
from tests.render.page import contrast, read_page
from tests.sample_report import report_of

KINDS: tuple[Kind, ...] = ("review", "draft", "failure")
HAN = re.compile(r"[\u2e80-\uffef]")
FILES = [{"name": "运营月报_2025-06.pptx", "size": 324_269}, {"name": "运营月报_2025-06.xlsx", "size": 2_277_316}]
FINDINGS = ["【渠道】", "✗ 运营数据.xlsx › 渠道!D14：这一格是 #DIV/0!，不是数字", "  处理：改好公式，或直接填上数字"]
EXTRA: Mapping[Kind, dict[str, Any]] = {
    "review": {"files": FILES, "picture_cid": "summary"},
    "draft": {
        "files": FILES,
        "points": ["! 客单价没有达到目标，还没有写原因"],
        "findings": FINDINGS,
        "next": ("opsreport build --month 2025-06 --final", "opsreport approve --month 2025-06"),
    },
    "failure": {
        "organisation": "云杉生活",
        "title": "运营月报",
        "period": "2025年6月",
        "cause": "渠道表有1处问题，不能生成月报",
        "exit_code": 3,
        "findings": FINDINGS,
        "log": ["checked: 1 finding", "exit 3"],
        "next": ("opsreport check --month 2025-06",),
    },
}


@cache
def sample(lang: str = "zh") -> str:
    return json.dumps(digest(report_of(lang=lang)))


def values(lang: str = "zh") -> dict[str, Any]:
    return json.loads(sample(lang))


def mail(kind: Kind = "review", lang: str = "zh", own: Path | None = None, **extra: object) -> Body:
    known = {} if kind == "failure" else values(lang)
    return render_mail(kind, known, lang, {**EXTRA[kind], **extra}, own)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_whole_and_brings_all_it_shows(kind: Kind, lang: str) -> None:
    page = read_page(mail(kind, lang).html)
    assert page.faults == []
    assert not {tag for tag, _ in page.tags} & {"script", "link", "iframe", "object", "form", "svg", "video"}
    assert {found["src"] for _, found in page.tags if "src" in found} <= {"cid:summary"}
    assert not [found for _, found in page.tags if "href" in found or any(name.startswith("on") for name in found)]
    assert "url(" not in mail(kind, lang).html
    assert "@import" not in mail(kind, lang).html


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_stands_out_from_its_ground(kind: Kind, dark: bool) -> None:
    pieces = read_page(mail(kind, is_test=True).html, dark=dark).pieces
    assert len(pieces) > 10
    assert not [(p.text, p.color, p.ground) for p in pieces if contrast(p.color, p.ground) < 4.5]
    assert min(piece.size for piece in pieces) >= 12


def test_the_dark_scheme_changes_the_grounds() -> None:
    light, dark = ({p.ground for p in read_page(mail().html, dark=dark).pieces} for dark in (False, True))
    assert light & dark == {"#0b2a4a"}  # the box of decisions is dark in both


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_is_wider_than_the_page(kind: Kind) -> None:
    widths = [found["width"] for _, found in read_page(mail(kind).html).tags if "width" in found]
    assert max((int(width) for width in widths if width.isdigit()), default=0) <= 640
    assert "max-width:640px" in mail(kind).html
    assert len(mail(kind).html.encode()) < 102_000  # Gmail cuts what is longer


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_bodies_say_all_of_the_digest(lang: str) -> None:
    known, body = values(lang), mail(lang=lang)
    page = squeezed(read_page(body.html).text)
    assert sum(kpi["leads"] for kpi in known["kpis"]) == 8
    for place in (page, squeezed(body.text)):
        for text in (known["headline"], known["subtitle"], known["period"], *known["asks"], known["footer"]):
            assert squeezed(text) in place
        for kpi in known["kpis"]:
            parts = (kpi["name"], kpi["actual"], kpi["target"], kpi["attainment"], kpi["change"]["text"])
            assert not [part for part in (*parts, kpi["status"]["label"]) if squeezed(part) not in place]
        for card in (*known["good"], *known["gaps"]):
            assert not [k for k in ("symbol", "headline", "evidence", "action") if squeezed(card[k]) not in place]
        for one in known["actions"]:
            assert not [k for k in ("action", "owner", "due", "overdue", "note") if squeezed(one[k]) not in place]
        for name, size in (("运营月报_2025-06.pptx", "324KB"), ("运营月报_2025-06.xlsx", "2.3MB")):
            assert f"{name}{size}" in place.replace("（", "").replace("(", "")


def test_a_status_is_a_symbol_and_a_word() -> None:
    texts = [piece.text for piece in read_page(mail().html).pieces]
    assert {"● 达成", "◆ 接近目标", "■ 未达成", "■ 严重未达成"} <= set(texts)


def test_plain_text_has_a_line_a_metric() -> None:
    lines = mail().text.splitlines()
    assert "● 总营收 872万元，目标800万元，完成109%（达成），环比▲ 9.3%" in lines
    assert "■ 物流投诉率 ▽ 0.8%，目标0.65%，完成76.9%（严重未达成），环比▲ 0.2个百分点 差" in lines
    assert not [line for line in lines if "\t" in line or "   " in line.strip() or line != line.rstrip()]
    assert "\n\n\n" not in mail().text


def test_a_missing_part_of_a_metric_leaves_no_trace() -> None:
    kpi = {"name": "访客", "actual": "", "target": "", "attainment": "", "status": None}
    kpi["change"] = {"text": "", "tone": "neutral"}
    body = render_mail("review", {**values(), "kpis": [kpi]}, "zh", {})
    assert "○ 访客 –\n" in body.text
    assert "访客 –" in read_page(body.html).text


def test_the_picture_is_named_by_its_alt_and_absent_without_one() -> None:
    (image,) = [found for tag, found in read_page(mail().html).tags if tag == "img"]
    assert image["alt"] == values()["alt"]
    assert values()["headline"] in image["alt"]
    assert "<img" not in mail(picture_cid="").html
    assert "摘要图" not in mail(picture_cid="").html


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_english_mails_hold_no_chinese_but_the_data(kind: Kind, lang: str) -> None:
    def plain(value: object) -> object:
        match value:
            case str():
                return HAN.sub("x", value)
            case dict():
                return {name: plain(part) for name, part in value.items()}
            case list() | tuple():
                return [plain(part) for part in value]
        return value

    known = {} if kind == "failure" else values(lang)
    body = render_mail(kind, plain(known), lang, {**plain(EXTRA[kind]), "is_test": True})
    found = HAN.search(body.subject + body.text + re.sub(r"<style>.*?</style>", "", body.html, flags=re.DOTALL))
    assert bool(found) is (lang == "zh")


def test_subjects_say_what_the_mail_is() -> None:
    headline = values()["headline"]
    assert mail().subject == f"云杉生活（虚构）运营月报 2025年6月：{headline}"
    assert mail(is_test=True).subject.startswith("【测试】云杉生活")
    assert mail("draft").subject == "【草稿待审】云杉生活（虚构）运营月报 2025年6月：还有1处要补"
    assert mail("draft", points=[]).subject.endswith("：内容齐全，请审阅")
    assert mail("failure").subject == "【运行失败】云杉生活运营月报 2025年6月：渠道表有1处问题，不能生成月报"


def test_a_test_mail_says_so_first() -> None:
    body = mail(is_test=True)
    assert body.text.startswith("【测试邮件】")
    assert read_page(body.html).pieces[0].text == "测试邮件"
    assert "测试邮件" not in mail().text + mail().html


def test_a_draft_says_what_is_open_and_how_to_approve_it() -> None:
    body = mail("draft")
    for text in (body.text, read_page(body.html).text):
        places = [
            text.index(part) for part in ("草稿待审", "还没有写原因", "#DIV/0!", "approve --month", "提请决策事项")
        ]
        assert places == sorted(places)
    assert "    opsreport build --month 2025-06 --final\n    opsreport approve --month 2025-06\n" in body.text


def test_a_complete_draft_asks_for_nothing_to_be_completed() -> None:
    body = mail("draft", points=[], findings=[])
    assert "要补" not in body.text + body.html
    assert "数据核对" not in body.text + body.html
    assert "approve --month 2025-06" in body.text


def test_a_failure_says_cause_cure_findings_and_log() -> None:
    body = mail("failure")
    for text in (body.text, read_page(body.html).text):
        parts = ("运行失败", "渠道表有1处问题", "渠道!D14", "改好公式", "逐处改好", "opsreport check", "exit 3")
        places = [text.index(part) for part in parts]
        assert places == sorted(places)
    assert "\n  处理：改好公式" in body.text
    assert "✗" in [piece.text for piece in read_page(body.html).pieces]  # in its own colour


def test_a_failure_that_knows_little_still_names_the_review() -> None:
    body = render_mail("failure", {}, "zh", {"period": "2025年6月", "cause": "程序内部错误"})
    assert body.subject == "【运行失败】运营月报 2025年6月：程序内部错误"
    assert body.text.startswith("【运行失败】2025年6月运营月报没有做完")
    assert "具体情况" not in body.text + body.html


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("exit_code", [1, 2, 3, 4, 5, 6])
def test_every_exit_code_has_its_cure(exit_code: int, lang: str) -> None:
    other = mail("failure", lang, exit_code=exit_code % 6 + 1)
    assert mail("failure", lang, exit_code=exit_code).text != other.text


def test_long_lists_are_cut_and_counted() -> None:
    found, log = (tuple(f"{word}{n}." for n in range(99)) for word in ("第", "line "))
    body = mail("failure", findings=found, log=log)
    for text in (body.text, read_page(body.html).text):
        assert (f"第{MOST_FINDINGS - 1}." in text, f"第{MOST_FINDINGS}." in text) == (True, False)
        assert f"另有{99 - MOST_FINDINGS}行" in text
        assert (f"line {99 - MOST_LOG}." in text, f"line {98 - MOST_LOG}." in text) == (True, False)
    draft = mail("draft", points=[f"缺口{n}" for n in range(MOST_POINTS + 3)])
    assert "另有3处" in draft.text
    assert draft.subject.endswith("还有23处要补")


def test_links_stand_in_full_and_only_web_addresses_lead_somewhere() -> None:
    web, share = "https://share.example.com/2025-06/" + "a" * 700, r"\\files\ops\2025-06"
    links = [
        {"name": "演示文稿", "url": web},
        {"name": "工作簿", "url": share},
        {"name": "x", "url": "javascript:alert(1)"},
    ]
    body = mail(links=links)
    assert [found["href"] for _, found in read_page(body.html).tags if "href" in found] == [web]
    assert web in body.text
    assert share in body.text
    assert share in read_page(body.html).text


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_values_give_the_same_mail(kind: Kind) -> None:
    assert mail(kind) == mail(kind)


HOSTILE = {
    "jinja": "{{ 7 * 191 }}{% for a in range(9) %}{{ ''.__class__ }}{% endfor %}{# gone #}",
    "html": "</td></table><script>alert(1)</script><img src=x onerror=alert(1)><!-- ",
    "attribute": '" onmouseover="alert(1)" x=\'y\'',
    "long": "很长的文字" * 2000,
    "unbroken": "W" * 10_000,
    "control": "a\x00b\x07c\x1b[31md\r\nBcc: x@example.com\u2028e\x85f\x7f",
    "direction": "a\u202etxt.exe\u202c\u2066b",
    "surrogate": "a\ud800b",
    "style": "expression(alert(1));background:url(http://x.example/)",
    "format": "{0.__class__} {organisation} %s %(x)s",
}


CODES = ("tone", "code", "picture_cid", "next")


def poisoned(value: object, poison: str, key: str = "") -> object:
    """The value with every text but codes replaced by the poison."""
    match value:
        case str() if key not in CODES:
            return poison
        case Mapping():
            return {name: poisoned(part, poison, name) for name, part in value.items()}
        case list() | tuple():
            return [poisoned(part, poison, key) for part in value]
    return value


@pytest.mark.slow
@pytest.mark.parametrize("poison", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_stay_texts(kind: Kind, poison: str) -> None:
    clean = mail(kind)
    known: Any = {} if kind == "failure" else poisoned(values(), poison)
    extra: Any = poisoned(EXTRA[kind], poison)
    body = render_mail(kind, known, "zh", extra)
    page, usual = read_page(body.html), read_page(clean.html)
    assert page.faults == []
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in usual.tags}
    names = {name for _, found in usual.tags for name in found}
    assert {name for _, found in page.tags for name in found} <= names
    everything = body.subject + body.text + body.html
    assert "1337" not in everything
    assert not {c for c in everything if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\n"}
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(everything)
    everything.encode()
    assert "\n" not in body.subject
    assert len(body.subject) <= MOST_SUBJECT
    assert max(len(piece.text) for piece in page.pieces) <= 3 * MOST_TEXT + 20  # three names may stand in a row


def test_markers_print_as_they_were_typed() -> None:
    body = render_mail("review", {**values(), "headline": HOSTILE["jinja"]}, "zh", {})
    assert HOSTILE["jinja"] in body.text
    assert HOSTILE["jinja"] in read_page(body.html).text


# Templates of a user's own folder.


def own_template(folder: Path, text: str, name: str = "review.html.j2") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_a_users_file_wins_and_the_others_stay_ours(tmp_path: Path) -> None:
    body = mail(own=own_template(tmp_path, "<p>{{ headline }}</p>{{ term('mail.heading.good') }}"))
    assert body.html == f"<p>{values()['headline']}</p>亮点\n"
    assert (body.subject, body.text) == (mail().subject, mail().text)


def test_a_users_file_may_extend_ours(tmp_path: Path) -> None:
    source = '{% extends "house/review.html.j2" %}{% block banner %}<tr><td>星岚内部</td></tr>{% endblock %}'
    page = read_page(mail(own=own_template(tmp_path, source)).html)
    assert page.faults == []
    assert page.pieces[0].text == "星岚内部"
    assert values()["headline"] in page.text


def test_a_users_html_escapes_what_it_prints(tmp_path: Path) -> None:
    body = render_mail("review", {**values(), "headline": "<b>"}, "zh", {}, own_template(tmp_path, "{{ headline }}"))
    assert body.html == "&lt;b&gt;\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ ''.__class__ }}", "unsafe"),
        ("{{ ''|attr('__class__') }}", "unsafe"),
        ("{{ '{0.__class__}'.format(1) }}", "unsafe"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "unsafe"),
        ("{{ self._TemplateReference__context }}", "unsafe"),
        ('{% include "/etc/passwd" %}', "/etc/passwd"),
        ('{% include "../../../../etc/passwd" %}', "passwd"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ term('no.such') }}", "no.such"),
        ("x\n{% if %}", "review.html.j2:2"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "recursion"),
        ('{% extends "review.html.j2" %}', "recursion"),
        ("{{ range(999999999) }}", "range"),
        ("{{ 'x' * 9999999999 }}", "more memory"),
        ("{{ 'x' * 200000000 }}", "more memory"),
        ("{{ '%9999999999s' % 'x' }}", "more memory"),
        ("{{ (['x' * 1000000] * 3000)|join }}", "more memory"),
    ],
)
def test_a_bad_template_ends_with_a_reason(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(said)) as caught:
        mail(own=own_template(tmp_path, source))
    assert len(str(caught.value)) < 600
    assert str(caught.value).isprintable()


def test_a_template_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "SECONDS", 1.0)
    nested = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(TemplateError, match="longer than"):
        mail(own=own_template(tmp_path, nested))


def test_a_template_sees_no_password_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Mapping[str, str]] = []
    run = subprocess.run

    def watched(*args: Any, **options: Any) -> Any:
        seen.append(options["env"])
        return run(*args, **options)

    monkeypatch.setenv("OPSREPORT_MAIL_PASSWORD", "secret")
    monkeypatch.setattr(subprocess, "run", watched)
    mail(own=own_template(tmp_path, "x"))
    assert [set(env) - {"PYTHONPATH", "SYSTEMROOT"} for env in seen] == [set()]


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are set on POSIX only")
@pytest.mark.parametrize(
    "attempt", ["open('/etc/hosts')", "socket.socket()", "os.listdir('/')", "bytearray(600 << 20)"]
)
def test_the_program_gave_away_files_sockets_and_memory(attempt: str) -> None:
    script = f"import os, socket; from opsreport.templating import child; child._bound(); {attempt}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.rstrip().splitlines()[-1].startswith(("OSError", "MemoryError"))


def test_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret.txt", tmp_path / "own"
    secret.write_text("secret", "utf-8")
    folder.mkdir()
    (folder / "review.html.j2").symlink_to(secret)
    assert mail(own=folder) == mail()


def test_what_is_no_template_folder_is_named(tmp_path: Path) -> None:
    own_template(tmp_path, "x" * 1_000_001)
    with pytest.raises(TemplateError, match="is larger than"):
        mail(own=tmp_path)
    (tmp_path / "review.html.j2").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TemplateError, match="decode"):
        mail(own=tmp_path)


def test_the_limits_are_those_promised() -> None:
    assert (whole.SECONDS, child.CPU_SECONDS, child.MEMORY_BYTES) == (10.0, 10, 512 << 20)
