"""Reading forces, emergencies and call-outs, each limited to what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.accounts.models import Account
from volunteer.claims.models import Claim
from volunteer.demands.models import Demand
from volunteer.demands.pressing import PRESSING_FIRST
from volunteer.demands.queries import LOADED
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.demands.states import Urgency
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant, Place, PlaceKind, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within, visible
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.task_forces.access import answers_seen, calling
from volunteer.task_forces.models import Bypass, CallOut, Emergency, TaskForce, TaskForceMember
from volunteer.task_forces.rules import FORCES
from volunteer.web.api import LARGEST_ID

S = TypeVar("S", bound=Select[Any])


def forces(actor: Actor, *, dissolved: bool = False) -> Select[tuple[Unit, TaskForce, int]]:
    """The forces within reach with their numbers, newest first."""
    status = UnitStatus.CLOSED if dissolved else UnitStatus.ACTIVE
    people = (
        select(func.count())
        .where(TaskForceMember.unit_id == Unit.id, TaskForceMember.until.is_(None))
        .correlate(Unit)
        .scalar_subquery()
    )
    return (
        visible(Unit, actor, Permission.UNIT_READ)
        .where(Unit.tier.in_(FORCES), Unit.status == status)
        .outerjoin(TaskForce, TaskForce.unit_id == Unit.id)
        .add_columns(TaskForce, people)
        .order_by(Unit.id.desc())
    )


def people_of(unit_id: int, *, gone: bool = False) -> Select[TaskForceMember]:
    """Who belongs to a force, or did, with the squad of each."""
    ended = TaskForceMember.until.is_not(None) if gone else TaskForceMember.until.is_(None)
    return (
        select(TaskForceMember)
        .join(TaskForceMember.member)
        .join(Member.unit)
        .where(TaskForceMember.unit_id == unit_id, ended)
        .options(joinedload(TaskForceMember.member).joinedload(Member.unit))
        .order_by(Unit.path, Member.pinyin, TaskForceMember.id)
    )


def leaders_of(unit_id: int, now: datetime) -> list[str]:
    """The names of those who lead a unit now."""
    statement = select(Account.name).join(Grant, Grant.account_id == Account.id)
    return list(db.session.scalars(statement.where(Grant.unit_id == unit_id, Grant.holds(now))))


def emergencies(*, closed: bool) -> Select[Emergency]:
    """Emergencies that hold, or those that are over, newest first."""
    over = Emergency.closed_at.is_not(None) if closed else Emergency.closed_at.is_(None)
    return select(Emergency).where(over).options(joinedload(Emergency.place)).order_by(Emergency.id.desc())


def emergency(emergency_id: int) -> Emergency:
    """One of them, or NotVisible."""
    statement = select(Emergency).where(Emergency.id == emergency_id).options(joinedload(Emergency.place))
    found = db.session.scalar(statement) if emergency_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return found


def bypasses(emergency_id: int) -> Sequence[Bypass]:
    """All that gave way, first things first."""
    return db.session.scalars(select(Bypass).where(Bypass.emergency_id == emergency_id).order_by(Bypass.id)).all()


def call_outs(actor: Actor, emergency_id: int | None = None) -> Select[CallOut]:
    """Call-outs that the actor makes or whose people the actor leads, newest first."""
    below = unit_within(Claim.unit_id, actor.reach(Permission.MEMBER_READ))
    asked = select(Claim.id).where(Claim.position_id == CallOut.position_id, below).exists()
    statement = select(CallOut).where(or_(calling(actor, CallOut.unit_id), asked))
    if emergency_id is not None:
        statement = statement.where(CallOut.emergency_id == emergency_id)
    return with_parts(statement).order_by(CallOut.closed_at.is_not(None), CallOut.id.desc())


def with_parts(statement: S) -> S:
    """Load along what a list of call-outs shows."""
    position = joinedload(CallOut.position, innerjoin=True)
    return statement.options(
        joinedload(CallOut.unit, innerjoin=True),
        joinedload(CallOut.emergency).joinedload(Emergency.place),
        position.joinedload(Position.project, innerjoin=True),
        position.joinedload(Position.session, innerjoin=True).joinedload(ServiceSession.site, innerjoin=True),
    )


def call_out_seen(actor: Actor, call_out_id: int) -> CallOut:
    """One call-out that the actor may look at, or NotVisible."""
    statement = with_parts(select(CallOut)).where(CallOut.id == call_out_id)
    found = db.session.scalar(statement) if call_out_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    seen = answers_seen(actor, found.unit, Claim.unit_id)
    asked = select(Claim.id).where(Claim.position_id == found.position_id, seen).limit(1)
    if db.session.scalar(asked) is None:
        raise NotVisible
    return found


def by_minutes(actor: Actor, emergency: Emergency) -> Select[Demand]:
    """The demands of the town in sight that run by minutes and wait for their unit, the most pressing first."""
    return (
        visible(Demand, actor, Permission.DEMAND_READ)
        .join(Place, Place.id == Demand.site_id)
        .where(
            func.starts_with(Place.path, emergency.place.path),
            Demand.status.in_(ANSWER_AWAITED),
            Demand.urgency == Urgency.EMERGENCY,
        )
        .options(*LOADED)
        .order_by(*PRESSING_FIRST, Demand.id)
    )


def towns_without() -> list[tuple[int, str]]:
    """The towns where no emergency holds."""
    holding = select(Emergency.place_id).where(Emergency.closed_at.is_(None))
    free = select(Place.id, Place.name).where(Place.kind == PlaceKind.TOWN, Place.id.not_in(holding))
    return [(town_id, name) for town_id, name in db.session.execute(free.order_by(Place.code))]


def sites_in(town: Place) -> list[tuple[int, str]]:
    """The sites of a town, and the town itself, by code."""
    kinds = (PlaceKind.TOWN, PlaceKind.SITE)
    below = select(Place.id, Place.name).where(func.starts_with(Place.path, town.path), Place.kind.in_(kinds))
    return [(site_id, name) for site_id, name in db.session.execute(below.order_by(Place.path))]


def needs_of(emergency: Emergency) -> Sequence[tuple[Position, int | None]]:
    """What was opened at once in an emergency: its positions, each with its call-out where people were called."""
    opened = select(Bypass.details["project_id"].as_integer()).where(
        Bypass.emergency_id == emergency.id, Bypass.rule == "review"
    )
    made = aliased(CallOut)
    statement = (
        select(Position, made.id)
        .join(Project, Project.id == Position.project_id)
        .outerjoin(made, made.position_id == Position.id)
        .where(Position.project_id.in_(opened))
        .options(joinedload(Position.project), joinedload(Position.session).joinedload(ServiceSession.site))
        .order_by(Position.id.desc())
    )
    return [(position, call_out_id) for position, call_out_id in db.session.execute(statement)]


def suspended(found: Iterable[Bypass]) -> Sequence[ServiceSession]:
    """The sessions that an emergency put off, of what gave way in it."""
    ids = [one.details["session_id"] for one in found if one.rule == "session"]
    statement = select(ServiceSession).where(ServiceSession.id.in_(ids))
    parts = (joinedload(ServiceSession.project), joinedload(ServiceSession.site))
    return db.session.scalars(statement.options(*parts).order_by(ServiceSession.starts)).all()


def urgent_position(position_id: int) -> Position:
    """A position that was opened at once in an emergency, or NotVisible."""
    opened = select(Bypass.details["project_id"].as_integer()).where(Bypass.rule == "review")
    statement = (
        select(Position)
        .where(Position.id == position_id, Position.project_id.in_(opened))
        .options(joinedload(Position.project), joinedload(Position.session).joinedload(ServiceSession.site))
    )
    found = db.session.scalar(statement) if position_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return found
