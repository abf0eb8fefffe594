"""The ledger: one row a recipient and content, nothing lost, every change told, and clear words when it cannot."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.deliver.ledger import FILE, Approval, Build, Entry, Event, Key, Ledger, State, base
from opsreport.deliver.lock import STATE, Held, locked
from opsreport.errors import DeliveryError

NOW = datetime(2025, 7, 5, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
KEY = Key("2025-06", "c1", "review")
ID = "<1@example.com>"
ANN, BO = "ann@example.com", "bo@example.com"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with locked(tmp_path, "a test") as held, Ledger.open(held) as opened:
        yield opened


def states(ledger: Ledger) -> dict[str, str]:
    return {entry.recipient: entry.state for entry in ledger.entries()}


def told(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(event.what, event.subject, event.detail) for event in ledger.history()]


def test_who_is_queued_has_one_row(ledger: Ledger) -> None:
    ledger.queue(KEY, [ANN, BO], ID, NOW)
    assert ledger.entries() == (
        Entry(ANN, KEY, "queued", "", 0, NOW, ID, ""),
        Entry(BO, KEY, "queued", "", 0, NOW, ID, ""),
    )
    assert told(ledger) == [("queued", ANN, "review"), ("queued", BO, "review")]


def test_a_row_that_is_there_stays_as_it_is(ledger: Ledger) -> None:
    ledger.queue(KEY, [ANN], ID, NOW)
    ledger.mark(KEY, [ANN], "failed", "552 too large", NOW, tries=1)
    ledger.queue(KEY, [ANN, BO], "<other@example.com>", LATER)
    assert ledger.entries()[0] == Entry(ANN, KEY, "failed", "552 too large", 1, NOW, ID, "")
    assert states(ledger) == {ANN: "failed", BO: "queued"}
    assert told(ledger)[-1] == ("queued", BO, "review")


def test_entries_are_found_by_what_they_are_about(ledger: Ledger) -> None:
    keys = [KEY, Key("2025-07", "c1", "review"), Key("2025-06", "c2", "draft")]
    for key in keys:
        ledger.queue(key, [ANN], ID, NOW)
    assert [entry.key for entry in ledger.entries()] == keys
    assert [entry.key for entry in ledger.entries("2025-06")] == [keys[0], keys[2]]
    assert [entry.key for entry in ledger.entries(kind="review", content="c1")] == keys[:2]
    assert ledger.entries("2025-06", "draft", "c1") == ()


def test_an_answer_is_kept_with_its_state_and_its_time(ledger: Ledger) -> None:
    ledger.queue(KEY, [ANN, BO], ID, NOW)
    assert ledger.mark(KEY, [ANN], "queued", "451 later", NOW, tries=1) == (ANN,)
    assert ledger.mark(KEY, [ANN], "accepted", "250 OK", LATER, tries=1) == (ANN,)
    assert ledger.entries()[0] == Entry(ANN, KEY, "accepted", "250 OK", 2, LATER, ID, "")
    assert told(ledger)[2:] == [("queued", ANN, "451 later"), ("accepted", ANN, "250 OK")]


@pytest.mark.parametrize("state", ["queued", "refused", "failed", "unknown", "accepted"])
def test_what_was_accepted_stays_accepted(ledger: Ledger, state: State) -> None:
    ledger.queue(KEY, [ANN, BO], ID, NOW)
    ledger.mark(KEY, [ANN], "accepted", "250 OK", NOW)
    assert ledger.mark(KEY, [ANN, BO], state, "late", LATER) == (BO,)
    assert ledger.entries()[0] == Entry(ANN, KEY, "accepted", "250 OK", 0, NOW, ID, "")


def test_a_resend_queues_again_and_says_why(ledger: Ledger) -> None:
    ledger.queue(KEY, [ANN], ID, NOW)
    ledger.mark(KEY, [ANN], "accepted", "250 OK", NOW, tries=1)
    ledger.release(KEY, [ANN], "误删", LATER)
    assert ledger.entries() == (Entry(ANN, KEY, "queued", "250 OK", 1, LATER, ID, "误删"),)
    assert told(ledger)[-1] == ("resent", ANN, "误删")
    assert ledger.mark(KEY, [ANN], "unknown", "", LATER) == (ANN,)


def test_who_was_never_queued_cannot_be_marked_and_then_nobody_is(ledger: Ledger) -> None:
    ledger.queue(KEY, [ANN], ID, NOW)
    before = ledger.entries(), ledger.history()
    with pytest.raises(LookupError, match=BO):
        ledger.mark(KEY, [ANN, BO], "accepted", "250 OK", NOW)
    with pytest.raises(LookupError, match=BO):
        ledger.release(KEY, [ANN, BO], "why", NOW)
    assert (ledger.entries(), ledger.history()) == before


def test_a_letter_is_kept_byte_for_byte_until_it_is_dropped(ledger: Ledger) -> None:
    data = bytes(range(256)) * 5000
    ledger.keep_letter(ID, data)
    ledger.keep_letter(ID, b"another date")
    assert ledger.letter(ID) == data
    ledger.drop_letter(ID)
    ledger.drop_letter(ID)
    assert ledger.letter(ID) is None


def build(at: datetime, *, is_final: bool, period: str = "2025-06", deck: bytes = b"PK\0deck") -> Build:
    digest = {"title": "六月", "kpis": [{"name": "收入", "status": {"code": "on_target"}}], "count": 3}
    outputs = {"月报.pptx": "ab", "月报.xlsx": "cd"}
    return Build(period, at, "zh", is_final, not is_final, "s1", outputs, digest, deck)


def test_builds_are_found_again_whole(ledger: Ledger) -> None:
    builds = (build(NOW, is_final=True), build(LATER, is_final=False))
    for one in (*builds, build(LATER, is_final=True, period="2025-07")):
        ledger.record_build(one)
    assert ledger.builds("2025-06") == builds
    assert ledger.last_build("2025-06") == builds[1]
    assert ledger.last_build("2025-06", is_final=True) == builds[0]
    assert ledger.last_build("2025-06", is_final=False) == builds[1]
    assert ledger.last_build("2025-05") is None
    assert told(ledger)[:2] == [("built", "月报.pptx", "final"), ("built", "月报.xlsx", "final")]
    assert ledger.history()[3] == Event(LATER, "2025-06", "built", "月报.xlsx", "draft", "cd")


def test_old_decks_are_let_go_of_drafts_and_finals_apart(ledger: Ledger) -> None:
    ledger.record_build(build(NOW, is_final=True, deck=b"final"))
    for number in range(12):
        ledger.record_build(build(LATER, is_final=False, deck=b"%d" % number))
    decks = [one.deck for one in ledger.builds("2025-06")]
    assert decks == [b"final", b"", b"", *(b"%d" % number for number in range(2, 12))]


def test_the_latest_approval_counts(ledger: Ledger) -> None:
    assert ledger.approval("2025-06") is None
    ledger.approve(Approval("2025-06", NOW, {"月报.pptx": "ab"}))
    ledger.approve(Approval("2025-06", LATER, {"月报.pptx": "ef", "月报.xlsx": "cd"}))
    assert ledger.approval("2025-06") == Approval("2025-06", LATER, {"月报.pptx": "ef", "月报.xlsx": "cd"})
    assert told(ledger) == [("approved", "月报.pptx", ""), ("approved", "月报.pptx", ""), ("approved", "月报.xlsx", "")]


def test_an_approval_that_is_withdrawn_counts_no_more(ledger: Ledger) -> None:
    for at in (NOW, LATER):
        ledger.approve(Approval("2025-06", at, {"月报.pptx": "ab"}))
    ledger.withdraw("2025-06", LATER)
    ledger.withdraw("2025-06", LATER)
    assert ledger.approval("2025-06") is None
    assert [what for what, *_ in told(ledger)] == ["approved", "approved", "withdrawn"]


def test_history_is_told_in_its_order_and_by_month(ledger: Ledger) -> None:
    events = [Event(NOW, month, "failure", ANN, "停", "c") for month in ("2025-06", "2025-07", "2025-06")]
    for event in events:
        ledger.note(event)
    assert ledger.history() == tuple(events)
    assert ledger.history("2025-07") == (events[1],)


def test_times_come_back_in_utc(ledger: Ledger) -> None:
    ledger.note(Event(NOW.astimezone(timezone(timedelta(hours=8))), "2025-06", "failure", "", "", ""))
    assert ledger.history()[0].at.isoformat() == NOW.isoformat()


def test_text_that_is_no_text_does_not_stop_a_record(ledger: Ledger) -> None:
    odd = b"550 \xff\xfe no".decode("ascii", "surrogateescape")
    ledger.queue(KEY, [ANN], ID, NOW)
    ledger.mark(KEY, [ANN], "failed", odd, NOW)
    ledger.approve(Approval("2025-06", NOW, {odd: "ab"}))
    assert ledger.entries()[0].answer == "550 ?? no"
    assert ledger.approval("2025-06") == Approval("2025-06", NOW, {odd: "ab"})


def test_events_cannot_be_changed(ledger: Ledger, tmp_path: Path) -> None:
    ledger.note(Event(NOW, "2025-06", "failure", "", "", ""))
    raw = sqlite3.connect(tmp_path / STATE / FILE)
    for statement in ("DELETE FROM event", "UPDATE event SET what = 'accepted'"):
        with pytest.raises(sqlite3.IntegrityError, match="only added"):
            raw.execute(statement)
    raw.close()


def test_every_change_is_written_through(ledger: Ledger) -> None:
    assert ledger._base.execute("PRAGMA synchronous").fetchone() == (3,)
    assert ledger._base.execute("PRAGMA journal_mode").fetchone() == ("delete",)


CHANGE = st.tuples(
    st.sampled_from(["queue", "mark", "release"]),
    st.sampled_from([ANN, BO]),
    st.sampled_from(["queued", "accepted", "refused", "failed", "unknown"]),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(CHANGE, max_size=12))
def test_whatever_happens_rows_and_history_tell_the_same(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, State]]
) -> None:
    """Against a dictionary: the state of each recipient, and as many events as changes."""
    expected: dict[str, str] = {}
    count: Counter[str] = Counter()
    with locked(tmp_path_factory.mktemp("ledger"), "a test") as held, Ledger.open(held) as ledger:
        for how, who, state in changes:
            if how == "queue":
                count[who] += who not in expected
                ledger.queue(KEY, [who], ID, NOW)
                expected.setdefault(who, "queued")
            elif who in expected:
                is_open = how == "release" or expected[who] != "accepted"
                count[who] += is_open
                if how == "release":
                    ledger.release(KEY, [who], "why", NOW)
                    expected[who] = "queued"
                else:
                    ledger.mark(KEY, [who], state, "", NOW)
                    expected[who] = state if is_open else expected[who]
        assert states(ledger) == expected
        assert Counter(event.subject for event in ledger.history()) == +count


@pytest.mark.parametrize("name", ["运营 月报 2025", "what?mode=ro&x=#1 100%", 'it\'s "quoted"'])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    with locked(tmp_path / name, "a test") as held, Ledger.open(held) as ledger:
        ledger.queue(KEY, [ANN], ID, NOW)
    with Ledger.read(tmp_path / name) as ledger:
        assert states(ledger) == {ANN: "queued"}
    assert {path.name for path in (tmp_path / name / STATE).iterdir()} == {"lock", FILE}


def test_looking_where_there_is_no_ledger_creates_nothing(tmp_path: Path) -> None:
    with Ledger.read(tmp_path / "none") as ledger:
        assert (ledger.history(), ledger.entries(), ledger.builds("2025-06"), ledger.letter(ID)) == ((), (), (), None)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_that_a_killed_run_left_is_an_empty_ledger(tmp_path: Path) -> None:
    path = tmp_path / STATE / FILE
    path.parent.mkdir()
    path.touch()
    with Ledger.read(tmp_path) as ledger:
        assert ledger.history() == ()
    assert path.read_bytes() == b""
    with locked(tmp_path, "a test") as held, Ledger.open(held) as ledger:
        ledger.queue(KEY, [ANN], ID, NOW)


def test_who_only_looks_cannot_write_and_waits_for_nobody(ledger: Ledger, tmp_path: Path) -> None:
    ledger.queue(KEY, [ANN], ID, NOW)
    with Ledger.read(tmp_path) as looking:
        assert states(looking) == {ANN: "queued"}
        with pytest.raises(DeliveryError, match="for reading only"):
            looking.note(Event(NOW, "2025-06", "failure", "", "", ""))
        ledger.mark(KEY, [ANN], "accepted", "", NOW)
        assert states(looking) == {ANN: "accepted"}


def test_the_tables_of_a_newer_program_are_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    ledger._base.execute(f"PRAGMA user_version = {base.VERSION + 1}")
    before = (tmp_path / STATE / FILE).read_bytes()
    with pytest.raises(DeliveryError, match=r"ledger\.sqlite was written by a newer opsreport \(tables of version 3"):
        Ledger.read(tmp_path)
    ledger._base.close()
    with pytest.raises(DeliveryError, match="newer opsreport"):
        queue_one(Held(tmp_path))
    assert (tmp_path / STATE / FILE).read_bytes() == before


def first_version(folder: Path) -> Path:
    """A ledger as the first version left it, with one build."""
    path = folder / STATE / FILE
    path.parent.mkdir(parents=True)
    old = sqlite3.connect(path)
    with old:
        for statement in base._TABLES:
            old.execute(statement.replace(",\n        figures TEXT NOT NULL DEFAULT '{}'", ""))
        columns = "period, at, lang, is_final, is_sample, source, outputs, digest, deck"
        row = ("2025-05", NOW.isoformat(), "zh", 1, 0, "s1", "{}", "{}", b"PK")
        old.execute(f"INSERT INTO build ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        old.execute("PRAGMA user_version = 1")
    old.close()
    return path


def test_a_ledger_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = first_version(tmp_path)
    with locked(tmp_path, "a test") as held, Ledger.open(held) as ledger:
        (old,) = ledger.builds("2025-05")
        assert (old.deck, old.values) == (b"PK", {})
        ledger.record_build(build(NOW, is_final=True))
    with sqlite3.connect(path) as looked:
        assert looked.execute("PRAGMA user_version").fetchone() == (base.VERSION,)
    looked.close()
    with locked(tmp_path, "a test") as held, Ledger.open(held) as ledger:
        assert len(ledger.builds("2025-05")) == len(ledger.builds("2025-06")) == 1


def test_looking_into_a_ledger_of_the_first_version_changes_nothing(tmp_path: Path) -> None:
    path = first_version(tmp_path)
    before = path.read_bytes()
    with Ledger.read(tmp_path) as ledger:
        assert [one.values for one in ledger.builds("2025-05")] == [{}]
        with pytest.raises(DeliveryError, match="for reading only"):
            ledger.note(Event(NOW, "2025-06", "failure", "", "", ""))
    assert path.read_bytes() == before
    assert {one.name for one in path.parent.iterdir()} == {FILE}


def test_a_build_keeps_the_values_it_used(ledger: Ledger) -> None:
    values = {"kpi|actual|revenue|2025-05": 8_720_000.5, "channels|visits|渠道 A|2025-05": 1.0}
    ledger.record_build(replace(build(NOW, is_final=True), values=values))
    assert ledger.builds("2025-06")[0].values == values


def spoil(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "no database":
        path.write_bytes("这不是数据库".encode() * 500)
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    else:
        path.write_bytes(data[:4096] + b"\x55" * (len(data) - 4096))


def queue_one(held: Held) -> None:
    with Ledger.open(held) as ledger:
        ledger.queue(KEY, [ANN], ID, NOW)


@pytest.mark.parametrize("how", ["no database", "cut", "overwritten"])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, how: str) -> None:
    with locked(tmp_path, "a test") as held:
        with Ledger.open(held) as ledger:
            for number in range(60):
                ledger.queue(KEY, [f"{number}@example.com"], ID, NOW)
        spoil(held.state / FILE, how)
        with pytest.raises(DeliveryError, match=r"ledger\.sqlite: it is damaged; move it away, and see[^\n]*$"):
            queue_one(held)


def test_a_file_that_another_program_holds_is_said_to_be_held(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "_PATIENCE", 0.1)
    browser = sqlite3.connect(tmp_path / STATE / FILE, isolation_level=None)
    browser.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DeliveryError, match=r"ledger\.sqlite: another program has it open"):
        Ledger.read(tmp_path)
    browser.close()


def test_a_folder_in_its_place_is_said_to_be_in_the_way(tmp_path: Path) -> None:
    with locked(tmp_path, "a test") as held:
        (held.state / FILE).mkdir()
        with pytest.raises(DeliveryError, match=r"ledger\.sqlite: it cannot be opened"):
            Ledger.open(held)


AT_ONCE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from opsreport.deliver.ledger import Event, Key, Ledger
from opsreport.deliver.lock import Held, locked

folder, own, how = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
now, key = datetime(2025, 7, 5, tzinfo=UTC), Key("2025-06", "c1", "review")
print("ready", flush=True)
sys.stdin.readline()
for number in range(12):
    def work(held):
        with Ledger.open(held) as ledger:
            ledger.queue(key, [f"{number}@example.com", f"{number}.{own}@example.com"], "<1@example.com>", now)
            ledger.mark(key, [f"{number}@example.com"], "unknown", own, now, tries=1)
    if how == "locked":
        with locked(folder, own) as held:
            work(held)
    else:
        work(Held(folder))
"""


@pytest.mark.parametrize("how", ["locked", "unlocked"])
def test_three_at_once_make_no_row_twice_and_lose_none(tmp_path: Path, how: str) -> None:
    """With the lock, and without it: the file alone keeps order too."""
    (tmp_path / STATE).mkdir()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    runs = [subprocess.Popen([sys.executable, "-c", AT_ONCE, str(tmp_path), own, how], **pipes) for own in "abc"]
    for run in runs:
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        run.stdin.write("go\n")
        run.stdin.flush()
    for run in runs:
        run.communicate(timeout=60)
    assert [run.returncode for run in runs] == [0, 0, 0]
    with Ledger.read(tmp_path) as ledger:
        rows = Counter(entry.recipient for entry in ledger.entries())
        shared = [entry for entry in ledger.entries() if entry.state == "unknown"]
        events = Counter((event.what, event.subject) for event in ledger.history())
    names = {f"{n}@example.com" for n in range(12)}
    assert rows == Counter({*names, *(f"{n}.{own}@example.com" for n in range(12) for own in "abc")})
    assert [(entry.recipient in names, entry.attempts) for entry in shared] == [(True, 3)] * 12
    assert all(events["queued", name] == 1 and events["unknown", name] == 3 for name in names)
