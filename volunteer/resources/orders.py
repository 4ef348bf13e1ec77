"""点单: a site orders, the team answers. The order and its demand change in one transaction.

Locks are taken in one order: an existing demand, its order, the resource. Whoever orders locks the resource first, but
the demand that comes of it is new.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import Range

from volunteer.demands import service as demands
from volunteer.demands.answering import unit_answering
from volunteer.demands.models import Demand
from volunteer.demands.queries import single_site
from volunteer.demands.wording import risk_of
from volunteer.happenings.resources import (
    OrderAccepted,
    OrderDeclined,
    OrderHappening,
    OrderPlaced,
    OrderWithdrawn,
)
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import root_brigade
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import get_visible, require
from volunteer.projects.rules import helpers_needed
from volunteer.resources.figures import used_in_month
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.queries import bookings, one_order
from volunteer.resources.rules import LONGEST, ORDER_MACHINE, exclusive, held
from volunteer.resources.service import is_offered
from volunteer.resources.states import IfDeclined, ResourceKind
from volunteer.taxonomy.models import Category

TAKEN = {"no_double_booking": "taken"}


@use_case
def order(work: Work, actor: Actor, resource_id: int, wanted: Mapping[str, Any]) -> ResourceOrder:
    """A site orders a resource for a time: a demand of the site, already matched to the team that offers it."""
    resource = get_visible(Resource, actor, Permission.RESOURCE_ORDER, resource_id, lock=True)
    site = _site(actor, wanted.get("site_id") or single_site(actor))
    starts = wanted["starts"]
    ends = wanted.get("ends") or starts + timedelta(hours=resource.hours)
    quantity = wanted.get("quantity") or 1
    _check(work, resource, site, starts, ends)
    room_for(resource, starts, ends, quantity)
    content = _demand_content(resource, site, {**wanted, "starts": starts, "ends": ends, "quantity": quantity})
    demand = demands.post(actor, content, submit_now=True, unit=resource.unit)
    placed = ResourceOrder(
        resource_id=resource.id,
        site_id=site.id,
        demand_id=demand.id,
        period=Range(starts, ends),
        exclusive=exclusive(resource.kind),
        quantity=quantity,
        if_declined=wanted.get("if_declined") or IfDeclined.PASS_ON,
        ordered_by=actor.account_id,
        ordered_at=work.now,
    )
    db.session.add(placed)
    with refusing(TAKEN):
        db.session.flush()
    work.record(tell(OrderPlaced, placed))
    return placed


@use_case
def accept(work: Work, actor: Actor, order_id: int) -> ResourceOrder:
    """The team comes: its demand is accepted with it, and waits for a project."""
    asked = _may_answer(actor, order_id, "accept")
    demands.accept(actor, asked.demand_id, held=Permission.RESOURCE_MANAGE)
    return answer(work, asked, "accept", OrderAccepted)


@use_case
def decline(work: Work, actor: Actor, order_id: int, reason: str) -> ResourceOrder:
    """The team cannot. As the site chose beforehand, another unit answers its demand, or nobody does."""
    asked = _may_answer(actor, order_id, "decline")
    instead = _instead(asked) if asked.if_declined == IfDeclined.PASS_ON else None
    if instead is None:
        demands.decline(actor, asked.demand_id, reason, held=Permission.RESOURCE_MANAGE)
    else:
        demands.forward(actor, asked.demand_id, instead.id, reason, held=Permission.RESOURCE_MANAGE)
    return answer(work, asked, "decline", OrderDeclined, reason)


@use_case
def withdraw(work: Work, actor: Actor, order_id: int, reason: str | None = None) -> ResourceOrder:
    """The site takes it back before it is published, and its demand with it."""
    asked = one_order(actor, order_id, Permission.RESOURCE_ORDER)
    require(actor, Permission.RESOURCE_ORDER, asked.resource.unit.path, asked.site.path)
    ORDER_MACHINE.target(asked.status, "withdraw")
    demands.withdraw(actor, asked.demand_id, reason)
    return answer(work, asked, "withdraw", OrderWithdrawn, reason)


def answer(
    work: Work, order: ResourceOrder, step: str, kind: type[OrderHappening], reason: str | None = None
) -> ResourceOrder:
    """Take a step of an order whose demand is locked, and tell it."""
    db.session.refresh(order, with_for_update={"key_share": True})
    ORDER_MACHINE.move(order, step)
    order.reason = reason
    order.answered_by = work.actor.account_id if work.actor else None
    order.answered_at = work.now
    order.version += 1
    work.record(tell(kind, order, reason=reason))
    return order


def tell(kind: type[OrderHappening], order: ResourceOrder, reason: str | None = None) -> OrderHappening:
    """The happening about an order."""
    return kind(
        subject_id=order.id,
        unit_id=order.resource.unit_id,
        resource_id=order.resource_id,
        demand_id=order.demand_id,
        site_id=order.site_id,
        reason=reason,
    )


def room_for(resource: Resource, starts: datetime, ends: datetime, quantity: int, *, but: int | None = None) -> None:
    """Refused unless it is free then, and the month's quota is not used up; the resource is locked."""
    if quantity > resource.quantity:
        raise Refused("too_many_pieces", num=resource.quantity)
    left = resource.quantity - held(bookings(resource.id, starts, ends, but=but), starts, ends)
    if quantity > left:
        raise Refused("taken", num=left) if left else Refused("taken")
    if resource.monthly_quota is not None:
        used = used_in_month([resource.id], starts, but=but).get(resource.id, 0)
        if used >= resource.monthly_quota:
            raise Refused("quota_used_up", month=local(starts).month, num=resource.monthly_quota)


