"""What a file is, by its first bytes: its ending is only what somebody called it."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from opsreport.model.package import Parts
from opsreport.reading.xml2003 import is_xml2003

Content = Literal["zip", "ole", "web", "xml2003", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_HEAD = 4096
# formats that are no table, by what they begin with and what people call them
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"\x09\x00\x04\x00", "Excel 2"),
    (b"\x09\x02\x06\x00", "Excel 3"),
    (b"\x09\x04\x06\x00", "Excel 4"),
)
# parts that tell what a zip is, in the order of looking
_ZIPPED = (
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
    ("index/document.iwa", "Numbers / Pages / Keynote"),
    ("index.zip", "Numbers / Pages / Keynote"),
)
_WEB = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<style", b"<div")
# the head of a mail, in which a page and its pictures are saved as one file
_MAIL = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:", re.IGNORECASE)


def content_of(data: bytes) -> Content:
    """The way to read it; what is nothing else counts as text."""
    if data.startswith(_ZIP):
        return "zip"
    if data.startswith(_OLE):
        return "ole"
    head = _head(data)
    if head.startswith(b"<") and is_xml2003(head):
        return "xml2003"
    is_markup = head.startswith(b"<") and any(mark in head for mark in _WEB)
    return "web" if is_markup else "text"


def foreign_kind(data: bytes) -> str:
    """What people call a format that is no table; "" for all others."""
    if _MAIL.match(data[:_HEAD]):
        return "MHTML"
    return next((name for mark, name in _FOREIGN if data.startswith(mark)), "")


def zipped_kind(parts: Parts) -> str:
    """What people call a zip that is no workbook."""
    return next((name for part, name in _ZIPPED if part in parts), "ZIP")


def _head(data: bytes) -> bytes:
    """The beginning in small ASCII letters, whatever its encoding's width, without mark and blanks."""
    head = data[:_HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head[2:]
    if b"\0" in head[:2]:
        head = head.replace(b"\0", b"")
    return head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
