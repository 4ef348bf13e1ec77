"""Who hears for those who asked: whoever wrote it while they still speak for the site, else those who do now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select

from volunteer.demands.models import Demand
from volunteer.kernel.database import db
from volunteer.organization.holders import seeing_to
from volunteer.organization.models import Grant, Place
from volunteer.organization.permissions import Permission, roles_with
from volunteer.organization.queries import root_brigade_id
from volunteer.organization.rules import ids_of


def asking_side(demand: Demand, now: datetime) -> set[int]:
    """The account that asked, if it still has the role it asked by, else the site's people, as where somebody without
    an account asked, who follows it by a private link. Where a unit asked on the site's behalf, both sides hear."""
    if demand.asked_by_unit_id is None:
        return speaking_for(demand.site, demand.asker_id, now)
    asking = seeing_to(demand.asker_id, demand.asked_by_unit_id, Permission.DEMAND_ASK_FOR, now)
    return site_people(demand.site, now) | set(asking)


def speaking_for(site: Place, account_id: int | None, now: datetime) -> set[int]:
    """An account while it speaks for the site; else the site's people, who took over what it began."""
    held = _held(site, now, account_id)
    return {holder for holder, _place in held if holder == account_id} or _nearest(site, held)


def site_people(site: Place, now: datetime, besides: int | None = None) -> set[int]:
    """Those who run the site; where nobody does, the officers of its town. `besides` belongs to them while it speaks
    for the site."""
    held = _held(site, now, besides)
    return _nearest(site, held) | {account_id for account_id, _place in held if account_id == besides}


def _held(site: Place, now: datetime, account_id: int | None) -> list[tuple[int, int | None]]:
    """(account, place) of the roles that speak for the site, with those by which one account asks for every site."""
    statement = select(Grant.account_id, Grant.place_id).where(
        or_(
            Grant.place_id.in_(ids_of(site.path)),
            and_(Grant.account_id == account_id, Grant.unit_id == root_brigade_id()),
        ),
        Grant.role.in_(roles_with(Permission.DEMAND_ASK)),
        Grant.holds(now),
    )
    return [(holder, place_id) for holder, place_id in db.session.execute(statement)]


def _nearest(site: Place, held: list[tuple[int, int | None]]) -> set[int]:
    for place_id in reversed(ids_of(site.path)):
        if found := {account_id for account_id, place in held if place == place_id}:
            return found
    return set()
