"""The courier where all goes well, what it refuses to begin, and what it leaves alone."""

from __future__ import annotations

import base64
import smtplib
import traceback
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from opsreport.deliver import courier
from opsreport.deliver.courier import deliver_mail
from opsreport.deliver.ledger import Ledger
from opsreport.deliver.line import Server
from opsreport.deliver.lock import locked
from opsreport.deliver.secret import Secret
from opsreport.deliver.smtp import Letter
from opsreport.errors import DeliveryError, UsageError
from tests.deliver.mailing import ANN, BOB, DATA, KEY, LARGE, LETTER, NOON, client, no_secret_in, noon, sent
from tests.deliver.smtp_server import PASSWORD, USER, Act, Certificates, MailServer, running


@pytest.mark.parametrize("security", ["starttls", "tls", "plain"])
@pytest.mark.parametrize("ways", [("LOGIN", "PLAIN"), ("PLAIN",), ("LOGIN",)], ids=" ".join)
def test_the_letter_arrives_byte_for_byte(
    security: str, ways: tuple[str, ...], folder: Path, certs: Certificates
) -> None:
    with running(MailServer(security=security, context=certs.contexts["good"], ways=ways)) as server:
        result = sent(folder, server, client(server, certs))
    assert result.states == ("accepted", "accepted")
    assert result.answers == "250 2.0.0 queued\n250 2.0.0 queued"
    assert result.tries == (1, 1)
    assert [(taken.recipient, taken.sender, taken.data) for taken in server.mailbox] == [
        (who, "ops@example.com", DATA) for who in (ANN, BOB)
    ]
    encrypted = ["STARTTLS", "EHLO"] if security == "starttls" else []
    assert server.seen == ["GREETING", "EHLO", *encrypted, "AUTH", "MAIL", "RCPT", "RCPT", "DATA", "END", "QUIT"]


def test_a_letter_of_many_megabytes_arrives(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server:
        assert sent(folder, server, client(server, certs), LARGE).states == ("accepted", "accepted")
    assert server.letters(ANN) == [LARGE.data]


@pytest.mark.parametrize("given", [b"a\nb", b"a\rb\r\n", b"a\n.\nMAIL FROM:<x@y.z>\nb", b"a\r\n.\r\nRSET\r\n"])
def test_no_line_end_in_a_letter_ends_it_early(given: bytes, folder: Path, certs: Certificates) -> None:
    arrived = b"".join(line + b"\r\n" for line in given.splitlines())
    with running(MailServer(security="plain")) as server, locked(folder, "test") as held, Ledger.open(held) as ledger:
        ledger.queue(KEY, [ANN], "<m@x>", NOON)
        letter = Letter("<m@x>", "ops@example.com", (ANN,), given)
        deliver_mail(letter, KEY, client(server, certs), ledger, noon, deadline=0)
    assert server.letters(ANN) == [arrived]
    assert server.seen.count("MAIL") == 1


def test_nobody_signs_on_where_no_user_is_set(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs, user="", password=None))
    assert result.states == ("accepted", "accepted")
    assert "AUTH" not in server.seen


