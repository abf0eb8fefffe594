"""More broken and hostile files: what an attacker writes, what a broken program writes, what nobody meant."""

# a table of data: one file a line says more than a wrapped one
# ruff: noqa: E501

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment

from tests.reading.books import DOC, MAIN, PACKAGE, raw_book
from tests.reading.hostile_files import DAY, REFUSED, SS, Hostile, cell, good, inline, ods, row, sheet, xls
from tests.reading.locking import locked_xls
from tests.reading.xlsb import PERCENT, Record, packed, record, xlsb_book

ONE = {"A1": ("number", "1.0")}
TEXT = {"A1": ("text", "好")}
FIRST, A1 = row(cell("A1", "1")), row(inline("A1", "好"))
HEADERS = ("月份", "渠道", "访问量", "新增用户", "付费用户", "收入", "消耗")


def more_corpus() -> dict[str, Hostile]:
    """Every file by its name."""
    found: dict[str, Hostile] = {}
    for part in (
        _packages,
        _markup,
        _addresses,
        _masses,
        _large,
        _beside,
        _texts,
        _delimited,
        _formulas,
        _old,
        _old_of_excel,
        _layouts,
    ):
        found.update(part())
    return found


def _read(made: Callable[[], bytes], cells: Mapping[str, tuple[str, str]], suffix: str = ".xlsx") -> Hostile:
    return Hostile(suffix, made, (), cells)


def _either(made: Callable[[], bytes], suffix: str = ".xlsx", *, is_large: bool = False) -> Hostile:
    return Hostile(suffix, made, (*REFUSED, "unclosed_quote"), any_cells=True, is_large=is_large)


def _refused(made: Callable[[], bytes], *codes: str, suffix: str = ".xlsx") -> Hostile:
    return Hostile(suffix, made, codes or REFUSED)


def _packages() -> Iterator[tuple[str, Hostile]]:
    names = {
        "absolute": "/etc/passwd", "above": "../../../../tmp/x.xml", "backslash": "..\\..\\x.xml", "drive": "C:\\x.xml", "device": "CON",
        "zero": "a\0b.xml", "long": "长" * 20_000, "folder": "xl/worksheets/", "bidi": "xl/\u202elmx.exe", "dot": ".", "case": "XL/WORKSHEETS/SHEET1.XML.XML",
    }  # fmt: skip
    for name, member in names.items():
        yield f"member_{name}", _read(lambda m=member: raw_book(A1, more={m: "<a/>"}), TEXT)
    yield (
        "member_same_but_case",
        Hostile(".xlsx", lambda: raw_book(FIRST, more={"XL/workbook.XML": "<x/>"}), REFUSED, ONE),
    )
    for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        yield f"method_{name}", _refused(lambda m=method: raw_book(A1, compression=m), "unreadable_file")
    yield "stored", _read(lambda: raw_book(A1, compression=zipfile.ZIP_STORED), TEXT)
    yield "method_unknown", _refused(lambda: _patched(good(), 8, 10, struct.pack("<H", 99)), "unreadable_file")
    yield "size_zip64", _refused(lambda: _patched(good(), 22, 24, b"\xff\xff\xff\xff"))
    yield "packed_size_lies", _refused(lambda: _patched(good(), 18, 20, struct.pack("<I", 3)))
    yield "sum_lies", _refused(lambda: _patched(good(), 14, 16, b"\1\2\3\4"), "broken_zip")
    yield "offset_lies", _refused(lambda: _patched(good(), None, 42, struct.pack("<I", 0x7FFFFFF0)))
    yield (
        "extra_lies",
        Hostile(".xlsx", lambda: _patched(good(), None, 30, struct.pack("<H", 60_000)), REFUSED, any_cells=True),
    )
    yield "zip64_end_lies", _either(lambda: good().replace(b"PK\x05\x06", _zip64_end(1 << 40) + b"PK\x05\x06"))
    yield "end_count_lies", _either(lambda: _end_patched(8, struct.pack("<HH", 60_000, 60_000)))
    yield "end_size_lies", _either(lambda: _end_patched(12, struct.pack("<I", 0x7FFFFFFF)))
    yield "comment_of_ends", _either(lambda: good()[:-2] + struct.pack("<H", 60_000) + b"PK\x05\x06" * 15_000)
    yield "comment_of_entries", _either(lambda: good()[:-2] + struct.pack("<H", 60_000) + b"PK\x01\x02" * 15_000)
    yield "appended", _either(lambda: good() + b"x" * 300_000)
    yield "prepended", _either(lambda: b"MZ" + b"\0" * 1000 + good())
    yield "twice_in_one_file", _either(lambda: good() + good())
    yield "half_and_whole", _either(lambda: good()[:400] + good())
    yield "local_name_differs", _refused(lambda: good().replace(b"xl/workbook.xml", b"xl/workbooq.xml", 1))


