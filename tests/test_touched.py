"""Which pages a finding touches."""

from __future__ import annotations

import pytest

from opsreport.checking import CODES
from opsreport.compose.touched import touched
from opsreport.model.finding import Finding, Findings, Severity
from opsreport.model.origin import Origin
from opsreport.schemas.kinds import _KINDS, kind_of
from tests.checking.sheets import CHANNEL_HEADER, checked, kpi, metric, sheet

CHANNELS = sheet("渠道", CHANNEL_HEADER, ("2025-06", "SEM", "付费", 100, 10, 5, 1000, 300), file="渠道.xlsx")
DATASET = checked(kpi(metric("总营收", 1000), metric("月活跃用户", 9)), CHANNELS)[0]


PAGES = {1: (), 2: ("kpi",), 3: ("channels", "channel_defs"), 4: ("kpi", "channels")}


@pytest.mark.parametrize(
    ("origins", "tab", "pages"),
    [
        ((Origin("渠道.xlsx", "渠道", "D2"),), "渠道", (3, 4)),
        ((Origin("渠道.xlsx", "渠道", "D2"), Origin("运营.xlsx", "核心指标", "E2:E3")), "渠道", (2, 3, 4)),
        ((Origin("渠道.xlsx", "渠道"),), "", (3, 4)),
        ((Origin("渠道.xlsx"),), "", (3, 4)),
        ((Origin("渠道.xlsx", "渠道", "D99"),), "渠道", (3, 4)),
        ((Origin("别的.xlsx", "备忘"),), "", ()),
        ((), "核心指标", (2, 4)),
        ((), "", ()),
    ],
)
def test_a_finding_touches_the_pages_of_its_tables(
    origins: tuple[Origin, ...], tab: str, pages: tuple[int, ...]
) -> None:
    findings = Findings((Finding("total_row", Severity.note, origins, {}, tab),))
    (one,) = touched(findings, PAGES, DATASET)
    assert one.pages == pages
    assert one.kind == "ignored"


def test_every_code_of_a_kind_exists() -> None:
    assert set(_KINDS) <= set(CODES)
    assert kind_of("channel_sum") == "look"
