"""Pages of orders: the form of a site, the list of both sides, the buttons."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demands.queries import own_sites
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.resources import orders, queries, shown
from volunteer.resources.forms import OrderForm
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.pages import EITHER, resource_tabs
from volunteer.resources.rules import ORDER_MACHINE, orderable_days
from volunteer.resources.states import OrderStatus, ResourceKind
from volunteer.resources.words import IF_DECLINED, KINDS, ORDER_DONE
from volunteer.web.errors import came_from
from volunteer.web.fields import tidy
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs
from volunteer.web.idempotency import once
from volunteer.web.statuses import ORDER
from volunteer.web.tables import page_of
from volunteer.web.wording import words

USUAL_START = time(9)
LONGEST_REASON = 500
REFUSED_AT = {"too_many_pieces": "quantity"}  # beside the day, unless named here

bp = Blueprint("resource_orders", __name__)


@bp.get("/resources/<int:resource_id>/order")
@needs(Permission.RESOURCE_ORDER)
def new(resource_id: int) -> str:
    """The form, filled in as far as it can be; `?day=` chooses the day."""
    actor = current_actor()
    resource = queries.one_resource(actor, resource_id)
    sites = _sites(actor, resource)
    return _form_page(_form(resource, sites, data=_proposed(actor, resource, sites)), resource)


@bp.post("/resources/<int:resource_id>/order")
@needs(Permission.RESOURCE_ORDER)
def place(resource_id: int) -> Response | tuple[str, int]:
    """Order it; where the time is taken, free ones near it stand as buttons (`at`) that order at once."""
    actor = current_actor()
    resource = queries.one_resource(actor, resource_id)
    sites = _sites(actor, resource)
    form = _form(resource, sites)
    if not form.validate():
        return _form_page(form, resource), 422
    wanted = _at_proposed(form, {"site_id": _only(sites), **form.wanted()})
    others: list[tuple[datetime, datetime]] = []
    try:
        demand_id = once(form.form_key.data, lambda: orders.order(actor, resource_id, wanted).demand_id)
    except Invalid as invalid:
        show_problems(form, invalid.fields)
    except Refused as refusal:
        show_problems(form, {REFUSED_AT.get(refusal.reason, "day"): words(refusal)})
        others = _other_times(resource, wanted) if refusal.reason == "taken" else []
    else:
        flash(_("点单已送达，%(unit)s会在期限内答复", unit=resource.unit.short_name), "ok")
        return redirect(url_for("demands.detail", demand_id=demand_id), 303)
    return _form_page(form, queries.one_resource(actor, resource_id), others), 422


@bp.get("/orders")
@needs(*EITHER)
def index() -> str:
    """The orders of both sides, those that wait for an answer first."""
    actor, status = current_actor(), request.args.get("status")
    wanted = queries.OrderFilters(
        status=status if status in set(OrderStatus) else None,
        resource_id=request.args.get("resource", type=queries.an_id),
    )
    found = page_of(queries.orders(actor, wanted))
    return render_template(
        "pages/resources/orders.html",
        found=found,
        rows=[{"order": order, "steps": _open_steps(actor, order)} for order in found.items],
        wanted=wanted,
        statuses=[(status.value, ORDER[status].word) for status in OrderStatus],
        if_declined=IF_DECLINED,
        tabs=resource_tabs("orders"),
        answers=actor.may(Permission.RESOURCE_MANAGE),
    )


@bp.post("/orders/<int:order_id>/accept")
@needs(Permission.RESOURCE_MANAGE)
def accept(order_id: int) -> Response:
    """Come; next is the project, on the demand's page."""
    order = orders.accept(current_actor(), order_id)
    flash(str(ORDER_DONE["accept"]), "ok")
    return redirect(url_for("demands.detail", demand_id=order.demand_id), 303)


@bp.post("/orders/<int:order_id>/decline")
@needs(Permission.RESOURCE_MANAGE)
def decline(order_id: int) -> Response:
    """Say no, and why."""
    reason = _reason()
    if reason is None:
        raise Invalid({"reason": _("请写明原因，会告知社区")})
    orders.decline(current_actor(), order_id, reason)
    return _done("decline")


@bp.post("/orders/<int:order_id>/withdraw")
@needs(Permission.RESOURCE_ORDER)
def withdraw(order_id: int) -> Response:
    """Take it back."""
    orders.withdraw(current_actor(), order_id, _reason())
    return _done("withdraw")


