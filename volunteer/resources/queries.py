"""Reading what teams offer, and the orders of sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, and_, any_, case, exists, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import aliased, joinedload

from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, place_within, scoped, unit_within, visible
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.rules import STANDING, Booking, month_of
from volunteer.resources.states import OrderStatus, ResourceStatus
from volunteer.web.api import LARGEST_ID

LOADED = (joinedload(Resource.unit), joinedload(Resource.place))
ORDER_LOADED = (
    joinedload(ResourceOrder.resource).joinedload(Resource.unit),
    joinedload(ResourceOrder.site).joinedload(Place.parent),
    joinedload(ResourceOrder.demand),
)
YEAR = timedelta(days=365)
order_begins = func.lower(ResourceOrder.period, type_=DateTime(timezone=True))
STANDS = ResourceOrder.status.in_(STANDING)
EVERYWHERE = func.cardinality(Resource.town_ids) == 0


def offered_to(reach: Reach) -> ColumnElement[bool]:
    """The resource is offered to a town within reach, or to the town of a site within reach."""
    within = [
        or_(Place.path.startswith(path, autoescape=True), func.starts_with(literal(path), Place.path))
        for path in reach.place_paths
    ]
    return or_(EVERYWHERE, exists().where(_named_town(), or_(false(), *within)))


@scoped(Resource)
def _resources(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """A unit sees its own; a site what is published and offered to its town."""
    own = unit_within(Resource.unit_id, reach)
    if not reach.place_paths:
        return own
    return or_(own, and_(Resource.status == ResourceStatus.PUBLISHED, offered_to(reach)))


@scoped(ResourceOrder)
def _orders(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """The unit sees who orders of it, the site what it ordered."""
    offered = ResourceOrder.resource_id.in_(select(Resource.id).where(unit_within(Resource.unit_id, reach)))
    return or_(offered, place_within(ResourceOrder.site_id, reach))


@dataclass(frozen=True)
class ResourceFilters:
    """What a list is narrowed by; None where it is not. `on`: can be had on this day if ordered today."""

    q: str | None = None
    kind: str | None = None
    status: str | None = None
    category: str | None = None
    skill: str | None = None
    town: str | None = None
    unit_id: int | None = None
    on: date | None = None


def reached(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The resource is within reach of a permission."""
    return _resources(actor, actor.reach(permission))


def in_sight(actor: Actor) -> Select[Resource]:
    """What the actor may order, or keeps."""
    either = (reached(actor, permission) for permission in (Permission.RESOURCE_ORDER, Permission.RESOURCE_MANAGE))
    return select(Resource).where(or_(*either))


def narrowed(statement: Select[Resource], filters: ResourceFilters, today: date) -> Select[Resource]:
    """A list of resources as the filters ask for it."""
    for name in ("kind", "status", "category", "skill", "unit_id"):
        wanted = getattr(filters, name)
        if wanted is not None:
            statement = statement.where(getattr(Resource, name) == wanted)
    if filters.town:
        statement = statement.where(or_(EVERYWHERE, exists().where(_named_town(), Place.code == filters.town)))
    if filters.q:
        unit = aliased(Unit)
        words = [column.icontains(filters.q, autoescape=True) for column in (Resource.title, Resource.text)]
        named = select(unit.id).where(
            or_(unit.name.contains(filters.q, autoescape=True), unit.short_name.contains(filters.q, autoescape=True))
        )
        statement = statement.where(or_(*words, Resource.unit_id.in_(named)))
    return statement.where(can_be_had(filters.on, today)) if filters.on else statement


def can_be_had(day: date, today: date) -> ColumnElement[bool]:
    """On that day, ordered today: within its dates, with enough notice, the month's quota not used up."""
    starts, ends = month_of(datetime.combine(day, time(12), SHANGHAI))
    used = (
        select(func.count())
        .where(ResourceOrder.resource_id == Resource.id, STANDS, begins_within(starts, ends))
        .correlate(Resource)
        .scalar_subquery()
    )
    return and_(
        or_(Resource.first_day.is_(None), Resource.first_day <= day),
        or_(Resource.last_day.is_(None), Resource.last_day >= day),
        Resource.notice_days <= (day - today).days,
        or_(Resource.monthly_quota.is_(None), used < Resource.monthly_quota),
    )


