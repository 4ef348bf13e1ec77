"""What came of a campaign, as anybody may read it: sums of the whole, never of one person or unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from volunteer.kernel.database import db
from volunteer.projects.campaign_queries import counted
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.states import SessionStatus


@dataclass(frozen=True)
class Served:
    """Services that were confirmed (人次), and their minutes."""

    services: int
    minutes: int


@dataclass(frozen=True)
class Totals:
    """The published and finished projects of a campaign, what was held and confirmed of them, what they answered."""

    projects: int
    held: int
    services: int
    minutes: int
    demands: int
    demands_closed: int


ServedIn = Callable[[Select[int]], Served]
ClosedAmong = Callable[[Select[int]], int]

_sources: list[tuple[ServedIn, ClosedAmong]] = []


def register_campaign_sources(served_in: ServedIn, closed_among: ClosedAmong) -> None:
    """Set who knows what was served in some sessions, and how many of some demands are closed."""
    _sources[:] = [(served_in, closed_among)]


def totals(campaign_id: int, now: datetime) -> Totals:
    """The sums as they are now; a session counts once it is over, unless it was called off."""
    ((served_in, closed_among),) = _sources
    projects = counted(campaign_id).with_only_columns(Project.id)
    sessions = select(ServiceSession.id).where(ServiceSession.project_id.in_(projects))
    held = sessions.where(ServiceSession.status == SessionStatus.PLANNED, ServiceSession.ends <= now)
    demands = select(ProjectDemand.demand_id).where(ProjectDemand.project_id.in_(projects)).distinct()
    served = served_in(sessions)
    return Totals(
        projects=_number(projects),
        held=_number(held),
        services=served.services,
        minutes=served.minutes,
        demands=_number(demands),
        demands_closed=closed_among(demands),
    )


def _number(rows: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