def test_a_server_without_a_known_login_gets_neither_login_nor_letter(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"], ways=())) as server:
        result = sent(folder, server, client(server, certs))
    assert result.states == ("queued", "queued")
    assert "offers no login by PLAIN or LOGIN" in result.answers
    assert not {"AUTH", "MAIL"} & set(server.seen)


@pytest.mark.parametrize("stage", ["GREETING", "MAIL", "RCPT", "DATA", "END", "QUIT"])
@pytest.mark.parametrize(
    "words", ["{0}-one\r\n{0}-two\r\n{0} three", "{0}", "{0} 好的 \udce9", "{0} " + "long " * 1000]
)
def test_answers_of_any_shape_are_understood(stage: str, words: str, folder: Path, certs: Certificates) -> None:
    code = {"GREETING": 220, "DATA": 354, "QUIT": 221}.get(stage, 250)
    answer = words.format(code).encode("utf-8", "surrogateescape")
    with running(MailServer({stage: answer}, context=certs.contexts["good"])) as server:
        result = sent(folder, server, client(server, certs))
    assert result.states == ("accepted", "accepted")
    assert (len(server.mailbox), result.pauses) == (2, ())
    if stage == "END" and "two" in words:
        assert result.entries[0].answer == "250 one two three"
    assert all(len(entry.answer) < 400 for entry in result.entries)


def test_pauses_grow_until_the_deadline(folder: Path, certs: Certificates) -> None:
    with running(MailServer({"MAIL": "451 4.3.0 later"}, security="plain")) as server:
        result = sent(folder, server, client(server, certs), deadline=600)
    assert result.pauses == (5, 10, 20, 40, 80, 120, 120, 120)
    assert result.tries == (9, 9)
    assert result.states == ("queued", "queued")


def test_time_that_attempts_take_counts_against_the_deadline(
    folder: Path, certs: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "_FIRST_PAUSE", 0.01)
    with running(MailServer({"EHLO": Act.STALL}, security="plain")) as server:
        result = sent(folder, server, client(server, certs, timeout=0.2), deadline=0.5)
    assert 1 <= len(result.pauses) <= 2


def test_only_queued_rows_of_the_letter_are_sent(folder: Path, certs: Certificates) -> None:
    rows = {"done@example.com": "accepted", "no@example.com": "refused", "bad@example.com": "failed"}
    letter = replace(LETTER, recipients=(*rows, "open@example.com", ANN, BOB))
    with (
        running(MailServer(context=certs.contexts["good"])) as server,
        locked(folder, "test") as held,
        Ledger.open(held) as ledger,
    ):
        ledger.queue(KEY, [*letter.recipients[:-1], "wecom/text"], "<m1@example.com>", NOON)
        ledger.queue(replace(KEY, content="other"), [BOB], "<m2@example.com>", NOON)
        for who, state in {**rows, "open@example.com": "unknown"}.items():
            ledger.mark(KEY, [who], state, "before", NOON)  # type: ignore[arg-type]
        entries = deliver_mail(letter, KEY, client(server, certs), ledger, noon, deadline=0)
        others = [row.state for row in ledger.entries() if row.recipient in ("wecom/text", BOB)]
    assert [taken.recipient for taken in server.mailbox] == [ANN]
    assert {row.recipient: row.state for row in entries} == {**rows, "open@example.com": "unknown", ANN: "accepted"}
    assert others == ["queued", "queued"]


def test_a_released_row_is_sent_again_with_the_same_bytes(folder: Path, certs: Certificates) -> None:
    with running(MailServer({"END": Act.TAKE_AND_DROP}, context=certs.contexts["good"])) as server:
        assert sent(folder, server, client(server, certs), deadline=0).states == ("unknown", "unknown")
        with locked(folder, "test") as held, Ledger.open(held) as ledger:
            ledger.release(KEY, [BOB], "Bob has not got it", NOON)
        server.script = {}
        result = sent(folder, server, client(server, certs))
    assert result.states == ("unknown", "accepted")
    assert (server.letters(ANN), server.letters(BOB)) == ([DATA], [DATA, DATA])


def test_with_nobody_waiting_the_server_is_not_troubled(folder: Path, certs: Certificates) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server:
        first = sent(folder, server, client(server, certs))
        seen = len(server.seen)
        assert sent(folder, server, client(server, certs)).entries == first.entries
    assert len(server.seen) == seen


class Failing(Ledger):
    """A ledger whose disk is full when it is to write one state."""

    state = ""

    def mark(self, key: Any, recipients: Any, state: Any, answer: str, at: datetime, **more: Any) -> tuple[str, ...]:
        if state == self.state:
            raise DeliveryError("the disk is full")
        return super().mark(key, recipients, state, answer, at, **more)


@pytest.mark.parametrize(("state", "left", "letters"), [("unknown", "queued", 0), ("accepted", "unknown", 1)])
def test_nothing_is_handed_over_that_cannot_be_written_down(
    state: str, left: str, letters: int, folder: Path, certs: Certificates
) -> None:
    with running(MailServer(context=certs.contexts["good"])) as server, locked(folder, "test") as held:
        with Failing.open(held) as ledger:
            ledger.queue(KEY, LETTER.recipients, LETTER.message_id, NOON)
            ledger.state = state
            with pytest.raises(DeliveryError, match="the disk is full") as caught:
                deliver_mail(LETTER, KEY, client(server, certs), ledger, noon, deadline=20)
        with Ledger.open(held) as ledger:
            assert [row.state for row in ledger.entries()] == [left, left]
    no_secret_in("".join(traceback.format_exception(caught.value)), folder)
    assert len(server.letters(ANN)) == letters


def test_every_attempt_and_every_answer_is_a_line_of_the_log(folder: Path, certs: Certificates) -> None:
    script = {"MAIL": ["451 4.3.0 later"], f"RCPT {BOB}": "550 5.1.1 unknown"}
    with running(MailServer(script, context=certs.contexts["good"])) as server:
        log = sent(folder, server, client(server, certs)).log.splitlines()
    assert log == [
        f"mail <m1@example.com>: handing in at localhost:{server.port} for {ANN}, {BOB}",
        f"mail <m1@example.com>: {ANN}, {BOB}: queued (451 4.3.0 later)",
        "mail <m1@example.com>: next attempt in 5 s",
        f"mail <m1@example.com>: handing in at localhost:{server.port} for {ANN}, {BOB}",
        f"mail <m1@example.com>: {ANN}: accepted (250 2.0.0 queued)",
        f"mail <m1@example.com>: {BOB}: refused (550 5.1.1 unknown)",
    ]


def test_the_history_tells_the_same(folder: Path, certs: Certificates) -> None:
    with running(MailServer({f"RCPT {BOB}": "550 5.1.1 unknown"}, context=certs.contexts["good"])) as server:
        sent(folder, server, client(server, certs))
    with Ledger.read(folder) as ledger:
        told = [(event.what, event.subject) for event in ledger.history()]
    assert told == [("queued", ANN), ("queued", BOB), ("unknown", ANN), ("accepted", ANN), ("refused", BOB)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"security": "plain", "host": "mail.example.com"}, "in the clear"),
        ({"security": "plain", "host": "10.0.0.1"}, "in the clear"),
        ({"security": "plain", "host": "127.0.0.1.example.com"}, "in the clear"),
        ({"host": "mail..example.com"}, "not the name of a host"),
        ({"password": None}, "has no password"),
        ({"ca_file": Path("/nowhere/ca.pem")}, "/nowhere/ca.pem cannot be used"),
        ({"ca_file": Path(__file__)}, "cannot be used"),
    ],
)
def test_what_no_attempt_could_cure_is_said_before_the_first(
    change: dict[str, Any], words: str, folder: Path, certs: Certificates
) -> None:
    server = MailServer(port=9)
    with pytest.raises(UsageError, match=words) as caught:
        sent(folder, server, client(server, certs, **change))
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.10", "::1"])
def test_plain_is_for_loopback(host: str, folder: Path, certs: Certificates) -> None:
    server = MailServer(port=9)
    assert sent(folder, server, client(server, certs, security="plain", host=host), deadline=0).states[0] == "queued"


