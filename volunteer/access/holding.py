"""Roles as their holders and those above see them: one's own, those of a unit, those one may end or hand over.

A role is in the hands of whoever holds it, of whoever gives roles there (GRANT_MANAGE), and, where it leads a unit, of
whoever shapes the units above it (UNIT_MANAGE over the parent): a team's leader names the leaders of its squads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from volunteer.access import rules
from volunteer.accounts.models import Account
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.models import CollaborationGroup, Grant, Place, Unit
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.rules import above
from volunteer.web.api import LARGEST_ID

LEADERS = frozenset({Role.TEAM_LEADER, Role.SQUAD_LEADER})


@dataclass(frozen=True)
class Holding:
    """A grant with whose it is and where."""

    grant: Grant
    account: Account
    unit: Unit | None
    place: Place | None
    group: CollaborationGroup | None

    @property
    def node_name(self) -> str:
        """The name of the node."""
        node = self.unit or self.place or self.group
        return node.name if node else ""

    @property
    def view(self) -> GrantView | None:
        """The grant as it is looked at when work is counted; work hangs on units and places only."""
        role = Role(self.grant.role)
        if self.unit is not None:
            return GrantView(role, "unit", self.unit.id, self.unit.path, self.unit.tier)
        if self.place is not None:
            return GrantView(role, "place", self.place.id, self.place.path, self.place.kind)
        return None


def holdings_of(account_id: int, now: datetime) -> list[Holding]:
    """What somebody holds, or is going to."""
    return _read(_holdings(now).where(Grant.account_id == account_id))


def holdings_at(unit_id: int, now: datetime) -> list[Holding]:
    """Who leads a unit or stands in for its leader, today or soon."""
    return _read(_holdings(now).where(Grant.unit_id == unit_id, Grant.role.in_(LEADERS)))


def deputies_of(holdings: Sequence[Holding], now: datetime) -> dict[int, list[Holding]]:
    """By grant, those who stand in for its holder."""
    nodes = {_node_key(one.grant): one.grant.id for one in holdings if not one.grant.deputy}
    beside = _holdings(now).where(
        Grant.deputy,
        Grant.unit_id.in_([key[1] for key in nodes])
        | Grant.place_id.in_([key[2] for key in nodes])
        | Grant.collaboration_group_id.in_([key[3] for key in nodes]),
    )
    found: dict[int, list[Holding]] = {}
    for one in _read(beside):
        if (grant_id := nodes.get(_node_key(one.grant))) is not None:
            found.setdefault(grant_id, []).append(one)
    return found


def holding(actor: Actor, grant_id: int, now: datetime, *, lock: bool = False) -> Holding:
    """A grant in the actor's hands that has not ended, or NotVisible."""
    statement = _holdings(now).where(Grant.id == grant_id)
    if lock:
        statement = statement.with_for_update(key_share=True, of=Grant)
    found = _read(statement) if grant_id <= LARGEST_ID else []
    if not found or not in_hands_of(actor, found[0]):
        raise NotVisible
    return found[0]


def in_hands_of(actor: Actor, one: Holding) -> bool:
    """Whether the actor has a say in the role: the holder, who gives roles there, who shapes what is above."""
    if one.grant.account_id == actor.account_id or _gives_at(actor, one):
        return True
    leads_below = one.grant.role in LEADERS and may_name_leader(actor, one.unit)
    return leads_below or (one.grant.deputy and _holds_the_same(actor, one))


def may_hand_over(actor: Actor, one: Holding) -> bool:
    """Whether the actor may pass the role on; who only stands in may not."""
    return in_hands_of(actor, one) and not (one.grant.deputy and one.grant.account_id == actor.account_id)


def may_end(actor: Actor, one: Holding) -> bool:
    """Whether the actor may end the role; one's own, unless a deputy's, passes on by handover only."""
    own = one.grant.account_id == actor.account_id
    return in_hands_of(actor, one) and (one.grant.deputy or not own)


def may_name_leader(actor: Actor, unit: Unit | None) -> bool:
    """Whether the actor shapes what is above the unit, and so names who leads it."""
    if unit is None or unit.parent_id is None:
        return False
    return actor.reach(Permission.UNIT_MANAGE).covers(above(unit.path))


def held_already(like: Grant, account_id: int, at: datetime) -> Grant | None:
    """What somebody holds of the same role at the same node, rather the full role than a deputy's."""
    same = select(Grant).where(
        Grant.account_id == account_id,
        Grant.role == like.role,
        Grant.unit_id.is_not_distinct_from(like.unit_id),
        Grant.place_id.is_not_distinct_from(like.place_id),
        Grant.collaboration_group_id.is_not_distinct_from(like.collaboration_group_id),
        Grant.not_over(at),
    )
    return db.session.scalars(same.order_by(Grant.deputy).limit(1)).one_or_none()


def _gives_at(actor: Actor, one: Holding) -> bool:
    reach = actor.reach(Permission.GRANT_MANAGE)
    if one.place is not None:
        return rules.covers_place(reach, one.place.path)
    return reach.covers(one.unit.path) if one.unit is not None else rules.covers_root(reach)


def _holds_the_same(actor: Actor, one: Holding) -> bool:
    return one.view is not None and any(
        (held.role, held.tree, held.node_id) == (one.view.role, one.view.tree, one.view.node_id)
        for held in actor.grants
    )


def _holdings(now: datetime) -> Select[Grant, Account, Unit, Place, CollaborationGroup]:
    unit, place, group = aliased(Unit), aliased(Place), aliased(CollaborationGroup)
    return (
        select(Grant, Account, unit, place, group)
        .join(Account, Account.id == Grant.account_id)
        .join(unit, unit.id == Grant.unit_id, isouter=True)
        .join(place, place.id == Grant.place_id, isouter=True)
        .join(group, group.id == Grant.collaboration_group_id, isouter=True)
        .where(Grant.not_over(now))
        .order_by(Grant.deputy, Grant.since, Grant.id)
    )


def _read(statement: Select[Grant, Account, Unit, Place, CollaborationGroup]) -> list[Holding]:
    return [Holding(*row) for row in db.session.execute(statement)]


def _node_key(grant: Grant) -> tuple[str, int | None, int | None, int | None]:
    return grant.role, grant.unit_id, grant.place_id, grant.collaboration_group_id
