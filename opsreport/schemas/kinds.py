"""What a finding tells of the data: that something was corrected, ignored or is missing; all others ask for a look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["corrected", "ignored", "missing", "look"]
_CORRECTED = """
    value_coerced text_read_as saved_otherwise unit_differs rate_as_fraction illegal_characters year_differs
    weights_not_100 stray_bytes kpi_from_channels report_month_differs family_assumed
    platform_from_name number_rough
"""
_IGNORED = """
    unknown_sheet unknown_table users_split users_unread unknown_column column_close_miss unknown_choice hidden_sheet
    total_row derived_row action_again weeks_differ
    example_row_used heading_row said_twice file_not_read figure_not_compared total_row_differs mean_row_differs
    source_unmatched not_published parts_left_out cost_not_counted not_held
"""
_MISSING = """
    value_absent tab_left_out month_without_rows metric_without_row missing_detail missing_company missing_cause
    missing_value missing_tab missing_column no_such_month placeholder_xx formula_without_value error_cell
    empty_tab channel_stopped empty_folder column_absent family_unknown platform_unknown month_unknown number_missing
"""
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(_CORRECTED.split(), "corrected"),
    **dict.fromkeys(_IGNORED.split(), "ignored"),
    **dict.fromkeys(_MISSING.split(), "missing"),
}


def kind_of(code: str) -> Kind:
    """The kind of the findings of a code."""
    return _KINDS.get(code, "look")
