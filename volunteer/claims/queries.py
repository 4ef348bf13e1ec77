"""Reading claims: one's own, those of a project, those that wait for an answer; numbers of open positions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.claims.models import Claim, Reservation
from volunteer.claims.rules import ASKED
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Grant, Place, Unit
from volunteer.organization.permissions import Permission, roles_with
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import scoped, unit_within
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.web.api import LARGEST_ID


def longest_offer(unit_path: str) -> timedelta:
    """How long an offer to a member of the unit at a path waits for an answer at most: the unit's setting."""
    hours: int = setting_at(unit_path, "offer_hours", KNOBS["offer_hours"].default)
    return timedelta(hours=hours)


@scoped(Claim)
def _claims(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    organized = select(Position.id).join(Position.project).where(unit_within(Project.unit_id, reach))
    own = Claim.member_id == actor.member_id
    return or_(own, unit_within(Claim.unit_id, reach), Claim.position_id.in_(organized))


@dataclass(frozen=True)
class Parties:
    """A claim and the units that have a say in it: the member's and the organizer's."""

    claim: Claim
    unit_path: str
    organizer_path: str


def claim_with_parties(claim_id: int) -> Parties:
    """The claim by id, or NotVisible; who may know of it is decided by the caller."""
    own, organizer = aliased(Unit), aliased(Unit)
    statement = (
        select(Claim, own.path, organizer.path)
        .join(Claim.position)
        .join(Position.project)
        .join(organizer, organizer.id == Project.unit_id)
        .join(Claim.member)
        .join(own, own.id == Member.unit_id)
        .options(joinedload(Claim.member, innerjoin=True))
        .where(Claim.id == claim_id)
    )
    row = db.session.execute(statement).one_or_none() if claim_id <= LARGEST_ID else None
    if row is None:
        raise NotVisible
    return Parties(*row)


def lapsed(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Offers and invitations that ran out: to be read as lapsed whatever the row says."""
    return and_(Claim.status.in_(ASKED), Claim.respond_by <= now)


def with_parts(statement: Select[Claim]) -> Select[Claim]:
    """Load along what a list of claims shows."""
    return statement.options(
        joinedload(Claim.member, innerjoin=True).joinedload(Member.unit, innerjoin=True),
        joinedload(Claim.position, innerjoin=True).joinedload(Position.project, innerjoin=True),
        joinedload(Claim.position, innerjoin=True)
        .joinedload(Position.session, innerjoin=True)
        .joinedload(ServiceSession.site, innerjoin=True)
        .joinedload(Place.parent),
    )


def claims_of_member(member_id: int | None, now: datetime) -> Select[Claim]:
    """One's own claims, those of coming sessions first to come first."""
    return (
        with_parts(select(Claim))
        .join(Claim.position)
        .join(Position.session)
        .where(Claim.member_id == member_id, not_(lapsed(now)))
        .order_by(ServiceSession.starts, Claim.id)
    )


def offers_to(actor: Actor, now: datetime) -> Select[Claim]:
    """Offers and invitations that still wait: one's own, and for leaders those of the members below."""
    mine = Claim.member_id == actor.member_id
    below = unit_within(Claim.unit_id, actor.reach(Permission.CLAIM_MANAGE))
    return (
        with_parts(select(Claim))
        .where(Claim.status.in_(ASKED), Claim.respond_by > now, or_(mine, below))
        .order_by(Claim.respond_by, Claim.id)
    )


def claims_of_project(project_id: int, now: datetime) -> Select[Claim]:
    """Who stands on a project, session by session; the queue in its order."""
    return (
        with_parts(select(Claim))
        .join(Claim.position)
        .join(Position.session)
        .where(Position.project_id == project_id, Claim.status.in_(LIVE), not_(lapsed(now)))
        .order_by(ServiceSession.starts, Position.line, Claim.created_at, Claim.id)
    )


def reservations_of_project(project_id: int) -> Select[Reservation]:
    """The places that teams hold."""
    return (
        select(Reservation)
        .join(Position, Position.id == Reservation.position_id)
        .where(Position.project_id == project_id, Reservation.released_at.is_(None))
        .options(joinedload(Reservation.unit))
        .order_by(Reservation.id)
    )


def waitlist_place(claim: Claim) -> int | None:
    """The place in the queue, counted from 1."""
    return waitlist_places([claim]).get(claim.id)


def waitlist_places(claims: Iterable[Claim]) -> dict[int, int]:
    """The place in the queue of each waitlisted claim among these."""
    positions = {claim.position_id for claim in claims if claim.status == ClaimStatus.WAITLISTED}
    if not positions:
        return {}
    place = func.row_number().over(partition_by=Claim.position_id, order_by=(Claim.created_at, Claim.id))
    rows = select(Claim.id, place).where(Claim.position_id.in_(positions), Claim.status == ClaimStatus.WAITLISTED)
    return {claim_id: number for claim_id, number in db.session.execute(rows)}


def leader_accounts(unit_path: str, now: datetime) -> tuple[int, ...]:
    """Who may approve for a member of the unit, those of the nearest unit that has any."""
    rows = db.session.execute(
        select(Grant.account_id, Unit.path)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(
            Grant.unit_id.in_(ids_of(unit_path)),
            Grant.role.in_(roles_with(Permission.CLAIM_MANAGE)),
            Grant.holds(now),
        )
    ).all()
    nearest = max((len(path) for _account, path in rows), default=0)
    return tuple(sorted({account for account, path in rows if len(path) == nearest}))
