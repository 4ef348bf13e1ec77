"""Service that is in the ledger, and certificates of it."""

from __future__ import annotations

from typing import Any

from tests.activities.day import scan, session_with
from tests.support.world import World, coming
from volunteer.kernel.database import db
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursProposal
from volunteer.records import certificates
from volunteer.records.models import Certificate


def serve(world: World, member: str = "member", *, days_ago: int = 10, hours: float = 2, by: str = "team") -> int:
    """A service scanned at the gate and confirmed by a leader; the id of the hours."""
    session = session_with(world, member, starts=coming(days=-days_ago), hours=hours)
    # Half a minute early: a whole one would be told as not counting, or not, by how fast the machine is.
    attendance = scan(world, member, session, came=-0.5, left=hours * 60)
    proposal = db.session.query(HoursProposal).filter_by(attendance_id=attendance.id).one()
    assert ledger.confirm(world.actor(by), [proposal.id]).done == [proposal.id]
    return proposal.id


def asked(world: World, member: str = "member", **changes: Any) -> Certificate:
    """A certificate that a member asked for."""
    new = certificates.NewCertificate(**{"purpose": "年度考核", **changes})
    return certificates.request(world.actor(member), new)


def issued(world: World, member: str = "member", by: str = "team", **changes: Any) -> Certificate:
    """One that was issued."""
    certificate = asked(world, member, **changes)
    certificates.accept(world.actor(by), certificate.id)
    return certificates.issue(world.actor(by), certificate.id)
