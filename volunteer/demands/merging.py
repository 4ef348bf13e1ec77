"""Several demands for the same need: one leads, the others are merged into it and follow its story until split off."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, select

from volunteer.demands.answering import unit_answering
from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import LEADING, MACHINE
from volunteer.demands.states import DemandStatus
from volunteer.demands.steps import cover, note, set_deadline, shut_private, take, tell
from volunteer.happenings.demands import DemandClosed, DemandHappening, DemandMerged, DemandReopened, DemandSplit
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission


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
        go_alone(work, demand, _("原先一起办理的需求不再办理"))


def lead_closed(happening: DemandClosed, work: Work) -> None:
    """What was done for the lead was done for those merged into it: what is guarded of them closes with it."""
    for demand in _locked_followers(happening.subject_id):
        shut_private(work, demand)


def lead_reopened(happening: DemandReopened, work: Work) -> None:
    """It is done again for all of them."""
    for demand in _locked_followers(happening.subject_id):
        shut_private(work, demand, again=True)


def go_alone(work: Work, demand: Demand, reason: str) -> None:
    """Split off without anybody's decision: the lead has ended, or did not solve it."""
    MACHINE.move(demand, "split")
    demand.version += 1
    _alone_again(work, demand, reason)


def lead_of(demand: Demand) -> Demand | None:
    """The demand that one is merged into, whose story is its own meanwhile."""
    if demand.status != DemandStatus.MERGED or demand.merged_into_id is None:
        return None
    return db.session.get_one(Demand, demand.merged_into_id)


def merged_into(lead_id: int) -> Sequence[Demand]:
    """The demands that follow a lead, in the order they came."""
    return db.session.scalars(_followers(lead_id)).all()


def _locked_followers(lead_id: int) -> Sequence[Demand]:
    return db.session.scalars(_followers(lead_id).with_for_update(key_share=True)).all()


def _followers(lead_id: int) -> Select[Demand]:
    merged = (Demand.merged_into_id == lead_id, Demand.status == DemandStatus.MERGED)
    return select(Demand).where(*merged).order_by(Demand.id)


def _alone_again(work: Work, demand: Demand, reason: str) -> None:
    lead_id, demand.merged_into_id = demand.merged_into_id, None
    unit = db.session.get_one(Unit, demand.responsible_unit_id)
    if unit.status != UnitStatus.ACTIVE:  # closed while somebody else did the work (D5)
        unit = unit_answering(demand.site_id, demand.times_returned)
    demand.responsible_unit_id, demand.responsible_unit = unit.id, unit
    set_deadline(work, demand, unit)
    note(work, demand, "split", reason)
    work.record(tell(DemandSplit, demand, reason=reason, details={"lead": lead_id}))
