"""What is still owed as a message to the people who can fill it in: by team, tab and owner, for a group chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from opsreport.model.finding import Finding, Findings, Roster
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
    "not_a_number",
    "bad_date",
    "day_unread",
    "ambiguous_percent",
    "ambiguous_value",
    "negative_value",
    "change_typed",
    "unit_unfit",
    "unknown_category",
)
OWED = (
    *OWED_BY_ROW,
    "empty_folder",
    "unreadable_file",
    "encrypted_file",
    "broken_zip",
    "missing_tab",
    "no_such_month",
    "month_without_rows",
    "metric_without_row",
    "missing_column",
    "missing_company",
    "not_updated",
    "values_copied",
    "channel_stopped",
)
# what somebody has to look at: it may be right
ASKED = (
    "total_row_differs",
    "weeks_differ",
    "mean_row_differs",
    "figure_differs",
    "previous_differs",
    "resources_total_differs",
    "campaign_cost_differs",
    "goal_split_gap",
    "part_differs",
    "channel_payers",
    "channel_revenue_over",
    "channel_spend",
    "funnel_end_differs",
    "retention_rate_differs",
    "scale_differs",
    "rate_unmarked",
    "unit_differs",
    "unit_unheeded",
    "not_whole",
    "number_rough",
    "share_above_whole",
    "rate_without_unit",
    "measure_as_metric",
    "row_equals_sum",
    "part_unclear",
    "goal_in_words",
    "restated",
    "status_contradicted",
    "campaign_month_differs",
    "content_month_differs",
    "cost_not_counted",
    "empty_tab",
    "number_missing",
    "family_unknown",
)
# tabs that are not there may well not be needed
ABSENT = "tab_left_out"
_SEEN_MARK = " / "
_MOST_NAMED = 5
Owners = Mapping[tuple[str, str], Mapping[int, str]]


class _Owed(NamedTuple):
    """What one person owes: a finding or their part of it; `file` is the first one concerned, "" for none."""

    file: str
    owner: str
    finding: Finding


def reminder(findings: Findings, period: Period, voice: Wording) -> str:
    """The message: a heading with the counts, then by team, tab and person what is owed and where; else thanks.

    Owed is what is missing, and whatever else stands in the way of a review. What somebody
    has to look at, such as sums that differ, follows in a group of its own.
    """
    month, owners = period.label(voice.lang), findings.roster.owners
    owed = [one for finding in findings if _is_owed(finding) for one in _by_owner(finding, owners)]
    asked = [one for finding in findings if _is_asked(finding) for one in _by_owner(finding, owners)]
    absent = _absent(findings, voice)
    lines = [voice.term("remind.title" if owed else "remind.none").format(period=month, count=len(owed))]
    lines += _by_team(owed, findings.roster, voice)
    if asked:
        lines += ["", voice.term("remind.asked").format(count=len(asked)), *_by_team(asked, findings.roster, voice)]
    if not (owed or asked):
        return "\n".join((*lines, *absent))
    block = sum(finding.is_blocking for finding in findings)
    end = voice.term("remind.end" if block else "remind.end_open" if owed else "remind.end_asked").format(block=block)
    return "\n".join((*lines, "", *absent, end))


def _is_owed(finding: Finding) -> bool:
    return finding.is_blocking or finding.code in OWED


def _is_asked(finding: Finding) -> bool:
    return finding.code in ASKED and not _is_owed(finding)


def _by_team(owed: Sequence[_Owed], roster: Roster, voice: Wording) -> Iterator[str]:
    """The lines of each workbook, under its name where there are several."""
    teams = dict.fromkeys(one.file for one in owed)
    for file in teams:
        if len(teams) > 1:
            yield from ("", _team(file, roster, voice))
        yield from _of_team([one for one in owed if one.file == file], roster, voice)


def _absent(findings: Findings, voice: Wording) -> tuple[str, ...]:
    """A line on the tabs that are not there, which nobody need fill in."""
    tabs = [finding.details["tab"] for finding in findings if finding.code == ABSENT]
    line = voice.term("remind.absent").format(tabs=voice.term("label.list_mark").join(tabs))
    return (line,) if tabs else ()


def _team(file: str, roster: Roster, voice: Wording) -> str:
    """The heading of what one workbook owes: the department that it says it is of, and its name."""
    if not file:
        return voice.term("remind.team").format(team=voice.term("check.general"))
    team = roster.teams.get(file)
    return voice.term("remind.team_of" if team else "remind.team").format(team=team or file, file=file)


def _of_team(owed: Sequence[_Owed], roster: Roster, voice: Wording) -> Iterator[str]:
    for tab in dict.fromkeys(one.finding.tab for one in owed):
        yield ""
        yield voice.term("remind.tab").format(tab=tab or voice.term("check.general"))
        yield from _of_tab(tab, [one for one in owed if one.finding.tab == tab], roster, voice)


def _of_tab(tab: str, owed: Sequence[_Owed], roster: Roster, voice: Wording) -> Iterator[str]:
    """What each person owes of a tab, the people in the order of what is gravest."""
    for owner in dict.fromkeys(one.owner for one in owed):
        key = "owner" if owner else "no_owner" if tab else "general"
        yield voice.term(f"remind.{key}").format(owner=owner, tab=tab)
        for number, one in enumerate((one for one in owed if one.owner == owner), 1):
            message, hint = finding_text(one.finding, voice)
            place = place_text(one.finding, voice)
            shape = voice.term("remind.line" if place else "remind.placeless")
            yield shape.format(
                number=number, message=message + _names(one.finding, message, roster, voice), place=place
            )
            if hint:
                yield voice.term("remind.cure").format(hint=hint)


def _names(finding: Finding, message: str, roster: Roster, voice: Wording) -> str:
    """What the rows of a finding are of, where its sentence does not say: the first few, and how many there are."""
    rows = [(origin, row) for origin in finding.origins for row, _ in _spots(origin)]
    found = [roster.names.get((origin.file, origin.sheet, row), "") for origin, row in rows]
    names = list(dict.fromkeys(filter(None, found)))
    if finding.code not in OWED_BY_ROW or not names or any(name in message for name in names):
        return ""
    more = len(set(rows)) > _MOST_NAMED
    listed = voice.term("label.list_mark").join(names[:_MOST_NAMED])
    return voice.term("remind.of_more" if more else "remind.of").format(names=listed, count=len(set(rows)))


def _by_owner(finding: Finding, owners: Owners) -> Iterator[_Owed]:
    """The finding with its owner; one part an owner where each row is owed by itself."""
    cells = [(origin, spot) for origin in finding.origins for spot in _spots(origin)]
    names = [owners.get((origin.file, origin.sheet), {}).get(row, "") for origin, (row, _) in cells]
    if len(set(names)) < 2 or finding.code not in OWED_BY_ROW:
        file = finding.origins[0].file if finding.origins else ""
        yield _Owed(file, names[0] if len(set(names)) == 1 else "", finding)
        return
    for name in dict.fromkeys(names):
        part = _part(finding, cells, [index for index, one in enumerate(names) if one == name])
        yield _Owed(part.origins[0].file, name, part)


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
