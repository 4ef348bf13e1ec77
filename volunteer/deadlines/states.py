"""How far a deadline was told, and the states of an asked extension."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Who is told of a deadline: the unit itself, the next tier, everybody's list (通报)."""

    REMIND = "remind"
    ESCALATE = "escalate"
    BULLETIN = "bulletin"


LATE = (Level.ESCALATE, Level.BULLETIN)


class ExtensionStatus(StrEnum):
    """`lapsed`: the demand went another way before anybody decided."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
