"""Use cases of whoever holds the private link of a demand, and the site's new link for whoever lost theirs."""

from __future__ import annotations

from sqlalchemy import or_, select

from volunteer.demands import by_link, links
from volunteer.demands.models import Demand, DemandLink
from volunteer.demands.queries import one_demand
from volunteer.demands.states import LinkPurpose
from volunteer.demands.steps import cover, tell
from volunteer.happenings.demands import DemandLinkRenewed
from volunteer.help_requests.codes import reachable
from volunteer.help_requests.service import send_link
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission


@use_case
def add_word(work: Work, actor: Actor, token: str, words: str) -> None:
    """One more sentence."""
    by_link.add_word(work, _followed(work, token), words)


@use_case
def take_back(work: Work, actor: Actor, token: str, reason: str | None) -> None:
    """Not needed any more."""
    by_link.take_back(work, _followed(work, token), reason)


@use_case
def not_solved(work: Work, actor: Actor, token: str, reason: str) -> None:
    """Do it again."""
    by_link.not_solved(work, _followed(work, token), reason)


@use_case
def renew_link(work: Work, actor: Actor, demand_id: int, *, by_message: bool) -> str:
    """A new private link for a demand that came without an account; those before have ended. Put on record."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_ASK)
    if demand.asker_id is not None:
        raise Refused("not_in_this_state", step="renew_link", status=demand.status)
    old = select(DemandLink).where(
        DemandLink.demand_id == demand.id,
        DemandLink.purpose == LinkPurpose.FOLLOW,
        or_(DemandLink.until.is_(None), DemandLink.until > work.now),
    )
    for link in db.session.scalars(old):
        link.until = work.now
    token = links.make(work, demand, LinkPurpose.FOLLOW)
    place = db.session.get(PrivatePlace, demand.private_place_id) if demand.private_place_id else None
    if by_message and place is not None and place.phone and reachable(place.phone):
        send_link(work, demand, token, place.phone)
    work.record(tell(DemandLinkRenewed, demand))
    return token


def _followed(work: Work, token: str) -> Demand:
    _, demand = links.opened(token, LinkPurpose.FOLLOW, work.now, lock=True)
    return demand
