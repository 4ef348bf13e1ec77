"""Stored states of plans and of their pairs."""

from __future__ import annotations

from enum import StrEnum


class PlanStatus(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"  # being looked at: nobody has been asked
    SENT = "sent"  # offers went out
    DISCARDED = "discarded"


class PairStatus(StrEnum):
    """What became of one pair of a plan."""

    PROPOSED = "proposed"
    PINNED = "pinned"  # kept when the plan is solved again
    REMOVED = "removed"  # taken out by hand, and not proposed again by this plan
    SENT = "sent"  # became an offer
    REFUSED = "refused"  # could not become one any more; `reason` says why
