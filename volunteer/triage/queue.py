"""The demands that wait for somebody to look at them, in the order in which they should be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from volunteer.demands.models import Demand
from volunteer.demands.pressing import PRESSING_FIRST, behind, place_of
from volunteer.demands.queries import LOADED
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible

PAGE = 20
COUNTED_TO = 1_000  # further than that nobody needs to know
PRESSING = "pressing"
ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    PRESSING: PRESSING_FIRST,
    "newest": (Demand.submitted_at.desc(),),
    "starts": (Demand.starts.asc(),),
}


@dataclass(frozen=True)
class Slice:
    """A page of the queue, and where the next one begins."""

    demands: Sequence[Demand]
    after: str | None
    waiting: int

    @property
    def more_than_counted(self) -> bool:
        """There are more than is worth counting."""
        return self.waiting > COUNTED_TO


@dataclass(frozen=True)
class QueueFilters:
    """What the queue is narrowed by; None where it is not. `town` is a place's code."""

    town: str | None = None
    urgency: str | None = None
    channel: str | None = None
    category: str | None = None
    overdue: bool = False


def page(actor: Actor, filters: QueueFilters, after: str | None, now: datetime) -> Slice:
    """The demands after a place in the queue, the most pressing first."""
    narrowed = waiting(actor, filters, now)
    statement = ordered(actor, filters, now).limit(PAGE + 1)
    if (rest := behind(after)) is not None:
        statement = statement.where(rest)
    found = db.session.scalars(statement).all()
    shown = found[:PAGE]
    return Slice(shown, place_of(shown[-1]) if len(found) > PAGE else None, _number(narrowed))


def ordered(actor: Actor, filters: QueueFilters, now: datetime, order: str = PRESSING) -> Select[Demand]:
    """What waits, in one of ORDERS, with all that is shown of it."""
    return waiting(actor, filters, now).options(*LOADED).order_by(*ORDERS[order], Demand.id)


def waiting(actor: Actor, filters: QueueFilters, now: datetime) -> Select[Demand]:
    """What the actor may pass on or return, and nobody has answered yet."""
    statement = visible(Demand, actor, Permission.DEMAND_FORWARD).where(Demand.status == DemandStatus.SUBMITTED)
    if filters.town is not None:
        town = select(Place.id).where(Place.code == filters.town, Place.kind == PlaceKind.TOWN).scalar_subquery()
        statement = statement.where(Demand.site_id.in_(select(Place.id).where(Place.parent_id == town)))
    for name in ("urgency", "channel", "category"):
        if (wanted := getattr(filters, name)) is not None:
            statement = statement.where(getattr(Demand, name) == wanted)
    return statement.where(Demand.deadline < now) if filters.overdue else statement


def _number(narrowed: Select[Demand]) -> int:
    """How many wait, counted no further than COUNTED_TO and one."""
    some = narrowed.with_only_columns(Demand.id).limit(COUNTED_TO + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
