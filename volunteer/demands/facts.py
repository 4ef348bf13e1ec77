"""What the projects room asks about demands, through the seam that wiring fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within


def demands_to_answer(actor: Actor, ids: Sequence[int], lock: bool) -> list[Demand]:
    """The accepted demands of these ids, in this order, for whose units the actor may make projects.

    NotVisible if one is unknown or out of reach, Refused if one does not wait for a project. Locked, so that two
    projects are not made of one at the same time.
    """
    reach = actor.reach(Permission.PROJECT_EDIT)
    statement = select(Demand).where(Demand.id.in_(ids), unit_within(Demand.responsible_unit_id, reach))
    if lock:
        statement = statement.order_by(Demand.id).with_for_update(key_share=True)
    found = {demand.id: demand for demand in db.session.scalars(statement)}
    if found.keys() != set(ids):
        raise NotVisible
    for demand in found.values():
        if demand.status != DemandStatus.ACCEPTED:
            raise Refused("not_in_this_state", step="make_project", status=demand.status)
    return [found[demand_id] for demand_id in dict.fromkeys(ids)]


def names_of(ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """Number and title of demands, for the page of the project that answers them."""
    rows = db.session.execute(select(Demand.id, Demand.number, Demand.title).where(Demand.id.in_(ids)))
    return {demand_id: (number or "", title) for demand_id, number, title in rows}


def kinds_of(ids: Sequence[int]) -> set[str]:
    """The categories of demands, whose safeguards the project that answers them has to keep."""
    return set(db.session.scalars(select(Demand.category).where(Demand.id.in_(ids))))


def hours_of(ids: Sequence[int]) -> dict[int, tuple[datetime, datetime, int]]:
    """When and at which site each of these demands wants somebody; those without a time are left out."""
    rows = db.session.execute(select(Demand.id, Demand.starts, Demand.ends, Demand.site_id).where(Demand.id.in_(ids)))
    return {demand_id: (starts, ends, site_id) for demand_id, starts, ends, site_id in rows if starts and ends}


def closed_among(ids: Select[int]) -> int:
    """How many of these demands are settled to the end."""
    statement = select(func.count()).where(Demand.id.in_(ids), Demand.status == DemandStatus.CLOSED)
    return db.session.scalar(statement) or 0
