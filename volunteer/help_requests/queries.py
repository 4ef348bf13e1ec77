"""Where a resident asks: towns and sites are public knowledge. What the public may see of a demand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from volunteer.demands.models import Demand
from volunteer.demands.queries import LOADED
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.finding import sites_called
from volunteer.organization.models import Place, PlaceKind

MOST_FOUND = 30
# A unit has read it by then; what it turned down or its asker took back is nobody else's business.
SHOWN = (
    DemandStatus.ACCEPTED,
    DemandStatus.PUBLISHED,
    DemandStatus.IN_SERVICE,
    DemandStatus.AWAITING_RATING,
    DemandStatus.CLOSED,
)


def towns() -> Sequence[Place]:
    """All towns, by name as their codes order them."""
    return db.session.scalars(select(Place).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)).all()


def sites_of(town: Place) -> Sequence[Place]:
    """The sites of a town."""
    statement = select(Place).where(Place.parent_id == town.id, Place.kind == PlaceKind.SITE)
    return db.session.scalars(statement.order_by(Place.name)).all()


def town_by(code: str) -> Place | None:
    """A town by its code."""
    return db.session.scalar(select(Place).where(Place.code == code, Place.kind == PlaceKind.TOWN))


def site_by(code: str) -> Place:
    """A site by its code, with its town; NotVisible if there is none."""
    statement = select(Place).where(Place.code == code, Place.kind == PlaceKind.SITE)
    site = db.session.scalar(statement.options(joinedload(Place.parent)))
    if site is None:
        raise NotVisible
    return site


def sites_named(q: str) -> Sequence[Place]:
    """Sites whose name, or whose town's, holds what was typed."""
    return db.session.scalars(sites_called(q).limit(MOST_FOUND)).all()


def shown_demand(number: str) -> Demand:
    """A demand whose public part anybody may see."""
    statement = select(Demand).where(Demand.number == number, Demand.status.in_(SHOWN)).options(*LOADED)
    demand = db.session.scalar(statement)
    if demand is None:
        raise NotVisible
    return demand


def holds(which: ColumnElement[bool], site: Place) -> bool:
    """Whether a site meets a condition on places."""
    return db.session.scalar(select(Place.id).where(Place.id == site.id, which)) is not None
