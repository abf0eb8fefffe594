"""The mail as bytes, read back by both parsers of the standard library: what we set, all of it, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opsreport.deliver.addresses import Address, addresses, one_line
from opsreport.deliver.ledger import Key
from opsreport.deliver.message import Attachment, Mail, content_hash, mail_bytes, message_id
from opsreport.errors import UsageError

SENDER = Address("运营部", "ops@example.com")
KEY = Key("2025-06", content_hash({"月度复盘.pptx": "00"}, "review"), "review")
DECK, BOOK = "企业科技_运营月度复盘_2025-06.pptx", "企业科技_运营月度复盘_2025-06.xlsx"
LONG = "企业科技（集团）股份有限公司全国运营中心_运营月度复盘报告_2025-06_最终版_供领导审阅.pptx"
SUBJECT = "【月度复盘】2025年6月：营收872万元，目标达成112%，新增用户15万人，请各位领导周五前审阅并反馈意见"
MAIL = Mail(
    sender=SENDER,
    to=(Address("张总", "zhang@example.com"), Address("Doe, John", "doe@example.cn"), Address("", "li@example.cn")),
    cc=(Address("Li Lei", "lilei@example.cn"),),
    subject=SUBJECT,
    text="营收872万元\n目标达成112%\n",
    html='<p>营收872万元</p><img src="cid:summary" alt="概览">\n' * 40,
    picture=b"\x89PNG\r\n\x1a\n\0",
    attachments=(Attachment(DECK, b"PK deck"), Attachment(BOOK, bytes(range(256)) * 3)),
    message_id=message_id(KEY, SENDER),
    date=datetime(2025, 7, 3, 9, 30, tzinfo=UTC),
    lang="zh",
)
PARSERS = (policy.default, policy.compat32)
ENVELOPE = ("From", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Language", "Content-Type")
TEXT_PART = ("Content-Type", "Content-Transfer-Encoding")
FILE_PART = (*TEXT_PART, "Content-Disposition")
PICTURE_PART = (*FILE_PART, "Content-ID")

INJECTIONS = (
    "\r\nBcc: spy@example.org",
    "\nBcc: spy@example.org\n\nbody",
    "\x0bBcc: a",
    "\0",
    "\x85Bcc: a",
    "\u2028Bcc: a",
    "=?utf-8?q?a=0D=0ABcc:spy@example.org?=",
    "=?utf-8?B?DQpCY2M6IHNweUBleGFtcGxlLm9yZw==?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0D=3D0ABcc=3Aspy=3F=3D?=",
    "=\0?utf-8?q?=0ABcc:a?=",
    "=?utf-8?q?=0ABcc:a",
    "?=",
    "=?",
    " =?utf-8?q?=0A?= =?utf-8?q?Bcc:a?=",
    "\ud800",
)
PIECES = (
    "Bcc: a",
    "中文",
    "公司",
    "<a@b.cn>",
    "Bcc: a@b.cn, c@d.cn",
    "%0D%0A",
    "long " * 9,
    ".pptx",
    *"\"\\,;@\t*/()'",
)
NASTY = st.lists(st.sampled_from((*INJECTIONS, *PIECES)) | st.text(max_size=6), max_size=7).map("".join)


def parsed(data: bytes, parser: Any) -> Message:
    found: Message = message_from_bytes(data, policy=parser)
    return found


def headers(part: Message) -> Counter[str]:
    return Counter(name.lower() for name, _ in part.items())


def expected(names: Sequence[str]) -> Counter[str]:
    return Counter(name.lower() for name in names)


def decoded(value: object) -> str:
    """What a program on the older parser makes of a header."""
    return str(make_header(decode_header(str(value))))


def check_only_our_headers(data: bytes, envelope: Sequence[str], files: int) -> None:
    for parser in PARSERS:
        message = parsed(data, parser)
        parts = list(message.walk())
        assert headers(message) == expected(envelope)
        leaves = [part for part in parts[1:] if not part.is_multipart()]
        assert all(headers(part) == expected(["Content-Type"]) for part in parts[1:] if part.is_multipart())
        named = (TEXT_PART, TEXT_PART, PICTURE_PART, *[FILE_PART] * files)
        assert [headers(leaf) for leaf in leaves] == [expected(names) for names in named]
        assert not [defect for part in parts for defect in part.defects]


def check_wire(data: bytes) -> None:
    assert data.isascii()
    assert b"\0" not in data
    lines = data.split(b"\r\n")
    assert not [line for line in lines if b"\r" in line or b"\n" in line]
    assert max(map(len, lines)) <= 998


def test_the_wire_form_is_ascii_in_short_lines() -> None:
    data = mail_bytes(MAIL)
    check_wire(data)
    long = [line for line in data.split(b"\r\n") if len(line) > 76]
    starts = (b"Message-ID: ", b"Content-Type: application/vnd", b' name="')
    assert not [line for line in long if not line.startswith(starts)]  # these are one token, which cannot be folded
    assert not [line for line in long if len(line) > 90]


def test_the_same_mail_gives_the_same_bytes_and_another_mail_other_boundaries() -> None:
    data = mail_bytes(MAIL)
    assert data == mail_bytes(replace(MAIL))
    other = mail_bytes(replace(MAIL, attachments=(Attachment(DECK, b"PK dec!"), MAIL.attachments[1])))
    marks = [re.findall(rb'boundary="([^"]+)"', raw) for raw in (data, other)]
    assert len({*marks[0], *marks[1]}) == 6


@pytest.mark.parametrize("parser", PARSERS, ids=["default", "compat32"])
def test_the_parts_stand_in_the_agreed_tree(parser: Any) -> None:
    mixed = parsed(mail_bytes(MAIL), parser)
    related, deck, book = mixed.get_payload()
    alternative, picture = related.get_payload()
    plain, html = alternative.get_payload()
    found = [part.get_content_type() for part in (mixed, related, alternative, plain, html, picture, deck, book)]
    office = "application/vnd.openxmlformats-officedocument"
    assert found == [
        "multipart/mixed",
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
        f"{office}.presentationml.presentation",
        f"{office}.spreadsheetml.sheet",
    ]
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<summary>", "inline")
    assert picture.get_filename() == "summary.png"
    assert picture.get_payload(decode=True) == MAIL.picture
    assert [part.get_content_disposition() for part in (deck, book)] == ["attachment", "attachment"]
    assert [part.get_payload(decode=True) for part in (deck, book)] == [file.data for file in MAIL.attachments]


def test_texts_come_back_with_the_line_ends_of_mail() -> None:
    data = mail_bytes(replace(MAIL, text="一\r\n二\r三\n\n四\n", html="\ud800<p>"))
    message = message_from_bytes(data, policy=policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == "一\r\n二\r\n三\r\n\r\n四\r\n"
    assert html.get_content() == "?<p>\r\n"


def test_levels_for_one_part_are_left_out() -> None:
    bare = replace(MAIL, picture=None, attachments=(), cc=())
    message = parsed(mail_bytes(bare), policy.default)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert headers(message) == expected([name for name in ENVELOPE if name != "Cc"])


def test_the_envelope_reads_back_by_the_new_parser() -> None:
    message = message_from_bytes(mail_bytes(MAIL), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert str(message["Subject"]) == SUBJECT
    for name, given_ in (("From", (MAIL.sender,)), ("To", MAIL.to), ("Cc", MAIL.cc)):
        assert [(a.display_name, a.addr_spec) for a in message[name].addresses] == [(a.name, a.spec) for a in given_]
    assert message["Date"].datetime == MAIL.date
    assert message["Message-ID"] == MAIL.message_id
    assert message["Content-Language"] == "zh-CN"
    assert message["Content-Language"].defects == message["Subject"].defects == message["To"].defects == ()


def test_the_envelope_reads_back_by_the_older_parser() -> None:
    message = parsed(mail_bytes(MAIL), policy.compat32)
    assert decoded(message["Subject"]) == SUBJECT
    assert decoded(message["From"]) == "运营部 <ops@example.com>"
    assert message["Message-ID"] == MAIL.message_id


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien",
        'John "JD" \\ Doe',
        "Bcc: spy@example.org, spy@example.org " * 3,
        "Operations " * 12,
        "Operations, " * 120,
        "x" * 90,
        "王芳 <boss@example.org>, 李",
        "运营管理部（集团总部）数据分析与经营决策支持中心",
    ],
)
def test_a_display_name_stays_a_display_name(name: str) -> None:
    to = (Address(name, "a@example.cn"), Address("", "b@example.cn"))
    data = mail_bytes(replace(MAIL, to=to))
    check_wire(data)
    found = message_from_bytes(data, policy=policy.default)["To"].addresses
    assert [address.addr_spec for address in found] == ["a@example.cn", "b@example.cn"]
    # this parser leaves a space between two encoded words of a name; the standard drops it
    assert found[0].display_name.replace(" ", "") == name.replace(" ", "")
    assert decoded(parsed(data, policy.compat32)["To"]).endswith(" <a@example.cn>, b@example.cn")


def test_a_long_subject_is_folded_between_words_of_whole_characters() -> None:
    data = mail_bytes(MAIL)
    folded = re.search(rb"^Subject: ((?:.+\r\n )*.+)\r\n", data, re.MULTILINE)
    assert folded
    words = folded[1].decode().split("\r\n ")
    assert len(words) > 3
    assert "".join(str(make_header(decode_header(word))) for word in words) == SUBJECT
    assert max(map(len, words)) <= 75


def test_a_long_plain_subject_keeps_its_words() -> None:
    subject = "Monthly operations review: revenue is 12% over target, new users are 3% under it, five actions are open"
    data = mail_bytes(replace(MAIL, subject=subject))
    assert b"\r\nSubject: Monthly operations review: " in data
    assert str(message_from_bytes(data, policy=policy.default)["Subject"]) == subject


@pytest.mark.parametrize("parser", PARSERS, ids=["default", "compat32"])
@pytest.mark.parametrize("name", [DECK, LONG, "review 2025-06.pdf", f"{'long ' * 30}name.pdf", "100% 'done' (1)*.pdf"])
def test_a_file_name_reads_back(name: str, parser: Any) -> None:
    data = mail_bytes(replace(MAIL, attachments=(Attachment(name, b""),)))
    part = parsed(data, parser).get_payload()[1]
    safe = name.replace("*", "_")
    assert part.get_filename() == safe
    assert decoded(part.get_param("name")) == safe
    del part["Content-Disposition"]  # what programs see that know no filename*
    assert decoded(part.get_filename()) == safe


def test_a_chinese_file_name_stands_as_rfc_2231_and_as_encoded_word() -> None:
    data = mail_bytes(replace(MAIL, attachments=(Attachment("运营复盘.pptx", b""),)))
    assert b'presentation;\r\n name="=?UTF-8?B?6L+Q6JCl5aSN55uYLnBwdHg=?="\r\n' in data
    quoted = b"%E8%BF%90%E8%90%A5%E5%A4%8D%E7%9B%98.pptx"
    assert b"Content-Disposition: attachment;\r\n filename*=utf-8''" + quoted + b"\r\n" in data
    assert b"filename=" not in data.partition(b"summary.png")[2].partition(b"summary.png")[2]


def test_the_name_of_usual_length_is_one_encoded_word_and_a_long_one_is_folded() -> None:
    usual, long = (mail_bytes(replace(MAIL, attachments=(Attachment(name, b""),))) for name in (DECK, LONG))
    assert re.search(rb'\r\n name="=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?="\r\n', usual)
    assert long.count(b"\r\n =?UTF-8?B?") > usual.count(b"\r\n =?UTF-8?B?")
    numbers = [int(number) for number in re.findall(rb"\r\n filename\*(\d+)\*=", long)]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\a\\b.pdf", "C__a_b.pdf"),
        ('a".pdf; x="', "a_.pdf; x=_"),
        ("a\r\nBcc: b.pdf", "a Bcc_ b.pdf"),
        ("=?utf-8?q?a=0D=0ABcc:b.pdf?=", "a Bcc_b.pdf"),
        ("\0", "attachment"),
    ],
)
@pytest.mark.parametrize("parser", PARSERS, ids=["default", "compat32"])
def test_a_file_name_is_no_path_and_no_header(name: str, safe: str, parser: Any) -> None:
    data = mail_bytes(replace(MAIL, attachments=(Attachment(name, b""),)))
    assert parsed(data, parser).get_payload()[1].get_filename() == safe


@pytest.mark.parametrize("kind", ["review", "test", "draft", "failure"])
def test_what_a_machine_sends_by_itself_says_so(kind: Any) -> None:
    message = parsed(mail_bytes(replace(MAIL, kind=kind)), policy.default)
    assert message["Auto-Submitted"] == ("auto-generated" if kind in ("draft", "failure") else None)


@pytest.mark.parametrize("injection", INJECTIONS)
def test_an_injection_adds_no_header(injection: str) -> None:
    name = f"公司{injection}"
    mail = replace(
        MAIL,
        sender=Address(name, SENDER.spec),
        to=(Address(injection, "a@example.cn"),),
        subject=f"{injection}月报{injection}",
        attachments=(Attachment(f"{name}.pptx", b""),),
    )
    data = mail_bytes(mail)
    check_wire(data)
    check_only_our_headers(data, ENVELOPE, 1)
    assert not re.search(rb"(?im)^\s*bcc", data)


@settings(max_examples=60, deadline=None)
@given(subject=NASTY, sender=NASTY, names=st.lists(NASTY, min_size=1, max_size=3), file=NASTY, body=NASTY)
@example(subject="", sender="", names=["Bcc: a@b.cn, " * 6], file="", body="")
@example(subject=INJECTIONS[6], sender=INJECTIONS[8], names=[INJECTIONS[9]], file=INJECTIONS[7], body=INJECTIONS[1])
def test_no_text_from_data_adds_or_hides_a_header(
    subject: str, sender: str, names: list[str], file: str, body: str
) -> None:
    to = tuple(Address(name, f"to{number}@example.cn") for number, name in enumerate(names))
    said = replace(MAIL, subject=f"月报{subject}", text=body, html=body, attachments=(Attachment(file, b"x"),))
    data = mail_bytes(replace(said, sender=Address(sender, SENDER.spec), to=to))
    check_wire(data)
    check_only_our_headers(data, ENVELOPE, 1)
    message = message_from_bytes(data, policy=policy.default)
    assert str(message["Subject"]) == one_line(f"月报{subject}")
    assert [address.addr_spec for address in message["To"].addresses] == [address.spec for address in to]
    assert [address.addr_spec for address in message["From"].addresses] == [SENDER.spec]
    assert decoded(parsed(data, policy.compat32)["Subject"]) == one_line(f"月报{subject}")


@settings(max_examples=60, deadline=None)
@given(subject=NASTY, file=NASTY)
def test_not_even_a_program_that_writes_the_mail_anew_finds_another_header(subject: str, file: str) -> None:
    """Python before 3.11.10 writes decoded line breaks out when it folds again (CVE-2024-6923)."""
    data = mail_bytes(replace(MAIL, subject=f"a{subject}", attachments=(Attachment(file, b"x"),)))
    again = message_from_bytes(data, policy=policy.default).as_bytes(policy=policy.SMTP.clone(refold_source="all"))
    assert headers(parsed(again, policy.compat32)) == expected(ENVELOPE)


@settings(max_examples=60, deadline=None)
@given(NASTY, st.sampled_from((" <a@example.cn>", "@example.cn", "")))
def test_every_address_that_is_taken_stands_in_a_header_as_it_is(start: str, end: str) -> None:
    try:
        to = addresses([start + end])
    except UsageError:
        return
    data = mail_bytes(replace(MAIL, to=to))
    check_only_our_headers(data, ENVELOPE, 2)
    found = message_from_bytes(data, policy=policy.default)["To"].addresses
    assert [address.addr_spec for address in found] == [address.spec for address in to]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MAIL, message_id="<a@b>\r\nBcc: x"),
        replace(MAIL, message_id=""),
        replace(MAIL, message_id="<a b@c>"),
        replace(MAIL, lang="zh\r\nBcc: x"),
        replace(MAIL, lang="中"),
    ],
)
def test_what_the_program_sets_itself_is_refused_when_it_cannot_stand_in_a_header(wrong: Mail) -> None:
    with pytest.raises(UsageError):
        mail_bytes(wrong)


def test_the_message_id_tells_month_and_kind_and_changes_with_the_content() -> None:
    made = message_id(KEY, SENDER)
    assert re.fullmatch(r"<opsreport\.2025-06\.review\.[0-9a-f]{32}@example\.com>", made)
    assert made == message_id(replace(KEY), SENDER)
    others = [replace(KEY, period="2025-07"), replace(KEY, kind="draft"), replace(KEY, content="0" * 64)]
    assert len({made, *(message_id(key, SENDER) for key in others)}) == 4


def test_the_content_hash_depends_on_names_bytes_and_kind_but_not_on_order() -> None:
    files = {"a.pptx": "01", "b.xlsx": "02"}
    made = content_hash(files, "review")
    assert made == content_hash(dict(reversed(files.items())), "review")
    others = [content_hash({**files, "b.xlsx": "03"}, "review"), content_hash(files, "draft")]
    others += [content_hash({"a.pptx": "02", "b.xlsx": "01"}, "review"), content_hash({"a.pptx": "01"}, "review")]
    assert len({made, *others}) == 5
