"""Services one took part in, or had a place in, that are over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from volunteer.claims.models import Claim
from volunteer.claims.queries import with_parts
from volunteer.claims.states import ClaimStatus
from volunteer.projects.models import Position, ServiceSession

# A place that was given back or never answered is no part of what one did.
STOOD = (ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM, ClaimStatus.ATTENDED, ClaimStatus.NO_SHOW)


def past_claims(member_id: int | None, now: datetime) -> Select[Claim]:
    """One's own claims of sessions that are over, newest first."""
    return (
        with_parts(select(Claim))
        .join(Claim.position)
        .join(Position.session)
        .where(Claim.member_id == member_id, Claim.status.in_(STOOD), ServiceSession.ends <= now)
        .order_by(ServiceSession.starts.desc(), Claim.id.desc())
    )
