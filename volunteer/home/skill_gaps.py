"""The largest gaps by town and skill, with how many members could fill them, so that a remedy can be named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Float, Integer, String, and_, case, column, func, or_, select, values
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from volunteer.gaps.places import FREE, FREE_MINUTES, Wanted, conditions, held
from volunteer.home.gap_rows import Gap, Holders
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Reach
from volunteer.organization.models import Place
from volunteer.organization.scope import unit_within
from volunteer.people.models import SERVING, Member, MemberSkill
from volunteer.people.queries import skill_counts
from volunteer.projects.models import Position, ServiceSession
from volunteer.taxonomy.models import Skill

SHOWN = 6
KM_PER_DEGREE = 111.195


def largest(reach: Reach, members: Reach, now: datetime) -> list[Gap]:
    """The gaps of the coming two weeks that miss most time; members are counted within the other reach."""
    gaps = _by_town_and_skill(reach, now)
    asked = [(n, gap) for n, gap in enumerate(gaps) if gap.skill is not None]
    if not asked or not members:
        return gaps
    found = _holders(asked, members, now)
    return [gap if gap.skill is None else replace(gap, holders=found.get(n, Holders())) for n, gap in enumerate(gaps)]


def _by_town_and_skill(reach: Reach, now: datetime) -> list[Gap]:
    town = aliased(Place, name="town")
    level = case((Position.skill.is_(None), 1), else_=Position.level)
    missing_minutes = func.sum(FREE_MINUTES)
    soonest_first = (ServiceSession.starts, Position.id)
    statement = (
        held(
            town.name,
            town.code,
            town.lon,
            town.lat,
            Position.skill,
            level,
            func.sum(FREE),
            func.coalesce(func.sum(FREE).filter(~ServiceSession.off_hours), 0),
            missing_minutes,
            func.min(ServiceSession.starts),
            *(func.array_agg(aggregate_order_by(key, *soonest_first))[1] for key in (Position.project_id, Position.id)),
        )
        .join(town, town.id == func.coalesce(Place.parent_id, Place.id))
        .where(*conditions(reach, Wanted(), now))
        .group_by(town.id, Position.skill, level)
        .order_by(missing_minutes.desc(), town.id, Position.skill, level)
        .limit(SHOWN)
    )
    return [Gap(*row) for row in db.session.execute(statement)]


def _holders(asked: list[tuple[int, Gap]], members: Reach, now: datetime) -> dict[int, Holders]:
    """For each numbered gap, who holds its skill: one pass over the holders of these skills."""
    gap = values(
        column("n", Integer),
        column("skill", String),
        column("level", Integer),
        column("lon", Float),
        column("lat", Float),
        name="gap",
    ).data([(n, one.skill, one.level, one.lon, one.lat) for n, one in asked])
    today = clock.local(now).date()
    counting, skilled = skill_counts(today), MemberSkill.level >= gap.c.level
    near = func.coalesce(_kilometres(gap.c.lon, gap.c.lat) <= Member.radius_km, False)
    waiting = and_(Skill.needs_approval, MemberSkill.approved_at.is_(None))
    statement = (
        select(
            gap.c.n,
            func.count().filter(counting, skilled, near),
            func.count().filter(counting, skilled, ~near),
            func.count().filter(counting, ~skilled, near),
            func.count().filter(waiting, skilled, near),
        )
        .select_from(gap)
        .join(MemberSkill, MemberSkill.skill == gap.c.skill)
        .join(Skill, Skill.code == MemberSkill.skill)
        .join(Member, Member.id == MemberSkill.member_id)
        .where(
            Member.kind.in_(SERVING),
            or_(Member.paused_until.is_(None), Member.paused_until < today),
            unit_within(Member.unit_id, members),
        )
        .group_by(gap.c.n)
    )
    return {n: Holders(*numbers) for n, *numbers in db.session.execute(statement)}


def _kilometres(lon: Any, lat: Any) -> Any:
    """From a member's home to a point, on a plane: right to a metre within a city."""
    east = (Member.home_lon - lon) * func.cos(func.radians(lat))
    return func.sqrt(func.pow(east, 2) + func.pow(Member.home_lat - lat, 2)) * KM_PER_DEGREE
