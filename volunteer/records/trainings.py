"""Trainings: one form for all who took part; a mistaken one is withdrawn, not changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from volunteer.happenings.records import TrainingEntered, TrainingWithdrawn
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, scoped, unit_within, visible
from volunteer.people.models import SERVING, Member
from volunteer.records.models import Training, TrainingMember

MOST_AT_ONCE = 500
LATEST_FIRST = (Training.held_on.desc(), Training.id.desc())


@dataclass(frozen=True, kw_only=True)
class NewTraining:
    """A training of a unit, and who took part: by id, or by number as on a list of names."""

    unit_id: int
    title: str
    held_on: date
    minutes: int
    organizer: str
    member_ids: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()


@scoped(Training)
def _trainings(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return unit_within(Training.unit_id, reach)


def trainings(actor: Actor) -> Select[Any]:
    """Trainings of the units in reach with how many took part, the latest first."""
    members = _members_of(Training.id).correlate(Training).scalar_subquery()
    statement = visible(Training, actor, Permission.RECORD_KEEP).add_columns(members)
    return statement.options(joinedload(Training.unit)).order_by(*LATEST_FIRST)


def how_many(training_id: int) -> int:
    """How many took part."""
    return db.session.scalar(_members_of(training_id)) or 0


def trainings_of(member_id: int) -> Sequence[Training]:
    """The trainings in a member's record, the latest first; not those taken back."""
    took_part = select(TrainingMember.training_id).where(TrainingMember.member_id == member_id)
    statement = select(Training).where(Training.id.in_(took_part), Training.withdrawn_at.is_(None))
    return db.session.scalars(statement.order_by(*LATEST_FIRST)).all()


def took_part(training_id: int) -> Select[Member]:
    """The members of a training, by name."""
    statement = select(Member).join(TrainingMember, TrainingMember.member_id == Member.id)
    return statement.where(TrainingMember.training_id == training_id).order_by(Member.pinyin, Member.id)


def people_of(actor: Actor, unit: Unit) -> Sequence[Member]:
    """Who can be ticked: the serving members of a unit and below, by squad and name, as many as one form takes."""
    statement = (
        visible(Member, actor, Permission.RECORD_KEEP)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True), Member.kind.in_(SERVING))
        .options(joinedload(Member.unit))
        .order_by(Unit.path, Member.pinyin, Member.id)
        .limit(MOST_AT_ONCE)
    )
    return db.session.scalars(statement).all()


def units_below(unit: Unit) -> Sequence[Unit]:
    """The active units directly below one: whose people alone the form can show instead."""
    below = select(Unit).where(Unit.parent_id == unit.id, Unit.status == UnitStatus.ACTIVE)
    return db.session.scalars(below.order_by(Unit.path)).all()


@use_case
def enter(work: Work, actor: Actor, new: NewTraining) -> Training:
    """Enter a training for all who took part."""
    unit = get_visible(Unit, actor, Permission.RECORD_KEEP, new.unit_id)
    if new.held_on > clock.today():
        raise Invalid({"held_on": str(_("培训日期不能晚于今天"))})
    members = _by_id(actor, new.member_ids) | _by_number(actor, new.numbers)
    if not members:
        raise Invalid({"member_ids": str(_("请勾选参加的成员"))})
    if len(members) > MOST_AT_ONCE:
        raise Invalid({"member_ids": str(_("一次最多登记 %(most)s 人", most=MOST_AT_ONCE))})
    training = Training(
        unit_id=unit.id,
        title=new.title,
        held_on=new.held_on,
        minutes=new.minutes,
        organizer=new.organizer,
        entered_by=actor.account_id,
        entered_at=work.now,
    )
    db.session.add(training)
    db.session.flush()
    db.session.add_all(TrainingMember(training_id=training.id, member_id=member_id) for member_id in sorted(members))
    db.session.flush()
    work.record(
        TrainingEntered(
            subject_id=training.id, unit_id=unit.id, details={"members": len(members), "on": str(new.held_on)}
        )
    )
    return training


@use_case
def withdraw(work: Work, actor: Actor, training_id: int) -> Training:
    """Take back one that was entered by mistake; it leaves every record and stays in the list, struck out."""
    training = get_visible(Training, actor, Permission.RECORD_KEEP, training_id, lock=True)
    if training.withdrawn_at is not None:
        raise Refused("not_in_this_state", step="withdraw", status="withdrawn")
    training.withdrawn_at = work.now
    work.record(TrainingWithdrawn(subject_id=training.id, unit_id=training.unit_id))
    return training


def _by_id(actor: Actor, ids: Collection[int]) -> set[int]:
    known = _known(actor).where(Member.id.in_(ids))
    found = set(db.session.scalars(known)) if ids else set()
    if len(found) < len(set(ids)):
        raise Invalid({"member_ids": str(_("有的成员不在你的队伍里"))})
    return found


def _by_number(actor: Actor, numbers: Collection[str]) -> set[int]:
    if not numbers:
        return set()
    rows = db.session.execute(_known(actor).add_columns(Member.number).where(Member.number.in_(numbers))).all()
    missing = sorted(set(numbers) - {number for _id, number in rows})
    if missing:
        raise Invalid({"numbers": str(_("这些编号不在你的队伍里：%(numbers)s", numbers=_("、").join(missing[:10])))})
    return {member_id for member_id, _number in rows}


def _known(actor: Actor) -> Select[int]:
    return visible(Member, actor, Permission.RECORD_KEEP).with_only_columns(Member.id)


def _members_of(training_id: int | InstrumentedAttribute[int]) -> Select[int]:
    return select(func.count()).where(TrainingMember.training_id == training_id)
