"""Whatever is done to a demand on its own pages, the order behind it follows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from volunteer.demands.models import Demand
from volunteer.happenings.demands import (
    DemandAccepted,
    DemandCancelled,
    DemandChanged,
    DemandDeclined,
    DemandEdited,
    DemandForwarded,
    DemandHappening,
    DemandWithdrawn,
)
from volunteer.happenings.organization import UnitClosed
from volunteer.happenings.resources import (
    OrderAccepted,
    OrderDeclined,
    OrderHappening,
    OrderMoved,
    OrderWithdrawn,
    ResourcePassedOn,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import refusing
from volunteer.kernel.unit_of_work import Work
from volunteer.resources.models import Resource
from volunteer.resources.orders import TAKEN, answer, room_for, tell
from volunteer.resources.queries import standing_order
from volunteer.resources.rules import ORDER_MACHINE


def accepted(happening: DemandAccepted, work: Work) -> None:
    """Whoever accepts the demand accepts the order."""
    _follow(happening, work, "accept", OrderAccepted)


def declined(happening: DemandDeclined, work: Work) -> None:
    """The team said no on the demand's page."""
    _follow(happening, work, "decline", OrderDeclined)


def forwarded(happening: DemandForwarded, work: Work) -> None:
    """Another unit answers now: what was ordered of the team is free again."""
    order = standing_order(happening.subject_id)
    if order is not None and order.resource.unit_id != happening.unit_id:
        _follow(happening, work, "decline", OrderDeclined)


def withdrawn(happening: DemandWithdrawn | DemandCancelled, work: Work) -> None:
    """The site needs it no longer."""
    _follow(happening, work, "withdraw", OrderWithdrawn)


def moved(happening: DemandEdited | DemandChanged, work: Work) -> None:
    """The demand has another time: the booking follows, or the change is refused because it is taken then."""
    order = standing_order(happening.subject_id, lock=True)
    demand = db.session.get_one(Demand, happening.subject_id)
    if order is None or (order.starts, order.ends) == (demand.starts, demand.ends):
        return
    resource = db.session.get_one(Resource, order.resource_id, with_for_update={"key_share": True})
    room_for(resource, demand.starts, demand.ends, order.quantity, but=order.id)
    order.period = Range(demand.starts, demand.ends)
    order.version += 1
    with refusing(TAKEN):
        db.session.flush()
    work.record(tell(OrderMoved, order))


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """What a closed unit offered is offered by its successor."""
    offered = select(Resource).where(Resource.unit_id == happening.subject_id).order_by(Resource.id)
    for resource in db.session.scalars(offered.with_for_update(key_share=True)):
        resource.unit_id = happening.successor_id
        resource.version += 1
        work.record(ResourcePassedOn(subject_id=resource.id, unit_id=happening.successor_id))


def _follow(happening: DemandHappening, work: Work, step: str, kind: type[OrderHappening]) -> None:
    """Take the step, unless the order took it itself and the demand followed."""
    order = standing_order(happening.subject_id)
    if order is not None and step in {s.name for s in ORDER_MACHINE.open_steps(order.status)}:
        answer(work, order, step, kind, happening.reason)
