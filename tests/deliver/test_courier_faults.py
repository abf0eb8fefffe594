"""What a mail server can do wrong, moment by moment: who got what, what the ledger says, how often it was tried."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from opsreport.deliver import smtp
from opsreport.deliver.secret import Secret
from tests.deliver.mailing import ANN, BOB, LARGE, LETTER, SECRETS, client, sent
from tests.deliver.smtp_server import A_WHILE, STAGES, Act, Certificates, MailServer, Script, running

BEFORE_THE_DOT = [stage for stage in STAGES if stage not in ("END", "QUIT")]
UP_TO_THE_ANSWER = [*BEFORE_THE_DOT, "END"]
ALL_ROUNDS = 3  # as many as fit into the deadline


@dataclass(frozen=True, slots=True)
class Case:
    """A script and what comes of it: states and letters of Ann and Bob, how many connections, words of an answer."""

    name: str
    script: Script
    states: str
    letters: tuple[int, int]
    rounds: int
    words: str = ""


PLAIN = replace(LETTER, data=b"Subject: without dots\r\n\r\n" + b"text\r\n" * 50)
DELAYS = [
    *((stage, f"421 4.3.2 leaving at {stage}") for stage in UP_TO_THE_ANSWER),
    *((stage, f"451 4.3.0 not now at {stage}") for stage in UP_TO_THE_ANSWER),
    *((stage, Act.DROP) for stage in BEFORE_THE_DOT),
    *((stage, b"\xff\xfe what? \xd6\xd0") for stage in BEFORE_THE_DOT if stage != "BODY"),
    ("AUTH", "454 4.7.0 Temporary authentication failure"),
]
FINAL = (
    Case("not served at all", {"GREETING": "554 5.7.1 No service for you"}, "queued queued", (0, 0), 1, "554 5.7.1"),
    Case("EHLO not known", {"EHLO": "500 What?"}, "queued queued", (0, 0), 1, "500 What?"),
    Case("STARTTLS refused", {"STARTTLS": "502 5.5.1 No TLS"}, "queued queued", (0, 0), 1, "502 5.5.1 No TLS"),
    Case("login refused", {"AUTH": "535 5.7.8 Wrong"}, "queued queued", (0, 0), 1, "535 5.7.8 Wrong"),
    Case("login not allowed", {"AUTH": "534 5.7.9 App password"}, "queued queued", (0, 0), 1, "534 5.7.9"),
    Case("login wanted first", {"MAIL": "530 5.7.0 Authenticate"}, "queued queued", (0, 0), 1, "530 5.7.0"),
    Case("login wanted late", {"RCPT": "530 5.7.0 Authenticate"}, "queued queued", (0, 0), 1, "530 5.7.0"),
    Case("sender refused", {"MAIL": "550 5.7.1 Not you"}, "failed failed", (0, 0), 1, "550 5.7.1 Not you"),
    Case("too large at MAIL", {"MAIL": "552 5.3.4 Too big"}, "failed failed", (0, 0), 1, "552 5.3.4"),
    Case("both unknown", {"RCPT": "550 5.1.1 Who?"}, "refused refused", (0, 0), 1, "550 5.1.1 Who?"),
    Case("one unknown", {f"RCPT {BOB}": "550 5.1.1 Who?"}, "accepted refused", (1, 0), 1, "550 5.1.1 Who?"),
    Case("one to wait", {f"RCPT {BOB}": "450 4.2.1 Busy"}, "accepted queued", (1, 0), ALL_ROUNDS, "450 4.2.1 Busy"),
    Case("one to wait once", {f"RCPT {BOB}": ["450 4.2.1 Busy"]}, "accepted accepted", (1, 1), 2),
    Case(
        "one unknown, one to wait once",
        {f"RCPT {ANN}": "550 5.1.1 Who?", f"RCPT {BOB}": ["450 4.2.1 Busy"]},
        "refused accepted",
        (0, 1),
        2,
        "550 5.1.1",
    ),
    Case(
        "one unknown, then nothing works",
        {f"RCPT {ANN}": "550 5.1.1 Who?", "DATA": "451 4.3.0 Not now"},
        "refused queued",
        (0, 0),
        ALL_ROUNDS,
        "451 4.3.0",
    ),
    Case("no data", {"DATA": "554 5.5.1 No valid recipients"}, "failed failed", (0, 0), 1, "554 5.5.1"),
    Case("refused before the dot", {"BODY": "552 5.3.4 Too big"}, "failed failed", (0, 0), 1, "552 5.3.4"),
    Case("content refused", {"END": "554 5.6.0 Spam"}, "failed failed", (0, 0), 1, "554 5.6.0 Spam"),
)
ONCE_MORE = 2  # the same bytes are offered once more after a silence; then it is for a person
AFTER_THE_DOT = (
    Case("taken, no word, once", {"END": [Act.TAKE_AND_DROP]}, "accepted accepted", (2, 2), 2, "250"),
    Case("lost, no word, once", {"END": [Act.DROP]}, "accepted accepted", (1, 1), 2, "250"),
    Case("taken, never a word", {"END": Act.TAKE_AND_DROP}, "unknown unknown", (2, 2), ONCE_MORE, "no answer"),
    Case("never a word", {"END": Act.DROP}, "unknown unknown", (0, 0), ONCE_MORE, "no answer"),
    Case("garbage", {"END": b"\xff\xfe\xff"}, "unknown unknown", (0, 0), ONCE_MORE, "not an SMTP answer"),
    Case("neither yes nor no", {"END": "354 go on"}, "unknown unknown", (0, 0), ONCE_MORE, "354 go on"),
    Case(
        "no word, then to wait",
        {"END": [Act.TAKE_AND_DROP, "451 4.3.0 Busy", "451 4.3.0 Busy"]},
        "unknown unknown",
        (1, 1),
        ONCE_MORE,
        "now: 451 4.3.0 Busy",
    ),
    Case("no word, then no", {"END": [Act.DROP, "554 5.6.0 No"]}, "unknown unknown", (0, 0), 2, "now: 554 5.6.0 No"),
    Case(
        "no word, then no login",
        {"END": [Act.TAKE_AND_DROP], "AUTH": ["235 2.7.0 Yes", "535 5.7.8 No"]},
        "unknown unknown",
        (1, 1),
        2,
        "now: 535 5.7.8 No",
    ),
    Case(
        "no word, then one unknown",
        {"END": [Act.TAKE_AND_DROP], f"RCPT {BOB}": ["250 2.1.5 Yes", "550 5.1.1 Who?"]},
        "accepted unknown",
        (2, 1),
        2,
        "now: 550 5.1.1 Who?",
    ),
)


def check(case: Case, folder: Path, certs: Certificates) -> None:
    """Run the case and compare everything that it says."""
    with running(MailServer(case.script, context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs), LARGE if "BODY" in case.script else LETTER)
    assert " ".join(result.states) == case.states, result.answers
    assert (len(server.letters(ANN)), len(server.letters(BOB))) == case.letters
    assert server.seen.count("GREETING") == case.rounds
    assert result.pauses == (5.0, 10.0)[: case.rounds - 1]
    assert case.words in result.answers


@pytest.mark.parametrize(("stage", "step"), DELAYS, ids=lambda value: str(value)[:20])
def test_a_delay_that_passes_costs_one_more_attempt(stage: str, step: str, folder: Path, certs: Certificates) -> None:
    check(Case("", {stage: [step]}, "accepted accepted", (1, 1), 2, "250 2.0.0 queued"), folder, certs)


@pytest.mark.parametrize(("stage", "step"), DELAYS, ids=lambda value: str(value)[:20])
def test_a_delay_that_stays_leaves_everyone_queued(stage: str, step: str, folder: Path, certs: Certificates) -> None:
    words = step[:9] if isinstance(step, str) else ""
    check(Case("", {stage: step}, "queued queued", (0, 0), ALL_ROUNDS, words), folder, certs)


@pytest.mark.parametrize("case", FINAL, ids=lambda case: case.name)
def test_a_final_no_is_taken_for_one(case: Case, folder: Path, certs: Certificates) -> None:
    check(case, folder, certs)


@pytest.mark.parametrize("case", AFTER_THE_DOT, ids=lambda case: case.name)
def test_silence_after_the_final_dot(case: Case, folder: Path, certs: Certificates) -> None:
    check(case, folder, certs)


@pytest.mark.parametrize("states", ["unknown", "refused", "failed", "accepted"])
def test_the_next_run_leaves_alone_what_is_settled_or_for_a_person(
    states: str, folder: Path, certs: Certificates
) -> None:
    scripts: dict[str, Script] = {
        "unknown": {"END": Act.TAKE_AND_DROP},
        "refused": {"RCPT": "550 5.1.1 Who?"},
        "failed": {"MAIL": "550 5.7.1 Not you"},
        "accepted": {},
    }
    with running(MailServer(scripts[states], context=certs.contexts["good"])) as server:
        first = sent(folder, server, client(server, certs))
        server.script, seen = {}, len(server.seen)
        again = sent(folder, server, client(server, certs))
    assert set(first.states) == {states}
    assert again.entries == first.entries
    assert len(server.seen) == seen


@pytest.mark.parametrize("script", [{"AUTH": "535 5.7.8 no"}, {"MAIL": "451 4.3.0 later"}, {"GREETING": Act.DROP}])
def test_the_next_run_sends_what_stayed_queued(script: Script, folder: Path, certs: Certificates) -> None:
    with running(MailServer(script, context=certs.contexts["good"])) as server:
        assert sent(folder, server, client(server, certs)).states == ("queued", "queued")
        server.script = {}
        assert sent(folder, server, client(server, certs)).states == ("accepted", "accepted")
    assert len(server.mailbox) == 2


def test_a_refused_login_is_never_tried_again(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server:
        settings = client(server, certs, password=Secret("wrong-password"))
        result = sent(folder, server, settings)
    assert server.seen.count("AUTH") == 1
    assert (result.states, result.tries) == (("queued", "queued"), (1, 1))
    assert "535 5.7.8" in result.answers
    assert "MAIL" not in server.seen


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("flaw", "words"),
    [
        ("self-signed", "self-signed certificate"),
        ("unknown authority", "self-signed certificate in certificate chain|unable to get local issuer"),
        ("expired", "expired"),
        ("wrong host", "Hostname mismatch"),
    ],
)
def test_a_bad_certificate_ends_it_before_login_and_letter(
    flaw: str, words: str, security: str, folder: Path, certs: Certificates
) -> None:
    with running(MailServer(security=security, context=certs.contexts[flaw])) as server:
        result = sent(folder, server, client(server, certs))
    assert result.states == ("queued", "queued")
    assert "certificate of localhost is not trusted" in result.answers
    assert any(word in result.answers for word in words.split("|"))
    assert server.seen == (["GREETING", "EHLO", "STARTTLS"] if security == "starttls" else [])
    assert result.pauses == ()


def test_a_certificate_of_an_authority_nobody_named_is_not_trusted(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs, ca_file=None))
    assert "is not trusted" in result.answers
    assert "AUTH" not in server.seen


def test_without_starttls_nothing_is_said_in_the_clear(folder: Path, certs: Certificates) -> None:
    with running(MailServer(security="plain")) as server:
        result = sent(folder, server, client(server, certs, security="starttls"))
    assert (result.states, server.seen) == (("queued", "queued"), ["GREETING", "EHLO"])
    assert "offers no STARTTLS" in result.answers


def test_words_slipped_in_before_tls_end_it(folder: Path, certs: Certificates) -> None:
    script = {"STARTTLS": "220 Ready\r\n250-mail.test\r\n250 AUTH PLAIN"}
    with running(MailServer(script, context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs))
    assert result.states == ("queued", "queued")
    assert "spoke out of turn" in result.answers
    assert "AUTH" not in server.seen


def test_tls_at_a_server_that_speaks_plainly(folder: Path, certs: Certificates) -> None:
    with running(MailServer(security="plain")) as server:
        result = sent(folder, server, client(server, certs, security="tls"))
    assert result.states == ("queued", "queued")
    assert "no TLS with localhost" in result.answers
    assert result.pauses == ()
    assert server.mailbox == []


def test_nobody_listens(folder: Path, certs: Certificates) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = sent(folder, MailServer(port=port), client(MailServer(port=port), certs))
    assert (result.states, result.tries) == (("queued", "queued"), (ALL_ROUNDS, ALL_ROUNDS))
    assert f"no connection to localhost:{port}: Connection refused" in result.answers


def test_a_host_that_does_not_exist(folder: Path, certs: Certificates) -> None:
    server = MailServer(port=25)
    result = sent(folder, server, client(server, certs, host="nowhere.invalid"), deadline=0)
    assert result.states == ("queued", "queued")
    assert "no connection to nowhere.invalid:25" in result.answers


@pytest.mark.parametrize(
    ("act", "stage"),
    [
        *((Act.STALL, stage) for stage in UP_TO_THE_ANSWER),
        *((Act.DRIP, stage) for stage in ("GREETING", "MAIL", "END")),
    ],
)
def test_a_server_that_stalls_is_waited_for_and_left(
    stage: str, act: Act, folder: Path, certs: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_END_PATIENCE", 1.0)
    security = "starttls" if stage == "STARTTLS" else "plain"
    with running(MailServer({stage: act}, security=security, context=certs.contexts["good"])) as server:
        settings = client(server, certs, timeout=0.4)
        result = sent(folder, server, settings, LARGE if stage == "BODY" else LETTER, deadline=0)
    assert set(result.states) == {"unknown" if stage == "END" else "queued"}
    assert ("timed out" if stage == "BODY" else "no answer within 0.4 s") in result.answers
    assert server.mailbox == []
    assert server.seen[-1] == stage


def test_a_server_may_take_long_over_the_dot(folder: Path, certs: Certificates) -> None:
    with running(MailServer({"END": Act.LATE}, security="plain")) as server:
        result = sent(folder, server, client(server, certs, timeout=A_WHILE / 2))
    assert result.states == ("accepted", "accepted")
    assert len(server.mailbox) == 2


def test_a_stalled_goodbye_does_not_matter(folder: Path, certs: Certificates) -> None:
    with running(MailServer({"QUIT": Act.STALL}, security="plain")) as server:
        result = sent(folder, server, client(server, certs, timeout=0.4))
    assert result.states == ("accepted", "accepted")


def test_a_letter_above_the_size_that_the_server_takes_is_not_sent(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"], most_bytes=len(PLAIN.data) - 1)) as server:
        result = sent(folder, server, client(server, certs), PLAIN)
    assert (result.states, server.seen[-1]) == (("failed", "failed"), "QUIT")
    assert "MAIL" not in server.seen
    assert f"has {len(PLAIN.data)} bytes, localhost takes {len(PLAIN.data) - 1}" in result.answers


def test_a_letter_of_just_the_size_that_the_server_takes_is_sent(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"], most_bytes=len(PLAIN.data))) as server:
        assert sent(folder, server, client(server, certs), PLAIN).states == ("accepted", "accepted")


def test_an_answer_that_nobody_asked_for_counts_for_nothing(folder: Path, certs: Certificates) -> None:
    script = {"DATA": "354 go on\r\n250 2.0.0 queued already"}
    with running(MailServer(script, context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs))
    assert result.states == ("queued", "queued")
    assert "250 2.0.0 queued already" in result.answers
    assert server.mailbox == []


@pytest.mark.parametrize("stage", ["GREETING", "EHLO", "AUTH", "MAIL", "END"])
def test_an_answer_without_end_is_cut_off(stage: str, folder: Path, certs: Certificates) -> None:
    flood = b"250-more\r\n" * 100_000 + b"250 end"
    with running(MailServer({stage: flood}, security="plain")) as server:
        result = sent(folder, server, client(server, certs), deadline=0)
    assert set(result.states) == {"unknown" if stage == "END" else "queued"}
    assert "an answer without end" in result.answers


def test_a_secret_that_the_server_repeats_is_not_repeated(folder: Path, certs: Certificates) -> None:
    words = " ".join(SECRETS)
    with running(MailServer({"AUTH": f"535 5.7.8 not {words}".encode()}, context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs))
    assert "535 5.7.8 not *** *** ***" in result.answers
    assert "535 5.7.8 not *** *** ***" in result.log


def test_answers_in_other_encodings_and_with_control_characters_become_one_line(
    folder: Path, certs: Certificates
) -> None:
    script = {
        f"RCPT {ANN}": "550-没有\r\n550 \x1b[31m这个\u202e人".encode(),
        f"RCPT {BOB}": b"550 " + "查无此人".encode("gbk"),
    }
    with running(MailServer(script, context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs))
    assert [entry.answer for entry in result.entries] == ["550 没有 [31m这个 人", "550 查无此人"]


def test_the_letter_to_the_rest_is_the_same_letter(folder: Path, certs: Certificates) -> None:
    many = tuple(f"reader{n}@example.com" for n in range(12))
    script = {f"RCPT {who}": ["451 4.7.1 Greylisted"] for who in many[::2]}
    with running(MailServer(script, context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs), replace(LETTER, recipients=many))
    assert set(result.states) == {"accepted"}
    assert sorted(taken.recipient for taken in server.mailbox) == sorted(many)
    assert result.tries == tuple(2 - n % 2 for n in range(12))