def _check(work: Work, resource: Resource, site: Place, starts: datetime, ends: datetime) -> None:
    """Refused unless it is offered to the site for that day; Invalid where the time is none."""
    if not is_offered(resource) or (resource.town_ids and not set(resource.town_ids) & set(ids_of(site.path))):
        raise Refused("not_offered")
    if starts <= work.now:
        raise Invalid({"starts": _("开始时间已经过了，请改到以后")})
    if not timedelta(0) < ends - starts <= LONGEST:
        raise Invalid({"ends": _("结束时间要晚于开始时间，最长 24 小时")})
    first, last = local(starts).date(), local(ends).date()
    if first < (resource.first_day or first) or last > (resource.last_day or last):
        raise Refused("not_offered")
    earliest = local(work.now).date() + timedelta(days=resource.notice_days)
    if first < earliest:
        raise Refused("notice_too_short", num=resource.notice_days, day=earliest)


def _demand_content(resource: Resource, site: Place, wanted: Mapping[str, Any]) -> dict[str, Any]:
    category = db.session.get_one(Category, resource.category)
    pieces = _("%(title)s × %(num)s", title=resource.title, num=wanted["quantity"])
    return {
        "site_id": site.id,
        "category": resource.category,
        "title": pieces if wanted["quantity"] > 1 else resource.title,
        "text": wanted.get("note") or resource.text,
        "public_place": _place_of(resource) or wanted.get("public_place") or _usual_place(site),
        "skill": resource.skill,
        "level": 1,
        "headcount": max(resource.headcount, helpers_needed(category.safeguards)),
        "starts": wanted["starts"],
        "ends": wanted["ends"],
        "contact_name": wanted.get("contact_name"),
        "contact_phone": wanted.get("contact_phone"),
        "risk_note": resource.risk_note or risk_of(resource.category),
    }


def _place_of(resource: Resource) -> str | None:
    """Who orders a venue comes to it; everything else comes to the site."""
    if resource.kind != ResourceKind.VENUE:
        return None
    return resource.address or (resource.place.name if resource.place else resource.title)


def _usual_place(site: Place) -> str:
    return str(_("%(site)s党群服务中心", site=site.name))


def _site(actor: Actor, site_id: int | None) -> Place:
    site = db.session.get(Place, site_id) if site_id else None
    if site is None or site.kind != PlaceKind.SITE:
        raise Invalid({"site_id": _("请选择一个社区或村")})
    require(actor, Permission.RESOURCE_ORDER, root_brigade().path, site.path)
    return site


def _may_answer(actor: Actor, order_id: int, step: str) -> ResourceOrder:
    """An order of the actor's units on which the step can be taken."""
    try:
        found = one_order(actor, order_id, Permission.RESOURCE_MANAGE)
    except NotVisible:
        one_order(actor, order_id, Permission.RESOURCE_ORDER)
        raise Forbidden from None
    ORDER_MACHINE.target(found.status, step)
    return found


def _instead(order: ResourceOrder) -> Unit | None:
    """Who answers the demand by default (D5), but for the unit that just declined."""
    answering = db.session.get_one(Demand, order.demand_id).responsible_unit_id
    return next((unit for unit in (unit_answering(order.site_id), root_brigade()) if unit.id != answering), None)
