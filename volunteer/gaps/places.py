"""Which places of sessions lack people: the one meaning of a gap, for overview, lists and reports alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, or_, select

from volunteer.kernel import clock
from volunteer.kernel.spans import Span, coming
from volunteer.organization.actor import Reach
from volunteer.organization.models import Place
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
    """What places are narrowed to. Without days: what lies ahead within two weeks. `ids`: these positions only."""

    days: Span | None = None
    town: str | None = None
    skill: str | None = None
    level: int | None = None
    ids: frozenset[int] | None = None
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
    return found + _narrower(wanted)


def _narrower(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.town:
        found.append(in_town(Place.path, wanted.town))
    if wanted.skill:
        found.append(Position.skill.is_(None) if wanted.skill == ANY_SKILL else Position.skill == wanted.skill)
    if wanted.level is not None:
        found.append(Position.level == wanted.level)
    if wanted.ids is not None:
        found.append(Position.id.in_(wanted.ids))
    return found


def totals(*measures: Any) -> list[ColumnElement[Any]]:
    """The sum of each measure, 0 where there is nothing."""
    return [func.coalesce(func.sum(measure), 0) for measure in measures]
