"""Sheets → Dataset and Findings: every tab typed, every cell traceable, everything that is wrong said at once."""

from __future__ import annotations

from opsreport.checking.check import check
from opsreport.checking.codes import CODES
from opsreport.checking.restated import Used, restated, values_of

__all__ = ["CODES", "Used", "check", "restated", "values_of"]
