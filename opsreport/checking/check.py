"""The way from sheets to tables, and all that is found on it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from opsreport.checking.about import About, about_findings, about_of, about_table, merged
from opsreport.checking.codes import found
from opsreport.checking.context import context_of
from opsreport.checking.feed import fed, table_of
from opsreport.checking.fractions import fraction_findings
from opsreport.checking.gather import gathered
from opsreport.checking.keys import unique
from opsreport.checking.limits import bounds, score_findings
from opsreport.checking.months import month_findings
from opsreport.checking.near import near_findings
from opsreport.checking.owners import owners_of
from opsreport.checking.parts import part_findings
from opsreport.checking.promises import missing_causes, promises
from opsreport.checking.reconcile import sums
from opsreport.checking.rowwise import row_findings
from opsreport.checking.summed import core_metrics
from opsreport.checking.tabs import recognised
from opsreport.checking.totals import total_rows
from opsreport.checking.typed import Typed, typed_rows
from opsreport.checking.unitwords import unit_findings
from opsreport.checking.versions import version_findings
from opsreport.model.finding import Finding, Findings
from opsreport.model.period import Period
from opsreport.model.resting import collector_at_rest
from opsreport.model.table import Dataset, Sheet
from opsreport.schemas import SCHEMAS, STARTER


@collector_at_rest()
def check(sheets: Sequence[Sheet], period: Period, found: Sequence[Finding] = ()) -> tuple[Dataset, Findings]:
    """All tables of the sheets as seen from `period`, and every finding, those of reading (`found`) included.

    Tables hold all months; a tab that is not there leaves its tables without
    rows. A cell that cannot be read is missing and has its finding. The dataset
    is complete even where findings block: who builds decides.
    """
    tabs, seen = recognised(sheets)
    abouts = {tab.sheet.file: about_of(tab) for tab in tabs if tab.tab.pairs}
    about = merged([one for one, _ in abouts.values()])
    own = {tab.sheet.file: abouts[tab.sheet.file][0] if tab.sheet.file in abouts else about for tab in tabs}
    typed = [typed_rows(tab, own[tab.sheet.file], period) for tab in tabs if not tab.tab.pairs]
    dataset, made = _dataset(typed, period, about, {file: one.money for file, one in own.items()})
    everything = [
        *found,
        *version_findings(sheets, found),
        *_missing_tabs(sheets, {*(tab.tab.name for tab in tabs), *_made_up(dataset)}, found),
        *seen,
        *(finding for _, findings in abouts.values() for finding in findings),
        *about_findings(about, tabs, period),
        *(finding for one in typed for finding in (*one.findings, *total_rows(one))),
        *made,
        *month_findings(dataset, typed),
    ]
    identities = (*sums(dataset), *bounds(dataset), *promises(dataset))
    everything += [one.finding for one in identities if one.finding]
    return dataset, Findings.collect(gathered(everything), identities, owners_of(tabs))


def _dataset(
    typed: Sequence[Typed], period: Period, about: About, money: Mapping[str, float]
) -> tuple[Dataset, list[Finding]]:
    """The tables, and what was found in making and comparing them."""
    lines = [line for one in typed for line in one.data]
    context = context_of(lines, period, money)
    records = fed(lines, context)
    once = unique(records.tables)
    tables = {name: table_of(schema, once.tables[name]) for name, schema in SCHEMAS.items()}
    tables["meta"] = about_table(about)
    summed = None if any(one.sheet.tab.name == "kpi" for one in typed) else core_metrics(tables, period)
    if summed:
        tables["kpi"] = summed.table
    dataset = Dataset(period, tables, about.values)
    return dataset, [
        *(summed.findings if summed else ()),
        *records.findings,
        *once.findings,
        *score_findings(dataset),
        *part_findings(dataset),
        *missing_causes(dataset),
        *row_findings(lines, context),
        *near_findings(lines, context),
        *fraction_findings(lines, context),
        *unit_findings(lines, context),
    ]


def _made_up(dataset: Dataset) -> tuple[str, ...]:
    """The tabs that others stand in for."""
    return ("kpi",) if len(dataset["kpi"]) else ()


def _missing_tabs(sheets: Sequence[Sheet], present: Container[str], given: Sequence[Finding]) -> Iterator[Finding]:
    """Nothing at all, or no core metrics; a note for every other tab that is not there."""
    if not sheets:
        if not any(finding.is_blocking for finding in given):
            yield found("empty_folder", folder=" / ".join(origin.file for one in given for origin in one.origins))
        return
    for tab in STARTER:
        if tab.name not in present:
            seen = " / ".join(dict.fromkeys(sheet.name for sheet in sheets))
            yield found("missing_tab" if tab.required else "tab_left_out", (), tab, seen=seen)
