"""Collaboration groups: organs put together across the tree for exchange and supervision; an organ is in one at most.

Groups belong to no unit, so whoever shapes them manages a whole network. A supervisor sees the group that a grant of
theirs names, and nothing of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from volunteer.accounts.models import Account
from volunteer.happenings.organization import GroupMade, GroupRenamed, OrganGrouped
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import CollaborationGroup, Grant, Organ, Tier, Unit
from volunteer.organization.permissions import Permission
from volunteer.web.api import LARGEST_ID


def may_shape(actor: Actor) -> bool:
    """Whether the actor sets up groups and puts organs into them."""
    return actor.reach(Permission.UNIT_MANAGE).whole_network


def groups(actor: Actor) -> Select[CollaborationGroup]:
    """The groups the actor may see, as they were set up: all for whoever reads a whole network, else those granted."""
    statement = select(CollaborationGroup).order_by(CollaborationGroup.id)
    if actor.reach(Permission.UNIT_READ).whole_network:
        return statement
    held = {grant.group_id for grant in actor.grants if grant.group_id is not None}
    return statement.where(CollaborationGroup.id.in_(held))


def group(actor: Actor, group_id: int) -> CollaborationGroup:
    """One of them, or NotVisible."""
    statement = groups(actor).where(CollaborationGroup.id == group_id)
    found = db.session.scalar(statement) if group_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return found


def organs_of(group_id: int) -> Sequence[Organ]:
    """The organs of a group, as they were set up; the page puts them in the order of the alphabet."""
    return db.session.scalars(select(Organ).where(Organ.collaboration_group_id == group_id).order_by(Organ.id)).all()


def organs_of_none() -> Sequence[Organ]:
    """The organs that are in no group yet."""
    return db.session.scalars(select(Organ).where(Organ.collaboration_group_id.is_(None)).order_by(Organ.id)).all()


def teams_of(group_id: int) -> Sequence[Unit]:
    """The teams of a group's organs: what a grant at the group reaches (people/identity)."""
    statement = select(Unit).join(Organ, Organ.id == Unit.organ_id)
    return db.session.scalars(
        statement.where(Organ.collaboration_group_id == group_id, Unit.tier == Tier.TEAM).order_by(Unit.id)
    ).all()


def organ_numbers() -> dict[int, int]:
    """How many organs each group has."""
    statement = select(Organ.collaboration_group_id, func.count()).group_by(Organ.collaboration_group_id)
    return {group_id: number for group_id, number in db.session.execute(statement) if group_id is not None}


def organ_ids(group_ids: Collection[int]) -> dict[int, list[int]]:
    """The organs of each of some groups."""
    statement = select(Organ.collaboration_group_id, Organ.id).where(Organ.collaboration_group_id.in_(group_ids))
    found: dict[int, list[int]] = {}
    for group_id, organ_id in db.session.execute(statement.order_by(Organ.id)):
        found.setdefault(group_id or 0, []).append(organ_id)
    return found


def supervisors(group_ids: Collection[int], now: datetime) -> dict[int, list[str]]:
    """The names of those who hold a role at each of some groups today."""
    statement = (
        select(Grant.collaboration_group_id, Account.name)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.collaboration_group_id.in_(group_ids), Grant.holds(now))
        .order_by(Grant.since, Grant.id)
    )
    named: dict[int, list[str]] = {}
    for group_id, name in db.session.execute(statement):
        named.setdefault(group_id or 0, []).append(name)
    return named


@use_case
def make_group(work: Work, actor: Actor, name: str) -> CollaborationGroup:
    """Set up a group."""
    _require_shaping(actor)
    _check_name(name)
    made = CollaborationGroup(name=name)
    db.session.add(made)
    db.session.flush()
    work.record(GroupMade(subject_id=made.id))
    return made


@use_case
def rename_group(work: Work, actor: Actor, group_id: int, name: str) -> CollaborationGroup:
    """Give a group another name."""
    _require_shaping(actor)
    named = group(actor, group_id)
    if named.name != name:
        _check_name(name)
        named.name = name
        work.record(GroupRenamed(subject_id=named.id))
    return named


@use_case
def put_into_group(work: Work, actor: Actor, group_id: int, organ_id: int) -> Organ:
    """Put an organ that is in no group into one."""
    _require_shaping(actor)
    joined = group(actor, group_id)
    organ = _organ(organ_id)
    if organ.collaboration_group_id is not None:
        raise Refused("organ_in_group")
    _set_group(work, organ, joined.id)
    return organ


@use_case
def take_out_of_group(work: Work, actor: Actor, group_id: int, organ_id: int) -> Organ:
    """Take an organ out; from the next request on the group's supervisor does not see it."""
    _require_shaping(actor)
    left = group(actor, group_id)
    organ = _organ(organ_id)
    if organ.collaboration_group_id != left.id:
        raise NotVisible
    _set_group(work, organ, None)
    return organ


def _require_shaping(actor: Actor) -> None:
    if not may_shape(actor):
        raise Forbidden


def _check_name(name: str) -> None:
    if db.session.scalar(select(CollaborationGroup.id).where(CollaborationGroup.name == name)):
        raise Invalid({"name": str(_("已经有同名的协作组"))})


def _organ(organ_id: int) -> Organ:
    organ = db.session.get(Organ, organ_id, with_for_update=True) if organ_id <= LARGEST_ID else None
    if organ is None:
        raise Invalid({"organ_id": str(_("没有这个机关单位"))})
    return organ


def _set_group(work: Work, organ: Organ, group_id: int | None) -> None:
    before, organ.collaboration_group_id = organ.collaboration_group_id, group_id
    work.record(OrganGrouped(subject_id=organ.id, details={"from": before, "to": group_id}))
