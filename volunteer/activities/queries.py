"""Selects of the day of service; they never write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from volunteer.activities.access import session_to_run
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.activities.punching import COMES
from volunteer.activities.rules import SHEET_CLOSES_AFTER
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, unit_within
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

EXPECTED = (*COMES, ClaimStatus.NO_SHOW)
AHEAD = timedelta(days=14)
MOST_LISTED = 100


@dataclass(frozen=True)
class Expected:
    """One person of a session as the gate shows them."""

    member_id: int
    account_id: int
    name: str
    pinyin: str
    initials: str
    unit: str
    claim_status: str
    attendance: Attendance | None

    def is_called(self, typed: str) -> bool:
        """Whether the name begins with the text, in characters, full pinyin or initials; without a text everybody."""
        word = typed.lower()
        return any(way.startswith(word) for way in (self.name, self.pinyin, self.initials))

    @property
    def arrived(self) -> bool:
        """Whether there is a check-in."""
        return self.attendance is not None and self.attendance.first_in is not None

    @property
    def missed(self) -> bool:
        """Whether the host noted an absence."""
        return self.claim_status == ClaimStatus.NO_SHOW

    def misses_check_out(self, ends: datetime, now: datetime) -> bool:
        """Whether the session is over and the person still counts as present."""
        return self.attendance is not None and self.attendance.status == AttendanceStatus.CHECKED_IN and now > ends


def to_run(actor: Actor, now: datetime) -> Sequence[ServiceSession]:
    """The sessions whose gate the actor keeps: those coming up, and those whose sheet is still open."""
    reach = actor.reach(Permission.SESSION_RUN)
    within = or_(unit_within(Project.unit_id, reach), place_within(ServiceSession.site_id, reach))
    statement = (
        select(ServiceSession)
        .join(ServiceSession.project)
        .options(contains_eager(ServiceSession.project), joinedload(ServiceSession.site))
        .where(
            Project.status == ProjectStatus.PUBLISHED,
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends > now - SHEET_CLOSES_AFTER,
            ServiceSession.starts < now + AHEAD,
            or_(within, ServiceSession.host_id == actor.account_id),
        )
        .order_by(ServiceSession.starts, ServiceSession.id)
        .limit(MOST_LISTED)
    )
    return db.session.scalars(statement).all()


def keeps_a_gate(actor: Actor) -> bool:
    """Whether the actor runs sessions at all, by role or as the host of one about now."""
    if actor.reach(Permission.SESSION_RUN):
        return True
    day = timedelta(days=1)
    hosted = select(ServiceSession.id).where(
        ServiceSession.host_id == actor.account_id,
        ServiceSession.starts < clock.now() + day,
        ServiceSession.ends > clock.now() - day,
    )
    return actor.account_id is not None and db.session.scalar(hosted.limit(1)) is not None


def attendances(actor: Actor, session_id: int) -> Select[Attendance]:
    """The attendances of a session for whoever runs it."""
    session = session_to_run(actor, session_id)
    return select(Attendance).where(Attendance.session_id == session.id).order_by(Attendance.id)


def expected(session_id: int) -> Sequence[Expected]:
    """Everybody who claimed a place in a session, with the attendance as far as there is one.

    Who was noted as absent and let in later stands there once.
    """
    statement = (
        select(
            Member.id,
            Member.account_id,
            Member.name,
            Member.pinyin,
            Member.initials,
            Unit.short_name,
            Claim.status,
            Attendance,
        )
        .join(Claim, Claim.member_id == Member.id)
        .join(Unit, Unit.id == Claim.unit_id)
        .outerjoin(Attendance, Attendance.claim_id == Claim.id)
        .where(Claim.session_id == session_id, Claim.status.in_(EXPECTED))
        .order_by(Member.pinyin, Member.id)
    )
    found = [Expected(*row) for row in db.session.execute(statement)]
    came_after_all = {person.member_id for person in found if not person.missed}
    return [person for person in found if not (person.missed and person.member_id in came_after_all)]


def expected_to_name(actor: Actor, session_id: int) -> Sequence[Member]:
    """Those expected in a session whose full names the actor may see."""
    statement = (
        select(Member)
        .join(Claim, Claim.member_id == Member.id)
        .where(
            Claim.session_id == session_id,
            Claim.status.in_(EXPECTED),
            unit_within(Member.unit_id, actor.reach(Permission.MEMBER_UNMASK)),
        )
    )
    return db.session.scalars(statement).all()


def own(actor: Actor, session_id: int) -> Attendance | None:
    """The actor's own attendance of a session."""
    statement = select(Attendance).where(Attendance.session_id == session_id, Attendance.member_id == actor.member_id)
    return db.session.scalar(statement) if actor.member_id is not None else None
