"""Lists within reach, and what their rows are held against."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.demands.models import Demand
from volunteer.demands.queries import asked_for_by
from volunteer.demands.states import DemandStatus
from volunteer.hotlines.checking import Earlier, Known, Site
from volunteer.hotlines.models import HotlineList, HotlineOrder, HotlineRow, HotlineSender
from volunteer.hotlines.states import RowAction
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, place_within, scoped, unit_within, visible


@scoped(HotlineList)
def _lists(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """One's own, those of one's town, those of a top brigade for whoever holds it there."""
    own = HotlineList.created_by == actor.account_id
    return or_(own, place_within(HotlineList.place_id, reach), unit_within(HotlineList.unit_id, reach))


def lists(actor: Actor) -> Select[HotlineList]:
    """Newest first."""
    within = visible(HotlineList, actor, Permission.HOTLINE_IMPORT).options(joinedload(HotlineList.sender))
    return within.order_by(HotlineList.id.desc())


def one_list(actor: Actor, list_id: int, *, lock: bool = False) -> HotlineList:
    """A list within reach, or NotVisible."""
    return get_visible(HotlineList, actor, Permission.HOTLINE_IMPORT, list_id, lock=lock)


def senders() -> Sequence[str]:
    """Who sent lists before."""
    return db.session.scalars(select(HotlineSender.name).order_by(HotlineSender.name)).all()


def known(actor: Actor, sender_id: int) -> Known:
    """Sites within reach, and the sender's earlier orders."""
    town = aliased(Place)
    sites = select(Place.id, Place.name, town.name).join(town, town.id == Place.parent_id).where(asked_for_by(actor))
    orders = (
        select(HotlineOrder.number, HotlineOrder.fingerprint, Demand.site_id)
        .join(Demand, Demand.id == HotlineOrder.demand_id)
        .where(HotlineOrder.sender_id == sender_id)
    )
    return Known(
        (Site(*row) for row in db.session.execute(sites)),
        {number: Earlier(seen, site_id) for number, seen, site_id in db.session.execute(orders)},
    )


def rows_of(made: HotlineList, action: RowAction | None = None) -> Select[HotlineRow]:
    """The rows of a list by line, perhaps only those that come to one thing."""
    statement = select(HotlineRow).where(HotlineRow.list_id == made.id).order_by(HotlineRow.line)
    return statement if action is None else statement.where(HotlineRow.action == action)


def became(made: HotlineList, rows: Sequence[HotlineRow]) -> dict[int, Demand]:
    """By row, the demand that its work order became, of those that were shown."""
    wanted = with_demands(made).where(HotlineRow.id.in_([row.id for row in rows]))
    return {row.id: demand for row, demand, _lead in db.session.execute(wanted) if demand is not None}


def with_demands(made: HotlineList) -> Select[HotlineRow, Demand | None, Demand | None]:
    """(row, the demand its work order became at the row's own site or None, the one it is done with or None)."""
    lead = aliased(Demand)
    order = HotlineOrder.sender_id == made.sender_id
    merged = (lead.id == Demand.merged_into_id) & (Demand.status == DemandStatus.MERGED)
    return (
        select(HotlineRow, Demand, lead)
        .outerjoin(HotlineOrder, order & (HotlineOrder.number == HotlineRow.order_number))
        .outerjoin(Demand, (Demand.id == HotlineOrder.demand_id) & (Demand.site_id == HotlineRow.site_id))
        .outerjoin(lead, merged)
        .where(HotlineRow.list_id == made.id)
        .options(joinedload(Demand.responsible_unit), joinedload(lead.responsible_unit))
        .order_by(HotlineRow.line)
    )
