"""Key metrics on a row for each shop: that of all where there is one, else a finding with the lines that choose."""

from __future__ import annotations

from opsreport.model.source import Source
from opsreport.shaping import shaped
from tests.checking.sheets import JUNE, checked, codes, only, places, sheet

FILE = "运营2025-06.xlsx"
HEAD = ("门店", "指标", "单位", "实际")
NORTH = (("江北店", "总营收", "元", 1000), ("江北店", "订单数", "单", 10))
SOUTH = (("江南店", "总营收", "元", 2000), ("江南店", "订单数", "单", 20))
ALL = (("合计", "总营收", "元", 3000), ("合计", "订单数", "单", 30))


def test_the_row_of_all_shops_is_the_companys() -> None:
    dataset, findings = checked(sheet("核心指标", HEAD, *NORTH, *ALL, *SOUTH, file=FILE))
    assert dataset["kpi"].frame["actual"].tolist() == [3000, 30]
    finding = only(findings, "parts_left_out")
    assert (finding.details["seen"], finding.details["name"]) == ("江北店 / 江南店", "合计")
    assert not {"duplicate_key", "unknown_column"} & set(codes(findings))


def test_without_one_the_column_is_named_and_a_mapping_chooses() -> None:
    page = sheet("核心指标", HEAD, *NORTH, *SOUTH, file=FILE)
    finding = only(checked(page)[1], "rows_of_parts")
    details = finding.details
    assert (finding.is_blocking, places(finding), details["column"]) == (True, ["A2:A5"], "门店")
    chosen = Source(details["file"], details["table"], details["sheet"], where={details["column"]: ("江南店",)})
    dataset, findings = checked(*shaped([page], [chosen], period=JUNE).sheets)
    assert dataset["kpi"].frame["actual"].tolist() == [2000, 20]
    assert not findings.are_blocking


def test_a_remark_or_a_blank_tells_no_rows_apart() -> None:
    remarks = (("甲", "总营收", "元", 1000), ("乙", "总营收", "元", 2000))
    merged = (("江北店", "总营收", "元", 1), (None, "订单数", "单", 2), ("江南店", "订单数", "单", 3))
    for rows in (remarks, (*merged, (None, "总营收", "元", 4)), (*NORTH, *SOUTH, ALL[0])):
        findings = checked(sheet("核心指标", HEAD, *rows, file=FILE))[1]
        assert findings.are_blocking
        assert "parts_left_out" not in codes(findings)
