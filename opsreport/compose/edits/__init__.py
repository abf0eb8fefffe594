"""What a person changed in a deck: found, told, and turned into rows with which the next build says the same."""

from opsreport.compose.edits.changes import Change, changes, number_changes, numbers_of
from opsreport.compose.edits.rows import Edits, Left, Repeated, edits_of
from opsreport.compose.edits.texts import approval_text, edits_text

__all__ = [
    "Change",
    "Edits",
    "Left",
    "Repeated",
    "approval_text",
    "changes",
    "edits_of",
    "edits_text",
    "number_changes",
    "numbers_of",
]
