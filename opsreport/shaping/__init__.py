"""Sheets as people keep them → regular sheets that checking reads, every cell with its true place."""

from opsreport.shaping.match import Ignored, Match, Shaped
from opsreport.shaping.shape import shaped

__all__ = ["Ignored", "Match", "Shaped", "shaped"]
