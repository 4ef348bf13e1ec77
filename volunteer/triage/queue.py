"""The demands that wait for somebody to look at them, in the order in which they should be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Integer, Select, func, literal, literal_column, select, tuple_

from volunteer.demands.models import Demand
from volunteer.demands.queries import LOADED
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.web.api import LARGEST_ID

PAGE = 20
COUNTED_TO = 1_000  # further than that nobody needs to know
NEVER = "never"

# As the index of the queue has them (demands/models.py).
_CLOCK: ColumnElement[datetime] = literal_column(
    "coalesce(demand.deadline, 'infinity'::timestamptz)", DateTime(timezone=True)
)
_RANK: ColumnElement[int] = literal_column("strpos('emergency urgent normal', demand.urgency)", Integer)
RANKS = {urgency: "emergency urgent normal".index(urgency) + 1 for urgency in Urgency}


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


def page(actor: Actor, after: str | None) -> Slice:
    """The demands after a place in the queue, the most pressing first."""
    statement = waiting(actor).options(*LOADED).order_by(_CLOCK, _RANK, Demand.id).limit(PAGE + 1)
    if (place := _read(after)) is not None:
        statement = statement.where(tuple_(_CLOCK, _RANK, Demand.id) > place)
    found = db.session.scalars(statement).all()
    shown = found[:PAGE]
    return Slice(shown, _place(shown[-1]) if len(found) > PAGE else None, number(actor))


def waiting(actor: Actor) -> Select[Demand]:
    """What the actor may pass on or return, and nobody has answered yet."""
    return visible(Demand, actor, Permission.DEMAND_FORWARD).where(Demand.status == DemandStatus.SUBMITTED)


def number(actor: Actor) -> int:
    """How many wait, counted no further than COUNTED_TO and one."""
    some = waiting(actor).with_only_columns(Demand.id).limit(COUNTED_TO + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _place(demand: Demand) -> str:
    clock = demand.deadline.astimezone(UTC).isoformat() if demand.deadline else NEVER
    return f"{clock}_{RANKS[Urgency(demand.urgency)]}_{demand.id}"


def _read(after: str | None) -> Any:
    """The place that an address names; None for the beginning, and for what cannot be read."""
    try:
        clock, rank, demand_id = (after or "").split("_")
        if int(demand_id) > LARGEST_ID or int(rank) > max(RANKS.values()):
            return None
        ends = _INFINITY if clock == NEVER else literal(datetime.fromisoformat(clock))
        return tuple_(ends, literal(int(rank)), literal(int(demand_id)))
    except ValueError:
        return None


_INFINITY: ColumnElement[datetime] = literal_column("'infinity'::timestamptz", DateTime(timezone=True))
