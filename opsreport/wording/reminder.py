"""What is still missing as a message to the people who can fill it in: by tab and owner, to paste into a group chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.model.finding import Finding, Findings
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.table import Spot, cells_text
from opsreport.wording.listing import place_text
from opsreport.wording.voice import Wording, finding_text

OWED_BY_ROW = (
    "missing_value",
    "missing_detail",
    "missing_cause",
    "placeholder_xx",
    "formula_without_value",
    "error_cell",
)
OWED = (
    *OWED_BY_ROW,
    "empty_folder",
    "unreadable_file",
    "encrypted_file",
    "broken_zip",
    "missing_tab",
    "tab_left_out",
    "no_such_month",
    "month_without_rows",
    "metric_without_row",
    "missing_column",
    "missing_company",
    "not_updated",
    "values_copied",
    "channel_stopped",
)
_SEEN_MARK = " / "
Owners = Mapping[tuple[str, str, int], str]


def reminder(findings: Findings, period: Period, voice: Wording) -> str:
    """The message: a heading with the count, then by tab and person what is owed and where; else thanks."""
    month = period.label(voice.lang)
    owed = [one for finding in findings if finding.code in OWED for one in _by_owner(finding, findings.owners)]
    if not owed:
        return voice.term("remind.none").format(period=month)
    lines = [voice.term("remind.title").format(period=month, count=len(owed))]
    for tab in dict.fromkeys(finding.tab for _, finding in owed):
        title = tab or voice.term("check.general")
        lines += ["", voice.term("remind.tab").format(tab=title)]
        lines += _of_tab(title, [one for one in owed if one[1].tab == tab], voice)
    block = sum(finding.is_blocking for _, finding in owed)
    return "\n".join((*lines, "", voice.term("remind.end" if block else "remind.end_open").format(block=block)))


def _of_tab(tab: str, owed: Sequence[tuple[str, Finding]], voice: Wording) -> Iterator[str]:
    """What each person owes of a tab, the people in the order of what is gravest."""
    for owner in dict.fromkeys(name for name, _ in owed):
        key = "owner" if owner else "no_owner"
        yield voice.term(f"remind.{key}").format(owner=owner, tab=tab)
        for number, finding in enumerate((finding for name, finding in owed if name == owner), 1):
            message, hint = finding_text(finding, voice)
            place = place_text(finding, voice)
            shape = voice.term("remind.line" if place else "remind.placeless")
            yield shape.format(number=number, message=message, place=place)
            if hint:
                yield voice.term("remind.cure").format(hint=hint)


def _by_owner(finding: Finding, owners: Owners) -> Iterator[tuple[str, Finding]]:
    """The finding with its owner; one part an owner where each row is owed by itself."""
    cells = [(origin, spot) for origin in finding.origins for spot in _spots(origin)]
    names = [owners.get((origin.file, origin.sheet, row), "") for origin, (row, _) in cells]
    if len(set(names)) < 2 or finding.code not in OWED_BY_ROW:
        yield names[0] if len(set(names)) == 1 else "", finding
        return
    for name in dict.fromkeys(names):
        yield name, _part(finding, cells, [index for index, one in enumerate(names) if one == name])


def _spots(origin: Origin) -> Iterator[Spot]:
    """The cells of an origin; of whole rows the first cell of each."""
    for area in origin.areas:
        columns = range(area.left, area.right + 1) if area.left else (1,)
        yield from ((row, column) for row in range(area.top, area.bottom + 1) for column in columns)


def _part(finding: Finding, cells: Sequence[tuple[Origin, Spot]], indices: Sequence[int]) -> Finding:
    """The finding of some of its cells alone: their addresses, count, and what was seen in them where that is known."""
    sheets: dict[tuple[str, str], list[Spot]] = {}
    for origin, spot in (cells[index] for index in indices):
        sheets.setdefault((origin.file, origin.sheet), []).append(spot)
    details = dict(finding.details)
    if "count" in details:
        details["count"] = str(len(indices))
    seen = details.get("seen", "").split(_SEEN_MARK)
    if len(seen) == len(cells):
        details["seen"] = _SEEN_MARK.join(seen[index] for index in indices)
    origins = tuple(Origin(file, sheet, cells_text(spots)) for (file, sheet), spots in sheets.items())
    return replace(finding, origins=origins, details=details)
