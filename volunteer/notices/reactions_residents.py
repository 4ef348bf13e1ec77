"""What a site is told of what came for it without an account, and of what is said under the private link."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.asking_side import site_people
from volunteer.demands.models import Demand
from volunteer.demands.states import Channel
from volunteer.happenings.demands import DemandHappening, DemandSubmitted
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell

CAME = {Channel.RESIDENT: "demand.came_from_resident", Channel.HOTLINE: "demand.came_from_hotline"}


def came(happening: DemandSubmitted, work: Work) -> Iterable[Row]:
    """A resident or the hotline asks for something at the site: it knows the place, and can complete what is missing.

    What was returned and is handed in again is no news to it.
    """
    demand = db.session.get_one(Demand, happening.subject_id)
    kind = CAME.get(Channel(demand.channel))
    if kind is not None and not demand.times_returned:
        yield from _to_site(demand, work, kind)


def said(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """Whoever holds the private link said something: the site reads it, too."""
    demand = db.session.get_one(Demand, happening.subject_id)
    if demand.asker_id is None:
        yield from _to_site(demand, work, happening.action, happening.reason or "")


def _to_site(demand: Demand, work: Work, kind: str, why: str = "") -> Iterable[Row]:
    acting = work.actor.account_id if work.actor else None
    for account_id in sorted(site_people(demand.site, work.now) - {acting}):
        yield tell(work, account_id, kind, f"/demands/{demand.id}", title=demand.title, why=why)
