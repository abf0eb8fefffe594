"""From a final build to the leaders' inboxes: what goes out, to whom, once, and what the owner hears."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from opsreport.deliver.ledger import Ledger
from opsreport.deliver.record import file_fingerprint
from opsreport.errors import DataRefused, DeliveryError, NotYet, UsageError
from opsreport.model.period import Period
from opsreport.pipeline import Job, build
from opsreport.pipeline.alarm import Alarm
from opsreport.pipeline.approve import approve
from opsreport.pipeline.memory import remember
from opsreport.pipeline.month import Hour, Month, opened_month
from opsreport.pipeline.run import run
from opsreport.pipeline.send import Wish, rehearsed, send, send_lines
from opsreport.settings import MailSettings, RunSettings, Settings, Targets
from tests.deliver.smtp_server import Act, MailServer, running

SAMPLE = Path(__file__).parents[2] / "sample_data" / "starter"
JUNE, JULY = Period.parse("2025-06"), Period.parse("2025-07")
DAY, NOON = date(2025, 7, 3), datetime(2025, 7, 3, 12, tzinfo=UTC)
CEO, CFO, OWNER = "ceo@example.com", "cfo@example.com", "ops@example.com"
DECK = "运营月报_2025-06.pptx"


class Ticking:
    """A clock that is a minute later whenever somebody looks."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data that are no sample and their final build; for copying."""
    folder = tmp_path_factory.mktemp("built")
    (source,) = SAMPLE.glob("*.xlsx")
    book = openpyxl.load_workbook(source)
    for row in book["报告信息"].iter_rows():
        if row[0].value and "示例数据" in str(row[0].value):
            row[1].value = "否"
    (folder / "data").mkdir()
    book.save(folder / "data" / source.name)
    build(Job(JUNE, Settings(folder / "data", folder / "out"), NOON, is_final=True))
    return folder


@pytest.fixture
def home(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "review"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer(security="plain")) as there:
        yield there


def settings(home: Path, server: MailServer, **changes: object) -> Settings:
    """The settings of the folder; `changes` to the mail settings, and `run`, `targets` whole."""
    whole = {name: changes.pop(name) for name in ("run", "targets") if name in changes}
    mail = MailSettings(
        "127.0.0.1",
        "运营部 <ops@example.com>",
        port=server.port,
        security="plain",
        to=(f"王总 <{CEO}>",),
        cc=(CFO,),
        owner=(OWNER,),
        timeout=5,
        deadline=0,
    )
    return replace(
        Settings(home / "data", home / "out", home=home),
        mail=replace(mail, **changes),  # type: ignore[arg-type]
        **whole,  # type: ignore[arg-type]
    )


@contextmanager
def month(of: Settings, period: Period = JUNE, start: datetime = NOON) -> Iterator[Month]:
    with opened_month(period, of, Hour(NOON, Ticking(start)), "test") as opened:
        yield opened


def mails(server: MailServer, recipient: str) -> list[EmailMessage]:
    parsed = [message_from_bytes(data, policy=policy.default) for data in server.letters(recipient)]
    return [mail for mail in parsed if isinstance(mail, EmailMessage)]


def runs(of: Settings, period: Period = JUNE, day: date = DAY, start: datetime = NOON) -> str:
    """One call of `opsreport run`, the owner's alarm set."""
    with month(of, period, start) as opened, Alarm(opened):
        return run(opened, day)


