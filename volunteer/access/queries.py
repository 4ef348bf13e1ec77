"""Accounts and grants within reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from volunteer.access import rules
from volunteer.accounts.models import Account
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import CollaborationGroup, Grant, Place, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, scoped, unit_within, visible
from volunteer.people.models import Member
from volunteer.web.api import LARGEST_ID

Node = Unit | Place | CollaborationGroup
NODES: tuple[type[Any], ...] = (Unit, Place, CollaborationGroup)


@dataclass(frozen=True)
class Nodes:
    """The paths of the nodes that a person belongs to or acts for, and the number of collaboration groups."""

    unit_paths: list[str]
    place_paths: list[str]
    groups: int


@scoped(Grant)
def _grants(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    places = Grant.place_id.is_not(None) if rules.covers_root(reach) else place_within(Grant.place_id, reach)
    groups = Grant.collaboration_group_id.is_not(None) if rules.covers_root(reach) else false()
    return or_(unit_within(Grant.unit_id, reach), places, groups)


def grants(
    actor: Actor,
    now: datetime,
    *,
    role: str | None = None,
    q: str | None = None,
    ending_by: datetime | None = None,
) -> Select[tuple[Grant, ...]]:
    """(grant, account, unit, place, group) of the grants within reach that have not ended, or are going to by a day."""
    unit, place, group = aliased(Unit), aliased(Place), aliased(CollaborationGroup)
    statement = (
        visible(Grant, actor, Permission.GRANT_MANAGE)
        .add_columns(Account, unit, place, group)
        .join(Account, Account.id == Grant.account_id)
        .join(unit, unit.id == Grant.unit_id, isouter=True)
        .join(place, place.id == Grant.place_id, isouter=True)
        .join(group, group.id == Grant.collaboration_group_id, isouter=True)
        .where(Grant.not_over(now), Grant.role == role if role else true())
    )
    if ending_by is not None:
        statement = statement.where(Grant.until <= ending_by)
    if q:
        names = (Account.name, unit.name, place.name, group.name)
        statement = statement.where(or_(*(name.contains(q, autoescape=True) for name in names)))
    return statement.order_by(unit.path, place.path, group.name, Grant.role, Grant.deputy, Grant.id)


def nodes_of(account_id: int, now: datetime) -> Nodes:
    """Where a person belongs, and where the person's grants are."""
    held = and_(Grant.account_id == account_id, Grant.not_over(now))
    home = select(Unit.path).join(Member, Member.unit_id == Unit.id).where(Member.account_id == account_id)
    units = home.union(select(Unit.path).join(Grant, Grant.unit_id == Unit.id).where(held))
    places = select(Place.path).join(Grant, Grant.place_id == Place.id).where(held)
    groups = select(func.count()).where(held, Grant.collaboration_group_id.is_not(None))
    return Nodes(list(db.session.scalars(units)), list(db.session.scalars(places)), db.session.scalar(groups) or 0)


def managed_account(actor: Actor, account_id: int, now: datetime, *, lock: bool = False) -> Account:
    """An account that the actor may let in or lock out.

    Everything the account acts for must be within reach: a team leader who could hand out a code for a member that is
    also an administrator would be an administrator.
    """
    account = db.session.get(Account, account_id) if account_id <= LARGEST_ID else None
    if account is None:
        raise NotVisible
    nodes = nodes_of(account_id, now)
    reach = actor.reach(Permission.ACCOUNT_MANAGE)
    inside = rules.nodes_within(reach, nodes.unit_paths, nodes.place_paths, nodes.groups)
    if not any(inside):
        raise NotVisible
    if not all(inside):
        raise Forbidden
    if lock:
        db.session.refresh(account, with_for_update={"key_share": True})
    return account


def home_unit_id(account_id: int) -> int | None:
    """The squad of the member behind an account."""
    return db.session.scalar(select(Member.unit_id).where(Member.account_id == account_id))
