"""Reading positions for the members who may be asked to take them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.states import LIVE
from volunteer.kernel.database import db
from volunteer.organization.models import Organ, Place
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.suggestions.adapter import PositionRow
from volunteer.suggestions.member_rows import SAID_NO
from volunteer.suggestions.models import NotForMe

# A degree of latitude is 111.19 km; a little less makes every box a little larger than the circle it holds.
KM_PER_DEGREE = 111.0


def read_positions(which: Iterable[ColumnElement[bool]], now: datetime) -> list[PositionRow]:
    """Positions that meet the conditions, by id, each with the members who are out of the question."""
    statement = _positions(now).where(*which).order_by(Position.id)
    return [_row(row) for row in db.session.execute(statement)]


def near(position: PositionRow) -> ColumnElement[bool]:
    """Members with an anchor whose box around it, as wide as their radius, holds the position.

    Needs Member and Organ in the statement. Somebody without a home may have a registered site as anchor.
    """
    lon, lat = position.at
    return or_(
        _reaches(Member.home_lon, Member.home_lat, lon, lat),
        _reaches(func.coalesce(Member.office_lon, Organ.lon), func.coalesce(Member.office_lat, Organ.lat), lon, lat),
        Member.home_lon.is_(None),
    )


def _positions(now: datetime) -> Select[Any]:
    claimed = (
        select(func.array_agg(Claim.member_id))
        .where(Claim.position_id == Position.id, Claim.status.in_(LIVE | SAID_NO), ~lapsed(now))
        .scalar_subquery()
    )
    not_for_them = (
        select(func.array_agg(NotForMe.member_id)).where(NotForMe.project_id == Position.project_id).scalar_subquery()
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
            func.array_cat(claimed, not_for_them).label("excluded"),
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


def _reaches(own_lon: Any, own_lat: Any, lon: float, lat: float) -> ColumnElement[bool]:
    high = Member.radius_km / KM_PER_DEGREE
    wide = high / func.greatest(0.01, func.cos(func.radians(func.least(89.0, abs(lat) + high))))
    return and_(func.abs(own_lat - lat) <= high, func.abs(own_lon - lon) <= wide)
