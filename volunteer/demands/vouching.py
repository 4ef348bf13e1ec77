"""The site's say in what a unit asked for in its name: it vouches for it, or corrects it first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volunteer.demands.asking_units import is_of_site
from volunteer.demands.content import rewrite
from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import ANSWER_AWAITED, EDITABLE
from volunteer.demands.states import DemandStatus
from volunteer.demands.steps import note, tell
from volunteer.happenings.demands import DemandCorrected, DemandVouched
from volunteer.kernel.errors import Forbidden, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor


def may_vouch(actor: Actor, demand: Demand) -> bool:
    """Whether the site's word on it is still open: a unit asked, and nobody of the site has vouched yet."""
    open_still = demand.status == DemandStatus.SUBMITTED and demand.vouched_at is None
    return open_still and demand.asked_by_unit_id is not None and is_of_site(actor, demand.site)


def may_correct(actor: Actor, demand: Demand) -> bool:
    """Whether the site may still rewrite what a unit asked for in its name."""
    return demand.asked_by_unit_id is not None and demand.status in ANSWER_AWAITED and is_of_site(actor, demand.site)


def may_rewrite(actor: Actor, demand: Demand) -> bool:
    """Whether the whole form is open: before it is handed in, or to the site for what was asked in its name."""
    return demand.status in EDITABLE or may_correct(actor, demand)


@use_case
def vouch(work: Work, actor: Actor, demand_id: int) -> Demand:
    """The site says that it does need this."""
    demand = one_demand(actor, demand_id, lock=True)
    if not is_of_site(actor, demand.site):
        raise Forbidden
    if not may_vouch(actor, demand):
        raise Refused("not_in_this_state", step="vouch", status=demand.status)
    demand.vouched_at = work.now
    demand.version += 1
    note(work, demand, "vouch")
    work.record(tell(DemandVouched, demand))
    return demand


@use_case
def correct(work: Work, actor: Actor, demand_id: int, version: int, changes: Mapping[str, Any]) -> Demand:
    """The site rewrites what a unit asked for in its name, and vouches for it as it stands then."""
    demand = one_demand(actor, demand_id, lock=True)
    if not is_of_site(actor, demand.site):
        raise Forbidden
    if demand.version != version:
        raise Refused("stale")
    if not may_correct(actor, demand):
        raise Refused("not_in_this_state", step="correct", status=demand.status)
    rewrite(demand, changes, work.now)
    demand.vouched_at = demand.vouched_at or work.now
    demand.version += 1
    note(work, demand, "correct")
    work.record(tell(DemandCorrected, demand))
    return demand
