"""The story of a month: read → check → compose → render → deliver.

`build` gathers and knows everything first, then writes: nothing touches the
output folder before every file is ready. `send` mails what a person decided to
send, once. `run` is the unattended month: it waits for the data, builds the
draft for its owner, and sends what was approved.
"""

from opsreport.pipeline.build import (
    build,
    check,
    kept_lines,
    start_folder,
    steps,
)
from opsreport.pipeline.job import STAGES, Job, Stage, Step
from opsreport.pipeline.said import findings_json, findings_listing, findings_reminder, findings_tables

__all__ = [
    "STAGES",
    "Job",
    "Stage",
    "Step",
    "build",
    "check",
    "findings_json",
    "findings_listing",
    "findings_reminder",
    "findings_tables",
    "kept_lines",
    "start_folder",
    "steps",
]
