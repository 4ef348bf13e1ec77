"""The three lists 资源清单, 需求清单, 项目清单: what is public of each, within reach, narrowed by the same filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.clock import SHANGHAI
from volunteer.organization.actor import Actor
from volunteer.organization.finding import units_called
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, unit_within, visible
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.queries import SHOWN_TO_ALL
from volunteer.resources import queries
from volunteer.resources.models import Resource
from volunteer.resources.states import ResourceStatus

UNSEEN_DEMANDS = (DemandStatus.DRAFT, DemandStatus.RETURNED)  # between the asker and the unit


@dataclass(frozen=True)
class ListFilters:
    """What a list is narrowed by; None where it is not. `unit`: as typed. `since` to `until`: days of service."""

    town: str | None = None
    category: str | None = None
    unit: str | None = None
    since: date | None = None
    until: date | None = None


def resources(actor: Actor, wanted: ListFilters) -> Select[Resource]:
    """What is published: of one's units, and what one's sites can order."""
    statement = select(Resource).where(
        Resource.status == ResourceStatus.PUBLISHED,
        or_(
            *(queries.reached(actor, permission) for permission in (Permission.RESOURCE_ORDER, Permission.REPORT_READ))
        ),
    )
    named = queries.ResourceFilters(town=wanted.town, category=wanted.category)
    statement = queries.narrowed(statement, named, date.min)
    if wanted.since:
        statement = statement.where(or_(Resource.last_day.is_(None), Resource.last_day >= wanted.since))
    if wanted.until:
        statement = statement.where(or_(Resource.first_day.is_(None), Resource.first_day <= wanted.until))
    statement = statement.where(*_of_unit(Resource.unit_id, wanted))
    return statement.options(*queries.LOADED).order_by(Resource.kind, Resource.title, Resource.id)


def demands(actor: Actor, wanted: ListFilters) -> Select[Demand]:
    """What sites asked for and units answer; drafts and what is being supplemented are nobody else's business."""
    statement = visible(Demand, actor, Permission.DEMAND_READ).where(
        Demand.status.not_in(UNSEEN_DEMANDS),
        *_in_town(Demand.site_id, wanted),
        *_of_unit(Demand.responsible_unit_id, wanted),
        *_on_days(Demand.starts, wanted),
    )
    if wanted.category:
        statement = statement.where(Demand.category == wanted.category)
    loaded = (joinedload(Demand.site).joinedload(Place.parent), joinedload(Demand.responsible_unit))
    return statement.options(*loaded).order_by(Demand.starts.desc(), Demand.id)


def projects(actor: Actor, wanted: ListFilters) -> Select[Project]:
    """What was published by one's units, or for one's sites."""
    sites = actor.reach(Permission.DEMAND_READ)
    statement = select(Project).where(
        Project.status.in_(SHOWN_TO_ALL),
        Project.published_at.is_not(None),
        or_(
            unit_within(Project.unit_id, actor.reach(Permission.PROJECT_READ)),
            place_within(Project.site_id, sites),
        ),
        *_in_town(Project.site_id, wanted),
        *_of_unit(Project.unit_id, wanted),
    )
    if wanted.category:
        statement = statement.where(Project.category == wanted.category)
    if wanted.since or wanted.until:
        on_days = _on_days(ServiceSession.starts, wanted)
        statement = statement.where(exists().where(ServiceSession.project_id == Project.id, *on_days))
    loaded = (joinedload(Project.site).joinedload(Place.parent), joinedload(Project.unit))
    return statement.options(*loaded).order_by(Project.published_at.desc(), Project.id)


LISTS: Mapping[str, Callable[[Actor, ListFilters], Select[Any]]] = {
    "resources": resources,
    "demands": demands,
    "projects": projects,
}


def _in_town(site_column: Any, wanted: ListFilters) -> list[ColumnElement[bool]]:
    if not wanted.town:
        return []
    town = aliased(Place)
    of_town = (
        select(Place.id)
        .join(town, and_(town.kind == PlaceKind.TOWN, town.code == wanted.town))
        .where(func.starts_with(Place.path, town.path))
    )
    return [site_column.in_(of_town)]


def _of_unit(unit_column: Any, wanted: ListFilters) -> list[ColumnElement[bool]]:
    """Units called so, and all that belongs to them."""
    if not wanted.unit:
        return []
    called = units_called(None, wanted.unit).order_by(None).with_only_columns(Unit.path).subquery()
    below = select(Unit.id).join(called, func.starts_with(Unit.path, called.c.path))
    return [unit_column.in_(below)]


def _on_days(column: Any, wanted: ListFilters) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.since:
        conditions.append(column >= datetime.combine(wanted.since, time(), SHANGHAI))
    if wanted.until:
        conditions.append(column < datetime.combine(wanted.until + timedelta(days=1), time(), SHANGHAI))
    return conditions
