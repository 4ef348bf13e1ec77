"""Several demands for the same need: one leads, the others are merged into it and follow its story until split off.

Once the lead was served so were they: each waits for its own site's word, which strikes it off or has it done again by
itself. What one site says of the lead it says of all that it asked for; while none of theirs was said, they go with the
lead into another round.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from volunteer.demands.answering import unit_answering
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import LEADING, MACHINE
from volunteer.demands.states import DemandStatus
from volunteer.demands.steps import cover, note, set_deadline, shut_private, take, tell
from volunteer.happenings.demands import (
    DemandClosed,
    DemandClosedTogether,
    DemandHappening,
    DemandMerged,
    DemandRejoined,
    DemandReopened,
    DemandServed,
    DemandSplit,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission

TOGETHER = (DemandStatus.MERGED, DemandStatus.AWAITING_RATING, DemandStatus.CLOSED)


@use_case
def merge(work: Work, actor: Actor, demand_id: int, lead_id: int) -> Demand:
    """The demand is the same need as the lead, and is done with it. The two are locked in the order of their ids."""
    first, second = sorted((demand_id, lead_id))
    for one in (first, second):
        cover(actor, one_demand(actor, one, lock=True), Permission.DEMAND_FORWARD)
    lead = db.session.get_one(Demand, lead_id)
    if lead_id == demand_id or lead.status not in LEADING:
        raise Refused("cannot_lead")
    if merged_into(demand_id):
        raise Refused("leads_others")
    demand = take(actor, demand_id, "merge")
    demand.merged_into_id, demand.deadline = lead.id, None
    note(work, demand, "merge", lead.number)
    note(work, lead, "lead", demand.number)
    lead.version += 1
    work.record(tell(DemandMerged, demand, details={"lead": lead.id}))
    return demand


@use_case
def split(work: Work, actor: Actor, demand_id: int, reason: str) -> Demand:
    """It was another need after all: it waits for an answer of its own, with a new clock."""
    demand = take(actor, demand_id, "split")
    _alone_again(work, demand, reason)
    return demand


def lead_ended(happening: DemandHappening, work: Work) -> None:
    """The lead was withdrawn, declined or cancelled: what others asked for is not done by that."""
    for demand in _locked_followers(happening.subject_id):
        MACHINE.move(demand, "split")
        demand.version += 1
        _alone_again(work, demand, _("原先一起办理的需求不再办理"))


def lead_served(happening: DemandServed, work: Work) -> None:
    """What was done for the lead was done for all: each is asked how it was. Whoever served answers for it from now."""
    lead = db.session.get_one(Demand, happening.subject_id)
    for demand in _locked_followers(lead.id):
        MACHINE.move(demand, "finish")
        demand.version += 1
        demand.responsible_unit_id, demand.responsible_unit = lead.responsible_unit_id, lead.responsible_unit
        note(work, demand, "finish")
        work.record(tell(DemandServed, demand, details={"lead": lead.id}))


def lead_closed(happening: DemandClosed, work: Work) -> None:
    """The site spoke, or was silent to the end, on all that it asked for with the lead."""
    lead = db.session.get_one(Demand, happening.subject_id)
    awaited = (Demand.status == DemandStatus.AWAITING_RATING, Demand.site_id == lead.site_id)
    for demand in _locked(_done_with(lead.id, *awaited)):
        MACHINE.move(demand, "close_together")
        demand.version += 1
        demand.outcome, demand.closed_at = lead.outcome, work.now
        shut_private(work, demand)
        note(work, demand, "close_together", lead.number)
        work.record(tell(DemandClosedTogether, demand, details={"lead": lead.id, "outcome": lead.outcome}))


def lead_reopened(happening: DemandReopened, work: Work) -> None:
    """It is done again, for all on whom nothing else was said."""
    lead = db.session.get_one(Demand, happening.subject_id)
    for demand in _locked(_done_with(lead.id, or_(Demand.status == DemandStatus.AWAITING_RATING, _closed_together()))):
        MACHINE.move(demand, "rejoin")
        demand.version += 1
        demand.times_reopened += 1
        demand.outcome = demand.closed_at = None
        shut_private(work, demand, again=True)
        note(work, demand, "rejoin", lead.number)
        work.record(tell(DemandRejoined, demand, details={"lead": lead.id}))


def lead_of(demand: Demand) -> Demand | None:
    """The demand that one is merged into, whose story is its own meanwhile."""
    return done_with(demand) if demand.status == DemandStatus.MERGED else None


def done_with(demand: Demand) -> Demand | None:
    """The demand that one is done with, or was until both were served."""
    if demand.status not in TOGETHER or demand.merged_into_id is None:
        return None
    return db.session.get_one(Demand, demand.merged_into_id)


def merged_into(lead_id: int) -> Sequence[Demand]:
    """The demands that follow a lead, in the order they came."""
    return db.session.scalars(_followers(lead_id)).all()


def _locked_followers(lead_id: int) -> Sequence[Demand]:
    return _locked(_followers(lead_id))


def _locked(demands: Select[Demand]) -> Sequence[Demand]:
    return db.session.scalars(demands.with_for_update(key_share=True)).all()


def _followers(lead_id: int) -> Select[Demand]:
    return _done_with(lead_id, Demand.status == DemandStatus.MERGED)


def _done_with(lead_id: int, *conditions: ColumnElement[bool]) -> Select[Demand]:
    return select(Demand).where(Demand.merged_into_id == lead_id, *conditions).order_by(Demand.id)


def _closed_together() -> ColumnElement[bool]:
    """Of a demand: it was struck off with the lead, not by a word of its own."""
    steps = (DemandStep.demand_id == Demand.id, DemandStep.step == "close_together", DemandStep.at == Demand.closed_at)
    return and_(Demand.status == DemandStatus.CLOSED, exists().where(*steps))


def _alone_again(work: Work, demand: Demand, reason: str) -> None:
    lead_id, demand.merged_into_id = demand.merged_into_id, None
    unit = db.session.get_one(Unit, demand.responsible_unit_id)
    if unit.status != UnitStatus.ACTIVE:  # closed while somebody else did the work (D5)
        unit = unit_answering(demand.site_id, demand.times_returned)
    demand.responsible_unit_id, demand.responsible_unit = unit.id, unit
    set_deadline(work, demand, unit)
    note(work, demand, "split", reason)
    work.record(tell(DemandSplit, demand, reason=reason, details={"lead": lead_id}))
