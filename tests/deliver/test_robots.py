"""Robots of three chats against a server that judges by their documentation: shown once, recorded truthfully."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import trustme

from opsreport.deliver.ledger import Entry, Key, Ledger
from opsreport.deliver.lock import locked
from opsreport.deliver.robots import Outlets, Posting, post_targets, target_names
from opsreport.deliver.robots.http import checked_address
from opsreport.deliver.robots.message import fitted
from opsreport.errors import UsageError
from opsreport.settings import Robot, Targets
from tests.deliver import robot_server as server
from tests.deliver.robot_server import Fault, Ground, serving

DECK, BOOK, PICTURE = "运营月报_2025-06.pptx", "运营月报_2025-06.xlsx", "运营月报_2025-06_摘要.png"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100
FILES = {DECK: b"PK deck " * 99, BOOK: b"PK book " * 99, PICTURE: PNG}
HEADLINE = "总营收872万元，高于目标72万元"
TEXT = "云杉生活 运营月报 2025年6月\n> 全年进度43.8%\n\n**核心指标**\n● 总营收 **872万元**，目标800万元 · 达成"
POSTING = Posting(FILES, HEADLINE, TEXT, "zh")
KEY = Key("2025-06", "c0ffee", "review")
PATHS = {"wecom": server.WECOM, "dingtalk": server.DINGTALK, "feishu": server.FEISHU}
WECOM_ROWS = ("wecom/text", "wecom/picture", f"wecom/{DECK}", f"wecom/{BOOK}")
SECRETS = (server.KEY, server.TOKEN, server.HOOK, server.SECRET)
BUSY = {
    "wecom": {"errcode": 45009, "errmsg": "api freq out of limit"},
    "dingtalk": {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"},
    "feishu": {"code": 11232, "msg": "frequency limited psm[lark.oapi.app_platform_runtime]"},
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with locked(tmp_path / "out", "a test") as held, Ledger.open(held) as opened:
        yield opened


@pytest.fixture
def ground() -> Iterator[Ground]:
    with serving(Ground()) as open_ground:
        yield open_ground


def outlets(home: Path, *kinds: str, address: str, secret: str = "", deadline: float = 0) -> Outlets:
    """The targets of those kinds at a server, their secrets in files as people keep them."""
    robots = tuple(
        Robot(kind, _kept(home, kind, address + PATHS[kind]), _signing(home, kind, secret)) for kind in kinds
    )
    return Outlets(Targets(None, robots), home, lambda: datetime.now(UTC), deadline, timeout=0.5, sleep=lambda _: None)


def _kept(home: Path, name: str, value: str) -> str:
    path = home / f"{name}.secret"
    path.write_text(value, "utf-8")
    path.chmod(0o600)
    return f"file:{path.name}"


def _signing(home: Path, kind: str, secret: str) -> str:
    return _kept(home, f"{kind}.sign", secret) if secret and kind != "wecom" else ""


def posted(ledger: Ledger, where: Outlets, posting: Posting = POSTING) -> dict[str, Entry]:
    """The rows by recipient after one posting; every text they and the history hold is free of secrets."""
    ledger.queue(KEY, target_names(where.targets, posting.files), "", where.clock())
    found = {entry.recipient: entry for entry in post_targets(posting, KEY, ledger, where)}
    told = repr((found, ledger.history()))
    assert not [secret for secret in SECRETS if secret in told]
    return found


def states(found: dict[str, Entry]) -> dict[str, str]:
    return {recipient: entry.state for recipient, entry in found.items()}


def test_wecom_shows_headline_text_picture_and_files(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    found = posted(ledger, outlets(tmp_path, "wecom", address=ground.address))
    assert states(found) == dict.fromkeys(WECOM_ROWS, "accepted")
    assert ground.kinds() == ["wecom/markdown", "wecom/image", "wecom/file", "wecom/file"]
    assert ground.shown[0][1]["content"] == f"## {HEADLINE}\n{TEXT}"
    assert [ground.files[str(said["media_id"])] for _, said in ground.shown[2:]] == [
        (DECK, FILES[DECK]),
        (BOOK, FILES[BOOK]),
    ]
    assert {entry.attempts for entry in found.values()} == {1}
    assert found["wecom/text"].answer == "errcode 0: ok"


@pytest.mark.parametrize("secret", ["", server.SECRET])
def test_dingtalk_shows_headline_and_text(ground: Ground, ledger: Ledger, tmp_path: Path, secret: str) -> None:
    ground.secret = secret
    found = posted(ledger, outlets(tmp_path, "dingtalk", address=ground.address, secret=secret))
    assert states(found) == {"dingtalk/text": "accepted"}
    assert ground.shown[0][1]["title"] == HEADLINE
    assert str(ground.shown[0][1]["text"]).replace("  \n", "\n") == f"## {HEADLINE}\n{TEXT}"


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh_cn"), ("en", "en_us")])
@pytest.mark.parametrize("secret", ["", server.SECRET])
def test_feishu_shows_headline_and_text_without_marks(
    ground: Ground, ledger: Ledger, tmp_path: Path, secret: str, lang: str, locale: str
) -> None:
    ground.secret = secret
    where = outlets(tmp_path, "feishu", address=ground.address, secret=secret)
    assert states(posted(ledger, where, Posting(FILES, HEADLINE, TEXT, lang))) == {"feishu/text": "accepted"}
    post = ground.shown[0][1]["content"]["post"][locale]
    assert post["title"] == HEADLINE
    assert [line[0]["text"] for line in post["content"]] == [
        "云杉生活 运营月报 2025年6月",
        "全年进度43.8%",
        "核心指标",
        "● 总营收 872万元，目标800万元 · 达成",
    ]


def test_a_wrong_signature_is_a_failure_in_the_servers_words(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    ground.secret = "another"
    found = posted(ledger, outlets(tmp_path, "dingtalk", "feishu", address=ground.address, secret=server.SECRET))
    assert set(states(found).values()) == {"failed"}
    assert "310000: sign not match" in found["dingtalk/text"].answer
    assert "19021: sign match fail" in found["feishu/text"].answer
    assert ground.shown == []


@pytest.mark.parametrize("late", [timedelta(hours=-2), timedelta(hours=2)])
def test_a_clock_that_is_wrong_is_told_by_the_server(
    ground: Ground, ledger: Ledger, tmp_path: Path, late: timedelta
) -> None:
    ground.secret = server.SECRET
    where = outlets(tmp_path, "dingtalk", "feishu", address=ground.address, secret=server.SECRET)
    wrong = Outlets(where.targets, where.home, lambda: datetime.now(UTC) + late, 0)
    assert set(states(posted(ledger, wrong)).values()) == {"failed"}


def test_an_answer_that_repeats_the_key_is_recorded_without_it(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    said = {
        "errcode": 93000,
        "errmsg": f"invalid webhook url\u202e, hint: [{server.KEY}]\nfrom {ground.address}{server.WECOM}",
    }
    ground.faults.append(Fault(body=json.dumps(said).encode()))
    answer = posted(ledger, outlets(tmp_path, "wecom", address=ground.address))["wecom/text"].answer
    assert "invalid webhook url" in answer
    assert answer.isprintable()


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize(
    "fault",
    [Fault(500, b"oops"), Fault(502), Fault(503), Fault(429), Fault(408), None],
    ids=["500", "502", "503", "429", "408", "busy"],
)
def test_what_is_not_taken_now_is_sent_again(
    ground: Ground, ledger: Ledger, tmp_path: Path, kind: str, fault: Fault | None
) -> None:
    """The same message, shown once; what comes after it in the chat waits behind it."""
    ground.faults.extend([fault or Fault(body=json.dumps(BUSY[kind]).encode())] * 2)
    found = posted(ledger, outlets(tmp_path, kind, address=ground.address, deadline=60))
    assert set(states(found).values()) == {"accepted"}
    assert found[f"{kind}/text"].attempts == 3
    assert len(ground.shown) == len(found)
    assert ground.kinds()[0] in ("wecom/markdown", "dingtalk/markdown", "feishu/post")


@pytest.mark.parametrize("kind", PATHS)
def test_a_server_that_stays_busy_leaves_its_rows_queued(
    ground: Ground, ledger: Ledger, tmp_path: Path, kind: str
) -> None:
    ground.faults.extend([Fault(body=json.dumps(BUSY[kind]).encode())] * 9)
    where = outlets(tmp_path, kind, address=ground.address)
    found = posted(ledger, where)
    assert set(states(found).values()) == {"queued"}
    assert next(iter(BUSY[kind].values())) == int(found[f"{kind}/text"].answer.split()[1].rstrip(":"))
    assert len(ground.asked) == 1
    ground.faults.clear()
    assert set(states(posted(ledger, where)).values()) == {"accepted"}


def test_feishu_names_a_full_minute_with_the_code_of_a_faulty_request(
    ground: Ground, ledger: Ledger, tmp_path: Path
) -> None:
    ground.faults.append(Fault(400, b'{"code":9499,"msg":"too many request","data":{}}'))
    assert posted(ledger, outlets(tmp_path, "feishu", address=ground.address))["feishu/text"].state == "queued"
    ground.faults.append(Fault(400, b'{"code":9499,"msg":"Bad Request","data":{}}'))
    assert posted(ledger, outlets(tmp_path, "feishu", address=ground.address))["feishu/text"].state == "failed"


def test_pauses_grow_and_end_before_the_deadline(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    pauses: list[float] = []
    where = outlets(tmp_path, "dingtalk", address=ground.address)
    ground.faults.extend([Fault(503)] * 20)
    posted(ledger, Outlets(where.targets, where.home, where.clock, 60, 0.5, pauses.append))
    assert pauses == [2, 4, 8, 16, 32]


def test_no_server_leaves_its_rows_queued_with_the_systems_reason(ledger: Ledger, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = posted(ledger, outlets(tmp_path, "wecom", address=f"http://127.0.0.1:{port}"))
    assert set(states(found).values()) == {"queued"}
    assert found["wecom/text"].answer == os.strerror(111)
    assert found["wecom/picture"].attempts == 0


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(silent=True),
        Fault(torn=True),
        Fault(dripping=True),
        Fault(200, b"<html>please log in to the hotel's network</html>"),
        Fault(200, b"[0]"),
        Fault(200, b'{"errcode": [], "code": {}, "errmsg": null, "msg": 7}'),
        Fault(200, b'{"errcode": false, "code": false}'),
        Fault(200, b"[" * 60_000),
        Fault(504),
    ],
    ids=["silent", "torn", "dripping", "page", "list", "odd", "false", "deep", "gateway"],
)
def test_without_an_answer_nobody_knows_and_nothing_goes_again(
    ground: Ground, ledger: Ledger, tmp_path: Path, kind: str, fault: Fault
) -> None:
    ground.faults.append(fault)
    where = outlets(tmp_path, kind, address=ground.address, deadline=60)
    found = posted(ledger, where)
    assert found[f"{kind}/text"].state == "unknown"
    before = len(ground.asked)
    assert posted(ledger, where)[f"{kind}/text"].state == "unknown"
    assert len(ground.asked) == before


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused(ground: Ground, ledger: Ledger, tmp_path: Path, kind: str, status: int) -> None:
    ground.faults.append(Fault(status, location=f"{ground.address}/elsewhere"))
    found = posted(ledger, outlets(tmp_path, kind, address=ground.address))
    assert (found[f"{kind}/text"].state, found[f"{kind}/text"].answer) == ("failed", f"HTTP {status}")
    assert not [path for path in ground.asked if path == "/elsewhere"]


def test_an_upload_without_an_answer_is_simply_repeated(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    ground.faults.extend([None, None, Fault(torn=True), Fault(504), Fault(200, b"?")])
    found = posted(ledger, outlets(tmp_path, "wecom", address=ground.address, deadline=60))
    assert set(states(found).values()) == {"accepted"}
    assert ground.kinds().count("wecom/file") == 2


def test_an_upload_that_is_refused_fails_that_file_alone(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    ground.faults.extend([None, None, Fault(body=b'{"errcode": 40006, "errmsg": "invalid media size"}')])
    found = posted(ledger, outlets(tmp_path, "wecom", address=ground.address, deadline=60))
    assert states(found) == {**dict.fromkeys(WECOM_ROWS, "accepted"), f"wecom/{DECK}": "failed"}


def test_one_dead_target_does_not_hold_up_the_others(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    where = outlets(tmp_path, "wecom", "dingtalk", "feishu", address=ground.address)
    _kept(tmp_path, "dingtalk", f"http://localhost:1{server.DINGTALK}")
    found = posted(ledger, where)
    assert states(found) == {
        **dict.fromkeys(WECOM_ROWS, "accepted"),
        "dingtalk/text": "queued",
        "feishu/text": "accepted",
    }


def test_a_second_run_sends_nothing_that_was_accepted(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    where = outlets(tmp_path, "wecom", "dingtalk", "feishu", address=ground.address)
    posted(ledger, where)
    before = len(ground.asked)
    assert set(states(posted(ledger, where)).values()) == {"accepted"}
    assert len(ground.asked) == before


def test_only_queued_rows_go_out(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    where = outlets(tmp_path, "wecom", address=ground.address)
    ledger.queue(KEY, ["wecom/picture"], "", where.clock())
    assert [entry.recipient for entry in post_targets(POSTING, KEY, ledger, where)] == ["wecom/picture"]
    assert ground.kinds() == ["wecom/image"]


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("lines", [1, 40, 2000])
def test_a_long_text_is_cut_by_whole_lines(
    ground: Ground, ledger: Ledger, tmp_path: Path, kind: str, lines: int
) -> None:
    text = "\n".join(f"**第{number}项** 指标名称与数值，目标与完成 {'值' * 30}" for number in range(lines))
    found = posted(ledger, outlets(tmp_path, kind, address=ground.address), Posting({}, HEADLINE, text, "zh"))
    assert set(states(found).values()) == {"accepted"}
    shown = json.dumps(ground.shown, ensure_ascii=False)
    assert ("其余见报告文件" in shown) == (lines == 2000 or (lines == 40 and kind == "wecom"))


def test_a_single_line_too_long_is_cut_inside(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    where = outlets(tmp_path, "wecom", "dingtalk", "feishu", address=ground.address)
    found = posted(ledger, where, Posting({}, HEADLINE, "𠮷值" * 9000, "zh"))
    assert set(states(found).values()) == {"accepted"}


def test_a_cut_leaves_no_heading_without_lines() -> None:
    text = "one\n\n**Two**\nthree\nfour"
    assert fitted(text, "…", lambda text: len(text) <= 25) == text
    assert fitted(text, "…", lambda text: len(text) <= 21) == "one\n\n**Two**\nthree\n…"
    assert fitted(text, "…", lambda text: len(text) <= 17) == "one\n…"
    assert fitted(text, "…", lambda text: len(text) <= 4) == "on\n…"


def test_files_beyond_the_limits_are_left_out_and_history_says_so(
    ground: Ground, ledger: Ledger, tmp_path: Path
) -> None:
    large = {DECK: b"d" * (20 * 1024 * 1024 + 1), BOOK: b"tiny.", PICTURE: PNG + bytes(2 * 1024 * 1024)}
    where = outlets(tmp_path, "wecom", address=ground.address)
    for _ in range(2):
        assert states(posted(ledger, where, Posting(large, HEADLINE, TEXT, "zh"))) == {"wecom/text": "accepted"}
    told = [(event.subject, event.detail) for event in ledger.history() if event.what == "left_out"]
    assert [subject for subject, _ in told] == [f"wecom/{name}" for name in large]
    assert told[2][1] == f"{len(large[PICTURE])} B; 6 … 2097152 B"


def test_files_at_the_limits_go(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    files = {DECK: b"d" * (20 * 1024 * 1024), BOOK: b"small!", PICTURE: PNG.ljust(2 * 1024 * 1024, b"p")}
    where = outlets(tmp_path, "wecom", address=ground.address)
    slow = Outlets(where.targets, where.home, where.clock, 0, timeout=20)
    assert states(posted(ledger, slow, Posting(files, HEADLINE, TEXT, "zh"))) == dict.fromkeys(WECOM_ROWS, "accepted")


def test_every_mistake_in_the_settings_is_named_before_anything_goes_out(
    ground: Ground, ledger: Ledger, tmp_path: Path
) -> None:
    where = outlets(tmp_path, "wecom", "dingtalk", "feishu", address=ground.address)
    _kept(tmp_path, "dingtalk", "http://oapi.dingtalk.example/robot/send?access_token=SECRETTOKEN")
    (tmp_path / "feishu.secret").unlink()
    ledger.queue(KEY, target_names(where.targets, FILES), "", where.clock())
    with pytest.raises(UsageError) as refused:
        post_targets(POSTING, KEY, ledger, where)
    said = str(refused.value)
    assert "[deliver.dingtalk] webhook" in said
    assert "feishu.secret" in said
    assert "SECRETTOKEN" not in said
    assert ground.asked == []
    assert {entry.state for entry in ledger.entries()} == {"queued"}


INSECURE = (
    *("", "nonsense", "http://example.com/x", "ftp://localhost/x", "https:///x", "https://user:pass@example.com/"),
    *("http://localhost.example.com/", "http://127.0.0.1.example.com/", "https://exa mple.com/", "http://10.0.0.1/x"),
)


@pytest.mark.parametrize("address", INSECURE)
def test_an_address_that_is_not_secure_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as refused:
        checked_address(address, "[deliver.wecom] webhook")
    assert not address or address not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["https://example.com/x?key=1", "http://localhost:8/x", "http://127.1.2.3/x", "http://[::1]/x"]
)
def test_an_address_that_is_secure_or_this_machine_is_taken(address: str) -> None:
    assert checked_address(address, "webhook").url == address


def _server_context(authority: trustme.CA, certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


Certificate = Callable[[trustme.CA], trustme.LeafCert]
CERTIFICATES: dict[str, tuple[Certificate, bool, str]] = {
    "good": (lambda ca: ca.issue_cert("localhost"), True, ""),
    "another authority": (lambda ca: ca.issue_cert("localhost"), False, "certificate refused: "),
    "another host": (lambda ca: ca.issue_cert("oapi.dingtalk.com"), True, "mismatch"),
    "expired": (
        lambda ca: ca.issue_cert("localhost", not_before=datetime(2020, 1, 1), not_after=datetime(2021, 1, 1)),
        True,
        "expired",
    ),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_that_is_not_in_order_is_refused_before_anything_is_said(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    issue, is_trusted, reason = CERTIFICATES[name]
    authority, trusted = trustme.CA(), tmp_path / "ca.pem"
    (authority if is_trusted else trustme.CA()).cert_pem.write_to_path(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(Ground(), _server_context(authority, issue(authority))) as ground:
        entry = posted(ledger, outlets(tmp_path, "dingtalk", address=ground.address))["dingtalk/text"]
    assert entry.state == ("queued" if reason else "accepted")
    assert reason in entry.answer
    assert len(ground.asked) == (not reason)


def test_a_plain_server_behind_https_is_told(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    where = outlets(tmp_path, "feishu", address=ground.address.replace("http:", "https:"))
    assert posted(ledger, where)["feishu/text"].state == "queued"


def test_no_log_names_an_address(
    ground: Ground, ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ground.faults.extend([Fault(torn=True), Fault(500), Fault(302, location="/elsewhere")])
    posted(ledger, outlets(tmp_path, "wecom", "dingtalk", "feishu", address=ground.address, secret=server.SECRET))
    assert not [record for record in caplog.records if any(secret in record.getMessage() for secret in SECRETS)]


def test_names_of_targets_need_no_secret() -> None:
    robots = tuple(Robot(kind, "env:NOT_SET") for kind in ("wecom", "dingtalk", "feishu"))
    names = target_names(Targets(Path("share"), robots), FILES)
    assert names == ("folder", *WECOM_ROWS, "dingtalk/text", "feishu/text")
    assert target_names(Targets(), FILES) == ()


# Killed: the child dies by the real signal, its ledger is opened again.

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="children are forked and killed by signal here")


def _posting_child(tmp_path: Path, where: Outlets, before: Callable[[Ledger], object] = lambda ledger: None) -> int:
    from tests.deliver.forks import ended, forked

    def run() -> None:
        with locked(tmp_path / "out", "a test") as held, Ledger.open(held) as ledger:
            ledger.queue(KEY, target_names(where.targets, FILES), "", where.clock())
            before(ledger)
            post_targets(POSTING, KEY, ledger, where)

    return ended(forked(run))


def _rows(tmp_path: Path) -> dict[str, str]:
    with Ledger.read(tmp_path / "out") as ledger:
        return {entry.recipient: entry.state for entry in ledger.entries()}


def _child_dies(folder: Path) -> Callable[[], None]:
    def kill() -> None:
        lines = (folder / "out" / ".opsreport" / "lock").read_text().splitlines()
        os.kill(int(next(line for line in lines if line.startswith("pid: "))[5:]), signal.SIGKILL)

    return kill


@needs_fork
@pytest.mark.parametrize("kind", PATHS)
def test_killed_before_the_answer_leaves_unknown_and_a_next_run_sends_it_not_again(
    ground: Ground, tmp_path: Path, kind: str
) -> None:
    where = outlets(tmp_path, kind, address=ground.address)
    ground.faults.append(Fault(act=_child_dies(tmp_path)))
    assert _posting_child(tmp_path, where) == -signal.SIGKILL
    assert _rows(tmp_path)[f"{kind}/text"] == "unknown"
    assert _posting_child(tmp_path, where) == 0
    assert _rows(tmp_path)[f"{kind}/text"] == "unknown"
    assert len([kind for kind in ground.kinds() if kind in ("wecom/markdown", "dingtalk/markdown", "feishu/post")]) == 0


@needs_fork
@pytest.mark.parametrize("kind", PATHS)
def test_killed_after_the_answer_leaves_unknown_and_nothing_is_shown_twice(
    ground: Ground, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = outlets(tmp_path, kind, address=ground.address)
    mark = Ledger.mark

    def dying(self: Ledger, key: Key, recipients: list[str], state: str, *rest: object, **more: int) -> object:
        if state == "accepted":
            os.kill(os.getpid(), signal.SIGKILL)
        return mark(self, key, recipients, state, *rest, **more)

    monkeypatch.setattr(Ledger, "mark", dying)
    assert _posting_child(tmp_path, where) == -signal.SIGKILL
    monkeypatch.undo()
    assert _rows(tmp_path)[f"{kind}/text"] == "unknown"
    shown = len(ground.shown)
    assert _posting_child(tmp_path, where) == 0
    assert _rows(tmp_path)[f"{kind}/text"] == "unknown"
    assert len(ground.shown) == shown + len(_rows(tmp_path)) - 1


@needs_fork
def test_killed_at_any_line_shows_nothing_twice(ground: Ground, tmp_path: Path) -> None:
    from tests.deliver.forks import killed_at

    where = outlets(tmp_path, "wecom", "dingtalk", "feishu", address=ground.address)
    rows = target_names(where.targets, FILES)
    for point in count(20, 149):
        folder = tmp_path / str(point)
        ground.shown.clear()

        def run(folder: Path = folder) -> None:
            with locked(folder, "a test") as held, Ledger.open(held) as ledger:
                ledger.queue(KEY, rows, "", where.clock())
                post_targets(POSTING, KEY, ledger, where)

        how = killed_at(point, run)
        run()
        with Ledger.read(folder) as ledger:
            found = {entry.recipient: entry.state for entry in ledger.entries()}
        unknown = [state for state in found.values() if state == "unknown"]
        assert set(found.values()) <= {"accepted", "unknown"}
        assert len(unknown) <= 1
        assert len(rows) - len(unknown) <= len(ground.shown) <= len(rows)
        if how == 0:
            return
    pytest.fail("no run came to its end")
