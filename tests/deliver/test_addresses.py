"""Addresses: what people write is read, what could become another header or another recipient is refused."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsreport.deliver.addresses import Address, address_lists, addresses, one_line
from opsreport.errors import UsageError

SAFE_SPEC = re.compile(r"[!-~]+@[a-z0-9.-]+")
PIECES = ("\r\n", "\n", "\x0b", "\0", "\x85", "\u2028", "\u202e", "=?", "?=", "=?utf-8?q?", "=?utf-8?B?DQpCY2M6?=")
MORE = ("=?utf-8?q?a=0D=0ABcc:x?=", "=3D=3F", "=0A", "Bcc: x@y.cn", "中文", "\ud800", *'<>"\\,@ ')
NASTY = st.lists(st.sampled_from((*PIECES, *MORE)) | st.text(max_size=5), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("text", "name", "spec"),
    [
        ("ops@example.com", "", "ops@example.com"),
        (" <ops@example.com> ", "", "ops@example.com"),
        ("运营部 <ops@example.com>", "运营部", "ops@example.com"),
        ("王芳<wang@example.cn>", "王芳", "wang@example.cn"),
        ('"Doe, John \\"JD\\"" <jd@example.cn>', 'Doe, John "JD"', "jd@example.cn"),
        ("Doe, John <jd@example.cn>", "Doe, John", "jd@example.cn"),
        ("ops@example.com <Ops@example.com>", "", "Ops@example.com"),
        ("Ops@EXAMPLE.Com", "", "Ops@example.com"),
        ("w@例子.公司", "", "w@xn--fsqu00a.xn--55qx5d"),
        ("root@localhost", "", "root@localhost"),
    ],
)
def test_addresses_are_read_as_people_write_them(text: str, name: str, spec: str) -> None:
    assert addresses([text]) == (Address(name, spec),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("boss", "no @"),
        ("boss＠example.cn", "full-width ＠"),
        ("a@x.cn, b@x.cn", "several"),
        ("a@x.cn;b@x.cn", "several"),
        ("a@b@x.cn", "several"),
        ("a@x.cn，b@x.cn", "several"),
        ("a@x.cn, B <b@x.cn>", "several"),
        ('"boss@example.com" <other@x.cn>', "several"),
        ("a b@x.cn", "space"),
        ("A <a@x.cn> B", "form"),
        ('A "B" C <a@x.cn>', "form"),
        ("张@x.cn", "before the @"),
        ("a..b@x.cn", "before the @"),
        ('"a b"@x.cn', "space"),
        (f"{'a' * 65}@x.cn", "before the @"),
        ("a@x..cn", "domain"),
        ("a@-x.cn", "domain"),
        ("a@[10.0.0.1]", "domain"),
        (f"a@{'x.' * 150}cn", "domain"),
        ("a@x.cn\r\nBcc: b@x.cn", "control character"),
        ("a@x.cn\n", "control character"),
        ("A\x85B <a@x.cn>", "control character"),
        ("A\u2028 <a@x.cn>", "control character"),
        ("A\x0b <a@x.cn>", "control character"),
        ("A\0 <a@x.cn>", "control character"),
        ("A\u202e <a@x.cn>", "control character"),
        ("\ud800 <a@x.cn>", "control character"),
        ("=?utf-8?q?a=0D=0ABcc:b@x.cn?= <a@x.cn>", "encoded word"),
        ("=?utf-8?q?a=0D=0ABcc:b?=@x.cn", "encoded word"),
        ("=?utf-8?q?harmless?= <a@x.cn>", "encoded word"),
        ("=?broken <a@x.cn>", "encoded word"),
    ],
)
def test_what_is_not_one_plain_address_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        addresses([text])


def test_all_mistakes_of_all_lists_are_told_at_once_on_one_line() -> None:
    with pytest.raises(UsageError) as caught:
        address_lists(["good@x.cn", "boss", "a@x.cn\nBcc: b@x.cn"], ["c d@x.cn"])
    told = str(caught.value)
    assert all(f"{text!r} " in told for text in ("boss", "a@x.cn\nBcc: b@x.cn", "c d@x.cn"))
    assert "good@x.cn" not in told
    assert len(told.splitlines()) == 1


def test_a_mailbox_stands_once_and_stays_in_to() -> None:
    to, cc = address_lists(["A <a@x.cn>", "a@X.CN", "b@x.cn"], ["a@x.cn", "c@x.cn", "C@x.cn"])
    assert [address.spec for address in to] == ["a@x.cn", "b@x.cn"]
    assert [address.spec for address in cc] == ["c@x.cn", "C@x.cn"]  # only the domain is known to ignore case
    assert to[0].name == "A"


@pytest.mark.parametrize(
    "spec", ["", "a", "=?utf-8?q?a?=@x.cn", "a@x.cn\r\nBcc: b@x.cn", "a@x.cn b", "a@b@x.cn", "<a@x.cn>", "张@x.cn"]
)
def test_no_address_can_be_made_that_is_not_one(spec: str) -> None:
    with pytest.raises(UsageError):
        Address("", spec)


@settings(deadline=None)
@given(NASTY, st.sampled_from(("", "<a@x.cn>", " <a@x.cn>", "@x.cn", "@例子.公司")))
def test_whatever_is_typed_is_refused_or_harmless(start: str, end: str) -> None:
    try:
        found = addresses([start + end])
    except UsageError:
        return
    assert len(found) == 1
    assert SAFE_SPEC.fullmatch(found[0].spec)
    assert found[0].name == one_line(found[0].name)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("2025年6月 运营复盘", "2025年6月 运营复盘"),
        ("a\r\nBcc: b@x.cn", "a Bcc: b@x.cn"),
        ("a\x85b\u2028c\u2029d\x0be\x0cf", "a b c d e f"),
        ("a\0b\x7fc\u202ed\ufeff\ud800", "abcd"),
        ("=?utf-8?q?a=0D=0ABcc=3A_b?=", "a Bcc: b"),
        ("=?utf-8?b?5LyB5Lia?= =?gb2312*zh?B?1tDOxA==?=", "企业中文"),
        ("=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0D=3D0ABcc=3A=3F=3D?=", "a Bcc:"),
        ("=\0?utf-8?q?a=0ABcc:?=", "a Bcc:"),
        ("=?utf-8?q?=3D?=?utf-8?q?a=0ABcc:?=", "a Bcc:"),
        ("=?utf-8?q?中文=0A?=", "中文=0A"),
        ("=?utf-8?b?A?=", ""),
        ("=?no-such?q?a=0Ab=E4?=", "a b\ufffd"),
        ("=?unicode_escape?q?\\u000aBcc?=", "\\u000aBcc"),
        ("=?utf-8?q?broken\nBcc:", "= ?utf-8?q?broken Bcc:"),
        ("完成=?", "完成= ?"),
    ],
)
def test_one_line_decodes_first_and_then_cleans(text: str, line: str) -> None:
    assert one_line(text) == line


@settings(deadline=None)
@given(NASTY)
def test_one_line_leaves_nothing_that_a_mail_program_could_read_otherwise(text: str) -> None:
    line = one_line(text)
    assert "=?" not in line
    assert line == " ".join(line.split())
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert one_line(line) == line


def test_words_nested_too_deep_are_pulled_apart() -> None:
    text = "a\nBcc:"
    for _ in range(4):
        text = f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in text.encode())}?="
    assert one_line(text) == "a Bcc:"
    assert "=?" not in one_line("=?utf-8?q?=3D?=" + "?utf-8?q?=3D?=" * 40)
