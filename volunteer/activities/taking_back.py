"""A noted absence is taken back: the member came after all, or should not have been noted."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.activities import punching
from volunteer.activities.access import session_to_run
from volunteer.claims import answering
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor


@use_case
def take_back_no_show(work: Work, actor: Actor, session_id: int, member_id: int) -> None:
    """By whoever runs the session; the place is the member's again, and they can be ticked off as here."""
    session = session_to_run(actor, session_id)
    punching.lock_member(member_id)
    statement = select(Claim.id).where(
        Claim.session_id == session.id, Claim.member_id == member_id, Claim.status == ClaimStatus.NO_SHOW
    )
    claim_id = db.session.scalar(statement.order_by(Claim.id.desc()).limit(1))
    if claim_id is None:
        raise Refused("not_in_this_state")
    answering.take_back_no_show(actor, claim_id)
