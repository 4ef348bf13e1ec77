"""The figures beside resources: what waits, what stands, what a month has left, what came of the orders of a year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import DateTime, func, select

from volunteer.demands.models import Demand
from volunteer.demands.recipients import all_scores
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.queries import STANDS, YEAR, begins_within, order_begins
from volunteer.resources.rules import month_of
from volunteer.resources.states import OrderStatus


def waiting_orders(actor: Actor) -> int:
    """How many orders wait for an answer of the actor's units."""
    mine = visible(ResourceOrder, actor, Permission.RESOURCE_MANAGE).where(ResourceOrder.status == OrderStatus.ORDERED)
    return db.session.scalar(mine.with_only_columns(func.count())) or 0


def waiting_by_resource(resource_ids: Collection[int]) -> dict[int, int]:
    """By resource: the orders that wait for an answer."""
    statement = (
        select(ResourceOrder.resource_id, func.count())
        .where(ResourceOrder.resource_id.in_(resource_ids), ResourceOrder.status == OrderStatus.ORDERED)
        .group_by(ResourceOrder.resource_id)
    )
    return {resource_id: waiting for resource_id, waiting in db.session.execute(statement)}


def standing_number(resource_id: int, now: datetime) -> int:
    """How many orders of a resource stand that are not over."""
    ahead = func.upper(ResourceOrder.period, type_=DateTime(timezone=True)) > now
    counted = select(func.count()).where(ResourceOrder.resource_id == resource_id, STANDS, ahead)
    return db.session.scalar(counted) or 0


def used_in_month(resource_ids: Collection[int], instant: datetime, *, but: int | None = None) -> dict[int, int]:
    """By resource: the standing orders of the month in Shanghai that an instant belongs to."""
    statement = (
        select(ResourceOrder.resource_id, func.count())
        .where(ResourceOrder.resource_id.in_(resource_ids), STANDS, begins_within(*month_of(instant)))
        .group_by(ResourceOrder.resource_id)
    )
    if but is not None:
        statement = statement.where(ResourceOrder.id != but)
    return {resource_id: used for resource_id, used in db.session.execute(statement)}


@dataclass(frozen=True)
class Record:
    """What came of the orders of a year: how often it served, and what was said of it."""

    served: int = 0
    ratings: int = 0
    average: float | None = None


def records(resource_ids: Collection[int], now: datetime) -> dict[int, Record]:
    """By resource: the services of the last year with their ratings."""
    over = (DemandStatus.AWAITING_RATING, DemandStatus.CLOSED)
    said = all_scores().subquery("said")
    statement = (
        select(
            ResourceOrder.resource_id,
            func.count(ResourceOrder.id.distinct()),
            func.count(said.c.score),
            func.avg(said.c.score),
        )
        .join(Demand, Demand.id == ResourceOrder.demand_id)
        .outerjoin(said, said.c.demand_id == Demand.id)
        .where(
            ResourceOrder.resource_id.in_(resource_ids),
            ResourceOrder.status == OrderStatus.ACCEPTED,
            Demand.status.in_(over),
            order_begins >= now - YEAR,
        )
        .group_by(ResourceOrder.resource_id)
    )
    return {
        resource_id: Record(served, ratings, float(average) if average is not None else None)
        for resource_id, served, ratings, average in db.session.execute(statement)
    }


def town_names(resources: Sequence[Resource]) -> dict[int, str]:
    """The names of the towns that resources are offered to."""
    wanted = {town_id for resource in resources for town_id in resource.town_ids}
    if not wanted:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Place.id, Place.name).where(Place.id.in_(wanted)))}