def test_plain_elsewhere_is_a_matter_of_saying_so(folder: Path, certs: Certificates) -> None:
    settings = client(MailServer(port=9), certs, security="plain", host="relay.invalid", allow_plain=True)
    assert "no connection to relay.invalid:9" in sent(folder, MailServer(), settings, deadline=0).answers


@pytest.mark.parametrize(
    "spec",
    ["ann", "ann@x y", "ann@x\r\nRCPT TO:<eve@x>", "<ann@x>", "ann@x>\n", "an n@x", "安@x.cn", "ann@x\0", "@", ""],
)
def test_an_address_that_is_more_than_an_address_is_refused(spec: str, folder: Path, certs: Certificates) -> None:
    server = MailServer(port=9)
    for letter in (replace(LETTER, recipients=(ANN, spec)), replace(LETTER, sender_spec=spec)):
        with pytest.raises(UsageError, match="plain mail addresses"):
            sent(folder, server, client(server, certs), letter)


def test_the_server_sees_the_same_name_from_every_machine(
    folder: Path, certs: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    ehlo = smtplib.SMTP.ehlo
    monkeypatch.setattr(smtplib.SMTP, "ehlo", lambda line, *a: (names.append(line.local_hostname), ehlo(line, *a))[1])
    with running(MailServer(context=certs.contexts["good"])) as server:
        sent(folder, server, client(server, certs))
    assert names == ["[127.0.0.1]", "[127.0.0.1]"]


def test_no_text_of_the_settings_shows_the_password() -> None:
    server = Server("localhost", 25, user=USER, password=Secret(PASSWORD))
    assert PASSWORD not in f"{server!r} {server}"
    assert base64.b64encode(PASSWORD.encode()).decode() not in repr(server)
