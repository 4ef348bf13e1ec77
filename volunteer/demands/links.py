"""Private links: whoever has the address sees one demand, and nothing else, without signing in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from volunteer.accounts.rules import digest, new_token
from volunteer.demands.models import Demand, DemandLink
from volunteer.demands.states import LinkPurpose
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Work


def make(work: Work, demand: Demand, purpose: LinkPurpose, until: datetime | None = None) -> str:
    """A new link to a demand; its secret part (256 bits) is told here and nowhere else."""
    token = new_token()
    link = DemandLink(
        demand_id=demand.id, purpose=purpose, token_hash=digest(token), made_at=work.now, until=until, used_at=None
    )
    db.session.add(link)
    return token


def opened(token: str, purpose: LinkPurpose, now: datetime, *, lock: bool = False) -> tuple[DemandLink, Demand]:
    """What a link leads to; one that is unknown, of another purpose or past its time does not exist."""
    statement = (
        select(DemandLink, Demand)
        .join(Demand, Demand.id == DemandLink.demand_id)
        .where(
            DemandLink.token_hash == digest(token),
            DemandLink.purpose == purpose,
            or_(DemandLink.until.is_(None), DemandLink.until > now),
        )
    )
    row = db.session.execute(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotVisible
    link, demand = row
    return link, demand
