"""States of a claim; an offer, an invitation and a waitlist entry are claims too."""

from __future__ import annotations

from enum import StrEnum


class ClaimStatus(StrEnum):
    """See the table in rules.py for what each takes, blocks and counts."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    RECONFIRM = "reconfirm"
    OFFERED = "offered"
    INVITED = "invited"
    WAITLISTED = "waitlisted"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    DECLINED = "declined"
    LAPSED = "lapsed"
    RELEASED = "released"
    REFUSED = "refused"


TAKES_PLACE = frozenset(
    {
        ClaimStatus.REQUESTED,
        ClaimStatus.CONFIRMED,
        ClaimStatus.RECONFIRM,
        ClaimStatus.OFFERED,
        ClaimStatus.ATTENDED,
    }
)
ALWAYS_BLOCKS = frozenset({ClaimStatus.REQUESTED, ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED})
COUNTS_OPEN = frozenset({ClaimStatus.REQUESTED, ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM, ClaimStatus.WAITLISTED})
LIVE = TAKES_PLACE | {ClaimStatus.INVITED, ClaimStatus.WAITLISTED}
