"""The way from sheets to tables, and all that is found on it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from opsreport.checking.about import About, about_findings, about_of, about_table, disagreements, merged
from opsreport.checking.ahead import with_ahead_said
from opsreport.checking.apart import not_told, without_parts
from opsreport.checking.bareamounts import bare_amounts
from opsreport.checking.blanks import blank_numbers, with_gaps
from opsreport.checking.campaigns import month_differences, typed_costs
from opsreport.checking.codes import found
from opsreport.checking.context import context_of
from opsreport.checking.costparts import uncounted_costs
from opsreport.checking.families import columns_absent, with_families
from opsreport.checking.feed import fed, table_of
from opsreport.checking.figures import typed_figures
from opsreport.checking.footing import footing
from opsreport.checking.gather import gathered
from opsreport.checking.goalsaid import without_held
from opsreport.checking.joined import joined_findings, platforms_joined
from opsreport.checking.kept import kept_rates, without_proved
from opsreport.checking.keys import unique
from opsreport.checking.lastdays import day_taken, days_stated
from opsreport.checking.lasting import newest_actions
from opsreport.checking.limits import bounds, numberless_findings, score_findings
from opsreport.checking.mainsheet import with_main_said
from opsreport.checking.measurerows import measure_rows
from opsreport.checking.mixed import mixed_scales
from opsreport.checking.moneysize import oversized, tiny_amounts
from opsreport.checking.months import month_findings
from opsreport.checking.near import near_findings
from opsreport.checking.openunits import open_units
from opsreport.checking.owners import roster_of
from opsreport.checking.parts import part_findings
from opsreport.checking.plainrates import plain_rates
from opsreport.checking.promises import missing_causes, promises
from opsreport.checking.rates import rate_findings
from opsreport.checking.reconcile import sums
from opsreport.checking.rowwise import row_findings
from opsreport.checking.scales import scale_findings
from opsreport.checking.statement import whole
from opsreport.checking.strays import stray_rows
from opsreport.checking.summed import core_metrics
from opsreport.checking.tabs import recognised
from opsreport.checking.tall import tall_findings
from opsreport.checking.tiers import scaled_mentions, tier_findings
from opsreport.checking.titles import title_findings
from opsreport.checking.toomany import within_bounds
from opsreport.checking.totals import total_rows
from opsreport.checking.twice import counted_twice
from opsreport.checking.typed import Typed, typed_rows
from opsreport.checking.unheeded import unheeded, without_told
from opsreport.checking.unitsaid import row_units, sheet_units
from opsreport.checking.unitwords import unit_findings
from opsreport.checking.versions import one_of_each, version_findings
from opsreport.checking.wholes import whole_findings
from opsreport.model.finding import Finding, Findings, Identity
from opsreport.model.origin import Origin
from opsreport.model.period import Period
from opsreport.model.resting import collector_at_rest
from opsreport.model.table import Dataset, Sheet
from opsreport.schemas import SCHEMAS, STARTER
from opsreport.schemas.matching import tab_named

# what is said of files whose sheets are there, but are no part of the data
_USERS_NOT_READ = ("users_split", "users_unread")
_NOT_READ = ("source_unmatched", "source_header_missing", "unknown_table", *_USERS_NOT_READ)
_TAB_NOT_READ = (
    *("rows_by_day", "rows_by_week", "group_unclear", "sheet_left_aside", "source_header_missing"),
    *_USERS_NOT_READ,
    "empty_tab",
)


@collector_at_rest()
def check(sheets: Sequence[Sheet], period: Period, found: Sequence[Finding] = ()) -> tuple[Dataset, Findings]:
    """All tables of the sheets as seen from `period`, and every finding, those of reading (`found`) included.

    Tables hold all months; a tab that is not there leaves its tables without
    rows. A cell that cannot be read is missing and has its finding. The dataset
    is complete even where findings block: who builds decides.
    """
    tabs, seen = recognised(one_of_each(sheets))
    abouts = [(tab.sheet.file, *about_of(tab, period)) for tab in tabs if tab.tab.pairs]
    filled, said = [one for _, one, _ in abouts], days_stated(sheets, period)
    about = merged([*filled, *said], period)
    by_file = {name: merged([one for file, one, _ in abouts if file == name], period) for name, _, _ in abouts}
    own = {tab.sheet.file: by_file.get(tab.sheet.file, about) for tab in tabs}
    typed = within_bounds([typed_rows(tab, own[tab.sheet.file], period) for tab in tabs if not tab.tab.pairs])
    typed, parted = without_parts(typed)
    added = [said for one in typed for said in total_rows(one)]
    dataset, made = _dataset(typed, period, about, own, sheets)
    told = tuple(with_ahead_said(with_main_said(seen, sheets, [tab.tab.name for tab in tabs]), typed, period))
    there = {tab.tab.name for tab in tabs}
    empty = tuple(_empty_tabs(sheets, there, found))
    everything = [
        *without_held(found, dataset),
        *version_findings(sheets, typed, found, made),
        *empty,
        *_missing_tabs(sheets, {*there, *_made_up(dataset)}, (*found, *empty)),
        *not_told(told, parted),
        *sheet_units(tabs, by_file),
        *(finding for _, _, findings in abouts for finding in findings),
        *disagreements([*filled, *said], about, period),
        *day_taken(sheets, about, filled, period),
        *about_findings(about, tabs, period),
        *(finding for one in typed for finding in one.findings),
        *parted,
        *(one for one in added if isinstance(one, Finding)),
        *made,
        *_compared(dataset, typed),
    ]
    money = {file: one.money for file, one in own.items()}
    typed_in = (*typed_figures(dataset, typed), *footing(dataset, typed, money), *typed_costs(dataset, typed))
    running = (one for one in added if isinstance(one, Identity))
    identities = whole(
        (*sums(dataset), *bounds(dataset), *promises(dataset), *kept_rates(dataset), *typed_in, *running), dataset
    )
    everything += [one.finding for one in identities if one.finding]
    findings = gathered(without_told(list(without_proved(everything, identities))))
    teams = {name: one.values.get("department", "") for name, one in by_file.items()}
    return dataset, Findings.collect(findings, identities, roster_of(tabs, teams, findings))


def _compared(dataset: Dataset, typed: Sequence[Typed]) -> Iterator[Finding]:
    """What months, rows and scales show beside one another."""
    yield from month_findings(dataset, typed)
    yield from month_differences(typed)
    yield from stray_rows(dataset, typed)
    yield from whole_findings(dataset)
    yield from oversized(dataset)
    yield from plain_rates(dataset)
    yield from measure_rows(dataset)
    yield from scale_findings(dataset)
    yield from tier_findings(dataset)
    yield from title_findings(dataset)
    sheets = [one.data for one in typed]
    yield from scaled_mentions(sheets)
    yield from uncounted_costs(sheets)
    yield from counted_twice(sheets, dataset.period)
    yield from blank_numbers(dataset, sheets)


def _dataset(
    typed: Sequence[Typed], period: Period, about: About, own: Mapping[str, About], read: Sequence[Sheet]
) -> tuple[Dataset, list[Finding]]:
    """The tables, and what was found in making and comparing them."""
    sheets = tuple(one.data for one in typed)
    measured = [rows for rows in sheets if rows.sheet.tab.metric]
    money = {file: one.money for file, one in own.items()}
    context = context_of(sheets, period, money)
    context = replace(context, months={file: one.month for file, one in own.items()})
    sheets, assumed = with_families(sheets, context)
    made, unfit = fed(sheets, context)
    made, lasting = newest_actions(made, context.months, period)
    kept, doubled = unique(made)
    tables = {**with_gaps({name: table_of(schema, kept[name]) for name, schema in SCHEMAS.items()})}
    tables["meta"] = about_table(about)
    summed = None if any(one.sheet.tab.name == "kpi" for one in typed) else core_metrics(tables, period)
    if summed:
        tables["kpi"] = summed.table
    dataset = Dataset(period, tables, about.values)
    return dataset, [
        *(summed.findings if summed else ()),
        *assumed,
        *columns_absent(sheets),
        *unfit,
        *lasting,
        *doubled,
        *score_findings(dataset),
        *numberless_findings(dataset),
        *part_findings(dataset),
        *missing_causes(dataset),
        *row_findings(sheets, context),
        *near_findings(sheets, context),
        *rate_findings(measured, context),
        *unit_findings(sheets, context),
        *row_units(measured, context),
        *open_units(measured, context),
        *platforms_joined(sheets, context),
        *joined_findings(measured, [one.sheet for one in typed], context),
        *unheeded(read, sheets, context, money),
        *mixed_scales(sheets, money),
        *bare_amounts(sheets, context),
        *tiny_amounts(sheets, context, dataset),
        *tall_findings(sheets),
    ]


def _made_up(dataset: Dataset) -> tuple[str, ...]:
    """The tabs that others stand in for."""
    return ("kpi",) if len(dataset["kpi"]) else ()


def _empty_tabs(sheets: Sequence[Sheet], present: Container[str], given: Sequence[Finding]) -> Iterator[Finding]:
    """A warning for each sheet that is called after a tab which stands nowhere else, and is empty, not left aside."""
    told = {(origin.file, origin.sheet) for one in given for origin in one.origins}
    for sheet in sheets:
        tab = None if sheet.cells or sheet.hidden or (sheet.file, sheet.name) in told else tab_named(sheet.name)
        if tab and tab.name not in present:
            yield found("empty_tab", (Origin(sheet.file, sheet.name),), tab, sheet=sheet.name)


def _missing_tabs(sheets: Sequence[Sheet], present: Container[str], given: Sequence[Finding]) -> Iterator[Finding]:
    """Nothing at all, or no core metrics; a note for every other tab that is not there."""
    files = dict.fromkeys(origin.file for one in given if one.code in _NOT_READ for origin in one.origins)
    if not sheets and not files:
        if not any(finding.is_blocking for finding in given):
            yield found("empty_folder", folder=" / ".join(origin.file for one in given for origin in one.origins))
        return
    unread = {one.tab: one.is_blocking for one in given if one.code in _TAB_NOT_READ}
    for tab in STARTER:
        is_told = tab.titles[0] in unread and (unread[tab.titles[0]] or not tab.required)
        if tab.name not in present and not is_told:
            seen = " / ".join(dict.fromkeys(sheet.name for sheet in sheets if sheet.cells) or files) or "–"
            yield found("missing_tab" if tab.required else "tab_left_out", (), tab, seen=seen)
