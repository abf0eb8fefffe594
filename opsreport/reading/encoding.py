"""How the bytes of a text file are to be read: its mark if it has one, else the encoding that fits what people write.

Trial decoding, not a library: on short Chinese tables charset-normalizer was
measured to be wrong far more often (docs/limits.md has the numbers), as so
little text says nothing by letter frequencies, while the handful of encodings
that Chinese programs write are told apart by what is legal in them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from opsreport.model.package import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE_BYTES = 1 << 16
_HAN = re.compile("[\u4e00-\u9fff]")
# what a table is made of: ASCII, Latin-1 signs, Greek, punctuation, Han, full width and half width forms
_USUAL = re.compile("[\t\n\r\x20-\x7e\xa0-\u03ff\u2010-\u27bf\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")
_LINE_OR_FIELD = re.compile("[\t\n\r,;]")
# neither ASCII nor the punctuation that any text may hold
_FOREIGN = re.compile("[^\x00-\x7f\xa0-\xff\u2010-\u27bf\u3000-\u303f\uff00-\uffef]")
_FEW_CONTROL = 8
_LEAST_USUAL, _CLEAR_LEAD, _MOST_CONTROL, _MOST_STRAY = 0.95, 0.1, 0.02, 0.01
# Big5 as Windows has it, and with the characters of Hong Kong
_BIG5 = ("cp950", "big5hkscs")
# what a wrong codec makes of bytes it has no character for
_NOT_ASSIGNED = re.compile("[\ufffd\ue000-\uf8ff]")
_SAID = re.compile(rb"""(?:<meta[^<>]{0,200}charset|<\?xml[^<>]{0,99}encoding)=["']?([\w-]+)""", re.IGNORECASE)
# level 1 of GB 2312 and of Big5: the characters that are in daily use
_GB_COMMON, _BIG5_COMMON = (0xB0, 0xD7), (0xA4, 0xC6)


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to read a text: the codec, what people call it, and whether bytes in it are broken (they become �)."""

    codec: str
    label: str
    has_stray: bool = False

    @property
    def errors(self) -> str:
        return "replace" if self.has_stray else "strict"


def decoding_of(data: bytes) -> Decoding:
    """The encoding of a text; Unreadable where it is none."""
    for mark, codec, label in _MARKS:
        if data.startswith(mark):
            return _checked(data, codec, label)
    sample = data[:_SAMPLE_BYTES]
    if b"\0" in sample and (wide := _utf16(sample)):
        return _checked(data, wide, "UTF-16")
    if _fits(data, "utf-8"):
        return _plausible(data, Decoding("utf-8", "UTF-8"))
    if wide := _utf16(sample):
        return _checked(data, wide, "UTF-16")
    return _double_byte(data)


def page_text(data: bytes) -> str:
    """A web page or XML as text: by its mark or bytes, and where these fit GB18030 or Big5 by what it says of itself.

    Unreadable where it is none.
    """
    decoding = decoding_of(data)
    said = _SAID.search(data[:4096])
    is_big5 = said and said[1].lower().startswith(b"big5") and decoding.codec == "gb18030"
    codec = (_big5(data[:_SAMPLE_BYTES]) if is_big5 else "") or decoding.codec
    return data.decode(codec, "replace")


def _checked(data: bytes, codec: str, label: str) -> Decoding:
    return _plausible(data, Decoding(codec, label, has_stray=not _fits(data, codec)))


def _plausible(data: bytes, found: Decoding) -> Decoding:
    """The same; Unreadable where what comes out is no text."""
    text = data[:_SAMPLE_BYTES].decode(found.codec, "replace")
    if len(_CONTROL.findall(text)) > max(_FEW_CONTROL, _MOST_CONTROL * len(text)) or text.count("\0") * 2 > len(text):
        raise Unreadable("unreadable_file", {"part": "text"})
    strays = len(_NOT_ASSIGNED.findall(text)) if found.codec == "gb18030" else text.count("�") * found.has_stray
    if strays > max(1, _MOST_STRAY * len(text)):
        raise Unreadable("unreadable_file", {"part": "text"})
    return found


def _fits(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _utf16(sample: bytes) -> str:
    """UTF-16 without a mark: every two bytes make a usual character, and some end a line or a field."""
    even = sample[: len(sample) & ~1]
    for codec in ("utf-16-le", "utf-16-be"):
        text = even.decode(codec, "replace")
        is_usual = len(_USUAL.findall(text)) >= _LEAST_USUAL * len(text)
        if text and is_usual and _LINE_OR_FIELD.search(text):
            return codec
    return ""


def _double_byte(data: bytes) -> Decoding:
    """GB18030, or Big5 where only that makes characters in daily use; a UTF-8 with a stray byte stays UTF-8."""
    sample = data[:_SAMPLE_BYTES]
    utf8 = sample.decode("utf-8", "ignore")
    if _HAN.search(utf8) and (len(sample) - len(utf8.encode())) * 50 < len(sample):
        return _plausible(data, Decoding("utf-8", "UTF-8", has_stray=True))
    gb, codec = sample.decode("gb18030", "replace"), _big5(sample)
    big5 = sample.decode(codec, "replace") if codec else ""
    if codec and _common(gb, "gb2312", _GB_COMMON) + _CLEAR_LEAD < _common(big5, "big5", _BIG5_COMMON):
        return _checked(data, codec, "Big5")
    return _checked(data, "gb18030", "GB18030")


def _big5(sample: bytes) -> str:
    """The first kind of Big5 that has all characters of the text; "" where none has."""
    return next((codec for codec in _BIG5 if not _NOT_ASSIGNED.search(sample.decode(codec, "replace")[:-1])), "")


def _common(text: str, codec: str, rows: tuple[int, int]) -> float:
    """The share of the foreign characters that are Han in daily use; 1 where there is none."""
    foreign = _FOREIGN.findall(text)
    codes = (one.encode(codec, "ignore") or b"\0" for one in foreign)
    common = sum(rows[0] <= code[0] <= rows[1] for code in codes)
    return common / len(foreign) if foreign else 1.0
