"""Where people are missing: places of sessions by town and by day, and the list behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Date, Select, cast, func, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.gaps.places import FREE, FREE_MINUTES, GONE, Wanted, conditions, held, totals
from volunteer.home.gap_rows import DayFill, Need, PlaceNeed, Sums
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.organization.actor import Reach
from volunteer.organization.models import Place, PlaceKind
from volunteer.organization.scope import place_within
from volunteer.projects.models import Position, Project, ServiceSession


def places(reach: Reach, wanted: Wanted, now: datetime) -> Select[Position]:
    """The places of a list with all that its rows say, soonest first."""
    return (
        held(Position)
        .where(*conditions(reach, wanted, now))
        .options(
            joinedload(Position.project, innerjoin=True).joinedload(Project.unit, innerjoin=True),
            joinedload(Position.session, innerjoin=True)
            .joinedload(ServiceSession.site, innerjoin=True)
            .joinedload(Place.parent),
        )
        .order_by(ServiceSession.starts, Position.id)
    )


def sums(reach: Reach, wanted: Wanted, now: datetime) -> Sums:
    """The places of a list together."""
    statement = held(func.count(), *totals(Position.headcount, GONE, FREE, FREE_MINUTES))
    return Sums(*db.session.execute(statement.where(*conditions(reach, wanted, now))).one())


def need_by_place(reach: Reach, now: datetime, *, by_site: bool = False) -> Need:
    """Needed and claimed places of the coming two weeks by town, or by site for who works for a single town."""
    town = aliased(Place, name="town")
    shown = Place.id if by_site else func.coalesce(Place.parent_id, Place.id)
    short_sites = func.count(Place.id.distinct()).filter(FREE > 0)
    statement = (
        held(town, short_sites, *totals(Position.headcount, GONE, FREE_MINUTES))
        .join(town, town.id == shown)
        .where(*conditions(reach, Wanted(short=False), now))
        .group_by(town.id)
        .order_by(town.id)
    )
    return Need(
        tuple(
            PlaceNeed(place.name, place.code, place.lon, place.lat, *numbers)
            for place, *numbers in db.session.execute(statement)
        )
    )


def towns_within(reach: Reach) -> Sequence[Place]:
    """The towns a map shows: every one to whoever works for units, the own ones to whoever works for places."""
    statement = select(Place).where(Place.kind == PlaceKind.TOWN).order_by(Place.id)
    return db.session.scalars(statement if reach.unit_paths else statement.where(place_within(Place.id, reach))).all()


def by_day(reach: Reach, span: Span, now: datetime) -> dict[date, DayFill]:
    """Needed and claimed places of each day of a span that has any, days gone by included."""
    day = cast(func.timezone(clock.SHANGHAI.key, ServiceSession.starts), Date)
    statement = (
        held(day, *totals(Position.headcount, GONE))
        .where(*conditions(reach, Wanted(days=span, short=False), now))
        .group_by(day)
    )
    return {row[0]: DayFill(*row) for row in db.session.execute(statement)}


def page_of(reach: Reach, wanted: Wanted, now: datetime, page: int, size: int) -> Sequence[Position]:
    """One page of a list, counted from 1."""
    return db.session.scalars(places(reach, wanted, now).limit(size).offset((page - 1) * size)).all()
