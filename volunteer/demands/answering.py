"""Who answers a demand, and by when (D5): decided at submission, told beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from volunteer.demands import emergencies
from volunteer.demands.deadlines import due, term
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.kernel.database import db
from volunteer.organization.models import Place, Unit
from volunteer.organization.queries import responsible_unit_for, root_brigade
from volunteer.organization.rules import ids_of

MOST_RETURNS = 2


@dataclass(frozen=True)
class Promise:
    """The unit that will answer, and by when if the demand is handed in now.

    `hurried`: by when if it is called urgent, where an emergency holds and urgent demands run by minutes (D11).
    """

    unit: Unit
    deadline: datetime
    hurried: datetime | None = None


def unit_answering(site_id: int, times_returned: int = 0) -> Unit:
    """The site's paired unit; for what came back twice the top brigade: no ping-pong."""
    return root_brigade() if times_returned >= MOST_RETURNS else responsible_unit_for(site_id)


def deadline_of(unit: Unit, since: datetime, urgency: Urgency = Urgency.NORMAL) -> datetime:
    """By when the unit answers what is handed in then."""
    return due(since, term(unit, DemandStatus.SUBMITTED, urgency), urgency)


def promise(site_id: int, now: datetime, times_returned: int = 0, urgency: Urgency = Urgency.NORMAL) -> Promise:
    """What the asker is told before handing in."""
    unit = unit_answering(site_id, times_returned)
    deadline = deadline_of(unit, now, urgency)
    if not emergencies.holds_at(db.session.get_one(Place, site_id).path, now):
        return Promise(unit, deadline)
    hurried = min(deadline_of(unit, now, Urgency.URGENT), deadline_of(unit, now, Urgency.EMERGENCY))
    return Promise(unit, hurried if urgency == Urgency.URGENT else deadline, hurried)


def unit_to_forward_to(demand: Demand, unit: Unit) -> Unit:
    """The unit that was chosen; the top brigade where it passed the demand on twice already, and settles it then."""
    top = db.session.get_one(Unit, ids_of(unit.path)[0])
    if top.id in (unit.id, demand.responsible_unit_id):
        return unit
    both_ways = (func.count().filter(DemandStep.step == step) for step in ("forward", "unforward"))
    by_unit = (DemandStep.demand_id == demand.id, DemandStep.unit_id == unit.id)
    passed_on, taken_back = db.session.execute(select(*both_ways).where(*by_unit)).one()
    return top if passed_on - taken_back >= MOST_RETURNS else unit
