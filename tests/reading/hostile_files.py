"""A corpus of broken and hostile files, each with how reading it may end."""

# a table of data: one file a line says more than a wrapped one
# ruff: noqa: E501

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.reading.books import DOC, MAIN, PACKAGE, raw_book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SS = "urn:schemas-microsoft-com:office:spreadsheet"
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
Expected = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: its bytes, and the blocking codes or the cells (address: kind and value) it may end with.

    Without codes it must be read; without cells it must be refused; with both either will do.
    A large one takes long to write, and is as large as the limits allow.
    """

    suffix: str
    made: Callable[[], bytes]
    codes: tuple[str, ...] = ()
    cells: Expected = field(default_factory=dict)
    any_cells: bool = False
    is_large: bool = False


def row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


def cell(address: str, value: str, given: str = "", formula: str = "") -> str:
    return f'<c r="{address}"{given}>{formula}<v>{value}</v></c>'


def inline(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(inside: str, before: str = "", after: str = "") -> str:
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData>{after}</worksheet>'


def good() -> bytes:
    cells = [inline("A1", "渠道"), cell("B1", "12.5"), cell("C1", "1", ' t="b"')]
    return raw_book(
        row(*cells)
        + '<row r="2">'
        + cell("A2", "45809", ' s="1"')
        + inline("B2", "搜索 & 信息流".replace("&", "&amp;"))
        + "</row>"
    )


GOOD: Expected = {
    "A1": ("text", "渠道"),
    "B1": ("number", "12.5"),
    "C1": ("flag", "True"),
    "B2": ("text", "搜索 & 信息流"),
}
REFUSED = ("unreadable_file", "broken_zip", "too_large", "encrypted_file", "foreign_format")


def corpus() -> dict[str, Hostile]:
    """Every file by its name."""
    found: dict[str, Hostile] = {}
    for part in (_cuts, _flips, _bombs, _entities, _locked, _places, _values, _texts, _strings, _relations):
        found.update(part())
    for part in (_styles, _numbers, _delimited, _pages, _strangers):
        found.update(part())
    return found


def _cuts() -> Iterator[tuple[str, Hostile]]:
    for percent in range(5, 100, 5):
        for suffix, whole in ((".xlsx", good), (".ods", ods), (".xml", xml2003), (".xls", xls)):
            yield f"cut_{percent}{suffix}", Hostile(suffix, _cut(whole, percent), (*REFUSED, "unreadable_file"))


def _cut(whole: Callable[[], bytes], percent: int) -> Callable[[], bytes]:
    return lambda: whole()[: len(whole()) * percent // 100]


def _flips() -> Iterator[tuple[str, Hostile]]:
    for seed in range(40):
        yield f"flip_{seed}", Hostile(".xlsx", _flipped(good, seed), REFUSED, GOOD)
    for seed in range(15):
        yield f"flip_xls_{seed}", Hostile(".xls", _flipped(xls, seed), REFUSED, any_cells=True)
        yield f"flip_ods_{seed}", Hostile(".ods", _flipped(ods, seed), REFUSED, {"A1": ("text", "甲")})


def _flipped(whole: Callable[[], bytes], seed: int) -> Callable[[], bytes]:
    def made() -> bytes:
        data, chance = bytearray(whole()), random.Random(seed)
        for _ in range(1 + seed % 4):
            data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)

    return made


def _bombs() -> Iterator[tuple[str, Hostile]]:
    for name, part in (
        ("sheet", "xl/worksheets/sheet1.xml"),
        ("strings", "xl/sharedStrings.xml"),
        ("styles", "xl/styles.xml"),
    ):
        yield f"bomb_{name}", Hostile(".xlsx", _book({part: b" " * (60 << 20)}), ("too_large",))
        yield f"bomb_{name}_large", Hostile(".xlsx", _book({part: b" " * (180 << 20)}), ("too_large",))
    yield (
        "bomb_nested",
        Hostile(
            ".xlsx",
            lambda: raw_book("", more={"xl/worksheets/sheet1.xml": _zipped({"a.xml": b" " * (50 << 20)})}),
            REFUSED,
        ),
    )
    yield (
        "bomb_beside",
        Hostile(
            ".xlsx",
            _book({"xl/media/image1.png": b"\0" * (60 << 20)}, row(inline("A1", "好"))),
            (),
            {"A1": ("text", "好")},
        ),
    )
    yield "bomb_overlapping", Hostile(".xlsx", overlapping, REFUSED, GOOD)
    yield "many_entries", Hostile(".xlsx", lambda: b"PK\x03\x04" + b"PK\x01\x02" * 20_000, ("too_large", "broken_zip"))
    yield (
        "many_real_entries",
        Hostile(".xlsx", lambda: _zipped({f"{n}.xml": b"" for n in range(11_000)}), ("too_large",)),
    )
    yield "lying_size", Hostile(".xlsx", lying_size, ("broken_zip",))
    yield (
        "many_blanks",
        Hostile(".xlsx", lambda: raw_book(row(*['<c r="A1"/>'] * 1_500_000)), ("too_large",), any_cells=True),
    )
    yield "many_rows", Hostile(".xlsx", lambda: raw_book("<row/>" * 3_000_000), ("too_large",), any_cells=True)
    yield (
        "many_tags",
        Hostile(".xlsx", lambda: raw_book("", sheet=sheet("<a/>" * 4_000_000)), ("too_large",), any_cells=True),
    )
    yield "many_numbers", Hostile(".xlsx", lambda: raw_book(_numbers_down(1_000_000)), ("too_large",), any_cells=True)
    yield (
        "many_pretty",
        Hostile(
            ".xlsx", lambda: raw_book(_numbers_down(300_000).replace("<v>", "\n<v>")), ("too_large",), any_cells=True
        ),
    )
    yield (
        "many_merged",
        Hostile(
            ".xlsx",
            lambda: raw_book(
                "",
                sheet=sheet(
                    row(inline("A1", "好")),
                    after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 200_000 + "</mergeCells>",
                ),
            ),
            ("too_large",),
            any_cells=True,
        ),
    )
    yield "many_sheets", Hostile(".xlsx", many_sheets, (), {"A1": ("number", "1.0")})


def _numbers_down(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><v>{n}.5</v></c></row>' for n in range(1, count + 1))


def _book(more: Mapping[str, bytes | str], rows: str = "") -> Callable[[], bytes]:
    return lambda: raw_book(rows, more=dict(more))


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def overlapping() -> bytes:
    """Every entry of the directory points at the same bytes."""
    data = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        first = archive.infolist()[0].header_offset
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 42 : at + 46] = struct.pack("<I", first)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def lying_size() -> bytes:
    text = sheet("<!--" + "x" * 100_000 + "-->")
    return raw_book("", sheet=text).replace(len(text).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def many_sheets() -> bytes:
    names = range(1, 400)
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="s{n}"/>' for n in names)
    relations = "".join(f'<Relationship Id="s{n}" Type="{DOC}/worksheet" Target="worksheets/s{n}.xml"/>' for n in names)
    more = {f"xl/worksheets/s{n}.xml": sheet(row(cell("A1", "1"))) for n in names}
    more["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>{listed}</sheets></workbook>'
    more["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    return raw_book("", more=more)


def _entities() -> Iterator[tuple[str, Hostile]]:
    laughs = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctypes = {
        "laughs": f"<!DOCTYPE x [{laughs}]>",
        "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"x" * 100_000}">]>',
        "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "web": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>',
        "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        "external": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    }
    uses = {"laughs": "&l9;", "quadratic": "&a;" * 20_000}
    for name, doctype in doctypes.items():
        body = row(cell("A1", uses.get(name, "&a;")))
        yield f"entity_{name}", Hostile(".xlsx", _raw(sheet=doctype + sheet(body)), ("unreadable_file",))
        for part in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"):
            yield (
                f"entity_{name}_{part.replace('/', '_')}",
                Hostile(".xlsx", _book({part: doctype + "<a>&a;</a>"}), ("unreadable_file",)),
            )
        yield (
            f"entity_{name}_2003",
            Hostile(
                ".xml",
                lambda d=doctype: (f'<?xml version="1.0"?>{d}<Workbook xmlns="{SS}">&a;</Workbook>').encode(),
                # an .xml that does not soon say that it is a workbook is none
                ("unreadable_file", "empty_folder") if name == "quadratic" else ("unreadable_file",),
            ),
        )
    yield "deep", Hostile(".xlsx", _raw(sheet=sheet("<a>" * 200_000 + "</a>" * 200_000)), REFUSED, any_cells=True)
    yield "deep_prefixed", Hostile(".xlsx", _raw(sheet=sheet("<a:b>" * 100_000)), REFUSED, any_cells=True)
    yield (
        "long_attribute",
        Hostile(".xlsx", _raw(sheet=sheet(f'<row r="{"1" * 3_000_000}"/>')), REFUSED, any_cells=True),
    )
    yield (
        "many_attributes",
        Hostile(
            ".xlsx",
            _raw(sheet=sheet("<row " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>")),
            REFUSED,
            any_cells=True,
        ),
    )
    yield (
        "comment_cells",
        Hostile(
            ".xlsx",
            _raw(sheet=sheet("<!-- " + cell("B1", "9") + " -->" + row(cell("A1", "1")))),
            (),
            {"A1": ("number", "1.0")},
        ),
    )
    yield (
        "utf7",
        Hostile(".xlsx", _raw(sheet='<?xml version="1.0" encoding="UTF-7"?>' + sheet(row(cell("A1", "1")))), REFUSED),
    )
    yield "zero_in_xml", Hostile(".xlsx", _raw(sheet=sheet(row(inline("A1", "a\0b")))), REFUSED, {"A1": ("text", "ab")})
    yield (
        "broken_utf8",
        Hostile(
            ".xlsx",
            _book({"xl/worksheets/sheet1.xml": sheet(row(inline("A1", "~"))).encode().replace(b"~", b"\xff\xfe")}),
            REFUSED,
        ),
    )


def _raw(**given: str) -> Callable[[], bytes]:
    return lambda: raw_book("", **given)


def _locked() -> Iterator[tuple[str, Hostile]]:
    yield (
        "ole_encrypted",
        Hostile(".xlsx", lambda: OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), ("encrypted_file",)),
    )
    yield "ole_zero", Hostile(".xls", lambda: OLE + bytes(2000), ("unreadable_file",))
    yield "ole_ff", Hostile(".xls", lambda: OLE + b"\xff" * 5000, ("unreadable_file",))
    yield "ole_loop", Hostile(".xls", ole_loop, ("unreadable_file",))
    yield "zip_encrypted", Hostile(".xlsx", zip_encrypted, ("encrypted_file",))
    yield "ods_encrypted", Hostile(".ods", lambda: ods(encrypted=True), ("encrypted_file",))


def ole_loop() -> bytes:
    """A compound file whose sector chains point at themselves."""
    head = bytearray(OLE + bytes(504))
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIIII", head, 40, 0, 1, 0, 0, 4096, 0, 1, 0, 1, 0)
    return bytes(head) + struct.pack("<128I", *[0] * 128) * 8


def zip_encrypted() -> bytes:
    data = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        starts = [entry.header_offset for entry in archive.infolist()]
    for at in [*starts, *(i for i in range(len(data)) if data[i : i + 4] == b"PK\x01\x02")]:
        data[at + (8 if data[at + 2] == 1 else 6)] |= 1
    return bytes(data)


def _places() -> Iterator[tuple[str, Hostile]]:
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    lying = sheet(corners).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    yield "corners", Hostile(".xlsx", _raw(sheet=lying), (), {"A1": ("number", "1.0"), "XFD1048576": ("number", "2.0")})
    yield (
        "huge_dimension",
        Hostile(".xlsx", _raw(sheet=lying.replace('XFD1048576"/>', 'ZZZ9999999"/>')), (), {"A1": ("number", "1.0")}),
    )
    for name, address in (
        ("row_0", "A0"),
        ("row_long", "A99999999999"),
        ("column_long", "ABCD1"),
        ("no_letters", "11"),
        ("small", "a1"),
        ("path", "../A1"),
    ):
        yield (
            f"address_{name}",
            Hostile(".xlsx", lambda a=address: raw_book(row(cell(a, "1"))), REFUSED, any_cells=True),
        )
    yield (
        "address_twice",
        Hostile(".xlsx", lambda: raw_book(row(cell("A1", "1"), cell("A1", "2"))), (), {"A1": ("number", "2.0")}),
    )
    yield (
        "shared_off_sheet",
        Hostile(
            ".xlsx",
            lambda: raw_book(
                row(cell("B2", "1", "", '<f t="shared" ref="B2:B3" si="0">A1</f>'))
                + '<row r="1"><c r="A1"><f t="shared" si="0"/></c></row>'
            ),
            (),
            {"A1": ("no_value", "=#REF!")},
        ),
    )
    yield (
        "shared_no_master",
        Hostile(
            ".xlsx", lambda: raw_book(row(cell("A1", "1", "", '<f t="shared" si="7"/>'))), (), {"A1": ("number", "1.0")}
        ),
    )
    yield (
        "array_formula",
        Hostile(
            ".xlsx",
            lambda: raw_book(row(cell("A1", "3", "", '<f t="array" ref="A1:A2">SUM(B1:B9*2)</f>'))),
            (),
            {"A1": ("number", "3.0")},
        ),
    )
    yield (
        "ods_repeated",
        Hostile(
            ".ods",
            lambda: ods(
                '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
            ),
            ("too_large", "unreadable_file"),
        ),
    )
    yield (
        "ods_repeated_blank",
        Hostile(
            ".ods",
            lambda: ods(
                '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
            ),
            (),
            {"A1": ("number", "1.0")},
        ),
    )


def _values() -> Iterator[tuple[str, Hostile]]:
    for at, error in enumerate(ERRORS):
        yield (
            f"error_{at}",
            Hostile(
                ".xlsx",
                lambda e=error: raw_book(row(cell("A1", e, ' t="e"', "<f>1/0</f>"))),
                (),
                {"A1": ("error", error)},
            ),
        )
    yield (
        "no_value",
        Hostile(".xlsx", lambda: raw_book(row('<c r="A1"><f>A2*2</f></c>')), (), {"A1": ("no_value", "=A2*2")}),
    )
    yield (
        "no_value_text",
        Hostile(".xlsx", lambda: raw_book(row('<c r="A1" t="n"><f>A2</f><v/></c>')), (), {"A1": ("no_value", "=A2")}),
    )
    for name, serial in (("before", "-1"), ("beyond", "2958466"), ("far", "1e300"), ("zero", "0")):
        yield (
            f"date_{name}",
            Hostile(
                ".xlsx",
                _raw(sheet=sheet(row(cell("A1", serial, ' s="1"'))), styles=DAY),
                (),
                {"A1": ("number", str(float(serial)))},
            ),
        )
    yield (
        "date_last",
        Hostile(
            ".xlsx", _raw(sheet=sheet(row(cell("A1", "2958465.9999999999", ' s="1"'))), styles=DAY), (), any_cells=True
        ),
    )
    yield (
        "date_nan",
        Hostile(".xlsx", _raw(sheet=sheet(row(cell("A1", "NaN", ' s="1"'))), styles=DAY), (), {"A1": ("text", "NaN")}),
    )
    yield (
        "date_iso",
        Hostile(
            ".xlsx", lambda: raw_book(row(cell("A1", "99999-99-99T", ' t="d"'))), (), {"A1": ("text", "99999-99-99T")}
        ),
    )


DAY = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def _texts() -> Iterator[tuple[str, Hostile]]:
    injected = {
        "formula": "=cmd|'/c calc'!A0", "plus": "+1+1", "minus": "-2+3", "at": "@SUM(1)", "tab": "\t=1+1", "link": '=HYPERLINK("http://127.0.0.1:9")',
        "jinja": "{{ 7*7 }}", "jinja_block": "{% for x in range(10**9) %}x{% endfor %}", "jinja_deep": "{{ ''.__class__.__mro__ }}",
        "python": "__import__('os').system('id')", "shell": "$(touch /tmp/x)", "sql": "'; DROP TABLE x;--", "markup": "<script>alert(1)</script>",
        "right_to_left": "\u202egnp.exe", "zero_width": "收\u200b入", "emoji": "👩‍👩‍👧‍👦🇨🇳", "rare": "𠮷𪚥", "path": "../../etc/passwd", "format": "{0.__class__}", "percent": "%s%n",
    }  # fmt: skip
    for name, text in injected.items():
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        yield (
            f"text_{name}",
            Hostile(".xlsx", lambda t=escaped: raw_book(row(inline("A1", t))), (), {"A1": ("text", text)}),
        )
    for name, code in (
        ("control", "_x0001_"),
        ("surrogate", "_xD800_"),
        ("noncharacter", "_xFFFF_"),
        ("zero", "_x0000_"),
        ("form_feed", "&#12;"),
    ):
        yield (
            f"illegal_{name}",
            Hostile(
                ".xlsx",
                lambda c=code: raw_book(row(inline("A1", f"甲{c}乙"))),
                ("unreadable_file",),
                {"A1": ("text", "甲乙")},
            ),
        )
    yield (
        "illegal_reference",
        Hostile(".xlsx", lambda: raw_book(row(inline("A1", "甲&#xD800;乙"))), ("unreadable_file",), any_cells=True),
    )
    yield (
        "inline_32k",
        Hostile(".xlsx", lambda: raw_book(row(inline("A1", "长" * 32_767))), (), {"A1": ("text", "长" * 32_767)}),
    )
    yield (
        "inline_10m",
        Hostile(".xlsx", lambda: raw_book(row(inline("A1", "长" * 3_000_000)), compression=0), REFUSED, any_cells=True),
    )
    yield (
        "many_runs",
        Hostile(
            ".xlsx",
            lambda: raw_book(
                row(cell("A1", "0", ' t="s"')),
                strings=f'<sst xmlns="{MAIN}"><si>{"<r><t>甲</t></r>" * 20_000}</si></sst>',
            ),
            (),
            {"A1": ("text", "甲" * 20_000)},
        ),
    )
    for name, title in (
        ("path", "../../../etc/cron"),
        ("long", "长" * 5000),
        ("empty", ""),
        ("line", "a&#10;b"),
        ("quote", "a'b!c"),
        ("device", "CON"),
    ):
        listed = f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets><sheet name="{title}" sheetId="1" r:id="worksheet"/></sheets></workbook>'
        yield (
            f"title_{name}",
            Hostile(".xlsx", _book({"xl/workbook.xml": listed}, row(cell("A1", "1"))), (), {"A1": ("number", "1.0")}),
        )


def _strings() -> Iterator[tuple[str, Hostile]]:
    for name, number in (
        ("beyond", "9"),
        ("minus", "-1"),
        ("float", "0.5"),
        ("word", "x"),
        ("huge", "9" * 4000),
        ("wide", "１"),
    ):
        yield (
            f"string_{name}",
            Hostile(".xlsx", lambda n=number: raw_book(row(cell("A1", n, ' t="s"'))), ("unreadable_file",)),
        )
    missing = {"xl/sharedStrings.xml": b""}
    yield "strings_empty", Hostile(".xlsx", _book(missing, row(cell("A1", "0", ' t="s"'))), ("unreadable_file",))
    yield (
        "strings_lying_count",
        Hostile(
            ".xlsx",
            lambda: raw_book(
                row(cell("A1", "0", ' t="s"')),
                strings=f'<sst xmlns="{MAIN}" count="999999999" uniqueCount="999999999"><si><t>甲</t></si></sst>',
            ),
            (),
            {"A1": ("text", "甲")},
        ),
    )
    yield (
        "strings_many",
        Hostile(
            ".xlsx",
            lambda: raw_book(
                row(cell("A1", "0", ' t="s"')), strings=f'<sst xmlns="{MAIN}">{"<si><t>a</t></si>" * 1_100_000}</sst>'
            ),
            ("too_large",),
            any_cells=True,
        ),
    )


def _relations() -> Iterator[tuple[str, Hostile]]:
    def relations(target: str, more: str = "") -> dict[str, str]:
        one = f'<Relationship Id="worksheet" Type="{DOC}/worksheet" Target="{target}"{more}/>'
        return {"xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{one}</Relationships>'}

    targets = {
        "missing": "worksheets/none.xml", "traversal": "../../../../etc/passwd", "absolute": "/etc/passwd", "web": "http://127.0.0.1:9/x.xml",
        "share": "\\\\127.0.0.1\\x\\y.xml", "itself": "workbook.xml", "empty": "", "cycle": "_rels/workbook.xml.rels", "zero": "a&#9;b",
    }  # fmt: skip
    for name, target in targets.items():
        yield f"relation_{name}", Hostile(".xlsx", _book(relations(target), row(cell("A1", "1"))), REFUSED)
        yield (
            f"relation_external_{name}",
            Hostile(".xlsx", _book(relations(target, ' TargetMode="External"'), row(cell("A1", "1"))), REFUSED),
        )
    loop = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{DOC}/officeDocument" Target="_rels/.rels"/></Relationships>'
    yield "relation_loop", Hostile(".xlsx", _book({"_rels/.rels": loop}), REFUSED)
    yield (
        "relation_none",
        Hostile(".xlsx", _book({"xl/_rels/workbook.xml.rels": "<Relationships/>"}, row(cell("A1", "1"))), REFUSED),
    )
    listed = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>'
        + '<sheet name="表" sheetId="1" r:id="worksheet"/>' * 5000
        + "</sheets></workbook>"
    )
    yield (
        "sheet_listed_often",
        Hostile(".xlsx", _book({"xl/workbook.xml": listed}, row(cell("A1", "1"))), (), {"A1": ("number", "1.0")}),
    )
    yield "part_twice", Hostile(".xlsx", part_twice, REFUSED, {"A1": ("number", "1.0")})
    yield (
        "macros",
        Hostile(
            ".xlsm",
            _book({"xl/vbaProject.bin": OLE + bytes(5000)}, row(cell("A1", "1"))),
            (),
            {"A1": ("number", "1.0")},
        ),
    )


def part_twice() -> bytes:
    """Two parts of one name, of which only one can be meant."""
    data = io.BytesIO(raw_book(row(cell("A1", "2"))))
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(data, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", sheet(row(cell("A1", "1"))))
    return data.getvalue()


def _styles() -> Iterator[tuple[str, Hostile]]:
    many = "".join(f'<numFmt numFmtId="{n}" formatCode="0.{n}"/>' for n in range(200, 100_200))
    used = "".join(f'<xf numFmtId="{n}"/>' for n in range(200, 100_200))
    book = f'<styleSheet xmlns="{MAIN}"><numFmts>{many}</numFmts><cellXfs>{used}</cellXfs></styleSheet>'
    yield (
        "styles_100k",
        Hostile(
            ".xlsx",
            _raw(sheet=sheet(row(cell("A1", "1", ' s="99999"'))), styles=book),
            ("too_large",),
            {"A1": ("number", "1.0")},
        ),
    )
    yield (
        "style_beyond",
        Hostile(".xlsx", lambda: raw_book(row(cell("A1", "1", ' s="99999"'))), (), {"A1": ("number", "1.0")}),
    )
    for name, code in (
        ("long", "0" * 200_000),
        ("brackets", "[" * 50_000),
        ("quotes", "&quot;" * 50_001),
        ("escapes", "\\" * 50_001),
        ("stars", "*" * 50_001),
    ):
        styles = f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
        yield (
            f"style_{name}",
            Hostile(
                ".xlsx", _raw(sheet=sheet(row(cell("A1", "1"))), styles=styles), REFUSED, {"A1": ("number", "1.0")}
            ),
        )


def _numbers() -> Iterator[tuple[str, Hostile]]:
    texts = ("NaN", "INF", "-inf", "1e400", "1" + "0" * 400, "-1e999")
    for at, text in enumerate(texts):
        yield (
            f"number_{at}",
            Hostile(".xlsx", lambda t=text: raw_book(row(cell("A1", t))), ("unreadable_file",), {"A1": ("text", text)}),
        )
    for at, text in enumerate(("0x10", "1,5", "--1", "1e", "一", "1 2")):
        yield f"number_bad_{at}", Hostile(".xlsx", lambda t=text: raw_book(row(cell("A1", t))), ("unreadable_file",))
    yield "number_tiny", Hostile(".xlsx", lambda: raw_book(row(cell("A1", "1e-400"))), (), {"A1": ("number", "0.0")})
    yield (
        "number_long",
        Hostile(
            ".xlsx", lambda: raw_book(row(cell("A1", "9" * 300_000))), ("unreadable_file", "too_large"), any_cells=True
        ),
    )


def _delimited() -> Iterator[tuple[str, Hostile]]:
    refused = ("unreadable_file", "unclosed_quote", "too_large")
    files: dict[str, tuple[Callable[[], bytes], tuple[str, ...], bool]] = {
        "empty": (bytes, (), True),
        "mark_only": (lambda: b"\xef\xbb\xbf", (), True),
        "binary": (lambda: bytes(range(256)) * 200, refused, False),
        "zeros": (lambda: bytes(100_000), refused, False),
        "one_quote": (lambda: b'a,b\n"c,d\n' + b"e,f\n" * 50_000, refused, False),
        "quotes": (lambda: b'"' * 300_001, refused, True),
        "endless_field": (lambda: b'"' + b"x" * 400_000, refused, False),
        "endless_line": (lambda: b"a," * 100_000 + b"\n", refused, True),
        "many_columns": (lambda: b"," * 5_000_000, refused, True),
        "many_cells": (lambda: b"1,2,3,4,5\n" * 900_000, refused, True),
        "different_cells": (lambda: "\n".join(f"{n},{n}a,{n}b" for n in range(700_000)).encode(), refused, True),
        "utf16_odd": (lambda: "渠道,收入\n".encode("utf-16") + b"\0", refused, True),
        "utf32": (lambda: "渠道,收入\n".encode("utf-32"), refused, True),
        "delimiters": (lambda: ",;\t|，".encode() * 100_000, refused, True),
        "line_ends": (lambda: b"\r\n\r\r\n\n" * 500_000, refused, True),
        "utf8_cut": (lambda: ("渠道,收入\n" * 9).encode()[:-2], refused, True),
        "huge": (lambda: b"1,2\n" * 12_000_000, ("too_large",), False),
    }
    for name, (made, codes, may_read) in files.items():
        yield f"text_file_{name}", Hostile(".csv", made, codes, any_cells=may_read, is_large=name == "different_cells")
    for at, text in enumerate(("=1+1", "@x", "{{ 7*7 }}", "-1", "+1", "1" + "0" * 400, "NaN")):
        yield (
            f"text_file_typed_{at}",
            Hostile(".csv", lambda t=text: f"a,b\n{t},1\n".encode(), (), {"A2": ("text", text)}),
        )


def _pages() -> Iterator[tuple[str, Hostile]]:
    one = "<table><tr><td>1</td></tr></table>"
    pages: dict[str, tuple[str, tuple[str, ...], Expected, bool]] = {
        "deep": ("<div>" * 100_000 + one, REFUSED, {}, True),
        "deep_tables": ("<table><tr><td>" * 20_000, REFUSED, {}, True),
        "many_cells": ("<table><tr>" + "<td>1" * 700_000, ("too_large",), {}, False),
        "many_tables": (one * 30_000, REFUSED, {}, False),
        "spans": ("<table>" + "<tr>" + "<td colspan=1000 rowspan=65534>x" * 600, ("too_large",), {}, False),
        "references": (
            '<html><base href="http://127.0.0.1:9/"><img src="http://127.0.0.1:9/x"><iframe src="file:///etc/passwd"></iframe><link rel=stylesheet href="http://127.0.0.1:9/c">'
            + one,
            (),
            {"A1": ("text", "1")},
            False,
        ),
        "script": ("<html><script>while(1){}</script>" + one, (), {"A1": ("text", "1")}, False),
        "entities": (
            '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><table><tr><td>&a;</td></tr></table>',
            REFUSED,
            {"A1": ("text", "&a;")},
            True,
        ),
        "unclosed": ("<table><tr><td>1", (), {"A1": ("text", "1")}, False),
        "long_text": ("<table><tr><td>" + "x" * 11_000_000, REFUSED, {}, True),
        "zeros": ("<table><tr><td>a\0b</td></tr></table>", REFUSED, {}, True),
        "attributes": ("<table><tr><td " + " ".join(f"a{n}=1" for n in range(100_000)) + ">1", REFUSED, {}, True),
        "injection": ("<table><tr><td>=1+1</td></tr></table>", (), {"A1": ("text", "=1+1")}, False),
    }
    for name, (page, codes, cells, may_read) in pages.items():
        yield f"page_{name}", Hostile(".xls", page.encode, codes, cells, may_read)


def _strangers() -> Iterator[tuple[str, Hostile]]:
    heads = (
        b"%PDF-1.7\n",
        b"{\\rtf1",
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"SQLite format 3\0",
        b"PAR1",
        b"MIME-Version: 1.0\r\n",
        b"\x09\x04\x06\x00\x00\x00",
    )
    for at, head in enumerate(heads):
        yield f"stranger_{at}", Hostile(".xlsx", lambda h=head: h + bytes(500), ("foreign_format",))
    for name, part in (
        ("word", "word/document.xml"),
        ("slides", "ppt/presentation.xml"),
        ("numbers", "Index/Document.iwa"),
        ("zip", "a/b.csv"),
    ):
        yield f"stranger_{name}", Hostile(".xlsx", lambda p=part: _zipped({p: b"<a/>"}), ("foreign_format",))
    for suffix in (".csv", ".xls", ".ods", ".xlsb", ".tsv", ".et"):
        yield f"ending{suffix}", Hostile(suffix, good, (), GOOD)
    for suffix in (".xml", ".txt"):
        yield f"ending{suffix}", Hostile(suffix, good, ("empty_folder",))
    yield "ending_text", Hostile(".xlsx", lambda: "月份,渠道\n6月,甲\n".encode("gb18030"), (), {"B2": ("text", "甲")})
    yield "prose", Hostile(".xlsx", "这不是一个工作簿。".encode, ("unreadable_file",))
    yield (
        "xlsb_random",
        Hostile(".xlsb", lambda: _zipped({"xl/workbook.bin": random.Random(5).randbytes(5000)}), REFUSED),
    )


def xls() -> bytes:
    return (Path(__file__).parent / "fixtures" / "other_program.xls").read_bytes()


def xml2003() -> bytes:
    rows = "".join(f'<Row><Cell><Data ss:Type="Number">{n}</Data></Cell></Row>' for n in range(40))
    return f'<?xml version="1.0"?><Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'.encode()


def ods(rows: str = "", *, encrypted: bool = False) -> bytes:
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text"))
    rows = (
        rows
        or '<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell></table:table-row>'
    )
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    locked = (
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
        if encrypted
        else ""
    )
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{locked}</manifest:manifest>'
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"\x00\x01" * 99 if encrypted else content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    return _zipped(parts)
