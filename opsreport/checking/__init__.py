"""Sheets → Dataset and Findings: every tab typed, every cell traceable, everything that is wrong said at once."""

from __future__ import annotations

from opsreport.checking.check import check
from opsreport.checking.codes import CODES

__all__ = ["CODES", "check"]
