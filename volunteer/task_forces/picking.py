"""Whom to call: a force, units, a skill, a distance; counted before anybody is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, literal, or_, select

from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.people.models import SERVING, Member, MemberSkill
from volunteer.task_forces.models import TaskForceMember
from volunteer.task_forces.rules import FORCES

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, kw_only=True)
class Picks:
    """What those who are called have in common. Without anything it is everybody below the calling unit."""

    unit: Unit  # who calls
    below: Unit | None = None  # only of this unit
    skill: str | None = None
    within_km: float | None = None  # of the site, from home or office


@dataclass(frozen=True)
class Count:
    """How many would be called, and how many of them have another service then; how many take a break."""

    people: int
    busy: int
    paused: int


def picked(actor: Actor, picks: Picks, site: Place | None) -> Select[int]:
    """The ids of the members who would be asked, those who take a break among them."""
    conditions = [Member.kind.in_(SERVING), _whose(actor, picks.unit)]
    if picks.below is not None:
        subtree = select(Unit.id).where(func.starts_with(Unit.path, picks.below.path))
        conditions.append(Member.unit_id.in_(subtree))
    if picks.skill:
        conditions.append(_has_skill(picks.skill))
    if picks.within_km is not None and site is not None:
        conditions.append(_near(site, picks.within_km))
    return select(Member.id).where(*conditions)


def count(members: Select[int], starts: datetime, ends: datetime, now: datetime) -> Count:
    """The numbers the caller sees first."""
    paused = Member.paused_until >= clock.local(now).date()
    period = func.tstzrange(starts, ends)
    elsewhere = (
        select(Claim.id).where(Claim.member_id == Member.id, Claim.blocks, Claim.period.op("&&")(period)).exists()
    )
    numbers = select(
        func.count().filter(paused.is_not(True)),
        func.count().filter(paused.is_not(True) & elsewhere),
        func.count().filter(paused),
    ).where(Member.id.in_(members))
    return Count(*db.session.execute(numbers).one())


def _whose(actor: Actor, unit: Unit) -> ColumnElement[bool]:
    """A force calls those drawn into it, wherever they belong; any other unit those below it."""
    if unit.tier in FORCES:
        drawn = select(TaskForceMember.member_id).where(
            TaskForceMember.unit_id == unit.id, TaskForceMember.until.is_(None)
        )
        return Member.id.in_(drawn)
    below = select(Unit.id).where(func.starts_with(Unit.path, unit.path))
    return and_(Member.unit_id.in_(below), unit_within(Member.unit_id, actor.reach(Permission.CALL_OUT)))


def _has_skill(skill: str) -> ColumnElement[bool]:
    return select(literal(1)).where(MemberSkill.member_id == Member.id, MemberSkill.skill == skill).exists()


def _near(site: Place, km: float) -> ColumnElement[bool]:
    places = ((Member.home_lon, Member.home_lat), (Member.office_lon, Member.office_lat))
    return or_(*(_distance_km(lon, lat, site) <= km for lon, lat in places))


def _distance_km(
    lon: SQLColumnExpression[float | None], lat: SQLColumnExpression[float | None], site: Place
) -> ColumnElement[float]:
    """Along the great circle, by the haversine formula."""
    half = func.power(func.sin(func.radians(lat - site.lat) / 2), 2) + func.cos(func.radians(lat)) * func.cos(
        func.radians(site.lat)
    ) * func.power(func.sin(func.radians(lon - site.lon) / 2), 2)
    return 2 * EARTH_RADIUS_KM * func.asin(func.sqrt(func.least(1.0, half)))