def _patched(data: bytes, local: int | None, central: int, value: bytes) -> bytes:
    """The package with a field of every header changed."""
    out = bytearray(data)
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        place = data.find(mark) if at is not None else -1
        while place >= 0 and at is not None:
            out[place + at : place + at + len(value)] = value
            place = data.find(mark, place + 4)
    return bytes(out)


def _end_patched(at: int, value: bytes) -> bytes:
    data = good()
    place = data.rfind(b"PK\x05\x06") + at
    return data[:place] + value + data[place + len(value) :]


def _zip64_end(count: int) -> bytes:
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, count, 0)
    return record + struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)


def _markup() -> Iterator[tuple[str, Hostile]]:
    def one(text: str) -> Callable[[], bytes]:
        return lambda: raw_book("", sheet=text)

    def encoded(codec: str, said: str, doctype: str = "") -> Callable[[], bytes]:
        text = f'<?xml version="1.0" encoding="{said}"?>{doctype}' + sheet(A1)
        return lambda: raw_book("", more={"xl/worksheets/sheet1.xml": text.encode(codec, "replace")})

    deep = "<is>" * 50_000 + "<t>x</t>" + "</is>" * 50_000
    yield "markup_deep_in_cell", _either(one(sheet(row(f'<c r="A1" t="inlineStr">{deep}</c>'))))
    yield "markup_utf16", Hostile(".xlsx", encoded("utf-16", "UTF-16"), REFUSED, TEXT)
    yield (
        "markup_utf16_doctype",
        _refused(encoded("utf-16", "UTF-16", '<!DOCTYPE x [<!ENTITY a "b">]>'), "unreadable_file"),
    )
    yield "markup_utf32", _refused(encoded("utf-32", "UTF-32"), "unreadable_file")
    yield "markup_gb18030", Hostile(".xlsx", encoded("gb18030", "GB18030"), REFUSED, TEXT)
    yield "markup_ebcdic", _refused(encoded("cp037", "cp037"), "unreadable_file")
    yield "markup_mark", Hostile(".xlsx", encoded("utf-8-sig", "UTF-8"), REFUSED, TEXT)
    yield (
        "markup_cdata",
        Hostile(".xlsx", one(sheet(row('<c r="A1" t="inlineStr"><is><t><![CDATA[好]]></t></is></c>'))), REFUSED, TEXT),
    )
    yield "markup_instruction", Hostile(".xlsx", one(sheet(f"<?x {'y' * 1000}?>{FIRST}")), REFUSED, ONE)
    yield "markup_other_namespace", _either(one(sheet('<row xmlns="urn:other" r="1"><c r="A1"><v>1</v></c></row>')))
    yield "markup_two_sheets_data", _either(one(sheet(FIRST + "</sheetData><sheetData>" + row(cell("A1", "2")))))
    yield "markup_unclosed", _refused(one(sheet(row('<c r="A1"><v>1'))[:-10]), "unreadable_file")
    yield "markup_quotes", _either(one(sheet("<row r='1'><c r='A1'><v>1</v></c></row>")))
    yield (
        "markup_million_tags_in_styles",
        _either(lambda: raw_book(FIRST, styles=f'<styleSheet xmlns="{MAIN}">{"<x/>" * 1_200_000}</styleSheet>')),
    )
    yield "markup_comments_between", _either(one(sheet("<!---->" * 400_000 + FIRST)))
    yield "markup_reference_decimal", Hostile(".xlsx", one(sheet(row(inline("A1", "&#22909;")))), (), TEXT)
    yield "markup_reference_huge", _either(one(sheet(row(inline("A1", "&#99999999999999999999;")))))
    yield "markup_reference_unknown", _either(one(sheet(row(inline("A1", "&nbsp;好")))))


