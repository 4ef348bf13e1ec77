"""How a claim is answered: with what was taken, or with a refusal in words the member can act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from volunteer.claims.models import Claim
from volunteer.claims.rules import ASKED, Facts
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.errors import Refused
from volunteer.taxonomy.naming import skill_name


@dataclass(frozen=True)
class Taken:
    """A claim as the API shows it, known without reading it back."""

    id: int
    position_id: int
    member_id: int
    status: str
    waitlist_place: int | None = None
    respond_by: datetime | None = None


def taken(claim: Claim, waitlist_place: int | None = None) -> Taken:
    """The same of a loaded claim."""
    return Taken(claim.id, claim.position_id, claim.member_id, claim.status, waitlist_place, claim.respond_by)


def as_read(claim: Claim, now: datetime, waitlist_place: int | None = None) -> Taken:
    """The same as every reader sees it: an offer that ran out is lapsed, whatever the row still says."""
    ran_out = claim.respond_by is not None and claim.respond_by <= now
    status = ClaimStatus.LAPSED if claim.status in ASKED and ran_out else claim.status
    return Taken(claim.id, claim.position_id, claim.member_id, status, waitlist_place, claim.respond_by)


def refused(reason: str, facts: Facts) -> Refused:
    """The refusal, naming what stands in the way where that is known."""
    if reason == "overlap" and facts.overlaps:
        return Refused(reason, title=facts.overlaps)
    if reason == "no_skill" and facts.skill:
        return Refused(reason, skill=skill_name(facts.skill), level=facts.level)
    if reason == "too_many_offers":
        return Refused(reason, num=facts.open_offers)
    return Refused(reason)
