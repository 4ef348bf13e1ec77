"""Who certifies: the member's own team for everything, whoever organized for what they organized (D3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.rules import ids_of
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession

CERTIFYING = (Tier.TEAM, Tier.BRIGADE)
MOST = 20


@dataclass(frozen=True)
class Issuer:
    """A unit that may be asked; `organized_only` where it certifies no more than what it organized."""

    unit: Unit
    organized_only: bool


def issuers_for(member: Member) -> Sequence[Issuer]:
    """The member's own team or brigade first, then those that organized services of theirs."""
    own = certifying(member.unit)
    organized = (
        select(Unit)
        .join(Project, Project.unit_id == Unit.id)
        .join(ServiceSession, ServiceSession.project_id == Project.id)
        .join(HoursProposal, HoursProposal.session_id == ServiceSession.id)
        .where(HoursProposal.member_id == member.id)
        .distinct()
        .limit(MOST)
    )
    others = {unit.id: unit for unit in map(certifying, db.session.scalars(organized).all())}
    others.pop(own.id, None)
    return [Issuer(own, False), *(Issuer(unit, True) for unit in sorted(others.values(), key=lambda unit: unit.path))]


def certifying(unit: Unit) -> Unit:
    """The team or brigade that certifies for a unit: itself or the nearest above, a closed one's successor."""
    unit = answering(unit)
    above = select(Unit).where(Unit.id.in_(ids_of(unit.path)), Unit.tier.in_(CERTIFYING)).order_by(Unit.path.desc())
    return answering(db.session.scalars(above).first() or unit)


def answering(unit: Unit) -> Unit:
    """The unit, or who took over from it once it was closed."""
    seen = set()
    while unit.status == UnitStatus.CLOSED and unit.successor_id is not None and unit.id not in seen:
        seen.add(unit.id)
        unit = db.session.get_one(Unit, unit.successor_id)
    return unit
