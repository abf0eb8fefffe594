"""Sentences without missing numbers: what goes with them, and what stays."""

from __future__ import annotations

import pytest

from opsreport.templating.gaps import GAP, without_gaps


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("收入8万元，ROI 1:2", "收入8万元，ROI 1:2"),
        ("收入–；共4场活动".replace("–", GAP), "共4场活动"),
        ("2场活动投入0元，收入8万元，ROI –等于盈亏平衡".replace("–", GAP), "2场活动投入0元，收入8万元"),
        ("流失3人，占全部流失–；运费居首".replace("–", GAP), "流失3人；运费居首"),
        ("6项中2项达成，最低的是甲（–）".replace("–", GAP), "6项中2项达成，最低的是甲"),
        ("下月目标 | 较实际– | 2025年7月".replace("–", GAP), "下月目标 | 2025年7月"),
        ("差额–。占比=分项÷总目标。".replace("–", GAP), "占比=分项÷总目标。"),
        ("Jun: – reads".replace("–", GAP), ""),
        ("Revenue –; all 4 campaigns on target".replace("–", GAP), "All 4 campaigns on target"),
        ("**甲、–**最高".replace("–", GAP), ""),
    ],
)
def test_a_missing_number_takes_its_clause_with_it(line: str, said: str) -> None:
    assert without_gaps(line) == said
