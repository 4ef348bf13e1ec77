"""Reading micro-wishes: published ones by everybody, the rest by who looks after them and who took them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import answered_within, place_within, scoped, visible
from volunteer.web.api import LARGEST_ID
from volunteer.wishes.models import Wish, WishStep
from volunteer.wishes.states import UNDER_WAY, WITH_SITE, WishStatus

LOADED = (joinedload(Wish.site).joinedload(Place.parent), joinedload(Wish.unit))
ENDED = (WishStatus.THANKED, WishStatus.CLOSED)
OPEN_FIRST = (Wish.due_at.is_(None), Wish.due_at, Wish.id.desc())


@scoped(Wish)
def _wishes(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Whoever looks after it: the site and its town, the unit that verifies."""
    return or_(answered_within(Wish.unit_id, reach), place_within(Wish.site_id, reach))


@dataclass(frozen=True)
class WishFilters:
    """What a list is narrowed by; None where it is not."""

    status: str | None = None
    town: str | None = None
    q: str | None = None


def on_offer(filters: WishFilters) -> Select[Wish]:
    """What anybody may see: open ones, or with a status of the end those that came to it; latest verified first."""
    states = ENDED if filters.status in ENDED else (WishStatus.PUBLISHED,)
    chosen = select(Wish).where(Wish.status.in_(states))
    return _narrowed(chosen, filters).order_by(Wish.verified_at.desc(), Wish.id.desc())


def kept(actor: Actor, filters: WishFilters) -> Select[Wish]:
    """Those within the reader's reach, what is due next first."""
    statement = _narrowed(visible(Wish, actor, Permission.DEMAND_READ), filters).options(joinedload(Wish.member))
    if filters.status:
        statement = statement.where(Wish.status == filters.status)
    return statement.order_by(*OPEN_FIRST)


def waiting_for(actor: Actor) -> Select[Wish]:
    """Those whose next step is the actor's: to be verified by a second person, or with the site that keeps them."""
    verifies, keeps = actor.reach(Permission.DEMAND_FORWARD), actor.reach(Permission.DEMAND_ASK)
    to_verify = and_(
        Wish.status == WishStatus.COLLECTED, Wish.collected_by != actor.account_id, _wishes(actor, verifies)
    )
    with_site = and_(Wish.status.in_(WITH_SITE), _wishes(actor, keeps))
    return select(Wish).where(or_(to_verify, with_site)).options(*LOADED).order_by(*OPEN_FIRST)


def numbers_kept(actor: Actor) -> dict[str, int]:
    """How many of those there are in each state."""
    rows = visible(Wish, actor, Permission.DEMAND_READ).subquery()
    counted = select(rows.c.status, func.count()).group_by(rows.c.status)
    return {status: number for status, number in db.session.execute(counted)}


def taken_by(member_id: int) -> Sequence[Wish]:
    """What a member has taken on, what is under way first."""
    own = select(Wish).where(Wish.member_id == member_id).options(*LOADED)
    return db.session.scalars(own.order_by(Wish.status.not_in(UNDER_WAY), Wish.id.desc())).all()


def under_way(member_id: int) -> int:
    """How many a member still has to see to."""
    statement = select(func.count()).where(Wish.member_id == member_id, Wish.status.in_(UNDER_WAY))
    return db.session.scalar(statement) or 0


def one_wish(actor: Actor, wish_id: int, *, lock: bool = False) -> Wish:
    """A wish that the actor looks after, or that was published for everybody; else NotVisible."""
    if wish_id > LARGEST_ID:
        raise NotVisible
    public = and_(Wish.number.is_not(None), Wish.status != WishStatus.WITHDRAWN)
    seen = or_(public, _wishes(actor, actor.reach(Permission.DEMAND_READ)))
    statement = select(Wish).where(Wish.id == wish_id, seen)
    if lock:
        statement = statement.with_for_update(key_share=True, of=Wish).execution_options(populate_existing=True)
    found = db.session.scalar(statement.options(*LOADED))
    if found is None:
        raise NotVisible
    return found


def steps_of(wish_id: int) -> Sequence[WishStep]:
    """What was done with it, the latest last."""
    return db.session.scalars(select(WishStep).where(WishStep.wish_id == wish_id).order_by(WishStep.id)).all()


def _narrowed(statement: Select[Wish], filters: WishFilters) -> Select[Wish]:
    """Within a town, with a word in it; the site comes along."""
    town = aliased(Place)
    statement = statement.join(Place, Place.id == Wish.site_id).join(town, town.id == Place.parent_id).options(*LOADED)
    if filters.town:
        statement = statement.where(or_(town.code == filters.town, town.name == filters.town))
    if filters.q:
        columns = (Wish.title, Wish.text, Place.name)
        mentions = [column.icontains(filters.q, autoescape=True) for column in columns]
        statement = statement.where(or_(Wish.number == filters.q, *mentions))
    return statement
