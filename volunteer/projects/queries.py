"""Reading projects, sessions and open positions. Drafts are seen within reach, published ones by everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from volunteer.accounts.models import Account
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Grant, Place, Unit
from volunteer.organization.permissions import Permission, roles_with
from volunteer.organization.scope import place_within, scoped, unit_within, visible
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.web.api import LARGEST_ID

EARTH_RADIUS_M = 6_371_008.8
STANDING = (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW, ProjectStatus.UNPUBLISHED, ProjectStatus.PUBLISHED)
SHOWN_TO_ALL = (ProjectStatus.PUBLISHED, ProjectStatus.FINISHED, ProjectStatus.CANCELLED)


def _within(reach: Reach) -> ColumnElement[bool]:
    return or_(unit_within(Project.unit_id, reach), place_within(Project.site_id, reach))


@scoped(Project)
def _projects(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return or_(and_(Project.status.in_(SHOWN_TO_ALL), Project.published_at.is_not(None)), _within(reach))


@scoped(ServiceSession)
def _sessions(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return ServiceSession.project_id.in_(select(Project.id).where(_projects(actor, reach)))


def with_parts(statement: Select[Project]) -> Select[Project]:
    """Load sites, sessions and positions along: what a listing or a detail page shows."""
    return statement.options(
        joinedload(Project.site).joinedload(Place.parent),
        joinedload(Project.unit),
        selectinload(Project.sessions).selectinload(ServiceSession.positions),
        selectinload(Project.sessions).joinedload(ServiceSession.site),
        selectinload(Project.positions),
    )


def demand_ids_of(project_id: int) -> Select[int]:
    """The demands that a project answers."""
    return (
        select(ProjectDemand.demand_id).where(ProjectDemand.project_id == project_id).order_by(ProjectDemand.demand_id)
    )


def demand_ids_by_project(project_ids: Sequence[int]) -> dict[int, list[int]]:
    """The demands that each of the projects answers."""
    statement = (
        select(ProjectDemand.project_id, func.array_agg(ProjectDemand.demand_id))
        .where(ProjectDemand.project_id.in_(project_ids))
        .group_by(ProjectDemand.project_id)
    )
    return {project_id: sorted(demands) for project_id, demands in db.session.execute(statement)}


def standing_answers(demand_ids: Sequence[int]) -> dict[int, Project]:
    """By demand, the project under way that answers it, a draft among them."""
    statement = (
        select(ProjectDemand.demand_id, Project)
        .join(Project, Project.id == ProjectDemand.project_id)
        .where(ProjectDemand.demand_id.in_(demand_ids), Project.status.in_(STANDING))
        .order_by(Project.id)
    )
    return {demand_id: project for demand_id, project in db.session.execute(statement)} if demand_ids else {}


def answered_by_project(demand_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The demand of this id has a project under way."""
    return (
        select(1)
        .select_from(ProjectDemand)
        .join(Project, Project.id == ProjectDemand.project_id)
        .where(ProjectDemand.demand_id == demand_id, Project.status.in_(STANDING))
        .exists()
    )


def one_project(actor: Actor, project_id: int) -> Project:
    """A project with all that a page shows, or NotVisible."""
    statement = with_parts(visible(Project, actor, Permission.PROJECT_READ)).where(Project.id == project_id)
    project = db.session.scalar(statement) if project_id <= LARGEST_ID else None
    if project is None:
        raise NotVisible
    return project


def one_session(actor: Actor, session_id: int) -> ServiceSession:
    """A session with its positions and project, or NotVisible."""
    statement = visible(ServiceSession, actor, Permission.PROJECT_READ).where(ServiceSession.id == session_id)
    parts = statement.options(
        joinedload(ServiceSession.project).joinedload(Project.unit),
        joinedload(ServiceSession.site),
        selectinload(ServiceSession.positions),
    )
    session = db.session.scalar(parts) if session_id <= LARGEST_ID else None
    if session is None:
        raise NotVisible
    return session


