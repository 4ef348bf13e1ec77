"""Who hears of a demand for those who asked: whoever wrote it while they speak for the site, else those who do now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from volunteer.demands.models import Demand
from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Place
from volunteer.organization.permissions import Permission, roles_with
from volunteer.organization.rules import ids_of

SPEAKING = roles_with(Permission.DEMAND_ASK) | roles_with(Permission.DEMAND_ASK_FOR)


def asking_side(demand: Demand, now: datetime) -> set[int]:
    """The account that asked, if it still has a role to ask by; the site's people where it has not, where a unit asked
    on the site's behalf, and where somebody without an account did, who follows it by a private link."""
    held = _held(demand.site, demand.asker_id, now)
    asker = {account_id for account_id, _place in held if account_id == demand.asker_id}
    if asker and demand.asked_by_unit_id is None:
        return asker
    return asker | _nearest(demand.site, held)


def site_people(site: Place, now: datetime, besides: int | None = None) -> set[int]:
    """Those who run the site; where nobody does, the officers of its town. `besides` belongs to them while it has a
    role to ask by."""
    held = _held(site, besides, now)
    return _nearest(site, held) | {account_id for account_id, _place in held if account_id == besides}


def _held(site: Place, account_id: int | None, now: datetime) -> list[tuple[int, int | None]]:
    """(account, place) of the roles that speak for the site, and of those that one account holds."""
    statement = select(Grant.account_id, Grant.place_id).where(
        or_(Grant.place_id.in_(ids_of(site.path)), Grant.account_id == account_id),
        Grant.role.in_(SPEAKING),
        Grant.holds(now),
    )
    return [(holder, place_id) for holder, place_id in db.session.execute(statement)]


def _nearest(site: Place, held: list[tuple[int, int | None]]) -> set[int]:
    for place_id in reversed(ids_of(site.path)):
        if found := {account_id for account_id, place in held if place == place_id}:
            return found
    return set()
