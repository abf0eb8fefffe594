"""The parameters of every judgement with their defaults; the team's `rules` sheet wins."""

from __future__ import annotations

from collections.abc import Mapping

from opsreport.model.table import Dataset

Rules = Mapping[str, float]

DEFAULT_RULES: Rules = {
    "green": 1.0,  # attainment from which a target is met
    "near": 0.95,  # … is near
    "amber": 0.80,  # … is missed; below it is far below
    "score_cap": 1.5,  # attainment counted in the weighted score
    "stable_points": 0.005,  # a rate moves less than this: stable
    "stable_relative": 0.02,  # an amount moves less than this: stable
    "multiple_above": 3.0,  # a rise above this is said as a multiple
    "identity_tolerance": 0.005,  # product of the drivers against the metric
    "roi_raise": 1.2,  # × break-even from which spend may be raised
    "roi_stop": 1.0,  # below it two months running: stop
    "cac_over": 1.1,  # × budget above which a channel is to be optimised
    "verdict_months": 2,  # months with spend before a rule speaks
    "band_months": 6,  # months before an ROI band is named
    "band_width": 0.5,  # widest band called steady, × mean
    "alpha": 0.05,  # significance level
    "arm_min": 100,  # smallest group of a test
    "event_min": 5,  # fewest events, and non-events, of a group
    "hit_pieces": 10,  # pieces of a platform before a hit has a threshold
    "hit_quantile": 0.9,
    "hit_median": 2.0,  # × platform median
    "hit_top": 3,  # best pieces of a platform with too few
    "slot_min": 3,  # pieces before a slot shows its median
    "lift_min": 5,  # hits of a feature before its lift speaks
    "risk_high": 15,
    "risk_medium": 8,
    "behind": 0.10,  # planned − actual progress above which an action lags
}


def rules_of(dataset: Dataset) -> Rules:
    """The defaults, overridden by what the dataset's rules say."""
    return {**DEFAULT_RULES, **dataset.rules}