def offered_in(actor: Actor, category: str | None) -> int:
    """How many resources of a category the actor could order."""
    statement = select(func.count()).where(
        Resource.status == ResourceStatus.PUBLISHED, reached(actor, Permission.RESOURCE_ORDER)
    )
    if category:
        statement = statement.where(Resource.category == category)
    return db.session.scalar(statement) or 0


def kept(actor: Actor) -> Select[Resource]:
    """What the actor's units offer."""
    return visible(Resource, actor, Permission.RESOURCE_MANAGE)


def one_resource(actor: Actor, resource_id: int) -> Resource:
    """A resource in sight, or NotVisible."""
    wanted = in_sight(actor).where(Resource.id == resource_id).options(*LOADED)
    found = db.session.scalar(wanted) if resource_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return found


def own_resource(actor: Actor, resource_id: int, *, lock: bool = False) -> Resource:
    """A resource that the actor's units offer, or NotVisible."""
    return get_visible(Resource, actor, Permission.RESOURCE_MANAGE, resource_id, lock=lock)


@dataclass(frozen=True)
class OrderFilters:
    """What a list of orders is narrowed by."""

    status: str | None = None
    resource_id: int | None = None


def orders(actor: Actor, filters: OrderFilters) -> Select[ResourceOrder]:
    """The orders in sight: those that wait for an answer first, the next service before later ones."""
    reaches = (actor.reach(Permission.RESOURCE_ORDER), actor.reach(Permission.RESOURCE_MANAGE))
    statement = select(ResourceOrder).where(or_(*(_orders(actor, reach) for reach in reaches))).options(*ORDER_LOADED)
    if filters.status:
        statement = statement.where(ResourceOrder.status == filters.status)
    if filters.resource_id:
        statement = statement.where(ResourceOrder.resource_id == filters.resource_id)
    rank = case({OrderStatus.ORDERED: 0, OrderStatus.ACCEPTED: 1}, value=ResourceOrder.status, else_=2)
    return statement.order_by(rank, order_begins, ResourceOrder.id)


def an_id(text: str) -> int:
    """An id of the address; ValueError for what no row can have."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError
    return number


def one_order(actor: Actor, order_id: int, permission: Permission) -> ResourceOrder:
    """An order in sight under a permission, or NotVisible."""
    return get_visible(ResourceOrder, actor, permission, order_id)


def standing_order(demand_id: int, *, lock: bool = False) -> ResourceOrder | None:
    """The order behind a demand, if it still stands."""
    statement = select(ResourceOrder).where(ResourceOrder.demand_id == demand_id, STANDS)
    if lock:
        statement = statement.with_for_update(key_share=True, of=ResourceOrder)
    return db.session.scalar(statement.execution_options(populate_existing=lock))


@dataclass(frozen=True)
class Behind:
    """What a demand was ordered from, as the demands room asks for it."""

    resource_id: int
    title: str
    unit: Unit


def order_behind(demand_id: int) -> Behind | None:
    """The resource whose standing order a demand is."""
    order = standing_order(demand_id)
    return Behind(order.resource_id, order.resource.title, order.resource.unit) if order else None


def bookings(resource_id: int, since: datetime, until: datetime, *, but: int | None = None) -> Sequence[Booking]:
    """What is held of a resource in a time, but for one order."""
    return [Booking(order.starts, order.ends, order.quantity) for order in _held(resource_id, since, until, but)]


def week_orders(resource_id: int, since: datetime, until: datetime) -> Sequence[ResourceOrder]:
    """The standing orders of a resource in a time, the earliest first, with their sites."""
    return _held(resource_id, since, until, None, joinedload(ResourceOrder.site))


def _named_town() -> ColumnElement[bool]:
    """A place is one of the towns that a resource is offered to."""
    return and_(Place.kind == PlaceKind.TOWN, Place.id == any_(Resource.town_ids))


def _held(
    resource_id: int, since: datetime, until: datetime, but: int | None, *options: Any
) -> Sequence[ResourceOrder]:
    statement = (
        select(ResourceOrder)
        .where(
            ResourceOrder.resource_id == resource_id,
            STANDS,
            ResourceOrder.period.overlaps(Range(since, until)),
        )
        .order_by(order_begins, ResourceOrder.id)
        .options(*options)
    )
    return db.session.scalars(statement if but is None else statement.where(ResourceOrder.id != but)).all()


def begins_within(starts: datetime, ends: datetime) -> ColumnElement[bool]:
    return and_(order_begins >= starts, order_begins < ends)
