"""What a member says about not having come, or having come late: for their leaders and themselves, nobody else."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from volunteer.claims.models import AbsenceExplanation
from volunteer.claims.places import tell_of
from volunteer.claims.queries import claim_with_parties, leader_accounts
from volunteer.claims.rules import EXPLAINED_UNTIL, LONGEST_EXPLANATION
from volunteer.claims.states import ClaimStatus
from volunteer.happenings.claims import ClaimExplained
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor

CONCERNED = (ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM, ClaimStatus.ATTENDED, ClaimStatus.NO_SHOW)


@use_case
def explain(work: Work, actor: Actor, claim_id: int, text: str) -> AbsenceExplanation:
    """Say why, or say it better: from the beginning of the session until thirty days after it."""
    parties = claim_with_parties(claim_id)
    claim = parties.claim
    if actor.member_id is None or claim.member_id != actor.member_id:
        raise NotVisible
    starts, ends = claim.period.lower, claim.period.upper
    if claim.status not in CONCERNED or starts is None or ends is None:
        raise Refused("not_in_this_state")
    if not starts <= work.now <= ends + EXPLAINED_UNTIL:
        raise Refused("explaining_closed")
    said = text.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_EXPLANATION:
        raise Invalid({"text": _("请写一两句话，最多 %(most)s 字", most=LONGEST_EXPLANATION)})
    first = db.session.get(AbsenceExplanation, claim.id) is None
    told = {"text": said, "written_at": work.now}
    statement = insert(AbsenceExplanation).values(claim_id=claim.id, **told)
    db.session.execute(statement.on_conflict_do_update(index_elements=[AbsenceExplanation.claim_id], set_=told))
    leaders = leader_accounts(parties.unit_path, work.now) if first else ()
    work.record(tell_of(ClaimExplained, claim, leader_account_ids=leaders))
    return db.session.get_one(AbsenceExplanation, claim.id, populate_existing=True)


def explanations(claim_ids: Collection[int]) -> dict[int, AbsenceExplanation]:
    """What was said about some claims; the caller has made sure that it is the reader's to know."""
    if not claim_ids:
        return {}
    statement = select(AbsenceExplanation).where(AbsenceExplanation.claim_id.in_(claim_ids))
    return {one.claim_id: one for one in db.session.scalars(statement)}
