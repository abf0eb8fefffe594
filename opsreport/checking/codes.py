"""Every finding code with its severity, and the one way a Finding is made of it.

Words for each code are in `findings.<lang>.toml`; those that speak of files
are found by `reading`, the others by `checking`.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsreport.model.finding import Finding, Severity
from opsreport.model.origin import Origin
from opsreport.model.schema import Tab

_BLOCKING = """
    empty_folder no_such_month missing_tab missing_column duplicate_column missing_value not_a_number error_cell
    formula_without_value bad_date ambiguous_percent unknown_category duplicate_key duplicate_file negative_value
    files_disagree
    share_as_count tier_schemes funnel_rises retained_above_observed observed_above_new_users tiers_vs_mau
    churn_over_base
    ratio_mismatch
    progress_out_of_range end_before_start score_out_of_range channel_sum opened_above_delivered
    gross_margin_range channel_visits money_unit_differs
    ambiguous_value change_typed unit_unfit unit_unknown unit_conflict metric_unit_open amount_unit_open
    amount_too_small amount_too_large
    total_like_row
    unreadable_file encrypted_file broken_zip too_large foreign_format unclosed_quote
    source_header_missing mapped_unlike mapped_month_differs group_unclear number_twice sheet_versions past_unclear
    sources_overlap rows_by_day rows_by_week rows_of_parts counted_twice
"""
_WARNING = """
    retention_rate_differs retention_other rows_elsewhere users_split users_unread
    month_without_rows total_row_differs weeks_differ month_misplaced not_updated unknown_choice example_row_used
    missing_detail weights_not_100 goal_split_gap churn_sum_over_base direction_differs
    missing_cause placeholder_xx
    missing_company channel_history_sum channel_history_visits channel_revenue channel_revenue_over channel_payers
    channel_spend ratio_history_mismatch
    year_differs column_without_month unknown_table mean_row_differs funnel_end_differs part_differs
    name_close_miss plan_month_read day_unread status_unread status_contradicted column_close_miss unit_differs
    values_copied metric_without_row file_versions restated figure_differs previous_differs resources_total_differs
    about_differs rate_unmarked row_equals_sum part_unclear goal_in_words not_whole campaign_month_differs
    campaign_cost_differs
    content_month_differs
    stray_bytes source_unmatched sheet_left_aside rows_of_past rows_repeated blank_in_sum
    scale_differs column_absent family_unknown
    platform_unknown number_missing number_rough share_above_whole
    rate_without_unit measure_as_metric
    month_unknown title_changed unit_unheeded data_ends_early kpi_from_channels cost_not_counted
    empty_tab
"""
_NOTED = """
    tab_left_out unknown_sheet unknown_column total_row hidden_sheet hidden_rows locked_file illegal_characters
    report_month_differs file_not_read derived_row figure_not_compared rate_as_fraction channel_stopped
    value_coerced value_absent
    text_read_as saved_otherwise names_joined name_narrowed heading_row
    action_again
    rate_as_percent said_twice scale_read other_month attainment_plain family_assumed platform_from_name not_published
    direction_assumed parts_left_out not_held where_without_rows
"""

# how values were read: nothing is amiss
_ROUTINE = ("value_coerced", "value_absent", "text_read_as", "saved_otherwise", "heading_row")

CODES: Mapping[str, Severity] = {
    **dict.fromkeys(_BLOCKING.split(), Severity.block),
    **dict.fromkeys(_WARNING.split(), Severity.warn),
    **dict.fromkeys(_NOTED.split(), Severity.note),
}


def found(code: str, origins: tuple[Origin, ...] = (), tab: Tab | None = None, **details: str) -> Finding:
    """The Finding of a code, its severity as declared; `details` are what its words need."""
    title = tab.titles[0] if tab else ""
    return Finding(code, CODES[code], origins, {"tab": title, **details}, title, code in _ROUTINE)
