"""Broken files that no workbook writer makes: texts in odd encodings, no tables at all, folders of several files.

Each is named by the code of its finding, as a file, a folder, or what an earlier build read (`<code>.before.csv`).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

from company.workbook import WRITTEN_AT, Cell, Typed

Rows = Sequence[Sequence[Cell | Typed]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BLANKS_TOO_MANY = 5 << 20
KPI = "核心指标"
ADS = "日期,计划,消耗额,展现量\n2025-06-01,品牌词,120.5,3000\n2025-06-02,品牌词,98,2800\n"
PLANNED = "类型,事项,月份,数值,单位,负责人\n资源,客服,2025-07,2,人,吴三\n"
ACTIONS = "类型,事项,负责人,截止,状态\n行动,更换落地页素材,吴三,2025-06-20,进行中\n"
WEEKS = "指标,单位,6月目标,第1周,第2周,第3周,第4周,6月合计\n总营收,万元,120,30,31,29,35,126\n"
WHERE = 'where = {计划 = "品牌词"}\n'
OF_PAST = "渠道,类型,访问量,新增用户\n抖音,付费,3000,1100\n上月\n抖音,付费,2800,98\n"
MAPPING = """# 从每家后台导出的表，在这里写一次它的列名
[data]
folder = "."

[[source]]
file = "{file}"
table = "channels"
month = "日期"
add_up = true
constants = {{family = "付费"}}
columns = {{计划 = "channel", {header} = "spend"}}
"""


def odd_files(metrics: Rows) -> Mapping[str, bytes]:
    """The files by their path; `metrics` are the rows of 核心指标."""
    text = _csv(metrics)
    return {
        **_texts(text),
        "foreign_format.xlsx": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "encrypted_file.xlsx": OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0"),
        "too_large.xlsx": _zipped({"_rels/.rels": b" " * BLANKS_TOO_MANY}),
        "empty_folder/说明.txt": "表格还没有收齐。\n".encode(),
        f"duplicate_file/{KPI}.csv": text.encode(),
        "duplicate_file/计划.csv": PLANNED.encode(),
        "duplicate_file/六月计划.csv": PLANNED.encode(),
        f"weeks_differ/{KPI}.csv": WEEKS.encode(),
        f"action_again/{KPI}.csv": text.encode(),
        "action_again/2025年5月运营数据.csv": ACTIONS.encode(),
        "action_again/2025年6月运营数据.csv": ACTIONS.replace("进行中", "已完成").encode(),
        f"files_disagree/{KPI}.csv": text.encode(),
        f"files_disagree/六月{KPI}.csv": text.replace("96000", "96500").encode(),
        f"file_not_read/{KPI}.csv": text.encode(),
        "file_not_read/活动总结.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        f"file_versions/{KPI}_v1.csv": _csv([metrics[0], *metrics[1::2]]).encode(),
        f"file_versions/{KPI}_v2.csv": _csv([metrics[0], *metrics[2::2]]).encode(),
        f"locked_file/{KPI}.csv": text.encode(),
        f"locked_file/.~lock.{KPI}.csv#": ",吴三,办公电脑,03.07.2025 09:00,file:///home/ops;".encode(),
        "restated.before.csv": text.encode(),
        "restated.csv": text.replace("96000", "96500").encode(),
        **_mapped("source_unmatched", text, MAPPING.format(file="推广*.csv", header="消耗额")),
        **_mapped("source_header_missing", text, MAPPING.format(file="投放*.csv", header="现金消耗")),
        "source_header_missing/投放日报.csv": ADS.encode(),
        **_mapped("mapped_unlike", text, _named_by_day()),
        "mapped_unlike/投放日报.csv": ADS.encode(),
        **_mapped("mapped_month_differs", text, _of_another_month()),
        "mapped_month_differs/投放日报.csv": ADS.encode(),
        f"rows_of_past/{KPI}.csv": text.encode(),
        "rows_of_past/6月渠道.csv": OF_PAST.encode(),
        **_mapped("where_without_rows", text, MAPPING.format(file="*投放.csv", header="消耗额") + WHERE),
        "where_without_rows/一组投放.csv": ADS.encode(),
        "where_without_rows/二组投放.csv": ADS.replace("品牌词", "行业词").encode(),
        **_mapped("sources_overlap", text, _twice(MAPPING.format(file="投放*.csv", header="消耗额"))),
        "sources_overlap/投放日报.csv": ADS.encode(),
        **_mapped("rows_repeated", text, MAPPING.format(file="投放*.csv", header="消耗额")),
        "rows_repeated/投放日报.csv": f"{ADS}{ADS.splitlines()[-1]}\n".encode(),
        **_mapped("blank_in_sum", text, MAPPING.format(file="投放*.csv", header="消耗额")),
        "blank_in_sum/投放日报.csv": ADS.replace(",98,", ",,").encode(),
    }


def _named_by_day() -> str:
    """A mapping that takes the days for the channels."""
    said = MAPPING.format(file="投放*.csv", header="消耗额").replace("计划 = ", '计划 = "", 日期 = ')
    return said.replace('month = "日期"', 'month = "2025-06"')


def _twice(mapping: str) -> str:
    """A mapping whose [[source]] stands in it twice."""
    head, _, source = mapping.partition("[[source]]")
    return f"{head}[[source]]{source}\n[[source]]{source}"


def _of_another_month() -> str:
    """A mapping that says a month which the days are not of."""
    return MAPPING.format(file="投放*.csv", header="消耗额").replace('month = "日期"', 'month = "2025-05"')


def _texts(text: str) -> Mapping[str, bytes]:
    """The rows of 核心指标 as texts with one fault each."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in csv.reader(io.StringIO(text))
    )
    page = f'<html><head><meta charset="utf-8"></head><body><table>\n{cells}</table></body></html>\n'
    return {
        "text_read_as.csv": text.encode("gb18030"),
        "stray_bytes.csv": text.encode().replace("两名客服".encode(), "两名客".encode() + b"\xe6\x9c"),
        "illegal_characters.csv": text.replace("两名客服", "两名\u0007客服").encode(),
        "unclosed_quote.csv": text.replace("两名客服离岗", '"两名客服离岗').encode(),
        "saved_otherwise.xls": page.encode(),
    }


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, WRITTEN_AT.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _mapped(code: str, text: str, mapping: str) -> Mapping[str, bytes]:
    """A folder with the key metrics and a mapping that does not fit."""
    return {f"{code}/{KPI}.csv": text.encode(), f"{code}/opsreport.toml": mapping.encode()}


def _csv(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([list(map(_text, row)) for row in rows])
    return out.getvalue()


def _text(cell: Cell | Typed) -> str:
    value = cell.value if isinstance(cell, Typed) else cell
    is_rate = isinstance(cell, Typed) and "%" in cell.format and isinstance(value, float)
    return f"{value:.1%}" if is_rate else "" if value is None else str(value)