def test_the_review_reaches_everyone_once_with_deck_and_workbook(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        entries = send(june, Wish())
        again = send_lines(june, Wish())
    assert {entry.recipient: entry.state for entry in entries} == {CEO: "accepted", CFO: "accepted"}
    assert "早已送达" in again
    (mail,) = mails(server, CEO)
    assert (mail["To"], mail["Cc"]) == (f"王总 <{CEO}>", CFO)
    files = {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}
    assert files[DECK] == (home / "out" / DECK).read_bytes()
    assert set(files) == {DECK, DECK.replace("pptx", "xlsx")}
    assert len(server.letters(CFO)) == 1
    assert not server.letters(OWNER)


def retitled(path: Path, title: str) -> str:
    """The deck saved with another title on its fourth page, as a person would; what stood there before."""
    deck = Presentation(path)
    shape = next(shape for shape in deck.slides[3].shapes if shape.is_placeholder and shape.has_text_frame)
    before = str(shape.text_frame.text)
    shape.text_frame.paragraphs[0].runs[0].text = title
    deck.save(path)
    return before


def refooted(path: Path, old: str, new: str) -> None:
    """The deck saved with other words in every footer."""
    deck = Presentation(path)
    for shape in (shape for slide in deck.slides for shape in slide.shapes if shape.has_text_frame):
        for piece in (piece for paragraph in shape.text_frame.paragraphs for piece in paragraph.runs):
            piece.text = piece.text.replace(old, new) if " · " in piece.text else piece.text
    deck.save(path)


@pytest.mark.slow
def test_a_rehearsal_sends_nothing_and_names_everything(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        said = rehearsed(june, Wish())
        assert not server.mailbox
        send(june, Wish())
        assert "已接收" in rehearsed(june, Wish())
        server.mailbox.clear()
    with month(settings(home, server, max_bytes=1000)) as june:
        assert "超过上限" in rehearsed(june, Wish())
    assert not server.mailbox
    assert all(word in said for word in (CEO, CFO, DECK, "872万元", "待发送"))


@pytest.mark.slow
def test_a_test_mail_is_marked_and_leaves_the_review_to_be_sent(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        send(june, Wish(to=("me@example.com",)))
        send(june, Wish(to=("me@example.com",)))
        send(june, Wish())
    first, second = mails(server, "me@example.com")
    assert "测试" in first["Subject"]
    assert first["Message-ID"] != second["Message-ID"]
    assert "测试" not in mails(server, CEO)[0]["Subject"]


def test_one_refused_recipient_leaves_the_others_served(home: Path, server: MailServer) -> None:
    server.script = {f"RCPT {CFO}": ["550 no such user", "250 welcome"]}
    with month(settings(home, server)) as june:
        with pytest.raises(DeliveryError, match="被拒收") as trouble:
            send(june, Wish())
        assert f"{CEO}  已接收" in str(trouble.value)
        with pytest.raises(DeliveryError, match="被拒收"):
            send(june, Wish())
        assert len(server.letters(CEO)) == 1
        assert not server.letters(CFO)
        send(june, Wish(to=(CFO,), resend_reason="mailbox made"))
        assert june.ledger.history()[-1].what == "accepted"
    assert (len(server.letters(CEO)), len(server.letters(CFO))) == (1, 1)


def test_a_silent_server_leaves_the_row_to_a_person(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        june.ledger.queue(_key(june), (CEO, CFO), "<x@example.com>", NOON)
        june.ledger.mark(_key(june), (CEO,), "unknown", "handed over", NOON)
        with pytest.raises(DeliveryError, match="请先问收件人"):
            send(june, Wish())
        assert not server.letters(CEO)
        assert len(server.letters(CFO)) == 1


def _key(june: Month):  # type: ignore[no-untyped-def]
    from opsreport.deliver.ledger import Key
    from opsreport.pipeline.ready import ready_parcel

    return Key("2025-06", ready_parcel(june.ledger, JUNE, june.folder, june.voice).content, "review")


def test_a_person_who_asked_settles_what_was_unknown(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        june.ledger.queue(_key(june), (CEO, CFO), "<x@example.com>", NOON)
        june.ledger.mark(_key(june), (CEO,), "unknown", "handed over", NOON)
        with pytest.raises(UsageError, match=f"{CFO}: not unknown"):
            send(june, Wish(received=(CFO,), resend_reason="asked"))
        entries = send(june, Wish(received=(CEO,), resend_reason="said so on the phone"))
    assert [entry.state for entry in entries] == ["accepted", "accepted"]
    assert "said so on the phone" in entries[0].answer
    assert not server.letters(CEO)
    assert "无事可做" in runs(settings(home, server))


def test_what_a_person_sent_in_vain_the_next_run_brings(home: Path, server: MailServer) -> None:
    of = settings(home, server)
    server.script = {"GREETING": "421 later"}
    with month(of) as june, pytest.raises(DeliveryError, match="待发送"):
        send(june, Wish())
    server.script = {}
    assert CEO in runs(of)
    assert "无事可做" in runs(of)
    assert not server.letters(OWNER)


def test_a_reader_who_was_taken_off_the_list_holds_nothing_up(home: Path, server: MailServer) -> None:
    server.script = {f"RCPT {CFO}": "550 no such user"}
    with month(settings(home, server)) as june, pytest.raises(DeliveryError, match="被拒收"):
        send(june, Wish())
    assert "无事可做" in runs(settings(home, server, cc=()))


def test_a_refused_login_is_tried_once_a_run(home: Path, server: MailServer) -> None:
    server.script = {"MAIL": "530 log in first"}
    of = settings(home, server)
    with month(of) as june:
        approve(june, None)
    with pytest.raises(DeliveryError, match="log in first"):
        runs(of)
    assert server.seen.count("MAIL") == 1


def test_only_a_deck_can_be_approved(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        for name in ("run.json", DECK.replace("pptx", "xlsx")):
            with pytest.raises(UsageError, match="no deck"):
                approve(june, home / "out" / name)
        (home / "out" / "x.pptx").write_bytes(b"no deck")
        with pytest.raises(UsageError):
            approve(june, home / "out" / "x.pptx")
        assert june.ledger.approval("2025-06") is None


def test_no_draft_and_no_other_month_can_be_approved(home: Path, server: MailServer) -> None:
    """By its bytes, which the ledger knows as another build's, and, once edited, by its footers."""
    decks = [Path(shutil.copy(home / "out" / DECK, home / f"{name}.pptx")) for name in ("草稿", "五月", "bytes")]
    for path, old, new in zip(decks, ("内部资料", "2025年6月", "内部资料"), ("草稿", "2025年5月", "改过"), strict=True):
        refooted(path, old, new)
    with month(settings(home, server)) as june:
        final = june.ledger.last_build("2025-06", is_final=True)
        assert final
        june.ledger.record_build(replace(final, is_final=False, outputs={"x.pptx": file_fingerprint(decks[2])}))
        for path in decks:
            with pytest.raises(DeliveryError, match="不能批准"):
                approve(june, path)
        (home / "out" / DECK.replace("pptx", "xlsx")).write_bytes(b"edited")
        with pytest.raises(DeliveryError, match="只有演示文稿"):
            approve(june, None)
        assert june.ledger.approval("2025-06") is None


@pytest.mark.slow
def test_a_build_killed_before_its_row_is_in_the_ledger_afterwards(home: Path, server: MailServer) -> None:
    of = settings(home, server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["opsreport.pipeline.build"], "remember", lambda *_: None)
        build(Job(JUNE, of, NOON + timedelta(days=1), is_final=True))
    with month(of) as june:
        last = june.ledger.last_build("2025-06", is_final=True)
        assert last
        assert last.outputs[DECK] == file_fingerprint(home / "out" / DECK)
        assert last.digest["headline"]
        send(june, Wish())
    assert len(server.letters(CEO)) == 1


def test_a_half_delivered_review_is_never_reported_as_waiting(home: Path, server: MailServer) -> None:
    """Whoever was refused is named each day; a corrected address is served, the others get nothing twice."""
    server.script = {f"RCPT {CFO}": "550 no such user"}
    of = settings(home, server)
    with month(of) as june, pytest.raises(DeliveryError, match="被拒收"):
        send(june, Wish())
    with pytest.raises(DeliveryError, match=f"{CFO}  被拒收"):
        runs(of)
    assert len(server.letters(OWNER)) == 1
    assert "coo@example.com" in runs(settings(home, server, cc=("coo@example.com",)))
    assert (len(server.letters(CEO)), len(server.letters("coo@example.com"))) == (1, 1)
    retitled(home / "out" / DECK, "别的标题")
    with pytest.raises(DeliveryError, match="只送达了一部分人"):
        runs(settings(home, server, cc=("new@example.com",)))


def test_bytes_that_changed_after_the_approval_are_told(home: Path, server: MailServer) -> None:
    of = settings(home, server)
    with month(of) as june:
        approve(june, None)
    retitled(home / "out" / DECK, "批准之后又改")
    with pytest.raises(DeliveryError, match=DECK):
        runs(of)
    assert not server.letters(CEO)
    assert len(server.letters(OWNER)) == 1


def test_the_owner_hears_of_a_partial_delivery_but_not_through_a_server_that_takes_nothing(
    home: Path, server: MailServer
) -> None:
    of = settings(home, server)
    with month(of) as june:
        approve(june, None)
    server.script = {"MAIL": "451 later"}
    with pytest.raises(DeliveryError):
        runs(of)
    assert not server.letters(OWNER)
    server.script = {f"RCPT {CFO}": "450 later"}
    with pytest.raises(DeliveryError):
        runs(of, start=NOON + timedelta(hours=1))
    assert (len(server.letters(CEO)), len(server.letters(OWNER))) == (1, 1)


def test_an_edited_deck_goes_out_as_it_was_approved(home: Path, server: MailServer) -> None:
    edited = home / "改过.pptx"
    shutil.copy(home / "out" / DECK, edited)
    before = retitled(edited, "改成999万元")
    of = settings(home, server)
    with month(of) as june:
        said = approve(june, edited)
    assert "999" in said
    assert "只在这份演示文稿里" in said
    assert before.split("，")[0] in said
    runs(of)
    (mail,) = mails(server, CEO)
    files = {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}
    assert files["改过.pptx"] == edited.read_bytes()
    edited.unlink()
    with month(of) as june, pytest.raises(DeliveryError, match="改过"):
        send(june, Wish(resend_reason="again"))


def test_a_correction_needs_a_reason(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        send(june, Wish())
        retitled(home / "out" / DECK, "更正后的标题")
        assert "不会自动发出" in approve(june, None)
        with pytest.raises(DeliveryError, match="另一版"):
            send(june, Wish())
        send(june, Wish(resend_reason="a digit"))
    first, second = mails(server, CEO)
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize("case", ["nothing", "draft", "sample", "changed"])
def test_what_may_not_go_out_is_refused(home: Path, server: MailServer, case: str) -> None:
    of = settings(home, server)
    with month(of) as june:
        final = june.ledger.last_build("2025-06", is_final=True)
        assert final
        if case == "sample":
            june.ledger.record_build(replace(final, is_sample=True))
    if case in ("nothing", "draft"):
        shutil.rmtree(home / "out")
    if case == "draft":
        with month(of) as june:
            june.ledger.record_build(replace(final, is_final=False))
    if case == "changed":
        (home / "out" / DECK).write_bytes(b"other")
    words = {"nothing": "还没有生成", "draft": "草稿不发", "sample": "示例数据", "changed": DECK}
    with month(of) as june, pytest.raises(DeliveryError, match=words[case]):
        send(june, Wish())
    assert not server.mailbox


def test_data_that_block_stop_the_mail(home: Path, server: MailServer) -> None:
    (home / "data" / "别的.xlsx").write_bytes(b"no workbook")
    with month(settings(home, server)) as june, pytest.raises(DataRefused):
        send(june, Wish())
    assert not server.mailbox


@pytest.mark.slow
def test_a_mail_over_the_limit_fails_or_becomes_links(home: Path, server: MailServer) -> None:
    with month(settings(home, server, max_bytes=100_000)) as june, pytest.raises(DeliveryError, match="上限 100 KB"):
        send(june, Wish())
    share = home / "share"
    share.mkdir()
    with month(settings(home, server, max_bytes=100_000, too_large="link", link=str(share))) as june:
        send(june, Wish())
    (mail,) = mails(server, CEO)
    assert not [part for part in mail.walk() if str(part.get_filename()).endswith(("pptx", "xlsx"))]
    assert (share / "2025-06" / DECK).read_bytes() == (home / "out" / DECK).read_bytes()
    assert str(share / "2025-06" / DECK) in mail.get_body(("plain",)).get_content()


@pytest.mark.slow
def test_a_draft_or_a_test_never_lies_on_the_readers_share(home: Path, server: MailServer) -> None:
    (home / "share").mkdir()
    of = settings(home, server, max_bytes=100_000, too_large="link", link=str(home / "share"))
    runs(of)
    with month(of) as june:
        send(june, Wish(to=("me@example.com",)))
    assert not list((home / "share").iterdir())
    (draft,) = mails(server, OWNER)
    assert str(home / "out") in draft.get_body(("plain",)).get_content()


@pytest.mark.slow
def test_a_draft_that_may_have_arrived_is_neither_sent_again_nor_a_failure(home: Path, server: MailServer) -> None:
    of = settings(home, server)
    server.script = {"END": Act.TAKE_AND_DROP}
    runs(of)
    server.script = {}
    before = len(server.letters(OWNER))
    assert "没有变化" in runs(of)
    assert len(server.letters(OWNER)) == before


def test_nobody_to_send_to_is_a_wrong_setting(home: Path, server: MailServer) -> None:
    with month(settings(home, server, to=())) as june, pytest.raises(UsageError, match="to ="):
        send(june, Wish())


def test_the_share_is_a_recipient_of_its_own(home: Path, server: MailServer) -> None:
    (home / "share").mkdir()
    of = settings(home, server, targets=Targets(home / "share"))
    with month(of) as june:
        entries = send(june, Wish())
        assert {entry.recipient for entry in entries} == {CEO, CFO, "folder"}
    assert (home / "share" / "2025-06" / DECK).is_file()
    assert "已送达" in runs(of)


@pytest.mark.slow
def test_the_unattended_month(home: Path, server: MailServer) -> None:
    """Draft to the owner once, then the approved review to leadership once, then nothing."""
    of = settings(home, server)
    assert "批准" in runs(of)
    (draft,) = mails(server, OWNER)
    assert "草稿" in draft["Subject"]
    assert not server.letters(CEO)
    assert "没有变化" in runs(of)
    assert len(server.letters(OWNER)) == 1
    with month(of) as june:
        approve(june, None)
    assert CEO in runs(of)
    assert "无事可做" in runs(of)
    assert (len(server.letters(CEO)), len(server.letters(CFO)), len(server.letters(OWNER))) == (1, 1, 1)


@pytest.mark.slow
def test_without_approval_the_final_goes_out_by_itself(home: Path, server: MailServer) -> None:
    shutil.rmtree(home / "out")
    of = settings(home, server, run=RunSettings(needs_approval=False))
    assert CEO in runs(of)
    assert "无事可做" in runs(of)
    assert not server.letters(OWNER)


def test_missing_data_is_waited_for_then_overdue_and_told_once_a_day(home: Path, server: MailServer) -> None:
    of = settings(home, server, run=RunSettings(overdue_after=timedelta(days=3)))
    with pytest.raises(NotYet, match="核心指标"):
        runs(of, JULY, date(2025, 8, 2))
    assert not server.mailbox
    late = datetime(2025, 8, 5, 8, tzinfo=UTC)
    for start in (late, late + timedelta(hours=1), late + timedelta(days=1)):
        with pytest.raises(DataRefused, match="核心指标"):
            runs(of, JULY, start.date(), start)
    assert len(mails(server, OWNER)) == 2
    assert not server.letters(CEO)


def test_the_owner_hears_of_a_failure_and_the_audience_does_not(home: Path, server: MailServer) -> None:
    (home / "data" / "别的.xlsx").write_bytes(b"no workbook")
    with pytest.raises(DataRefused):
        runs(settings(home, server))
    (mail,) = mails(server, OWNER)
    assert "别的.xlsx" in mail.get_body(("plain",)).get_content()
    assert not server.letters(CEO)


def test_when_the_mail_server_is_the_trouble_the_exit_says_so(home: Path, server: MailServer) -> None:
    server.script = {"GREETING": "554 go away"}
    of = settings(home, server)
    with month(of) as june:
        approve(june, None)
    with pytest.raises(DeliveryError, match="go away"):
        runs(of)
    server.script = {}
    assert CEO in runs(of)


def command(home: Path, server: MailServer, *words: str) -> subprocess.Popen[str]:
    """A process of its own, standing elsewhere, with the settings in opsreport.toml."""
    of = settings(home, server)
    assert of.mail
    (home / "opsreport.toml").write_text(
        f'[mail]\nhost = "{of.mail.host}"\nport = {of.mail.port}\nsecurity = "plain"\nfrom = "{of.mail.sender}"\n'
        f'to = ["{CEO}"]\ncc = ["{CFO}"]\nowner = "{OWNER}"\ntimeout = "5s"\ndeadline = "1s"\n',
        "utf-8",
    )
    program = [sys.executable, "-m", "opsreport", "-C", str(home), *words]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SAMPLE.parents[1]), "PYTHONUTF8": "1"}
    return subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.slow
def test_three_runs_at_once_send_one_mail_to_each(home: Path, server: MailServer) -> None:
    """Whoever comes second waits for the lock, and then finds that nothing is left to do."""
    with month(settings(home, server)) as june:
        approve(june, None)
    started = [command(home, server, "run", "--month", "2025-06") for _ in range(3)]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    assert sorted("无事可做" in text for text in said) == [False, True, True]
    assert (len(server.letters(CEO)), len(server.letters(CFO))) == (1, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("send", "--month", "2025-07"), 5, "还没有生成"),
        (("send", "--month", "2025-06", "--resend"), 2, "--reason"),
        (("run", "--month", "2025-07"), 6, "等待中"),
        (("approve", "--month", "2025-07"), 5, "还没有生成"),
        (("approve", "nowhere.pptx", "--month", "2025-06"), 2, "does not exist"),
        (("preview", "--month", "2025-07"), 5, "还没有生成"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_the_exit_code_says_what_kind_of_no_it_is(
    home: Path, server: MailServer, words: tuple[str, ...], code: int, said: str
) -> None:
    process = command(home, server, *words)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (code, "")
    assert said in err
    assert "Traceback" not in err
    assert not server.mailbox


def test_a_preview_is_the_mail_that_would_go_out(home: Path, server: MailServer) -> None:
    process = command(home, server, "preview", "--month", "2025-06")
    paths = [Path(line) for line in process.communicate(timeout=120)[0].splitlines()]
    assert [path.suffix for path in paths] == [".eml", ".html"]
    mail = message_from_bytes(paths[0].read_bytes(), policy=policy.default)
    assert mail["To"] == CEO
    assert "cid:" not in paths[1].read_text("utf-8")
    assert not server.mailbox


def test_a_rebuild_with_other_bytes_takes_the_approval_back(home: Path, server: MailServer) -> None:
    with month(settings(home, server)) as june:
        approve(june, None)
        final = june.ledger.last_build("2025-06", is_final=True)
        assert final
        remember(june.ledger, replace(final, at=NOON + timedelta(days=1)))
        assert june.ledger.approval("2025-06"), "the same bytes stay approved"
        remember(june.ledger, replace(final, is_final=False, outputs={"草稿.pptx": "other"}))
        assert june.ledger.approval("2025-06"), "a draft takes nothing back"
        remember(june.ledger, replace(final, outputs={**final.outputs, DECK: "other"}))
        assert june.ledger.approval("2025-06") is None
        assert june.ledger.history()[-4].what == "withdrawn"


@pytest.mark.slow
def test_a_rebuild_on_another_day_needs_a_new_approval(home: Path, server: MailServer) -> None:
    of = settings(home, server)
    with month(of) as june:
        approve(june, None)
    build(Job(JUNE, of, NOON + timedelta(days=1), is_final=True))
    with Ledger.read(home / "out") as ledger:
        first, *_, last = ledger.builds("2025-06")
        assert first.outputs != last.outputs
        assert ledger.approval("2025-06") is None
    assert "批准" in runs(of)
    assert not server.letters(CEO)