def _addresses() -> Iterator[tuple[str, Hostile]]:
    for name, address in (
        ("minus", "A-1"),
        ("beyond_columns", "XFE1"),
        ("beyond_rows", "A1048577"),
        ("last_letters", "ZZZ9999999"),
        ("dollar", "$A$1"),
        ("wide", "Ａ1"),
        ("arabic", "A\u0661"),
        ("blank", ""),
        ("r1c1", "R1C1"),
    ):
        yield f"place_{name}", _either(lambda a=address: raw_book(row(cell(a, "1"))))
    for name, number in (("minus", "-1"), ("float", "1.5"), ("huge", "9" * 30), ("word", "x"), ("blank", "")):
        yield f"row_{name}", _either(lambda n=number: raw_book(f'<row r="{n}"><c r="A1"><v>1</v></c></row>'))
    for name, ref in (
        ("whole", "A1:XFD1048576"),
        ("backwards", "C3:A1"),
        ("beyond", "A1:ZZZ9999999"),
        ("single", "A1"),
        ("words", "x:y"),
        ("rows", "1:1048576"),
    ):
        merged = f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>'
        yield f"merged_{name}", _read(lambda m=merged: raw_book("", sheet=sheet(A1, after=m)), TEXT)
    far = f'{row(inline("A1", "渠道"))}<row r="1048576">{cell("XFD1048576", "1")}</row>'
    yield (
        "merged_over_far_cells",
        _read(
            lambda: raw_book("", sheet=sheet(far, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
            {"A1": ("text", "渠道")},
        ),
    )
    many = "".join(f'<mergeCell ref="A3:XFD{n}"/>' for n in range(1_000_000, 1_001_500))
    yield (
        "merged_over_all_often",
        _read(
            lambda: raw_book("", sheet=sheet(far, after=f"<mergeCells>{many}</mergeCells>")), {"A1": ("text", "渠道")}
        ),
    )


def _masses() -> Iterator[tuple[str, Hostile]]:
    yield (
        "mass_merged",
        _either(
            lambda: raw_book(
                "",
                sheet=sheet(
                    A1,
                    after="<mergeCells>"
                    + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 1_000_001))
                    + "</mergeCells>",
                ),
            )
        ),
    )
    yield (
        "mass_styles",
        _either(
            lambda: raw_book(
                row(cell("A1", "1", ' s="999999"')),
                styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>{"".join(f"<xf numFmtId={chr(34)}{n % 300}{chr(34)}/>" for n in range(1_000_000))}</cellXfs></styleSheet>',
            )
        ),
    )
    yield "mass_sheets", _refused(lambda: _sheets(100_000, parts=1), *REFUSED)
    yield "mass_sheets_with_parts", _refused(lambda: _sheets(2_000, parts=2_000), "too_large")
    yield "mass_sheets_of_tables", _either(lambda: _sheets(900, parts=900), is_large=True)
    yield "mass_hidden", _read(lambda: _sheets(3, parts=3, state="veryHidden"), {"A3": ("number", "1.0")})
    yield (
        "mass_names",
        _either(
            lambda: raw_book(
                A1,
                more=_listing(
                    f"<definedNames>{'<definedName name=$a$>表!$A$1</definedName>'.replace('$a$', chr(34) + 'n' + chr(34)) * 100_000}</definedNames>"
                ),
            ),
        ),
    )
    yield (
        "mass_styles_of_cells",
        _either(
            lambda: raw_book(
                "".join(f'<row r="{n}"><c r="A{n}" s="{n}"><v>{n}</v></c></row>' for n in range(1, 60_000)),
                styles=f'<styleSheet xmlns="{MAIN}"><numFmts>{"".join(f"<numFmt numFmtId={chr(34)}{n}{chr(34)} formatCode={chr(34)}0.{n}{chr(34)}/>" for n in range(200, 60_200))}</numFmts><cellXfs>{"".join(f"<xf numFmtId={chr(34)}{n}{chr(34)}/>" for n in range(200, 60_200))}</cellXfs></styleSheet>',
            ),
            is_large=True,
        ),
    )


def _listing(after: str) -> dict[str, str]:
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets><sheet name="表" sheetId="1" r:id="worksheet"/></sheets>{after}</workbook>'
    }


