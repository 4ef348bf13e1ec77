"""Reading open positions for matching, narrowed in SQL to what can come into question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.kernel.database import db
from volunteer.matching.problem import Point
from volunteer.organization.models import Organ, Place
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.queries import claimable
from volunteer.suggestions.adapter import HORIZON, MemberRow, PositionRow

# A degree of latitude is 111.19 km; a little less makes every box a little larger than the circle it holds.
KM_PER_DEGREE = 111.0
SAID_NO = frozenset({ClaimStatus.DECLINED, ClaimStatus.REFUSED})


def open_to(member: MemberRow, now: datetime) -> list[PositionRow]:
    """Free positions of the coming weeks in the member's surroundings that ask for nothing they cannot do."""
    place = or_(*(_in_box(point, member.radius_km) for point in member.anchors.values()))
    conditions = [
        *claimable(now),
        ServiceSession.starts <= now + HORIZON,
        Position.taken + Position.reserved < Position.headcount,
        or_(Position.skill.is_(None), Position.skill.in_(member.skills)),
        place,
    ]
    if member.off_hours_only:
        conditions.append(ServiceSession.off_hours.is_(True))
    return read_positions(conditions, now, [Claim.member_id == member.id])


def read_positions(
    which: Iterable[ColumnElement[bool]], now: datetime, whose: Sequence[ColumnElement[bool]] = ()
) -> list[PositionRow]:
    """Positions that meet the conditions, by id, each with the members who are out of the question.

    `whose` narrows those members to the ones that matter to the caller.
    """
    statement = _positions(now, whose).where(*which).order_by(Position.id)
    return [_row(row) for row in db.session.execute(statement)]


def near(position: PositionRow) -> ColumnElement[bool]:
    """Members with an anchor whose box around it, as wide as their radius, holds the position.

    Needs Member and Organ in the statement. Somebody without a home may have a registered site as anchor.
    """
    lon, lat = position.at
    return or_(
        _reaches(Member.home_lon, Member.home_lat, lon, lat),
        _reaches(Organ.lon, Organ.lat, lon, lat),
        Member.home_lon.is_(None),
    )


def _positions(now: datetime, whose: Sequence[ColumnElement[bool]]) -> Select[Any]:
    excluded = (
        select(func.array_agg(Claim.member_id))
        .where(Claim.position_id == Position.id, Claim.status.in_(LIVE | SAID_NO), ~lapsed(now), *whose)
        .scalar_subquery()
    )
    return (
        select(
            Position.id,
            Position.project_id,
            Position.session_id,
            ServiceSession.site_id,
            Place.lon,
            Place.lat,
            ServiceSession.starts,
            ServiceSession.ends,
            ServiceSession.off_hours,
            Project.category,
            Position.skill,
            Position.level,
            Position.headcount,
            (Position.taken + Position.reserved).label("gone"),
            excluded.label("excluded"),
        )
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .join(Project, Project.id == Position.project_id)
        .join(Place, Place.id == ServiceSession.site_id)
    )


def _row(row: Row[Any]) -> PositionRow:
    values = row._asdict()
    at = (values.pop("lon"), values.pop("lat"))
    excluded = frozenset(values.pop("excluded") or ())
    return PositionRow(**values, at=at, excluded=excluded)


def _in_box(point: Point, radius_km: float) -> ColumnElement[bool]:
    lon, lat = point
    high = radius_km / KM_PER_DEGREE
    wide = high / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + high))))
    return and_(Place.lat.between(lat - high, lat + high), Place.lon.between(lon - wide, lon + wide))


def _reaches(own_lon: Any, own_lat: Any, lon: float, lat: float) -> ColumnElement[bool]:
    high = Member.radius_km / KM_PER_DEGREE
    wide = high / func.greatest(0.01, func.cos(func.radians(func.least(89.0, abs(lat) + high))))
    return and_(func.abs(own_lat - lat) <= high, func.abs(own_lon - lon) <= wide)
