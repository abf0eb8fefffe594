"""The exception tree, and the exit code each branch ends with.

    OpsReportError                 1  (the root itself is never raised)
    ├── UsageError                 2  called or configured wrongly
    ├── DataRefused                3  the sheets cannot become a review; carries Findings
    ├── TemplateError              4  template or wording cannot take the report
    ├── DeliveryError              5  built, but not (fully) delivered
    │   └── FolderHeld                another run holds the output folder
    └── NotYet                     6  the required data is not there yet

Trouble inside people's data is a `Finding`, not an exception; `DataRefused` is
raised once, after all findings are known.
"""

from __future__ import annotations


class OpsReportError(Exception):
    """What every expected failure of opsreport derives from."""

    exit_code = 1


class UsageError(OpsReportError):
    """The call or the settings are wrong: a folder, a month, a key of opsreport.toml."""

    exit_code = 2


class DataRefused(OpsReportError):
    """Findings of severity `block` stand in the way; nothing was written."""

    exit_code = 3


class TemplateError(OpsReportError):
    """A .pptx template, a wording file or a title cannot carry this report."""

    exit_code = 4


class DeliveryError(OpsReportError):
    """The report exists but did not reach its place."""

    exit_code = 5


class FolderHeld(DeliveryError):
    """Another run holds the output folder; the message says who."""


class NotYet(OpsReportError):
    """Data that `run` waits for is not there yet; the next run looks again."""

    exit_code = 6