def possible_hosts(session: ServiceSession, now: datetime) -> list[tuple[int, str]]:
    """(account, name) of those who may run the session: leaders of its unit, and of its place."""
    leading = (
        select(Account.id, Account.name)
        .join(Grant, Grant.account_id == Account.id)
        .outerjoin(Unit, Unit.id == Grant.unit_id)
        .outerjoin(Place, Place.id == Grant.place_id)
        .where(
            Grant.role.in_(roles_with(Permission.SESSION_RUN)),
            Grant.holds(now),
            or_(
                func.starts_with(session.project.unit.path, Unit.path),
                Unit.path.startswith(session.project.unit.path),
                func.starts_with(session.site.path, Place.path),
            ),
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(account_id, name) for account_id, name in db.session.execute(leading)]


def host_names(sessions: Sequence[ServiceSession]) -> dict[int, str]:
    """The names of the hosts of some sessions."""
    hosts = {session.host_id for session in sessions if session.host_id is not None}
    named = select(Account.id, Account.name).where(Account.id.in_(hosts))
    return {account_id: name for account_id, name in db.session.execute(named)} if hosts else {}


def sessions_to_call_off(reach: Reach, town_id: int, first: date, last: date, now: datetime) -> Select[ServiceSession]:
    """The sessions ahead below a town, from one day to another (both included), of the units within reach; locked."""
    town = aliased(Place, name="town")
    begins, ends = datetime.combine(first, time(), SHANGHAI), datetime.combine(last, time(), SHANGHAI)
    return (
        select(ServiceSession)
        .join(ServiceSession.project)
        .join(ServiceSession.site)
        .join(town, Place.path.startswith(town.path))
        .where(
            town.id == town_id,
            Project.status == ProjectStatus.PUBLISHED,
            _within(reach),
            ServiceSession.status.in_((SessionStatus.PLANNED, SessionStatus.POSTPONED)),
            ServiceSession.starts > now,
            ServiceSession.starts >= begins,
            ServiceSession.starts < ends + timedelta(days=1),
        )
        .order_by(ServiceSession.id)
        .with_for_update(key_share=True, of=ServiceSession)
    )


def ended_before(moment: datetime) -> Select[Project]:
    """Published projects that had a session, and nothing that ends after the moment; locked, skipping those in use."""
    ahead = (
        select(ServiceSession.id)
        .where(
            ServiceSession.project_id == Project.id,
            or_(
                ServiceSession.status == SessionStatus.POSTPONED,
                and_(ServiceSession.status == SessionStatus.PLANNED, ServiceSession.ends > moment),
            ),
        )
        .exists()
    )
    held = (
        select(ServiceSession.id)
        .where(ServiceSession.project_id == Project.id, ServiceSession.status == SessionStatus.PLANNED)
        .exists()
    )
    return (
        select(Project)
        .where(Project.status == ProjectStatus.PUBLISHED, held, ~ahead)
        .order_by(Project.id)
        .with_for_update(key_share=True, skip_locked=True)
    )


@dataclass(frozen=True)
class ProjectFilters:
    """What a list of projects can be narrowed by. `mine` leaves only those within the actor's own reach."""

    status: str | None = None
    category: str | None = None
    town: str | None = None
    unit_id: int | None = None
    q: str | None = None
    mine: bool = False
    made_by: int | None = None
    campaign: int | None = None
    below_unit: int | None = None  # the unit and everything under it


def project_list(visible_projects: Select[Project], actor: Actor, wanted: ProjectFilters) -> Select[Project]:
    """The projects that pass the filters, latest first."""
    statement = visible_projects.join(Project.site)
    if wanted.mine:
        statement = statement.where(_within(actor.reach(Permission.PROJECT_READ)))
    if wanted.status:
        statement = statement.where(Project.status == wanted.status)
    if wanted.category:
        statement = statement.where(Project.category == wanted.category)
    if wanted.unit_id is not None:
        statement = statement.where(Project.unit_id == wanted.unit_id)
    if wanted.below_unit is not None:
        top = select(Unit.path).where(Unit.id == wanted.below_unit).scalar_subquery()
        statement = statement.where(Project.unit_id.in_(select(Unit.id).where(func.starts_with(Unit.path, top))))
    if wanted.campaign is not None:
        statement = statement.where(Project.campaign_id == wanted.campaign)
    if wanted.made_by is not None:
        statement = statement.where(Project.created_by == wanted.made_by)
    if wanted.town:
        statement = statement.where(in_town(Place.path, wanted.town))
    if wanted.q:
        statement = statement.where(_mentions(wanted.q, Project.title, Project.summary, Place.name))
    return statement.order_by(Project.id.desc())


def in_town(path: SQLColumnExpression[str], town: str) -> ColumnElement[bool]:
    """The path lies at or below the place of this code or name."""
    named = aliased(Place, name="named")
    return (
        select(1)
        .select_from(named)
        .where(or_(named.code == town, named.name == town), path.startswith(named.path))
        .exists()
    )


def _mentions(words: str, *columns: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Every word stands in one of the columns, upper and lower case alike; % and _ are themselves."""
    return and_(*(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words.split()))
