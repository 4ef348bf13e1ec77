"""Accepted demands that wait for a project, to choose several and answer them with one."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from volunteer.demands.models import Demand
from volunteer.demands.services import is_answered
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.web.api import LARGEST_ID
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

MOST = 20  # what one project may answer

bp = Blueprint("demands_together", __name__)


@bp.get("/demands/to-make")
@needs(Permission.PROJECT_EDIT)
def index() -> str:
    """Those of the reader's units; with `?near=ID` that one first, then its category, then the nearest places."""
    actor = current_actor()
    near = _near(actor, request.args.get("near", type=int))
    found = page_of(waiting(actor).order_by(*_order(near)), size=MOST)
    return render_template("pages/demands/together.html", found=found, near=near)


def waiting(actor: Actor) -> Select[Demand]:
    """The accepted demands for which the actor may make a project, and nobody has yet."""
    return (
        select(Demand)
        .join(Demand.site)
        .where(
            Demand.status == DemandStatus.ACCEPTED,
            unit_within(Demand.responsible_unit_id, actor.reach(Permission.PROJECT_EDIT)),
            ~is_answered(Demand.id),
        )
        .options(contains_eager(Demand.site).joinedload(Place.parent), joinedload(Demand.responsible_unit))
    )


def _near(actor: Actor, demand_id: int | None) -> Demand | None:
    if demand_id is None or demand_id > LARGEST_ID:
        return None
    return db.session.scalar(waiting(actor).where(Demand.id == demand_id))


def _order(near: Demand | None) -> list[ColumnElement[object]]:
    """Degrees of longitude are shorter than those of latitude; for an order within a city this is near enough."""
    if near is None:
        return [Demand.starts, Demand.id]
    squeeze = func.cos(func.radians(near.site.lat))
    away = func.power((Place.lon - near.site.lon) * squeeze, 2) + func.power(Place.lat - near.site.lat, 2)
    return [Demand.id != near.id, Demand.category != near.category, away, Demand.starts, Demand.id]
