"""Where people are missing: places of sessions by town and by day, and the list behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, cast, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.home.gap_rows import DayFill, Need, PlaceNeed, Sums
from volunteer.home.spans import Span, coming
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Reach
from volunteer.organization.models import Place, PlaceKind
from volunteer.organization.scope import place_within, unit_within
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.queries import in_town
from volunteer.projects.states import ProjectStatus, SessionStatus

ANY_SKILL = "any"  # in the address: the places that ask for no skill

GONE = Position.taken + Position.reserved
FREE = Position.headcount - GONE
FREE_MINUTES = cast(FREE * func.extract("epoch", ServiceSession.ends - ServiceSession.starts) / 60, Integer)


@dataclass(frozen=True)
class Wanted:
    """What a list of places is narrowed to. Without days: what lies ahead within two weeks."""

    days: Span | None = None
    town: str | None = None
    skill: str | None = None
    level: int | None = None
    short: bool = True

    @property
    def ahead(self) -> bool:
        """Whether only what can still be filled is meant: days by themselves include what is over."""
        return self.short or self.days is None


def held(*columns: Any) -> Select[Any]:
    """Places of sessions with their project and site joined."""
    return (
        select(*columns)
        .select_from(Position)
        .join(Position.session)
        .join(Project, Project.id == Position.project_id)
        .join(Place, Place.id == ServiceSession.site_id)
    )


def conditions(reach: Reach, wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    """What the places of a list have in common."""
    span = wanted.days or coming(clock.local(now).date())
    found = [
        ServiceSession.status == SessionStatus.PLANNED,
        ServiceSession.starts >= span.begins,
        ServiceSession.starts < span.ends,
        or_(unit_within(Project.unit_id, reach), place_within(ServiceSession.site_id, reach)),
    ]
    if wanted.ahead:
        found += [Project.status == ProjectStatus.PUBLISHED, ServiceSession.starts > now]
    else:
        found.append(Project.status.in_((ProjectStatus.PUBLISHED, ProjectStatus.FINISHED)))
    if wanted.short:
        found.append(FREE > 0)
    if wanted.town:
        found.append(in_town(Place.path, wanted.town))
    if wanted.skill:
        found.append(Position.skill.is_(None) if wanted.skill == ANY_SKILL else Position.skill == wanted.skill)
    if wanted.level is not None:
        found.append(Position.level == wanted.level)
    return found


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


def totals(*measures: Any) -> list[ColumnElement[Any]]:
    """The sum of each measure, 0 where there is nothing."""
    return [func.coalesce(func.sum(measure), 0) for measure in measures]
