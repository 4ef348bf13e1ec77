"""Pages of resources: what a site can order, what a team offers, one resource with its taken times."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.towns import towns
from volunteer.resources import figures, queries, service, shown
from volunteer.resources.models import Resource
from volunteer.resources.states import ResourceKind, ResourceStatus
from volunteer.resources.words import DONE, KINDS, STATUSES
from volunteer.taxonomy.naming import names
from volunteer.web.fields import tidy
from volunteer.web.guard import needs
from volunteer.web.tables import page_of, sorting

CARDS = 12
EITHER = (Permission.RESOURCE_MANAGE, Permission.RESOURCE_ORDER)
STEPS = {"publish": service.publish, "withdraw": service.withdraw}

bp = Blueprint("resources", __name__)


@bp.get("/resources")
@needs(*EITHER)
def index() -> str:
    """What can be ordered, by kind, category, skill and day; for those who order nothing, what their units offer."""
    if not current_actor().may(Permission.RESOURCE_ORDER):
        return own()
    wanted, today = _filters(status=ResourceStatus.PUBLISHED), clock.today()
    statement = queries.narrowed(queries.in_sight(current_actor()), wanted, today)
    found = page_of(statement.options(*queries.LOADED).order_by(Resource.id.desc()), size=CARDS)
    return render_template(
        "pages/resources/index.html",
        found=found,
        cards=shown.cards(found.items, clock.now()),
        wanted=wanted,
        kinds=KINDS,
        categories=names().categories_in_use,
        skills=names().skills_in_use,
        towns=towns(),
        tomorrow=today + timedelta(days=1),
        tabs=resource_tabs("index"),
    )


@bp.get("/resources/own")
@needs(Permission.RESOURCE_MANAGE)
def own() -> str:
    """What the actor's units offer, drafts and withdrawn ones too."""
    actor, wanted = current_actor(), _filters(status=_chosen("status", set(STATUSES)))
    order = sorting({"title": Resource.title, "kind": Resource.kind, "status": Resource.status}, Resource.id, "title")
    mine = queries.narrowed(queries.kept(actor), wanted, clock.today()).options(*queries.LOADED)
    found = page_of(order.apply(mine))
    return render_template(
        "pages/resources/own.html",
        found=found,
        cards=shown.cards(found.items, clock.now()),
        waiting=figures.waiting_by_resource([resource.id for resource in found.items]),
        wanted=wanted,
        order=order,
        kinds=KINDS,
        statuses=STATUSES,
        tabs=resource_tabs("own"),
    )


@bp.get("/resources/<int:resource_id>")
@needs(*EITHER)
def show(resource_id: int) -> str:
    """One resource: what, who, how far ahead, how many are left, and which times of a week are taken."""
    actor, now = current_actor(), clock.now()
    resource = queries.one_resource(actor, resource_id)
    first = first_of_week()
    (card,) = shown.cards([resource], now)
    keeps = shown.keeps(actor, resource)
    return render_template(
        "pages/resources/show.html",
        resource=resource,
        card=card,
        dates=shown.dates_words(resource),
        days=shown.week(actor, resource, first, clock.today()),
        week_title=shown.week_title(first),
        earlier=first - timedelta(days=shown.WEEK),
        later=first + timedelta(days=shown.WEEK),
        kinds=KINDS,
        keeps=keeps,
        standing=figures.standing_number(resource.id, now) if keeps else 0,
        may_order=actor.may(Permission.RESOURCE_ORDER) and service.is_offered(resource),
    )


@bp.post("/resources/<int:resource_id>/<any(publish,withdraw):step>")
@needs(Permission.RESOURCE_MANAGE)
def take_step(resource_id: int, step: str) -> Response:
    """Publish it, or take it back."""
    STEPS[step](current_actor(), resource_id)
    flash(str(DONE[step]), "ok")
    return redirect(url_for("resources.show", resource_id=resource_id), 303)


def resource_tabs(current: str) -> list[dict[str, Any]]:
    """The pages of resources that the actor can go to."""
    actor = current_actor()
    manages = actor.may(Permission.RESOURCE_MANAGE)
    waiting = figures.waiting_orders(actor) if manages else 0
    pages = [("index", _("可点资源"), 0)] if actor.may(Permission.RESOURCE_ORDER) else []
    if manages:
        pages.append(("own", _("本单位资源"), 0))
    pages.append(("orders", _("点单"), waiting))
    urls = {"index": "resources.index", "own": "resources.own", "orders": "resource_orders.index"}
    return [
        {"label": label, "url": url_for(urls[name]), "current": name == current, "badge": badge}
        for name, label, badge in pages
    ]


def first_of_week() -> date:
    """The first of the seven days shown: `?week=`, today unless it can be read."""
    day = request.args.get("week", type=date.fromisoformat)
    return day if day is not None and 2000 <= day.year <= 2199 else clock.today()


def _filters(status: str | None) -> queries.ResourceFilters:
    on = request.args.get("on", type=date.fromisoformat)
    return queries.ResourceFilters(
        q=tidy(request.args.get("q")),
        kind=_chosen("kind", set(ResourceKind)),
        status=status,
        category=tidy(request.args.get("category")),
        skill=tidy(request.args.get("skill")),
        town=tidy(request.args.get("town")),
        on=on if on is not None and 2000 <= on.year <= 2199 else None,
    )


def _chosen(name: str, allowed: set[Any]) -> str | None:
    value = request.args.get(name)
    return value if value in allowed else None
