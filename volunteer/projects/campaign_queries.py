"""Reading campaigns: those to choose from, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, distinct, func, select

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.models import Position, Project, ProjectDemand, ServiceSession
from volunteer.projects.queries import with_parts
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.web.api import LARGEST_ID

COUNTED = (ProjectStatus.PUBLISHED, ProjectStatus.FINISHED)


@dataclass(frozen=True)
class Totals:
    """What a campaign's published and finished projects come to."""

    projects: int
    sessions: int
    places: int
    taken: int
    demands: int


def campaigns() -> Select[Campaign]:
    """All of them, the latest first."""
    return select(Campaign).order_by(Campaign.since.desc(), Campaign.id.desc())


def campaign_choices(today: date | None = None, chosen: int | None = None) -> list[tuple[int, str]]:
    """Those that a list can be narrowed to; with a day only those that are not over, and the one chosen before."""
    rows = db.session.execute(select(Campaign.id, Campaign.name, Campaign.until).order_by(Campaign.since.desc()))
    return [(id_, name) for id_, name, until in rows if today is None or until >= today or id_ == chosen]


def campaign_of(project: Project) -> Campaign | None:
    """The campaign a project belongs to."""
    return db.session.get(Campaign, project.campaign_id) if project.campaign_id is not None else None


def one_campaign(campaign_id: int, *, lock: bool = False) -> Campaign:
    """A campaign, or NotVisible."""
    statement = select(Campaign).where(Campaign.id == min(campaign_id, LARGEST_ID))
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotVisible
    return found


def projects_of(campaign_id: int) -> Select[Project]:
    """The projects that its totals count, the latest first."""
    return with_parts(_counted(campaign_id)).order_by(Project.id.desc())


def totals(campaign_id: int) -> Totals:
    """The sum of these projects; sessions that were called off do not count."""
    projects = _counted(campaign_id).with_only_columns(Project.id).subquery()
    held = ServiceSession.status != SessionStatus.CANCELLED
    places = (
        select(func.count(distinct(ServiceSession.id)), func.sum(Position.headcount), func.sum(Position.taken))
        .select_from(ServiceSession)
        .outerjoin(Position, Position.session_id == ServiceSession.id)
        .where(ServiceSession.project_id.in_(select(projects.c.id)), held)
    )
    demands = select(func.count(distinct(ProjectDemand.demand_id))).where(
        ProjectDemand.project_id.in_(select(projects.c.id))
    )
    number = db.session.scalar(select(func.count()).select_from(projects)) or 0
    sessions, headcount, taken = db.session.execute(places).one()
    return Totals(number, sessions, int(headcount or 0), int(taken or 0), db.session.scalar(demands) or 0)


def an_id(text: str) -> int:
    """An id out of an address; ValueError leaves it out."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def _counted(campaign_id: int) -> Select[Project]:
    return select(Project).where(Project.campaign_id == campaign_id, Project.status.in_(COUNTED))
