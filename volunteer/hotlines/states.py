"""States of a list, and what its rows come to."""

from __future__ import annotations

from enum import StrEnum


class ListStatus(StrEnum):
    """Where a list stands: its columns are not clear, it can be let through, it is being let through, it was."""

    UNMAPPED = "unmapped"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"


class RowAction(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"
