"""Task forces and pioneer teams: made of members of several squads, who stay in their squads; dissolved in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from volunteer.access.unit_grants import appoint, end_all
from volunteer.happenings.task_forces import (
    MembersDrawn,
    MembersLetGo,
    TaskForceChanged,
    TaskForceDissolved,
    TaskForceMade,
)
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.dissolving import dissolve as close_unit
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import get_visible, visible
from volunteer.organization.service import NewUnit, create_unit
from volunteer.people.models import SERVING, Member
from volunteer.task_forces.access import force_managed
from volunteer.task_forces.models import TaskForce, TaskForceMember
from volunteer.task_forces.rules import FORCES

MOST_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class NewForce:
    """What a force is made of, before anybody is drawn into it."""

    parent_id: int
    name: str
    purpose: str
    tier: str = Tier.TASK_FORCE
    ends_on: date | None = None
    leader_id: int | None = None  # a member


@use_case
def make(work: Work, actor: Actor, new: NewForce) -> Unit:
    """Set up a force below a brigade or team; its leader belongs to it from the start."""
    if new.tier not in FORCES:
        raise Invalid({"tier": _("请选择突击队或先锋队")})
    _check_last_day(new.ends_on, work.now)
    leader = _leader(actor, new.leader_id)
    unit = create_unit(actor, NewUnit(parent_id=new.parent_id, tier=new.tier, name=new.name))
    db.session.add(
        TaskForce(
            unit_id=unit.id,
            purpose=new.purpose,
            ends_on=new.ends_on,
            made_by=actor.account_id,
            made_at=work.now,
        )
    )
    db.session.flush()
    work.record(TaskForceMade(subject_id=unit.id, unit_id=unit.id, details={"tier": unit.tier}))
    if leader is not None:
        appoint(work, unit, leader.account_id, Role.SQUAD_LEADER, _end_of(new.ends_on))
        draw(actor, unit.id, [leader.id])
    return unit


@use_case
def draw(work: Work, actor: Actor, unit_id: int, member_ids: Sequence[int]) -> int:
    """Draw members within the actor's reach into the force; how many were not in it before."""
    unit = force_managed(actor, unit_id)
    _check_running(unit)
    if len(member_ids) > MOST_AT_ONCE:
        raise Invalid({"members": _("一次最多调入 %(num)s 人", num=MOST_AT_ONCE)})
    wanted = visible(Member, actor, Permission.MEMBER_READ).where(Member.id.in_(member_ids), Member.kind.in_(SERVING))
    accounts = {member.id: member.account_id for member in db.session.scalars(wanted)}
    if not accounts:
        raise Invalid({"members": _("请选择要调入的人")})
    rows = [{"unit_id": unit.id, "member_id": one, "since": work.now, "drawn_by": actor.account_id} for one in accounts]
    added = db.session.scalars(
        insert(TaskForceMember)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["unit_id", "member_id"], index_where=TaskForceMember.until.is_(None))
        .returning(TaskForceMember.member_id)
    ).all()
    if added:
        told = tuple(accounts[member_id] for member_id in added)
        work.record(
            MembersDrawn(
                subject_id=unit.id,
                unit_id=unit.id,
                name=unit.name,
                account_ids=told,
                details={"member_ids": sorted(added)},
            )
        )
    return len(added)


@use_case
def let_go(work: Work, actor: Actor, unit_id: int, member_ids: Sequence[int]) -> int:
    """End the members' time in the force; how many were in it."""
    unit = force_managed(actor, unit_id)
    return _end_membership(work, unit, member_ids)


@use_case
def change(work: Work, actor: Actor, unit_id: int, purpose: str, ends_on: date | None) -> Unit:
    """Say anew what the force is for and until when."""
    unit = force_managed(actor, unit_id)
    _check_running(unit)
    _check_last_day(ends_on, work.now)
    force = db.session.get(TaskForce, unit.id)
    if force is None:
        force = TaskForce(unit_id=unit.id, purpose=purpose, made_by=actor.account_id, made_at=work.now)
        db.session.add(force)
    force.purpose, force.ends_on = purpose, ends_on
    work.record(TaskForceChanged(subject_id=unit.id, unit_id=unit.id, details={"ends_on": _iso(ends_on)}))
    return unit


@use_case
def dissolve(work: Work, actor: Actor, unit_id: int) -> Unit:
    """End the force: its members are free of it, its roles end, its history stays."""
    unit = force_managed(actor, unit_id)
    end_force(work, unit)
    return unit


def end_force(work: Work, unit: Unit) -> None:
    """What dissolving does, by a person or by the clock."""
    _check_running(unit)
    _end_membership(work, unit, None)
    end_all(work, unit)
    close_unit(unit)
    db.session.execute(update(TaskForce).where(TaskForce.unit_id == unit.id).values(dissolved_at=work.now))
    work.record(TaskForceDissolved(subject_id=unit.id, unit_id=unit.id))


def _end_membership(work: Work, unit: Unit, member_ids: Sequence[int] | None) -> int:
    """Of the members named, or of all."""
    statement = update(TaskForceMember).where(TaskForceMember.unit_id == unit.id, TaskForceMember.until.is_(None))
    if member_ids is not None:
        statement = statement.where(TaskForceMember.member_id.in_(member_ids))
    ended = db.session.scalars(statement.values(until=work.now).returning(TaskForceMember.member_id)).all()
    if ended:
        work.record(MembersLetGo(subject_id=unit.id, unit_id=unit.id, details={"member_ids": sorted(ended)}))
    return len(ended)


def _leader(actor: Actor, member_id: int | None) -> Member | None:
    if member_id is None:
        return None
    try:
        return get_visible(Member, actor, Permission.MEMBER_READ, member_id)
    except NotVisible as error:
        raise Invalid({"leader_id": _("没有找到这个人")}) from error


def _check_running(unit: Unit) -> None:
    if unit.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")


def _check_last_day(ends_on: date | None, now: datetime) -> None:
    if ends_on is not None and ends_on < clock.local(now).date():
        raise Invalid({"ends_on": _("结束日期不能早于今天")})


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI) if day else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def overdue(today: date) -> list[Unit]:
    """The forces whose last day is over, locked."""
    statement = (
        select(Unit)
        .join(TaskForce, TaskForce.unit_id == Unit.id)
        .where(TaskForce.ends_on < today, TaskForce.dissolved_at.is_(None), Unit.status == UnitStatus.ACTIVE)
        .order_by(Unit.id)
        .with_for_update(key_share=True, of=Unit)
    )
    return list(db.session.scalars(statement))
