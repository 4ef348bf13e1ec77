"""Who was asked to take a position and has not answered yet, or said no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.people.models import Member

SHOWN = (ClaimStatus.OFFERED, ClaimStatus.INVITED, ClaimStatus.DECLINED)
MOST_SHOWN = 50


def asked_for(actor: Actor, position_id: int, now: datetime) -> Sequence[Claim]:
    """Those of the leader's reach, who answer soonest first; who said no last."""
    statement = (
        select(Claim)
        .where(
            Claim.position_id == position_id,
            Claim.status.in_(SHOWN),
            ~lapsed(now),
            unit_within(Claim.unit_id, actor.reach(Permission.CLAIM_MANAGE)),
        )
        .options(joinedload(Claim.member, innerjoin=True).joinedload(Member.unit, innerjoin=True))
        .order_by(Claim.status == ClaimStatus.DECLINED, Claim.respond_by, Claim.id)
        .limit(MOST_SHOWN)
    )
    return db.session.scalars(statement).all()