def _reason() -> str | None:
    reason = tidy(request.form.get("reason"))
    if reason is not None and len(reason) > LONGEST_REASON:
        raise Invalid({"reason": _("原因请不超过 %(most)s 字", most=LONGEST_REASON)})
    return reason


def _done(step: str) -> Response:
    """Back to the list the button stood on."""
    flash(str(ORDER_DONE[step]), "ok")
    page = came_from()
    return redirect(page if page != "/" else url_for("resource_orders.index"), 303)


def _open_steps(actor: Actor, order: ResourceOrder) -> set[str]:
    """The buttons of an order for this actor."""
    return {
        step.name
        for step in ORDER_MACHINE.open_steps(order.status)
        if step.permission and _covers(actor, order, Permission(step.permission))
    }


def _covers(actor: Actor, order: ResourceOrder, permission: Permission) -> bool:
    site = order.site.path if permission == Permission.RESOURCE_ORDER else None
    return actor.reach(permission).covers(order.resource.unit.path, site)


def _sites(actor: Actor, resource: Resource) -> list[Place] | None:
    """The actor's sites in the towns that it is offered to; None for somebody who orders for any site."""
    if actor.reach(Permission.RESOURCE_ORDER).unit_paths:
        return None
    towns = set(resource.town_ids)
    return [site for site in own_sites(actor) if not towns or towns & set(ids_of(site.path))]


def _form(resource: Resource, sites: list[Place] | None, data: dict[str, Any] | None = None) -> OrderForm:
    form = OrderForm(data=data)
    form.suit(
        counted=resource.kind == ResourceKind.EQUIPMENT,
        comes=resource.kind != ResourceKind.VENUE,
        sites=None if sites is None else [(site.id, site.name) for site in sites],
    )
    return form


def _form_page(form: OrderForm, resource: Resource, others: list[tuple[datetime, datetime]] | None = None) -> str:
    actor, today, now = current_actor(), clock.today(), clock.now()
    first = form.day.data if form.day.data and form.day.data.year < 2199 else today
    month = datetime.combine(first, time(12), clock.SHANGHAI)
    (card,) = shown.cards([resource], now, month)
    return render_template(
        "pages/resources/order.html",
        form=form,
        resource=resource,
        card=card,
        month=month.month,
        days=shown.week(actor, resource, first, today),
        week_title=shown.week_title(first),
        dates=shown.dates_words(resource),
        kinds=KINDS,
        others=others or [],
    )


def _at_proposed(form: OrderForm, wanted: dict[str, Any]) -> dict[str, Any]:
    """With the time of the button pressed, if it was one of those that were proposed."""
    try:
        starts, ends = (datetime.fromisoformat(part) for part in request.form.get("at", "").split("/"))
    except ValueError:
        return wanted
    if starts.tzinfo is None or ends.tzinfo is None:
        return wanted
    begins, stops = clock.local(starts), clock.local(ends)
    form.day.data, form.starts.data, form.ends.data = begins.date(), begins.time(), stops.time()
    return {**wanted, "starts": starts, "ends": ends}


def _other_times(resource: Resource, wanted: dict[str, Any]) -> list[tuple[datetime, datetime]]:
    starts = wanted["starts"]
    ends = wanted["ends"] or starts + timedelta(hours=resource.hours)
    return shown.other_times(resource, starts, ends, wanted.get("quantity") or 1, clock.today())


def _only(sites: list[Place] | None) -> int | None:
    return sites[0].id if sites is not None and len(sites) == 1 else None


def _proposed(actor: Actor, resource: Resource, sites: list[Place] | None) -> dict[str, Any]:
    """What a new form starts with: the first day that can be had, from nine."""
    days = orderable_days(resource.first_day, resource.last_day, resource.notice_days, clock.today())
    chosen = request.args.get("day", type=date.fromisoformat)
    ends = datetime.combine(date(2000, 1, 1), USUAL_START) + timedelta(hours=min(resource.hours, 14))
    only = next((site for site in sites or () if site.id == _only(sites)), None)
    wanted_site = request.args.get("site", type=int)
    return {
        "form_key": secrets.token_urlsafe(16),
        "day": chosen or (max(days[0], clock.today() + timedelta(days=1)) if days else None),
        "starts": USUAL_START,
        "ends": ends.time(),
        "site_id": wanted_site if wanted_site in {site.id for site in sites or ()} else 0,
        "contact_name": actor.name,
        "contact_phone": only.duty_phone if only else None,
    }
