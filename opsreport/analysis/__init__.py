"""Dataset in, traced Numbers out: pure, without words and without colours.

Judgements are codes ("near", "stable", "increase"); the wording chooses the words.
A Number that cannot be given is missing, never zero.

rules        parameters and their defaults                  cutoff       partial months, time progress
once         answers kept with their dataset
cells        single cells of a row, typed comments          summarise    add up first, then derive; months together
attain       attainment, gap, status, weighted score        compare      changes and their codes
scorecard    every metric of the kpi sheet, fully read      contribute   drivers: bridges of a product
rank         top N, ties, strict best                       allocate     shares that total 100.0 %
significance whether two proportions differ                 retention    cohorts, day N against the cohort before
funnel       steps, losses, the biggest break               churn        reasons as a Pareto
channels     who they are, ranking by traffic               returns      ROI rows, break-even, bands
verdict      what the rule says of a paid channel           campaigns    attainment and economics
content      platforms, slots, hits, tags, feedback         plan         goals, actions, resources, risks, asks
figures      one metric in one month or over months         tiers        activity tiers
"""
