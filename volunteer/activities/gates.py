"""The gates one keeps, as a list for the day: what is on today, what is coming, whose sheet still has to be closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from volunteer.activities.models import Attendance
from volunteer.activities.queries import EXPECTED, to_run
from volunteer.claims.models import Claim
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.projects.models import ServiceSession


@dataclass(frozen=True)
class Gate:
    """A session with how many are expected and how many have come."""

    session: ServiceSession
    expected: int
    arrived: int


@dataclass(frozen=True)
class Gates:
    """The gates by when they matter, each earliest first."""

    today: Sequence[Gate]
    coming: Sequence[Gate]
    to_close: Sequence[Gate]


def gates(actor: Actor, now: datetime) -> Gates:
    """The gates that the actor keeps; two statements however many there are."""
    sessions = to_run(actor, now)
    heads = _heads([session.id for session in sessions])
    found = [Gate(session, *heads.get(session.id, (0, 0))) for session in sessions]
    today = local(now).date()
    return Gates(
        today=[gate for gate in found if gate.session.ends > now and local(gate.session.starts).date() <= today],
        coming=[gate for gate in found if local(gate.session.starts).date() > today],
        to_close=[gate for gate in found if gate.session.ends <= now],
    )


def _heads(session_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    statement = (
        select(Claim.session_id, func.count(), func.count(Attendance.first_in))
        .outerjoin(Attendance, Attendance.claim_id == Claim.id)
        .where(Claim.session_id.in_(session_ids), Claim.status.in_(EXPECTED))
        .group_by(Claim.session_id)
    )
    return {session: (expected, arrived) for session, expected, arrived in db.session.execute(statement)}
