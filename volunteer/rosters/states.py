"""How an import stands."""

from __future__ import annotations

from enum import StrEnum


class RosterKind(StrEnum):
    """What the rows of a file are."""

    MEMBERS = "members"
    UNITS = "units"
    TOWNS = "towns"
    SITES = "sites"
    OPERATORS = "operators"


class ImportStatus(StrEnum):
    """From the file to what it changed. Nothing is written before `applying`."""

    WAITING = "waiting"  # the file is in, nobody has read it yet
    CHECKING = "checking"
    CHECKED = "checked"  # problems and changes are told; may be applied when there are no problems
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"
    FAILED = "failed"  # not a file that can be read
