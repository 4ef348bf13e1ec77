"""Who did not come, came late, left early or never checked out: for the member and the leaders concerned, nobody else.

Concerned are whoever leads the member's squad or team, and whoever organizes the session. The tiers above, other units
and the site read none of it here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.activities import minute_rules
from volunteer.activities.minutes import late_minutes, left_early
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.claims.models import AbsenceExplanation, Claim
from volunteer.claims.rules import EXPLAINED_UNTIL
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, GrantView, Reach
from volunteer.organization.models import Tier, Unit
from volunteer.organization.permissions import HOLDS, Permission
from volunteer.organization.scope import unit_within
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession

OWN_BACK = timedelta(days=365)
LEADERS_BACK = timedelta(days=90)
CAME_OR_NOT = (ClaimStatus.ATTENDED, ClaimStatus.NO_SHOW)
LEFT = (AttendanceStatus.CHECKED_OUT, AttendanceStatus.ACCEPTED)


@dataclass(frozen=True)
class Miss:
    """One claim as the clock and the leader saw it, with what the member says about it."""

    claim: Claim
    late: int = 0
    early: int = 0
    unfinished: bool = False  # still checked in, though the session is over
    said: AbsenceExplanation | None = None
    may_say: bool = False

    @property
    def missed(self) -> bool:
        """Whether an absence was noted."""
        return self.claim.status == ClaimStatus.NO_SHOW

    @property
    def session(self) -> ServiceSession:
        """When and where it was."""
        return self.claim.position.session

    def __bool__(self) -> bool:
        return self.missed or self.unfinished or bool(self.late or self.early)


def own_misses(actor: Actor, now: datetime) -> list[Miss]:
    """One's own of the past year, the newest first."""
    statement = _with_evidence().where(
        Claim.member_id == actor.member_id,
        Claim.status.in_(CAME_OR_NOT),
        ServiceSession.starts.between(now - OWN_BACK, now),
    )
    rows = db.session.execute(statement.order_by(ServiceSession.starts.desc(), Claim.id.desc()))
    return [miss for miss in (_miss(now, *row) for row in rows) if miss]


def of_session(actor: Actor, session: ServiceSession, now: datetime) -> dict[int, Miss]:
    """By member, what the gate adds about those whom the actor leads, or all where the actor organizes."""
    statement = _with_evidence().where(Claim.session_id == session.id, Claim.status.in_(CAME_OR_NOT))
    if not _organizes(actor, session):
        people = led_people(actor)
        if not people:
            return {}
        statement = statement.where(unit_within(Claim.unit_id, people))
    misses = (_miss(now, *row) for row in db.session.execute(statement))
    return {miss.claim.member_id: miss for miss in misses if miss or miss.said}


def of_sessions(actor: Actor, session_ids: Collection[int], now: datetime) -> list[Miss]:
    """What the desk of hours adds about sessions that are over: also who claimed and was never seen, noted or not."""
    people = led_people(actor)
    if not people or not session_ids:
        return []
    statement = _with_evidence().where(
        Claim.session_id.in_(session_ids),
        Claim.status.in_((*CAME_OR_NOT, ClaimStatus.CONFIRMED)),
        ServiceSession.ends <= now,
        or_(unit_within(Claim.unit_id, people), unit_within(Project.unit_id, people)),
    )
    return [_miss(now, *row) for row in db.session.execute(statement.order_by(Claim.session_id, Claim.id))]


def of_led_people(actor: Actor, now: datetime) -> Select[Claim]:
    """Absences of the last months among those whom the actor leads, and whatever they explained."""
    told = aliased(AbsenceExplanation)
    return (
        select(Claim)
        .join(Claim.position)
        .join(Position.session)
        .outerjoin(told, told.claim_id == Claim.id)
        .where(
            unit_within(Claim.unit_id, led_people(actor)),
            ServiceSession.starts.between(now - LEADERS_BACK, now),
            or_(Claim.status == ClaimStatus.NO_SHOW, and_(told.claim_id.is_not(None), Claim.status.in_(CAME_OR_NOT))),
        )
        .order_by(func.coalesce(told.written_at, ServiceSession.starts).desc(), Claim.id.desc())
    )


def seen(claims: Sequence[Claim], now: datetime) -> list[Miss]:
    """Some claims with their evidence, in the same order; one statement however many there are."""
    ids = [claim.id for claim in claims]
    rows = db.session.execute(_with_evidence().where(Claim.id.in_(ids)))
    found = {row[0].id: _miss(now, *row) for row in rows}
    return [found[claim_id] for claim_id in ids]


def led_people(actor: Actor) -> Reach:
    """The units whose members the actor leads at first hand: a squad or a team, not a whole brigade."""
    return Reach(unit_paths=tuple(grant.path for grant in _leading(actor) if grant.tier != Tier.BRIGADE))


def _organizes(actor: Actor, session: ServiceSession) -> bool:
    if actor.account_id is not None and actor.account_id == session.host_id:
        return True
    path = session.project.unit.path
    return led_people(actor).covers(path) or any(grant.path == path for grant in _leading(actor))


def _leading(actor: Actor) -> list[GrantView]:
    return [grant for grant in actor.grants if grant.tree == "unit" and Permission.CLAIM_MANAGE in HOLDS[grant.role]]


def _with_evidence() -> Select[Claim, Attendance | None, AbsenceExplanation | None, Unit]:
    position = joinedload(Claim.position, innerjoin=True)
    return (
        select(Claim, Attendance, AbsenceExplanation, Unit)
        .join(Claim.position)
        .join(Position.session)
        .join(Position.project)
        .join(Unit, Unit.id == Project.unit_id)
        .outerjoin(Attendance, Attendance.claim_id == Claim.id)
        .outerjoin(AbsenceExplanation, AbsenceExplanation.claim_id == Claim.id)
        .options(
            position.joinedload(Position.session, innerjoin=True).joinedload(ServiceSession.site),
            position.joinedload(Position.project, innerjoin=True),
            joinedload(Claim.member, innerjoin=True).joinedload(Member.unit, innerjoin=True),
        )
    )


def _miss(
    now: datetime, claim: Claim, attendance: Attendance | None, said: AbsenceExplanation | None, organizer: Unit
) -> Miss:
    session = claim.position.session
    may_say = session.starts <= now <= session.ends + EXPLAINED_UNTIL
    if attendance is None or claim.status == ClaimStatus.NO_SHOW:
        return Miss(claim, said=said, may_say=may_say)
    last_out = attendance.last_out if attendance.status in LEFT else None
    return Miss(
        claim,
        late=late_minutes(attendance.first_in, session, minute_rules.late_after(organizer)),
        early=left_early(last_out, session, minute_rules.early_before(organizer)),
        unfinished=attendance.status == AttendanceStatus.CHECKED_IN and now > session.ends,
        said=said,
        may_say=may_say,
    )