def _sheets(count: int, *, parts: int, state: str = "") -> bytes:
    """A workbook of many sheets, the first `parts` of which are there."""
    shown = f' state="{state}"' if state else ""
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}"{shown} r:id="s{n}"/>' for n in range(1, count + 1))
    relations = "".join(
        f'<Relationship Id="s{n}" Type="{DOC}/worksheet" Target="worksheets/s{n}.xml"/>' for n in range(1, count + 1)
    )
    table = "".join(
        f'<row r="{r}">{inline(f"A{r}", "渠道")}{inline(f"B{r}", "收入")}</row><row r="{r + 1}">{cell(f"A{r + 1}", "1")}{cell(f"B{r + 1}", "2")}</row>'
        for r in (2,)
    )
    more = {f"xl/worksheets/s{n}.xml": sheet(table) for n in range(1, parts + 1)}
    more["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>{listed}</sheets></workbook>'
    more["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    return raw_book("", more=more)


def _large() -> Iterator[tuple[str, Hostile]]:
    # as many cells as may be; a few more
    yield "large_most_rows", _either(lambda: _written(830_000, ("2025-06", "搜索引擎广告", 3)), is_large=True)
    beyond = Hostile(".xlsx", lambda: _written(1_000_000, ("2025-06", "广告", 3)), ("too_large",), is_large=True)
    yield "large_million_rows", beyond
    yield (
        "large_most_rows_regular",
        _either(lambda: _written(350_000, ("2025-06", "搜索引擎广告", 3, 4, 5, 6, 7), HEADERS), is_large=True),
    )
    yield "large_most_cells", _either(lambda: _stored(_numbers(78_000, 32)), is_large=True)
    yield (
        "large_long_texts",
        _either(lambda: _written(3_000, ("2025-06", "长" * 32_000), HEADERS[:2], is_varied=True), is_large=True),
    )
    yield (
        "large_long_texts_of_one_kind",
        _either(lambda: _written(60_000, ("2025-06", "长" * 32_000), HEADERS[:2]), is_large=True),
    )
    yield (
        "large_formulas",
        _either(
            lambda: _stored(
                "".join(
                    f'<row r="{n}"><c r="A{n}"><f>SUM(B{n}:ZZ{n})*{n}</f><v>{n}</v></c></row>'
                    for n in range(1, 700_000)
                )
            ),
            is_large=True,
        ),
    )
    yield (
        "large_dates",
        _either(
            lambda: raw_book(
                "",
                sheet=sheet(
                    "".join(f'<row r="{n}"><c r="A{n}" s="1"><v>{n / 7}</v></c></row>' for n in range(1, 300_000))
                ),
                styles=DAY,
            ),
            is_large=True,
        ),
    )
    yield (
        "large_texts",
        _either(
            lambda: _stored("".join(f'<row r="{n}">{inline(f"A{n}", f"第{n}个")}</row>' for n in range(1, 900_000))),
            is_large=True,
        ),
    )


def _numbers(rows: int, across: int) -> str:
    letters = [chr(65 + n) if n < 26 else f"A{chr(39 + n)}" for n in range(across)]
    return "".join(
        f'<row r="{r}">' + "".join(f'<c r="{one}{r}"><v>{r}.25</v></c>' for one in letters) + "</row>"
        for r in range(1, rows + 1)
    )


def _stored(rows: str) -> bytes:
    return raw_book("", sheet=sheet(rows), compression=zipfile.ZIP_STORED)


def _written(
    count: int, values: tuple[str | int, ...], headers: tuple[str, ...] = (), *, is_varied: bool = False
) -> bytes:
    """A sheet as an export writes it, row after row; a varied one has another last text in each."""
    known = [*headers, *(value for value in values if isinstance(value, str))]
    shared = "".join(f"<si><t>{text}</t></si>" for text in known)
    head = "".join(cell(f"{chr(65 + at)}1", str(known.index(text)), ' t="s"') for at, text in enumerate(headers))
    line = "".join(
        cell(f"{chr(65 + at)}%d", str(known.index(value)), ' t="s"')
        if isinstance(value, str)
        else cell(f"{chr(65 + at)}%d", str(value))
        for at, value in enumerate(values[:-1] if is_varied else values)
    )
    line = f'<row r="%d">{line}</row>'
    pieces = line.count("%d")
    rows = [line % ((number,) * pieces) for number in range(2 if headers else 1, count + 1)]
    if is_varied:
        last = chr(64 + len(values))
        rows = [
            one.replace("</row>", inline(f"{last}{n}", f"{n}{values[-1]}") + "</row>") for n, one in enumerate(rows, 2)
        ]
    strings = f'<sst xmlns="{MAIN}">{shared}</sst>'
    return raw_book("", sheet=sheet(f'<row r="1">{head}</row>{"".join(rows)}'), strings=strings)


def _beside() -> Iterator[tuple[str, Hostile]]:
    """What stands in other parts than the cells, which only a copy with comments looks at."""
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "'
        + "x" * 1000
        + '">'
        + "".join(
            f'<!ENTITY a{n} "{f"&a{n - 1 if n > 1 else chr(0)};".replace(chr(0), "") * 10}">' for n in range(1, 9)
        )
        + "]>"
    )
    for name, part in (
        ("comments", "xl/comments/comment1.xml"),
        ("theme", "xl/theme/theme1.xml"),
        ("drawing", "xl/drawings/commentsDrawing1.vml"),
        ("properties", "docProps/core.xml"),
        ("types", "[Content_Types].xml"),
    ):
        for kind, content in (("laughs", laughs + "<a>&a8;</a>"), ("deep", "<a>" * 300_000), ("random", "\x00\x01PNG")):
            yield f"beside_{name}_{kind}", _either(lambda p=part, c=content: _with_part(p, c.encode()))
    yield "beside_image_bomb", _either(lambda: _with_part("xl/media/image1.png", _large_png()))
    yield "beside_cut_part", _either(lambda: _with_part("xl/comments/comment1.xml", b"<comments"))


def _with_part(name: str, content: bytes) -> bytes:
    """A workbook with a comment, one part of it replaced."""
    book, made, out = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    page = book.worksheets[0]
    page.title = "渠道"
    for line in (HEADERS, ("2025-06", "搜索引擎广告", "一百", 2, 3, 4, 5)):
        page.append(line)
    page["A1"].comment = Comment("谁填的", "甲")
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def _large_png() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + b"\0\0\0\0"


def _texts() -> Iterator[tuple[str, Hostile]]:
    odd = {
        "escape": "\x1b[31m红\x1b]0;x\x07", "bell": "\x07收入", "bidi": "\u202e\u2066收入\u2069", "zero_width": "\u200b\u200d\ufeff收\u2060入", "combining": "收" + "\u0301" * 5000,
        "tags": "\U000e0041收入", "variation": "收\ufe0f入", "private": "\ue000收入", "line_separator": "收\u2028入\u2029", "next_line": "收\x85入", "soft_hyphen": "收\xad入",
        "template": "{{ 7*7 }}{% raw %}{# x #}${7*7}#{7*7}<%= 7*7 %>", "template_end": "%}}}", "format_mini": "{0!r:>{1}} %(a)s %n", "formula_link": '=HYPERLINK("http://127.0.0.1:9","收入")', "dde": "=cmd|'/C calc'!A0", "formula_wide": "＝1+1", "at": "@SUM(1+1)", "tab": "\t=1+1", "line": "\r=1+1",
        "plus": "+1+cmd|' /C calc'!A0", "minus": "-1+1", "semicolon": ";=1+1", "markdown": "[x](http://127.0.0.1:9) **b** `c` | d", "html": "<img src=x onerror=alert(1)>&amp;&lt;",
    }  # fmt: skip
    for name, text in odd.items():
        yield f"odd_text_{name}", _either(lambda t=text: _channels(t))
        yield (
            f"odd_text_{name}_csv",
            _either(lambda t=text: f'月份,渠道,收入\n2025-06,"{t.replace(chr(34), chr(34) * 2)}",1\n'.encode(), ".csv"),
        )
        yield (
            f"odd_header_{name}_csv",
            _either(lambda t=text: f'月份,渠道,"{t.replace(chr(34), chr(34) * 2)}"\n2025-06,甲,1\n'.encode(), ".csv"),
        )
    titles = {
        "formula": "=1+1",
        "template": "{{ 7*7 }}",
        "up": "..\\..\\x",
        "root": "/etc/passwd",
        "bidi": "\u202e渠道",
        "quote": "&apos;渠道&apos;!A1",
        "bang": "渠道!A1:B2",
        "brackets": "[1]渠道",
        "blank": " ",
        "zero_width": "\u200b",
    }
    for name, title in titles.items():
        yield (
            f"odd_title_{name}",
            _either(
                lambda t=title: raw_book(
                    _lines((HEADERS, ("2025-06", "搜索引擎广告", "x"))),
                    more={
                        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets><sheet name="{t}" sheetId="1" r:id="worksheet"/></sheets></workbook>'
                    },
                )
            ),
        )
    for name, number in (
        ("infinite", "1e308"),
        ("denormal", "5e-324"),
        ("digits", "0." + "3" * 500),
        ("negative_zero", "-0"),
        ("exact", "9007199254740993"),
    ):
        yield (
            f"odd_number_{name}",
            _either(
                lambda n=number: raw_book(
                    _lines((HEADERS, ("2025-06", "搜索引擎广告")))
                    .replace("</row>", "")
                    .replace('<row r="2">', '</row><row r="2">')
                    + "".join(cell(f"{c}2", n) for c in "CDEFG")
                    + "</row>"
                )
            ),
        )


def _lines(lines: tuple[tuple[str, ...], ...]) -> str:
    return "".join(
        f'<row r="{r}">' + "".join(inline(f"{chr(65 + c)}{r}", text) for c, text in enumerate(line)) + "</row>"
        for r, line in enumerate(lines, 1)
    )


def _channels(text: str) -> bytes:
    """The text as the name of a channel, escaped as Excel does it."""
    safe = (
        "".join(f"_x{ord(one):04X}_" if one < " " and one not in "\t\n" else one for one in text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
    )
    return raw_book(_lines((HEADERS, ("2025-06", safe, "12", "3", "1", "9", "x"))))


def _delimited() -> Iterator[tuple[str, Hostile]]:
    yield "csv_line_100mb", _refused(lambda: b"x," * 50_000_000, "too_large", suffix=".csv")
    yield "csv_line_30mb", _refused(lambda: b"x" * 30_000_000, "too_large", "unreadable_file", suffix=".csv")
    yield "csv_fields_30mb", _refused(lambda: b"x," * 15_000_000, "too_large", suffix=".csv")
    yield "csv_zero_in_fields", _either(lambda: "月份,渠道\n2025-06,甲\0乙\n".encode(), ".csv")
    yield "csv_mixed", _either(lambda: "月份,渠道\n".encode() + "2025-06,搜索引擎广告\n".encode("gb18030") * 40, ".csv")
    yield "csv_mixed_wide", _either(lambda: "月份,渠道\n".encode("utf-16") + "2025-06,甲\n".encode() * 40, ".csv")
    yield "csv_mark_twice", _either(lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + "月份,渠道\n2025-06,甲\n".encode(), ".csv")
    yield (
        "csv_surrogates",
        _either(lambda: "月份,渠道\n2025-06,甲\ud800乙\n".encode("utf-8", "surrogatepass") * 9, ".csv"),
    )
    yield "csv_lone_returns", _either(lambda: "月份,渠道\r2025-06,甲\r".encode(), ".csv")
    yield "csv_quotes_in_fields", _either(lambda: b'a"b,c""d,"e"f\n' * 1000, ".csv")
    yield "csv_line_in_quotes", _either(lambda: f'月份,渠道\n2025-06,"{chr(10) * 100_000}"\n'.encode(), ".csv")
    yield "csv_sep_odd", _either(lambda: b"sep=\0\na\0b\n", ".csv")
    yield "csv_sep_quote", _either(lambda: b'sep="\na"b\n"c', ".csv")
    yield "csv_header_every_row", _either(lambda: "月份,渠道,收入\n2025-06,甲,1\n".encode() * 20_000, ".csv")
    yield "csv_only_header", _either(lambda: "月份,渠道,收入\n".encode() * 20_000, ".csv")
    yield "csv_only_totals", _either(lambda: "月份,渠道,收入\n".encode() + "2025-06,合计,1\n".encode() * 20_000, ".csv")
    yield "csv_random", _either(lambda: random.Random(3).randbytes(200_000), ".csv")
    yield (
        "csv_random_text",
        _either(lambda: "".join(chr(random.Random(n).randrange(32, 0xD7FF)) for n in range(30_000)).encode(), ".csv"),
    )
    yield "csv_gb_four_bytes", _either(lambda: "月份,渠道\n2025-06,𠮷\n".encode("gb18030"), ".csv")


def _formulas() -> Iterator[tuple[str, Hostile]]:
    long = "+".join(f"A{n}" for n in range(1, 12_000))
    shared = "".join(f'<c r="A{n}"><f t="shared" si="0"/><v>1</v></c>' for n in range(2, 9_000))
    yield (
        "formula_long_shared",
        _either(
            lambda: raw_book(
                f'<row r="1"><c r="A1"><f t="shared" ref="A1:A9000" si="0">{long}</f><v>1</v></c>{shared}</row>'
            )
        ),
    )
    yield "formula_long", _either(lambda: raw_book(row(f'<c r="A1"><f>{long * 20}</f><v>1</v></c>')))
    yield "formula_shared_by_itself", _either(lambda: raw_book(row('<c r="A1"><f t="shared" si="0"/><v>1</v></c>') * 3))
    yield "formula_no_result", _read(lambda: _computed_by_nobody({"A1": "=1+1"}), {"A1": ("no_value", "=1+1")})
    yield (
        "formula_table",
        _either(lambda: raw_book(row('<c r="A1"><f t="dataTable" ref="A1:A2" dt2D="1" r1="B1" r2="B2"/><v>1</v></c>'))),
    )
    yield (
        "formula_web",
        _read(lambda: raw_book(row(cell("A1", "1", "", '<f>WEBSERVICE("http://127.0.0.1:9")</f>'))), ONE),
    )
    yield "formula_external", _read(lambda: raw_book(row(cell("A1", "1", "", "<f>'[1]../../x'!A1</f>"))), ONE)


def _computed_by_nobody(formulas: Mapping[str, str]) -> bytes:
    """As XlsxWriter writes formulas whose values it is not told: 0."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet("表")
        for address, formula in formulas.items():
            page.write_formula(address, formula)
    return made.getvalue()


def _old() -> Iterator[tuple[str, Hostile]]:
    for percent in range(10, 100, 10):
        yield f"cut_{percent}.xlsb", _either(lambda p=percent: xlsb()[: len(xlsb()) * p // 100], ".xlsb")
    for seed in range(15):
        yield f"flip_inside_xlsb_{seed}", _either(lambda s=seed: _changed_inside(xlsb(), ".bin", s), ".xlsb")
        yield f"flip_inside_ods_{seed}", _either(lambda s=seed: _changed_inside(ods(), "content.xml", s), ".ods")
        yield f"flip_inside_xlsx_{seed}", _either(lambda s=seed: _changed_inside(good(), "sheet1.xml", s))
        yield f"runs_in_xls_{seed}", _either(lambda s=seed: _overwritten(xls(), s), ".xls")
    blanks = '<text:s text:c="1000"/>' * 100_000
    lines = f'<table:table-row><table:table-cell office:value-type="string"><text:p>{blanks}</text:p></table:table-cell></table:table-row>'
    yield "ods_blanks", _either(lambda: ods(lines), ".ods")
    yield "ods_deep", _either(lambda: ods("<table:table-row-group>" * 100_000), ".ods")
    yield "ods_tables", _either(lambda: ods("</table:table><table:table>" * 5_000), ".ods")
    yield (
        "ods_entities",
        _refused(
            lambda: _replaced(
                ods(),
                "content.xml",
                lambda text: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + text,
            ),
            "unreadable_file",
            suffix=".ods",
        ),
    )
    yield (
        "ods_laughs",
        _refused(
            lambda: _replaced(
                ods(),
                "content.xml",
                lambda text: b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + text,
            ),
            "unreadable_file",
            suffix=".ods",
        ),
    )
    yield (
        "xml2003_deep",
        _either(lambda: f'<?xml version="1.0"?><Workbook xmlns="{SS}">{"<Row>" * 200_000}'.encode(), ".xml"),
    )
    yield (
        "xml2003_far",
        _either(
            lambda: _xml2003(
                '<Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="Number">1</Data></Cell></Row>'
            ),
            ".xml",
        ),
    )
    yield (
        "xml2003_beyond",
        _refused(
            lambda: _xml2003('<Row ss:Index="1048577"><Cell><Data ss:Type="Number">1</Data></Cell></Row>'),
            "unreadable_file",
            suffix=".xml",
        ),
    )
    yield (
        "xml2003_merged",
        _either(
            lambda: _xml2003(
                '<Row><Cell ss:MergeAcross="16383" ss:MergeDown="1048575"><Data ss:Type="String">渠道</Data></Cell></Row>'
                * 3
            ),
            ".xml",
        ),
    )


def _old_of_excel() -> Iterator[tuple[str, Hostile]]:
    """Under a password that Excel itself sets and tries, or that somebody chose; cells of which there are too many."""
    shown = {"B2": ("text", "搜索引擎广告"), "C2": ("number", "1234.5")}
    for bits in (0, 40, 128):
        yield f"protected_{bits}.xls", _read(lambda b=bits: locked_xls(xls(), bits=b), shown, ".xls")
        yield (
            f"locked_{bits}.xls",
            _refused(lambda b=bits: locked_xls(xls(), "甲", bits=b), "encrypted_file", suffix=".xls"),
        )
        yield f"protected_cut_{bits}.xls", _either(lambda b=bits: locked_xls(xls(), bits=b)[:4000], ".xls")
    for seed in range(10):
        yield f"runs_in_protected_{seed}", _either(lambda s=seed: _overwritten(locked_xls(xls()), s), ".xls")
    yield (
        "xlsb_follows_the_last",
        _refused(lambda: xlsb_book([[1.5, Record(16, bytes(8))]], {}), "unreadable_file", suffix=".xlsb"),
    )
    yield (
        "mass_of_packed_numbers",
        _refused(lambda: xlsb_book([[packed(1)] * 16_384] * 32, {}), "too_large", suffix=".xlsb"),
    )
    yield (
        "mass_of_merged_ranges",
        _refused(
            lambda: _replaced(xlsb(), "sheet1.bin", lambda part: part + record(176, bytes(16)) * 600_000),
            "too_large",
            suffix=".xlsb",
        ),
    )
    yield (
        "xml2003_columns",
        _refused(lambda: _xml2003('<Column ss:Index="1" ss:Span="16383"/>' * 10_000), "too_large", suffix=".xml"),
    )
    hidden = '<span style="display:none">' * 50_000
    yield "page_of_hidden", _either(lambda: f"<table><tr><td>1{hidden}".encode(), ".xls")


def xlsb() -> bytes:
    return xlsb_book(
        [["月份", "转化率", True], [1.5, "#DIV/0!", None], [0.045, None, "#N/A"]], {(2, 0): PERCENT}, (3, 3, 0, 1)
    )


def _xml2003(rows: str) -> bytes:
    return f'<?xml version="1.0"?><Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'.encode()


def _replaced(data: bytes, ending: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with the parts of that ending changed, its sums right."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name.endswith(ending) else old.read(name))
    return made.getvalue()


def _changed_inside(data: bytes, ending: str, seed: int) -> bytes:
    return _replaced(data, ending, lambda part: _overwritten(part, seed))


def _overwritten(data: bytes, seed: int) -> bytes:
    """A few runs of bytes replaced by others."""
    chance, out = random.Random(seed), bytearray(data)
    for _ in range(1 + seed % 5):
        at, length = chance.randrange(len(out)), 1 + chance.randrange(6)
        out[at : at + length] = chance.choice((chance.randbytes(length), b"\xff" * length, b"\0" * length))
    return bytes(out)


def _layouts() -> Iterator[tuple[str, Hostile]]:
    """Sheets that are no table of anybody's: nothing is to be understood, and that soon."""
    head, line = ",".join(HEADERS[1:5]), "搜索引擎广告,1,2,3"
    for count in (300, 5_000):
        yield f"layout_blocks_down_{count}", _either(lambda n=count: f"{head}\n{line}\n\n\n".encode() * n, ".csv")
        yield (
            f"layout_blocks_across_{count}",
            _either(lambda n=count: (f"{head},,".encode() * n)[:-2] + b"\n" + (f"{line},,".encode() * n), ".csv"),
        )
    yield (
        "layout_blocks_grid",
        _either(lambda: (f"{head},,".encode() * 60 + b"\n" + f"{line},,".encode() * 60 + b"\n\n\n") * 60, ".csv"),
    )
    yield "layout_lone_cells", _either(lambda: ("渠道,,".encode() * 300 + b"\n\n") * 300, ".csv")
    yield (
        "layout_checkered",
        _either(lambda: (("渠道,,".encode() * 200 + b"\n") + (b",1," * 200 + b"\n")) * 200, ".csv"),
    )
    yield (
        "layout_wide_months",
        _either(
            lambda: (
                "指标,"
                + ",".join(f"{n % 12 + 1}月" for n in range(16_000))
                + "\n收入,"
                + ",".join(map(str, range(16_000)))
                + "\n"
            ).encode(),
            ".csv",
        ),
    )
    yield (
        "layout_wide_texts",
        _either(
            lambda: (
                (",".join(f"列{n}" for n in range(16_384)) + "\n" + ",".join(map(str, range(16_384))) + "\n").encode()
                * 5
            ),
            ".csv",
            is_large=True,
        ),
    )
    yield (
        "layout_one_header_often",
        _either(
            lambda: (
                "月份," + ",".join(["访问量"] * 16_000) + "\n2025-06," + ",".join(map(str, range(16_000))) + "\n"
            ).encode(),
            ".csv",
        ),
    )
    yield (
        "layout_sections",
        _either(lambda: "渠道：搜索引擎广告,,\n月份,收入,消耗\n6月,1,2\n合计,1,2\n,,\n".encode() * 3_000, ".csv"),
    )
    yield "layout_names_and_numbers", _either(lambda: "收入,1\n新增用户,2\n".encode() * 20_000, ".csv")
    yield (
        "layout_months_down",
        _either(
            lambda: "月份,收入\n".encode() + "".join(f"{n % 12 + 1}月,{n}\n" for n in range(40_000)).encode(), ".csv"
        ),
    )
    yield (
        "layout_stairs",
        _either(lambda: "".join("," * (n % 500) + "访问量,3\n" for n in range(5_000)).encode(), ".csv"),
    )
    merged = "".join(f'<mergeCell ref="A{n}:B{n + 1}"/>' for n in range(1, 4_000, 2))
    rows = "".join(f'<row r="{n}">{inline(f"A{n}", "渠道")}</row>' for n in range(1, 4_000, 2))
    yield (
        "layout_all_merged",
        _either(lambda: raw_book("", sheet=sheet(rows, after=f"<mergeCells>{merged}</mergeCells>"))),
    )
