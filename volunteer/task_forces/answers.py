"""A member answers a call: in one tap, and where another service stands in the way, with the word to leave that one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from volunteer.claims import answering
from volunteer.claims.models import Claim
from volunteer.claims.outcomes import Taken
from volunteer.claims.rules import ASKED
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.projects.models import Position, ServiceSession
from volunteer.task_forces.models import CallOut
from volunteer.web.api import LARGEST_ID


@dataclass(frozen=True)
class OwnCall:
    """A call to oneself, and the claims of one's own at the same time that stand against a yes."""

    claim: Claim
    made: CallOut
    elsewhere: Sequence[Claim]


@use_case
def come(work: Work, actor: Actor, claim_id: int, give_up: Sequence[int] = ()) -> Taken:
    """Yes: a claim like any other. `give_up` are own claims at the same time that are released in the same step."""
    own_call(actor, claim_id)
    for other in give_up:
        answering.release(actor, other)
    db.session.flush()
    return answering.accept(actor, claim_id)


@use_case
def stay_away(work: Work, actor: Actor, claim_id: int) -> Taken:
    """No, with no penalty; or no more, after a yes."""
    called = own_call(actor, claim_id)
    if called.claim.status in ASKED:
        return answering.decline(actor, claim_id)
    return answering.release(actor, claim_id)


def own_call(actor: Actor, claim_id: int) -> OwnCall:
    """A call to the actor, or NotVisible."""
    position = joinedload(Claim.position, innerjoin=True)
    statement = (
        select(Claim, CallOut)
        .join(CallOut, CallOut.position_id == Claim.position_id)
        .where(Claim.id == claim_id, Claim.member_id == actor.member_id)
        .options(
            position.joinedload(Position.project, innerjoin=True),
            position.joinedload(Position.session, innerjoin=True).joinedload(ServiceSession.site, innerjoin=True),
        )
    )
    found = db.session.execute(statement).one_or_none() if claim_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return OwnCall(*found, elsewhere=_elsewhere(found[0]))


def _elsewhere(claim: Claim) -> Sequence[Claim]:
    other = aliased(Claim)
    statement = (
        select(other)
        .where(
            other.member_id == claim.member_id,
            other.id != claim.id,
            other.blocks,
            other.period.op("&&")(claim.period),
        )
        .options(
            joinedload(other.position, innerjoin=True).joinedload(Position.project, innerjoin=True),
            joinedload(other.position, innerjoin=True).joinedload(Position.session, innerjoin=True),
        )
        .order_by(other.id)
    )
    return db.session.scalars(statement).all()
