"""The demand behind a need that cannot wait: handed in and taken on in one step, as its project follows at once (D11).

It has its number, its timeline and its unit like any other, is rated by the site and counted; whoever lets people be
looked for without a review answers for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volunteer.demands.asking_units import is_of_site
from volunteer.demands.models import CalmClock, Demand
from volunteer.demands.rules import MACHINE
from volunteer.demands.service import give_number
from volunteer.demands.states import Channel, Urgency
from volunteer.demands.steps import note, tell
from volunteer.happenings.demands import DemandTakenOnAtOnce
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, Unit


def take_on_at_once(
    work: Work, actor: Actor, site: Place, unit: Unit, content: Mapping[str, Any], *, in_emergency: bool
) -> Demand:
    """An accepted demand of a site, answered by a unit; whoever is not of the site asks on its behalf by that unit.

    Should it have to wait for people again, it runs by minutes while the emergency holds, as something urgent after.
    """
    of_site = is_of_site(actor, site)
    demand = Demand(
        **content,
        site=site,
        responsible_unit=unit,
        asked_by_unit=None if of_site else unit,
        on_behalf=not of_site,
        channel=Channel.SITE if of_site else Channel.TEAM,
        urgency=Urgency.EMERGENCY if in_emergency else Urgency.URGENT,
        calm=CalmClock(urgency=Urgency.URGENT) if in_emergency else None,
        asker_id=actor.account_id,
        created_at=work.now,
    )
    db.session.add(demand)
    give_number(work, demand)
    db.session.flush()
    for step in ("submit", "accept"):
        MACHINE.move(demand, step)
        note(work, demand, step)
    work.record(tell(DemandTakenOnAtOnce, demand))
    return demand
